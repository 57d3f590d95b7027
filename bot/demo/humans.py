"""Acting as people in the local Slack, over its control API: what a person could do with mouse and keyboard."""

import asyncio
import json
from collections.abc import Sequence
from typing import Any, Self
from urllib.parse import quote

import aiohttp

from handlers.opening import is_loading

Payload = dict[str, Any]

_LOOK_EVERY = 0.02


class NotPossible(Exception):
    """The local Slack would not let a person do that."""


class Humans:
    """
    Everybody in the workspace.

    Args:
        url: the local Slack's address, such as `http://127.0.0.1:8065`.
        team: which of its workspaces; by default the first.
    """

    def __init__(self, url: str, team: str = "") -> None:
        self._url = url.rstrip("/")
        where = {"X-Slack-Team": team} if team else {}
        self._http = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=120), headers=where)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_unused: object) -> None:
        await self._http.close()

    async def state(self) -> Payload:
        """Return users, channels, clock, connections and tokens."""
        return await self._get("/control/state")

    async def join(self, name: str, **about: Any) -> Payload:
        """A new person joins the workspace."""
        user: Payload = (await self._post("/control/users", {"name": name, **about}))["user"]
        return user

    async def channel(self, name: str, members: Sequence[str] = ()) -> Payload:
        """A channel is created."""
        channel: Payload = (await self._post("/control/channels", {"name": name, "members": list(members)}))["channel"]
        return channel

    async def conversation(self, users: Sequence[str]) -> Payload:
        """A direct message between these people is opened."""
        channel: Payload = (await self._post("/control/channels", {"users": list(users)}))["channel"]
        return channel

    async def command(self, user: str, command: str, text: str = "", channel: str = "#general") -> Payload:
        """Somebody types a slash command."""
        typed = {"user": user, "channel": channel, "command": command, "text": text}
        answer = await self._post("/control/command", typed)
        return answer | {"view": await self.waits_for(user, answer["view"])}

    async def click(self, user: str, action_id: str, **where: Any) -> Payload:
        """Somebody clicks a button: in a message (channel, ts) or in a view (view_id)."""
        clicked = {"user": user, "action_id": action_id, **where}
        answer = await self._post("/control/action", clicked)
        return answer | {"view": await self.waits_for(user, answer["view"])}

    async def submit(self, user: str, view: Payload, **values: Any) -> Payload:
        """Somebody fills in and submits a modal; `values` by the fields' names."""
        filled = {name: {name: value} for name, value in values.items()}
        handed_in = {"user": user, "view_id": view["id"], "values": filled}
        answer = await self._post("/control/submit", handed_in)
        return answer | {"view": await self.waits_for(user, answer["view"])}

    async def search(self, user: str, view: Payload, field: str, query: str) -> list[Payload]:
        """Somebody types into a menu whose choices the app serves; return what it offers."""
        body = {"user": user, "view_id": view["id"], "action_id": field, "query": query}
        options: list[Payload] = (await self._post("/control/suggest", body))["options"]
        return options

    async def waits_for(self, user: str, view: Payload | None) -> Payload | None:
        """Somebody looks at a modal that still says that it is opening; return what takes its place."""
        while view is not None and view["type"] == "modal" and is_loading(view):
            await asyncio.sleep(_LOOK_EVERY)
            view = await self.looks(user)
        return view

    async def looks(self, user: str) -> Payload | None:
        """Somebody looks at the modal on top, if one is open."""
        views: list[Payload] = (await self._get(f"/control/views?user={user}"))["views"]
        return views[-1] if views else None

    async def close_all(self, user: str) -> None:
        """Somebody closes every modal they have open."""
        views: list[Payload] = (await self._get(f"/control/views?user={user}"))["views"]
        if views:
            await self._post("/control/close", {"user": user, "view_id": views[-1]["id"], "all": True})

    async def home(self, user: str) -> Payload:
        """Somebody opens the bot's Home tab."""
        view: Payload = (await self._post("/control/home", {"user": user}))["view"]
        return view

    async def say(self, user: str, channel: str, text: str) -> Payload:
        """Somebody writes a message."""
        message: Payload = (await self._post("/control/message", {"user": user, "channel": channel, "text": text}))[
            "message"
        ]
        return message

    async def read_everything(self, user: str) -> None:
        """Somebody has seen all their conversations to the end."""
        conversations: list[Payload] = (await self._get(f"/page/conversations?as={user}"))["conversations"]
        for each in conversations:
            if each["unread"] and each["last_ts"]:
                await self._post("/page/read", {"user": user, "channel": each["id"], "ts": each["last_ts"]})

    async def reads(self, user: str, channel: str) -> list[Payload]:
        """Return the messages of a conversation as somebody sees them, oldest first."""
        answer = await self._get(f"/control/messages?channel={quote(channel)}&as={user}")
        messages: list[Payload] = answer["messages"]
        return messages

    async def channel_id(self, user: str, channel: str) -> str:
        """Return the id of a conversation named as in `reads`."""
        answer = await self._get(f"/control/messages?channel={quote(channel)}&as={user}")
        return str(answer["channel"]["id"])

    async def clock(self, **move: Any) -> Payload:
        """Move the clock (`advance=seconds` or `to=…`) and wait until the bot's due work is done."""
        clock: Payload = (await self._post("/control/clock", move))["clock"]
        return clock

    async def _get(self, path: str) -> Payload:
        async with self._http.get(self._url + path) as answer:
            return await _content(path, answer)

    async def _post(self, path: str, body: Payload) -> Payload:
        async with self._http.post(self._url + path, json=body) as answer:
            return await _content(path, answer)


async def _content(path: str, answer: aiohttp.ClientResponse) -> Payload:
    content: Payload = json.loads(await answer.text())
    if not content.get("ok"):
        msg = f"{path}: {content.get('error')}: {content.get('message', '')}"
        raise NotPossible(msg)
    return content
