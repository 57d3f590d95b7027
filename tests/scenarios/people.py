"""Somebody in the workspace, acting by hand: what they type, click, hand in, and what they then see."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import Any

import aiohttp

from bot.demo.humans import Humans, NotPossible, Payload

PATIENCE = 60.0
"""Seconds, at the most, until something shows: nobody waits for them but on a machine that does many other things."""

FREE_TEXT = frozenset(
    {"purpose", "success", "baseline", "confidentiality", "tools", "cadence", "norms"}
    | {"moved", "stuck", "next_step", "evidence", "metric", "goal"}
    | {"line", "what", "risk"}
)
"""The fields in which people write in their own words."""


@dataclass(frozen=True)
class Post:
    """A message where somebody sees it."""

    channel: str
    message: Payload

    @property
    def ts(self) -> str:
        return str(self.message["ts"])

    @property
    def notification(self) -> str:
        """What a phone's locked screen shows."""
        return str(self.message["text"])

    @property
    def words(self) -> str:
        """Everything that can be read in it."""
        return words(self.message)

    @property
    def buttons(self) -> list[str]:
        """The ids of its buttons."""
        return buttons(self.message)

    @property
    def is_pinned(self) -> bool:
        return bool(self.message.get("pinned"))


class Person:
    """
    One human. Every answer is the control API's: what this person gets to see.

    Attributes:
        written: what was typed in their own words, by anybody of this stage: none of it may turn up in a log.

    Args:
        rests: waits for what a bot in this process goes on with after its answer, and tells whether there was anything.
    """

    def __init__(
        self,
        humans: Humans,
        about: Payload,
        bot_user: str,
        written: list[str],
        url: str,
        rests: Callable[[], Awaitable[bool]] | None = None,
    ) -> None:
        self._humans = humans
        self._rests = rests
        self._url = url
        self._bot_user = bot_user
        self.id = str(about["id"])
        self.handle = str(about["name"])
        self.zone = str(about["tz"])
        self.written = written

    @property
    def mention(self) -> str:
        return f"<@{self.id}>"

    async def types(self, command: str, text: str = "") -> Payload:
        """Type a slash command in #general."""
        return await self._humans.command(self.id, command, text)

    async def opens(self, command: str, text: str = "") -> Payload:
        """Type a slash command that opens a modal; return the modal."""
        answer = await self.types(command, text)
        assert answer["view"] is not None, answer
        view: Payload = answer["view"]
        return view

    async def clicks(self, action_id: str, where: Post | Payload, **more: Any) -> Payload:
        """
        Click a button of a message or of a view (a modal, the Home tab); return what that shows.

        A busy machine shows late both the button and what comes of it, so either is waited for.
        """
        if isinstance(where, Post):
            return await self._clicks_once_there(action_id, channel=where.channel, ts=where.ts, **more)
        answer = await self._clicks_once_there(action_id, view_id=where["id"], **more)
        is_late = (
            answer["view"] is None and where.get("type") == "modal" and self._rests is not None and await self._rests()
        )
        if is_late and (shown := await self._top()) is not None and shown["hash"] != where["hash"]:
            answer["view"] = shown
        return answer

    async def _clicks_once_there(self, action_id: str, **where: Any) -> Payload:
        loop = asyncio.get_running_loop()
        deadline = loop.time() + PATIENCE
        while True:
            try:
                return await self._humans.click(self.id, action_id, **where)
            except NotPossible as refused:
                if "no_such_action" not in str(refused) or loop.time() > deadline:
                    raise
            await asyncio.sleep(0.02)

    async def clicks_through(self, action_id: str, where: Payload, **more: Any) -> Payload:
        """Click in a modal and wait for what takes its place, however busy the machine is; return that."""
        answer = await self.clicks(action_id, where, **more)
        shown: Payload | None = answer["view"]
        async with asyncio.timeout(PATIENCE):
            while shown is None or (shown["id"], shown["hash"]) == (where["id"], where["hash"]):
                await asyncio.sleep(0.02)
                shown = await self._top()
        return shown

    async def modals(self) -> list[Payload]:
        """Look at the modals that are open, the one on top last."""
        async with (
            aiohttp.ClientSession(self._url) as session,
            session.get("/control/views", params={"user": self.id}) as answer,
        ):
            open_views: list[Payload] = (await answer.json())["views"]
        return open_views

    async def _top(self) -> Payload | None:
        open_views = await self.modals()
        return open_views[-1] if open_views else None

    async def double_clicks(self, action_id: str, where: Post | Payload) -> tuple[Payload, Payload]:
        """Click twice before anything on the screen could change."""
        return await asyncio.gather(self.clicks(action_id, where), self.clicks(action_id, where))

    async def hands_in(self, view: Payload, **values: Any) -> Payload:
        """Fill in a modal and submit it."""
        self.written += [str(value) for name, value in values.items() if name in FREE_TEXT and len(str(value)) > 5]
        return await self._humans.submit(self.id, view, **values)

    async def searches(self, view: Payload, field: str, query: str) -> list[str]:
        """Type into a menu whose choices come from the bot; return the values it offers."""
        return [str(each["value"]) for each in await self._humans.search(self.id, view, field, query)]

    async def closes_every_modal(self) -> None:
        """Close whatever modals are open."""
        async with aiohttp.ClientSession(self._url) as session:
            async with session.get("/control/views", params={"user": self.id}) as answer:
                open_views = (await answer.json())["views"]
            if open_views:
                body = {"user": self.id, "view_id": open_views[-1]["id"], "all": True}
                async with session.post("/control/close", json=body) as answer:
                    assert (await answer.json())["ok"]

    async def home(self) -> Payload:
        """Open the bot's Home tab."""
        return await self._humans.home(self.id)

    async def inbox(self) -> list[Post]:
        """Read the DM with the bot, oldest first."""
        return await self._posts(f"bot:{self.id}")

    async def conversation_with(self, *others: "Person") -> list[Post]:
        """Read the pair's own conversation, oldest first."""
        return await self._posts(conversation(self, *others, bot_user=self._bot_user))

    async def says(self, channel: str, text: str) -> Payload:
        """Write a message in their own words."""
        self.written.append(text)
        return await self._humans.say(self.id, channel, text)

    async def _posts(self, channel: str) -> list[Post]:
        return [Post(channel, message) for message in await self._humans.reads(self.id, channel)]


