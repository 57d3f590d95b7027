"""Bringing people in from the command line: whoever runs the server acts in the place of a programme's owner."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from msgspec import Struct
from sqlalchemy import and_, select

from mentoring.errors import Refusal
from mentoring.participants import Actor, Profile
from mentoring.programmes.queries import own_programme
from mentoring.roster import imports, queries
from mentoring.roster.queries import Gathered
from mentoring.roster.rules import Field, Sheet
from mentoring.unit_of_work import UnitOfWork, reads
from mentoring.wording import N_
from models import Participant, ParticipantState, Programme, ProgrammeDuty, ProgrammeRole, Workspace, WorkspaceState


class NoProgrammeOfThisName(Refusal):
    """There is none, or none with an owner."""

    message = N_("There is no programme of this name that has an owner. Its page in Slack shows how it is written.")


class SeveralOfThisName(Refusal):
    """Two workspaces have one each, or one workspace has two."""

    message = N_("There are several programmes of this name. Name the workspace as well, by its id (T…).")


class FindProgramme(Struct, frozen=True):
    """
    A programme by its name.

    Attributes:
        team_id: of which workspace; of any when nothing.
    """

    name: str
    team_id: str | None


class Place(Struct, frozen=True):
    """
    A programme, and the owner in whose place somebody acts.

    Attributes:
        remembered: what its columns were last said to be.
        found_at: when it was found; people are looked up later.
    """

    owner: Actor
    programme_id: UUID
    name: str
    remembered: Mapping[str, str]
    found_at: datetime


class Consider(Struct, frozen=True):
    """What would come of a sheet of which nothing is kept."""

    actor: Actor
    programme_id: UUID
    sheet: Sheet
    fields: Mapping[int, Field]
    people: Mapping[str, Profile]
    looked_up_at: datetime


@reads
def find(command: FindProgramme, uow: UnitOfWork) -> Place:
    """
    Return the programme of a name, with the first of its owners who has an account still.

    Raises:
        NoProgrammeOfThisName, SeveralOfThisName: it is not clear which one is meant.
    """
    found: dict[UUID, Place] = {}
    for programme, team_id, user_id in uow.db.execute(
        select(Programme, Workspace.team_id, Participant.slack_user_id)
        .join(Workspace, Workspace.id == Programme.workspace_id)
        .join(
            ProgrammeDuty,
            and_(ProgrammeDuty.workspace_id == Programme.workspace_id, ProgrammeDuty.programme_id == Programme.id),
        )
        .join(
            Participant,
            and_(
                Participant.workspace_id == ProgrammeDuty.workspace_id, Participant.id == ProgrammeDuty.participant_id
            ),
        )
        .where(Workspace.state == WorkspaceState.ACTIVE, ProgrammeDuty.role == ProgrammeRole.OWNER)
        .order_by(Participant.state == ParticipantState.GONE, Programme.created_at, Programme.id, ProgrammeDuty.id)
    ):
        if command.team_id in {None, team_id}:
            place = Place(
                Actor(team_id, user_id), programme.id, programme.name, programme.import_columns or {}, uow.now
            )
            found.setdefault(programme.id, place)
    named = [each for each in found.values() if each.name.casefold() == command.name.strip().casefold()]
    if len(named) > 1:
        raise SeveralOfThisName
    if not named:
        raise NoProgrammeOfThisName
    return named[0]


@reads
def consider(command: Consider, uow: UnitOfWork) -> Gathered:
    """
    Return all that what would come of the sheet depends on.

    Raises:
        OnlyItsOwner: the owner does not answer for the programme any more.
    """
    programme = own_programme(command.actor, command.programme_id, uow)
    return queries.gathered(
        programme, imports.Held(command.sheet, command.fields, command.people, command.looked_up_at), uow
    )
