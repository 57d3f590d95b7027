"""Of which group somebody is cannot be found by comparing two audits."""

from collections.abc import Mapping
from uuid import UUID

import pytest

from mentoring.enrolments import commands as enrolments
from mentoring.enrolments.commands import LeaveProgramme
from mentoring.matching import Parity
from mentoring.programmes import audit_questions
from mentoring.programmes.audit_questions import ChangeAuditQuestions
from mentoring.rounds import commands, queries
from mentoring.rounds.rules import DropRound, Edit, InRound
from mentoring.states import RoleWish
from tests.factories.cast import Cast, receipt
from tests.mentoring.rounds.desk import desk, drafted, edits, line, pairs_of, round_of
from tests.mentoring.rounds.test_edits import joins

AGE = ("Age", "under 30\n30 or more")
YOUNG, OLD = AGE[1].splitlines()
PAIRS = 6


def asks(cast: Cast, programme_id: UUID, *questions: tuple[str, str]) -> None:
    command = ChangeAuditQuestions(cast.actor("olga"), programme_id, questions, receipt())
    cast.store.do(audit_questions.change, command)


@pytest.fixture
def programme_id(cast: Cast) -> UUID:
    """Six seniors and six juniors; half of them told that they are under thirty, and the teams are as large."""
    programme_id = cast.programme()
    asks(cast, programme_id, AGE)
    for number in range(PAIRS):
        age = ("Age", YOUNG if number % 2 else OLD)
        team = "Search" if number % 2 else "Payments"
        joins(cast, programme_id, RoleWish.SENIOR, f"s{number}", team=team, groups=(age,))
        joins(cast, programme_id, RoleWish.JUNIOR, f"j{number}", team=f"{team} too", groups=(age,))
    return programme_id


def grow(cast: Cast, programme_id: UUID, *numbers: int) -> None:
    for number in numbers:
        joins(cast, programme_id, RoleWish.JUNIOR, f"new{number}", team="Search too", groups=(("Age", YOUNG),))


def of_next_draft(cast: Cast, programme_id: UUID) -> Mapping[str, Parity]:
    drafted(cast, programme_id)
    return shown(cast, programme_id)


def shown(cast: Cast, programme_id: UUID) -> Mapping[str, Parity]:
    page = cast.store.do(queries.audit, InRound(cast.actor("olga"), round_of(desk(cast, programme_id))))
    assert page.told_on.keys() == {each.attribute for each in page.compared}
    return {each.attribute: each for each in page.compared}


def test_who_joins_between_two_drafts_is_not_found_by_what_changed(cast: Cast, programme_id: UUID) -> None:
    first = of_next_draft(cast, programme_id)
    assert first["Age"].groups[YOUNG].people == PAIRS
    grow(cast, programme_id, 0, 1, 2, 3)
    second = of_next_draft(cast, programme_id)
    assert second == first, "nor their team"
    grow(cast, programme_id, 4)
    assert of_next_draft(cast, programme_id)["Age"].groups[YOUNG].people == PAIRS + 5


def test_nor_who_leaves_nor_whoever_comes_in_their_place(cast: Cast, programme_id: UUID) -> None:
    first = of_next_draft(cast, programme_id)["Age"]
    for gone in ("s0", "j1"):
        cast.store.do(enrolments.leave, LeaveProgramme(cast.actor(gone), programme_id))
    grow(cast, programme_id, 0, 1)
    assert of_next_draft(cast, programme_id)["Age"] == first


def test_whom_an_owner_moves_is_not_found_by_the_figures_that_would_move(cast: Cast, programme_id: UUID) -> None:
    first = of_next_draft(cast, programme_id)
    there = desk(cast, programme_id)
    edits(cast, there, Edit.FORBID, line(there, "s0"))
    assert pairs_of(desk(cast, programme_id)) != pairs_of(there)
    assert shown(cast, programme_id) == first


def test_a_round_that_is_thrown_away_and_begun_again_shows_the_same(cast: Cast, programme_id: UUID) -> None:
    first = of_next_draft(cast, programme_id)["Age"]
    cast.store.do(commands.drop, DropRound(cast.actor("olga"), round_of(desk(cast, programme_id))))
    grow(cast, programme_id, 0)
    assert of_next_draft(cast, programme_id)["Age"] == first


def test_nor_does_a_question_that_is_put_away_and_asked_again_show_more(cast: Cast, programme_id: UUID) -> None:
    first = of_next_draft(cast, programme_id)["Age"]
    asks(cast, programme_id)
    assert "Age" not in of_next_draft(cast, programme_id)
    grow(cast, programme_id, 0)
    asks(cast, programme_id, AGE)
    assert of_next_draft(cast, programme_id)["Age"] == first


def test_in_a_later_season_the_same_people_are_compared_anew_and_one_more_is_not(
    cast: Cast, programme_id: UUID
) -> None:
    first = of_next_draft(cast, programme_id)["Age"]
    edits(cast, desk(cast, programme_id), Edit.FORBID, line(desk(cast, programme_id), "s0"))
    began = cast.store.clock.now()
    cast.store.clock.advance(days=61)
    page = InRound(cast.actor("olga"), round_of(desk(cast, programme_id)))
    assert cast.store.do(queries.audit, page).told_on["Age"] == began
    drafted(cast, programme_id)
    assert cast.store.do(queries.audit, page).told_on["Age"] == cast.store.clock.now()
    second = shown(cast, programme_id)["Age"]
    assert second.groups.keys() == first.groups.keys()
    cast.store.clock.advance(days=61)
    grow(cast, programme_id, 0)
    assert of_next_draft(cast, programme_id)["Age"] == second
