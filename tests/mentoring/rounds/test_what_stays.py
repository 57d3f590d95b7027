"""A round goes out to all it should reach, and of it stays no more than somebody still needs."""

from uuid import UUID

import pytest

from mentoring.pairs.commands import Answer
from mentoring.programmes import queries as programmes
from mentoring.programmes.queries import InProgramme, OwnersPage
from mentoring.rounds import commands
from mentoring.rounds.rules import DropRound, Edit
from mentoring.states import PairState, RoleWish
from models import (
    Enrolment,
    EnrolmentState,
    MatchDecision,
    MatchProposal,
    MatchRound,
    MatchUnmatched,
    Membership,
    OutboxRow,
    Pair,
    Participant,
    RoundState,
)
from tests.factories.cast import Cast
from tests.mentoring.rounds.desk import (
    approves_all,
    drafted,
    edits,
    goes_out,
    left_over,
    line,
    round_of,
    takes_its_course,
    told,
)
from tests.mentoring.rounds.test_edits import joins, leaves


@pytest.fixture
def programme_id(each_cast: Cast) -> UUID:
    """Olga's programme: two seniors, three juniors."""
    found = each_cast.programme()
    joins(each_cast, found, RoleWish.SENIOR, "ada", "ben")
    joins(each_cast, found, RoleWish.JUNIOR, "cleo", "dora", "emil")
    return found


def sends_all(cast: Cast, programme_id: UUID) -> None:
    there = drafted(cast, programme_id)
    approves_all(cast, there)
    goes_out(cast, there)


def asked(cast: Cast) -> list[tuple[UUID, list[str]]]:
    """The pairs, each with its people by first name."""
    names = {each.id: each.slack_user_id[1:].lower() for each in cast.store.rows(Participant)}
    places = cast.store.rows(Membership)
    return [
        (pair.id, [names[each.participant_id] for each in places if each.pair_id == pair.id])
        for pair in cast.store.rows(Pair)
    ]


@pytest.mark.parametrize("answer", Answer)
def test_why_somebody_is_asked_is_kept_until_they_have_answered(
    each_cast: Cast, programme_id: UUID, answer: Answer
) -> None:
    sends_all(each_cast, programme_id)
    [first, second] = asked(each_cast)
    assert {each.pair_id for each in each_cast.store.rows(MatchProposal)} == {first[0], second[0]}
    for name in first[1][: 1 if answer is Answer.DECLINE else 2]:
        each_cast.answer(name, first[0], answer)
    assert {each.pair_id for each in each_cast.store.rows(MatchProposal)} == {second[0]}
    leaves(each_cast, programme_id, second[1][0])
    assert not each_cast.store.rows(MatchProposal)


def test_of_a_round_that_is_over_only_figures_stay(each_cast: Cast, programme_id: UUID) -> None:
    there = drafted(each_cast, programme_id)
    edits(each_cast, there, Edit.PIN)
    sends_all(each_cast, programme_id)
    [match_round] = each_cast.store.rows(MatchRound)
    assert match_round.state is RoundState.CLOSED
    assert not [*each_cast.store.rows(MatchUnmatched), *each_cast.store.rows(MatchDecision)]
    assert all(isinstance(each, int | float) for each in match_round.summary.values())


def test_of_a_round_that_was_thrown_away_only_what_was_forbidden_stays(each_cast: Cast, programme_id: UUID) -> None:
    there = drafted(each_cast, programme_id)
    edits(each_cast, there, Edit.PIN, line(there, "ada"))
    there = drafted(each_cast, programme_id)
    edits(each_cast, there, Edit.FORBID, line(there, "ben"))
    each_cast.store.do(commands.drop, DropRound(each_cast.actor("olga"), round_of(there)))
    assert [each.kind for each in each_cast.store.rows(MatchDecision)] == ["forbid"]
    assert not [*each_cast.store.rows(MatchProposal), *each_cast.store.rows(MatchUnmatched)]


