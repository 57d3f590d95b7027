"""Opening a programme, and letting its channel know."""

from uuid import UUID

from msgspec import Struct

from mentoring import audit, inbound, outbox, participants, workspaces
from mentoring.audit import Action
from mentoring.errors import Refusal
from mentoring.outbox import NoticeKind, ToPerson, ToProgramme
from mentoring.participants import Actor, Profile, quiet_until
from mentoring.programmes.queries import own_programme, postings
from mentoring.typed import must_fit
from mentoring.unit_of_work import UnitOfWork
from mentoring.wording import N_
from models import (
    OutboxState,
    Participant,
    ParticipantState,
    Programme,
    ProgrammeDuty,
    ProgrammeKind,
    ProgrammeRole,
    Workspace,
)
from models.base import new_id

NAME_LIMIT = 80


class OnlyAnAdmin(Refusal):
    """Somebody who is no admin would appoint an owner."""

    message = N_(
        "Only a workspace admin can open a programme. Ask one to type `/mentor programme new`; Slack lists them under"
        " “About this workspace”."
    )


class NameIt(Refusal):
    """A programme without a name."""

    message = N_("Give the programme a name that people will recognise.")


class WhereToPost(Refusal):
    """A programme without a channel."""

    message = N_("Pick the channel in which people will read about it.")


class OwnerCannotBe(Refusal):
    """The owner would be an app, or somebody whose account is closed."""

    message = N_("An owner is a person with an open Slack account. Pick somebody else.")


class CreateProgramme(Struct, frozen=True):
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


class OpenProgramme(Struct, frozen=True):
    """
    `/mentor programme new`: an admin opens a programme and appoints its owner.

    Attributes:
        me: the actor as Slack describes them at this moment; whether they are an admin counts from there alone.
    """

    actor: Actor
    me: Profile
    name: str
    channel_id: str
    owner: Profile
    receipt: str


class PostAgain(Struct, frozen=True):
    """An owner has let the bot into the channel."""

    actor: Actor
    programme_id: UUID
    receipt: str


class Opened(Struct, frozen=True):
    """What the admin reads: the programme, where it is told, and who answers for it."""

    programme_id: UUID
    name: str
    channel_id: str
    owner_user_id: str


def create(command: CreateProgramme, uow: UnitOfWork) -> UUID:
    """Create a programme; return its id."""
    workspace = workspaces.of(command.team_id, uow)
    programme = _made(workspace, command.name, command.channel_id, command.locale, command.cadence_days, uow)
    for profile, role in ((command.owner, ProgrammeRole.OWNER), (command.sponsor, ProgrammeRole.SPONSOR)):
        _appoint(programme, participants.record(command.team_id, profile, ParticipantState.ACTIVE, uow), role, uow)
    audit.note(workspace.id, Action.PROGRAMME_CREATED, programme.id, None, uow)
    return programme.id


def open_new(command: OpenProgramme, uow: UnitOfWork) -> Opened:
    """
    Open a programme for everybody in the workspace, and tell of it in its channel; once, however often Slack repeats.

    Raises:
        OnlyAnAdmin: Slack does not know the actor as an admin.
        NameIt, TextTooLong, WhereToPost, OwnerCannotBe: on the field concerned.
    """
    may_open(command.me, command.actor)
    name = " ".join(command.name.split())
    if not name:
        raise NameIt(field="name")
    must_fit("name", name, NAME_LIMIT)
    if not command.channel_id:
        raise WhereToPost(field="channel")
    if command.owner.is_bot or command.owner.is_gone:
        raise OwnerCannotBe(field="owner")
    workspace = workspaces.of(command.actor.team_id, uow)
    opened = Opened(new_id(), name, command.channel_id, command.owner.user_id)
    earlier = inbound.admit(workspace.id, command.receipt, {"programme_id": str(opened.programme_id)}, uow)
    if earlier is not None:
        return Opened(UUID(earlier["programme_id"]), name, command.channel_id, command.owner.user_id)
    admin = participants.record(command.actor.team_id, command.me, ParticipantState.ACTIVE, uow)
    owner = participants.record(command.actor.team_id, command.owner, ParticipantState.ACTIVE, uow)
    programme = _made(workspace, name, command.channel_id, "en", 14, uow, opened.programme_id)
    _appoint(programme, owner, ProgrammeRole.OWNER, uow)
    audit.note(workspace.id, Action.PROGRAMME_CREATED, programme.id, admin.id, uow)
    _post(programme, "first", uow)
    if owner.id != admin.id:
        outbox.post(
            workspace.id,
            NoticeKind.PROGRAMME_DUTY,
            f"programme-duty:{programme.id}:{owner.id}",
            ToPerson(owner.id),
            {"programme_id": str(programme.id)},
            uow,
            due_at=quiet_until(owner, uow.now),
            wanted_at=uow.now,
        )
    return opened


def may_open(me: Profile, actor: Actor) -> None:
    """
    Refuse everybody whom Slack does not know as an admin of the workspace.

    Raises:
        OnlyAnAdmin: so it is.
    """
    if me.user_id != actor.user_id or not me.is_admin:
        raise OnlyAnAdmin


def post_again(command: PostAgain, uow: UnitOfWork) -> None:
    """
    Tell of the programme in its channel once more, where that did not come to be; nothing else is repeated.

    Raises:
        OnlyItsOwner: the actor does not answer for it.
    """
    programme = own_programme(command.actor, command.programme_id, uow)
    if inbound.admit(programme.workspace_id, command.receipt, {}, uow) is not None:
        return
    # Held, so that of two clicks the second sees what the first has put into the outbox.
    uow.get(Programme, programme.workspace_id, programme.id, lock=True)
    if all(state is OutboxState.DEAD for state in postings(programme, uow)):
        _post(programme, command.receipt, uow)
        audit.note(programme.workspace_id, Action.PROGRAMME_POSTED, programme.id, None, uow)


def _made(
    workspace: Workspace,
    name: str,
    channel_id: str,
    locale: str,
    cadence_days: int,
    uow: UnitOfWork,
    programme_id: UUID | None = None,
) -> Programme:
    programme = Programme(
        workspace_id=workspace.id,
        id=programme_id or new_id(),
        name=name.strip(),
        kind=ProgrammeKind.LED,
        channel_id=channel_id,
        locale=locale,
        cadence_days=cadence_days,
        created_at=uow.now,
    )
    uow.db.add(programme)
    uow.db.flush()
    return programme


def _appoint(programme: Programme, person: Participant, role: ProgrammeRole, uow: UnitOfWork) -> None:
    uow.insert(
        ProgrammeDuty(
            workspace_id=programme.workspace_id,
            id=new_id(),
            programme_id=programme.id,
            participant_id=person.id,
            role=role,
        )
    )


def _post(programme: Programme, occasion: str, uow: UnitOfWork) -> None:
    outbox.post(
        programme.workspace_id,
        NoticeKind.PROGRAMME_OPEN,
        f"programme-open:{programme.id}:{occasion}",
        ToProgramme(programme.id),
        {"programme_id": str(programme.id)},
        uow,
    )
