"""A round begins, is drafted, edited and approved; what is reckoned is reckoned between two transactions."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, select, update

from mentoring import audit, inbound
from mentoring.audit import Action
from mentoring.participants import Actor, require
from mentoring.programmes.queries import OnlyItsOwner, own_programme
from mentoring.rounds import arriving, comparing, decisions, wishes
from mentoring.rounds.decisions import Wanted, of_draft
from mentoring.rounds.gathering import owners_of, participants_of
from mentoring.rounds.headcount import headcount
from mentoring.rounds.holding import is_lost, moment
from mentoring.rounds.left_over import OPEN
from mentoring.rounds.rules import (
    ApproveThese,
    ApproveUnflagged,
    Assignment,
    BeginDraft,
    DraftUnderWay,
    DropRound,
    Edit,
    EditDraft,
    NobodyToPair,
    NothingApproved,
    OwnersAreNotPaired,
    ProposalIsGone,
    RoundIsOver,
    SendInvitations,
    TwoSides,
)
from mentoring.unit_of_work import AS_IT_IS, UnitOfWork
from models import (
    DecisionKind,
    Enrolment,
    MatchProposal,
    MatchRound,
    MatchUnmatched,
    Programme,
    ProposalState,
    RoleWish,
    RoundState,
)
from models.base import new_id

FEWEST = 2


def begin(command: BeginDraft, uow: UnitOfWork) -> Assignment | None:
    """
    Begin a round, or a new draft of the one that is open; return what is to be reckoned.

    A click that Slack delivers again begins nothing.

    Raises:
        OnlyItsOwner: the actor does not answer for the programme.
        NobodyToPair: the pool is too small.
        DraftUnderWay: one is being made, or the round is going out.
    """
    programme = own_programme(command.actor, command.programme_id, uow)
    owner = require(command.actor, uow)
    # Two owners who begin at one instant find one round.
    uow.db.refresh(programme, with_for_update=AS_IT_IS)
    if inbound.admit(programme.workspace_id, command.receipt, {}, uow) is not None:
        return None
    found = _open_round(programme, uow)
    if found is None:
        if headcount(programme, uow).people < FEWEST:
            raise NobodyToPair
        number = uow.db.scalar(
            select(func.max(MatchRound.number)).where(
                MatchRound.workspace_id == programme.workspace_id, MatchRound.programme_id == programme.id
            )
        )
        found = MatchRound(
            workspace_id=programme.workspace_id,
            id=new_id(),
            programme_id=programme.id,
            number=(number or 0) + 1,
            state=RoundState.DRAFTED,
            begun_by_id=owner.id,
            summary={},
            created_at=uow.now,
        )
        wishes.take_over(found, uow)
        uow.db.add(found)
        uow.db.flush()
        audit.note(programme.workspace_id, Action.ROUND_BEGUN, found.id, owner.id, uow)
    return _assign(found, programme, uow)


def edit(command: EditDraft, uow: UnitOfWork) -> Assignment | None:
    """
    Take an owner's decision about a proposal; return what is to be reckoned anew, if anything is.

    The decision counts once its draft is kept; where a rule refuses it, all is as it was before. A click that Slack
    delivers again changes nothing.

    Raises:
        OnlyItsOwner, RoundIsOver, DraftUnderWay: nothing can be edited.
        ProposalIsGone: it is not in the draft any more, or one of the people is not in the pool.
        OwnersAreNotPaired, TwoSides: these people cannot be wanted together.
    """
    match_round, programme = _editable(command.actor, command.round_id, uow)
    proposal = uow.get(MatchProposal, match_round.workspace_id, command.proposal_id)
    if inbound.admit(match_round.workspace_id, command.receipt, {}, uow) is not None:
        return None
    if proposal is None or proposal.round_id != match_round.id or proposal.revision != match_round.drafted:
        raise ProposalIsGone
    if command.edit in {Edit.APPROVE, Edit.TAKE_BACK}:
        is_approved = command.edit is Edit.APPROVE
        proposal.state = ProposalState.APPROVED if is_approved else ProposalState.PROPOSED
        return None
    people = participants_of(set(command.people), match_round, uow)
    if len(people) != len(command.people):
        raise ProposalIsGone
    named = [people[each] for each in command.people]
    if owners_of(programme, uow).intersection(named):
        raise OwnersAreNotPaired
    return _assign(match_round, programme, uow, _wanted(command.edit, proposal, named, match_round, uow))


def approve_unflagged(command: ApproveUnflagged, uow: UnitOfWork) -> int:
    """
    Approve every proposal that nothing is the matter with; return how many are approved now.

    Raises:
        OnlyItsOwner, RoundIsOver, DraftUnderWay: nothing can be approved.
    """
    match_round, _ = _editable(command.actor, command.round_id, uow)
    uow.db.execute(
        update(MatchProposal)
        .where(
            *of_draft(MatchProposal, match_round),
            MatchProposal.state == ProposalState.PROPOSED,
            MatchProposal.is_flagged.is_(False),
        )
        .values(state=ProposalState.APPROVED)
    )
    return _approved(match_round, uow)


def approve_these(command: ApproveThese, uow: UnitOfWork) -> int:
    """
    Approve these proposals, as far as they are in the draft still; return how many are approved now.

    Raises:
        OnlyItsOwner, RoundIsOver, DraftUnderWay: nothing can be approved.
    """
    match_round, _ = _editable(command.actor, command.round_id, uow)
    uow.db.execute(
        update(MatchProposal)
        .where(
            *of_draft(MatchProposal, match_round),
            MatchProposal.id.in_(command.proposal_ids),
            MatchProposal.state == ProposalState.PROPOSED,
        )
        .values(state=ProposalState.APPROVED)
    )
    return _approved(match_round, uow)


def send(command: SendInvitations, uow: UnitOfWork) -> datetime | None:
    """
    Let what is approved go out; from here on it takes its course by itself. The same again changes nothing.

    Returns:
        When the first invitations arrive, where an owner may know.

    Raises:
        OnlyItsOwner, RoundIsOver, DraftUnderWay: nothing can be sent.
        NothingApproved: there is nothing to send.
    """
    match_round, programme = _of_owner(command.actor, command.round_id, uow)
    if match_round.state is RoundState.CLOSED:
        # Of what is left then, somebody could tell who has answered.
        return None
    if match_round.state is RoundState.SENDING:
        return arriving.first(match_round, uow)
    _must_be_editable(match_round)
    if not _approved(match_round, uow):
        raise NothingApproved
    match_round.state = RoundState.SENDING
    match_round.look_at = uow.now
    uow.wakes_delivery = True
    audit.note(programme.workspace_id, Action.ROUND_SENT, match_round.id, require(command.actor, uow).id, uow)
    return arriving.first(match_round, uow)


def drop(command: DropRound, uow: UnitOfWork) -> None:
    """
    Throw the round away: nobody was asked, and nothing of the draft stays but what was forbidden.

    Raises:
        OnlyItsOwner, RoundIsOver: there is nothing to throw away.
    """
    match_round, programme = _of_owner(command.actor, command.round_id, uow)
    if match_round.state not in {RoundState.DRAFTING, RoundState.DRAFTED}:
        raise RoundIsOver
    erase_draft(match_round, uow)
    match_round.state = RoundState.DROPPED
    match_round.closed_at = uow.now
    match_round.look_at = wishes.forget_in_time(match_round, uow)
    audit.note(programme.workspace_id, Action.ROUND_DROPPED, match_round.id, require(command.actor, uow).id, uow)


def erase_draft(match_round: MatchRound, uow: UnitOfWork) -> None:
    """Forget everything that a round would have proposed, and what was wanted of it."""
    for table in (MatchProposal, MatchUnmatched):
        uow.db.execute(
            delete(table).where(table.workspace_id == match_round.workspace_id, table.round_id == match_round.id)
        )
    decisions.unpin_all(match_round, uow)
    match_round.summary = comparing.remembered(match_round)
    match_round.wanted = None


def _of_owner(actor: Actor, round_id: UUID, uow: UnitOfWork) -> tuple[MatchRound, Programme]:
    """Return a round of a programme that the actor answers for, held."""
    owner = require(actor, uow)
    match_round = uow.get(MatchRound, owner.workspace_id, round_id, lock=True)
    if match_round is None:
        raise OnlyItsOwner
    return match_round, own_programme(actor, match_round.programme_id, uow)


def _editable(actor: Actor, round_id: UUID, uow: UnitOfWork) -> tuple[MatchRound, Programme]:
    match_round, programme = _of_owner(actor, round_id, uow)
    _must_be_editable(match_round)
    return match_round, programme


def _must_be_editable(match_round: MatchRound) -> None:
    if match_round.state is RoundState.DRAFTING:
        raise DraftUnderWay
    if match_round.state is not RoundState.DRAFTED:
        raise RoundIsOver


def _open_round(programme: Programme, uow: UnitOfWork) -> MatchRound | None:
    return uow.db.scalars(
        select(MatchRound)
        .where(
            MatchRound.workspace_id == programme.workspace_id,
            MatchRound.programme_id == programme.id,
            MatchRound.state.in_(OPEN),
        )
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).one_or_none()


def _is_drafting(match_round: MatchRound) -> bool:
    return match_round.state is RoundState.DRAFTING


def _assign(match_round: MatchRound, programme: Programme, uow: UnitOfWork, wanted: Wanted | None = None) -> Assignment:
    if match_round.state is RoundState.SENDING or (_is_drafting(match_round) and not is_lost(match_round, uow)):
        raise DraftUnderWay
    match_round.state = RoundState.DRAFTING
    match_round.revision += 1
    match_round.drafting_since = moment(uow)
    match_round.wanted = wanted.written() if wanted else None
    to_pair = headcount(programme, uow).to_pair
    return Assignment(match_round.workspace_id, match_round.id, match_round.revision, to_pair)


def _wanted(
    edit: Edit, proposal: MatchProposal, people: Sequence[UUID], match_round: MatchRound, uow: UnitOfWork
) -> Wanted:
    """Return what an edit decides, and whom it frees of what was wanted of them before."""
    senior_id, junior_id, third_id = proposal.senior_id, proposal.junior_id, proposal.third_id
    everybody = {each for each in (senior_id, junior_id, third_id, *people) if each is not None}
    if edit is Edit.PIN:
        kind = DecisionKind.TRIAD if third_id else DecisionKind.PIN
        return Wanted(kind, (senior_id, junior_id, third_id), frozenset())
    if edit is Edit.SWAP:
        one, other = _on_their_sides(people, match_round, uow)
        return Wanted(DecisionKind.PIN, (one, other, None), frozenset(everybody))
    if edit is Edit.TRIAD:
        [joins] = people
        return Wanted(DecisionKind.TRIAD, (senior_id, junior_id, joins), frozenset(everybody))
    if edit is Edit.FORBID:
        one, other = people or (senior_id, junior_id)
        if one == other or not {one, other} <= {senior_id, junior_id, third_id}:
            raise ProposalIsGone
        return Wanted(DecisionKind.FORBID, (one, other, None), frozenset(everybody))
    return Wanted(None, (senior_id, junior_id, third_id), frozenset(everybody))


def _on_their_sides(people: Sequence[UUID], match_round: MatchRound, uow: UnitOfWork) -> tuple[UUID, UUID]:
    """Return two people as senior and junior: as they wish, else as they are in the draft, else as they were named."""
    one, other = people
    wishes = dict(
        uow.db.execute(
            select(Enrolment.participant_id, Enrolment.wish).where(
                Enrolment.workspace_id == match_round.workspace_id,
                Enrolment.programme_id == match_round.programme_id,
                Enrolment.participant_id.in_(people),
            )
        ).all()
    )
    fits, fits_turned = (
        wishes[senior] is not RoleWish.JUNIOR and wishes[junior] is not RoleWish.SENIOR
        for senior, junior in ((one, other), (other, one))
    )
    if one == other or not (fits or fits_turned):
        raise TwoSides
    leads = set(
        uow.db.scalars(
            select(MatchProposal.senior_id).where(
                *of_draft(MatchProposal, match_round), MatchProposal.senior_id.in_(people)
            )
        )
    )
    is_turned = not fits or (fits_turned and other in leads and one not in leads)
    return (other, one) if is_turned else (one, other)


def _approved(match_round: MatchRound, uow: UnitOfWork) -> int:
    counted = select(func.count()).where(
        *of_draft(MatchProposal, match_round), MatchProposal.state == ProposalState.APPROVED
    )
    return uow.db.scalar(counted) or 0
