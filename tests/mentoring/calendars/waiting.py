"""The calendar files that come as time goes by."""

from datetime import UTC, datetime

from mentoring.calendars.rules import CalendarFile
from tests.factories.cast import Cast
from tests.mentoring.delivery.waiting import live

MONDAY = datetime(2026, 3, 2, 10, tzinfo=UTC)
"""When these stories begin. Lisbon is at UTC."""


def waits(cast: Cast, until: datetime) -> list[tuple[datetime, CalendarFile]]:
    """Let time pass; return the files that came, and when."""
    said = [(sent.dispatch.now, sent.dispatch.notice) for sent in live(cast, until)]
    return [(at, notice) for at, notice in said if isinstance(notice, CalendarFile)]
