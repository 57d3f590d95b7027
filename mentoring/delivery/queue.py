"""How much waits to be said, and how long: for whoever watches the service. Numbers only, over all workspaces."""

from msgspec import Struct
from sqlalchemy import func, select

from mentoring.delivery.rows import IN_HAND
from mentoring.unit_of_work import UnitOfWork, reads
from models import OutboxRow, OutboxState, Workspace, WorkspaceState
from models.types import is_word

COUNTED_AT_MOST = 10_000
"""Above it, how many there are exactly tells nobody more, and the store has something better to do than to count."""


class LookAtQueue(Struct, frozen=True):
    """Look at the outbox of every workspace that is served."""


class Queue(Struct, frozen=True):
    """
    The outbox in numbers.

    Attributes:
        rows: `due`, and what is under way by its state; each `COUNTED_AT_MOST` at the most.
        dead: what was set aside and still is, by its kind; together `COUNTED_AT_MOST` at the most.
        oldest_due_seconds: how long the oldest due message has been waiting; nothing waits: 0.
    """

    rows: dict[str, int]
    dead: dict[str, int]
    oldest_due_seconds: float


@reads
def look(_command: LookAtQueue, uow: UnitOfWork) -> Queue:
    """Count what is due and what is under way; what is due later is not looked at, however much it is."""
    # Whoever is parked is waited for by nobody: their messages must not make the queue look old.
    active = select(Workspace.id).where(Workspace.state == WorkspaceState.ACTIVE)
    due = (
        select(OutboxRow.due_at)
        .where(
            is_word(OutboxRow.state, OutboxState.PENDING),
            OutboxRow.due_at <= uow.now,
            OutboxRow.workspace_id.in_(active),
        )
        .order_by(OutboxRow.due_at)
        .limit(COUNTED_AT_MOST)
        .subquery()
    )
    waiting, oldest = uow.db.execute(select(func.count(), func.min(due.c.due_at)).select_from(due)).one()
    in_hand = select(OutboxRow.state).where(IN_HAND).limit(COUNTED_AT_MOST).subquery()
    under_way = uow.db.execute(select(in_hand.c.state, func.count()).group_by(in_hand.c.state)).all()
    rows = dict.fromkeys((OutboxState.CLAIMED.value, OutboxState.SENDING.value, OutboxState.UNKNOWN.value), 0)
    rows |= {OutboxState(state).value: count for state, count in under_way}
    dead = (
        select(OutboxRow.kind)
        .where(is_word(OutboxRow.state, OutboxState.DEAD), OutboxRow.workspace_id.in_(active))
        .limit(COUNTED_AT_MOST)
        .subquery()
    )
    by_kind = uow.db.execute(select(dead.c.kind, func.count()).group_by(dead.c.kind)).all()
    set_aside = {kind: int(count) for kind, count in by_kind}
    age = (uow.now - oldest).total_seconds() if oldest is not None else 0.0
    return Queue({"due": waiting} | rows, set_aside, age)
