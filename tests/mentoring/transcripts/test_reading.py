"""From a transcript to promises: by plain rules, and never by guessing."""

from datetime import date
from uuid import UUID

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mentoring.commitments.rules import WHAT_LIMIT
from mentoring.transcripts.reading import LONGEST_LINE, MOST, MOST_LINES, SHORTEST, Proposal, proposals

ADA, BEN = UUID(int=1), UUID(int=2)
NAMES = {ADA: "Ada Lovelace", BEN: "Ben Okri"}
MONDAY = date(2026, 3, 2)
FRIDAY = date(2026, 3, 6)

WEBVTT = """WEBVTT

NOTE made by a recorder

00:00:01.000 --> 00:00:04.000
<v Ada Lovelace>Let us begin. I will send the draft to the board by Friday.</v>

2
00:00:05.000 --> 00:00:09.000
<v Ben>I'll try the new prompt on ten tickets by 2026-03-12!</v>
"""


def found(text: str, names: dict[UUID, str] | None = None) -> tuple[Proposal, ...]:
    return proposals(text, names or NAMES, MONDAY)


def test_the_speakers_of_a_recording_promise_for_themselves() -> None:
    assert found(WEBVTT) == (
        Proposal("Send the draft to the board", ADA, FRIDAY),
        Proposal("Try the new prompt on ten tickets", BEN, date(2026, 3, 12)),
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ada: I will write the summary.", Proposal("Write the summary", ADA, None)),
        ("Ben Okri (00:12): So, I'll ask the team tomorrow", Proposal("Ask the team tomorrow", BEN, None)),
        ("Ada: Ben to measure the tickets by next Friday", Proposal("Measure the tickets", BEN, FRIDAY)),
        ("Ben: Ada will review the plan before Monday.", Proposal("Review the plan", ADA, date(2026, 3, 9))),
        ("Ada: I will send \t the  draft ,  by  Friday , to Ben", Proposal("Send the draft , to Ben", ADA, FRIDAY)),
        ("Next step: Ben to draft the survey", Proposal("Draft the survey", BEN, None)),
        ("Next step: show the numbers to finance", Proposal("Show the numbers to finance", None, None)),
        ("I will call the supplier by tomorrow", Proposal("Call the supplier", None, date(2026, 3, 3))),
        ("Somebody Else: I will call the supplier", Proposal("Call the supplier", None, None)),
    ],
)
def test_a_sentence_that_promises_is_proposed(text: str, expected: Proposal) -> None:
    assert found(text) == (expected,)


@pytest.mark.parametrize(
    "text",
    [
        "Ada: That was a good week.",
        "Ada: I will not do that again.",
        "Ada: Maybe. I will probably look at it.",
        "Ben: Should I? I will what exactly, by Friday?",
        "Carl to bring the cake by Friday",
        "Ada: I will go",
        "The board will meet in autumn",
    ],
)
def test_what_promises_nothing_or_names_a_stranger_is_left_alone(text: str) -> None:
    assert found(text) == ()


def test_two_of_one_name_are_nobody() -> None:
    names = {ADA: "Sam Smith", BEN: "Sam Jones"}
    assert [each.whose for each in found("Sam: I will send the draft", names)] == [None]
    assert [each.whose for each in found("Sam Jones: I will send the draft", names)] == [BEN]


def test_each_promise_comes_once_and_no_more_than_a_list_holds() -> None:
    many = "\n".join(f"Ada: I will do the thing number {number % 40}" for number in range(200))
    assert len(found(many)) == MOST
    assert len(found("Ada: I will send it today\nAda: I will send it today")) == 1


def test_what_was_said_is_in_no_representation() -> None:
    assert "draft" not in repr(found(WEBVTT))


RUNS = (
    " ",
    "\t",
    "\u00a0",
    "<",
    "<v ",
    "</",
    "(",
    "(1",
    "1",
    ":",
    ",",
    ".",
    ". ",
    "a ",
    "so, ",
    "by ",
    "by next ",
    " ,",
)
OPENINGS = ("", "Ada: ", "Ada: I will send it", "<v ", "<v.", "Next step", "Next step: Ben", "Ada: I will", "Ada (0")


@settings(deadline=200, max_examples=200)
@given(st.sampled_from(OPENINGS), st.sampled_from(RUNS), st.integers(1_000, 20_000), st.sampled_from(("", "x", ">")))
@example("Ada: I will send it", " ", 100_000, "x")
@example("Ada: I will send it", " ,", 100_000, "x")
@example("Ada: I will send it", "<", 100_000, "x")
@example("", "<", 100_000, "")
def test_a_line_of_one_thing_over_and_over_is_read_at_once(opening: str, run: str, length: int, end: str) -> None:
    found(opening + run * (length // len(run)) + end)


def test_blanks_between_words_hide_nothing_and_no_more_is_read_than_a_session_says() -> None:
    assert len(found("Ada: I will" + " " * 100_000 + "send the draft")) == 1
    assert found("Ada: I will send the draft. " + "x" * LONGEST_LINE + ". I will call Ben.") == (
        Proposal("Send the draft", ADA, None),
    )
    assert found("\n" * MOST_LINES + "Ada: I will send the draft") == ()


@given(st.text(alphabet=st.characters(codec="utf-8")) | st.from_regex(r"(Ada|Ben|X)?:? ?(I will|Next step:) .{0,400}"))
def test_no_text_breaks_it_and_nothing_is_longer_than_a_commitment(text: str) -> None:
    for each in found(text):
        assert SHORTEST <= len(each.what) <= WHAT_LIMIT
        assert each.whose in {ADA, BEN, None}
