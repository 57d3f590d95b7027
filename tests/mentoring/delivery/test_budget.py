"""Lightness: one unprompted word a working day and three a week to a person, over all kinds."""

from collections import Counter
from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mentoring import outbox, working_time
from mentoring.delivery import budget
from mentoring.outbox import NoticeKind, ToPerson
from models import Membership, OutboxRow, OutboxState, Participant
from tests.factories.cast import Cast
from tests.mentoring.delivery.waiting import deliver_all


def ask(cast: Cast, name: str, key: str, *, keep_days: int = 30) -> None:
    """Put something unprompted into a person's DM, due now."""
    with cast.store.transaction() as uow:
        [person] = [row for row in uow.db.query(Participant) if row.slack_user_id == cast.profile(name).user_id]
        [place] = [row for row in uow.db.query(Membership) if row.participant_id == person.id]
        outbox.post(
            cast.workspace_id,
            NoticeKind.OFF_WEEK,
            f"off-week:{key}",
            ToPerson(person.id),
            {"membership_id": str(place.id)},
            uow,
            keep_until=uow.now + timedelta(days=keep_days),
        )


def spoken(cast: Cast) -> list[date]:
    """The local days on which somebody was spoken to."""
    return sorted(
        working_time.local_date(row.finished_at, "Europe/Lisbon")
        for row in cast.store.rows(OutboxRow)
        if row.kind == NoticeKind.OFF_WEEK and row.state is OutboxState.SENT and row.finished_at
    )


def live(cast: Cast, days: int) -> None:
    """Let working hours come and go, and say what may be said."""
    for _ in range(days * 4):
        deliver_all(cast)
        cast.store.clock.advance(hours=6)


def pair_alone(cast: Cast, other: str = "ben") -> None:
    """Two people to whom nothing unprompted is said but what the test asks for: no word of a charter either."""
    cast.pair("ada", other)
    with cast.store.transaction() as uow:
        for row in uow.db.query(OutboxRow):
            if row.kind in {NoticeKind.CHARTER_NUDGE, NoticeKind.RELEASE_CHOICE}:
                row.state = OutboxState.DROPPED


def test_the_second_of_a_day_waits_for_the_next_working_day(each_cast: Cast) -> None:
    pair_alone(each_cast)
    deliver_all(each_cast)
    for key in ("one", "two"):
        ask(each_cast, "ada", key)
    live(each_cast, 3)
    assert spoken(each_cast) == [date(2026, 3, 2), date(2026, 3, 3)]


def test_the_fourth_of_a_week_waits_for_monday_and_nobody_else_for_it(each_cast: Cast) -> None:
    pair_alone(each_cast)
    deliver_all(each_cast)
    for key in "abcd":
        ask(each_cast, "ada", key)
    live(each_cast, 9)
    assert spoken(each_cast) == [date(2026, 3, day) for day in (2, 3, 4, 9)]
    ask(each_cast, "ben", "his")
    each_cast.store.clock.set(each_cast.store.clock.now().replace(hour=12))
    deliver_all(each_cast)
    assert spoken(each_cast)[-1] == date(2026, 3, 11)


def test_what_is_not_worth_saying_by_then_is_not_said(each_cast: Cast) -> None:
    pair_alone(each_cast)
    deliver_all(each_cast)
    ask(each_cast, "ada", "one")
    ask(each_cast, "ada", "two", keep_days=0)
    live(each_cast, 3)
    assert spoken(each_cast) == [date(2026, 3, 2)]


def test_what_an_outage_kept_from_one_day_is_not_said_all_at_once_on_another(each_cast: Cast) -> None:
    each_cast.pair("ada", "ben")
    deliver_all(each_cast)
    for key in "abc":
        ask(each_cast, "ada", key)
    each_cast.store.clock.advance(days=4)
    live(each_cast, 12)
    said = [
        (row.participant_id, working_time.local_date(row.finished_at, "Europe/Lisbon"))
        for row in each_cast.store.rows(OutboxRow)
        if row.kind in budget.UNPROMPTED and row.state is OutboxState.SENT and row.finished_at
    ]
    assert len(spoken(each_cast)) == 3
    assert len(said) == len(set(said)), "one a day to a person, over all kinds"


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(0, 20), min_size=1, max_size=9))
def test_whatever_comes_together_it_is_never_more_than_that(cast: Cast, days: list[int]) -> None:
    pair_alone(cast, f"ben{cast.store.clock.now():%j%H}")
    before = len(spoken(cast))
    deliver_all(cast)
    ends = cast.store.clock.now() + timedelta(days=45)
    begins = cast.store.clock.now()
    waiting = sorted(days)
    while cast.store.clock.now() < ends:
        while waiting and begins + timedelta(days=waiting[0]) <= cast.store.clock.now():
            ask_first_place(cast, f"{begins:%j}{len(waiting)}{waiting.pop(0)}")
        deliver_all(cast)
        cast.store.clock.advance(hours=12)
    seen = spoken(cast)[before:]
    assert len(seen) == len(days)
    assert max(Counter(seen).values()) == 1
    assert max(Counter(day.isocalendar()[:2] for day in seen).values()) <= budget.A_WEEK


def ask_first_place(cast: Cast, key: str) -> None:
    with cast.store.transaction() as uow:
        [person] = [row for row in uow.db.query(Participant) if row.slack_user_id == "UADA"]
        place = [row for row in uow.db.query(Membership) if row.participant_id == person.id][-1]
        facts = {"membership_id": str(place.id)}
        outbox.post(cast.workspace_id, NoticeKind.OFF_WEEK, f"off-week:{key}", ToPerson(person.id), facts, uow)
