"""How the tests reach the local Slack: its control API, raw HTTP, and errors by name."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Self

import aiohttp
from slack_sdk.errors import SlackApiError

Json = dict[str, Any]

SCOPES = [
    "app_mentions:read", "bookmarks:read", "bookmarks:write", "canvases:write", "channels:history", "channels:join",
    "channels:manage", "channels:read", "chat:write", "commands", "dnd:read", "emoji:read", "files:read",
    "files:write", "groups:history", "groups:read", "groups:write", "im:history", "im:read", "im:write",
    "mpim:history", "mpim:read", "mpim:write", "pins:read", "pins:write", "reactions:read", "reactions:write",
    "team:read", "usergroups:read", "usergroups:write", "users.profile:read", "users:read", "users:read.email",
]  # fmt: skip
EVENTS = [
    "app_home_opened", "app_mention", "app_uninstalled", "dnd_updated_user", "file_deleted", "file_shared",
    "member_joined_channel", "member_left_channel",
    "message.channels", "message.groups", "message.im", "message.mpim", "team_join", "tokens_revoked", "user_change",
]  # fmt: skip


def manifest_document(
    *,
    scopes: list[str] | None = None,
    events: list[str] | None = None,
    user_scopes: Sequence[str] = (),
    redirect_urls: Sequence[str] = (),
    rotates: bool = False,
) -> Json:
    return {
        "display_information": {"name": "Helper", "description": "Helps"},
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "Helper"},
            "slash_commands": [
                {"command": "/help-me", "description": "Helps", "should_escape": True},
                {"command": "/plain", "description": "Takes the text as typed"},
            ],
            "shortcuts": [
                {"name": "Keep it", "type": "message", "callback_id": "keep", "description": "Keeps a message"},
                {"name": "Begin", "type": "global", "callback_id": "begin", "description": "Begins something"},
            ],
        },
        "oauth_config": {
            "redirect_urls": list(redirect_urls),
            "scopes": {"bot": SCOPES if scopes is None else scopes, "user": list(user_scopes)},
        },
        "settings": {
            "event_subscriptions": {"bot_events": EVENTS if events is None else events},
            "interactivity": {"is_enabled": True},
            "socket_mode_enabled": True,
            "token_rotation_enabled": rotates,
        },
    }


class Control:
    """
    The control API, call by call, in one workspace. A refusal is an answer like any other; `status` is that of the
    last call.
    """

    def __init__(self, url: str, team: str = "") -> None:
        self.url = url
        self.team = team
        self.status = 0

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(self.url, headers={"X-Slack-Team": self.team} if self.team else None)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._session.close()

    @property
    def http(self) -> aiohttp.ClientSession:
        return self._session

    async def post(self, path: str, body: Any = None, **fields: Any) -> Json:
        async with self._session.post(path, json=fields if body is None else body) as response:
            self.status = response.status
            answer: Json = await response.json()
            return answer

    async def get(self, path: str, params: Mapping[str, str] | None = None, **query: str) -> Json:
        async with self._session.get(path, params={**(params or {}), **query}) as response:
            self.status = response.status
            answer: Json = await response.json()
            return answer

    async def person(self, name: str, **fields: Any) -> str:
        """A new person's id."""
        answer = await self.post("/control/users", name=name, **fields)
        return str(answer["user"]["id"])

    async def channel(self, name: str, *members: str, is_private: bool = False) -> str:
        answer = await self.post("/control/channels", name=name, members=list(members), is_private=is_private)
        return str(answer["channel"]["id"])

    async def say(self, user: str, channel: str, text: str, **fields: Any) -> Json:
        answer = await self.post("/control/message", user=user, channel=channel, text=text, **fields)
        message: Json = answer["message"]
        return message

    async def seen(self, user: str, channel: str) -> list[Json]:
        """The messages a person sees in a conversation, oldest first."""
        answer = await self.get("/control/messages", {"channel": channel, "as": user})
        messages: list[Json] = answer["messages"]
        return messages

    async def command(self, user: str, command: str = "/help-me", text: str = "", channel: str = "#general") -> Json:
        return await self.post("/control/command", user=user, channel=channel, command=command, text=text)

    async def unread(self, user: str, channel: str) -> tuple[int, int]:
        answer = await self.get("/page/conversations", {"as": user})
        found = next(c for c in answer["conversations"] if c["id"] == channel)
        return found["unread"], found["mentions"]


async def refusal(call: Awaitable[Any]) -> str:
    """The name of the error a Web API call is refused with; `ok` when it is not refused."""
    return str((await refused(call)).get("error", "ok"))


async def refused(call: Awaitable[Any]) -> Json:
    """The whole answer of a call, refused or not."""
    try:
        answer = await call
    except SlackApiError as error:
        answer = error.response
    body: Json = answer.data
    return body


async def until(holds: Callable[[], Awaitable[bool]]) -> None:
    """Look until something holds; the test's own time limit is the end of patience."""
    while True:
        if await holds():
            return
        await asyncio.sleep(0.01)


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def button(action_id: str, value: str = "v") -> Json:
    return {"type": "button", "action_id": action_id, "text": plain("Press"), "value": value}


def actions(*elements: Json, block_id: str = "row") -> Json:
    return {"type": "actions", "block_id": block_id, "elements": list(elements)}


def section(text: str = "Hello") -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def field(block_id: str, element: Json | None = None, **more: Any) -> Json:
    """An input block whose element is called `answer`."""
    inner = {"type": "plain_text_input", **(element or {}), "action_id": "answer"}
    return {"type": "input", "block_id": block_id, "label": plain("Ask"), "element": inner, **more}


def modal(*blocks: Json, callback_id: str = "form", **more: Any) -> Json:
    return {
        "type": "modal",
        "callback_id": callback_id,
        "title": plain("Form"),
        "submit": plain("Send"),
        "blocks": list(blocks),
        **more,
    }


def home(*blocks: Json, **more: Any) -> Json:
    return {"type": "home", "blocks": list(blocks), **more}
