"""What an owner edits counts with its draft or not at all; and what was wanted before gives way to what came since."""

from uuid import UUID

import pytest

from mentoring import profiles
from mentoring.enrolments import commands as enrolments
from mentoring.enrolments.commands import LeaveProgramme
from mentoring.enrolments.rules import FirstStep
from mentoring.matching import PinRefused, Side
from mentoring.matching.rules import PinnedInOneLine
from mentoring.participants import ChangeProfile, Profile
from mentoring.rounds import commands, finding, gathering, keeping, queries
from mentoring.rounds.cards import Desk, ProposalLine
from mentoring.rounds.reckoning import reckon
from mentoring.rounds.rules import (
    Edit,
    EditDraft,
    FindPeople,
    GiveUpDraft,
    KeepDraft,
    LookAtProposal,
    OwnersAreNotPaired,
    ProposalIsGone,
    TwoSides,
)
from mentoring.states import RoleWish
from models import (
    Company,
    Enrolment,
    MatchDecision,
    MatchProposal,
    MatchUnmatched,
    Participant,
    ProposalState,
    RoundState,
)
from tests.factories.cast import Cast, receipt
from tests.factories.enrolled import begins as says
from tests.factories.enrolled import finishes
from tests.mentoring.rounds.desk import (
    approves_all,
    begins,
    desk,
    drafted,
    edits,
    left_over,
    line,
    pairs_of,
    reckoned,
    round_of,
)


def joins(cast: Cast, programme_id: UUID, wish: RoleWish, *names: str, **said: object) -> None:
    teaches, learns = ("Prompting", "Strategy") if wish is RoleWish.JUNIOR else ("Strategy", "Prompting")
    for name in names:
        says(cast, name, programme_id, FirstStep(wish, (teaches,), (learns,)))
        finishes(cast, name, programme_id, **said)


@pytest.fixture
def programme_id(each_cast: Cast) -> UUID:
    """Olga's programme: two seniors, three juniors."""
    found = each_cast.programme()
    joins(each_cast, found, RoleWish.SENIOR, "ada", "ben")
    joins(each_cast, found, RoleWish.JUNIOR, "cleo", "dora", "emil")
    return found


def partner(there: Desk, name: str) -> str:
    found = line(there, name)
    return next(each.name.lower() for each in (found.senior, found.junior) if each.name.lower() != name)


def decisions(cast: Cast) -> int:
    return len(cast.store.rows(MatchDecision))


# What is refused


def test_a_refused_edit_leaves_the_round_as_it_was(each_cast: Cast, programme_id: UUID) -> None:
    finishes(each_cast, "emil", programme_id, manager="ada")
    there = drafted(each_cast, programme_id)
    edits(each_cast, there, Edit.PIN, line(there, "ben"))
    there = desk(each_cast, programme_id)
    edits(each_cast, there, Edit.APPROVE, line(there, "ada"))
    before = desk(each_cast, programme_id)
    with pytest.raises(PinnedInOneLine):
        edits(each_cast, before, Edit.SWAP, line(before, "ada"), ("ada", "emil"))
    after = desk(each_cast, programme_id)
    assert after == before
    assert after.state is RoundState.DRAFTED
    reckoned(each_cast, begins(each_cast, programme_id))
    again = desk(each_cast, programme_id)
    assert pairs_of(again) == pairs_of(before)
    assert line(again, "ben").is_pinned
    assert line(again, "ada").state is ProposalState.APPROVED


@pytest.mark.parametrize("kind", [Edit.PIN, Edit.APPROVE])
def test_what_was_wanted_before_gives_way_to_a_rule_that_came_since(
    each_cast: Cast, programme_id: UUID, kind: Edit
) -> None:
    there = drafted(each_cast, programme_id)
    edits(each_cast, there, kind, line(there, "ada"))
    junior = partner(there, "ada")
    finishes(each_cast, junior, programme_id, manager="ada")
    reckoned(each_cast, begins(each_cast, programme_id))
    there = desk(each_cast, programme_id)
    assert ("ada", junior) not in pairs_of(there)
    assert [(one.name.lower(), other.name.lower()) for one, other in there.gave_way] == [("ada", junior)]
    assert decisions(each_cast) == 0
    reckoned(each_cast, begins(each_cast, programme_id))
    assert desk(each_cast, programme_id).gave_way == ()


