"""What stands before anything is chosen: pairs under way and pins, and the places that are left."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from mentoring.matching.flows import Ground, Places
from mentoring.matching.pool import Pool, Truth, Whole
from mentoring.matching.rules import PIN_REFUSALS, PinnedBeyondCapacity, PinRefused, Rule
from mentoring.matching.scoring import NO_RULE, RULES, Edges, is_among, reasons
from mentoring.matching.surveys import Pair, Round


@dataclass(frozen=True)
class Settled:
    """
    What is not for choosing.

    Attributes:
        continuing, pins: in order; a pin that is under way is only there.
        will_not_form: pins that somebody's private wish rules out.
        used: how many places of each person these take.
    """

    continuing: tuple[Pair, ...]
    pins: tuple[Pair, ...]
    will_not_form: frozenset[Pair]
    used: Whole

    def full(self, pool: Pool) -> Truth:
        """Return who has no place left."""
        return self.used >= pool.capacity

    def apart_from(self, pool: Pool, edges: Edges) -> Edges:
        """Return the pairs of two who are not settled with each other already, in whatever places."""
        taken = np.concatenate([np.stack(pool.numbers(some)) for some in (self.continuing, self.pins)], axis=1)
        codes = np.concatenate([taken[0] * len(pool) + taken[1], taken[1] * len(pool) + taken[0]])
        return edges.where(~is_among(edges.senior * len(pool) + edges.junior, codes))


def settle(pool: Pool, asked: Round) -> Settled:
    """
    Take over pairs under way, and the owner's pins.

    Raises:
        PinRefused: a pin breaks a rule that everybody may know of. What is private refuses nothing, and shows nowhere.
    """
    continuing = tuple(sorted(set(asked.continuing)))
    pins = tuple(sorted(set(asked.must) - set(continuing)))
    used = np.zeros(len(pool), dtype=np.int64)
    for pair in continuing:
        for person in (pair.senior, pair.junior):
            if person in pool.index:
                used[pool.index[person]] += 1
    hidden = set()
    for pin in pins:
        if _must_not(pool, pin, {(each.senior, each.junior) for each in (*continuing, *pins)}):
            hidden.add(pin)
        for number in (pool.index[pin.senior], pool.index[pin.junior]):
            used[number] += 1
            if used[number] > pool.capacity[number]:
                raise PinnedBeyondCapacity(senior=pin.senior, junior=pin.junior)
    return Settled(continuing, pins, frozenset(hidden), used)


def _must_not(pool: Pool, pin: Pair, all_settled: Iterable[tuple[str, str]]) -> bool:
    """Tell whether a pin will not form; refuse it where everybody may know why."""
    if not pool.knows(pin) or pin.senior == pin.junior or (pin.junior, pin.senior) in all_settled:
        raise PinRefused(senior=pin.senior, junior=pin.junior)
    senior, junior = pool.index[pin.senior], pool.index[pin.junior]
    if not (pool.may_lead[senior] and pool.may_follow[junior]):
        raise PinRefused(senior=pin.senior, junior=pin.junior)
    nobody = np.zeros(len(pool), dtype=bool)
    aside = frozenset({Rule.NOTHING_TO_TEACH})
    [[found]] = reasons(pool, np.array([senior]), np.array([junior]), nobody, aside)
    if found == NO_RULE:
        return False
    if RULES[found] in PIN_REFUSALS:
        raise PIN_REFUSALS[RULES[found]](senior=pin.senior, junior=pin.junior)
    return True


@dataclass(frozen=True)
class Field:
    """
    Who is still to be paired, on which side.

    Attributes:
        seniors, juniors: people by their numbers, in order.
    """

    pool: Pool
    settled: Settled
    seniors: Whole
    juniors: Whole

    def ground(self, edges: Edges) -> Ground:
        """Return the ground for choosing among pairs of these people."""
        tails, heads = np.searchsorted(self.seniors, edges.senior), np.searchsorted(self.juniors, edges.junior)
        return Ground(self._places(self.seniors, tails), self._places(self.juniors, heads), tails, heads)

    def of(self, edges: Edges) -> Edges:
        """Return the pairs of these people in these places."""
        leads, follows = (np.isin(np.arange(len(self.pool)), side) for side in (self.seniors, self.juniors))
        return edges.where(leads[edges.senior] & follows[edges.junior])

    def _places(self, side: Whole, pairs: Whole) -> Places:
        """Return the places of a side; of more than one beyond all their candidates nobody can make use."""
        used, candidates = self.settled.used[side], np.bincount(pairs, minlength=len(side))
        further = self.pool.capacity[side] - np.maximum(used, 1)
        return Places(used == 0, np.minimum(further, candidates + 1), self.pool.missed[side])


def everybody(pool: Pool, settled: Settled) -> Field:
    """Return all who have a place left; those who take either side are on both."""
    free = pool.takes_part & ~settled.full(pool)
    return Field(pool, settled, np.flatnonzero(free & pool.may_lead), np.flatnonzero(free & pool.may_follow))
