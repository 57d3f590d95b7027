"""
Deleting everything of a workspace that left and did not come back in time.

It goes in many short transactions, each of which may be the last one before a crash: first the workspace is no longer
known by its name, so that whoever installs the bot there again begins anew; then table after table is emptied, what
refers before what is referred to; last it is noted that it was done. No name stays, nor anything that was written.
"""

from collections.abc import Callable
from datetime import timedelta

from msgspec import Struct
from sqlalchemy import (
    ColumnElement,
    CursorResult,
    Delete,
    Table,
    Update,
    delete,
    exists,
    or_,
    select,
    true,
    tuple_,
    update,
)

from mentoring import audit
from mentoring.audit import Action
from mentoring.unit_of_work import UnitOfWork, reads
from models import Base, Workspace, WorkspaceState

BATCH = 2_000
"""Rows a transaction: on SQLite a click may have to wait for it."""
Step = Callable[[Workspace, int, UnitOfWork], bool]


class Purge(Struct, frozen=True):
    """
    Purge what is due.

    Attributes:
        grace: how long after it left everything of a workspace is kept.
        batch: rows a transaction.
    """

    grace: timedelta
    batch: int = BATCH


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
    tables = held_tables()
    steps = [*map(_lose_threads, tables), *map(_empty, tables)]
    if not any(step(workspace, command.batch, uow) for step in steps):
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


def _lose_threads(table: Table) -> Step:
    """Let the rows of a table go of each other, so that they can be deleted in whatever order."""
    inside = [each for each in table.foreign_key_constraints if each.referred_table is table]
    columns = [column for each in inside for column in each.columns if column.nullable]

    def step(workspace: Workspace, batch: int, uow: UnitOfWork) -> bool:
        if not columns:
            return False
        held = or_(*(column.is_not(None) for column in columns))
        return _of_some(update(table).values(dict.fromkeys(columns)), table, workspace, batch, uow, held)

    return step


def _empty(table: Table) -> Step:
    """Delete rows of a table."""

    def step(workspace: Workspace, batch: int, uow: UnitOfWork) -> bool:
        return _of_some(delete(table), table, workspace, batch, uow, true())

    return step


def _of_some(
    act: Delete | Update,
    table: Table,
    workspace: Workspace,
    batch: int,
    uow: UnitOfWork,
    condition: ColumnElement[bool],
) -> bool:
    """Do it to some rows of a workspace; tell whether there were any."""
    key = list(table.primary_key.columns)
    some = select(*key).where(table.c.workspace_id == workspace.id, condition).limit(batch)
    did: CursorResult[tuple[()]] = uow.db.execute(act.where(tuple_(*key).in_(some)))  # type: ignore[assignment]  # gives a cursor's result
    return did.rowcount > 0
