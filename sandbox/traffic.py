"""What passed between the app and the local Slack: the last few thousand calls and payloads, for people and tests."""

from collections import deque
from collections.abc import Callable

from sandbox.clock import iso
from sandbox.errors import Json

_KEPT = 5000


class Traffic:
    """A ring of entries, numbered from 1. `listener` hears of each new one."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._entries: deque[Json] = deque(maxlen=_KEPT)
        self._count = 0
        self.listener: Callable[[Json], None] | None = None

    def add(
        self, *, direction: str, team: str, name: str, status: str, request: Json, response: Json | None, ms: float
    ) -> None:
        """
        Note one exchange.

        Args:
            direction: `to_slack` for a Web API call, `to_app` for a payload.
            team: the workspace it concerned, empty where the call told of none.
            name: the method, or the payload's type.
            status: `ok`, or the error's name.
            ms: how long it took, in milliseconds.
        """
        self._count += 1
        entry = {
            "n": self._count,
            "at": iso(self._now()),
            "direction": direction,
            "team": team,
            "name": name,
            "status": status,
            "request": request,
            "response": response,
            "ms": round(ms, 1),
        }
        self._entries.append(entry)
        if self.listener is not None:
            self.listener(entry)

    def after(self, number: int, limit: int) -> list[Json]:
        """The newest `limit` entries after a number, oldest first."""
        found = [entry for entry in self._entries if entry["n"] > number]
        return found[-limit:]

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
