"""From a pool to the pairs that are chosen."""

import numpy as np
from msgspec import Struct

from mentoring.matching.either import settle_sides
from mentoring.matching.fairness import Fair, fairest, worth
from mentoring.matching.flows import Ground
from mentoring.matching.pool import Pool, Truth, Whole
from mentoring.matching.scoring import ALL_UP_TO, Edges, all_pairs, candidates, is_among, joined
from mentoring.matching.settled import Field, Settled, everybody
from mentoring.matching.surveys import Round


class Solved(Struct, frozen=True):
    """
    A choice, and what it was made from.

    Attributes:
        field: who was to be paired, on which side.
        edges: the pairs considered; `fair.chosen` tells which are made.
        ground: the same as places on the sides.
        values: what they are worth to the solver.
        previous: seniors and juniors of the draft before.
    """

    pool: Pool
    settled: Settled
    field: Field
    edges: Edges
    ground: Ground
    values: Whole
    previous: tuple[Whole, Whole]
    fair: Fair

    @property
    def chosen(self) -> Edges:
        """Return the pairs that are made."""
        return self.edges.where(self.fair.chosen)

    def paired(self) -> Truth:
        """Return who is in a pair that is drafted, pinned or under way."""
        found = self.settled.used > 0
        found[self.chosen.senior] = found[self.chosen.junior] = True
        return found

    def with_more(self, more: Edges) -> "Solved":
        """Consider more pairs, and choose anew if there were any."""
        edges = joined(self.pool, [self.edges, self.settled.apart_from(self.pool, more)])
        if len(edges) == len(self.edges):
            return self
        return _chosen(self.pool, self.settled, self.field, edges, self.previous)


def solve(pool: Pool, settled: Settled, asked: Round) -> Solved:
    """Choose the pairs of a round."""
    everyone = everybody(pool, settled)
    previous = pool.numbers(asked.previous)
    asking, asked_for = pool.wishes.nonzero()
    also = (np.concatenate([previous[0], asking]), np.concatenate([previous[1], asked_for]))
    edges = everyone.of(candidates(pool, everyone.seniors, everyone.juniors, also))
    edges = settled.apart_from(pool, edges)
    field = settle_sides(everyone, edges, _values(pool, edges, previous))
    solved = _chosen(pool, settled, field, field.of(edges), previous)
    return _rescued(solved) if max(len(everyone.seniors), len(everyone.juniors)) > ALL_UP_TO else solved


def _rescued(solved: Solved) -> Solved:
    """Where only the best of each were considered, consider every pair of those left over."""
    field, paired = solved.field, solved.paired()
    lonely = [all_pairs(solved.pool, field.seniors[~paired[field.seniors]], field.juniors)]
    lonely.append(all_pairs(solved.pool, field.seniors, field.juniors[~paired[field.juniors]]))
    return solved.with_more(joined(solved.pool, [block for blocks in lonely for block in blocks]))


def _chosen(pool: Pool, settled: Settled, field: Field, edges: Edges, previous: tuple[Whole, Whole]) -> Solved:
    ground, values = field.ground(edges), _values(pool, edges, previous)
    return Solved(pool, settled, field, edges, ground, values, previous, fairest(ground, edges, values))


def _values(pool: Pool, edges: Edges, previous: tuple[Whole, Whole]) -> Whole:
    stayed = is_among(edges.senior * len(pool) + edges.junior, previous[0] * len(pool) + previous[1])
    return worth(edges, stayed, pool.rules.stay)
