"""The tickets in Socket Mode's URLs: each opens one connection, soon after it was given out."""

import time
from collections.abc import Callable

from sandbox.state.ids import new_secret

LIFETIME = 30.0


class Tickets:
    """In the host's time, as all that a connection measures."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._until: dict[str, float] = {}

    def new(self) -> str:
        now = self._monotonic()
        self._until = {ticket: until for ticket, until in self._until.items() if until > now}
        ticket = new_secret("")
        self._until[ticket] = now + LIFETIME
        return ticket

    def redeem(self, ticket: str) -> bool:
        """Use a ticket up; False for one that was used, is too old or was never given out."""
        return self._until.pop(ticket, 0.0) > self._monotonic()
