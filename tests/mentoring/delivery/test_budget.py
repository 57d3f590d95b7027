"""Lightness: one unprompted word a working day and three a week to a person, over all kinds."""

from collections import Counter
from datetime import date, timedelta
from itertools import count

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mentoring import outbox, participants, working_time
from mentoring.delivery import budget
from mentoring.outbox import NoticeKind, ToPerson
from models import Membership, OutboxRow, OutboxState
from tests.factories.cast import Cast
from tests.factories.clock import MONDAY_MORNING
from tests.factories.store import Store
from tests.mentoring.delivery.waiting import deliver_all, live

WORKSPACES = count(2)
"""Each example lives in one of its own, so that none waits for what another left."""


def ask(cast: Cast, name: str, key: str, *, keep_days: int = 30) -> None:
    """Put something unprompted into a person's DM, due now."""
    with cast.store.transaction() as uow:
        person = participants.require(cast.actor(name), uow)
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
        if row.workspace_id == cast.workspace_id
        and row.kind == NoticeKind.OFF_WEEK
        and row.state is OutboxState.SENT
        and row.finished_at
    )


def live_on(cast: Cast, days: int) -> None:
    """Let days come and go, and say what may be said."""
    live(cast, cast.store.clock.now() + timedelta(days=days))


def pair_alone(cast: Cast) -> None:
    """Two people to whom nothing unprompted is said but what the test asks for: no word of a charter either."""
    cast.pair("ada", "ben")
    with cast.store.transaction() as uow:
        for row in uow.db.query(OutboxRow):
            if row.kind in {NoticeKind.CHARTER_NUDGE, NoticeKind.RELEASE_CHOICE}:
                row.state = OutboxState.DROPPED


def test_the_second_of_a_day_waits_for_the_next_working_day(each_cast: Cast) -> None:
    pair_alone(each_cast)
    deliver_all(each_cast)
    for key in ("one", "two"):
        ask(each_cast, "ada", key)
    live_on(each_cast, 3)
    assert spoken(each_cast) == [date(2026, 3, 2), date(2026, 3, 3)]


def test_the_fourth_of_a_week_waits_for_monday_and_nobody_else_for_it(each_cast: Cast) -> None:
    pair_alone(each_cast)
    deliver_all(each_cast)
    for key in "abcd":
        ask(each_cast, "ada", key)
    live_on(each_cast, 9)
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
    live_on(each_cast, 3)
    assert spoken(each_cast) == [date(2026, 3, 2)]


def test_what_an_outage_kept_from_one_day_is_not_said_all_at_once_on_another(each_cast: Cast) -> None:
    each_cast.pair("ada", "ben")
    deliver_all(each_cast)
    for key in "abc":
        ask(each_cast, "ada", key)
    each_cast.store.clock.advance(days=4)
    live_on(each_cast, 12)
    said = [
        (row.participant_id, working_time.local_date(row.finished_at, "Europe/Lisbon"))
        for row in each_cast.store.rows(OutboxRow)
        if row.kind in budget.UNPROMPTED and row.state is OutboxState.SENT and row.finished_at
    ]
    assert len(spoken(each_cast)) == 3
    assert len(said) == len(set(said)), "one a day to a person, over all kinds"


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(0, 20), min_size=1, max_size=9))
def test_whatever_comes_together_it_is_never_more_than_that(store: Store, days: list[int]) -> None:
    store.clock.set(MONDAY_MORNING)
    cast = Cast(store, f"T{next(WORKSPACES)}")
    pair_alone(cast)
    for number, day in enumerate(sorted(days)):
        live(cast, MONDAY_MORNING + timedelta(days=day))
        ask(cast, "ada", str(number))
    live(cast, MONDAY_MORNING + timedelta(days=45))
    seen = spoken(cast)
    assert len(seen) == len(days)
    assert max(Counter(seen).values()) == 1
    assert max(Counter(day.isocalendar()[:2] for day in seen).values()) <= budget.A_WEEK
