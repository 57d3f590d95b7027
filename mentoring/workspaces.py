"""Workspaces: known when the bot meets them, parked when they leave."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from mentoring.errors import UnknownWorkspace
from mentoring.unit_of_work import UnitOfWork
from models import Programme, ProgrammeKind, Workspace, WorkspaceState
from models.base import new_id

CHECK_WORD = "bothways"


@dataclass(frozen=True)
class MeetWorkspace:
    """
    The bot starts, or is installed, in this team.

    Attributes:
        address: where Slack serves it, ending in a slash.
    """

    team_id: str
    locale: str = "en"
    address: str | None = None


@dataclass(frozen=True)
class ParkWorkspace:
    """The app was uninstalled, or its token revoked."""

    team_id: str


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


def park(command: ParkWorkspace, uow: UnitOfWork) -> None:
    """Send nothing more for this workspace until it is met again."""
    workspace = uow.db.scalars(select(Workspace).where(Workspace.team_id == command.team_id)).one_or_none()
    if workspace is not None:
        workspace.state = WorkspaceState.PARKED


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
