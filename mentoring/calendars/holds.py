"""
Whoever took an event's calendar file gets the next one when it moves or is called off.

Somebody who moves it by their own click has theirs at once. Everybody else hears of it in their next working hour, as
the answer to a wish of theirs: it takes nothing of what may be said to them unprompted. Before the earlier of the two
times, the one in their calendar and the new one, an hour outside their work is better than an hour spent waiting for
somebody who does not come.
"""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, delete, select

from mentoring import outbox, working_time
from mentoring.calendars.events import Event, entry_of, is_ahead, is_called_off
from mentoring.calendars.rules import CalendarFile, Occasion
from mentoring.outbox import NoticeKind, ToNewcomer, ToPerson
from mentoring.unit_of_work import UnitOfWork
from models import CalendarHold, OutboxRow, OutboxState, Participant, Session, ShowAndTell
from models.base import new_id

SAME_WISH = timedelta(minutes=1)
"""Whoever clicks again so soon gets the one file that is on its way."""
SETTLES = timedelta(minutes=10)
"""An event that is moved twice in a row makes one file."""
NOTICE = timedelta(hours=1)
"""So long before the earlier time the file comes at the latest."""
SAID = (OutboxState.SENDING, OutboxState.UNKNOWN, OutboxState.SENT)
"""Slack has it, or may have it."""


def take(event: Event, user_id: str, receipt: str, uow: UnitOfWork) -> None:
    """Put out a file for whoever asked, and remember that it has to follow the event from now on."""
    key = f"calendar-file:{event.id}:{receipt}"
    is_first = uow.add_once(
        CalendarHold,
        workspace_id=event.workspace_id,
        id=new_id(),
        session_id=event.id if isinstance(event, Session) else None,
        show_id=event.id if isinstance(event, ShowAndTell) else None,
        slack_user_id=user_id,
        revision=event.revision,
        file_key=key,
        shown_at=None,
        taken_at=uow.now,
    )
    hold = uow.db.scalars(select(CalendarHold).where(_of(event), CalendarHold.slack_user_id == user_id)).one()
    if not is_first:
        if hold.revision == event.revision and uow.now - hold.taken_at < SAME_WISH:
            return
        _note_what_arrived(hold, event.starts_at, uow)
        hold.revision, hold.file_key, hold.taken_at = event.revision, key, uow.now
    _put_out(hold, NoticeKind.CALENDAR_FILE, uow.now, uow)


def follow(event: Event, before: datetime | None, uow: UnitOfWork, *, by: str | None = None) -> None:
    """
    Have the holds in people's calendars follow an event whose time changed, or that was called off.

    Args:
        before: when it began until now.
        by: the Slack user id of whoever changed it by a click of their own.
    """
    holds = uow.db.scalars(
        select(CalendarHold).where(_of(event), CalendarHold.revision < event.revision).order_by(CalendarHold.id)
    ).all()
    for hold in holds:
        _note_what_arrived(hold, before, uow)
        hold.revision, hold.file_key = event.revision, f"calendar-file:{hold.id}:{event.revision}"
        if hold.slack_user_id == by or hold.shown_at is None:
            # Their own click, of just now or of a moment ago: the file they asked for has not left yet.
            _put_out(hold, NoticeKind.CALENDAR_FILE, uow.now, uow)
        else:
            _put_out(hold, NoticeKind.CALENDAR_FOLLOWS, _settled(event, hold, uow), uow)


def forget(event: Event, uow: UnitOfWork) -> None:
    """Forget who has an event in their calendar that is over."""
    uow.db.execute(delete(CalendarHold).where(_of(event)))


