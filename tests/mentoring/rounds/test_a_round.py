"""One round from its draft to the invitations, and to those who have nobody."""

from datetime import timedelta
from uuid import UUID

import pytest

from mentoring.enrolments.rules import FirstStep
from mentoring.programmes.queries import OnlyItsOwner
from mentoring.rounds import commands, gathering, holding, keeping, queries
from mentoring.rounds.reckoning import Gathered, reckon
from mentoring.rounds.rules import (
    ApproveUnflagged,
    Assignment,
    BeginDraft,
    DraftUnderWay,
    DropRound,
    Edit,
    EditDraft,
    GiveUpDraft,
    HoldDraft,
    InRound,
    KeepDraft,
    LookAtProposal,
    NobodyToPair,
    NothingApproved,
    OpenDesk,
    RoundIsOver,
    SendInvitations,
)
from mentoring.states import RoleWish
from models import Enrolment, MatchProposal, MatchRound, Pair, RoundState
from tests.factories.cast import Cast, receipt
from tests.factories.enrolled import begins as begins_survey
from tests.factories.enrolled import enrolled, finishes
from tests.mentoring.rounds.desk import (
    begins,
    desk,
    drafted,
    edits,
    goes_out,
    left_over,
    nobody_is_at_it,
    reckoned,
    round_of,
    told,
)


@pytest.fixture
def programme_id(each_cast: Cast) -> UUID:
    """Olga's programme: two seniors, three juniors."""
    found = each_cast.programme()
    for name in ("ada", "ben"):
        begins_survey(each_cast, name, found, FirstStep(RoleWish.SENIOR, ("Strategy",), ("Prompting",)))
        finishes(each_cast, name, found)
    for name in ("cleo", "dora", "emil"):
        begins_survey(each_cast, name, found, FirstStep(RoleWish.JUNIOR, ("Prompting",), ("Strategy",)))
        finishes(each_cast, name, found)
    return found


def test_what_is_approved_goes_out_and_who_has_nobody_is_told(each_cast: Cast, programme_id: UUID) -> None:
    there = drafted(each_cast, programme_id)
    assert (there.number, there.state, there.people) == (1, RoundState.DRAFTED, 5)
    assert len(there.proposals) == 2
    assert there.counts.nobody == 1
    for place in range(2):
        edits(each_cast, there, Edit.APPROVE, place)
    goes_out(each_cast, there)
    assert told(each_cast, "pair_invitation") == 4
    assert told(each_cast, "match_nobody") == 1
    assert len(each_cast.store.rows(Pair)) == 2
    assert sorted(each.missed for each in each_cast.store.rows(Enrolment)) == [0, 0, 0, 0, 1]
    assert desk(each_cast, programme_id).round_id is None, "the round is closed"


def test_whoever_was_missed_comes_first_in_the_next_round(each_cast: Cast, programme_id: UUID) -> None:
    there = drafted(each_cast, programme_id)
    edits(each_cast, there, Edit.APPROVE)
    goes_out(each_cast, there)
    missed = {each.participant_id for each in each_cast.store.rows(Enrolment) if each.missed}
    assert len(missed) == 3, "who was in no approved proposal was told as well"
    assert told(each_cast, "match_nobody") == 3
    again = drafted(each_cast, programme_id)
    assert again.number == 2
    assert len(again.proposals) == 1, "those who are asked already stay asked"
    assert (again.people, again.to_pair, again.in_pairs) == (5, 3, 2)


def test_an_edit_is_reckoned_and_what_changed_is_told(each_cast: Cast, programme_id: UUID) -> None:
    there = drafted(each_cast, programme_id)
    first = there.proposals[0]
    names = {each.person.user_id for each in left_over(each_cast, there)}
    [lonely] = names
    edits(each_cast, there, Edit.FORBID)
    after = desk(each_cast, programme_id)
    pairs = {(each.senior.user_id, each.junior.user_id) for each in after.proposals}
    assert (first.senior.user_id, first.junior.user_id) not in pairs
    assert {each.person.user_id for each in after.moved} >= {first.senior.user_id, first.junior.user_id}
    assert lonely in {each.person.user_id for each in after.moved} | {lonely}


