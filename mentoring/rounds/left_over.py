"""Who is left over, and who vanishes from a draft because they are no longer there to be paired."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, delete, exists, or_, select, update

from mentoring.rounds import decisions
from mentoring.rounds.decisions import wanted_in
from mentoring.rounds.history import UNDER_WAY
from mentoring.unit_of_work import UnitOfWork
from models import (
    DecisionKind,
    MatchDecision,
    MatchProposal,
    MatchRound,
    MatchUnmatched,
    Membership,
    MembershipState,
    Pair,
    Participant,
    ProposalState,
    RoundState,
)
from models.base import new_id

OPEN = (RoundState.DRAFTING, RoundState.DRAFTED, RoundState.SENDING)


def has_somebody(programme_id: UUID, participant_id: UUID, *, workspace_id: UUID) -> ColumnElement[bool]:
    """Return whether somebody is in a pair of a programme, or asked into one, and has not said no."""
    return exists().where(
        Membership.workspace_id == workspace_id,
        Membership.participant_id == participant_id,
        Membership.state != MembershipState.DECLINED,
        Pair.workspace_id == Membership.workspace_id,
        Pair.id == Membership.pair_id,
        Pair.programme_id == programme_id,
        Pair.state.in_(UNDER_WAY),
    )


def leave_over(match_round: MatchRound, revision: int, people: Iterable[UUID], uow: UnitOfWork) -> None:
    """Note for each of some people that they are left over, without a reason, unless they have somebody."""
    for participant_id in sorted(set(people)):
        proposed = exists().where(
            MatchProposal.workspace_id == match_round.workspace_id,
            MatchProposal.round_id == match_round.id,
            MatchProposal.revision == revision,
            _names(participant_id),
        )
        paired = has_somebody(match_round.programme_id, participant_id, workspace_id=match_round.workspace_id)
        if not uow.db.scalar(select(proposed | paired)):
            uow.add_once(
                MatchUnmatched,
                workspace_id=match_round.workspace_id,
                id=new_id(),
                round_id=match_round.id,
                revision=revision,
                participant_id=participant_id,
                reasons={},
                is_told=False,
            )


def take_out(person: Participant, uow: UnitOfWork, programme_id: UUID | None = None) -> None:
    """
    Take somebody out of what is drafted: they left a programme, or their account was closed.

    Whoever would have been with them is left over until the next draft; with them their reasons go, and what was
    wanted of them.
    """
    for match_round in hold_open(person.workspace_id, programme_id, uow):
        _take_out(person, match_round, uow)


def hold_open(workspace_id: UUID, programme_id: UUID | None, uow: UnitOfWork) -> Sequence[MatchRound]:
    """
    Hold and return the rounds under way, of one programme or of all.

    Whoever needs people's enrolments as well holds the rounds first, as what sends them does.
    """
    return uow.db.scalars(
        select(MatchRound)
        .where(
            MatchRound.workspace_id == workspace_id,
            MatchRound.state.in_(OPEN),
            *([MatchRound.programme_id == programme_id] if programme_id else []),
        )
        .order_by(MatchRound.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).all()


def forget(person: Participant, programme_id: UUID, uow: UnitOfWork) -> None:
    """Take somebody out of a programme's drafts, and forget what its owners forbade about them: they left it."""
    take_out(person, uow, programme_id)
    uow.db.execute(
        delete(MatchDecision).where(
            MatchDecision.workspace_id == person.workspace_id,
            MatchDecision.programme_id == programme_id,
            MatchDecision.kind == DecisionKind.FORBID,
            or_(MatchDecision.senior_id == person.id, MatchDecision.junior_id == person.id),
        )
    )


def _take_out(person: Participant, match_round: MatchRound, uow: UnitOfWork) -> None:
    of_round = (MatchProposal.workspace_id == match_round.workspace_id, MatchProposal.round_id == match_round.id)
    unsent = (*of_round, MatchProposal.state != ProposalState.SENT)
    # Two of three who were approved go out as a pair; before that their owner decides anew.
    again = {} if match_round.state is RoundState.SENDING else {"state": ProposalState.PROPOSED}
    uow.db.execute(
        update(MatchProposal).where(*unsent, MatchProposal.third_id == person.id).values(third_id=None, **again)
    )
    naming = (*unsent, _names(person.id))
    rows = uow.db.execute(
        select(MatchProposal.senior_id, MatchProposal.junior_id, MatchProposal.third_id, MatchProposal.revision).where(
            *naming
        )
    ).all()
    uow.db.execute(delete(MatchProposal).where(*naming))
    uow.db.execute(
        delete(MatchUnmatched).where(
            MatchUnmatched.workspace_id == match_round.workspace_id,
            MatchUnmatched.round_id == match_round.id,
            MatchUnmatched.participant_id == person.id,
        )
    )
    for *people, revision in rows:
        leave_over(match_round, revision, {each for each in people if each is not None} - {person.id}, uow)
    decisions.free(match_round, [person.id], uow)
    wanted = wanted_in(match_round)
    if wanted is not None and person.id in wanted.people:
        match_round.wanted = None
    moved = match_round.summary.get("moved")
    if moved:
        own = person.id.hex
        match_round.summary = match_round.summary | {
            "moved": {one: [each for each in others if each != own] for one, others in moved.items() if one != own}
        }


def _names(participant_id: UUID) -> ColumnElement[bool]:
    return or_(
        MatchProposal.senior_id == participant_id,
        MatchProposal.junior_id == participant_id,
        MatchProposal.third_id == participant_id,
    )
