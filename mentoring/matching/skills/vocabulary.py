"""The list of known skills, and the words by which each is found."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files
from typing import Any

from msgspec import Struct

TOKEN = re.compile(r"\.?[^\W_]+(?:\.[^\W_]+)*[+#]*|&")
AND = {"&": "and"}
BRITISH = re.compile(r"(?<=[a-z]{3})is(?=(?:e|es|ed|ing|ation|ations)$)")


class Skill(Struct, frozen=True, order=True):
    """A canonical skill: the id that is compared, and the name that people see."""

    id: str
    name: str


@dataclass(frozen=True)
class Vocabulary:
    """
    Known skills by the words for them.

    Attributes:
        words: each folded name and alias, and whose it is.
    """

    words: Mapping[str, Skill]

    @cached_property
    def run_together(self) -> Mapping[str, Skill]:
        """Words without their blanks, where only one skill is meant; short ones are left out."""
        found: dict[str, Skill | None] = {}
        for word, skill in self.words.items():
            compact = word.replace(" ", "")
            found[compact] = skill if found.get(compact, skill) == skill else None
        return {compact: skill for compact, skill in found.items() if skill and len(compact) >= LONG}

    @cached_property
    def by_shape(self) -> Mapping[tuple[str, int, int], Sequence[str]]:
        """Words by their first letter, their number of tokens and their length: a slip changes little of these."""
        found: dict[tuple[str, int, int], list[str]] = {}
        for word in self.words:
            found.setdefault((word[:1], len(word.split()), len(word)), []).append(word)
        return found

    @cached_property
    def read_before(self) -> dict[str, Any]:
        """What was read by it lately: the same words come again and again, and to mend them takes its time."""
        return {}

    def with_more(self, more: Iterable[tuple[str, Iterable[str]]]) -> "Vocabulary":
        """Return this and a workspace's own skills, each with its aliases; what is known already stays as it is."""
        words = dict(self.words)
        for name, aliases in more:
            skill = self.words.get(fold(name)) or Skill(skill_id(name), name)
            for word in (name, *aliases):
                words.setdefault(fold(word), skill)
        return Vocabulary(words)


A_NAME = 60
LONG = 5
"""Shorter words must be written exactly as they are: SQL is not SQS, and C is not C++."""


@lru_cache(maxsize=1)
def shipped() -> Vocabulary:
    """Return the list that comes with Bothways."""
    return Vocabulary({}).with_more(_lines(files(__package__).joinpath("terms.txt").read_text(encoding="utf-8")))


def fold(text: str) -> str:
    """
    Return words as they are compared: without case, marks, punctuation and doubled blanks, and in one spelling.

    What tells names apart stays: C++, C#, .NET, Node.js.
    """
    # A thousand people name the same few skills; what is longer than a name hardly comes twice.
    return _of_a_name(text) if len(text) <= A_NAME else _folded(text)


def _folded(text: str) -> str:
    plain = "".join(each for each in unicodedata.normalize("NFKD", text) if not unicodedata.combining(each)).casefold()
    return " ".join(BRITISH.sub("iz", AND.get(token, token)) for token in TOKEN.findall(plain))


_of_a_name = lru_cache(maxsize=10_000)(_folded)


def skill_id(name: str) -> str:
    """Return the id of a skill by its name: its folded words, joined by hyphens."""
    return fold(name).replace(" ", "-")


def _lines(text: str) -> Iterator[tuple[str, list[str]]]:
    for line in text.splitlines():
        if line and not line.startswith("#"):
            name, _, aliases = line.partition(":")
            yield name.strip(), [each.strip() for each in aliases.split(";") if each.strip()]
