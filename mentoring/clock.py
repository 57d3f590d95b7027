"""The one place that reads the host's time."""

from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Gives the present instant, in UTC."""

    def now(self) -> datetime:
        """Return an aware datetime."""
        ...


class SystemClock:
    """The host's clock."""

    def now(self) -> datetime:
        """Return the host's time in UTC."""
        return datetime.now(UTC)  # noqa: TID251 - this is the clock that everybody else asks
