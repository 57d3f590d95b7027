"""What passed between the app and the local Slack: the last few thousand calls and payloads, for people and tests."""

import itertools
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from sandbox.clock import iso
from sandbox.errors import Json

_KEPT = 5000


@dataclass(frozen=True)
class Beginning:
    """When an exchange began: how many had before it, the workspace's instant, and seconds of the host's clock."""

    order: int
    at: str
    monotonic: float

    def lasted(self) -> float:
        """The seconds since."""
        return time.monotonic() - self.monotonic


class Traffic:
    """
    A ring of entries. `listener` hears of each new one.

    An entry is made when its exchange has ended, and numbered then, from 1: whoever reads on from a number misses none.
    `began` is its place among all by when they began, so that what somebody did stands before what came of it.
    """

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._entries: deque[Json] = deque(maxlen=_KEPT)
        self._count = 0
        self._beginnings = itertools.count(1)
        self.listener: Callable[[Json], None] | None = None

    def begin(self) -> Beginning:
        return Beginning(next(self._beginnings), iso(self._now()), time.monotonic())

    def add(
        self,
        beginning: Beginning,
        *,
        direction: str,
        team: str,
        name: str,
        status: str,
        request: Json,
        response: Json | None,
        reason: str = "",
    ) -> None:
        """
        Note one exchange that ended.

        Args:
            direction: `to_slack` for a Web API call, `to_app` for a payload.
            team: the workspace it concerned, empty where the call told of none.
            name: the method, or the payload's type.
            status: `ok`, or the error's name.
            reason: why there is no answer, in words.
        """
        self._count += 1
        entry = {
            "n": self._count,
            "began": beginning.order,
            "at": beginning.at,
            "direction": direction,
            "team": team,
            "name": name,
            "status": status,
            "request": request,
            "response": response,
            "reason": reason,
            "ms": round(beginning.lasted() * 1000, 1),
        }
        self._entries.append(entry)
        if self.listener is not None:
            self.listener(entry)

    def after(self, number: int, limit: int) -> list[Json]:
        """The newest `limit` entries after a number, in the order of their numbers."""
        # The numbers have no gaps: so many are newer, and only they are looked at.
        newer = max(0, min(limit, self._count - number))
        return list(itertools.islice(reversed(self._entries), newer))[::-1]

    def calls(self, method: str | None, team: str | None = None) -> list[Json]:
        """The Web API calls, of one method or all and of one workspace or all, oldest first."""
        return [
            entry
            for entry in self._entries
            if entry["direction"] == "to_slack"
            and method in {None, "", entry["name"]}
            and team in {None, "", entry["team"]}
        ]

    def clear(self) -> None:
        self._entries.clear()
