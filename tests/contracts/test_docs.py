"""The docs lead where they say, and tell what the bot itself tells."""

import re
from pathlib import Path

import pytest

from mentoring import consents
from models import Base
from tests.views.gallery import READER
from views import who_sees_what

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
TABLE = (ROOT / "docs" / "explanation" / "who-sees-what.md").read_text(encoding="utf-8")

# What the bot's own table says → the rows of the docs that say it too.
SAME_RECORDS = {
    "Your charter": ["The charter: its text and its versions", "Who signed the charter, and when"],
    "Your check-ins": ["A check-in marked as shared", "A check-in marked as private"],
    "Your sessions": ["A session: its time, who leads, notes, hypothesis and next test"],
    "Your prep": [
        "Your three points before a session, until you share them",
        "Three points that you shared on the session's card",
    ],
    "Your Learning Log": [
        "An entry of the Learning Log",
        "The whole Learning Log as files, when you take it along",
        "Whether you agreed to show an entry outside",
        "Your words that somebody would like to keep, until you answer",
    ],
    "Your half of a close": [
        "Your line of a close, until the session is closed",
        "Your line of a close, once the session is closed",
        "The tap in a close: how safe it felt",
    ],
    "Your commitments": [
        "Commitments: who does what by when, and what could go wrong",
        "Reminders of your commitments, and the question for your half of a close",
    ],
    "Your safety pulse": ["Your pulse: the number", "Your private options, and what you ask for there"],
    "Your enrolment": [
        "That you are enrolled, and the place you would take",
        "Your enrolment: the goal, and whom you would never be paired with",
        "Your enrolment: skills, languages, capacity, team, place of work, and whom you report to",
        "Of a drafted pair: which skills of one the other seeks, of how many, the hours and languages in common",
        "That a draft left you over: how many possible partners each rule took away",
        "That an owner said “not these two” about you and somebody else",
        "Your time zone (the one Slack says, or another you chose), working hours and country",
    ],
    "That you are in a pair": ["That you are a pair, since when, and whether it is under way"],
    "What you say to each other in Slack": ["What you two say to each other in your conversation"],
}
# Rows of the docs that the bot's table leaves out: they ask nothing personal, or are a person's own page.
ONLY_IN_DOCS = {
    "That you took the calendar file of a session or a show-and-tell, and your secret calendar address",
    "Whether you agree to a transcript of one session",
    "A transcript that was handed in",
    "An invitation you sent or got: who asked whom, and who is senior",
    "That you declined",
    (
        "Asked by a programme: that you declined, said “not now” and until when, or did not answer;"
        " and what you add to a no"
    ),
    "Why a programme asks you two: the skills either way and the hours you share",
    "What an owner entered about you from a sheet",
    "After 90 days: whether you would go on together",
    "What you tell for a programme’s audit of fairness",
    "That you left a pair",
    "What you wrote together, after a pair has ended",
    "Whether you answered or skipped a pulse",
    "That your partner does not answer, and what you do about it",
    "That your charter is not signed, after two and five working days",
    "That you said “not again” to somebody",
    "That a pair needs attention: a member asked for help, or none of it answered for long",
    "Your Home tab",
    "That you pause, and until when",
    "What you agreed to, and when (the consent ledger)",
}


