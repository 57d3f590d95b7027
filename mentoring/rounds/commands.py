"""A round begins, is drafted, edited and approved; what is reckoned is reckoned between two transactions."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, func, select, update

from mentoring import audit, inbound
from mentoring.audit import Action
from mentoring.participants import Actor, require
from mentoring.programmes.queries import OnlyItsOwner, owned_by
from mentoring.rounds.gathering import IN_THE_POOL, gather
from mentoring.rounds.keeping import participants_of
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
    ProposalIsGone,
    RoundIsOver,
    SendInvitations,
)
from mentoring.unit_of_work import AS_IT_IS, UnitOfWork
from models import (
    DecisionKind,
    Enrolment,
    MatchDecision,
    MatchProposal,
    MatchRound,
    MatchUnmatched,
    Programme,
    ProposalState,
    RoundState,
)
from models.base import new_id

OPEN = (RoundState.DRAFTING, RoundState.DRAFTED, RoundState.SENDING)
COMES_BACK_WITHIN = timedelta(minutes=5)
"""A draft that takes longer was lost with its process, and may be begun again."""
FEWEST = 2


def begin(command: BeginDraft, uow: UnitOfWork) -> Assignment:
    """
    Begin a round, or a new draft of the one that is open; return what is to be reckoned.

    Raises:
        OnlyItsOwner: the actor does not answer for the programme.
        NobodyToPair: the pool is too small.
        DraftUnderWay: one is being made, or the round is going out.
    """
    programme = _own(command.actor, command.programme_id, uow)
    owner = require(command.actor, uow)
    # Two owners who begin at one instant find one round.
    uow.db.refresh(programme, with_for_update=AS_IT_IS)
    found = _open_round(programme, uow)
    if found is None:
        if _pool_size(programme, uow) < FEWEST:
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
        uow.db.add(found)
        uow.db.flush()
        audit.note(programme.workspace_id, Action.ROUND_BEGUN, found.id, owner.id, uow)
    inbound.admit(programme.workspace_id, command.receipt, {}, uow)
    return _assign(found, programme, uow)


def edit(command: EditDraft, uow: UnitOfWork) -> Assignment | None:
    """
    Take an owner's decision about a proposal; return what is to be reckoned anew, if anything is.

    A click that Slack delivers again changes nothing.

    Raises:
        OnlyItsOwner, RoundIsOver, DraftUnderWay: nothing can be edited.
        ProposalIsGone: it is not in the draft any more, or one of the people is not in the pool.
    """
    match_round, programme = _editable(command.actor, command.round_id, uow)
    proposal = uow.get(MatchProposal, match_round.workspace_id, command.proposal_id)
    if inbound.admit(match_round.workspace_id, command.receipt, {}, uow) is not None:
        return None
    if proposal is None or proposal.round_id != match_round.id:
        raise ProposalIsGone
    if command.edit in {Edit.APPROVE, Edit.TAKE_BACK}:
        is_approved = command.edit is Edit.APPROVE
        proposal.state = ProposalState.APPROVED if is_approved else ProposalState.PROPOSED
        return None
    people = participants_of(set(command.people), match_round, uow)
    if len(people) != len(command.people):
        raise ProposalIsGone
    _decide(command, proposal, [people[each] for each in command.people], match_round, uow)
    return _assign(match_round, programme, uow)


def approve_unflagged(command: ApproveUnflagged, uow: UnitOfWork) -> int:
    """
    Approve every proposal that nothing is the matter with; return how many are approved now.

    Raises:
        OnlyItsOwner, RoundIsOver, DraftUnderWay: nothing can be approved.
    """
    match_round, _ = _editable(command.actor, command.round_id, uow)
    of_round = (MatchProposal.workspace_id == match_round.workspace_id, MatchProposal.round_id == match_round.id)
    uow.db.execute(
        update(MatchProposal)
        .where(*of_round, MatchProposal.state == ProposalState.PROPOSED, MatchProposal.is_flagged.is_(False))
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
            MatchProposal.workspace_id == match_round.workspace_id,
            MatchProposal.round_id == match_round.id,
            MatchProposal.id.in_(command.proposal_ids),
            MatchProposal.state == ProposalState.PROPOSED,
        )
        .values(state=ProposalState.APPROVED)
    )
    return _approved(match_round, uow)


def send(command: SendInvitations, uow: UnitOfWork) -> None:
    """
    Let what is approved go out; from here on it takes its course by itself. The same again changes nothing.

    Raises:
        OnlyItsOwner, RoundIsOver, DraftUnderWay: nothing can be sent.
        NothingApproved: there is nothing to send.
    """
    match_round, programme = _of_owner(command.actor, command.round_id, uow)
    if match_round.state in {RoundState.SENDING, RoundState.CLOSED}:
        return
    _must_be_editable(match_round)
    if not _approved(match_round, uow):
        raise NothingApproved
    match_round.state = RoundState.SENDING
    match_round.look_at = uow.now
    uow.wakes_delivery = True
    audit.note(programme.workspace_id, Action.ROUND_SENT, match_round.id, require(command.actor, uow).id, uow)


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
    audit.note(programme.workspace_id, Action.ROUND_DROPPED, match_round.id, require(command.actor, uow).id, uow)


def erase_draft(match_round: MatchRound, uow: UnitOfWork) -> None:
    """Forget everything that a round would have proposed."""
    for table in (MatchProposal, MatchUnmatched):
        uow.db.execute(
            delete(table).where(table.workspace_id == match_round.workspace_id, table.round_id == match_round.id)
        )
    match_round.summary = {}


def _own(actor: Actor, programme_id: UUID, uow: UnitOfWork) -> Programme:
    found = next((each for each in owned_by(actor, uow) if each.id == programme_id), None)
    if found is None:
        raise OnlyItsOwner
    return found


def _of_owner(actor: Actor, round_id: UUID, uow: UnitOfWork) -> tuple[MatchRound, Programme]:
    """Return a round of a programme that the actor answers for, held."""
    owner = require(actor, uow)
    match_round = uow.get(MatchRound, owner.workspace_id, round_id, lock=True)
    if match_round is None:
        raise OnlyItsOwner
    return match_round, _own(actor, match_round.programme_id, uow)


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


def _pool_size(programme: Programme, uow: UnitOfWork) -> int:
    counted = select(func.count()).where(
        Enrolment.workspace_id == programme.workspace_id,
        Enrolment.programme_id == programme.id,
        Enrolment.state.in_(IN_THE_POOL),
    )
    return uow.db.scalar(counted) or 0


def _is_drafting(match_round: MatchRound) -> bool:
    return match_round.state is RoundState.DRAFTING


def is_stale(match_round: MatchRound, uow: UnitOfWork) -> bool:
    """Tell whether a draft is being reckoned for so long that it will not come back."""
    since = match_round.drafting_since
    return _is_drafting(match_round) and (since is None or since <= uow.now - COMES_BACK_WITHIN)


def _assign(match_round: MatchRound, programme: Programme, uow: UnitOfWork) -> Assignment:
    if match_round.state is RoundState.SENDING or (_is_drafting(match_round) and not is_stale(match_round, uow)):
        raise DraftUnderWay
    match_round.state = RoundState.DRAFTING
    match_round.revision += 1
    match_round.drafting_since = uow.now
    uow.db.flush()
    asked = gather(match_round, programme, uow)
    return Assignment(match_round.workspace_id, match_round.id, match_round.revision, asked)


def _decide(
    command: EditDraft, proposal: MatchProposal, people: list[UUID], match_round: MatchRound, uow: UnitOfWork
) -> None:
    """Write down what an owner decided; what stood against it goes."""
    senior_id, junior_id, third_id = proposal.senior_id, proposal.junior_id, None
    if command.edit is Edit.SWAP:
        senior_id, junior_id = people
    elif command.edit is Edit.TRIAD:
        [third_id] = people
    if command.edit in {Edit.SWAP, Edit.TRIAD, Edit.FORBID, Edit.UNPIN}:
        # What was wanted of these people before would contradict it.
        moved = {senior_id, junior_id, proposal.senior_id, proposal.junior_id, *people}
        _unpin(match_round, moved, uow)
    kinds = {
        Edit.PIN: DecisionKind.PIN,
        Edit.SWAP: DecisionKind.PIN,
        Edit.TRIAD: DecisionKind.TRIAD,
        Edit.FORBID: DecisionKind.FORBID,
    }
    kind = kinds.get(command.edit)
    if kind is not None:
        uow.add_once(
            MatchDecision,
            workspace_id=match_round.workspace_id,
            id=new_id(),
            programme_id=match_round.programme_id,
            round_id=match_round.id,
            kind=kind,
            senior_id=senior_id,
            junior_id=junior_id,
            third_id=third_id,
            decided_at=uow.now,
        )


def _unpin(match_round: MatchRound, people: set[UUID], uow: UnitOfWork) -> None:
    """Take back pins and approvals that name any of these people."""
    uow.db.execute(
        delete(MatchDecision).where(
            MatchDecision.workspace_id == match_round.workspace_id,
            MatchDecision.round_id == match_round.id,
            MatchDecision.kind != DecisionKind.FORBID,
            MatchDecision.senior_id.in_(people) | MatchDecision.junior_id.in_(people),
        )
    )
    uow.db.execute(
        update(MatchProposal)
        .where(
            MatchProposal.workspace_id == match_round.workspace_id,
            MatchProposal.round_id == match_round.id,
            MatchProposal.senior_id.in_(people)
            | MatchProposal.junior_id.in_(people)
            | MatchProposal.third_id.in_(people),
        )
        .values(state=ProposalState.PROPOSED)
    )


def _approved(match_round: MatchRound, uow: UnitOfWork) -> int:
    counted = select(func.count()).where(
        MatchProposal.workspace_id == match_round.workspace_id,
        MatchProposal.round_id == match_round.id,
        MatchProposal.state == ProposalState.APPROVED,
    )
    return uow.db.scalar(counted) or 0
