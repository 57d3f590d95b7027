"""An owner who sends a round learns on which day it begins to arrive, and nothing of any one of its people."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from mentoring import breaks
from mentoring.breaks import Pause
from mentoring.rounds import commands
from mentoring.rounds.rules import Edit, SendInvitations
from mentoring.states import RoleWish
from models import OutboxRow
from tests.factories.cast import Cast
from tests.mentoring.rounds.desk import approves_all, desk, drafted, edits, round_of, takes_its_course
from tests.mentoring.rounds.test_edits import joins

FRIDAY = datetime(2026, 11, 27, 11, tzinfo=UTC)
FRIDAY_NIGHT = datetime(2026, 11, 27, 23, tzinfo=UTC)
MONDAY = datetime(2026, 11, 30, tzinfo=UTC)
SENIORS, JUNIORS = ("ada", "ben", "gil"), ("cleo", "dora", "emil")


@pytest.fixture
def programme_id(cast: Cast) -> UUID:
    """Olga's programme: three seniors and three juniors in London."""
    cast.store.clock.set(FRIDAY)
    found = cast.programme()
    for wish, names in ((RoleWish.SENIOR, SENIORS), (RoleWish.JUNIOR, JUNIORS)):
        joins(cast, found, wish, *names, zone="Europe/London")
    return found


def sends(cast: Cast, programme_id: UUID) -> datetime | None:
    return cast.store.do(commands.send, SendInvitations(cast.actor("olga"), round_of(desk(cast, programme_id))))


def invited(cast: Cast) -> list[datetime]:
    takes_its_course(cast)
    return [row.due_at for row in cast.store.rows(OutboxRow) if row.kind == "pair_invitation"]


def test_on_a_weekend_it_is_monday_morning_and_so_it_comes(cast: Cast, programme_id: UUID) -> None:
    approves_all(cast, drafted(cast, programme_id))
    cast.store.clock.set(FRIDAY_NIGHT)
    first = sends(cast, programme_id)
    assert first is not None
    assert first.date() == MONDAY.date()
    assert min(invited(cast)) == first


def test_while_somebody_works_it_is_now_and_the_same_click_again_says_the_same(cast: Cast, programme_id: UUID) -> None:
    there = drafted(cast, programme_id)
    approves_all(cast, there)
    assert (sends(cast, programme_id), sends(cast, programme_id)) == (FRIDAY, FRIDAY)
    takes_its_course(cast)
    again = SendInvitations(cast.actor("olga"), round_of(there))
    assert cast.store.do(commands.send, again) is None, "from then on people answer"


def test_of_so_few_that_it_would_tell_of_one_nothing_is_said(cast: Cast, programme_id: UUID) -> None:
    there = drafted(cast, programme_id)
    for number in range(2):
        edits(cast, there, Edit.APPROVE, number)
    assert sends(cast, programme_id) is None


def all_pause(cast: Cast, _programme_id: UUID) -> None:
    for name in (*SENIORS, *JUNIORS):
        cast.store.do(breaks.pause, Pause(cast.actor(name), (MONDAY + timedelta(days=20)).date()))


def nobody_wants_anybody(cast: Cast, programme_id: UUID) -> None:
    joins(cast, programme_id, RoleWish.SENIOR, *SENIORS, zone="Europe/London", never=JUNIORS)


@pytest.mark.parametrize("befall", [all_pause, nobody_wants_anybody])
def test_neither_a_pause_nor_a_wish_moves_the_day(
    cast: Cast, programme_id: UUID, befall: Callable[[Cast, UUID], None]
) -> None:
    there = drafted(cast, programme_id)
    approves_all(cast, there)
    cast.store.clock.set(FRIDAY_NIGHT)
    befall(cast, programme_id)
    first = sends(cast, programme_id)
    assert first is not None
    assert first.date() == MONDAY.date()
