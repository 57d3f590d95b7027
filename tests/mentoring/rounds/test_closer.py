"""One proposal looked at closely: what it offers can be done, and what it says of others is so."""

from uuid import UUID

import pytest

from mentoring.rounds import queries
from mentoring.rounds.cards import Desk, ProposalPage
from mentoring.rounds.rules import Edit, InRound, LookAtProposal
from mentoring.states import RoleWish
from models import Company
from tests.factories.cast import Cast
from tests.factories.enrolled import finishes
from tests.mentoring.rounds.desk import approves_all, desk, drafted, edits, left_over, line, round_of
from tests.mentoring.rounds.test_edits import joins


@pytest.fixture
def programme_id(each_cast: Cast) -> UUID:
    """Olga's programme: one senior, and three juniors who would all be with her."""
    found = each_cast.programme()
    joins(each_cast, found, RoleWish.SENIOR, "ada")
    joins(each_cast, found, RoleWish.JUNIOR, "cleo", "dora", "emil")
    return found


def looked_at(cast: Cast, there: Desk, name: str) -> ProposalPage:
    return cast.store.do(queries.proposal, LookAtProposal(cast.actor("olga"), line(there, name).proposal_id))


def is_joining_offered(cast: Cast, there: Desk) -> bool:
    return cast.store.do(queries.left_over, InRound(cast.actor("olga"), round_of(there))).may_join


def test_only_those_left_over_are_offered_as_a_third_who_would_be_a_junior(each_cast: Cast, programme_id: UUID) -> None:
    joins(each_cast, programme_id, RoleWish.SENIOR, "ben", "carl", "dina", "eric")
    there = drafted(each_cast, programme_id)
    lonely = [each.person.name for each in left_over(each_cast, there)]
    assert len(lonely) == 2, "two seniors have nobody"
    paired = there.proposals[0].senior.name.lower()
    assert looked_at(each_cast, there, paired).joiners == ()
    assert not is_joining_offered(each_cast, there)


def test_juniors_who_are_left_over_are_offered_as_a_third(each_cast: Cast, programme_id: UUID) -> None:
    there = drafted(each_cast, programme_id)
    juniors = {each.person.name for each in left_over(each_cast, there)}
    assert {each.person.name for each in looked_at(each_cast, there, "ada").joiners} == juniors
    for name in juniors:
        finishes(each_cast, name.lower(), programme_id, company=Company.IF_NEEDED)
    assert is_joining_offered(each_cast, there)
    edits(each_cast, there, Edit.TRIAD, 0, (min(juniors).lower(),))
    there = desk(each_cast, programme_id)
    assert left_over(each_cast, there)
    assert not is_joining_offered(each_cast, there), "the only pair is three by now"


def test_of_a_pair_that_was_settled_before_its_draft_nobody_is_told_that_there_was_nobody_else(
    each_cast: Cast, programme_id: UUID
) -> None:
    there = drafted(each_cast, programme_id)
    before = looked_at(each_cast, there, "ada").line
    assert (before.senior_instead is not None, before.is_settled) == (True, False)
    edits(each_cast, there, Edit.PIN, line(there, "ada"))
    there = desk(each_cast, programme_id)
    pinned = looked_at(each_cast, there, "ada").line
    assert (pinned.senior_instead, pinned.is_settled) == (None, True), "nobody else was looked for"
    edits(each_cast, there, Edit.UNPIN, line(there, "ada"))
    there = desk(each_cast, programme_id)
    approves_all(each_cast, there)
    assert looked_at(each_cast, there, "ada").line.is_settled is False, "approved since, it was drafted like any other"
    there = drafted(each_cast, programme_id)
    assert looked_at(each_cast, there, "ada").line.is_settled


def test_three_are_recommended_only_where_somebody_left_over_agreed_to_it(each_cast: Cast, programme_id: UUID) -> None:
    there = drafted(each_cast, programme_id)
    one, other = sorted(each.person.name for each in left_over(each_cast, there))
    offered = looked_at(each_cast, there, "ada").joiners
    assert [(each.person.name, each.has_agreed) for each in offered] == [(one, False), (other, False)]
    assert not is_joining_offered(each_cast, there), "an owner may ask them, and is not told to"
    finishes(each_cast, other.lower(), programme_id, company=Company.IF_NEEDED)
    offered = looked_at(each_cast, there, "ada").joiners
    assert [(each.person.name, each.has_agreed) for each in offered] == [(other, True), (one, False)]
    assert is_joining_offered(each_cast, there)
