"""
Who competes with whom.

From somebody without a pair one can only come to people on the other side whose places are all taken, from these to
those who took them, and so on. All whom one meets compete for those places; were there one more, it could be filled.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from mentoring.matching.pool import Truth, Whole
from mentoring.matching.solving import Solved


@dataclass(frozen=True)
class Crowd:
    """People on one side, and those on the other for whose places they compete."""

    people: frozenset[int]
    wanted: frozenset[int]


@dataclass(frozen=True)
class Neighbours:
    """
    For each person of one side their candidates; for each of the other whose candidate they are, and who took places.

    Each is where somebody's begin, and then all of them.
    """

    candidates: tuple[Whole, Whole]
    candidate_of: tuple[Whole, Whole]
    takers: tuple[Whole, Whole]
    lonely: Truth

    def crowd(self, first: Iterable[int]) -> Crowd:
        """Return the crowd around some people of one side, with all the others without a pair who belong to it."""
        people, wanted = set(first), set[int]()
        waiting = list(people)
        while waiting:
            for other in set(_of(self.candidates, waiting.pop()).tolist()) - wanted:
                wanted.add(other)
                hoping = _of(self.candidate_of, other)
                joining = {*_of(self.takers, other).tolist(), *hoping[self.lonely[hoping]].tolist()} - people
                people |= joining
                waiting += joining
        return Crowd(frozenset(people), frozenset(wanted))


def around(solved: Solved) -> tuple[Neighbours, Neighbours]:
    """Return what is around seniors, and what is around juniors."""
    edges, chosen, people = solved.edges, solved.chosen, len(solved.pool)
    by_senior, by_junior = _by(edges.senior, edges.junior, people), _by(edges.junior, edges.senior, people)
    lonely = ~solved.paired()
    return (
        Neighbours(by_senior, by_junior, _by(chosen.junior, chosen.senior, people), lonely),
        Neighbours(by_junior, by_senior, _by(chosen.senior, chosen.junior, people), lonely),
    )


def _of(neighbours: tuple[Whole, Whole], person: int) -> Whole:
    starts, others = neighbours
    return others[starts[person] : starts[person + 1]]


def _by(here: Whole, there: Whole, people: int) -> tuple[Whole, Whole]:
    """Return for each person where their others begin, and these."""
    order = np.argsort(here, kind="stable")
    return np.searchsorted(here[order], np.arange(people + 1)), there[order]