def file(row: OutboxRow, uow: UnitOfWork) -> CalendarFile | None:
    """Return the file as it is true now; nothing when a newer one is on its way, or when it would change nothing."""
    hold = _hold(row, uow)
    if hold is None or hold.file_key != row.dedup_key:
        return None
    event = _event(hold, uow)
    entry = entry_of(event, uow)
    if entry.is_cancelled:
        # Only what a calendar shows, and shows ahead, needs to be taken out of it.
        if hold.shown_at is None or hold.shown_at <= uow.now:
            return None
        return CalendarFile(entry, Occasion.CALLED_OFF if is_called_off(event) else Occasion.WITHOUT_TIME)
    if not is_ahead(event, uow.now):
        return None
    if hold.shown_at not in {None, event.starts_at}:
        return CalendarFile(entry, Occasion.MOVED)
    # Moved and moved back before anybody was told: the calendar is right.
    return None if row.kind == NoticeKind.CALENDAR_FOLLOWS else CalendarFile(entry, Occasion.TAKEN)


def at_latest(row: OutboxRow, uow: UnitOfWork) -> datetime | None:
    """Return until when a file that follows has to be there, whatever the hour; nothing when it has all the time."""
    hold = _hold(row, uow)
    return None if hold is None else _latest(_event(hold, uow), hold, uow)


def _settled(event: Event, hold: CalendarHold, uow: UnitOfWork) -> datetime:
    """Return when a file that follows is due; delivery then sees to its reader's hours."""
    due_at = uow.now if is_called_off(event) else uow.now + SETTLES
    if isinstance(event, ShowAndTell) and _participant(hold, uow) is None:
        # Nobody knows their hours: those of whoever called the event are the likeliest.
        caller = uow.db.get_one(Participant, {"workspace_id": event.workspace_id, "id": event.called_by_id})
        due_at = working_time.next_opening(due_at, caller.zone, caller.work_starts, caller.work_ends, caller.country)
    latest = _latest(event, hold, uow)
    return due_at if latest is None else min(due_at, max(latest, uow.now))


def _latest(event: Event, hold: CalendarHold, uow: UnitOfWork) -> datetime | None:
    takes_place = None if is_called_off(event) else event.starts_at
    ahead = [moment for moment in (hold.shown_at, takes_place) if moment is not None and moment > uow.now]
    return min(ahead) - NOTICE if ahead else None


def _note_what_arrived(hold: CalendarHold, at: datetime | None, uow: UnitOfWork) -> None:
    """Learn what their calendar shows by now: the newest file, if that has left, told the time until this moment."""
    newest = outbox.held(hold.workspace_id, hold.file_key, uow)
    if newest is not None and newest.state in SAID:
        hold.shown_at = at


def _put_out(hold: CalendarHold, kind: NoticeKind, due_at: datetime, uow: UnitOfWork) -> None:
    person = _participant(hold, uow)
    to = ToNewcomer(hold.slack_user_id) if person is None else ToPerson(person.id)
    outbox.post(hold.workspace_id, kind, hold.file_key, to, {"hold_id": str(hold.id)}, uow, due_at=due_at)


def _participant(hold: CalendarHold, uow: UnitOfWork) -> Participant | None:
    return uow.db.scalars(
        select(Participant).where(
            Participant.workspace_id == hold.workspace_id, Participant.slack_user_id == hold.slack_user_id
        )
    ).one_or_none()


def _of(event: Event) -> ColumnElement[bool]:
    column = CalendarHold.session_id if isinstance(event, Session) else CalendarHold.show_id
    return (CalendarHold.workspace_id == event.workspace_id) & (column == event.id)


def _hold(row: OutboxRow, uow: UnitOfWork) -> CalendarHold | None:
    return uow.get(CalendarHold, row.workspace_id, UUID(row.facts["hold_id"]))


def _event(hold: CalendarHold, uow: UnitOfWork) -> Event:
    if hold.session_id is not None:
        return uow.db.get_one(Session, {"workspace_id": hold.workspace_id, "id": hold.session_id})
    return uow.db.get_one(ShowAndTell, {"workspace_id": hold.workspace_id, "id": hold.show_id})
