"""Whoever is back sooner than was thought hears sooner what waited for them; once, and not all on one day."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from mentoring import breaks, outbox, participants, profiles
from mentoring.breaks import Pause, Quiet
from mentoring.commitments.rules import DueCommitments
from mentoring.delivery import budget
from mentoring.outbox import NoticeKind, ToPair, ToPerson
from mentoring.participants import ChangeProfile, quiet_until
from mentoring.working_time import local_date
from models import Membership, OutboxRow, OutboxState
from tests.factories.cast import Cast
from tests.factories.clock import MONDAY_MORNING
from tests.factories.store import Store
from tests.mentoring.commitments.promises import add
from tests.mentoring.delivery.waiting import Sending, deliver_all, live

WORKSPACES = count(2)
MONDAY = MONDAY_MORNING.date()
AWAY = frozenset({"palm_tree"})


def ask(cast: Cast, key: str, *, to_pair: bool = False, keep_days: int = 90) -> None:
    """Put something unprompted into Ada's DM, or into her pair's conversation, due now."""
    with cast.store.transaction() as uow:
        ada = participants.require(cast.actor("ada"), uow)
        [place] = [row for row in uow.db.query(Membership) if row.participant_id == ada.id]
        outbox.post(
            cast.workspace_id,
            NoticeKind.OFF_WEEK,
            key,
            ToPair(place.pair_id) if to_pair else ToPerson(ada.id),
            {"membership_id": str(place.id)},
            uow,
            keep_until=uow.now + timedelta(days=keep_days),
        )


def alone(cast: Cast) -> Cast:
    """A pair to which nothing unprompted is said but what the test asks for."""
    cast.pair("ada", "ben")
    with cast.store.transaction() as uow:
        for row in uow.db.query(OutboxRow):
            if row.workspace_id == cast.workspace_id and row.kind in budget.UNPROMPTED:
                row.state = OutboxState.DROPPED
    deliver_all(cast)
    return cast


def pause(cast: Cast, days: int) -> None:
    last_day = local_date(cast.store.clock.now(), "Europe/Lisbon") + timedelta(days=days)
    cast.store.do(breaks.pause, Pause(cast.actor("ada"), last_day))


def resume(cast: Cast) -> None:
    cast.store.do(breaks.resume, cast.actor("ada"))


def be_quiet(cast: Cast, working_days: int) -> None:
    cast.store.do(breaks.be_quiet, Quiet(cast.actor("ada"), working_days))


def say_away(cast: Cast, days: int) -> None:
    """Her status says so, until it goes by itself."""
    ends = cast.store.clock.now() + timedelta(days=days)
    profile = replace(cast.profile("ada"), status="palm_tree", status_ends=ends)
    cast.store.do(profiles.change, ChangeProfile(cast.team, profile, AWAY))


def say_back(cast: Cast) -> None:
    cast.store.do(profiles.change, ChangeProfile(cast.team, cast.profile("ada"), AWAY))


def said(cast: Cast) -> dict[str, datetime]:
    """When each of what was asked was said."""
    with cast.store.transaction() as uow:
        rows = uow.db.query(OutboxRow).filter_by(
            workspace_id=cast.workspace_id, kind=NoticeKind.OFF_WEEK, state=OutboxState.SENT
        )
        return {row.dedup_key: row.finished_at for row in rows if row.finished_at}


def at(day: int, hour: int = 9) -> datetime:
    """A moment of March 2026, in which Lisbon has no summer time until the 29th."""
    return datetime(2026, 3, day, hour, tzinfo=UTC)


BREAKS: dict[str, tuple[Callable[[Cast], None], Callable[[Cast], None]]] = {
    "a pause": (lambda cast: pause(cast, 30), resume),
    "a pause made shorter": (lambda cast: pause(cast, 30), lambda cast: pause(cast, 1)),
    "a quiet week": (lambda cast: be_quiet(cast, 5), resume),
    "a quiet week made a day": (lambda cast: be_quiet(cast, 5), lambda cast: be_quiet(cast, 1)),
    "a status that says away": (lambda cast: say_away(cast, 30), say_back),
    "a status with a nearer end": (lambda cast: say_away(cast, 30), lambda cast: say_away(cast, 1)),
}


@pytest.mark.parametrize("to_pair", [False, True], ids=["to the person", "to the pair"])
@pytest.mark.parametrize("name", BREAKS)
def test_what_waited_for_the_end_of_a_break_comes_when_it_ends_early(cast: Cast, name: str, to_pair: bool) -> None:
    begins, ends = BREAKS[name]
    alone(cast)
    begins(cast)
    ask(cast, "one", to_pair=to_pair)
    live(cast, at(3, 12))
    assert said(cast) == {}
    ends(cast)
    live(cast, at(6))
    assert list(said(cast)) == ["one"]
    assert said(cast)["one"] <= at(5), "not when the break would have ended"


def test_what_waited_comes_one_a_day_and_oldest_first(each_cast: Cast) -> None:
    alone(each_cast)
    pause(each_cast, 30)
    for number in range(5):
        ask(each_cast, str(number))
        live(each_cast, each_cast.store.clock.now() + timedelta(hours=1))
    live(each_cast, at(4, 12))
    resume(each_cast)
    live(each_cast, at(20))
    assert said(each_cast) == {"0": at(4, 12), "1": at(5), "2": at(6), "3": at(9), "4": at(10)}


def test_what_was_not_worth_saying_by_then_stays_unsaid(each_cast: Cast) -> None:
    alone(each_cast)
    pause(each_cast, 30)
    ask(each_cast, "stale", keep_days=2)
    ask(each_cast, "fresh", keep_days=20)
    live(each_cast, at(5, 12))
    resume(each_cast)
    live(each_cast, at(20))
    assert list(said(each_cast)) == ["fresh"]


def test_longer_hours_bring_what_waited_for_the_morning(cast: Cast) -> None:
    alone(cast)
    cast.store.clock.set(at(2, 18))
    ask(cast, "one")
    live(cast, at(2, 19))
    moved = replace(cast.profile("ada"), zone="America/New_York")
    cast.store.do(profiles.change, ChangeProfile(cast.team, moved, AWAY))
    live(cast, at(2, 20))
    assert said(cast) == {"one": at(2, 19)}, "two in the afternoon of New York"


def test_where_hours_never_meet_a_break_of_the_second_is_kept_all_the_same(cast: Cast) -> None:
    cast.profile("ben", "Pacific/Auckland")
    alone(cast)
    cast.store.do(breaks.pause, Pause(cast.actor("ben"), date(2026, 3, 5)))
    ask(cast, "one", to_pair=True)
    live(cast, at(20))
    assert said(cast) == {"one": at(5, 11)}, "when the sixth begins for him"


def test_a_reminder_of_a_commitment_comes_when_its_owner_is_back_early(each_cast: Cast) -> None:
    each_cast.chartered("ada", "ben")
    add(each_cast, "ada", due_on=date(2026, 3, 4))
    pause(each_cast, 30)
    live(each_cast, at(4, 12))
    resume(each_cast)
    came = [each.dispatch.notice for each in live(each_cast, at(6, 12))]
    assert [each.day for each in came if isinstance(each, DueCommitments)] == [date(2026, 3, 4)]


@dataclass(frozen=True)
class Turn:
    """Something that happens in Ada's life, some hours after what happened before."""

    hours: int
    what: str
    days: int


