"""One good call and one typical refusal of every method that is served, in a workspace with something in it."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.client import WebClient

from sandbox import Serving
from tests.sandbox.conformance.node_client import NodeWebClient
from tests.sandbox.driver import Control, Json, home, modal, section

Client = WebClient | AsyncWebClient | NodeWebClient
MARKDOWN = {"type": "markdown", "markdown": "# Plan"}


@dataclass
class World:
    """A workspace, one of Slack's clients in it, and ids of what is there."""

    slack: Serving
    control: Control
    client: Client
    ana: str = ""
    ben: str = ""
    club: str = ""
    ts: str = ""
    _count: int = field(default=0)

    async def call(self, method: str, **arguments: Any) -> Json:
        """The whole answer of a method, called by its own name in Slack's client, refused or not."""
        if isinstance(self.client, NodeWebClient):
            return await self.client.call(method, arguments)
        function = getattr(self.client, method.replace(".", "_"))
        try:
            if isinstance(self.client, AsyncWebClient):
                answer = await function(**arguments)
            else:
                answer = await asyncio.to_thread(lambda: function(**arguments))
        except SlackApiError as error:
            answer = error.response
        body: Json = answer.data
        return body

    async def furnish(self) -> None:
        self.ana, self.ben = await self.control.person("ana"), await self.control.person("ben")
        self.club = await self.channel(self.ana)
        self.ts = (await self.message())["ts"]

    def new(self, word: str) -> str:
        self._count += 1
        return f"{word}-{self._count}"

    async def channel(self, *invited: str) -> str:
        """A channel of the bot's own."""
        made = await self.call("conversations.create", name=self.new("club"))
        channel: str = made["channel"]["id"]
        if invited:
            await self.call("conversations.invite", channel=channel, users=list(invited))
        return channel

    async def message(self, **more: Any) -> Json:
        answer = await self.call("chat.postMessage", channel=self.club, text="hello", **more)
        return {"channel": self.club, "ts": answer["ts"]}

    async def pinned(self) -> Json:
        ts = (await self.message())["ts"]
        await self.call("pins.add", channel=self.club, timestamp=ts)
        return {"channel": self.club, "timestamp": ts}

    async def reacted(self) -> Json:
        ts = (await self.message())["ts"]
        await self.call("reactions.add", channel=self.club, timestamp=ts, name="eyes")
        return {"channel": self.club, "timestamp": ts}

    async def uploaded(self) -> str:
        """A file that was sent and not completed."""
        asked = await self.call("files.getUploadURLExternal", filename="a.txt", length=3)
        async with aiohttp.ClientSession() as session, session.post(asked["upload_url"], data=b"abc"):
            return str(asked["file_id"])

    async def shared(self) -> str:
        file = await self.uploaded()
        await self.call("files.completeUploadExternal", files=[{"id": file}], channel_id=self.club)
        return file

    async def bookmark(self) -> Json:
        added = await self.call(
            "bookmarks.add", channel_id=self.club, title="t", type="link", link="https://a.example/"
        )
        return {"channel_id": self.club, "bookmark_id": added["bookmark"]["id"]}

    async def usergroup(self) -> str:
        made = await self.call("usergroups.create", name=self.new("Group"))
        return str(made["usergroup"]["id"])

    async def canvas(self) -> str:
        return str((await self.call("canvases.create", title="Plan", document_content=MARKDOWN))["canvas_id"])

    async def scheduled(self) -> Json:
        planned = await self.call("chat.scheduleMessage", channel=self.club, text="t", post_at=self.later)
        return {"channel": self.club, "scheduled_message_id": planned["scheduled_message_id"]}

    @property
    def later(self) -> int:
        return int(self.slack.slack.clock.now()) + 86_400

    def trigger(self, view_id: str = "") -> str:
        return self.slack.slack.triggers.mint(self.ana, view_id)

    async def opened(self) -> str:
        return str((await self.call("views.open", trigger_id=self.trigger(), view=modal(section())))["view"]["id"])


