"""When people could meet: in hours all of them work, on days free for nobody, in no hour that does not exist."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from mentoring.working_time import Hours, common_time, is_working_day, local_date, previous_working_day

ZONES = ["Europe/Lisbon", "America/New_York", "Asia/Kolkata", "Asia/Dubai", "Australia/Lord_Howe", "UTC"]
LISBON = Hours("Europe/Lisbon", 9 * 60, 17 * 60, "PT")
NEW_YORK = Hours("America/New_York", 9 * 60, 17 * 60, "US")
TOKYO = Hours("Asia/Tokyo", 9 * 60, 17 * 60, "JP")
FORTNIGHT = timedelta(days=14)

hours = st.builds(
    lambda zone, starts, length, country: Hours(zone, starts, (starts + length) % (24 * 60), country),
    st.sampled_from(ZONES),
    st.integers(0, 23 * 60),
    st.integers(60, 12 * 60),
    st.sampled_from([None, "PT", "US", "IN", "AE", "AU"]),
)
instants = st.datetimes(datetime(2024, 1, 1), datetime(2030, 12, 1), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis wants bounds without a zone


def works_through(person: Hours, start: datetime, minutes: int) -> bool:
    """Whether a person is at work from `start` on for so long, counted minute by minute on their own clock."""
    length = (person.ends - person.starts) % (24 * 60) or 24 * 60
    for offset in (0, minutes - 1):
        local = (start + timedelta(minutes=offset)).astimezone(ZoneInfo(person.zone))
        minute = local.hour * 60 + local.minute
        day = local.date()
        if (minute - person.starts) % (24 * 60) >= length and not _near_a_shift_of_the_clock(start, person.zone):
            return False
        began = day if minute >= person.starts else day - timedelta(days=1)
        if not is_working_day(began, person.country):
            return False
    return True


def _near_a_shift_of_the_clock(instant: datetime, zone: str) -> bool:
    day = timedelta(days=1)
    local = ZoneInfo(zone)
    return (instant - day).astimezone(local).utcoffset() != (instant + day).astimezone(local).utcoffset()


@settings(max_examples=200, deadline=None)
@given(st.lists(hours, min_size=2, max_size=3), instants)
def test_what_is_proposed_lies_in_everybodys_working_hours_and_not_before_it_may(
    people: list[Hours], earliest: datetime
) -> None:
    found = common_time(people, earliest, earliest + FORTNIGHT, 50)
    if found is None:
        return
    assert earliest <= found < earliest + FORTNIGHT
    assert found.astimezone(ZoneInfo(people[0].zone)).minute % 30 == 0
    assert all(works_through(person, found, 50) for person in people)


@settings(max_examples=60, deadline=None)
@given(st.lists(hours, min_size=2, max_size=3), instants)
def test_nothing_is_found_only_where_there_is_nothing(people: list[Hours], earliest: datetime) -> None:
    if common_time(people, earliest, earliest + FORTNIGHT, 50) is not None:
        return
    first = earliest.astimezone(ZoneInfo(people[0].zone))
    grid = earliest + timedelta(minutes=(-(first.hour * 60 + first.minute)) % 30, seconds=60 - earliest.second)
    grid = grid.replace(second=0, microsecond=0)
    moments = [grid + timedelta(minutes=30 * step) for step in range(14 * 48)]
    on_grid = [each for each in moments if each.astimezone(ZoneInfo(people[0].zone)).minute % 30 == 0]
    assert not any(
        all(works_through(person, each, 50) for person in people)
        for each in on_grid
        if earliest <= each < earliest + FORTNIGHT
        and not any(_near_a_shift_of_the_clock(each, person.zone) for person in people)
    )


def test_two_in_one_city_meet_at_ten() -> None:
    monday = datetime(2026, 11, 23, tzinfo=UTC)
    assert common_time([LISBON, LISBON], monday, monday + FORTNIGHT, 50) == datetime(2026, 11, 23, 10, tzinfo=UTC)


def test_an_ocean_between_them_leaves_the_afternoon_and_the_morning() -> None:
    monday = datetime(2026, 11, 23, tzinfo=UTC)
    found = common_time([LISBON, NEW_YORK], monday, monday + FORTNIGHT, 50)
    assert found is not None
    assert 14 <= found.astimezone(ZoneInfo("Europe/Lisbon")).hour <= 16
    assert 9 <= found.astimezone(ZoneInfo("America/New_York")).hour <= 11


def test_hours_that_never_meet_are_told_as_such() -> None:
    monday = datetime(2026, 11, 23, tzinfo=UTC)
    assert common_time([TOKYO, NEW_YORK], monday, monday + FORTNIGHT, 50) is None


def test_a_holiday_of_one_moves_it_for_both() -> None:
    thanksgiving = datetime(2026, 11, 26, tzinfo=UTC)
    found = common_time([LISBON, NEW_YORK], thanksgiving, thanksgiving + FORTNIGHT, 50)
    assert found is not None
    assert local_date(found, "America/New_York") == date(2026, 11, 27)


def test_noon_is_left_to_people_where_it_can_be() -> None:
    late = [Hours("Europe/Lisbon", 11 * 60 + 30, 15 * 60, "PT")] * 2
    monday = datetime(2026, 11, 23, tzinfo=UTC)
    found = common_time(late, monday, monday + FORTNIGHT, 50)
    assert found == datetime(2026, 11, 23, 13, tzinfo=UTC)


def test_the_working_day_before_a_monday_is_friday_and_before_a_holiday_the_day_before_that() -> None:
    assert previous_working_day(date(2026, 11, 23), "PT") == date(2026, 11, 20)
    assert previous_working_day(date(2026, 11, 27), "US") == date(2026, 11, 25)
