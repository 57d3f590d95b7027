"""
From what somebody typed to the skill they mean; what is not certain goes to a person.

Similarity by shared letters or words is never asked: it takes Java for JavaScript, C for C++ and SQL for NoSQL.
"""

import re
from enum import StrEnum

from msgspec import Struct

from mentoring.matching.skills.vocabulary import LONG, Skill, Vocabulary, fold

TWO_EDITS_FROM = 9
"""Letters from which two slips of the finger are forgiven."""
REMEMBERED = 5_000
MOST_PARTS = 4
"""Parts between commas that one name may have."""
BREAKS = re.compile(r"[;\n\r|•·]+|\s[-–—]\s|^\s*[-–—*]\s*", re.MULTILINE)
BEFORE = (
    "a|about|advanced|an|any|anything|at|basic|basics of|beginner|beginners|better|deep|everything|experience"
    "|experienced|expert|expertise|explain|familiar|familiarity|for|fundamentals of|get started|getting better"
    "|getting started|good|great|hands on|help|helping|how to|improve|improved|improving|in|intermediate|intro"
    "|introduction|knowledge|learn|learning|more|my|of|on|practical|professional|proficiency|proficient|share"
    "|show|skill|skills|solid|some|strong|teach|teaching|the|to|understanding|usage|use|using|with|work|working"
)
AFTER = (
    "advanced|and more|at work|basics|beginner|best practices|etc|experience|expert|expertise|fundamentals"
    "|in general|intermediate|knowledge|please|skill|skills|stuff|techniques|tips|tips and tricks|tools|tricks"
)
FILLER_BEFORE = re.compile(rf"^(?:(?:i|we) (?:am|can|could|have|know|like|love|m|want|would)|{BEFORE})\b ?")
FILLER_AFTER = re.compile(rf" (?:{AFTER})$")
BEGINS = frozenset(each.split()[0] for each in f"i|we|{BEFORE}".split("|"))
ENDS = frozenset(each.split()[-1] for each in AFTER.split("|"))


class How(StrEnum):
    """How sure it is: as it is in the list, by one of its other words, mended (to be approved), or for a person."""

    LISTED = "listed"
    ALIAS = "alias"
    MENDED = "mended"
    OPEN = "open"


class Reading(Struct, frozen=True):
    """
    What was typed, and the skill that is meant.

    Attributes:
        skill: nothing when a person must say.
    """

    typed: str
    skill: Skill | None
    how: How


def read(typed: str, known: Vocabulary) -> Reading:
    """Return the skill that somebody means by a few words."""
    lately: dict[str, Reading] = known.read_before
    if typed not in lately:
        if len(lately) >= REMEMBERED:
            lately.clear()
        lately[typed] = _read(typed, known)
    return lately[typed]


def _read(typed: str, known: Vocabulary) -> Reading:
    folded = fold(typed)
    if sure := _sure(typed, folded, known):
        return sure
    shown = " ".join(typed.split())
    for candidate in _without_filler(folded):
        if skill := _mended(candidate, known):
            return Reading(shown, skill, How.MENDED)
    return Reading(shown, None, How.OPEN)


def read_all(cell: str, known: Vocabulary) -> tuple[Reading, ...]:
    """
    Return the skills in a cell of a sheet, each once, in their order.

    They are parted by semicolons, lines, bullets or commas; "and" and "/" part them only where each part is known. A
    comma inside a known name parts nothing: Diversity, equity and inclusion is one.
    """
    found: dict[object, Reading] = {}
    for piece in BREAKS.split(cell):
        parts = [(each, folded) for each in piece.split(",") if (folded := fold(each))]
        while parts:
            reading, used = _longest(parts, known)
            for each in [reading] if reading.skill else _parted(reading, known):
                found.setdefault(each.skill or fold(each.typed), each)
            parts = parts[used:]
    return tuple(found.values())


def _sure(typed: str, folded: str, known: Vocabulary) -> Reading | None:
    """Return the skill by one of its own words, or nothing."""
    for candidate in _without_filler(folded):
        if skill := known.words.get(candidate):
            how = How.LISTED if candidate == fold(skill.name) else How.ALIAS
            return Reading(" ".join(typed.split()), skill, how)
        if skill := known.run_together.get(candidate.replace(" ", "")):
            return Reading(" ".join(typed.split()), skill, How.ALIAS)
    return None


def _longest(parts: list[tuple[str, str]], known: Vocabulary) -> tuple[Reading, int]:
    """Return the reading of as many parts, given with their folded words, as are one name together, and how many."""
    # A hostile cell may hold a thousand commas, and each would be tried with all that follow.
    for used in range(min(len(parts), MOST_PARTS), 1, -1):
        # A comma parts words too, so that what is folded together is what was folded apart.
        typed, folded = zip(*parts[:used], strict=True)
        if sure := _sure(",".join(typed), " ".join(folded), known):
            return sure, used
    return read(parts[0][0], known), 1


def _parted(reading: Reading, known: Vocabulary) -> list[Reading]:
    """Return the readings of "this and that", or the whole as it was where not all of them are known."""
    parts = [read(each, known) for each in re.split(r"\s(?:and|und|&)\s|/", reading.typed) if fold(each)]
    return parts if len(parts) > 1 and all(each.skill for each in parts) else [reading]


def _without_filler(text: str) -> list[str]:
    """Return the words, and what is left of them as filler is taken away, before and after."""
    found = [text]
    for _ in range(8):
        # Most words are none, which one look at the first and the last of them tells sooner than a pattern.
        shorter = [
            FILLER_AFTER.sub("", text) if text.rpartition(" ")[2] in ENDS else text,
            FILLER_BEFORE.sub("", text) if text.partition(" ")[0] in BEGINS else text,
        ]
        text = next((each.strip() for each in shorter if each.strip() and each.strip() != text), "")
        if not text:
            break
        found.append(text)
    return found


def _mended(text: str, known: Vocabulary) -> Skill | None:
    """Return the one skill that a few slips of the finger lead to; none where two are as near."""
    allowed = 2 if len(text) >= TWO_EDITS_FROM else 1
    tokens = text.split()
    nearest: dict[Skill, int] = {}
    for length in range(len(text) - allowed, len(text) + allowed + 1):
        for word in known.by_shape.get((text[:1], len(tokens), length), ()):
            edits = _edits(tokens, word.split(), allowed)
            if edits is not None:
                skill = known.words[word]
                nearest[skill] = min(edits, nearest.get(skill, edits))
    least = min(nearest.values(), default=0)
    [*best] = [skill for skill, edits in nearest.items() if edits == least]
    return best[0] if len(best) == 1 else None


def _edits(typed: list[str], known: list[str], allowed: int) -> int | None:
    """Return how many edits lead from one to the other, token by token; nothing where a guard says no."""
    if len(typed) != len(known):
        return None
    whole = 0
    for one, other in zip(typed, known, strict=True):
        if one != other:
            if min(len(one), len(other)) < LONG or one[0] != other[0]:
                return None
            whole += _distance(one, other)
    return whole if whole <= allowed else None


def _distance(one: str, other: str) -> int:
    """Return the letters added, left out, exchanged or swapped with their neighbour between two words."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        earlier, before, row = before, row, [i]
        for j, there in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != there))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == there:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
    return row[-1]
