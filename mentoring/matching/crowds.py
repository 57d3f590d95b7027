"""
Who competes with whom.

From somebody without a pair one can only come to people on the other side whose places are all taken, from these to
those who took them, and so on. All whom one meets compete for those places; were there one more, it could be filled.
"""

from collections.abc import Iterable

import numpy as np
from msgspec import Struct
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order

from mentoring.matching.pool import Truth, Whole
from mentoring.matching.solving import Solved


class Crowd(Struct, frozen=True):
    """People on one side, and those on the other for whose places they compete."""

    people: frozenset[int]
    wanted: frozenset[int]


class Neighbours(Struct, frozen=True):
    """
    Whom one comes to from whom.

    Attributes:
        ways: from each person of one side to their candidates, who are numbered after all people; from each of these
            to who took their places, and to who has no pair and could have had one with them.
        lonely: who has no pair.
    """

    ways: csr_array
    lonely: Truth

    def crowd(self, first: Iterable[int]) -> Crowd:
        """Return the crowd around some people of one side, with all the others without a pair who belong to it."""
        met, everybody = set[int](), len(self.lonely)
        for person in first:
            if person not in met:
                met.update(breadth_first_order(self.ways, person, return_predecessors=False).tolist())
        people = frozenset(each for each in met if each < everybody)
        return Crowd(people, frozenset(each - everybody for each in met - people))


def around(solved: Solved) -> tuple[Neighbours, Neighbours]:
    """Return what is around seniors, and what is around juniors."""
    lonely, edges, chosen = ~solved.paired(), solved.edges, solved.chosen
    return (
        Neighbours(_ways(edges.senior, edges.junior, (chosen.senior, chosen.junior), lonely), lonely),
        Neighbours(_ways(edges.junior, edges.senior, (chosen.junior, chosen.senior), lonely), lonely),
    )


def _ways(here: Whole, there: Whole, chosen: tuple[Whole, Whole], lonely: Truth) -> csr_array:
    everybody, hoping = len(lonely), lonely[here]
    takers, taken = chosen
    tails = np.concatenate([here, everybody + taken, everybody + there[hoping]])
    heads = np.concatenate([everybody + there, takers, here[hoping]])
    # Numbers of this kind, or they are all copied at each search.
    return csr_array((np.ones(len(tails)), (tails, heads)), shape=(2 * everybody, 2 * everybody))
