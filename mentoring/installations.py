"""
Installing the bot in a workspace by OAuth: who comes back from Slack, and the token that was given.

Tokens are sealed. Where they expire, the next one is fetched by one worker at a time: it holds a lease in the row, so
that no transaction stays open while Slack is asked.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from uuid import UUID, uuid4

from msgspec import Struct
from sqlalchemy import CursorResult, delete, select, update

from mentoring import workspaces
from mentoring.unit_of_work import AS_IT_IS, UnitOfWork, reads
from mentoring.workspaces import MeetWorkspace
from models import Installation, InstallState, Workspace, WorkspaceState
from models.types import database_ms

STATE_LASTS = timedelta(minutes=10)
"""How long somebody may take to say yes at Slack; the code they come back with lasts as long."""
REFRESH_AHEAD = timedelta(hours=2)
"""So long before a token expires the next one is fetched: a Slack that is away for an hour then costs nothing."""
LEASE_MS = 30_000
"""Longer than one call to Slack may take; after a failure, also how long nobody tries again."""


@dataclass(frozen=True)
class SetOut:
    """Somebody goes to Slack, with a state in the address and a cookie in the browser; both are secrets."""

    state: str = field(repr=False)
    cookie: str = field(repr=False)


@dataclass(frozen=True)
class Grant:
    """
    What Slack gave for a workspace.

    Attributes:
        team_name: for whoever installed it; it is not kept.
        address: where Slack serves the workspace.
        expires_in: seconds from now; nothing for a token that lasts.
    """

    team_id: str
    team_name: str
    enterprise_id: str | None
    address: str | None
    app_id: str
    bot_user_id: str
    bot_id: str | None
    scopes: tuple[str, ...]
    installed_by: str
    token: str = field(repr=False)
    refresh: str | None = field(repr=False)
    expires_in: int | None


class OfTeam(Struct, frozen=True):
    """The token of a Slack team is wanted."""

    team_id: str


class OfWorkspace(Struct, frozen=True):
    """The token of a workspace is wanted."""

    workspace_id: UUID


class AlsoOfParked(Struct, frozen=True):
    """The token of a workspace is wanted even if it is parked: to ask whether it still opens anything."""

    workspace_id: UUID


@dataclass(frozen=True)
class Held:
    """
    The token of a workspace.

    Attributes:
        edition: grows with each new token.
        is_over: it opens nothing any more.
        wants_next: it expires soon, or has, and can be exchanged for the next one.
    """

    workspace_id: UUID
    team_id: str
    enterprise_id: str | None
    bot_user_id: str
    bot_id: str | None
    token: str = field(repr=False)
    edition: int
    is_over: bool
    wants_next: bool


@dataclass(frozen=True)
class Lease:
    """Leave for one worker to fetch the token after this edition, with what buys it."""

    workspace_id: UUID
    edition: int
    lease: UUID
    refresh: str = field(repr=False)


@dataclass(frozen=True)
class Renewed:
    """Slack gave the next token."""

    lease: Lease
    token: str = field(repr=False)
    refresh: str | None = field(repr=False)
    expires_in: int | None


class RefusedForGood(Struct, frozen=True):
    """Slack will not give a next token for this one: it was exchanged before, and the answer never arrived here."""

    lease: Lease


def set_out(command: SetOut, uow: UnitOfWork) -> None:
    """Remember who went to Slack, and forget those who did not come back in time."""
    uow.db.execute(delete(InstallState).where(InstallState.expires_at <= uow.now))
    uow.insert(
        InstallState(
            state_hash=_hash(command.state), cookie_hash=_hash(command.cookie), expires_at=uow.now + STATE_LASTS
        )
    )


def come_back(command: SetOut, uow: UnitOfWork) -> bool:
    """
    Tell whether this browser went to Slack with this state; it may come back once.

    The row is taken in one statement, so of several who come at one instant one is let in. A wrong cookie takes
    nothing, so nobody who saw the address can spoil it.
    """
    taken = uow.db.execute(
        delete(InstallState)
        .where(
            InstallState.state_hash == _hash(command.state),
            InstallState.cookie_hash == _hash(command.cookie),
            InstallState.expires_at > uow.now,
        )
        .returning(InstallState.state_hash)
    )
    return taken.first() is not None


def install(command: Grant, uow: UnitOfWork) -> UUID:
    """
    Keep the token of a workspace; installing again takes the new one and brings back what was parked.

    Raises:
        WrongKey: what is in the store was sealed with another key.
    """
    workspace_id = workspaces.meet(MeetWorkspace(command.team_id, address=command.address), uow)
    uow.add_once(
        Installation,
        workspace_id=workspace_id,
        app_id=command.app_id,
        bot_user_id=command.bot_user_id,
        scopes="",
        edition=0,
        lease_until_ms=0,
        asked_at=uow.now,
        installed_by=command.installed_by,
        installed_at=uow.now,
    )
    row = uow.db.get_one(Installation, workspace_id, with_for_update=AS_IT_IS)
    row.enterprise_id = command.enterprise_id
    row.app_id = command.app_id
    row.bot_user_id = command.bot_user_id
    row.bot_id = command.bot_id
    row.scopes = ",".join(command.scopes)
    row.installed_by = command.installed_by
    row.installed_at = row.asked_at = uow.now
    row.refused_at = None
    _take(row, command.token, command.refresh, command.expires_in, uow)
    return workspace_id


@reads
def held(command: OfTeam | OfWorkspace | AlsoOfParked, uow: UnitOfWork) -> Held | None:
    """Return the token of a workspace, an active one unless asked otherwise; nothing where there is none."""
    wanted = (
        Workspace.team_id == command.team_id if isinstance(command, OfTeam) else Workspace.id == command.workspace_id
    )
    states = [WorkspaceState.ACTIVE]
    if isinstance(command, AlsoOfParked):
        states.append(WorkspaceState.PARKED)
    found = uow.db.execute(
        select(Installation, Workspace.team_id)
        .join(Workspace, Workspace.id == Installation.workspace_id)
        .where(wanted, Workspace.state.in_(states), Installation.sealed_token.is_not(None))
    ).one_or_none()
    if found is None:
        return None
    row, team_id = found
    return Held(
        workspace_id=row.workspace_id,
        team_id=team_id,
        enterprise_id=row.enterprise_id,
        bot_user_id=row.bot_user_id,
        bot_id=row.bot_id,
        token=uow.vault.open(row.sealed_token or ""),
        edition=row.edition,
        is_over=row.expires_at is not None and row.expires_at <= uow.now,
        wants_next=row.expires_at is not None
        and row.expires_at - REFRESH_AHEAD <= uow.now
        and row.sealed_refresh is not None,
    )


def take_lease(command: Held, uow: UnitOfWork) -> Lease | None:
    """Return leave to fetch the next token; nothing when another worker has it, or has fetched it already."""
    mine = uuid4()
    took: CursorResult[tuple[()]] = uow.db.execute(  # type: ignore[assignment]  # an UPDATE gives a cursor's result
        update(Installation)
        .where(
            Installation.workspace_id == command.workspace_id,
            Installation.edition == command.edition,
            Installation.sealed_refresh.is_not(None),
            Installation.lease_until_ms <= database_ms(),
        )
        .values(lease=mine, lease_until_ms=database_ms() + LEASE_MS)
        .execution_options(synchronize_session=False)
    )
    if took.rowcount != 1:
        return None
    sealed = uow.db.scalars(
        select(Installation.sealed_refresh).where(Installation.workspace_id == command.workspace_id)
    ).one()
    return Lease(command.workspace_id, command.edition, mine, uow.vault.open(sealed or ""))


def renew(command: Renewed, uow: UnitOfWork) -> None:
    """Keep the next token, also where the lease ran out meanwhile: what bought it is spent, so there is no other."""
    row = _of_lease(command.lease, uow)
    if row is not None:
        _take(row, command.token, command.refresh, command.expires_in, uow)


def lose(command: RefusedForGood, uow: UnitOfWork) -> None:
    """Ask Slack no more for a token that it will not give; the one there is serves until it expires."""
    row = _of_lease(command.lease, uow)
    if row is not None and row.lease == command.lease.lease:
        row.sealed_refresh = None


def run_out(command: Held, uow: UnitOfWork) -> None:
    """Park a workspace whose last token expired; nothing of it is purged, and installing again brings it back."""
    row = uow.db.get_one(Installation, command.workspace_id, with_for_update=AS_IT_IS)
    if row.edition == command.edition:
        uow.db.get_one(Workspace, command.workspace_id).state = WorkspaceState.PARKED


def _of_lease(lease: Lease, uow: UnitOfWork) -> Installation | None:
    row = uow.db.get(Installation, lease.workspace_id, with_for_update=AS_IT_IS)
    return row if row is not None and row.edition == lease.edition else None


def _take(row: Installation, token: str, refresh: str | None, expires_in: int | None, uow: UnitOfWork) -> None:
    row.sealed_token = uow.vault.seal(token)
    row.sealed_refresh = uow.vault.seal(refresh) if refresh else None
    row.expires_at = uow.now + timedelta(seconds=expires_in) if expires_in else None
    row.edition += 1
    row.lease = None
    row.lease_until_ms = 0


def _hash(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
