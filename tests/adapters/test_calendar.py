"""A calendar's lines are ours: whatever a show-and-tell is called, its title adds none."""

import re
from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from adapters.calendar import feed_of, file_of
from mentoring.calendars.rules import CalendarEntry, SessionName

WRITTEN = datetime(2026, 3, 2, 10, tzinfo=UTC)
ENTRY = CalendarEntry(UUID(int=1), SessionName(1), WRITTEN, 50, 1, False, WRITTEN)
HOSTILE = (
    "Show\r\nATTENDEE:mailto:everybody@evil.example",
    "Show\nEND:VEVENT\nBEGIN:VALARM\nACTION:EMAIL",
    "Show\rATTACH:https://evil.example/x",
    "Show\x0bURL:https://evil.example\x0cURL:x\x85URL:y\u2028URL:z\u2029URL:w",
    "\\nATTENDEE:x;,\\;\\,",
    "x" * 300,
    "\0\x1b\x07\x7f",
    "\U0001f469\u200d\U0001f4bb",
)
TITLES = st.text(
    st.sampled_from('\r\n\x0b\x0c\x85\u2028\u2029\0:;,\\=" aE') | st.characters(codec="utf-8"), max_size=99
)


def names_of(content: bytes) -> list[str]:
    """What each unfolded line is, by every way in which a reader could end one."""
    lines = re.split("\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]", content.decode().replace("\r\n ", ""))
    return [re.split("[:;]", line)[0] for line in lines if line]


FILE, FEED = names_of(file_of(ENTRY, "Show")), names_of(feed_of([(ENTRY, "Show")], "Mine"))


@pytest.mark.parametrize("title", HOSTILE, ids=repr)
def test_no_title_adds_a_line(title: str) -> None:
    assert names_of(file_of(ENTRY, title)) == FILE
    assert names_of(feed_of([(ENTRY, title)], "Mine")) == FEED


@given(title=TITLES)
def test_whatever_it_is_called_every_calendar_reads_one_event_with_the_title(title: str) -> None:
    content = file_of(ENTRY, title)
    assert names_of(content) == FILE
    [event] = Calendar.from_ical(content).walk("VEVENT")
    kept = re.sub("[\0-\x1f\x7f-\x9f\u2028\u2029]", " ", title)
    assert str(event["summary"]) == " ".join(kept.split())
