"""
How often the bot may speak to one person unprompted: once a working day and three times a week, over all kinds.

What comes too soon waits for the next day with room; what is not worth saying by then is dropped by its own end.
"""

from datetime import date, datetime, timedelta

from sqlalchemy import select

from mentoring import working_time
from mentoring.notices import TELLINGS
from mentoring.unit_of_work import UnitOfWork
from models import OutboxAct, OutboxRow, OutboxState, Participant

A_WEEK = 3
UNPROMPTED = tuple(
    kind.value for kind, telling in TELLINGS.items() if telling.keeps_hours and telling.at_latest is None
)
LOOKS_AHEAD = 60
"""Days; a person without one working day in two months is spoken to when they are."""


def next_free(person: Participant, moment: datetime, uow: UnitOfWork) -> datetime:
    """Return the first moment, from a decent one on, at which one more unprompted message is not too many."""
    day = working_time.local_date(moment, person.zone)
    spoken = _days_spoken_to(person, day, uow)
    for _ in range(LOOKS_AHEAD):
        if not _is_full(day, spoken):
            return moment
        midnight = working_time.at_local(day + timedelta(days=1), 0, person.zone)
        moment = working_time.next_opening(midnight, person.zone, person.work_starts, person.work_ends, person.country)
        day = working_time.local_date(moment, person.zone)
    return moment


def _is_full(day: date, spoken: list[date]) -> bool:
    week = day.isocalendar()[:2]
    return day in spoken or sum(each.isocalendar()[:2] == week for each in spoken) >= A_WEEK


def _days_spoken_to(person: Participant, since: date, uow: UnitOfWork) -> list[date]:
    """Return the local days of this week on which something unprompted was sent, or is being sent, to a person."""
    monday = working_time.at_local(since - timedelta(days=since.weekday()), 0, person.zone)
    sent = uow.db.scalars(
        select(OutboxRow.due_at).where(
            OutboxRow.workspace_id == person.workspace_id,
            OutboxRow.participant_id == person.id,
            OutboxRow.due_at >= monday,
            OutboxRow.act == OutboxAct.POST,
            OutboxRow.kind.in_(UNPROMPTED),
            OutboxRow.state.in_([OutboxState.SENDING, OutboxState.UNKNOWN, OutboxState.SENT]),
        )
    )
    return [working_time.local_date(due_at, person.zone) for due_at in sent]