Good = Callable[[World], Awaitable[Json]]


def always(**arguments: Any) -> Good:
    async def given(_world: World) -> Json:
        return arguments

    return given


def of(make: Callable[[World], Json]) -> Good:
    async def given(world: World) -> Json:
        return make(world)

    return given


async def _own_channel(w: World) -> Json:
    return {"channel": await w.channel()}


async def _file(w: World) -> Json:
    return {"file": await w.shared()}


async def _group(w: World) -> Json:
    return {"usergroup": await w.usergroup()}


async def _invited(w: World) -> Json:
    return {"channel": await w.channel(w.ben), "user": w.ben}


async def _view(w: World) -> Json:
    return {"view_id": await w.opened(), "view": modal(section("new"))}


async def _pushed(w: World) -> Json:
    view = await w.opened()
    return {"trigger_id": w.trigger(view), "view": modal(section("above"))}


async def _completed(w: World) -> Json:
    return {"files": [{"id": await w.uploaded(), "title": "A"}], "channel_id": w.club}


async def _to_be_left(w: World) -> Json:
    return {"channel": await w.channel(w.ana)}


async def _edited(w: World) -> Json:
    change = {"operation": "insert_at_end", "document_content": MARKDOWN}
    return {"canvas_id": await w.canvas(), "changes": [change]}


async def _open_channel(w: World) -> Json:
    return {"channel": await w.control.channel(w.new("open"), w.ana)}


NOWHERE = {"channel": "C404"}
LINK = {"title": "t", "type": "link", "link": "https://a.example/"}

