"""
One season of a programme, as its owner lives it: a messy sheet, a draft, answers, and a second round after 90 days.

Nobody falls between two stools: whoever took part is in a pair, in a triad, or was told that there is nobody.
"""

from collections import Counter
from uuid import UUID

import pytest

from adapters import sheets
from mentoring.pairs import commands as pairs
from mentoring.pairs.commands import Answer, AnswerInvitation, LeavePair
from mentoring.participants import Actor
from mentoring.rounds import commands as rounds
from mentoring.rounds.rules import ApproveThese, ApproveUnflagged, Edit
from mentoring.states import PairState
from models import (
    Enrolment,
    EnrolmentState,
    MatchProposal,
    MatchRound,
    Membership,
    OutboxRow,
    Pair,
    Participant,
    ProposalState,
)
from tests.factories.cast import Cast, receipt
from tests.factories.sheets import MESSY, decides, finished, handed_in, looked_up
from tests.mentoring.pairs.led import hears
from tests.mentoring.rounds.desk import desk, drafted, edits, goes_out, left_over, round_of

TEAMS = 9
TWO = 2


@pytest.fixture
def programme_id(cast: Cast) -> UUID:
    """Olga's programme, with everybody whom the messy sheet brings; of several teams, unlike in the sheet."""
    found = cast.programme()
    rows = MESSY.read_text("utf-8-sig").split(";Sales;")
    mixed = "".join(f"{row};Team {number % TEAMS};" for number, row in enumerate(rows[:-1])) + rows[-1]
    form = handed_in(cast, found, sheets.read(mixed.encode()))
    looked_up(cast, form, missing=frozenset({"nobody.here@example.com"}))
    decides(cast, form, Beekeeping="Beekeeping")
    assert len(finished(cast, form).rows) == 60
    return found


def approves_everything(cast: Cast, programme_id: UUID) -> None:
    """Those without a flag together, the others page by page, as they come first."""
    there = desk(cast, programme_id)
    by, round_id = cast.actor("olga"), round_of(there)
    cast.store.do(rounds.approve_unflagged, ApproveUnflagged(by, round_id))
    while undecided := [each for each in there.proposals if each.state is ProposalState.PROPOSED]:
        these = tuple(each.proposal_id for each in undecided)
        cast.store.do(rounds.approve_these, ApproveThese(by, round_id, these))
        there = desk(cast, programme_id)


def pool(cast: Cast) -> dict[UUID, Enrolment]:
    states = {EnrolmentState.ACTIVE, EnrolmentState.IMPORTED}
    return {each.participant_id: each for each in cast.store.rows(Enrolment) if each.state in states}


def owner(cast: Cast) -> set[UUID]:
    """Olga, who is in the sheet and in no draft of her own."""
    return {each.id for each in cast.store.rows(Participant) if each.name == "Olga"}


def people_of(cast: Cast, *states: PairState) -> dict[UUID, frozenset[UUID]]:
    """Everybody of each pair in one of these states, by its id."""
    found: dict[UUID, set[UUID]] = {each.id: set() for each in cast.store.rows(Pair) if each.state in states}
    for each in cast.store.rows(Membership):
        if each.pair_id in found:
            found[each.pair_id].add(each.participant_id)
    return {pair_id: frozenset(people) for pair_id, people in found.items()}


def told_nobody(cast: Cast, number: int) -> set[UUID]:
    [of_round] = [each.id for each in cast.store.rows(MatchRound) if each.number == number]
    return {
        each.participant_id
        for each in cast.store.rows(OutboxRow)
        if each.kind == "match_nobody" and each.facts["round_id"] == str(of_round) and each.participant_id
    }


def everybody_answers(cast: Cast) -> None:
    """In the first pair one says no after the other's yes, in the second one says nothing; all others say yes."""
    user_of = {each.id: each.slack_user_id for each in cast.store.rows(Participant)}
    places = {participant_id: each.capacity for participant_id, each in pool(cast).items()}
    invited = {
        each
        for each, people in people_of(cast, PairState.INVITED).items()
        if len(people) == TWO and all(places[person] == 1 for person in people)
    }
    for number, pair_id in enumerate(sorted(people_of(cast, PairState.INVITED), key=lambda each: each not in invited)):
        people = [each.participant_id for each in cast.store.rows(Membership) if each.pair_id == pair_id]
        for place, participant_id in enumerate(people):
            answer = Answer.DECLINE if (number, place) == (0, 1) else Answer.ACCEPT
            if (number, place) != (1, 1):
                actor = Actor(cast.team, user_of[participant_id])
                cast.store.do(pairs.answer, AnswerInvitation(actor, pair_id, answer))


def test_everybody_of_a_messy_sheet_ends_somewhere_and_the_next_round_makes_up_for_it(
    cast: Cast, programme_id: UUID
) -> None:
    there = drafted(cast, programme_id)
    assert there.people == there.imported == 51
    flagged = [each for each in there.proposals if each.is_flagged]
    assert there.proposals[: len(flagged)] == tuple(flagged), "what is to be looked at comes first"
    edits(cast, there, Edit.FORBID)
    forbidden = {there.proposals[0].senior.user_id, there.proposals[0].junior.user_id}
    there = desk(cast, programme_id)
    approves_everything(cast, programme_id)
    goes_out(cast, there)

    asked = people_of(cast, PairState.INVITED, PairState.HELD)
    once = Counter(person for people in asked.values() for person in people)
    lonely = told_nobody(cast, 1)
    assert all(times <= pool(cast)[person].capacity for person, times in once.items())
    assert once.keys() | lonely == pool(cast).keys() - owner(cast)
    assert not once.keys() & lonely

    everybody_answers(cast)
    hears(cast, days=16)
    assert not people_of(cast, PairState.INVITED, PairState.HELD), "nobody is waited for without end"
    active = people_of(cast, PairState.ACTIVE)
    kept = {person for people in active.values() for person in people}
    missed = {
        person
        for person, each in pool(cast).items()
        if each.missed and each.state is EnrolmentState.ACTIVE and person not in kept
    }
    assert missed, "some said yes to somebody who did not"

    hears(cast, days=75)
    assert all(each.state is EnrolmentState.ACTIVE for each in pool(cast).values()), "no word, no data"
    for pair_id, people in people_of(cast, PairState.ACTIVE).items():
        one = next(each for each in cast.store.rows(Participant) if each.id in people)
        leaving = LeavePair(Actor(cast.team, one.slack_user_id), pair_id, receipt())
        cast.store.do(pairs.leave, leaving)

    again = drafted(cast, programme_id)
    assert again.number == 2
    before = [people for people in active.values() if people <= pool(cast).keys()]
    proposals = cast.store.rows(MatchProposal)
    latest = [each for each in proposals if each.round_id == again.round_id]
    new = [{each.senior_id, each.junior_id, each.third_id} - {None} for each in latest]
    assert new, "there is somebody for most"
    assert not [two for two in new if any(len(two & people) > 1 for people in before)], "nobody meets again so soon"
    users = {each.id: each.slack_user_id for each in cast.store.rows(Participant)}
    assert not [two for two in new if forbidden <= {users[each] for each in two if each}], "no stays no"
    served = {person for two in new for person in two}
    for each in left_over(cast, again):
        person = next(key for key, user_id in users.items() if user_id == each.person.user_id)
        if person in missed and each.remaining:
            # Only others who were missed may stand before them.
            assert each.competing > each.places
            assert len(missed & served) >= each.places