def test_another_edit_is_not_refused_for_a_pin_of_before(each_cast: Cast, programme_id: UUID) -> None:
    there = drafted(each_cast, programme_id)
    edits(each_cast, there, Edit.PIN, line(there, "ada"))
    junior = partner(there, "ada")
    finishes(each_cast, junior, programme_id, manager="ada")
    there = desk(each_cast, programme_id)
    edits(each_cast, there, Edit.PIN, line(there, "ben"))
    there = desk(each_cast, programme_id)
    assert line(there, "ben").is_pinned
    assert len(there.gave_way) == 1


def test_taking_a_pin_or_an_approval_back_lets_all_be_paired_anew(each_cast: Cast, programme_id: UUID) -> None:
    there = drafted(each_cast, programme_id)
    edits(each_cast, there, Edit.PIN, line(there, "ada"))
    there = desk(each_cast, programme_id)
    edits(each_cast, there, Edit.UNPIN, line(there, "ada"))
    there = desk(each_cast, programme_id)
    assert not any(each.is_pinned for each in there.proposals)
    assert decisions(each_cast) == 0
    edits(each_cast, there, Edit.APPROVE, line(there, "ada"))
    edits(each_cast, there, Edit.TAKE_BACK, line(there, "ada"))
    assert desk(each_cast, programme_id).counts.approved == 0


def test_a_proposal_of_an_older_draft_cannot_be_edited(each_cast: Cast, programme_id: UUID) -> None:
    there = drafted(each_cast, programme_id)
    drafted(each_cast, programme_id)
    with pytest.raises(ProposalIsGone):
        edits(each_cast, there, Edit.APPROVE)
    with pytest.raises(ProposalIsGone):
        each_cast.store.do(queries.proposal, LookAtProposal(each_cast.actor("olga"), there.proposals[0].proposal_id))


# Sides


def test_nor_one_of_another_programme_whatever_a_click_says(each_cast: Cast, programme_id: UUID) -> None:
    mine = drafted(each_cast, programme_id)
    elsewhere = each_cast.programme(owner="paula", name="Another")
    for wish, name in ((RoleWish.SENIOR, "ida"), (RoleWish.JUNIOR, "jan")):
        joins(each_cast, elsewhere, wish, name)
    asked = begins(each_cast, elsewhere, "paula")
    reckoned(each_cast, asked)
    [theirs] = desk(each_cast, elsewhere, "paula").proposals
    for edit in (Edit.APPROVE, Edit.PIN):
        with pytest.raises(ProposalIsGone):
            edits(each_cast, mine, edit, theirs)
    assert desk(each_cast, elsewhere, "paula").proposals == (theirs,)


def test_a_swap_puts_each_on_their_side_in_whatever_order_they_are_named(each_cast: Cast, programme_id: UUID) -> None:
    there = drafted(each_cast, programme_id)
    [lonely] = [each.person.name.lower() for each in left_over(each_cast, there)]
    edits(each_cast, there, Edit.SWAP, line(there, "ada"), (lonely, "ada"))
    assert ("ada", lonely) in pairs_of(desk(each_cast, programme_id))


@pytest.mark.parametrize("two", [("ada", "ben"), ("cleo", "dora"), ("ada", "ada")])
def test_two_of_one_side_cannot_be_wanted_together(each_cast: Cast, programme_id: UUID, two: tuple[str, str]) -> None:
    there = drafted(each_cast, programme_id)
    with pytest.raises((TwoSides, ProposalIsGone)):
        edits(each_cast, there, Edit.SWAP, 0, two)
    assert desk(each_cast, programme_id) == there


def test_who_would_take_either_side_stays_on_the_one_they_have(each_cast: Cast) -> None:
    programme_id = each_cast.programme()
    for name in ("ada", "ben", "cleo", "dora"):
        says(each_cast, name, programme_id, FirstStep(RoleWish.EITHER, ("Strategy",), ("Strategy",)))
        finishes(each_cast, name, programme_id)
    there = drafted(each_cast, programme_id)
    (leads, _), (_, follows) = pairs_of(there)
    edits(each_cast, there, Edit.SWAP, line(there, leads), (follows, leads))
    assert (leads, follows) in pairs_of(desk(each_cast, programme_id))


# Triads


def triad_of(there: Desk) -> ProposalLine:
    [found] = [each for each in there.proposals if each.third]
    return found


def test_two_juniors_of_one_line_are_refused_as_a_triad_and_told_why(each_cast: Cast, programme_id: UUID) -> None:
    there = drafted(each_cast, programme_id)
    [lonely] = [each.person.name.lower() for each in left_over(each_cast, there)]
    finishes(each_cast, lonely, programme_id, manager=partner(there, "ada"))
    with pytest.raises(PinnedInOneLine):
        edits(each_cast, there, Edit.TRIAD, line(there, "ada"), (lonely,))
    assert desk(each_cast, programme_id) == there