def anchors(page: Path) -> set[str]:
    """The places in a page that a link can point at, named as forges name them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading).strip().lower().replace(" ", "-") for heading in headings}


def rows(section: str) -> list[list[str]]:
    """The cells of the table under a heading of the page, without its head."""
    [body] = re.findall(rf"^## {re.escape(section)}$(.*?)(?=^## |\Z)", TABLE, re.MULTILINE | re.DOTALL)
    lines = [line for line in body.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    for target in LINK.findall(page.read_text(encoding="utf-8")):
        if re.match(r"https?:|mailto:", target):
            continue
        path, _, anchor = target.partition("#")
        found = (page.parent / path).resolve() if path else page
        assert found.exists(), target
        assert found.is_relative_to(ROOT), target
        if anchor:
            assert anchor in anchors(found), target


def test_every_page_of_the_docs_is_linked_from_another() -> None:
    linked = {
        (page.parent / target.partition("#")[0]).resolve()
        for page in PAGES
        for target in LINK.findall(page.read_text(encoding="utf-8"))
    }
    begins = {ROOT / "docs" / "README.md"}
    lost = [page for page in PAGES if page.parent != ROOT and page not in linked | begins]
    assert [str(page.relative_to(ROOT)) for page in lost] == []


def test_the_bot_and_the_docs_tell_the_same_records() -> None:
    told = [
        re.findall(r"^\*(.+?)\*\n", block["text"]["text"])[0]
        for block in who_sees_what.blocks(READER)
        if block["type"] == "section"
    ]
    assert told == list(SAME_RECORDS)
    assert {row[0] for row in rows("In Bothways")} == ONLY_IN_DOCS | {
        row for each in SAME_RECORDS.values() for row in each
    }


def test_owner_sponsor_and_admin_see_no_content_by_the_docs_own_table() -> None:
    for what, _me, _pair, owner, admin in rows("In Bothways"):
        if what.startswith("That you are a pair"):
            assert owner.startswith("only if their programme paired you")
        elif what.startswith("That you are enrolled"):
            assert owner == "**the owner of that programme**, by name"
        elif what.startswith("That a pair needs attention"):
            assert owner.startswith("**the owner of its programme**; not which")
        elif what.startswith("What an owner entered"):
            assert owner.startswith("**the owner who entered it**")
        elif what.startswith(("Asked by a programme", "What you tell for a programme")):
            assert owner.startswith("**no**: ")
        elif what.startswith(
            ("Of a drafted pair", "That a draft left you over", "That an owner said", "Why a programme asks")
        ):
            assert owner.startswith("**the owner of that programme**")
        else:
            assert owner.strip("*") == "no", what
        assert admin.strip("*") == "no", what


def test_each_consent_is_kept_with_the_published_version() -> None:
    [number] = re.findall(r"version (\d+) \(`([^`]+)`\)", TABLE)
    assert number == (consents.WHO_SEES_WHAT.split("/")[1], consents.WHO_SEES_WHAT)


def test_the_docs_say_that_what_is_sealed_is_sealed() -> None:
    sealed = {
        table.name for table in Base.metadata.tables.values() for column in table.columns if "sealed" in column.name
    }
    assert sealed == {
        "charter_versions",
        "checkins",
        "closes",
        "commitments",
        "enrolments",
        "installations",
        "log_entries",
        "match_rounds",
        "preps",
        "pulses",
        "roster_imports",
        "sessions",
        "support_wishes",
        "words_requests",
    }, "say so in who-sees-what.md, then here"
    row, token = [each for each in rows("Whoever runs the server") if each[1].startswith("sealed")]
    assert token[0].startswith("Where many workspaces are served: the token")
    assert row[0].startswith("Pulse numbers, check-ins, the text of charters; a session’s notes")


def test_every_decision_is_in_the_list_of_decisions() -> None:
    listed = (ROOT / "docs" / "adr" / "README.md").read_text(encoding="utf-8")
    for record in sorted((ROOT / "docs" / "adr").glob("0*.md")):
        assert f"]({record.name})" in listed
        for part in ("**Status:**", "**Date:**", "## Context", "## Decision", "## Consequences", "## Alternatives"):
            assert part in record.read_text(encoding="utf-8"), (record.name, part)


def test_every_test_that_the_threat_model_rests_on_is_there() -> None:
    named = set(re.findall(r"`([\w/]+\.py)`", (ROOT / "SECURITY.md").read_text(encoding="utf-8")))
    assert len(named) > 15
    assert {name for name in named if not (ROOT / "tests" / name).is_file()} == set()
