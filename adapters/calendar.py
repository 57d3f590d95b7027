"""
Sessions and show-and-tells as iCalendar (RFC 5545), to be opened by whatever calendar a person has.

A calendar shows things to colleagues, assistants and phones' locked screens: an entry says that there is a mentoring
session and when, and neither with whom nor about what; of a show-and-tell it says what its channel reads anyway.
"""

import re
from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from mentoring.calendars.rules import CalendarEntry

if TYPE_CHECKING:
    from icalendar import Calendar, Event

PRODUCT = "-//Bothways//Mentoring sessions//EN"
ENDS_A_LINE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
LOOK_AGAIN = timedelta(hours=1)
"""How often a calendar should ask an address anew; most ask more rarely."""


def file_of(entry: CalendarEntry, title: str) -> bytes:
    """Return the file that puts one event into a calendar, moves it there, or takes it out."""
    calendar = _calendar("CANCEL" if entry.is_cancelled else "PUBLISH")
    calendar.add_component(_event(entry, title))
    return bytes(calendar.to_ical())


def feed_of(entries: Sequence[tuple[CalendarEntry, str]], name: str) -> bytes:
    """
    Return everything one address shows now; what is no longer in it vanishes from the calendar.

    Args:
        entries: events with their titles.
        name: what the calendar is called.
    """
    calendar = _calendar("PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", LOOK_AGAIN, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    for entry, title in entries:
        calendar.add_component(_event(entry, title))
    return bytes(calendar.to_ical())


def _calendar(method: str) -> "Calendar":
    from icalendar import Calendar  # noqa: PLC0415 - a start does without it

    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    return calendar


def _on_one_line(typed: str) -> str:
    """Return text without what some calendar could take for the end of a line; only the line feed is escaped for us."""
    return " ".join(ENDS_A_LINE.sub(" ", typed).split())


def _event(entry: CalendarEntry, title: str) -> "Event":
    from icalendar import Event  # noqa: PLC0415 - a start does without it

    event = Event()
    event.add("uid", f"{entry.event_id}@bothways")
    event.add("sequence", entry.revision)
    event.add("dtstamp", entry.written_at.replace(microsecond=0))
    event.add("status", "CANCELLED" if entry.is_cancelled else "CONFIRMED")
    event.add("summary", _on_one_line(title))
    if entry.starts_at is not None:
        starts_at = entry.starts_at.replace(microsecond=0)
        event.add("dtstart", starts_at)
        event.add("dtend", starts_at + timedelta(minutes=entry.minutes))
    return event
