"""The fortnight: the same local minute through daylight saving, holidays and moves; planned once; caught up once."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from threading import Barrier
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from sqlalchemy import literal, select

from mentoring import profiles, schedules
from mentoring.outbox import NoticeKind
from mentoring.pairs import commands as pairs
from mentoring.pairs.commands import LeavePair
from mentoring.participants import ChangeProfile
from mentoring.schedules import PlanDue, Planned
from mentoring.working_time import country_of, is_working_day
from models import Membership, Occurrence, OccurrenceState, OutboxRow, Participant, Pulse, Schedule, ScheduleState
from tests.factories.cast import Cast, receipt
from tests.factories.store import Store
from tests.mentoring.delivery.waiting import first_met

FORTNIGHT = timedelta(days=14)


def plan(store: Store) -> int:
    return store.do(schedules.plan_due, PlanDue(first_met(store))).advanced


def schedule_of(cast: Cast, name: str) -> Schedule:
    with cast.store.transaction() as uow:
        return uow.db.scalars(
            select(Schedule)
            .join(Membership, Membership.id == Schedule.membership_id)
            .join(Participant, Participant.id == Membership.participant_id)
            .where(Participant.slack_user_id == cast.profile(name).user_id)
        ).one()


def started(cast: Cast, zone: str, day: datetime) -> Schedule:
    """Ada's schedule, begun on a day; Ben lives where nothing moves."""
    cast.store.clock.set(day)
    cast.profile("ada", zone)
    cast.profile("ben", "UTC")
    cast.chartered("ada", "ben")
    return schedule_of(cast, "ada")


def lived(cast: Cast, until: datetime) -> Iterator[tuple[date, datetime]]:
    """Let time pass from due instant to due instant; give Ada's rule dates and instants."""
    while (schedule := schedule_of(cast, "ada")).next_due_at < until:
        yield schedule.next_date, schedule.next_due_at
        cast.store.clock.set(schedule.next_due_at)
        while plan(cast.store):
            pass


def test_the_first_question_comes_in_the_off_week_in_each_ones_own_morning(each_cast: Cast) -> None:
    each_cast.profile("ada", "Europe/Lisbon")
    each_cast.profile("ben", "America/New_York")
    each_cast.chartered("ada", "ben")
    for name in ("ada", "ben"):
        schedule = schedule_of(each_cast, name)
        local = schedule.next_due_at.astimezone(ZoneInfo(each_cast.profile(name).zone))
        assert local.date() == date(2026, 3, 9)
        assert 10 * 60 <= local.hour * 60 + local.minute < 10 * 60 + schedules.SPREAD_MINUTES


def test_the_question_keeps_the_programmes_own_rhythm(cast: Cast) -> None:
    programme_id = cast.programme(cadence_days=28)
    cast.profile("ada", "Europe/Lisbon")
    cast.profile("ben", "UTC")
    pair_id = cast.proposal(programme_id, "ada", "ben")
    for name in ("ada", "ben"):
        cast.answer(name, pair_id)
    cast.agree(pair_id, "ada", "ben")
    dates = [day for day, _ in lived(cast, datetime(2026, 6, 1, tzinfo=UTC))]
    assert dates == [date(2026, 3, 16), date(2026, 4, 13), date(2026, 5, 11)]


@pytest.mark.parametrize("zone", ["Europe/Lisbon", "America/New_York", "Australia/Lord_Howe", "America/Santiago"])
def test_it_keeps_the_same_local_minute_and_the_same_weekday_for_two_years(cast: Cast, zone: str) -> None:
    began = started(cast, zone, datetime(2026, 1, 5, 10, tzinfo=UTC))
    dates = []
    offsets = set()
    for day, due in lived(cast, datetime(2028, 1, 31, tzinfo=UTC)):
        local = due.astimezone(ZoneInfo(zone))
        assert local.hour * 60 + local.minute == began.local_minute
        offsets.add(local.utcoffset())
        dates.append(day)
    assert len(offsets) == 2, "daylight saving came and went"
    assert [day - dates[0] for day in dates] == [FORTNIGHT * number for number in range(len(dates))]
    assert dates[0] == began.next_date
    assert len(dates) > 50


def test_a_year_of_53_weeks_is_no_longer_and_no_shorter(cast: Cast) -> None:
    started(cast, "Europe/Berlin", datetime(2026, 12, 7, 9, tzinfo=UTC))
    assert date(2026, 12, 31).isocalendar().week == 53
    dates = [day for day, _ in lived(cast, datetime(2027, 2, 15, tzinfo=UTC))]
    assert dates == [date(2026, 12, 14) + FORTNIGHT * number for number in range(5)]


