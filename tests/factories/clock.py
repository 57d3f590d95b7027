"""A clock that stands still until a test moves it."""

from datetime import UTC, datetime, timedelta

MONDAY_MORNING = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
"""A working day in each country the tests use, months before and after any daylight saving that surprises."""


class SettableClock:
    """Gives the instant it was set to."""

    def __init__(self, now: datetime = MONDAY_MORNING) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now

    def set(self, instant: datetime) -> None:
        self._now = instant

    def advance(self, **step: float) -> datetime:
        """Move on by what `timedelta` takes: `days=1, hours=2`."""
        self._now += timedelta(**step)
        return self._now
