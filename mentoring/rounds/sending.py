"""What was approved goes out, some at a time, so that nobody's click waits long; whoever has nobody is told at last."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import exists, or_, select, update

from mentoring import outbox, working_time
from mentoring.enrolments import limits
from mentoring.outbox import NoticeKind, ToPerson
from mentoring.pairs.drafts import draft
from mentoring.pairs.rules import AlreadyPaired
from mentoring.participants import quiet_until
from mentoring.rounds.gathering import IN_THE_POOL, UNDER_WAY
from mentoring.unit_of_work import UnitOfWork
from models import (
    Enrolment,
    MatchProposal,
    MatchRound,
    MatchUnmatched,
    Membership,
    MembershipState,
    Pair,
    Participant,
    ParticipantState,
    Programme,
    ProposalState,
    Role,
    RoundState,
)
from models.base import new_id

AT_ONCE = 25
"""Invitations, or people told, in one transaction."""


def advance(match_round: MatchRound, uow: UnitOfWork) -> None:
    """Send some more of a round; when all is out, tell some more of those who have nobody; then it is closed."""
    if match_round.state is not RoundState.SENDING:
        match_round.look_at = None
        return
    programme = uow.db.get_one(Programme, {"workspace_id": match_round.workspace_id, "id": match_round.programme_id})
    match_round.look_at = uow.now
    approved = _approved(match_round, uow)
    for proposal in approved:
        _send(proposal, programme, uow)
    if approved:
        return
    lonely = _lonely(match_round, uow)
    for enrolment, person in lonely:
        _tell(match_round, enrolment, person, uow)
    if not lonely:
        match_round.state = RoundState.CLOSED
        match_round.closed_at = uow.now
        match_round.look_at = None


def told_key(match_round: MatchRound, participant_id: UUID) -> str:
    """Return the key of the message by which somebody learns that a round has nobody for them."""
    return f"match-nobody:{match_round.id}:{participant_id}"


def _approved(match_round: MatchRound, uow: UnitOfWork) -> Sequence[MatchProposal]:
    return uow.db.scalars(
        select(MatchProposal)
        .where(
            MatchProposal.workspace_id == match_round.workspace_id,
            MatchProposal.round_id == match_round.id,
            MatchProposal.state == ProposalState.APPROVED,
        )
        .order_by(MatchProposal.id)
        .limit(AT_ONCE)
    ).all()


def _send(proposal: MatchProposal, programme: Programme, uow: UnitOfWork) -> None:
    """Ask the people of one proposal, unless something has come between since it was drafted that all may know."""
    places = [(proposal.senior_id, Role.SENIOR), (proposal.junior_id, Role.JUNIOR)]
    if proposal.third_id is not None:
        places.append((proposal.third_id, Role.JUNIOR))
    people = _people(programme, [participant_id for participant_id, _ in places], uow)
    proposal.state = ProposalState.PROPOSED
    enrolments = limits.hold(programme.workspace_id, programme.id, people, uow)
    if len(people) != len(places) or len(enrolments) != len(places):
        return
    everybody = [people[participant_id] for participant_id, _ in places]
    if limits.is_reporting_line(everybody, uow) or not all(limits.has_room(each, uow) for each in enrolments.values()):
        return
    pair_id = new_id()
    try:
        draft(
            pair_id,
            programme,
            [(people[participant_id], role) for participant_id, role in places],
            None,
            uow,
            is_silent=limits.is_unwanted(everybody, uow),
        )
    except AlreadyPaired:
        return
    proposal.state = ProposalState.SENT
    proposal.pair_id = pair_id


def _people(programme: Programme, participant_ids: Sequence[UUID], uow: UnitOfWork) -> dict[UUID, Participant]:
    return {
        each.id: each
        for each in uow.db.scalars(
            select(Participant).where(
                Participant.workspace_id == programme.workspace_id,
                Participant.id.in_(participant_ids),
                Participant.state != ParticipantState.GONE,
            )
        )
    }


def _lonely(match_round: MatchRound, uow: UnitOfWork) -> Sequence[tuple[Enrolment, Participant]]:
    """Return some of those who are in no pair, are asked into none, and were not told so yet."""
    today = working_time.local_date(uow.now, "UTC")
    has_somebody = exists().where(
        Membership.workspace_id == Enrolment.workspace_id,
        Membership.participant_id == Enrolment.participant_id,
        Membership.state != MembershipState.DECLINED,
        Pair.workspace_id == Membership.workspace_id,
        Pair.id == Membership.pair_id,
        Pair.programme_id == match_round.programme_id,
        Pair.state.in_(UNDER_WAY),
    )
    was_left_over = exists().where(
        MatchUnmatched.workspace_id == Enrolment.workspace_id,
        MatchUnmatched.round_id == match_round.id,
        MatchUnmatched.participant_id == Enrolment.participant_id,
        MatchUnmatched.is_told.is_(True),
    )
    rows = uow.db.execute(
        select(Enrolment, Participant)
        .join(
            Participant,
            (Participant.workspace_id == Enrolment.workspace_id) & (Participant.id == Enrolment.participant_id),
        )
        .where(
            Enrolment.workspace_id == match_round.workspace_id,
            Enrolment.programme_id == match_round.programme_id,
            Enrolment.state.in_(IN_THE_POOL),
            Participant.state != ParticipantState.GONE,
            # Who pauses, or is not there before a later day, took no part in it.
            or_(Participant.paused_until.is_(None), Participant.paused_until < today),
            or_(Enrolment.available_from.is_(None), Enrolment.available_from <= today),
            ~has_somebody,
            ~was_left_over,
        )
        .order_by(Enrolment.id)
        .limit(AT_ONCE)
    )
    return [(enrolment, person) for enrolment, person in rows]


def _tell(match_round: MatchRound, enrolment: Enrolment, person: Participant, uow: UnitOfWork) -> None:
    uow.add_once(
        MatchUnmatched,
        workspace_id=match_round.workspace_id,
        id=new_id(),
        round_id=match_round.id,
        participant_id=person.id,
        reasons={},
        is_told=False,
    )
    uow.db.execute(
        update(MatchUnmatched)
        .where(
            MatchUnmatched.workspace_id == match_round.workspace_id,
            MatchUnmatched.round_id == match_round.id,
            MatchUnmatched.participant_id == person.id,
        )
        .values(is_told=True)
    )
    enrolment.missed += 1
    outbox.post(
        match_round.workspace_id,
        NoticeKind.MATCH_NOBODY,
        told_key(match_round, person.id),
        ToPerson(person.id),
        {"round_id": str(match_round.id), "participant_id": str(person.id)},
        uow,
        due_at=quiet_until(person, uow.now),
        wanted_at=uow.now,
    )