def test_a_swap_pins_the_two_that_are_wanted(each_cast: Cast, programme_id: UUID) -> None:
    there = drafted(each_cast, programme_id)
    [lonely] = left_over(each_cast, there)
    first = there.proposals[0]
    command = EditDraft(
        each_cast.actor("olga"),
        there.round_id or first.proposal_id,
        first.proposal_id,
        Edit.SWAP,
        receipt(),
        (first.senior.user_id, lonely.person.user_id),
    )
    asked = each_cast.store.do(commands.edit, command)
    assert asked is not None
    reckoned(each_cast, asked)
    after = desk(each_cast, programme_id)
    pairs = {(each.senior.user_id, each.junior.user_id): each.is_pinned for each in after.proposals}
    assert pairs[first.senior.user_id, lonely.person.user_id]


def test_a_third_joins_and_the_triad_is_asked_as_one(each_cast: Cast, programme_id: UUID) -> None:
    there = drafted(each_cast, programme_id)
    [lonely] = left_over(each_cast, there)
    edits(each_cast, there, Edit.TRIAD, 0, (lonely.person.name.lower(),))
    after = desk(each_cast, programme_id)
    [triad] = [each for each in after.proposals if each.third]
    assert triad.third == lonely.person
    assert after.counts.nobody == 0
    assert len(after.proposals) == 2
    for place in range(2):
        edits(each_cast, desk(each_cast, programme_id), Edit.APPROVE, place)
        after = desk(each_cast, programme_id)
    assert each_cast.store.do(commands.approve_unflagged, ApproveUnflagged(each_cast.actor("olga"), round_of(after)))
    goes_out(each_cast, after)
    assert told(each_cast, "pair_invitation") == 5


def test_a_draft_that_a_newer_one_has_overtaken_counts_for_nothing(each_cast: Cast, programme_id: UUID) -> None:
    first = begins(each_cast, programme_id)
    with pytest.raises(DraftUnderWay):
        begins(each_cast, programme_id)
    nobody_is_at_it(each_cast)
    second = begins(each_cast, programme_id)
    late = KeepDraft(first.workspace_id, first.round_id, first.revision, reckon(gathered(each_cast, second)))
    assert each_cast.store.do(keeping.keep, late) is None
    assert desk(each_cast, programme_id).state is RoundState.DRAFTING
    with pytest.raises(RoundIsOver):
        gathered(each_cast, first)
    reckoned(each_cast, second)
    assert desk(each_cast, programme_id).state is RoundState.DRAFTED


def gathered(cast: Cast, asked: Assignment) -> Gathered:
    return cast.store.do(gathering.gathered, asked)


def test_a_draft_that_cannot_be_made_leaves_nothing_behind(each_cast: Cast, programme_id: UUID) -> None:
    asked = begins(each_cast, programme_id)
    each_cast.store.do(keeping.give_up, GiveUpDraft(asked.workspace_id, asked.round_id, asked.revision))
    assert desk(each_cast, programme_id).round_id is None
    assert drafted(each_cast, programme_id).number == 1


def test_a_click_delivered_twice_begins_one_draft(each_cast: Cast, programme_id: UUID) -> None:
    click = BeginDraft(each_cast.actor("olga"), programme_id, receipt())
    asked = each_cast.store.do(commands.begin, click)
    assert asked is not None
    reckoned(each_cast, asked)
    assert each_cast.store.do(commands.begin, click) is None
    assert desk(each_cast, programme_id).state is RoundState.DRAFTED


