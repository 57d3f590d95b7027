"""Workspaces: known when the bot meets them, parked when they leave."""

from datetime import datetime, timedelta
from uuid import UUID

from msgspec import Struct
from sqlalchemy import select

from mentoring.errors import UnknownWorkspace
from mentoring.unit_of_work import AS_IT_IS, UnitOfWork, reads
from models import Installation, Programme, ProgrammeKind, Workspace, WorkspaceState
from models.base import new_id

CHECK_WORD = "bothways"
SETTLING = timedelta(minutes=2)
"""How long after an installation a call may still be under way with the token from before."""


class MeetWorkspace(Struct, frozen=True):
    """
    The bot starts, or is installed, in this team.

    Attributes:
        address: where Slack serves it, ending in a slash.
    """

    team_id: str
    locale: str = "en"
    address: str | None = None


class ParkWorkspace(Struct, frozen=True):
    """Slack refused the bot's token."""

    team_id: str


class LeaveWorkspace(Struct, frozen=True):
    """
    Slack tells that the app was uninstalled, or its token revoked.

    Attributes:
        happened_at: by Slack's clock, in whole seconds.
    """

    team_id: str
    happened_at: datetime


class CheckKey(Struct, frozen=True):
    """The bot starts, for whichever workspaces there are."""


class WrongKey(Exception):
    """The encryption key is not the one this store was written with."""


def meet(command: MeetWorkspace, uow: UnitOfWork) -> UUID:
    """
    Make sure the workspace and its built-in programme stand, and are active; return the workspace's id.

    Raises:
        WrongKey: what people wrote could not be opened; starting would only add to the damage.
    """
    uow.add_once(
        Workspace,
        id=new_id(),
        team_id=command.team_id,
        state=WorkspaceState.ACTIVE,
        key_check=uow.vault.seal(CHECK_WORD),
        created_at=uow.now,
    )
    workspace = uow.db.scalars(select(Workspace).where(Workspace.team_id == command.team_id)).one()
    if not uow.vault.opens(workspace.key_check):
        raise WrongKey
    workspace.state = WorkspaceState.ACTIVE
    workspace.left_at = None
    workspace.address = command.address
    uow.add_once(
        Programme,
        workspace_id=workspace.id,
        name="Start today",
        kind=ProgrammeKind.OPEN,
        locale=command.locale,
        cadence_days=14,
        created_at=uow.now,
    )
    uow.wakes_delivery = True
    return workspace.id


@reads
def check_key(_command: CheckKey, uow: UnitOfWork) -> None:
    """
    Make sure that what people wrote can be opened.

    Raises:
        WrongKey: it cannot.
    """
    check = uow.db.scalars(select(Workspace.key_check).where(Workspace.state != WorkspaceState.PURGED).limit(1)).first()
    if check is not None and not uow.vault.opens(check):
        raise WrongKey


def park(command: ParkWorkspace, uow: UnitOfWork) -> None:
    """
    Send nothing more for this workspace until it is met again.

    Where it was installed only a moment ago, what was refused may well have been the token from before.
    """
    workspace = _locked(command.team_id, uow)
    if workspace is None:
        return
    installed = uow.db.get(Installation, workspace.id)
    if installed is None or installed.installed_at <= uow.now - SETTLING:
        workspace.state = WorkspaceState.PARKED


def leave(command: LeaveWorkspace, uow: UnitOfWork) -> None:
    """
    Send nothing more, forget the token, and begin the time after which everything is purged.

    Slack may tell it late and again: what happened before the bot was installed anew is over.
    """
    workspace = _locked(command.team_id, uow)
    if workspace is None or workspace.state is WorkspaceState.PURGED:
        return
    installed = uow.db.get(Installation, workspace.id, with_for_update=AS_IT_IS)
    if installed is not None:
        if command.happened_at < installed.installed_at.replace(microsecond=0):
            return
        forget_token(installed)
    workspace.state = WorkspaceState.PARKED
    workspace.left_at = workspace.left_at or uow.now


def forget_token(installed: Installation) -> None:
    """What opened a workspace is of no use any more: nothing of it stays."""
    installed.sealed_token = installed.sealed_refresh = installed.expires_at = None
    installed.edition += 1


def _locked(team_id: str, uow: UnitOfWork) -> Workspace | None:
    wanted = select(Workspace).where(Workspace.team_id == team_id).with_for_update(key_share=True)
    return uow.db.scalars(wanted).one_or_none()


def at_its_address(link: str, workspace: Workspace) -> str:
    """
    Return a link into a workspace at the address that Slack itself told of it.

    What a click carries names the workspace only, and not where it is served.
    """
    if workspace.address is None:
        return link
    path = link.removeprefix("https://").partition("/")[2]
    return f"{workspace.address.rstrip('/')}/{path}"


def of(team_id: str, uow: UnitOfWork) -> Workspace:
    """
    Return the active workspace of a Slack team.

    Raises:
        UnknownWorkspace: never met, or parked.
    """
    found = uow.db.scalars(select(Workspace).where(Workspace.team_id == team_id)).one_or_none()
    if found is None or found.state is not WorkspaceState.ACTIVE:
        raise UnknownWorkspace
    return found
