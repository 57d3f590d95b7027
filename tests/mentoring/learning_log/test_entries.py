"""Keeping, reading, finding and withdrawing what a pair made and measured."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from sqlalchemy import event

from mentoring import checkins
from mentoring.checkins import CheckInDraft, KeepCheckIn
from mentoring.errors import CharterFirst, NotInThisPair, PairHasEnded, Refusal
from mentoring.learning_log import commands, queries
from mentoring.learning_log.commands import AddEntry, WithdrawEntry
from mentoring.learning_log.queries import PAGE, SEARCHED, LogPage, OpenLog, ReadEntry, holds
from mentoring.learning_log.rules import (
    DayToCome,
    EntryDraft,
    EntryIsGone,
    EntryText,
    OnlyItsKeeper,
    TitlePlease,
    WrittenEntry,
    baseline_of,
)
from mentoring.pairs import commands as pairs
from mentoring.pairs.commands import LeavePair
from mentoring.pairs.rules import Member
from mentoring.participants import InPair
from mentoring.states import LogKind, MembershipState, Role, Visibility
from mentoring.typed import LINE_LIMIT, LINK_LIMIT, TEXT_LIMIT, NotALink, NumberPlease, TextTooLong, WhatWasMeasured
from models import LogEntry, OutboxRow
from tests.factories.cast import TEXT, Cast, receipt

TODAY = date(2026, 3, 2)


def add(
    cast: Cast, pair_id: UUID, title: str = "The demo", *, who: str = "ada", kind: LogKind = LogKind.DEMO, **more: Any
) -> WrittenEntry:
    return cast.store.do(commands.add, AddEntry(cast.actor(who), pair_id, kind, EntryDraft(title, **more), receipt()))


def look(cast: Cast, pair_id: UUID, who: str = "ben", **asked: Any) -> LogPage:
    return cast.store.do(queries.page, OpenLog(cast.actor(who), pair_id, **asked))


def titles(page: LogPage) -> list[str]:
    return [entry.text.title for entry in page.entries]


@pytest.fixture
def pair_id(cast: Cast) -> UUID:
    return cast.chartered("ada", "ben")


def test_a_name_is_enough_and_both_read_it(each_cast: Cast) -> None:
    pair_id = each_cast.chartered("ada", "ben")
    said = len(each_cast.store.rows(OutboxRow))
    entry = add(each_cast, pair_id, "  The demo ")
    assert entry.text == EntryText("The demo", TODAY)
    for who in ("ada", "ben"):
        assert look(each_cast, pair_id, who).entries == (entry,)
    assert len(each_cast.store.rows(OutboxRow)) == said, "nobody is sent anything"


@pytest.mark.parametrize(
    ("change", "refusal", "field"),
    [
        ({"title": ""}, TitlePlease, "title"),
        ({"title": " \n "}, TitlePlease, "title"),
        ({"title": "x" * (LINE_LIMIT + 1)}, TextTooLong, "title"),
        ({"note": "x" * (TEXT_LIMIT + 1)}, TextTooLong, "note"),
        ({"link": "https://example.com/" + "x" * LINK_LIMIT}, TextTooLong, "link"),
        ({"link": "https://localhost"}, NotALink, "link"),
        ({"link": "javascript:alert(1)"}, NotALink, "link"),
        ({"day": date(2026, 3, 3)}, DayToCome, "day"),
    ],
)
def test_what_does_not_fit_is_refused_beside_its_field(
    cast: Cast, pair_id: UUID, change: dict[str, Any], refusal: type[Refusal], field: str
) -> None:
    with pytest.raises(refusal) as refused:
        add(cast, pair_id, **{"title": "The demo", **change})
    assert refused.value.field == field
    assert cast.store.rows(LogEntry) == []


@pytest.mark.parametrize(
    ("change", "refusal", "field"),
    [
        ({}, WhatWasMeasured, "measured"),
        ({"measured": "Tickets"}, NumberPlease, "value"),
        ({"measured": "Tickets", "value": "many"}, NumberPlease, "value"),
        ({"measured": "Tickets", "value": "NaN"}, NumberPlease, "value"),
        ({"measured": "x" * (LINE_LIMIT + 1), "value": "1"}, TextTooLong, "measured"),
    ],
)
def test_a_reading_is_a_number_with_its_name(
    cast: Cast, pair_id: UUID, change: dict[str, Any], refusal: type[Refusal], field: str
) -> None:
    with pytest.raises(refusal) as refused:
        add(cast, pair_id, kind=LogKind.READING, **change)
    assert refused.value.field == field


def test_a_reading_without_a_name_is_called_by_what_was_measured(cast: Cast, pair_id: UUID) -> None:
    entry = add(cast, pair_id, "", kind=LogKind.READING, measured=" Tickets a week ", value="92")
    assert (entry.text.title, entry.text.measured) == ("Tickets a week", "Tickets a week")


def test_a_reading_stands_against_the_baseline_of_the_charter_that_counted_then(cast: Cast, pair_id: UUID) -> None:
    entry = add(cast, pair_id, kind=LogKind.READING, measured="tickets a week", value="92")
    assert (entry.text.baseline, entry.text.value) == ("120", "92")
    cast.agree(pair_id, "ada", "ben", text=replace(TEXT, baseline="60 tickets a week"))
    later = add(cast, pair_id, kind=LogKind.READING, measured="tickets a week", value="55")
    assert later.text.baseline == "60"
    assert look(cast, pair_id).entries[1].text.baseline == "120"


@pytest.mark.parametrize(
    ("baseline", "measured", "number"),
    [
        ("108 tickets a week", "tickets a week", "108"),
        ("We get 1,200 tickets a week; 14 days to answer.", "Ticket count", "1,200"),
        ("We get 120 tickets a week, and answer in 3.5 days.", "Days to answer", "3.5"),
        ("120 tickets a week", "errors a week", ""),
        ("Error rate 4.2 % at present", "error rate in %", "4.2"),
        ("About a dozen tickets", "tickets", ""),
        ("", "tickets", ""),
        ("In 2025: fewer errors", "errors", "2025"),
        ("-3 degrees of margin", "Margin", "-3"),
        ("v1.2b of the bot", "bot", ""),
    ],
)
def test_the_baseline_is_the_number_of_the_same_thing_or_none(baseline: str, measured: str, number: str) -> None:
    assert baseline_of(baseline, measured) == number


def test_a_submission_delivered_again_is_kept_once(each_cast: Cast) -> None:
    pair_id = each_cast.chartered("ada", "ben")
    command = AddEntry(each_cast.actor("ada"), pair_id, LogKind.DEMO, EntryDraft("Once"), "the-same")
    first = each_cast.store.do(commands.add, command)
    assert [each_cast.store.do(commands.add, command) for _ in range(3)] == [first] * 3
    assert len(each_cast.store.rows(LogEntry)) == 1
    each_cast.store.do(commands.withdraw, WithdrawEntry(each_cast.actor("ada"), first.entry_id))
    with pytest.raises(EntryIsGone):
        each_cast.store.do(commands.add, command)


def test_the_newest_day_comes_first_and_older_ones_a_page_on(cast: Cast, pair_id: UUID) -> None:
    for number in range(PAGE + 2):
        add(cast, pair_id, f"Number {number}", day=date(2026, 2, 28 - number))
    add(cast, pair_id, "Today", who="ben")
    first, second = look(cast, pair_id), look(cast, pair_id, page=1)
    assert titles(first)[:3] == ["Today", "Number 0", "Number 1"]
    assert (len(first.entries), first.has_older) == (PAGE, True)
    assert (titles(second)[-1], second.has_older) == (f"Number {PAGE + 1}", False)
    assert look(cast, pair_id, page=99).page == 1
    assert look(cast, pair_id, page=-1).page == 0


def test_words_are_found_whatever_field_they_are_in_and_a_kind_alone(each_cast: Cast) -> None:
    pair_id = each_cast.chartered("ada", "ben")
    add(each_cast, pair_id, "The Straße demo", note="Mo liked it")
    add(each_cast, pair_id, "A dashboard", kind=LogKind.DASHBOARD, link="https://grafana.example/board")
    add(each_cast, pair_id, "Count", kind=LogKind.READING, measured="Tickets", value="92", who="ben")
    found = {words: titles(look(each_cast, pair_id, words=words)) for words in ("STRASSE mo", "grafana", "92", "nil")}
    assert found == {"STRASSE mo": ["The Straße demo"], "grafana": ["A dashboard"], "92": ["Count"], "nil": []}
    assert titles(look(each_cast, pair_id, kind=LogKind.DASHBOARD)) == ["A dashboard"]
    assert titles(look(each_cast, pair_id, kind=LogKind.DASHBOARD, words="count")) == []


def test_a_search_opens_no_more_than_it_says(cast: Cast, pair_id: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    assert SEARCHED == 500
    monkeypatch.setattr(queries, "SEARCHED", 3)
    for number in range(5):
        add(cast, pair_id, f"word {number}", day=date(2026, 2, 20 - number))
    page = look(cast, pair_id, words="word")
    assert (titles(page), page.total) == (["word 0", "word 1", "word 2"], 5)


MEMBER = Member(uuid4(), "UADA", "Ada", Role.SENIOR, MembershipState.ACCEPTED)


@given(
    parts=st.lists(st.text(min_size=1).filter(lambda text: not text.isspace()), min_size=1, max_size=5),
    picked=st.data(),
)
def test_whatever_words_are_in_an_entry_find_it(parts: list[str], picked: st.DataObject) -> None:
    text = EntryText(" ".join(parts), TODAY, note=parts[-1])
    entry = WrittenEntry(uuid4(), uuid4(), MEMBER, LogKind.DEMO, text)
    words = " ".join(parts).casefold().split()
    assert holds(entry, words)
    if words:
        assert holds(entry, [picked.draw(st.sampled_from(words))])
    assert not holds(entry, [*words, "\0 nobody types this"])


def test_a_withdrawn_entry_is_gone_for_both_and_its_words_are_erased(each_cast: Cast) -> None:
    pair_id = each_cast.chartered("ada", "ben")
    entry = add(each_cast, pair_id)
    with pytest.raises(OnlyItsKeeper):
        each_cast.store.do(commands.withdraw, WithdrawEntry(each_cast.actor("ben"), entry.entry_id))
    each_cast.store.do(commands.withdraw, WithdrawEntry(each_cast.actor("ada"), entry.entry_id))
    [row] = each_cast.store.rows(LogEntry)
    assert (row.sealed_body, row.withdrawn_at is not None) == (None, True)
    for who in ("ada", "ben"):
        assert look(each_cast, pair_id, who).entries == ()
        with pytest.raises(EntryIsGone):
            each_cast.store.do(queries.read, ReadEntry(each_cast.actor(who), entry.entry_id))


def test_the_charter_comes_first(cast: Cast) -> None:
    pair_id = cast.pair("ada", "ben")
    for attempt in (
        lambda: add(cast, pair_id),
        lambda: look(cast, pair_id),
        lambda: cast.store.do(queries.logs, cast.actor("ada")),
        lambda: cast.store.do(queries.form, InPair(cast.actor("ada"), pair_id)),
    ):
        with pytest.raises(CharterFirst):
            attempt()
    assert cast.store.do(queries.logs, cast.actor("eve")) == ()


def test_after_the_end_both_still_read_and_export_and_nothing_is_added(cast: Cast, pair_id: UUID) -> None:
    entry = add(cast, pair_id)
    cast.store.do(pairs.leave, LeavePair(cast.actor("ben"), pair_id, receipt()))
    for who in ("ada", "ben"):
        [log] = cast.store.do(queries.logs, cast.actor(who))
        assert (log.pair_id, log.ended) == (pair_id, True)
        page = look(cast, pair_id, who)
        assert (page.entries, page.can_add, page.ended) == ((entry,), False, True)
        assert cast.store.do(queries.whole, InPair(cast.actor(who), pair_id)).entries == (entry,)
        with pytest.raises(PairHasEnded):
            add(cast, pair_id, who=who)


def test_nobody_else_gets_in(cast: Cast, pair_id: UUID) -> None:
    entry = add(cast, pair_id)
    asked = cast.invitation("ada", "carl")
    cast.answer("carl", asked, pairs.Answer.DECLINE)
    cast.chartered("eve", "finn")
    stranger_elsewhere = Cast(cast.store, "T2")
    stranger_elsewhere.chartered("ada", "ben")
    for actor in (*(cast.actor(name) for name in ("eve", "carl", "nobody")), stranger_elsewhere.actor("ada")):
        for way, command in (
            (queries.page, OpenLog(actor, pair_id)),
            (queries.read, ReadEntry(actor, entry.entry_id)),
            (queries.whole, InPair(actor, pair_id)),
            (queries.form, InPair(actor, pair_id)),
            (commands.withdraw, WithdrawEntry(actor, entry.entry_id)),
            (commands.add, AddEntry(actor, pair_id, LogKind.DEMO, EntryDraft("x"), receipt())),
        ):
            with pytest.raises(NotInThisPair):
                cast.store.do(way, command)  # type: ignore[arg-type]  # each way with its own command
    assert look(cast, pair_id).entries == (entry,)


FULL = CheckInDraft(
    "The help page is out.\nMore to come.",
    evidence="https://example.com/help",
    metric="Tickets a week",
    reading="92",
)


def check_in(cast: Cast, pair_id: UUID, draft: CheckInDraft, visibility: Visibility, name: str) -> None:
    cast.store.do(checkins.keep, KeepCheckIn(cast.actor("ada"), pair_id, draft, visibility, name))


def test_evidence_and_reading_of_a_shared_check_in_are_in_the_log_once(each_cast: Cast) -> None:
    pair_id = each_cast.chartered("ada", "ben")
    for _ in range(3):
        check_in(each_cast, pair_id, FULL, Visibility.SHARED, "the-same")
    reading, document = sorted(look(each_cast, pair_id).entries, key=lambda each: each.kind, reverse=True)
    assert (document.kind, document.text.title, document.text.link) == (
        LogKind.DOCUMENT,
        "The help page is out.",
        FULL.evidence,
    )
    assert (reading.kind, reading.text.baseline, reading.text.value, reading.text.measured) == (
        LogKind.READING,
        "120",
        "92",
        "Tickets a week",
    )


def test_a_check_in_with_nothing_for_the_log_never_touches_it(cast: Cast, pair_id: UUID) -> None:
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        seen.append(statement)

    event.listen(cast.store.database.engine, "before_cursor_execute", note)
    try:
        check_in(cast, pair_id, CheckInDraft("Only a line"), Visibility.SHARED, "short")
    finally:
        event.remove(cast.store.database.engine, "before_cursor_execute", note)
    assert seen
    assert not [each for each in seen if "log_entries" in each or "charter_versions.sealed_text" in each]


def test_a_private_check_in_leaves_nothing_in_the_log(cast: Cast, pair_id: UUID) -> None:
    check_in(cast, pair_id, FULL, Visibility.PRIVATE, "private")
    check_in(cast, pair_id, CheckInDraft("Only a line"), Visibility.SHARED, "short")
    assert cast.store.rows(LogEntry) == []
