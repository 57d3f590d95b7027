"""
Whoever took a session's calendar file gets the next one when it moves or is called off.

Somebody who moves it by their own click has theirs at once. Everybody else hears of it in their next working hour, as
the answer to a wish of theirs: it takes nothing of what may be said to them unprompted. Before the earlier of the two
times, the one in their calendar and the new one, an hour outside their work is better than an hour spent waiting for
somebody who does not come.
"""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from mentoring import outbox
from mentoring.calendars.rules import CalendarFile, Occasion, entry_of
from mentoring.outbox import NoticeKind, ToPerson
from mentoring.unit_of_work import UnitOfWork
from models import CalendarHold, OutboxRow, OutboxState, Participant, Session, SessionState
from models.base import new_id

SAME_WISH = timedelta(minutes=1)
"""Whoever clicks again so soon gets the one file that is on its way."""
SETTLES = timedelta(minutes=10)
"""A session that is moved twice in a row makes one file."""
NOTICE = timedelta(hours=1)
"""So long before the earlier time the file comes at the latest."""
SAID = (OutboxState.SENDING, OutboxState.UNKNOWN, OutboxState.SENT)
"""Slack has it, or may have it."""


def take(session: Session, user_id: str, receipt: str, uow: UnitOfWork) -> None:
    """Put out a file for whoever asked, and remember that it has to follow the session from now on."""
    key = f"calendar-file:{session.id}:{receipt}"
    is_first = uow.add_once(
        CalendarHold,
        workspace_id=session.workspace_id,
        id=new_id(),
        session_id=session.id,
        slack_user_id=user_id,
        revision=session.revision,
        file_key=key,
        shown_at=None,
        taken_at=uow.now,
    )
    hold = uow.db.scalars(
        select(CalendarHold).where(
            CalendarHold.workspace_id == session.workspace_id,
            CalendarHold.session_id == session.id,
            CalendarHold.slack_user_id == user_id,
        )
    ).one()
    if not is_first:
        if hold.revision == session.revision and uow.now - hold.taken_at < SAME_WISH:
            return
        _note_what_arrived(hold, session.starts_at, uow)
        hold.revision, hold.file_key, hold.taken_at = session.revision, key, uow.now
    _put_out(hold, NoticeKind.CALENDAR_FILE, uow.now, uow)


def follow(session: Session, before: datetime | None, uow: UnitOfWork, *, by: str | None = None) -> None:
    """
    Have the holds in people's calendars follow a session whose time changed, or that was called off.

    Args:
        before: when it began until now.
        by: the Slack user id of whoever changed it by a click of their own.
    """
    holds = uow.db.scalars(
        select(CalendarHold)
        .where(
            CalendarHold.workspace_id == session.workspace_id,
            CalendarHold.session_id == session.id,
            CalendarHold.revision < session.revision,
        )
        .order_by(CalendarHold.id)
    ).all()
    for hold in holds:
        _note_what_arrived(hold, before, uow)
        hold.revision, hold.file_key = session.revision, f"calendar-file:{hold.id}:{session.revision}"
        if hold.slack_user_id == by or hold.shown_at is None:
            # Their own click, of just now or of a moment ago: the file they asked for has not left yet.
            _put_out(hold, NoticeKind.CALENDAR_FILE, uow.now, uow)
            continue
        settled = uow.now if session.state is SessionState.CANCELLED else uow.now + SETTLES
        latest = _latest(session, hold, uow)
        due_at = settled if latest is None else min(settled, max(latest, uow.now))
        _put_out(hold, NoticeKind.CALENDAR_FOLLOWS, due_at, uow)


def file(row: OutboxRow, uow: UnitOfWork) -> CalendarFile | None:
    """Return the file as it is true now; nothing when a newer one is on its way, or when it would change nothing."""
    hold, session = _held(row, uow)
    if hold.file_key != row.dedup_key:
        return None
    entry = entry_of(session, uow.now)
    if entry.is_cancelled:
        # Only what a calendar shows, and shows ahead, needs to be taken out of it.
        if hold.shown_at is None or hold.shown_at <= uow.now:
            return None
        is_off = session.state is SessionState.CANCELLED
        return CalendarFile(entry, Occasion.CALLED_OFF if is_off else Occasion.WITHOUT_TIME)
    if session.state is not SessionState.PLANNED or session.starts_at is None or session.starts_at <= uow.now:
        return None
    if hold.shown_at not in {None, session.starts_at}:
        return CalendarFile(entry, Occasion.MOVED)
    # Moved and moved back before anybody was told: the calendar is right.
    return None if row.kind == NoticeKind.CALENDAR_FOLLOWS else CalendarFile(entry, Occasion.TAKEN)


def at_latest(row: OutboxRow, uow: UnitOfWork) -> datetime | None:
    """Return until when a file that follows has to be there, whatever the hour; nothing when it has all the time."""
    hold, session = _held(row, uow)
    return _latest(session, hold, uow)


def _latest(session: Session, hold: CalendarHold, uow: UnitOfWork) -> datetime | None:
    takes_place = None if session.state is SessionState.CANCELLED else session.starts_at
    ahead = [moment for moment in (hold.shown_at, takes_place) if moment is not None and moment > uow.now]
    return min(ahead) - NOTICE if ahead else None


def _note_what_arrived(hold: CalendarHold, at: datetime | None, uow: UnitOfWork) -> None:
    """Learn what their calendar shows by now: the newest file, if that has left, told the time until this moment."""
    newest = outbox.held(hold.workspace_id, hold.file_key, uow)
    if newest is not None and newest.state in SAID:
        hold.shown_at = at


def _put_out(hold: CalendarHold, kind: NoticeKind, due_at: datetime, uow: UnitOfWork) -> None:
    person = uow.db.scalars(
        select(Participant.id).where(
            Participant.workspace_id == hold.workspace_id, Participant.slack_user_id == hold.slack_user_id
        )
    ).one()
    facts = {"hold_id": str(hold.id)}
    outbox.post(hold.workspace_id, kind, hold.file_key, ToPerson(person), facts, uow, due_at=due_at)


def _held(row: OutboxRow, uow: UnitOfWork) -> tuple[CalendarHold, Session]:
    hold = uow.db.get_one(CalendarHold, {"workspace_id": row.workspace_id, "id": UUID(row.facts["hold_id"])})
    return hold, uow.db.get_one(Session, {"workspace_id": row.workspace_id, "id": hold.session_id})