TURNS = st.lists(
    st.builds(
        Turn,
        st.integers(1, 60),
        st.sampled_from(["ask", "ask", "ask the pair", "pause", "resume", "quiet", "away", "back"]),
        st.integers(0, 12),
    ),
    min_size=3,
    max_size=9,
)


class Life:
    """
    Ada's turns, lived in a workspace of her own.

    Args:
        ends_early: whether a break may end before the day first named; else only a later end is taken over.
    """

    def __init__(self, store: Store, *, ends_early: bool) -> None:
        store.clock.set(MONDAY_MORNING)
        self.cast = alone(Cast(store, f"T{next(WORKSPACES)}"))
        self.ends_early = ends_early
        self.sendings: list[Sending] = []

    def live(self, turns: list[Turn]) -> dict[str, datetime]:
        for number, turn in enumerate(turns):
            self._until(self.cast.store.clock.now() + timedelta(hours=turn.hours))
            self._take(turn, str(number))
        self._until(self.cast.store.clock.now() + timedelta(days=60))
        return said(self.cast)

    def _until(self, moment: datetime) -> None:
        """Live on, and see that nobody is spoken to in a break."""
        before = said(self.cast).keys()
        self.sendings += live(self.cast, moment)
        with self.cast.store.transaction() as uow:
            ada = participants.require(self.cast.actor("ada"), uow)
        came = [at for key, at in said(self.cast).items() if key not in before]
        # Nothing of hers has changed since the turn before.
        assert [at for at in came if quiet_until(ada, at) > at] == []

    def _take(self, turn: Turn, key: str) -> None:
        cast, now = self.cast, self.cast.store.clock.now()
        with cast.store.transaction() as uow:
            ada = participants.require(cast.actor("ada"), uow)
            paused_until, silent_until, away_until = ada.paused_until, ada.quiet_until, ada.away_until
        match turn.what:
            case "ask" | "ask the pair":
                ask(cast, key, to_pair=turn.what == "ask the pair")
            case "pause":
                wanted = local_date(now, "Europe/Lisbon") + timedelta(days=turn.days)
                if self.ends_early or paused_until is None or wanted >= paused_until:
                    cast.store.do(breaks.pause, Pause(cast.actor("ada"), wanted))
            case "resume" if self.ends_early:
                resume(cast)
            case "quiet":
                be_quiet(cast, turn.days or 1)
                if not self.ends_early and silent_until is not None:
                    with cast.store.transaction() as uow:
                        ada = participants.require(cast.actor("ada"), uow)
                        ada.quiet_until = max(silent_until, ada.quiet_until or silent_until)
            case "away":
                if self.ends_early or away_until is None or now + timedelta(days=turn.days) >= away_until:
                    say_away(cast, turn.days)
            case "back" if self.ends_early:
                say_back(cast)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(turns=TURNS)
def test_in_whatever_order_breaks_come_and_go_each_is_said_once_never_in_one_and_never_later_for_an_early_end(
    store: Store, turns: list[Turn]
) -> None:
    early, late = Life(store, ends_early=True), Life(store, ends_early=False)
    came, would_have_come = early.live(turns), late.live(turns)
    asked = {str(number) for number, turn in enumerate(turns) if turn.what.startswith("ask")}
    assert set(came) == set(would_have_come) == asked
    assert max(Counter(each.claimed.row_id for each in early.sendings).values(), default=1) == 1
    assert {key: moment for key, moment in came.items() if moment > would_have_come[key]} == {}
