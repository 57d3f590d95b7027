"""What the local Slack itself noted of every message: which it took, which it refused, and when."""

import asyncio
import json
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sandbox.traffic import Traffic

LOOK_EVERY = 0.1


@dataclass(frozen=True)
class Call:
    """
    One call of a bot: when it began and was answered, and how.

    Attributes:
        message: the outbox id that it carries.
        to: the channel or person that it names.
    """

    method: str
    team: str
    status: str
    began: datetime
    ended: datetime
    message: str
    to: str

    @property
    def is_taken(self) -> bool:
        return self.status.startswith("ok")


class Ledger:
    """
    Reads the local Slack's log before it forgets.

    Attributes:
        calls: of all methods, in the order in which they were answered.
        taken: how often Slack took each message, by the outbox id that it carries.
    """

    def __init__(self, traffic: Traffic) -> None:
        self._traffic = traffic
        self._last = 0
        self.calls: list[Call] = []
        self.taken: Counter[str] = Counter()
        self._reading = asyncio.create_task(self._read_on())

    def read(self) -> None:
        """Take in what was noted since."""
        entries = self._traffic.after(self._last, 1_000_000)
        if entries and self._last and entries[0]["n"] != self._last + 1:
            msg = "the local Slack forgot calls before they were counted"
            raise RuntimeError(msg)
        for entry in entries:
            self._last = entry["n"]
            if entry["direction"] == "to_slack":
                self._note(entry)

    def posts(self, team: str = "") -> list[Call]:
        """The calls that say something."""
        self.read()
        return [each for each in self.calls if each.method == "chat.postMessage" and team in {"", each.team}]

    async def close(self) -> None:
        self._reading.cancel()
        with suppress(asyncio.CancelledError):
            await self._reading

    async def _read_on(self) -> None:
        while True:
            self.read()
            await asyncio.sleep(LOOK_EVERY)

    def _note(self, entry: dict[str, Any]) -> None:
        began = datetime.fromisoformat(entry["at"])
        ended = began + timedelta(milliseconds=entry["ms"])
        message = _outbox_id(entry["request"]) if entry["name"] == "chat.postMessage" else ""
        to = str(entry["request"].get("channel", ""))
        call = Call(entry["name"], entry["team"], str(entry["status"]), began, ended, message, to)
        self.calls.append(call)
        if message and call.is_taken:
            self.taken[message] += 1


def _outbox_id(request: dict[str, Any]) -> str:
    metadata = request.get("metadata") or {}
    if isinstance(metadata, str):
        metadata = json.loads(metadata)
    return str((metadata.get("event_payload") or {}).get("id", ""))
