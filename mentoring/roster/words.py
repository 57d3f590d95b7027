"""The words of a sheet, and the skills they mean: what is sure, what is guessed, and what an owner has decided."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from msgspec import Struct

from mentoring.enrolments.rules import MOST_SKILLS, SKILL_LIMIT, fold
from mentoring.matching.skills import How, Reading, Vocabulary, read_all, shipped

REMEMBERED = 200
"""Characters by which words are remembered; a database puts no more than some into an index."""
READ_OF_A_CELL = 1_000
"""Characters of a cell in which skills are looked for."""


class Word(Struct, frozen=True):
    """
    Words that an owner is to look at.

    Attributes:
        typed: as somebody wrote it first; `folded` is what a decision is remembered by.
        guess: the skill that may be meant; nothing where none is near.
        times: how often it was written.
    """

    typed: str
    folded: str
    guess: str | None
    times: int

    @property
    def mark(self) -> str:
        """What stands for the words where they themselves would not fit."""
        return hashlib.sha256(self.folded.encode()).hexdigest()[:16]

    @property
    def guessed(self) -> str:
        """The name of the skill unless somebody says otherwise: the one near it, or else a skill of its own."""
        return self.guess or own_word(self.typed)


@dataclass
class Lexicon:
    """
    What is known of words.

    Attributes:
        decided: what an owner said, by the folded words: the skill's name, or nothing where they are no skill.
    """

    decided: Mapping[str, str | None]
    _known: Vocabulary = field(init=False)
    _read: dict[str, tuple[Reading, ...]] = field(init=False, default_factory=dict)
    _skills: dict[str, tuple[str, ...]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Let the shipped list know the workspace's own words."""
        own: dict[str, list[str]] = {}
        for folded, name in self.decided.items():
            if name is not None:
                own.setdefault(name, []).append(folded)
        self._known = shipped().with_more(own.items())

    def readings(self, cell: str) -> tuple[Reading, ...]:
        """Return what a cell says, each skill once."""
        text = cell[:READ_OF_A_CELL]
        if text not in self._read:
            self._read[text] = read_all(text, self._known)
        return self._read[text]

    def skills(self, cell: str) -> tuple[str, ...]:
        """Return the names of the skills in a cell, with the guess where nobody has decided."""
        if cell not in self._skills:
            self._skills[cell] = self._named(cell)
        return self._skills[cell]

    def _named(self, cell: str) -> tuple[str, ...]:
        names: dict[str, str] = {}
        for each in self.readings(cell):
            name = self._name(each)
            if name:
                names.setdefault(fold(name), name)
        return tuple(names.values())

    def is_sure(self, reading: Reading) -> bool:
        """Tell whether nobody has to look at it: it is in the list, or an owner has."""
        return reading.how in {How.LISTED, How.ALIAS} or remembered_as(reading.typed) in self.decided

    def _name(self, reading: Reading) -> str | None:
        folded = remembered_as(reading.typed)
        if folded in self.decided:
            return self.decided[folded]
        return reading.skill.name if reading.skill else own_word(reading.typed)


def remembered_as(typed: str) -> str:
    """Return by what a decision on words is remembered; the same for what it returned."""
    return fold(typed)[:REMEMBERED].rstrip()


def own_word(typed: str) -> str:
    """Return words as the name of a skill of their own."""
    tidy = " ".join(typed.split())
    return tidy if len(tidy) <= SKILL_LIMIT else f"{tidy[: SKILL_LIMIT - 1].rstrip()}…"


def at_most(names: tuple[str, ...]) -> tuple[str, ...]:
    """Return as many as one side of an enrolment holds."""
    return names[:MOST_SKILLS]
