"""
From a transcript to what was promised in it, by rules that anybody can follow; pure, and nothing is kept.

A rule that finds too little costs a line of typing. One that guesses puts words into somebody's mouth, so nothing is
guessed: whoever cannot be told for sure is asked for.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import islice
from uuid import UUID

from mentoring.commitments.rules import WHAT_LIMIT

MOST = 12
"""Proposals of one transcript: more would be a list nobody confirms."""
SHORTEST = 8
"""Characters; “I will” alone promises nothing."""
LONGEST_LINE = 10_000
"""Characters; ten minutes of one voice. Each rule's work grows with a line, so no line grows without end."""
MOST_LINES = 20_000
"""Lines; the captions of a session of fifty minutes are a third of it."""
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

VOICE = re.compile(r"^<v(?:\.[\w.-]+)?\s+(?P<who>[^>]{1,80})>(?P<said>.*)$")
LABEL = re.compile(r"^(?P<who>[^\W\d][^:<>]{0,60}?)(?:\s*\(\d[\d:]*\))?:\s+(?P<said>\S.*)$")
# No rule may begin with a run that may be empty, nor run past what it begins with: on a line of nothing but blanks or
# "<" each place would be tried against all those behind it.
TAG = re.compile(r"<[^<>]*>")
STAMP = re.compile(r"^[\d:.,\s]+-->|^\d+$|^\[?\d{1,2}:\d{2}(?::\d{2})?\]?$")
SENTENCE = re.compile(r"(?<=[.!?;])\s+")
MINE = re.compile(
    r"^(?:(?:so|and|then|ok|okay|yes|well|sure)[,\s]+)*i(?:\s+will|[’']ll|\s+commit\s+to)\s+(?P<what>.+)$",
    re.IGNORECASE,
)
STEP = re.compile(r"^(?:next\s+steps?|action(?:\s+items?)?|to\s?do)\s*[:\-–]\s*(?P<what>.+)$", re.IGNORECASE)
THEIRS = re.compile(
    r"^(?P<who>[^\W\d][\w’'.-]*(?:\s+[^\W\d][\w’'.-]*){0,3})\s+(?:to|will)\s+(?P<what>.+)$", re.IGNORECASE
)
NOT_SO = re.compile(
    r"^(?:not|never|probably|maybe|perhaps|admit|say|be\s+honest|have\s+to\s+(?:go|leave))\b", re.IGNORECASE
)
BY = re.compile(
    r"\b(?:by|until|before|on)\s+(?:next\s+)?(?P<day>\d{4}-\d{2}-\d{2}|tomorrow|" + "|".join(WEEKDAYS) + r")\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Proposal:
    """
    Something that seems to have been promised.

    Attributes:
        what: as it was said; never in a log.
        whose: the membership; nothing when the transcript does not say for sure.
        due_on: nothing when no day was named.
    """

    what: str = field(repr=False)
    whose: UUID | None
    due_on: date | None


def proposals(text: str, names: Mapping[UUID, str], met_on: date) -> tuple[Proposal, ...]:
    """
    Return what was promised, in its order, each thing once.

    Args:
        text: a plain transcript or WebVTT, with or without speakers.
        names: the members' own names, by membership.
        met_on: the day of the session: “by Friday” means the next one after it.
    """
    found: dict[str, Proposal] = {}
    for speaker, said in _spoken(text):
        for sentence in SENTENCE.split(said):
            proposal = _promise(sentence.strip(), _whose(speaker, names), names, met_on)
            if proposal is not None:
                found.setdefault(proposal.what.casefold(), proposal)
        if len(found) >= MOST:
            break
    return tuple(found.values())[:MOST]


def _promise(sentence: str, speaker: UUID | None, names: Mapping[UUID, str], met_on: date) -> Proposal | None:
    step = STEP.match(sentence)
    rest = step["what"].strip() if step else sentence
    whose: UUID | None = None
    mine = MINE.match(rest)
    if mine:
        whose, what = speaker, mine["what"]
    else:
        theirs = THEIRS.match(rest)
        whose = _whose(theirs["who"], names) if theirs else None
        if theirs and whose is not None:
            what = theirs["what"]
        elif step:
            what = rest
        else:
            return None
    by = BY.search(what)
    due_on = _day(by["day"].lower(), met_on) if by else None
    if by and due_on is not None:
        what = what[: by.start()].rstrip(" ,") + what[by.end() :]
    what = " ".join(what.split()).strip(" .,;!")
    if len(what) < SHORTEST or NOT_SO.match(what) or sentence.endswith("?"):
        return None
    what = what[0].upper() + what[1:]
    return Proposal(what if len(what) <= WHAT_LIMIT else f"{what[: WHAT_LIMIT - 1]}…", whose, due_on)


def _day(named: str, met_on: date) -> date | None:
    if named == "tomorrow":
        return met_on + timedelta(days=1)
    if named in WEEKDAYS:
        ahead = (WEEKDAYS.index(named) - met_on.weekday() - 1) % 7 + 1
        return met_on + timedelta(days=ahead)
    try:
        return date.fromisoformat(named)
    except ValueError:
        return None


def _whose(label: str, names: Mapping[UUID, str]) -> UUID | None:
    """Return the one member whose whole name or first name this is; two of that name are nobody."""
    said = " ".join(label.casefold().split())
    whole = [each for each, name in names.items() if " ".join(name.casefold().split()) == said]
    if len(whole) == 1:
        return whole[0]
    first = [each for each, name in names.items() if name.casefold().split()[:1] == [said]]
    return first[0] if len(first) == 1 and not whole else None


def _spoken(text: str) -> Iterator[tuple[str, str]]:
    """Return who said what, line by line; a line without a speaker goes on with the one before."""
    speaker = ""
    for raw in islice(text.splitlines(), MOST_LINES):
        line = " ".join(raw.split())[:LONGEST_LINE].lstrip("-•* ")
        if not line:
            continue
        if STAMP.match(line) or line.startswith(("WEBVTT", "NOTE ", "STYLE", "Kind:", "Language:")):
            continue
        voice = VOICE.match(line)
        label = None if voice or STEP.match(line) else LABEL.match(line)
        if voice or label:
            match = voice or label
            assert match is not None  # noqa: S101 - one of the two has matched
            speaker, line = match["who"].strip(), match["said"]
        yield speaker, TAG.sub("", line).strip()
