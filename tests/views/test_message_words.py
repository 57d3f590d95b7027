"""A message that was kept reads as it read in Slack, and carries no more along than Slack lets a form carry."""

import json
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring.learning_log.words import PairToKeepFor
from mentoring.pairs.rules import Member
from mentoring.states import MembershipState, Role
from views.learning_log import words
from views.reader import Reader

ADA = Member(uuid4(), "U1", "Ada", Role.SENIOR, MembershipState.ACCEPTED)
BEN = Member(uuid4(), "U2", "Ben", Role.JUNIOR, MembershipState.ACCEPTED)
PAIR = PairToKeepFor(uuid4(), ADA, (BEN,), "G1")


def payload(**message: Any) -> dict[str, Any]:
    """What Slack sends when somebody uses the shortcut."""
    return {
        "type": "message_action",
        "callback_id": "log.save",
        "team": {"id": "T1", "domain": "acme"},
        "user": {"id": "U1", "team_id": "T1"},
        "channel": {"id": "G1", "name": "mpdm"},
        "message_ts": "1772445600.000100",
        "message": {"type": "message", "user": "U2", "ts": "1772445600.000100", "text": "", **message},
    }


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("plain", "plain"),
        ("a &lt;b&gt; &amp; c", "a <b> & c"),
        ("&amp;lt;", "&lt;"),
        ("<https://x.y/z>", "https://x.y/z"),
        ("<https://x.y/z|look>", "look (https://x.y/z)"),
        ("<https://x.y|https://x.y>", "https://x.y"),
        ("hello <@U2>", "hello @U2"),
        ("hello <@U2|ben>", "hello @ben"),
        ("in <#C1|general> and <#C2>", "in #general and #C2"),
        ("<!here> <!subteam^S1|@team>", "@here @team"),
        ("<!date^1392734382^{date}|Feb 18>", "Feb 18"),
        ("<mailto:a@b.c|a@b.c>", "a@b.c"),
    ],
)
def test_words_are_read_as_a_person_reads_them(sent: str, read: str) -> None:
    assert words.plain_words(sent) == read


def test_a_message_is_known_by_its_own_address() -> None:
    assert words.read_message(payload()).link == "https://acme.slack.com/archives/G1/p1772445600000100"
    reply = words.read_message(payload(thread_ts="1772445000.000200"))
    assert reply.link.endswith("/p1772445600000100?thread_ts=1772445000.000200&cid=G1")
    parent = words.read_message(payload(thread_ts="1772445600.000100"))
    assert "thread_ts" not in parent.link


def test_an_apps_message_has_no_author_here() -> None:
    assert words.read_message(payload()).author_id == "U2"
    assert words.read_message(payload(bot_id="B1")).author_id is None
    assert words.read_message(payload(subtype="bot_message")).author_id is None


def test_files_are_kept_by_name_and_link() -> None:
    files = [
        {"id": "F1", "title": "Plan", "name": "plan.pdf", "permalink": "https://acme.slack.com/files/U2/F1/plan.pdf"},
        {"id": "F2", "mode": "tombstone"},
    ]
    [kept] = words.read_message(payload(files=files)).files
    assert (kept.name, kept.link) == ("Plan", "https://acme.slack.com/files/U2/F1/plan.pdf")


@given(
    text=st.text(st.characters(codec="utf-8"), max_size=6_000) | st.sampled_from(['"' * 5_000, "\n" * 5_000, "é" * 9]),
    names=st.lists(st.text(st.characters(codec="utf-8"), max_size=120), max_size=8),
)
def test_no_message_is_too_long_to_be_asked_about(text: str, names: list[str]) -> None:
    files = [{"id": "F", "title": name, "permalink": "https://acme.slack.com/" + "f" * 200} for name in names]
    message = words.read_message(payload(text=text, files=files))
    form = words.form(Reader(), message, (PAIR,))
    assert len(form["private_metadata"]) <= words.METADATA_LIMIT
    kept = json.loads(form["private_metadata"])["words"]
    assert message.words.startswith(kept.rstrip("…"))