def test_a_holiday_rolls_one_occurrence_and_never_the_rhythm(cast: Cast) -> None:
    started(cast, "Europe/Lisbon", datetime(2026, 12, 4, 10, tzinfo=UTC))
    happened = {day: due.date() for day, due in lived(cast, datetime(2027, 2, 1, tzinfo=UTC))}
    assert happened[date(2026, 12, 25)] == date(2026, 12, 28)
    assert happened[date(2027, 1, 8)] == date(2027, 1, 8)


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(["Europe/Lisbon", "America/New_York", "Asia/Dubai", "Asia/Tokyo", "Pacific/Chatham"]),
    st.dates(date(2024, 1, 1), date(2034, 12, 31)),
    st.integers(0, 30),
)
def test_every_occurrence_falls_on_a_working_day_before_the_next_one(zone: str, anchor: date, number: int) -> None:
    person = Participant(slack_zone=zone, country=country_of(zone))
    day = anchor + FORTNIGHT * number
    due = schedules._due(day, 14, 600, person)
    local = due.astimezone(ZoneInfo(zone)).date()
    assert day <= local < day + FORTNIGHT
    assert is_working_day(local, person.country)


def test_a_move_takes_the_question_along_to_the_same_local_minute(cast: Cast) -> None:
    before = started(cast, "Europe/Lisbon", datetime(2026, 3, 2, 10, tzinfo=UTC))
    cast.store.do(profiles.change, ChangeProfile(cast.team, cast.profile("ada", "Asia/Tokyo")))
    after = schedule_of(cast, "ada")
    assert (after.next_date, after.local_minute) == (before.next_date, before.local_minute)
    assert before.next_due_at - after.next_due_at == timedelta(hours=9)


def test_the_same_zone_again_moves_nothing(cast: Cast) -> None:
    started(cast, "Europe/Lisbon", datetime(2026, 3, 2, 10, tzinfo=UTC))
    before = cast.store.contents()
    cast.store.do(profiles.change, ChangeProfile(cast.team, cast.profile("ada")))
    assert cast.store.contents() == before


def test_planning_asks_once_however_often_it_looks(each_cast: Cast) -> None:
    each_cast.chartered("ada", "ben")
    assert plan(each_cast.store) == 0
    each_cast.store.clock.advance(days=7, hours=2)
    assert plan(each_cast.store) == 2
    planned = each_cast.store.contents()
    assert plan(each_cast.store) == 0
    assert each_cast.store.contents() == planned
    assert len(each_cast.store.rows(Pulse)) == len(each_cast.store.rows(Occurrence)) == 2
    assert [row.kind for row in each_cast.store.rows(OutboxRow)].count(NoticeKind.OFF_WEEK) == 2


def test_two_replicas_that_look_at_one_instant_plan_each_once(each_cast: Cast) -> None:
    for number in range(5):
        each_cast.chartered(f"ada{number}", f"ben{number}")
    each_cast.store.clock.advance(days=7, hours=2)
    start = Barrier(3)

    def look(_replica: int) -> Planned:
        start.wait()
        return each_cast.store.do(schedules.plan_due, PlanDue(each_cast.workspace_id))

    with ThreadPoolExecutor(3) as threads:
        assert sum(planned.advanced for planned in threads.map(look, range(3))) == 10
    assert len(each_cast.store.rows(Pulse)) == 10


def test_no_more_are_planned_at_a_time_than_asked_for(cast: Cast) -> None:
    cast.chartered("ada", "ben")
    cast.store.clock.advance(days=7, hours=2)
    counts = [cast.store.do(schedules.plan_due, PlanDue(cast.workspace_id, limit=1)).advanced for _ in range(3)]
    assert counts == [1, 1, 0]


