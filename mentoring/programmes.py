"""Programmes: a frame that an owner answers for. (Creating one from chat is planned; the rule stands here.)"""

from dataclasses import dataclass
from uuid import UUID

from mentoring import audit, participants, workspaces
from mentoring.audit import Action
from mentoring.participants import Profile
from mentoring.unit_of_work import UnitOfWork
from models import ParticipantState, Programme, ProgrammeDuty, ProgrammeKind, ProgrammeRole
from models.base import new_id


@dataclass(frozen=True)
class CreateProgramme:
    """
    A programme with its channel, its owner and its sponsor.

    Attributes:
        cadence_days: a pair meets every so many days.
    """

    team_id: str
    name: str
    channel_id: str
    owner: Profile
    sponsor: Profile
    locale: str = "en"
    cadence_days: int = 14


def create(command: CreateProgramme, uow: UnitOfWork) -> UUID:
    """Create a programme; return its id."""
    workspace = workspaces.of(command.team_id, uow)
    programme_id = new_id()
    uow.db.add(
        Programme(
            workspace_id=workspace.id,
            id=programme_id,
            name=command.name.strip(),
            kind=ProgrammeKind.LED,
            channel_id=command.channel_id,
            locale=command.locale,
            cadence_days=command.cadence_days,
            created_at=uow.now,
        )
    )
    uow.db.flush()
    for profile, role in ((command.owner, ProgrammeRole.OWNER), (command.sponsor, ProgrammeRole.SPONSOR)):
        person = participants.record(command.team_id, profile, ParticipantState.ACTIVE, uow)
        uow.db.add(
            ProgrammeDuty(
                workspace_id=workspace.id,
                programme_id=programme_id,
                participant_id=person.id,
                role=role,
            )
        )
    audit.note(workspace.id, Action.PROGRAMME_CREATED, programme_id, None, uow)
    return programme_id