def conversation(*people: Person, bot_user: str) -> str:
    """The group DM of these people and the bot, as the control API names it."""
    return ",".join([*(person.id for person in people), bot_user])


def words(payload: Any) -> str:
    """Everything readable in a message, a modal or a Home tab: texts, labels, hints, errors."""
    return "\n".join(_texts(payload))


def heard(answer: Payload) -> str:
    """What somebody reads who was refused: beside what they did or filled in, or, where that took long, in a window."""
    return "\n".join([words([answer.get("ephemerals"), answer["view"]]), *answer.get("errors", {}).values()])


def _texts(payload: Any) -> Iterator[str]:
    if isinstance(payload, list):
        for each in payload:
            yield from _texts(each)
    elif isinstance(payload, dict):
        for name, value in payload.items():
            if name in {"text", "initial_value", "title", "alt_text"} and isinstance(value, str):
                yield value
            elif name not in {"state", "private_metadata"}:
                yield from _texts(value)


def buttons(payload: Payload) -> list[str]:
    """The ids of all buttons, in reading order."""
    found = []
    for block in payload.get("blocks", []):
        held = [*block.get("elements", []), *([block["accessory"]] if "accessory" in block else [])]
        found += [element["action_id"] for element in held if element.get("type") == "button"]
    return found


def fields(view: Payload) -> dict[str, bool]:
    """The inputs of a modal by name, each with whether it must be filled in by hand."""
    return {
        block["block_id"]: not block["optional"] and not any(name.startswith("initial_") for name in block["element"])
        for block in view["blocks"]
        if block["type"] == "input"
    }


def typed(view: Payload, name: str) -> str:
    """What a text field of a modal holds now, as somebody who looks at it sees it."""
    held = view["state"]["values"][name][name]["value"]
    return str(held or "")