def test_two_juniors_of_whom_one_never_wants_the_other_are_a_triad_like_any_other(
    each_cast: Cast, programme_id: UUID
) -> None:
    there = drafted(each_cast, programme_id)
    [lonely] = [each.person.name.lower() for each in left_over(each_cast, there)]
    finishes(each_cast, lonely, programme_id, never=(partner(there, "ada"),))
    edits(each_cast, there, Edit.TRIAD, line(there, "ada"), (lonely,))
    found = triad_of(desk(each_cast, programme_id))
    assert found.third is not None
    assert found.third.name.lower() == lonely
    assert found.is_pinned


def test_a_triad_whose_third_may_not_be_with_them_any_more_gives_way_whole(each_cast: Cast, programme_id: UUID) -> None:
    there = drafted(each_cast, programme_id)
    [lonely] = [each.person.name.lower() for each in left_over(each_cast, there)]
    edits(each_cast, there, Edit.TRIAD, line(there, "ada"), (lonely,))
    finishes(each_cast, lonely, programme_id, manager="ada")
    there = drafted(each_cast, programme_id)
    assert not any(each.third for each in there.proposals)
    assert len(there.proposals) == 2, "a triad is one place of its senior, and so is what takes its place"
    assert len(there.gave_way) == 2
    assert decisions(each_cast) == 0


def test_of_a_triad_the_two_who_are_named_are_forbidden(each_cast: Cast, programme_id: UUID) -> None:
    there = drafted(each_cast, programme_id)
    [lonely] = [each.person.name.lower() for each in left_over(each_cast, there)]
    edits(each_cast, there, Edit.TRIAD, line(there, "ada"), (lonely,))
    there = desk(each_cast, programme_id)
    edits(each_cast, there, Edit.FORBID, triad_of(there), ("ada", lonely))
    there = desk(each_cast, programme_id)
    assert ("ada", lonely) not in pairs_of(there)
    with pytest.raises(PinRefused):
        edits(each_cast, there, Edit.SWAP, line(there, "ada"), ("ada", lonely))
    with pytest.raises(ProposalIsGone):
        edits(each_cast, there, Edit.FORBID, line(there, "ada"), ("ben", lonely))


def test_nobody_joins_a_triad_that_is_three_already(each_cast: Cast, programme_id: UUID) -> None:
    joins(each_cast, programme_id, RoleWish.JUNIOR, "fred")
    with each_cast.store.transaction() as uow:
        for each in uow.db.query(Enrolment):
            each.company = Company.GLADLY
    there = drafted(each_cast, programme_id)
    found = next(each for each in there.proposals if each.third)
    edits(each_cast, there, Edit.PIN, found)
    there = desk(each_cast, programme_id)
    people = [each for group in pairs_of(there) for each in group]
    assert sorted(people) == ["ada", "ben", "cleo", "dora", "emil", "fred"]
    assert there.counts.nobody == 0


# Who is not paired


def test_an_owner_is_not_paired_by_rounds_of_their_own(each_cast: Cast, programme_id: UUID) -> None:
    joins(each_cast, programme_id, RoleWish.SENIOR, "olga")
    there = drafted(each_cast, programme_id)
    assert there.leaves_you_out
    assert there.people == 5
    assert "olga" not in {each for group in pairs_of(there) for each in group}
    assert "Olga" not in {each.person.name for each in left_over(each_cast, there)}
    for edit, people in ((Edit.SWAP, ("olga", "cleo")), (Edit.TRIAD, ("olga",))):
        with pytest.raises(OwnersAreNotPaired):
            edits(each_cast, there, edit, 0, people)
    found = each_cast.store.do(finding.people, FindPeople(each_cast.actor("olga"), round_of(there), Side.SENIOR, "ol"))
    assert found == ()


def leaves(cast: Cast, programme_id: UUID, name: str) -> None:
    cast.store.do(enrolments.leave, LeaveProgramme(cast.actor(name), programme_id))


def account_closes(cast: Cast, _programme_id: UUID, name: str) -> None:
    profile = cast.profile(name)
    gone = Profile(profile.user_id, profile.name, profile.zone, is_gone=True)
    cast.store.do(profiles.change, ChangeProfile(cast.team, gone))


