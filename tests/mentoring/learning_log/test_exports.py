"""The log as a file: nothing in it acts, whatever was typed."""

import csv
import io
from datetime import date
from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from mentoring.learning_log.exports import COLUMNS, as_csv, as_markdown
from mentoring.learning_log.queries import WholeLog
from mentoring.learning_log.rules import EntryText, KeptFile, WrittenEntry
from mentoring.pairs.rules import Member
from mentoring.spreadsheets import harmless
from mentoring.states import LogKind, MembershipState, Role

ADA = Member(uuid4(), "UADA", "=Ada()", Role.SENIOR, MembershipState.ACCEPTED)
TYPED = st.text(st.characters(codec="utf-8", exclude_characters="\0")) | st.sampled_from(
    ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", '="a","b"', "a,b\n=c", '"']
)


def log_of(*texts: EntryText, left_out: int = 0) -> WholeLog:
    entries = tuple(WrittenEntry(uuid4(), uuid4(), ADA, LogKind.READING, text, ADA) for text in texts)
    return WholeLog(uuid4(), (ADA,), entries, left_out)


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline=""), strict=True))


@given(title=TYPED, note=TYPED, value=TYPED, name=TYPED)
def test_no_cell_begins_a_formula_and_no_text_is_lost(title: str, note: str, value: str, name: str) -> None:
    text = EntryText(
        title, date(2026, 3, 2), note=note, measured=value, value=value, files=(KeptFile(name, "https://x.y"),)
    )
    header, row = rows(as_csv(log_of(text)))
    assert header == list(COLUMNS)
    assert len(row) == len(COLUMNS)
    assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert row[2] in {title, f"'{title}"}
    assert row[4] in {note, f"'{note}"}


def test_what_spreadsheets_would_run_is_quoted() -> None:
    assert [harmless(each) for each in ("=1", "+1", "-1", "@a", "\ta", "\ra", "1=1", "")] == [
        "'=1",
        "'+1",
        "'-1",
        "'@a",
        "'\ta",
        "'\ra",
        "1=1",
        "",
    ]


def test_markdown_shows_what_was_typed_and_does_not_act_on_it() -> None:
    text = EntryText(
        "# Not [a](javascript:x) heading\nat all",
        date(2026, 3, 2),
        link="https://example.com/a",
        note="<script>\n## no",
        measured="tickets a week",
        value="92",
        baseline="108",
    )
    written = as_markdown(log_of(text, left_out=3))
    assert "### \\# Not \\[a\\]\\(javascript:x\\) heading at all" in written
    assert "> \\<script\\>\n> \\#\\# no" in written
    assert "108 → 92 tickets a week" in written
    assert "<https://example.com/a>" in written
    assert "The oldest 3 entries are left out." in written
    assert [line for line in written.splitlines() if line.startswith("#")] == [
        "# Learning Log",
        "## 2026-03-02",
        "### \\# Not \\[a\\]\\(javascript:x\\) heading at all",
    ]
