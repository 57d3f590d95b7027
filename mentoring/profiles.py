"""Keeping step with what Slack says of people."""

from sqlalchemy import exists, select

from mentoring import availability, moves, participants
from mentoring.participants import Actor, ChangeProfile
from mentoring.remedies import gone
from mentoring.rounds import left_over
from mentoring.unit_of_work import UnitOfWork
from models import (
    Enrolment,
    EnrolmentState,
    Membership,
    MembershipState,
    Participant,
    ParticipantState,
    ProgrammeDuty,
)


def change(command: ChangeProfile, uow: UnitOfWork) -> None:
    """
    Take over a name, zone, language or closed account of somebody who takes part; everybody else is not ours to keep.
    """
    person = _held(command, uow)
    if person is None:
        return
    is_away = command.profile.status in command.away
    away_until = (command.profile.status_ends or uow.now + participants.BELIEVED_FOR) if is_away else None
    if person.away_until != away_until:
        availability.look_again(person, uow)
    person.name = command.profile.name
    person.locale = command.profile.locale or person.locale
    person.away_until = away_until
    if command.profile.is_gone and person.state is not ParticipantState.GONE:
        participants.close_account(person, uow)
        gone.notice(person, uow)
        left_over.take_out(person, uow)
    elif not command.profile.is_gone and person.state is ParticipantState.GONE:
        participants.open_again(person, _state_by_own_acts(person, uow))
        gone.came_back(person, uow)
    moves.slack_says(person, command.profile.zone, uow)


def _held(command: ChangeProfile, uow: UnitOfWork) -> Participant | None:
    """
    Return whom it is about, and hold the rounds that somebody has to be taken out of.

    Whoever leaves a programme holds its rounds first and changes themselves afterwards: done the other way round here,
    each would wait for the other.
    """
    actor = Actor(command.team_id, command.profile.user_id)
    person = participants.find(actor, uow)
    if person is None or not command.profile.is_gone or person.state is ParticipantState.GONE:
        return person
    left_over.hold_open(person.workspace_id, None, uow)
    # As whoever held them before has left it, if it is there still.
    uow.db.expire(person)
    return participants.find(actor, uow)


def _state_by_own_acts(person: Participant, uow: UnitOfWork) -> ParticipantState:
    """Return what somebody is who comes back: an account that opens again is no consent to anything."""
    said_yes = exists().where(
        Membership.workspace_id == person.workspace_id,
        Membership.participant_id == person.id,
        Membership.state == MembershipState.ACCEPTED,
    )
    has_duty = exists().where(
        ProgrammeDuty.workspace_id == person.workspace_id, ProgrammeDuty.participant_id == person.id
    )
    is_enrolled = exists().where(
        Enrolment.workspace_id == person.workspace_id,
        Enrolment.participant_id == person.id,
        Enrolment.state == EnrolmentState.ACTIVE,
    )
    takes_part = uow.db.scalar(select(said_yes | has_duty | is_enrolled))
    return ParticipantState.ACTIVE if takes_part else ParticipantState.INVITED
