"""When each member's prep is sent, and that it is drawn anew where it stands."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from mentoring import outbox, working_time
from mentoring.outbox import NoticeKind, ToPerson
from mentoring.unit_of_work import UnitOfWork
from mentoring.working_time import Hours, at_local, previous_working_day
from models import Membership, OutboxRow, OutboxState, Session

USUALLY_AT = 10 * 60
"""Minutes after local midnight; people whose day begins later, or is over by then, are written to when it begins."""
STILL_FRESH = timedelta(days=4)
"""A prep that came so shortly before is not sent again."""
NEVER_SENT = (OutboxState.PENDING, OutboxState.CLAIMED, OutboxState.DEAD, OutboxState.DROPPED)


def plan(session: Session, membership_id: UUID, participant_id: UUID, hours: Hours, uow: UnitOfWork) -> None:
    """
    Have one member's prep sent a working day before the session has its time.

    A session that is moved by a few days is not announced twice: the prep that was sent is drawn anew where it stands.
    """
    keys = _keys(session, membership_id)
    sent = [row for row in _posted(session, keys, uow) if row.state not in NEVER_SENT]
    for row in sent:
        outbox.refresh(session.workspace_id, row.dedup_key, f"moved-{session.revision}", uow)
    if session.starts_at is None:
        return
    due_at = _due(session.starts_at, hours)
    if any(due_at - row.due_at < STILL_FRESH for row in sent):
        return
    outbox.post(
        session.workspace_id,
        NoticeKind.PREP,
        keys[-1],
        ToPerson(participant_id),
        {"session_id": str(session.id), "membership_id": str(membership_id), "revision": str(session.revision)},
        uow,
        due_at=max(due_at, uow.now),
        keep_until=session.starts_at,
    )


def follow(session: Session, membership_id: UUID, hours: Hours, uow: UnitOfWork) -> None:
    """Have a member's prep that still waits come when their hours, which have just changed, now ask for it."""
    waiting = outbox.held(session.workspace_id, _keys(session, membership_id)[-1], uow)
    if waiting is not None and waiting.state is OutboxState.PENDING and session.starts_at is not None:
        waiting.due_at, waiting.wanted_at = max(_due(session.starts_at, hours), uow.now), None
        uow.wakes_delivery = True


def redraw(session: Session, occasion: str, uow: UnitOfWork) -> None:
    """Draw every member's prep of a session anew, silently, where it was sent."""
    members = uow.db.scalars(
        select(Membership.id).where(
            Membership.workspace_id == session.workspace_id, Membership.pair_id == session.pair_id
        )
    )
    for membership_id in members:
        redraw_own(session, membership_id, occasion, uow)


def redraw_own(session: Session, membership_id: UUID, occasion: str, uow: UnitOfWork) -> None:
    """Draw one member's prep of a session anew, silently, where it was sent."""
    for row in _posted(session, _keys(session, membership_id), uow):
        outbox.refresh(session.workspace_id, row.dedup_key, f"{session.revision}:{occasion}", uow)


def _keys(session: Session, membership_id: UUID) -> list[str]:
    """Return the outbox keys of one member's prep, a time that the session had each, the present one last."""
    return [f"prep:{session.id}:{membership_id}:{revision}" for revision in range(session.revision + 1)]


def _posted(session: Session, keys: Sequence[str], uow: UnitOfWork) -> Sequence[OutboxRow]:
    return uow.db.scalars(
        select(OutboxRow)
        .where(OutboxRow.workspace_id == session.workspace_id, OutboxRow.dedup_key.in_(keys))
        .order_by(OutboxRow.dedup_key)
    ).all()


def _due(starts_at: datetime, hours: Hours) -> datetime:
    day = previous_working_day(working_time.local_date(starts_at, hours.zone), hours.country)
    return at_local(day, _minute(hours), hours.zone)


def _minute(hours: Hours) -> int:
    """Return the local minute of the day at which one person is written to."""
    length = (hours.ends - hours.starts) % working_time.MINUTES_A_DAY or working_time.MINUTES_A_DAY
    is_at_work = (USUALLY_AT - hours.starts) % working_time.MINUTES_A_DAY < length and hours.starts <= USUALLY_AT
    return USUALLY_AT if is_at_work else hours.starts