@pytest.mark.parametrize(
    ("away", "asked"),
    [
        (timedelta(minutes=1), 2),
        (timedelta(hours=20), 2),
        (timedelta(days=2), 0),
        (timedelta(days=14), 2),
        (timedelta(days=21), 0),
        (timedelta(days=300), 0),
    ],
)
def test_after_any_outage_each_gets_one_catch_up_at_the_most(cast: Cast, away: timedelta, asked: int) -> None:
    cast.chartered("ada", "ben")
    cast.store.clock.set(latest_due(cast) + away)
    while plan(cast.store):
        pass
    occurrences = cast.store.rows(Occurrence)
    skipped = [row for row in occurrences if row.state is OccurrenceState.SKIPPED]
    assert len(cast.store.rows(Pulse)) == asked == len(occurrences) - len(skipped)
    assert all(row.reason == "found more than a day late" for row in skipped)
    assert len(occurrences) == 2 * (1 + away // FORTNIGHT)
    assert all(row.next_due_at > cast.store.clock.now() for row in cast.store.rows(Schedule))


def latest_due(cast: Cast) -> datetime:
    return max(row.next_due_at for row in cast.store.rows(Schedule))


def test_a_question_found_at_night_waits_for_the_morning(cast: Cast) -> None:
    schedule = started(cast, "Europe/Lisbon", datetime(2026, 3, 2, 10, tzinfo=UTC))
    cast.store.clock.set(schedule.next_due_at.replace(hour=23, minute=0))
    plan(cast.store)
    [question] = [row for row in cast.store.rows(OutboxRow) if row.kind == NoticeKind.OFF_WEEK][:1]
    assert question.due_at == datetime(2026, 3, 10, 9, tzinfo=UTC)
    assert question.keep_until == question.due_at + timedelta(days=4)


def test_somebody_whose_account_is_closed_is_not_asked_and_the_rhythm_waits_for_them(cast: Cast) -> None:
    cast.profile("ada", "Europe/Lisbon")
    cast.profile("ben", "UTC")
    cast.chartered("ada", "ben")
    cast.store.do(profiles.change, ChangeProfile(cast.team, replace(cast.profile("ada"), is_gone=True)))
    first = schedule_of(cast, "ada").next_due_at
    cast.store.clock.set(latest_due(cast))
    plan(cast.store)
    reasons = {row.reason for row in cast.store.rows(Occurrence) if row.state is OccurrenceState.SKIPPED}
    assert reasons == {"the account is closed"}
    assert len(cast.store.rows(Pulse)) == 1, "Ben is asked"
    assert schedule_of(cast, "ada").next_due_at > first
    cast.store.do(profiles.change, ChangeProfile(cast.team, cast.profile("ada")))
    cast.store.clock.set(latest_due(cast))
    plan(cast.store)
    assert len(cast.store.rows(Pulse)) == 3


def test_an_ended_pair_is_asked_no_more(cast: Cast) -> None:
    pair_id = cast.chartered("ada", "ben")
    cast.store.do(pairs.leave, LeavePair(cast.actor("ada"), pair_id, receipt()))
    cast.store.clock.advance(days=30)
    assert plan(cast.store) == 0
    assert cast.store.rows(Occurrence) == []
    with cast.store.transaction() as uow:
        assert uow.connection.scalar(schedules.when_next(literal(cast.workspace_id))) is None


def test_a_schedule_left_running_under_an_ended_pair_stops_itself(cast: Cast) -> None:
    pair_id = cast.chartered("ada", "ben")
    cast.store.do(pairs.leave, LeavePair(cast.actor("ada"), pair_id, receipt()))
    with cast.store.transaction() as uow:
        for schedule in uow.db.query(Schedule):
            schedule.state = ScheduleState.RUNNING
    cast.store.clock.advance(days=30)
    plan(cast.store)
    assert {row.state for row in cast.store.rows(Schedule)} == {ScheduleState.STOPPED}
    assert cast.store.rows(Pulse) == []


def test_prompts_of_one_hour_are_spread_over_twenty_minutes(cast: Cast) -> None:
    for number in range(12):
        cast.chartered(f"ada{number}", f"ben{number}")
    minutes = [row.local_minute for row in cast.store.rows(Schedule)]
    assert min(minutes) >= 600
    assert max(minutes) < 620
    assert len(set(minutes)) > 4


def test_a_schedule_that_cannot_be_planned_is_put_off_and_holds_nobody_up(each_cast: Cast) -> None:
    each_cast.chartered("ada", "ben")
    with each_cast.store.transaction() as uow:
        broken = uow.db.scalars(select(Schedule).order_by(Schedule.next_due_at)).first()
        assert broken is not None
        # What no code of ours writes: a rhythm of no days.
        broken.every_days = 10**9
    each_cast.store.clock.advance(days=7, hours=2)
    assert plan(each_cast.store) == 2
    assert len(each_cast.store.rows(Pulse)) == len(each_cast.store.rows(Occurrence)) == 1
    [put_off] = [row for row in each_cast.store.rows(Schedule) if row.id == broken.id]
    assert put_off.next_due_at == each_cast.store.clock.now() + timedelta(hours=1)
    assert plan(each_cast.store) == 0
