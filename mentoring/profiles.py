"""Keeping step with what Slack says of people."""

from mentoring import participants, schedules
from mentoring.participants import Actor, ChangeProfile
from mentoring.unit_of_work import UnitOfWork
from models import ParticipantState


def change(command: ChangeProfile, uow: UnitOfWork) -> None:
    """
    Take over a name, zone, language or closed account of somebody who takes part; everybody else is not ours to keep.
    """
    person = participants.find(Actor(command.team_id, command.profile.user_id), uow)
    if person is None:
        return
    person.name = command.profile.name
    person.locale = command.profile.locale or person.locale
    if command.profile.is_gone:
        person.state = ParticipantState.GONE
    elif person.state is ParticipantState.GONE:
        person.state = ParticipantState.ACTIVE
    if person.zone != command.profile.zone:
        schedules.move_to_zone(person, command.profile.zone, uow)
