"""What a calendar is told of a session: when, and nothing of who or what; pure."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from mentoring.errors import Refusal
from mentoring.wording import N_
from models import Session, SessionState


class NoTimeToPutIn(Refusal):
    """The session has no time that a calendar could hold."""

    message = N_("This session has no time ahead, so there is nothing to put into a calendar. `/mentor session` helps.")


class Occasion(StrEnum):
    """Why somebody gets a calendar file."""

    TAKEN = "taken"
    MOVED = "moved"
    WITHOUT_TIME = "without_time"
    CALLED_OFF = "called_off"


@dataclass(frozen=True)
class CalendarEntry:
    """
    One session as a calendar knows it.

    Attributes:
        starts_at: UTC; nothing while the session has no time.
        revision: grows whenever the time changes; a calendar lets the highest one win.
        written_at: the instant at which this was true.
    """

    session_id: UUID
    number: int
    starts_at: datetime | None
    minutes: int
    revision: int
    is_cancelled: bool
    written_at: datetime


@dataclass(frozen=True)
class CalendarFile:
    """A file for one member's own calendar."""

    entry: CalendarEntry
    occasion: Occasion


def entry_of(session: Session, now: datetime) -> CalendarEntry:
    """Return a session as it stands; one without a time is told as cancelled, so that its old hold goes."""
    return CalendarEntry(
        session_id=session.id,
        number=session.number,
        starts_at=session.starts_at,
        minutes=session.minutes,
        revision=session.revision,
        is_cancelled=session.state is SessionState.CANCELLED or session.starts_at is None,
        written_at=now,
    )
