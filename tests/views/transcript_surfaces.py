"""Transcripts of the gallery: each one's yes, the form, and what came of it."""

from collections.abc import Iterator
from typing import Any

from msgspec.structs import replace

from mentoring.commitments.rules import WHAT_LIMIT
from mentoring.transcripts.reading import MOST, Proposal
from mentoring.transcripts.rules import Proposed, TranscriptPage, TranscriptStand
from tests.views.facts import MOMENT, World, members, uid
from views import transcripts
from views.kit import Message
from views.reader import Reader

READER = Reader("en")
LINK = "https://example.slack.com/files/U1/F1/call.vtt"


def surfaces(world: World) -> Iterator[tuple[str, Message | dict[str, Any]]]:
    """Everything about a transcript in a world's words."""
    me, *others = people = members(world)
    nobody = TranscriptStand((), people)
    mine = TranscriptStand((me,), tuple(others))
    ready = TranscriptStand(people, is_over=True)
    for name, stand in (
        ("nobody agreed", nobody),
        ("I agreed", mine),
        ("all agreed", replace(ready, is_over=False)),
        ("ready", ready),
        ("in", replace(ready, is_in=True)),
        ("too late", replace(nobody, is_over=True, is_late=True)),
    ):
        yield f"transcript, {name}", transcripts.page(READER, TranscriptPage(uid(90), me, people, stand))
    yield "transcript, the form", transcripts.form(READER, TranscriptPage(uid(90), me, people, ready))
    for count in (0, 1, 7):
        yield f"transcript, {count} proposed", transcripts.outcome(READER, Proposed(uid(90), people, count), LINK)
    unclear = tuple(
        Proposal(f"{number} {world.text(WHAT_LIMIT)}"[:WHAT_LIMIT], None, MOMENT.date() if number % 2 else None)
        for number in range(MOST)
    )
    yield "transcript, whose is this", transcripts.outcome(READER, Proposed(uid(90), people, 2, unclear), LINK)
    yield "transcript, all proposed", transcripts.settled(READER, Proposed(uid(90), people, 3))
