"""Calendars of the gallery: the file in each occasion, and one's own address as it can stand."""

from collections.abc import Iterator
from typing import Any

from mentoring.calendars.feeds import FeedPage
from mentoring.calendars.rules import CalendarEntry, CalendarFile, Occasion, SessionName, ShowName
from tests.views.facts import MOMENT, uid
from views import calendar, notices
from views.kit import Message
from views.reader import Reader

READER = Reader("en")
BASE = "https://mentoring.example.org"


def surfaces() -> Iterator[tuple[str, Message | dict[str, Any]]]:
    """Everything about calendars; nobody's words are in it."""
    for occasion in Occasion:
        starts_at = None if occasion is Occasion.WITHOUT_TIME else MOMENT
        is_cancelled = occasion in {Occasion.WITHOUT_TIME, Occasion.CALLED_OFF}
        for event in (SessionName(2), ShowName("<!channel> & what we made", "Both <ways>")):
            entry = CalendarEntry(uid(90), event, starts_at, 50, 3, is_cancelled, MOMENT)
            yield f"calendar file, {occasion}, {event}", notices.render(READER, CalendarFile(entry, occasion))
    none = FeedPage(uid(2), None, None)
    for name, card in (
        ("none", none),
        ("made just now", FeedPage(uid(2), uid(3), MOMENT, "s" * 43)),
        ("made before", FeedPage(uid(2), uid(3), MOMENT)),
    ):
        yield f"calendar address, {name}", calendar.page(READER, card, BASE)
    yield "calendar, without addresses", calendar.page(READER, none, None)
