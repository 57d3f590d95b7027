"""
Local time as people live it: pure functions of dates, instants and zones.

A local time that daylight saving skips is moved forward by the gap; one that happens twice means the first.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from babel.core import get_global
from msgspec import Struct

MINUTES_A_DAY = 24 * 60
USUAL_WEEKEND = frozenset({5, 6})
NOON_STARTS, NOON_ENDS = 12 * 60, 13 * 60


def at_local(day: date, minute: int, zone: str) -> datetime:
    """Return the UTC instant of a local date and minute of the day (0 to 1439)."""
    hour, minutes = divmod(minute, 60)
    local = datetime.combine(day, time(hour, minutes), tzinfo=ZoneInfo(zone))
    # Going through UTC moves a time inside the gap forward by it; fold=0 picks the first of two.
    return local.astimezone(UTC)


def local_date(instant: datetime, zone: str) -> date:
    """Return the calendar day that a UTC instant falls on in a zone."""
    return instant.astimezone(ZoneInfo(zone)).date()


@lru_cache(maxsize=1)
def zones() -> frozenset[str]:
    """Return the IANA zones in which people live, each by its present name, and UTC."""
    named = {zone for zone in map(str, get_global("zone_territories")) if not zone.startswith("Etc/")}
    return frozenset((named & available_timezones()) | {"UTC"})


def present_name(zone: str) -> str:
    """Return what an IANA zone is called now: Slack still tells some by a former name, such as Asia/Calcutta."""
    present = str(get_global("zone_aliases").get(zone, zone))
    return "UTC" if present in {"Etc/UTC", "Etc/GMT"} else present


def is_same_zone(one: str, other: str) -> bool:
    """Tell whether two names mean the same IANA zone."""
    return present_name(one) == present_name(other)


def country_of(zone: str) -> str | None:
    """Guess the country (ISO 3166 alpha-2) from an IANA zone; nothing for zones of no country."""
    territory = get_global("zone_territories").get(present_name(zone))
    # CLDR's own codes for "the world" and "nowhere" are no countries.
    return territory if isinstance(territory, str) and territory not in {"001", "ZZ"} else None


@lru_cache(maxsize=512)
def _days_off(country: str, year: int) -> tuple[frozenset[date], frozenset[int]]:
    import holidays  # noqa: PLC0415 - takes a twentieth of a start, and nobody is asked anything before one

    try:
        calendar = holidays.country_holidays(country, years=year)
    except NotImplementedError:
        return frozenset(), USUAL_WEEKEND
    return frozenset(calendar), frozenset(calendar.weekend)


def is_working_day(day: date, country: str | None) -> bool:
    """Tell whether people of a country usually work that day; without a country only Saturday and Sunday are off."""
    free, weekend = _days_off(country, day.year) if country else (frozenset(), USUAL_WEEKEND)
    return day.weekday() not in weekend and day not in free


def next_working_day(day: date, country: str | None, *, before: date) -> date:
    """Return the first working day from `day` on; `day` itself when there is none before `before`."""
    candidate = day
    while candidate < before:
        if is_working_day(candidate, country):
            return candidate
        candidate += timedelta(days=1)
    return day


def next_opening(instant: datetime, zone: str, work_starts: int, work_ends: int, country: str | None) -> datetime:
    """
    Return `instant` when it lies inside the person's working hours, else the next moment that does.

    Args:
        work_starts, work_ends: minutes after local midnight; hours that end before they start span midnight
            and count as the day on which they begin.
    """
    day = local_date(instant, zone) - timedelta(days=1)
    length = timedelta(minutes=(work_ends - work_starts) % MINUTES_A_DAY or MINUTES_A_DAY)
    for _ in range(32):
        opens = at_local(day, work_starts, zone)
        if is_working_day(day, country) and instant < opens + length:
            return max(instant, opens)
        day += timedelta(days=1)
    return instant


class Hours(Struct, frozen=True):
    """
    When one person works.

    Attributes:
        starts, ends: minutes after local midnight; hours that end before they start span midnight.
        country: ISO 3166 alpha-2 for public holidays, or nothing.
    """

    zone: str
    starts: int
    ends: int
    country: str | None


def common_time(
    people: Sequence[Hours], earliest: datetime, before: datetime, minutes: int, *, near: int = 10 * 60
) -> datetime | None:
    """
    Return when people could meet: in the first stretch of hours they all work in, at the half-hour that suits best.

    Best is what lies nearest to `near` for all of them together, and leaves each their noon hour where it can.

    Args:
        earliest, before: the meeting begins between these instants, UTC.
        minutes: its length.
        near: the local minute of the day that people like best.

    Returns:
        The beginning, UTC, on a full or half hour of the first person's clock; nothing when they share no such time.
    """
    length = timedelta(minutes=minutes)
    stretches = [(earliest, before + length)]
    for person in people:
        own = list(_working_stretches(person, earliest, before + length))
        stretches = [
            (max(start, opens), min(end, closes))
            for start, end in stretches
            for opens, closes in own
            if min(end, closes) - max(start, opens) >= length
        ]
    for start, end in sorted(stretches):
        candidates = [each for each in _half_hours(start, end - length, people[0].zone) if each < before]
        if candidates:
            return min(
                candidates, key=lambda each: (sum(_strain(each, minutes, person, near) for person in people), each)
            )
    return None


def works_through(person: Hours, start: datetime, minutes: int) -> bool:
    """Tell whether a person is at work from an instant on for so long."""
    end = start + timedelta(minutes=minutes)
    return any(opens <= start and end <= closes for opens, closes in _working_stretches(person, start, end))


def previous_working_day(day: date, country: str | None) -> date:
    """Return the last working day before `day`; the day before itself where a month has none."""
    candidate = day - timedelta(days=1)
    for _ in range(31):
        if is_working_day(candidate, country):
            return candidate
        candidate -= timedelta(days=1)
    return day - timedelta(days=1)


def _working_stretches(person: Hours, earliest: datetime, before: datetime) -> Iterator[tuple[datetime, datetime]]:
    length = timedelta(minutes=(person.ends - person.starts) % MINUTES_A_DAY or MINUTES_A_DAY)
    day = local_date(earliest, person.zone) - timedelta(days=1)
    while day <= local_date(before, person.zone):
        if is_working_day(day, person.country):
            opens = at_local(day, person.starts, person.zone)
            yield opens, opens + length
        day += timedelta(days=1)


def _half_hours(start: datetime, last: datetime, zone: str) -> Iterator[datetime]:
    local = start.astimezone(ZoneInfo(zone))
    past = timedelta(minutes=local.minute % 30, seconds=local.second, microseconds=local.microsecond)
    candidate = start - past + timedelta(minutes=30) if past else start
    while candidate <= last:
        yield candidate
        candidate += timedelta(minutes=30)


def _strain(start: datetime, minutes: int, person: Hours, near: int) -> int:
    """Return how far from the best a beginning is for one person, in minutes; their noon counts as two hours."""
    local = start.astimezone(ZoneInfo(person.zone))
    minute = local.hour * 60 + local.minute
    away = abs(minute - near)
    takes_noon = minute < NOON_ENDS and minute + minutes > NOON_STARTS
    return min(away, MINUTES_A_DAY - away) + (120 if takes_noon else 0)