# By method: what a good call is made of; what a refused one is made of; and Slack's name for the refusal.
CALLS: dict[str, tuple[Good, Json, str]] = {
    "api.test": (always(), {"error": "my_error"}, "my_error"),
    "auth.test": (always(), {"token": "xoxb-unknown"}, "invalid_auth"),
    "blocks.validate": (always(blocks=[section()]), {"blocks": [{"type": "wall"}]}, "invalid_blocks"),
    "bookmarks.add": (
        of(lambda w: {"channel_id": w.club, **LINK}),
        {"channel_id": "C404", **LINK},
        "channel_not_found",
    ),
    "bookmarks.edit": (
        lambda w: _with(w.bookmark(), title="new"),
        {"channel_id": "C404", "bookmark_id": "Bk1"},
        "channel_not_found",
    ),
    "bookmarks.list": (of(lambda w: {"channel_id": w.club}), {"channel_id": "C404"}, "channel_not_found"),
    "bookmarks.remove": (World.bookmark, {"channel_id": "C404", "bookmark_id": "Bk1"}, "channel_not_found"),
    "bots.info": (of(lambda w: {"bot": w.slack.slack.bot_id}), {"bot": "B404"}, "bot_not_found"),
    "canvases.create": (
        always(title="Plan", document_content=MARKDOWN),
        {"document_content": {"type": "html"}},
        "invalid_arguments",
    ),
    "canvases.edit": (_edited, {"canvas_id": "F404", "changes": [{"operation": "rename"}]}, "canvas_not_found"),
    "canvases.delete": (lambda w: _named("canvas_id", w.canvas()), {"canvas_id": "F404"}, "canvas_not_found"),
    "chat.delete": (World.message, {**NOWHERE, "ts": "1.1"}, "channel_not_found"),
    "chat.deleteScheduledMessage": (
        World.scheduled,
        {**NOWHERE, "scheduled_message_id": "Q1"},
        "channel_not_found",
    ),
    "chat.getPermalink": (
        of(lambda w: {"channel": w.club, "message_ts": w.ts}),
        {**NOWHERE, "message_ts": "1.1"},
        "channel_not_found",
    ),
    "chat.postEphemeral": (
        of(lambda w: {"channel": w.club, "user": w.ana, "text": "psst"}),
        {**NOWHERE, "user": "U1", "text": "psst"},
        "channel_not_found",
    ),
    "chat.postMessage": (
        of(lambda w: {"channel": w.club, "text": "hello", "blocks": [section()]}),
        {**NOWHERE, "text": "hello"},
        "channel_not_found",
    ),
    "chat.scheduleMessage": (
        of(lambda w: {"channel": w.club, "text": "later", "post_at": w.later}),
        {"channel": "general", "text": "later", "post_at": 1},
        "not_in_channel",
    ),
    "chat.scheduledMessages.list": (always(), NOWHERE, "invalid_channel"),
    "chat.update": (
        lambda w: _with(w.message(), text="new"),
        {**NOWHERE, "ts": "1.1", "text": "new"},
        "channel_not_found",
    ),
    "conversations.archive": (_own_channel, NOWHERE, "channel_not_found"),
    "conversations.canvases.create": (
        lambda w: _with(_named("channel_id", w.channel()), document_content=MARKDOWN),
        {"channel_id": "C404", "document_content": MARKDOWN},
        "channel_not_found",
    ),
    "conversations.create": (of(lambda w: {"name": w.new("made")}), {"name": "general"}, "name_taken"),
    "conversations.history": (of(lambda w: {"channel": w.club}), NOWHERE, "channel_not_found"),
    "conversations.info": (of(lambda w: {"channel": w.club}), NOWHERE, "channel_not_found"),
    "conversations.invite": (
        lambda w: _with(_own_channel(w), users=w.ben),
        {**NOWHERE, "users": "U1"},
        "channel_not_found",
    ),
    "conversations.join": (_open_channel, NOWHERE, "channel_not_found"),
    "conversations.kick": (_invited, {**NOWHERE, "user": "U1"}, "channel_not_found"),
    "conversations.leave": (_to_be_left, NOWHERE, "channel_not_found"),
    "conversations.list": (
        always(types="public_channel,private_channel,im,mpim"),
        {"types": "salons"},
        "invalid_types",
    ),
    "conversations.members": (of(lambda w: {"channel": w.club}), NOWHERE, "channel_not_found"),
    "conversations.open": (of(lambda w: {"users": [w.ana, w.ben]}), {"users": "U404"}, "user_not_found"),
    "conversations.rename": (
        lambda w: _with(_own_channel(w), name=w.new("other")),
        {**NOWHERE, "name": "x"},
        "channel_not_found",
    ),
    "conversations.replies": (
        of(lambda w: {"channel": w.club, "ts": w.ts}),
        {**NOWHERE, "ts": "1.1"},
        "channel_not_found",
    ),
    "conversations.setPurpose": (
        lambda w: _with(_own_channel(w), purpose="p"),
        {**NOWHERE, "purpose": "p"},
        "channel_not_found",
    ),
    "conversations.setTopic": (
        lambda w: _with(_own_channel(w), topic="t"),
        {**NOWHERE, "topic": "t"},
        "channel_not_found",
    ),
    "dnd.info": (of(lambda w: {"user": w.ana}), {"user": "U404"}, "user_not_found"),
    "dnd.teamInfo": (of(lambda w: {"users": [w.ana, w.ben]}), {"users": ""}, "no_users_provided"),
    "emoji.list": (always(include_categories=True), {"token": "xoxb-unknown"}, "invalid_auth"),
    "files.completeUploadExternal": (_completed, {"files": [{"id": "F404"}]}, "file_not_found"),
    "files.delete": (_file, {"file": "F404"}, "file_not_found"),
    "files.getUploadURLExternal": (
        always(filename="a.txt", length=3),
        {"filename": "a.txt", "length": 0},
        "missing_argument",
    ),
    "files.info": (_file, {"file": "F404"}, "file_not_found"),
    "files.list": (lambda w: _ignoring(w.shared()), {"types": "songs"}, "unknown_type"),
    "pins.add": (
        lambda w: _pin_of(w.message()),
        {**NOWHERE, "timestamp": "1.1"},
        "channel_not_found",
    ),
    "pins.list": (lambda w: _only("channel", w.pinned()), NOWHERE, "channel_not_found"),
    "pins.remove": (World.pinned, {**NOWHERE, "timestamp": "1.1"}, "channel_not_found"),
    "reactions.add": (
        lambda w: _with(_pin_of(w.message()), name="eyes"),
        {**NOWHERE, "timestamp": "1.1", "name": "eyes"},
        "channel_not_found",
    ),
    "reactions.get": (World.reacted, {**NOWHERE, "timestamp": "1.1"}, "channel_not_found"),
    "reactions.list": (lambda w: _ignoring(w.reacted()), {"user": "U404"}, "user_not_found"),
    "reactions.remove": (
        lambda w: _with(w.reacted(), name="eyes"),
        {**NOWHERE, "timestamp": "1.1", "name": "eyes"},
        "channel_not_found",
    ),
    "team.info": (always(), {"team": "T404"}, "team_not_found"),
    "usergroups.create": (of(lambda w: {"name": w.new("Made")}), {"name": ""}, "missing_subteam_name"),
    "usergroups.disable": (_group, {"usergroup": "S404"}, "no_such_subteam"),
    "usergroups.enable": (_group, {"usergroup": "S404"}, "no_such_subteam"),
    "usergroups.list": (
        lambda w: _with(_ignoring(w.usergroup()), include_users=True, include_count=True),
        {"token": "xoxb-unknown"},
        "invalid_auth",
    ),
    "usergroups.update": (lambda w: _with(_group(w), description="d"), {"usergroup": "S404"}, "no_such_subteam"),
    "usergroups.users.list": (_group, {"usergroup": "S404"}, "no_such_subteam"),
    "usergroups.users.update": (
        lambda w: _with(_group(w), users=[w.ana]),
        {"usergroup": "S404", "users": ["U1"]},
        "no_such_subteam",
    ),
    "users.conversations": (of(lambda w: {"user": w.ana}), {"user": "U404"}, "user_not_found"),
    "users.getPresence": (of(lambda w: {"user": w.ana}), {"user": "U404"}, "user_not_found"),
    "users.info": (of(lambda w: {"user": w.ana, "include_locale": True}), {"user": "U404"}, "user_not_found"),
    "users.list": (always(limit=2), {"cursor": "nonsense"}, "invalid_cursor"),
    "users.lookupByEmail": (always(email="ana@example.com"), {"email": "no@example.com"}, "users_not_found"),
    "users.profile.get": (of(lambda w: {"user": w.ana}), {"user": "U404"}, "user_not_found"),
    "views.open": (
        of(lambda w: {"trigger_id": w.trigger(), "view": modal(section())}),
        {"trigger_id": "1.2.3", "view": modal(section())},
        "invalid_trigger_id",
    ),
    "views.publish": (
        of(lambda w: {"user_id": w.ana, "view": home(section())}),
        {"user_id": "U404", "view": home(section())},
        "user_not_found",
    ),
    "views.push": (_pushed, {"trigger_id": "1.2.3", "view": modal(section())}, "invalid_trigger_id"),
    "views.update": (_view, {"view_id": "V404", "view": modal(section())}, "not_found"),
}


async def _with(given: Awaitable[Json], **more: Any) -> Json:
    return {**await given, **more}


async def _named(name: str, value: Awaitable[str]) -> Json:
    return {name: await value}


async def _ignoring(value: Awaitable[Any]) -> Json:
    await value
    return {}


async def _only(name: str, given: Awaitable[Json]) -> Json:
    return {name: (await given)[name]}


async def _pin_of(message: Awaitable[Json]) -> Json:
    made = await message
    return {"channel": made["channel"], "timestamp": made["ts"]}
