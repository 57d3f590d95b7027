"""The moment of a working day at which people are reminded of something."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from mentoring import working_time
from mentoring.working_time import Hours

USUAL_MINUTE = 10 * 60 + 30
"""Half an hour after the off week's message: if that one lists them, no other comes."""
SOON = 30
"""Minutes after work begins, for people who do not work at that time."""


def next_morning(day: date, hours: Hours) -> datetime:
    """Return when reminders come on the first working day after a day, UTC."""
    tomorrow = day + timedelta(days=1)
    working_day = working_time.next_working_day(tomorrow, hours.country, before=tomorrow + timedelta(days=31))
    return working_time.at_local(working_day, minute_of(hours), hours.zone)


def minute_of(hours: Hours) -> int:
    """Return at which minute of the day somebody is reminded."""
    length = (hours.ends - hours.starts) % working_time.MINUTES_A_DAY or working_time.MINUTES_A_DAY
    usual = (USUAL_MINUTE - hours.starts) % working_time.MINUTES_A_DAY
    return (hours.starts + (usual if usual < length else SOON)) % working_time.MINUTES_A_DAY


def working_days_after(day: date, count: int, country: str | None) -> date:
    """Return the working day that comes `count` working days after a day."""
    for moved in _working_days(day, country):
        count -= 1
        if count == 0:
            return moved
    return day


def _working_days(day: date, country: str | None) -> Iterator[date]:
    for ahead in range(1, 62):
        candidate = day + timedelta(days=ahead)
        if working_time.is_working_day(candidate, country):
            yield candidate
