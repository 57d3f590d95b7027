"""What stands before anything is chosen: pairs under way and pins, and the places that are left."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np
from msgspec import Struct

from mentoring.matching.flows import Ground, Places
from mentoring.matching.pool import Pool, Truth, Whole
from mentoring.matching.rules import PIN_REFUSALS, PinnedBeyondCapacity, PinnedElsewhere, PinRefused, Rule
from mentoring.matching.scoring import NO_RULE, RULES, Edges, is_among, reasons
from mentoring.matching.surveys import Pair, Round


class Settled(Struct, frozen=True):
    """
    What is not for choosing.

    Attributes:
        continuing, pins: in order; a pin that is under way is only there.
        will_not_form: pins of two who are not available: a private wish rules them out, or they were asked in vain.
        used: how many places of each person these take.
        gave_way: pins of before that a rule has come between.
    """

    continuing: tuple[Pair, ...]
    pins: tuple[Pair, ...]
    will_not_form: frozenset[Pair]
    used: Whole
    gave_way: tuple[Pair, ...] = ()

    def full(self, pool: Pool) -> Truth:
        """Return who has no place left."""
        return self.used >= pool.capacity

    def apart_from(self, pool: Pool, edges: Edges) -> Edges:
        """Return the pairs of two who are not settled with each other already, in whatever places."""
        taken = np.concatenate([np.stack(pool.numbers(some)) for some in (self.continuing, self.pins)], axis=1)
        codes = np.concatenate([taken[0] * len(pool) + taken[1], taken[1] * len(pool) + taken[0]])
        return edges.where(~is_among(edges.senior * len(pool) + edges.junior, codes))


NEED_NOT = frozenset({Rule.NOTHING_TO_TEACH})
"""Whom an owner wants together need not teach each other anything."""


def settle(pool: Pool, asked: Round) -> Settled:
    """
    Take over pairs under way, and the owner's pins.

    Raises:
        PinRefused: a pin breaks a rule that everybody may know of. What is private refuses nothing, and shows nowhere.
    """
    continuing = tuple(sorted(set(asked.continuing)))
    place = _Placing(pool, set(continuing))
    for pair in continuing:
        for person in (pair.senior, pair.junior):
            if person in pool.index:
                place.used[pool.index[person]] += 1
    for wish in _wishes(asked.must, asked.triads):
        place.together(wish)
    gave_way: list[Pair] = []
    for wish in _wishes(set(asked.kept) - set(asked.must), asked.triads):
        try:
            place.together(wish)
        except PinRefused:
            gave_way += [each for each in wish if each not in place.pins]
    return Settled(continuing, tuple(sorted(place.pins)), frozenset(place.hidden), place.used, tuple(sorted(gave_way)))


def _wishes(pairs: Collection[Pair], triads: Collection[tuple[str, str, str]]) -> list[tuple[Pair, ...]]:
    """Return what stands or gives way as one: both pairs of a triad, and every other pair by itself."""
    left = set(pairs)
    found: list[tuple[Pair, ...]] = []
    for senior, junior, third in sorted(triads):
        both = (Pair(senior, junior), Pair(senior, third))
        if left >= set(both):
            left -= set(both)
            found.append(both)
    return found + [(each,) for each in sorted(left)]


@dataclass
class _Placing:
    """
    Pins, one after the other.

    Attributes:
        settled: pairs under way, and pins so far.
        hidden: those of them that somebody's private wish rules out.
        used: how many places of each person are taken.
    """

    pool: Pool
    settled: set[Pair]
    used: Whole = field(init=False)
    pins: set[Pair] = field(default_factory=set)
    hidden: set[Pair] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Begin with all places free."""
        self.used = np.zeros(len(self.pool), dtype=np.int64)

    def together(self, wish: tuple[Pair, ...]) -> None:
        """
        Pin a pair, or the two of a triad; nothing is changed where that is refused.

        Raises:
            PinRefused: it breaks a rule that everybody may know of.
        """
        new = [each for each in wish if each not in self.settled]
        hidden = {each for each in new if self._will_not_form(each)}
        for one, other in combinations([each.junior for each in wish], 2):
            if self._is_ruled_out(Pair(one, other)):
                hidden |= set(new)
        # A triad is one place of its senior.
        taking = Counter(dict.fromkeys((each.senior for each in new), 1)) + Counter(each.junior for each in new)
        for pair in new:
            for person in (pair.senior, pair.junior):
                number = self.pool.index[person]
                if self.used[number] + taking[person] > self.pool.capacity[number]:
                    raise PinnedBeyondCapacity(senior=pair.senior, junior=pair.junior)
        for person, places in taking.items():
            self.used[self.pool.index[person]] += places
        self.settled |= set(new)
        self.pins |= set(new)
        self.hidden |= hidden

    def _will_not_form(self, pin: Pair) -> bool:
        pool = self.pool
        if not pool.knows(pin) or pin.senior == pin.junior or Pair(pin.junior, pin.senior) in self.settled:
            raise PinRefused(senior=pin.senior, junior=pin.junior)
        if not (pool.may_lead[pool.index[pin.senior]] and pool.may_follow[pool.index[pin.junior]]):
            raise PinRefused(senior=pin.senior, junior=pin.junior)
        return self._is_ruled_out(pin)

    def _is_ruled_out(self, pair: Pair) -> bool:
        """Tell whether two will not form in silence; refuse them where everybody may know why."""
        nobody = np.zeros(len(self.pool), dtype=bool)
        here, there = (np.array([self.pool.index[each]]) for each in (pair.senior, pair.junior))
        [[found]] = reasons(self.pool, here, there, nobody, NEED_NOT)
        if found == NO_RULE:
            return False
        if RULES[found] in PIN_REFUSALS:
            raise PIN_REFUSALS[RULES[found]](senior=pair.senior, junior=pair.junior)
        if self.pool.elsewhere[here, there][0]:
            raise PinnedElsewhere(senior=pair.senior, junior=pair.junior)
        return True


class Field(Struct, frozen=True):
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