@pytest.mark.parametrize("goes", [leaves, account_closes])
def test_whoever_goes_vanishes_from_the_draft_with_all_that_was_wanted_of_them(
    each_cast: Cast, programme_id: UUID, goes: object
) -> None:
    assert callable(goes)
    there = drafted(each_cast, programme_id)
    edits(each_cast, there, Edit.PIN, line(there, "ada"))
    there = desk(each_cast, programme_id)
    approves_all(each_cast, there)
    junior, before = partner(there, "ada"), there.counts.nobody
    goes(each_cast, programme_id, "ada")
    after = desk(each_cast, programme_id)
    assert "Ada" not in repr(after)
    assert (len(after.proposals), after.counts.nobody) == (1, before + 1)
    assert junior in {each.person.name.lower() for each in left_over(each_cast, after)}
    mine = next(each.id for each in each_cast.store.rows(Participant) if each.slack_user_id == "UADA")
    kept = [
        *each_cast.store.rows(MatchProposal),
        *each_cast.store.rows(MatchUnmatched),
        *each_cast.store.rows(MatchDecision),
    ]
    assert not any(mine in vars(each).values() for each in kept)
    assert "ada" not in {each for group in pairs_of(drafted(each_cast, programme_id)) for each in group}


def test_whoever_left_while_it_was_reckoned_is_in_no_proposal_and_nobody_is_lost(
    each_cast: Cast, programme_id: UUID
) -> None:
    asked = begins(each_cast, programme_id)
    found = reckon(each_cast.store.do(gathering.gathered, asked))
    leaves(each_cast, programme_id, "ada")
    each_cast.store.do(keeping.keep, KeepDraft(asked.workspace_id, asked.round_id, asked.revision, found))
    there = desk(each_cast, programme_id)
    assert len(there.proposals) == 1
    assert there.counts.nobody + 2 == len(("ben", "cleo", "dora", "emil"))


def test_an_edit_that_is_delivered_twice_is_made_once(each_cast: Cast, programme_id: UUID) -> None:
    there = drafted(each_cast, programme_id)
    click = EditDraft(each_cast.actor("olga"), round_of(there), there.proposals[0].proposal_id, Edit.FORBID, receipt())
    asked = each_cast.store.do(commands.edit, click)
    assert asked is not None
    reckoned(each_cast, asked)
    assert each_cast.store.do(commands.edit, click) is None
    assert decisions(each_cast) == 1


def test_a_draft_that_is_written_in_many_steps_is_shown_once_it_is_whole(each_cast: Cast, programme_id: UUID) -> None:
    before = drafted(each_cast, programme_id)
    edits(each_cast, before, Edit.APPROVE, line(before, "ada"))
    before = desk(each_cast, programme_id)
    asked = begins(each_cast, programme_id)
    found = reckon(each_cast.store.do(gathering.gathered, asked))
    first = KeepDraft(asked.workspace_id, asked.round_id, asked.revision, found, batch=1)
    second = each_cast.store.do(keeping.keep, first)
    assert second is not None
    assert desk(each_cast, programme_id).proposals == before.proposals, "the one before, ids and all"
    third = each_cast.store.do(keeping.keep, second)
    assert third is not None
    rest: KeepDraft | None = third
    while rest is not None:
        rest = each_cast.store.do(keeping.keep, rest)
    there = desk(each_cast, programme_id)
    assert pairs_of(there) == pairs_of(before)
    assert line(there, "ada").state is ProposalState.APPROVED
    assert there.counts.nobody == 1
    assert {each.revision for each in each_cast.store.rows(MatchProposal)} == {asked.revision}


def test_a_draft_that_broke_off_half_written_leaves_the_one_before(each_cast: Cast, programme_id: UUID) -> None:
    before = drafted(each_cast, programme_id)
    asked = begins(each_cast, programme_id)
    found = reckon(each_cast.store.do(gathering.gathered, asked))
    each_cast.store.do(keeping.keep, KeepDraft(asked.workspace_id, asked.round_id, asked.revision, found, batch=1))
    each_cast.store.do(keeping.give_up, GiveUpDraft(asked.workspace_id, asked.round_id, asked.revision))
    assert desk(each_cast, programme_id) == before
    assert len(each_cast.store.rows(MatchProposal)) == 2


def test_whoever_leaves_between_two_steps_is_in_no_proposal(each_cast: Cast, programme_id: UUID) -> None:
    asked = begins(each_cast, programme_id)
    found = reckon(each_cast.store.do(gathering.gathered, asked))
    rest: KeepDraft | None = KeepDraft(asked.workspace_id, asked.round_id, asked.revision, found, batch=1)
    assert rest is not None
    rest = each_cast.store.do(keeping.keep, rest)
    leaves(each_cast, programme_id, "ada")
    while rest is not None:
        rest = each_cast.store.do(keeping.keep, rest)
    there = desk(each_cast, programme_id)
    [[senior, _]] = pairs_of(there)
    assert senior == "ben"
    assert there.counts.nobody == 2
