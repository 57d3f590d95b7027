"""What was approved goes out, some at a time, so that nobody's click waits long; whoever has nobody is told at last."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import delete, select

from mentoring import outbox, working_time
from mentoring.enrolments import limits
from mentoring.outbox import NoticeKind, ToPerson
from mentoring.pairs.drafts import draft
from mentoring.pairs.rules import AlreadyPaired, people_key
from mentoring.participants import quiet_until
from mentoring.rounds import comparing, decisions, wishes
from mentoring.rounds.decisions import of_draft
from mentoring.rounds.gathering import IN_THE_POOL, owners_of, takes_part
from mentoring.rounds.left_over import has_somebody, leave_over
from mentoring.rounds.notices import what_may_be_said
from mentoring.unit_of_work import UnitOfWork
from models import (
    Enrolment,
    MatchProposal,
    MatchRound,
    MatchUnmatched,
    Membership,
    Pair,
    Participant,
    ParticipantState,
    Programme,
    ProposalState,
    Role,
    RoundState,
)
from models.base import new_id

FIGURES = ("people", "matched", "continuing", "worst", "mean", "gini")
"""What is remembered of a round that is over."""
AT_ONCE = 25
"""Invitations, or people told, in one transaction."""


def advance(match_round: MatchRound, uow: UnitOfWork) -> None:
    """
    Take one step of sending a round: each is one of many, and may be the last one before a crash.

    First some of what is approved goes out. Then the people of what was not approved, or could not go out, are left
    over like those whom the draft left over. Then some of these are told. Then the round is closed.
    """
    if match_round.state is not RoundState.SENDING:
        match_round.look_at = wishes.forget_in_time(match_round, uow)
        return
    programme = uow.db.get_one(Programme, {"workspace_id": match_round.workspace_id, "id": match_round.programme_id})
    match_round.look_at = uow.now
    owners = owners_of(programme, uow)
    if approved := _proposals(match_round, ProposalState.APPROVED, uow):
        # In one order in all programmes: two that ask the same people at one instant wait for each other one way.
        for proposal in sorted(approved, key=lambda each: people_key(_people_of(each))):
            _send(proposal, programme, owners, uow)
    elif unsent := _proposals(match_round, ProposalState.PROPOSED, uow):
        people = {each for row in unsent for each in _people_of(row)}
        uow.db.execute(
            delete(MatchProposal).where(
                MatchProposal.workspace_id == match_round.workspace_id,
                MatchProposal.id.in_([each.id for each in unsent]),
            )
        )
        leave_over(match_round, match_round.drafted, people - owners, uow)
    elif lonely := _lonely(match_round, uow):
        for row, enrolment, person in lonely:
            row.is_told = True
            if _took_part(enrolment, person, uow) and person.id not in owners:
                _tell(match_round, row, enrolment, person, uow)
    else:
        _close(match_round, uow)


def _close(match_round: MatchRound, uow: UnitOfWork) -> None:
    """
    Let the round be over: why people are asked stays until they have answered, and nothing else does for long.

    What it had heard of those whom it has not asked stays sealed for the next round, until nobody compares the two.
    """
    for table in (MatchProposal, MatchUnmatched):
        unsent = [MatchProposal.state != ProposalState.SENT] if table is MatchProposal else []
        uow.db.execute(
            delete(table).where(
                table.workspace_id == match_round.workspace_id, table.round_id == match_round.id, *unsent
            )
        )
    decisions.unpin_all(match_round, uow)
    figures = {key: match_round.summary[key] for key in FIGURES if key in match_round.summary}
    match_round.summary = figures | comparing.remembered(match_round)
    match_round.state = RoundState.CLOSED
    match_round.closed_at = uow.now
    wishes.go_out(match_round, _asked(match_round, uow), uow)
    match_round.look_at = wishes.forget_in_time(match_round, uow)


def _asked(match_round: MatchRound, uow: UnitOfWork) -> Collection[str]:
    """
    Return whom the programme has asked since the round began, or seems to have, by Slack user id.

    By their places: the proposal of whoever has answered is gone by now, and must count like all others.
    """
    return uow.db.scalars(
        select(Participant.slack_user_id)
        .join(
            Membership,
            (Membership.workspace_id == Participant.workspace_id) & (Membership.participant_id == Participant.id),
        )
        .join(Pair, (Pair.workspace_id == Membership.workspace_id) & (Pair.id == Membership.pair_id))
        .where(
            Pair.workspace_id == match_round.workspace_id,
            Pair.programme_id == match_round.programme_id,
            Pair.created_at >= match_round.created_at,
            Pair.invited_by_id.is_(None),
        )
    ).all()


def told_key(match_round: MatchRound, participant_id: UUID) -> str:
    """Return the key of the message by which somebody learns that a round has nobody for them."""
    return f"match-nobody:{match_round.id}:{participant_id}"


def _people_of(proposal: MatchProposal) -> list[UUID]:
    return [each for each in (proposal.senior_id, proposal.junior_id, proposal.third_id) if each is not None]


def _proposals(match_round: MatchRound, state: ProposalState, uow: UnitOfWork) -> Sequence[MatchProposal]:
    return uow.db.scalars(
        select(MatchProposal)
        .where(*of_draft(MatchProposal, match_round), MatchProposal.state == state)
        .order_by(MatchProposal.id)
        .limit(AT_ONCE)
    ).all()


def _send(proposal: MatchProposal, programme: Programme, owners: frozenset[UUID], uow: UnitOfWork) -> None:
    """Ask the people of one proposal, unless something has come between since it was drafted that all may know."""
    places = [(proposal.senior_id, Role.SENIOR), (proposal.junior_id, Role.JUNIOR)]
    if proposal.third_id is not None:
        places.append((proposal.third_id, Role.JUNIOR))
    people = _people(programme, [participant_id for participant_id, _ in places], uow)
    proposal.state = ProposalState.PROPOSED
    enrolments = limits.hold(programme.workspace_id, programme.id, people, uow)
    if len(people) != len(places) or len(enrolments) != len(places) or owners & people.keys():
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
        # By another programme, or one of them asked the other.
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


def _lonely(match_round: MatchRound, uow: UnitOfWork) -> Sequence[tuple[MatchUnmatched, Enrolment, Participant]]:
    """Return some of those who are left over, and were not told so yet."""
    rows = uow.db.execute(
        select(MatchUnmatched, Enrolment, Participant)
        .join(
            Participant,
            (Participant.workspace_id == MatchUnmatched.workspace_id)
            & (Participant.id == MatchUnmatched.participant_id),
        )
        .join(
            Enrolment,
            (Enrolment.workspace_id == Participant.workspace_id) & (Enrolment.participant_id == Participant.id),
        )
        .where(
            *of_draft(MatchUnmatched, match_round),
            MatchUnmatched.is_told.is_(False),
            Enrolment.programme_id == match_round.programme_id,
        )
        .order_by(MatchUnmatched.id)
        .limit(AT_ONCE)
    )
    return [(row, enrolment, person) for row, enrolment, person in rows]


def _took_part(enrolment: Enrolment, person: Participant, uow: UnitOfWork) -> bool:
    """Tell whether somebody is still to be paired; who pauses by now, or has somebody after all, is told nothing."""
    today = working_time.local_date(uow.now, person.zone)
    return (
        enrolment.state in IN_THE_POOL
        and person.state is not ParticipantState.GONE
        and takes_part(person.paused_until, enrolment.available_from, today)
        and not uow.db.scalar(select(has_somebody(enrolment.programme_id, person.id, workspace_id=person.workspace_id)))
    )


def _tell(
    match_round: MatchRound, row: MatchUnmatched, enrolment: Enrolment, person: Participant, uow: UnitOfWork
) -> None:
    enrolment.missed += 1
    outbox.post(
        match_round.workspace_id,
        NoticeKind.MATCH_NOBODY,
        told_key(match_round, person.id),
        ToPerson(person.id),
        # With why, since the round forgets it once it is closed.
        {"round_id": str(match_round.id), "participant_id": str(person.id), **what_may_be_said(row.reasons)},
        uow,
        due_at=quiet_until(person, uow.now),
        wanted_at=uow.now,
    )
