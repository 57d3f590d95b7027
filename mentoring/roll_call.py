"""
Asking Slack now and then whether the bot is still where it was installed, since a removal may never be told.

Slack tells it once, and for a while again; a bot that was down all that time hears nothing, and would keep for ever
what should go. So each token is tried, four times a day. Deleting takes two proofs: Slack said by name that the bot is
gone, and after the whole time of grace it still lets nobody in with that token.
"""

from datetime import timedelta
from uuid import UUID

from msgspec import Struct
from sqlalchemy import select

from mentoring.unit_of_work import AS_IT_IS, UnitOfWork
from mentoring.workspaces import SETTLING, forget_token
from models import Installation, Workspace, WorkspaceState

ASK_EVERY = timedelta(hours=6)
"""A token that expires is asked about before it does, so that a removal shows as one."""


class CallRoll(Struct, frozen=True):
    """Take up to so many workspaces that were not asked about for a while."""

    limit: int


class Present(Struct, frozen=True):
    """Slack let the bot in with the token of this edition."""

    workspace_id: UUID
    edition: int


class Absent(Struct, frozen=True):
    """
    Slack did not let the bot in with the token of this edition.

    Attributes:
        is_gone: Slack said that the bot is not there any more; else the token fails for a reason that may be ours.
        grace: how long after it left everything of a workspace is kept.
    """

    workspace_id: UUID
    edition: int
    is_gone: bool
    grace: timedelta


def take(command: CallRoll, uow: UnitOfWork) -> tuple[UUID, ...]:
    """Return who is to be asked about now; of several replicas one takes each."""
    rows = uow.db.scalars(
        select(Installation)
        .where(Installation.asked_at <= uow.now - ASK_EVERY, Installation.sealed_token.is_not(None))
        .order_by(Installation.asked_at)
        .limit(command.limit)
        .with_for_update(skip_locked=True, key_share=True)
    ).all()
    for row in rows:
        row.asked_at = uow.now
    return tuple(row.workspace_id for row in rows)


def present(command: Present, uow: UnitOfWork) -> bool:
    """Forget every doubt; tell whether that brings a workspace back which was parked for a token that failed."""
    workspace, row = _held(command.workspace_id, command.edition, uow)
    if workspace is None or row is None:
        return False
    row.refused_at = None
    if workspace.state is not WorkspaceState.PARKED:
        return False
    workspace.state = WorkspaceState.ACTIVE
    uow.wakes_delivery = True
    return True


def absent(command: Absent, uow: UnitOfWork) -> bool:
    """Take note of what Slack said; tell whether it is proven by now that the bot was removed, and may be purged."""
    workspace, row = _held(command.workspace_id, command.edition, uow)
    if workspace is None or row is None or row.installed_at > uow.now - SETTLING:
        return False
    if row.refused_at is None:
        if command.is_gone:
            row.refused_at = uow.now
            workspace.state = WorkspaceState.PARKED
        return False
    if row.refused_at > uow.now - command.grace:
        return False
    workspace.state = WorkspaceState.PARKED
    workspace.left_at = row.refused_at
    forget_token(row)
    return True


def _held(workspace_id: UUID, edition: int, uow: UnitOfWork) -> tuple[Workspace | None, Installation | None]:
    """Return both, held, unless there is another token by now, or Slack told of a removal meanwhile."""
    workspace = uow.db.get(Workspace, workspace_id, with_for_update=AS_IT_IS)
    row = uow.db.get(Installation, workspace_id, with_for_update=AS_IT_IS)
    if workspace is None or row is None or row.edition != edition or workspace.left_at is not None:
        return None, None
    return workspace, row
