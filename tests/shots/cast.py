"""The people of the living example, acting one after the other while pictures are taken."""

import asyncio
import json
import re
import sys
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
from playwright.async_api import Page

from bot.demo.humans import Humans, Payload

MOMENT = re.compile(r"<!date\^(\d+)\^")
Hook = Callable[[Page], Awaitable[None]]


@dataclass(frozen=True)
class Shot:
    """
    One picture: who looks, and at which conversation.

    Attributes:
        where: a conversation's id; their first one when it is empty.
        home: the bot's Home tab instead of its messages.
        then: what the looker still does by hand.
        keeps: the modals stay open for what follows.
    """

    name: str
    who: str
    where: str = ""
    home: bool = False
    then: Hook | None = None
    keeps: bool = False


class Cast:
    """Everybody, by the handles of the living example."""

    def __init__(self, humans: Humans, url: str, state: Payload) -> None:
        self._humans = humans
        self._url = url
        self.ids = {user["name"]: str(user["id"]) for user in state["users"]}
        self._bot = str(state["app"]["bot_user_id"])
        self.now = datetime.fromisoformat(state["clock"]["now"])

    # Where somebody looks.

    async def dm(self, who: str) -> str:
        """The DM with the bot."""
        return await self._humans.channel_id(self.ids[who], f"bot:{self.ids[who]}")

    async def between(self, *handles: str) -> str:
        """The direct messages of people, without the bot."""
        return await self._humans.channel_id(self.ids[handles[0]], ",".join(self.ids[each] for each in handles))

    async def pair(self, *handles: str) -> str:
        """A pair's own conversation."""
        people = ",".join([*(self.ids[each] for each in handles), self._bot])
        return await self._humans.channel_id(self.ids[handles[0]], people)

    async def channel(self, who: str, name: str) -> str:
        """A channel."""
        return await self._humans.channel_id(self.ids[who], f"#{name}")

    # What somebody does.

    async def types(self, who: str, command: str, text: str = "", where: str = "#general") -> Payload:
        """Type a command; return the modal that opens, or nothing in particular."""
        answer = await self._humans.command(self.ids[who], command, text, where)
        return answer.get("view") or {}

    async def clicks(self, who: str, where: str, action_id: str) -> Payload:
        """Click a button of the newest message that has it; return the modal that opens."""
        messages = await self._humans.reads(self.ids[who], where)
        ts, found = next(
            (message["ts"], each)
            for message in reversed(messages)
            for each in _actions(message)
            if each == action_id or each.startswith(f"{action_id}.")
        )
        answer = await self._humans.click(self.ids[who], found, channel=where, ts=ts)
        return answer.get("view") or {}

    async def clicks_in(self, who: str, view: Payload, action_id: str) -> Payload:
        """Click the first such button of a modal; return what stands there then."""
        block = next(each["block_id"] for each in view["blocks"] if action_id in _actions({"blocks": [each]}))
        answer = await self._humans.click(self.ids[who], action_id, view_id=view["id"], block_id=block)
        return answer.get("view") or {}

    async def clicks_at_home(self, who: str, action_id: str) -> Payload:
        """Open the Home tab and click a button there; return the modal that opens."""
        return await self.clicks_in(who, await self._humans.home(self.ids[who]), action_id)

    async def waits_for(self, who: str, text: str) -> Payload:
        """Look at the modal on top until it says something; return it."""
        async with asyncio.timeout(60):
            while True:
                view = await self._humans.looks(self.ids[who])
                if view is not None and text in json.dumps(view, ensure_ascii=False):
                    return view
                await asyncio.sleep(0.1)

    async def searches(self, who: str, view: Payload, field: str, typed: str) -> None:
        """Type into a menu whose choices the bot serves."""
        await self._humans.search(self.ids[who], view, field, typed)

    async def hands_in(self, who: str, view: Payload, **values: Any) -> Payload:
        """Fill in a modal and submit it; return what stands there then."""
        answer = await self._humans.submit(self.ids[who], view, **values)
        assert not answer.get("errors"), answer
        if answer.get("error"):
            # On a busy machine a submission can outlast Slack's three seconds; its picture then shows the form still.
            sys.stderr.write(f"\nThe submission of {view['title']['text']} ended with {answer['error']}\n")
        return answer.get("view") or {}

    async def closes(self, who: str) -> None:
        """Close every modal."""
        await self._humans.close_all(self.ids[who])

    async def says(self, who: str, where: str, text: str) -> str:
        """Write a message; return its ts."""
        return str((await self._humans.say(self.ids[who], where, text))["ts"])

    async def keeps_message(self, who: str, where: str, ts: str) -> Payload:
        """Use the message shortcut on a message; return the modal that opens."""
        body = {"user": self.ids[who], "callback_id": "log.save", "channel": where, "ts": ts}
        opened: Payload = (await self._control("shortcut", body))["view"]
        return opened

    async def uploads(self, who: str, name: str, content: str) -> str:
        """Choose a file; return its id."""
        body = {"user": self.ids[who], "name": name, "content": content, "mimetype": "text/plain"}
        return str((await self._control("files", body))["file"]["id"])

    async def posts_file(self, who: str, name: str, content: str) -> None:
        """Post a file to the bot, without a word."""
        files = [await self.uploads(who, name, content)]
        await self._control(
            "message", {"user": self.ids[who], "channel": await self.dm(who), "text": "", "files": files}
        )

    async def meets_at(self, who: str, where: str) -> datetime:
        """Return when the newest session is proposed for, as its card says."""
        texts = [each["text"] for each in await self._humans.reads(self.ids[who], where)]
        found = next(each for text in reversed(texts) if text.startswith("Session") and (each := MOMENT.search(text)))
        return datetime.fromtimestamp(int(found.group(1)), UTC)

    # Time.

    async def settles(self) -> None:
        """Let the bot say what it has to say."""
        await self._moves(advance=1)

    def next_morning(self) -> datetime:
        """Return half past ten, UTC, of the next weekday: a time at which all but the Americas work."""
        day = (self.now + timedelta(days=1)).replace(hour=10, minute=30, second=0, microsecond=0)
        return day + timedelta(days=max(0, 7 - day.weekday()) % 7 if day.weekday() in {5, 6} else 0)

    async def passes(self, **span: float) -> None:
        """Let time pass: `days=`, `hours=`, `minutes=`."""
        await self._moves(advance=timedelta(**span).total_seconds())

    async def comes(self, moment: datetime) -> None:
        """Let a moment come."""
        await self._moves(to=moment.isoformat())

    async def is_asked(self, who: str, action_id: str) -> None:
        """Let days pass until somebody's DM has such a button: what is not urgent waits for its turn in a week."""
        where = await self.dm(who)
        for _ in range(7):
            messages = await self._humans.reads(self.ids[who], where)
            if any(action_id in _actions(message) for message in messages):
                return
            await self.passes(days=1)

    async def _moves(self, **move: Any) -> None:
        self.now = datetime.fromisoformat((await self._humans.clock(**move))["now"])

    async def _control(self, call: str, body: Payload) -> Payload:
        url = f"{self._url}/control/{call}"
        async with aiohttp.ClientSession() as session, session.post(url, json=body) as answer:
            found: Payload = await answer.json()
        assert found["ok"], found
        return found


def _actions(message: Payload) -> Iterator[str]:
    for block in message.get("blocks", []):
        for element in (*block.get("elements", []), block.get("accessory", {})):
            if isinstance(element, dict) and "action_id" in element:
                yield element["action_id"]
