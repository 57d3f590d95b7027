"""What a calendar is told: when, and of a session nothing of who or what; pure."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from msgspec import Struct

from mentoring.errors import Refusal
from mentoring.wording import N_


class NoTimeToPutIn(Refusal):
    """The session has no time that a calendar could hold."""

    message = N_("This session has no time ahead, so there is nothing to put into a calendar. `/mentor session` helps.")


class Occasion(StrEnum):
    """Why somebody gets a calendar file."""

    TAKEN = "taken"
    MOVED = "moved"
    WITHOUT_TIME = "without_time"
    CALLED_OFF = "called_off"


class SessionName(Struct, frozen=True):
    """A session is told by its number, and by nothing of its pair."""

    number: int


class ShowName(Struct, frozen=True):
    """A show-and-tell is told as its channel reads it: its title, and the programme's name."""

    title: str
    programme: str


EventName = SessionName | ShowName


class CalendarEntry(Struct, frozen=True):
    """
    One event as a calendar knows it.

    Attributes:
        starts_at: UTC; nothing while a session has no time.
        revision: grows whenever the time changes; a calendar lets the highest one win.
        written_at: the instant at which this was true.
    """

    event_id: UUID
    name: EventName
    starts_at: datetime | None
    minutes: int
    revision: int
    is_cancelled: bool
    written_at: datetime


class CalendarFile(Struct, frozen=True):
    """A file for one person's own calendar."""

    entry: CalendarEntry
    occasion: Occasion
