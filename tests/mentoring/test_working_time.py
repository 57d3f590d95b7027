"""Local time, cross-checked against `whenever` in every zone there is."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from whenever import Date, Time

from mentoring import working_time
from mentoring.working_time import at_local, country_of, is_working_day, local_date, next_opening, next_working_day

ZONES = sorted(available_timezones() - {"localtime", "Factory"})
ZONES_OF_PEOPLE = ["Europe/Lisbon", "America/New_York", "Asia/Kolkata", "Asia/Dubai", "Australia/Lord_Howe", "UTC"]
COUNTRIES = [None, "PT", "US", "DE", "IN", "AE", "IL", "JP"]

zones = st.sampled_from(ZONES)
days = st.dates(date(2015, 1, 1), date(2034, 12, 31))
minutes = st.integers(0, 24 * 60 - 1)
instants = st.datetimes(datetime(2015, 1, 1), datetime(2034, 12, 1), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis wants bounds without a zone


@settings(max_examples=600, deadline=None)
@given(zones, days, minutes)
@example("Europe/Berlin", date(2026, 3, 29), 2 * 60 + 30)
@example("Europe/Berlin", date(2026, 10, 25), 2 * 60 + 30)
@example("Australia/Lord_Howe", date(2026, 10, 4), 2 * 60 + 15)
@example("America/Nuuk", date(2026, 3, 28), 23 * 60 + 30)
@example("Africa/Cairo", date(2026, 4, 24), 10)
def test_a_local_time_is_the_instant_that_whenever_says(zone: str, day: date, minute: int) -> None:
    local = Date(day.year, day.month, day.day).at(Time(*divmod(minute, 60)))
    theirs = local.assume_tz(zone, disambiguation="compatible").to_instant()
    assert at_local(day, minute, zone) == theirs.to_stdlib()
    assert at_local(day, minute, zone).tzinfo is UTC


def test_a_skipped_local_time_moves_forward_and_one_that_comes_twice_is_the_first() -> None:
    assert at_local(date(2026, 3, 29), 150, "Europe/Berlin") == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert local_time(datetime(2026, 3, 29, 1, 30, tzinfo=UTC), "Europe/Berlin") == "03:30"
    assert at_local(date(2026, 10, 25), 150, "Europe/Berlin") == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@settings(max_examples=300, deadline=None)
@given(instants, zones)
def test_an_instant_falls_on_the_day_its_clock_shows(instant: datetime, zone: str) -> None:
    day = local_date(instant, zone)
    assert instant.astimezone(ZoneInfo(zone)).strftime("%F") == day.isoformat()


@settings(max_examples=400, deadline=None)
@given(instants, zones, st.integers(0, 20 * 60), st.integers(30, 12 * 60), st.sampled_from(COUNTRIES))
def test_the_next_opening_is_inside_working_hours_never_earlier_and_never_a_day_too_late(
    instant: datetime, zone: str, starts: int, length: int, country: str | None
) -> None:
    ends = min(starts + length, 24 * 60 - 1)
    opening = next_opening(instant, zone, starts, ends, country)
    assert opening >= instant
    local = opening.astimezone(ZoneInfo(zone))
    assert is_working_day(local.date(), country)
    opens = at_local(local.date(), starts, zone)
    assert opens <= opening < opens + timedelta(minutes=ends - starts)
    if opening > instant:
        # It waited, so it is the first minute of a day, and no working day lies between.
        assert opening == opens
        between = local_date(instant, zone) + timedelta(days=1)
        while between < local.date():
            assert not is_working_day(between, country)
            between += timedelta(days=1)


@settings(max_examples=200, deadline=None)
@given(instants, st.sampled_from(ZONES_OF_PEOPLE), st.integers(18 * 60, 24 * 60 - 1), st.integers(0, 9 * 60))
def test_hours_over_midnight_count_as_the_day_they_begin_on(
    instant: datetime, zone: str, starts: int, ends: int
) -> None:
    opening = next_opening(instant, zone, starts, ends, None)
    assert opening >= instant
    length = timedelta(minutes=ends + 24 * 60 - starts)
    day = local_date(opening, zone)
    shifts = [at_local(each, starts, zone) for each in (day - timedelta(days=1), day) if is_working_day(each, None)]
    assert any(opens <= opening < opens + length for opens in shifts)


def test_hours_as_long_as_the_day_are_always_open_on_working_days() -> None:
    friday = datetime(2026, 3, 6, 23, 30, tzinfo=UTC)
    assert next_opening(friday, "UTC", 0, 0, None) == friday
    assert next_opening(friday + timedelta(hours=1), "UTC", 0, 0, None) == datetime(2026, 3, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("when", "zone", "country", "opens"),
    [
        ("2026-03-06T16:59", "Europe/Lisbon", "PT", "2026-03-06T16:59"),
        ("2026-03-06T17:00", "Europe/Lisbon", "PT", "2026-03-09T09:00"),
        ("2026-12-25T10:00", "Europe/Lisbon", "PT", "2026-12-28T09:00"),
        ("2026-07-03T13:00", "America/New_York", "US", "2026-07-06T13:00"),
        ("2026-03-06T10:00", "Asia/Dubai", "AE", "2026-03-06T10:00"),
        ("2026-03-07T10:00", "Asia/Jerusalem", "IL", "2026-03-08T07:00"),
        ("2026-03-29T00:30", "Europe/Lisbon", "PT", "2026-03-30T08:00"),
    ],
)
def test_people_are_asked_in_their_own_hours(when: str, zone: str, country: str, opens: str) -> None:
    instant, expected = (datetime.fromisoformat(f"{each}+00:00") for each in (when, opens))
    assert next_opening(instant, zone, 9 * 60, 17 * 60, country) == expected


@settings(max_examples=300, deadline=None)
@given(days, st.sampled_from(COUNTRIES), st.integers(1, 14))
def test_the_next_working_day_is_the_first_one_or_the_day_itself(day: date, country: str | None, within: int) -> None:
    limit = day + timedelta(days=within)
    found = next_working_day(day, country, before=limit)
    assert day <= found < limit
    passed = [day + timedelta(days=number) for number in range((found - day).days)]
    assert not any(is_working_day(each, country) for each in passed)
    if not is_working_day(found, country):
        assert found == day
        assert not any(is_working_day(day + timedelta(days=number), country) for number in range(within))


@pytest.mark.parametrize(
    ("zone", "country"),
    [
        ("Europe/Lisbon", "PT"),
        ("America/New_York", "US"),
        ("Asia/Kolkata", "IN"),
        ("Asia/Calcutta", "IN"),
        ("Europe/Kiev", "UA"),
        ("UTC", None),
        ("Etc/GMT+5", None),
        ("Factory", None),
    ],
)
def test_the_country_is_guessed_from_the_zone(zone: str, country: str | None) -> None:
    assert country_of(zone) == country


def test_every_zone_and_every_guessed_country_can_be_asked() -> None:
    for zone in ZONES:
        country = country_of(zone)
        assert country is None or (len(country) == 2 and country.isupper())
        assert isinstance(is_working_day(date(2026, 5, 1), country), bool)


def test_a_country_nobody_keeps_holidays_for_has_the_usual_weekend() -> None:
    assert is_working_day(date(2026, 3, 6), "XX")
    assert not is_working_day(date(2026, 3, 7), "XX")


def local_time(instant: datetime, zone: str) -> str:
    return instant.astimezone(ZoneInfo(zone)).strftime("%H:%M")


def test_the_module_keeps_to_pure_functions() -> None:
    """No clock is asked here: the same question has the same answer tomorrow."""
    assert not {"Clock", "SystemClock", "now"} & set(vars(working_time))
