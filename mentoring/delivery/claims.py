"""
Holding rows: each by one worker, for as long as its lease runs.

A row that was only claimed was certainly not sent; a row that began sending may have been, and is looked for.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, Integer, Select, Update, Uuid, and_, bindparam, exists, func, or_, select, update

from mentoring import courses
from mentoring.delivery import gates, pacing
from mentoring.delivery.outcomes import set_unknown
from mentoring.delivery.rows import IN_HAND, UNDER_WAY, before_claim, wait
from mentoring.delivery.steps import Batch, Claim, ClaimBatch, Claimed, LookAhead, Outlook, Recover
from mentoring.unit_of_work import UnitOfWork
from models import OutboxAct, OutboxRow, OutboxState, Workspace, WorkspaceState
from models.types import Instant, database_ms, is_word

SOON_MS = 5_000

_HELD_BY = (
    OutboxRow.id,
    func.coalesce(OutboxRow.pair_id, OutboxRow.participant_id, OutboxRow.programme_id, OutboxRow.id).label("lane"),
)


def claim_batch(command: ClaimBatch, uow: UnitOfWork) -> Batch:
    """Hold what is due, and then what is to be looked for, as far as the workspace's rate has room for it."""
    bucket = pacing.hold(command.workspace_id, command.rate, uow)
    room = 0 if bucket is None else min(command.limit, bucket.room)
    if bucket is None or not room:
        return Batch((), 0 if bucket is None else bucket.room_in_ms)
    due = claim(Claim(command.workspace_id, room, command.lease_ms), uow)
    left = room - len(due)
    lost = claim_unknown(Claim(command.workspace_id, left, command.lease_ms), uow) if left else ()
    bucket.take(len(due) + len(lost))
    return Batch((*due, *lost))


def claim(command: Claim, uow: UnitOfWork) -> tuple[Claimed, ...]:
    """Hold the rows due first; two workers never hold the same one."""
    return _hold(command, _due(), {"now": uow.now}, uow)


def claim_unknown(command: Claim, uow: UnitOfWork) -> tuple[Claimed, ...]:
    """Hold rows of unknown outcome whose waiting time is over."""
    return _hold(command, _to_be_looked_for(), {}, uow)


def recover(command: Recover, uow: UnitOfWork) -> int:
    """
    Take up rows whose lease ran out: what was only claimed goes back at once, what was being sent is looked for.

    Returns:
        How many rows were taken up.
    """
    rows = uow.db.scalars(
        select(OutboxRow)
        .where(
            IN_HAND,
            OutboxRow.workspace_id == command.workspace_id,
            OutboxRow.state.in_(UNDER_WAY),
            OutboxRow.wait_until_ms <= database_ms(),
        )
        .limit(200)
        .with_for_update(skip_locked=True, key_share=True)
    ).all()
    for row in rows:
        if row.state is OutboxState.CLAIMED:
            wait(row, before_claim(row), 0, uow)
        else:
            set_unknown(row, "the worker stopped while sending", command.wait_ms, uow)
    return len(rows)


def outlook(command: LookAhead, uow: UnitOfWork) -> Outlook:
    """Tell whether all due work is done, and when the next falls due."""
    asked = {"now": uow.now} | ({} if command.only is None else {"only": command.only})
    busy, next_message, *occurrences = uow.connection.execute(_ahead(is_of_one=command.only is not None), asked).one()
    next_occurrence = min((moment for moment in occurrences if moment is not None), default=None)
    coming = [moment for moment in (next_message, next_occurrence) if moment is not None]
    overdue = next_occurrence is not None and next_occurrence <= uow.now
    return Outlook(idle=not busy and not overdue, next_due_at=min(coming, default=None))


@cache
def _ahead(*, is_of_one: bool) -> Select[Any]:
    """All in one question, and built once: putting such a question together takes longer than its answer."""
    only = bindparam("only", type_=Uuid()) if is_of_one else None
    now = bindparam("now", type_=Instant())
    active = select(Workspace.id).where(Workspace.state == WorkspaceState.ACTIVE)
    if only is not None:
        active = active.where(Workspace.id == only)
    is_pending = is_word(OutboxRow.state, OutboxState.PENDING)
    busy = exists().where(
        OutboxRow.workspace_id.in_(active),
        or_(
            OutboxRow.state.in_(UNDER_WAY),
            and_(
                is_pending,
                OutboxRow.due_at <= now,
                # What waits longer (a closed gate, a kind of a newer release) is not work for this moment.
                OutboxRow.wait_until_ms <= database_ms() + SOON_MS,
            ),
        ),
    )
    next_message = select(func.min(OutboxRow.due_at)).where(
        OutboxRow.workspace_id.in_(active),
        is_pending,
        OutboxRow.due_at > now,
        # Silent edits are done when their time comes, but nobody waits for them.
        OutboxRow.act.in_([OutboxAct.POST, OutboxAct.REPLY, OutboxAct.WHISPER]),
    )
    return select(busy, *(moment.scalar_subquery() for moment in (next_message, *courses.when_next(only))))


@cache
def _due() -> Select[UUID, UUID]:
    """Built once, as its like below: putting such a question together takes longer than its answer."""
    is_due = (is_word(OutboxRow.state, OutboxState.PENDING), OutboxRow.due_at <= bindparam("now", type_=Instant()))
    return _free().where(*is_due).order_by(OutboxRow.due_at, OutboxRow.id)


@cache
def _to_be_looked_for() -> Select[UUID, UUID]:
    return _free().where(IN_HAND, OutboxRow.state == OutboxState.UNKNOWN).order_by(OutboxRow.wait_until_ms)


@cache
def _take() -> Update:
    these = (OutboxRow.workspace_id == bindparam("here"), OutboxRow.id.in_(bindparam("ids", expanding=True)))
    lease = bindparam("lease_ms", type_=BigInteger())
    return (
        update(OutboxRow)
        .where(*these)
        .values(state=OutboxState.CLAIMED, claim_token=bindparam("by"), wait_until_ms=database_ms() + lease)
    )


def _free() -> Select[UUID, UUID]:
    return (
        select(*_HELD_BY)
        .join(Workspace, Workspace.id == OutboxRow.workspace_id)
        .where(
            OutboxRow.workspace_id == bindparam("workspace_id", type_=Uuid()),
            OutboxRow.wait_until_ms <= database_ms(),
            gates.is_open(),
        )
        .limit(bindparam("limit", type_=Integer()))
        .with_for_update(skip_locked=True, key_share=True, of=OutboxRow)
    )


def _hold(command: Claim, which: Select[UUID, UUID], more: Mapping[str, Any], uow: UnitOfWork) -> tuple[Claimed, ...]:
    asked = {"workspace_id": command.workspace_id, "limit": command.limit, **more}
    rows = uow.db.execute(which, asked).all()
    if not rows:
        return ()
    token = uuid4()
    ids = [row.id for row in rows]
    uow.connection.execute(
        _take(), {"here": command.workspace_id, "ids": ids, "by": token, "lease_ms": command.lease_ms}
    )
    return tuple(Claimed(command.workspace_id, row.id, token, row.lane) for row in rows)
