"""What can stand in somebody's calendar: a session of a pair, and a show-and-tell of a programme's channel."""

from datetime import datetime

from mentoring.calendars.rules import CalendarEntry, EventName, SessionName, ShowName
from mentoring.unit_of_work import UnitOfWork
from models import Programme, Session, SessionState, ShowAndTell, ShowState

Event = Session | ShowAndTell


def entry_of(event: Event, uow: UnitOfWork) -> CalendarEntry:
    """Return an event as it stands; one without a time is told as cancelled, so that its old hold goes."""
    return CalendarEntry(
        event_id=event.id,
        name=_name(event, uow),
        starts_at=event.starts_at,
        minutes=event.minutes,
        revision=event.revision,
        is_cancelled=is_called_off(event) or event.starts_at is None,
        written_at=uow.now,
    )


def is_called_off(event: Event) -> bool:
    """Tell whether it does not take place at any time."""
    return event.state in {SessionState.CANCELLED, ShowState.CANCELLED}


def is_ahead(event: Event, now: datetime) -> bool:
    """Tell whether it has a time that is still to come."""
    is_planned = event.state in {SessionState.PLANNED, ShowState.ANNOUNCED}
    return is_planned and event.starts_at is not None and event.starts_at > now


def _name(event: Event, uow: UnitOfWork) -> EventName:
    if isinstance(event, Session):
        return SessionName(event.number)
    programme = uow.db.get_one(Programme, {"workspace_id": event.workspace_id, "id": event.programme_id})
    return ShowName(event.title, programme.name)
