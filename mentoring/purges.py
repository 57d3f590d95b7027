"""
Deleting everything of a workspace that left and did not come back in time.

It goes in many short transactions, each of which may be the last one before a crash: first the workspace is no longer
known by its name, so that whoever installs the bot there again begins anew; then table after table is emptied, what
refers before what is referred to; last it is noted that it was done. No name stays, nor anything that was written.
"""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, CursorResult, Table, delete, exists, or_, select, tuple_

from mentoring import audit
from mentoring.audit import Action
from mentoring.unit_of_work import UnitOfWork, reads
from models import Base, Workspace, WorkspaceState

BATCH = 2_000
"""Rows a transaction: on SQLite a click may have to wait for it."""


@dataclass(frozen=True)
class Purge:
    """
    Purge what is due.

    Attributes:
        grace: how long after it left everything of a workspace is kept.
    """

    grace: timedelta


@reads
def is_due(command: Purge, uow: UnitOfWork) -> bool:
    """Tell whether there is anything to purge."""
    due = exists().where(or_(_is_over(command, uow), _is_under_way()))
    return bool(uow.db.scalar(select(due)))


def go_on(command: Purge, uow: UnitOfWork) -> bool:
    """Take one step; tell whether there was something to do."""
    # Locked against those who would still write something that belongs to it.
    wanted = select(Workspace).where(or_(_is_over(command, uow), _is_under_way())).order_by(Workspace.id).limit(1)
    workspace = uow.db.scalars(wanted.with_for_update(key_share=True, skip_locked=True)).one_or_none()
    if workspace is None:
        return False
    if workspace.state is not WorkspaceState.PURGED:
        workspace.state = WorkspaceState.PURGED
        workspace.team_id = f"purged:{workspace.id}"
        workspace.address = None
        workspace.key_check = ""
        return True
    if not any(_empty(table, workspace, uow) for table in held_tables()):
        audit.note(workspace.id, Action.WORKSPACE_PURGED, workspace.id, None, uow)
        workspace.purged_at = uow.now
    return True


def held_tables() -> list[Table]:
    """Return every table that holds something of a workspace, those that refer to others first."""
    return [table for table in reversed(Base.metadata.sorted_tables) if "workspace_id" in table.columns]


def _is_over(command: Purge, uow: UnitOfWork) -> ColumnElement[bool]:
    return (Workspace.state == WorkspaceState.PARKED) & (Workspace.left_at <= uow.now - command.grace)


def _is_under_way() -> ColumnElement[bool]:
    return (Workspace.state == WorkspaceState.PURGED) & Workspace.purged_at.is_(None)


def _empty(table: Table, workspace: Workspace, uow: UnitOfWork) -> bool:
    """Delete some rows, the newest first, since a row refers to older ones only; tell whether there were any."""
    key = list(table.primary_key.columns)
    newest = (
        select(*key)
        .where(table.c.workspace_id == workspace.id)
        .order_by(*(column.desc() for column in key))
        .limit(BATCH)
    )
    went: CursorResult[tuple[()]] = uow.db.execute(delete(table).where(tuple_(*key).in_(newest)))  # type: ignore[assignment]  # a DELETE gives a cursor's result
    return went.rowcount > 0