def test_whoever_has_nobody_is_told_why_when_the_round_has_forgotten_it(each_cast: Cast, programme_id: UUID) -> None:
    sends_all(each_cast, programme_id)
    [row] = [each for each in each_cast.store.rows(OutboxRow) if each.kind == "match_nobody"]
    assert row.facts.keys() == {"round_id", "participant_id", "competing", "places"}
    assert (row.facts["competing"], row.facts["places"]) == ("3", "2")


def test_whoever_joined_after_the_draft_is_not_told_that_it_had_nobody_for_them(
    each_cast: Cast, programme_id: UUID
) -> None:
    there = drafted(each_cast, programme_id)
    joins(each_cast, programme_id, RoleWish.JUNIOR, "fred")
    approves_all(each_cast, there)
    goes_out(each_cast, there)
    assert told(each_cast, "match_nobody") == 1
    assert {each.missed for each in each_cast.store.rows(Enrolment)} == {0, 1}


def test_whoever_left_after_it_was_approved_is_not_asked_and_the_other_is_told(
    each_cast: Cast, programme_id: UUID
) -> None:
    there = drafted(each_cast, programme_id)
    approves_all(each_cast, there)
    leaves(each_cast, programme_id, "ada")
    goes_out(each_cast, there)
    assert told(each_cast, "pair_invitation") == 2
    assert told(each_cast, "match_nobody") == 2


def test_of_a_triad_that_lost_its_third_while_it_goes_out_the_pair_is_asked(
    each_cast: Cast, programme_id: UUID
) -> None:
    there = drafted(each_cast, programme_id)
    [lonely] = [each.person.name.lower() for each in left_over(each_cast, there)]
    edits(each_cast, there, Edit.TRIAD, line(there, "ada"), (lonely,))
    there = drafted(each_cast, programme_id)
    approves_all(each_cast, there)
    with each_cast.store.transaction() as uow:
        uow.db.get_one(MatchRound, (each_cast.workspace_id, round_of(there))).state = RoundState.SENDING
        uow.db.get_one(MatchRound, (each_cast.workspace_id, round_of(there))).look_at = uow.now
    leaves(each_cast, programme_id, lonely)
    takes_its_course(each_cast)
    assert told(each_cast, "pair_invitation") == 4


def test_people_whom_an_owner_brought_are_asked_like_all_others(each_cast: Cast, programme_id: UUID) -> None:
    with each_cast.store.transaction() as uow:
        for each in uow.db.query(Enrolment):
            each.state = EnrolmentState.IMPORTED
    sends_all(each_cast, programme_id)
    assert told(each_cast, "pair_invitation") == 4
    assert told(each_cast, "match_nobody") == 1


def test_to_an_owner_whatever_did_not_come_about_looks_alike(each_cast: Cast, programme_id: UUID) -> None:
    sends_all(each_cast, programme_id)
    [first, second] = asked(each_cast)
    each_cast.answer(first[1][0], first[0], Answer.DECLINE)
    leaves(each_cast, programme_id, second[1][0])
    page = each_cast.store.do(programmes.owners_page, InProgramme(each_cast.actor("olga"), programme_id))
    assert isinstance(page, OwnersPage)
    assert {each.state for each in page.pairs} == {PairState.DECLINED}
    assert {each.state for each in each_cast.store.rows(Pair)} == {PairState.DECLINED, PairState.WITHDRAWN}


def test_an_approved_pair_is_not_asked_once_one_reports_to_the_other(each_cast: Cast, programme_id: UUID) -> None:
    there = drafted(each_cast, programme_id)
    approves_all(each_cast, there)
    with each_cast.store.transaction() as uow:
        for each in uow.db.query(Enrolment):
            each.manager_user_id = "UADA"
    goes_out(each_cast, there)
    assert not any("ada" in people for _, people in asked(each_cast))
