"""When a person is not to be disturbed: a pause until an instant, and nightly hours in their own zone."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.errors import ControlError


@dataclass(frozen=True)
class QuietHours:
    """
    Seconds since 1970 of the pause (0 where there is none), and `HH:MM` of the nightly hours (empty likewise).

    `ended` is the end of a nightly stretch that was over before its time; 0 where none was.
    """

    paused_at: int = 0
    paused_until: int = 0
    nightly_from: str = ""
    nightly_to: str = ""
    ended: int = 0

    def next(self, now: float, zone: str) -> tuple[int, int] | None:
        """The stretch going on at an instant, else the next one to come; None when there is none."""
        if self.paused_until > now:
            return self.paused_at, self.paused_until
        if not self.nightly_from:
            return None
        today = datetime.fromtimestamp(now, UTC).astimezone(ZoneInfo(zone)).date()
        for days in (-1, 0, 1, 2):
            day = today + timedelta(days=days)
            begin = datetime.combine(day, time.fromisoformat(self.nightly_from), ZoneInfo(zone))
            # Hours that end before they begin reach into the next day.
            last = day + timedelta(days=int(self.nightly_to <= self.nightly_from))
            end = datetime.combine(last, time.fromisoformat(self.nightly_to), ZoneInfo(zone))
            if end.timestamp() > max(now, self.ended):
                return int(begin.timestamp()), int(end.timestamp())
        return None

    def going_on(self, now: float, zone: str) -> bool:
        stretch = self.next(now, zone)
        return stretch is not None and stretch[0] <= now


def paused(before: QuietHours, until: Any, now: float) -> QuietHours:
    """
    The hours with a pause from now until an instant in seconds since 1970; 0 or None ends the pause.

    Raises:
        ControlError: it is no whole number, or is over already.
    """
    if not until:
        return replace(before, paused_at=0, paused_until=0)
    if until == before.paused_until:
        return before
    if not isinstance(until, int) or until <= now:
        raise ControlError("invalid_dnd", "dnd_until is an instant to come, in seconds since 1970, or 0 to end it")
    return replace(before, paused_at=int(now), paused_until=until)


def over(before: QuietHours, now: float, zone: str) -> QuietHours:
    """The hours once whatever goes on now is over: the pause, and this night's stretch."""
    awake = replace(before, paused_at=0, paused_until=0)
    stretch = awake.next(now, zone)
    return replace(awake, ended=stretch[1]) if stretch is not None and stretch[0] <= now else awake


def scheduled(before: QuietHours, hours: Any) -> QuietHours:
    """
    The hours with another nightly stretch, `{"from": "22:00", "to": "08:00"}`; None takes it away.

    Raises:
        ControlError: it is something else.
    """
    if not hours:
        return QuietHours(before.paused_at, before.paused_until)
    try:
        begin, end = (time.fromisoformat(str(hours[key])).strftime("%H:%M") for key in ("from", "to"))
    except (KeyError, TypeError, ValueError) as error:
        raise ControlError("invalid_dnd", 'dnd_schedule is {"from": "HH:MM", "to": "HH:MM"}, or null') from error
    if begin == end:
        raise ControlError("invalid_dnd", "the nightly hours begin and end at different times")
    return QuietHours(before.paused_at, before.paused_until, begin, end)