def test_a_draft_that_was_lost_may_be_begun_again(each_cast: Cast, programme_id: UUID) -> None:
    begins(each_cast, programme_id)
    nobody_is_at_it(each_cast)
    assert desk(each_cast, programme_id).is_lost
    reckoned(each_cast, begins(each_cast, programme_id))
    assert desk(each_cast, programme_id).proposals


def test_a_draft_that_somebody_is_at_is_not_lost_however_long_it_takes(each_cast: Cast, programme_id: UUID) -> None:
    asked = begins(each_cast, programme_id)
    nobody_is_at_it(each_cast)
    each_cast.store.do(holding.hold, HoldDraft(asked.workspace_id, asked.round_id, asked.revision))
    # Neither a clock that is moved nor one of a machine that is hours off makes it so.
    each_cast.store.clock.advance(hours=5)
    assert not desk(each_cast, programme_id).is_lost
    with pytest.raises(DraftUnderWay):
        begins(each_cast, programme_id)


def test_a_draft_that_was_held_by_a_clock_set_back_since_is_lost(each_cast: Cast, programme_id: UUID) -> None:
    asked = begins(each_cast, programme_id)
    with each_cast.store.transaction() as uow:
        found = uow.get(MatchRound, asked.workspace_id, asked.round_id)
        assert found is not None
        assert found.drafting_since is not None
        found.drafting_since += timedelta(hours=3)
    assert desk(each_cast, programme_id).is_lost
    reckoned(each_cast, begins(each_cast, programme_id))
    assert desk(each_cast, programme_id).proposals


def test_who_reckons_an_older_draft_does_not_hold_the_newer_one(each_cast: Cast, programme_id: UUID) -> None:
    older = begins(each_cast, programme_id)
    nobody_is_at_it(each_cast)
    begins(each_cast, programme_id)
    nobody_is_at_it(each_cast)
    each_cast.store.do(holding.hold, HoldDraft(older.workspace_id, older.round_id, older.revision))
    assert desk(each_cast, programme_id).is_lost


def test_nothing_goes_out_unapproved_and_nothing_stays_of_a_dropped_round(each_cast: Cast, programme_id: UUID) -> None:
    there = drafted(each_cast, programme_id)
    with pytest.raises(NothingApproved):
        each_cast.store.do(commands.send, SendInvitations(each_cast.actor("olga"), round_of(there)))
    each_cast.store.do(commands.drop, DropRound(each_cast.actor("olga"), round_of(there)))
    assert not each_cast.store.rows(MatchProposal)
    with pytest.raises(RoundIsOver):
        each_cast.store.do(commands.drop, DropRound(each_cast.actor("olga"), round_of(there)))
    assert told(each_cast, "pair_invitation") == 0


def test_only_its_owner_sees_or_does_anything(each_cast: Cast, programme_id: UUID) -> None:
    there = drafted(each_cast, programme_id)
    stranger = each_cast.actor("ada")
    acts = (
        (queries.desk, OpenDesk(stranger, programme_id)),
        (queries.left_over, InRound(stranger, round_of(there))),
        (queries.proposal, LookAtProposal(stranger, there.proposals[0].proposal_id)),
        (commands.begin, BeginDraft(stranger, programme_id, receipt())),
        (commands.approve_unflagged, ApproveUnflagged(stranger, round_of(there))),
        (commands.send, SendInvitations(stranger, round_of(there))),
        (commands.drop, DropRound(stranger, round_of(there))),
        (
            commands.edit,
            EditDraft(stranger, round_of(there), there.proposals[0].proposal_id, Edit.APPROVE, receipt()),
        ),
    )
    for function, command in acts:
        with pytest.raises(OnlyItsOwner):
            each_cast.store.do(function, command)  # type: ignore[arg-type]  # each with its own


def test_one_person_alone_is_no_pool(each_cast: Cast) -> None:
    alone = each_cast.programme()
    enrolled(each_cast, alone, "ada")
    with pytest.raises(NobodyToPair):
        begins(each_cast, alone)
