"""What each pair would be worth, and which pairs there may be: all of them, or the best of each person's."""

from collections.abc import Iterator

import numpy as np
from msgspec import Struct
from scipy import sparse

from mentoring.matching.pool import Pool, Real, Truth, Whole
from mentoring.matching.rules import SCALE, Rule

ALL_UP_TO = 2_000
"""People a side, up to which every pair is considered."""
BEST_OF_EACH = 30
"""Beyond that, how many of each person's best, on both sides."""
CELLS = 2_000_000
"""Pairs looked at in one go."""
HELD = 4_000_000
"""Pairs kept in mind before all but each person's best are forgotten."""
SOFTENING = 0.05
"""Lets what only one can teach the other rank low and not be nothing."""
WORTH_BITS = 30
RULES = tuple(Rule)
NO_RULE = -1


class Edges(Struct, frozen=True):
    """Pairs that may be, sorted by senior and junior; scores of 10 000, and what settles equals (16 bits)."""

    senior: Whole
    junior: Whole
    score: Whole
    tie: Whole

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.senior)

    def where(self, kept: Truth | Whole) -> "Edges":
        """Return some of them."""
        return Edges(self.senior[kept], self.junior[kept], self.score[kept], self.tie[kept])


class Measures(Struct, frozen=True):
    """What pairs are made of; arrays of one shape. Shares are from 0 to 1, weighed nowhere."""

    down: Real
    up: Real
    minutes: Whole
    wish: Whole


def parts(pool: Pool, seen: Measures) -> tuple[Real, Real, Real]:
    """Return the weighed parts of scores, from 0 to 1 together: teaching, hours, wish."""
    weights = pool.rules.weights
    mutual = np.sqrt((seen.down + SOFTENING) * (seen.up + SOFTENING)) - SOFTENING
    hours = np.minimum(seen.minutes / pool.rules.enough_shared, 1)
    return weights.teaching * mutual, weights.hours * hours, weights.wish * (seen.wish / 2)


def scores(pool: Pool, seen: Measures) -> Whole:
    """Return scores as whole numbers of 10 000."""
    teaching, hours, wish = parts(pool, seen)
    return np.rint(SCALE * (teaching + hours + wish)).astype(np.int64)


def measure(pool: Pool, senior: Whole, junior: Whole) -> Measures:
    """Look at single pairs."""
    return Measures(
        down=pool.offers[senior].multiply(pool.wanted[junior]).sum(axis=1),
        up=pool.wanted[senior].multiply(pool.offers[junior]).sum(axis=1),
        minutes=pool.minutes[pool.hours[senior], pool.hours[junior]],
        wish=_at(pool.wishes, senior, junior),
    )


def ties(pool: Pool, senior: Whole, junior: Whole) -> Whole:
    """Return 16 bits for each pair, from the seed and both ids: the finish of SplitMix64 over both."""
    mixed = pool.hashes[senior] * np.uint64(0x9E3779B97F4A7C15) + pool.hashes[junior]
    mixed ^= mixed >> np.uint64(30)
    mixed *= np.uint64(0xBF58476D1CE4E5B9)
    mixed ^= mixed >> np.uint64(27)
    mixed *= np.uint64(0x94D049BB133111EB)
    return (mixed >> np.uint64(48)).astype(np.int64)


def reasons(pool: Pool, rows: Whole, columns: Whole, full: Truth, aside: frozenset[Rule] = frozenset()) -> Whole:
    """
    Return the first rule that takes each pair of rows × columns away, as its place in `RULES`; -1 where none does.

    What is private comes last, so that it is counted only where nothing that everybody may know stands in the way.

    Args:
        full: who has no place left beside pairs that are settled.
        aside: rules that are not asked here, beside those the owner lifted.
    """
    found = np.full((len(rows), len(columns)), NO_RULE, dtype=np.int64)
    down, up, wish = _taught(pool, rows, columns)
    paused = ~pool.takes_part[rows][:, None] | ~pool.takes_part[columns][None, :]
    broken = {
        Rule.TEAM: pool.team[rows][:, None] == pool.team[columns][None, :],
        Rule.LANGUAGE: ~pool.speaks[pool.tongues[rows]][:, pool.tongues[columns]],
        Rule.HOURS: pool.minutes[pool.hours[rows]][:, pool.hours[columns]] < pool.rules.least_shared,
        Rule.NOTHING_TO_TEACH: (down + up == 0) & (wish == 0),
        Rule.NO_PLACE: np.broadcast_to(full[columns], found.shape),
        Rule.NOT_AVAILABLE: paused,
    }
    for place, rule in reversed(list(enumerate(RULES))):
        if not pool.holds(rule) or rule in aside:
            continue
        if rule in broken:
            found[broken[rule]] = place
        if rule in pool.bans:
            found[pool.bans[rule][rows][:, columns].nonzero()] = place
    return found


def all_pairs(pool: Pool, seniors: Whole, juniors: Whole) -> Iterator[Edges]:
    """Go through all pairs that may be, in blocks of seniors who work alike and speak alike."""
    if not len(seniors) or not len(juniors):
        return
    order = seniors[np.lexsort((pool.tongues[seniors], pool.hours[seniors]))]
    size = max(16, CELLS // len(juniors))
    for start in range(0, len(order), size):
        yield _block(pool, order[start : start + size], juniors)


def candidates(pool: Pool, seniors: Whole, juniors: Whole, also: tuple[Whole, Whole]) -> Edges:
    """
    Return the pairs to choose from: all up to 2 000 a side, beyond that the best 30 of each person's.

    Args:
        also: seniors and juniors of pairs that are considered in any case, if they may be: wishes, an earlier draft.
    """
    if max(len(seniors), len(juniors)) <= ALL_UP_TO:
        return joined(pool, list(all_pairs(pool, seniors, juniors)))
    best = BestOfEach(len(pool), HELD)
    for block in all_pairs(pool, seniors, juniors):
        best.add(block)
    return joined(pool, [best.taken(), among(pool, *also)])


def among(pool: Pool, senior: Whole, junior: Whole) -> Edges:
    """Return those of some pairs that may be."""
    seen = measure(pool, senior, junior)
    may = pool.takes_part[senior] & pool.takes_part[junior] & pool.may_lead[senior] & pool.may_follow[junior]
    may &= _at(pool.banned, senior, junior) == 0
    if pool.holds(Rule.TEAM):
        may &= pool.team[senior] != pool.team[junior]
    if pool.holds(Rule.LANGUAGE):
        may &= pool.speaks[pool.tongues[senior], pool.tongues[junior]]
    if pool.holds(Rule.HOURS):
        may &= seen.minutes >= pool.rules.least_shared
    if pool.holds(Rule.NOTHING_TO_TEACH):
        may &= (seen.down + seen.up > 0) | (seen.wish > 0)
    return Edges(senior, junior, scores(pool, seen), ties(pool, senior, junior)).where(may)


def is_among(codes: Whole, few: Whole) -> Truth:
    """Tell which of many numbers are among some others."""
    if not len(few):
        return np.zeros(len(codes), dtype=bool)
    known = np.sort(few)
    found: Truth = known[np.minimum(np.searchsorted(known, codes), len(known) - 1)] == codes
    return found


def joined(pool: Pool, some: list[Edges]) -> Edges:
    """Put pairs together, each once, in the order of their people."""
    some = some or [among(pool, *pool.numbers(()))]
    senior, junior, score, tie = (
        np.concatenate([getattr(each, name) for each in some]) for name in ("senior", "junior", "score", "tie")
    )
    codes = senior * len(pool) + junior
    order = np.argsort(codes, kind="stable")
    order = order[np.flatnonzero(np.diff(codes[order], prepend=-1))]
    return Edges(senior[order], junior[order], score[order], tie[order])


def _block(pool: Pool, rows: Whole, juniors: Whole) -> Edges:
    """Return which pairs of rows × juniors may be."""
    may = np.ones((len(rows), len(juniors)), dtype=bool)
    if pool.holds(Rule.HOURS):
        may &= (pool.minutes >= pool.rules.least_shared)[pool.hours[rows]][:, pool.hours[juniors]]
    if pool.holds(Rule.LANGUAGE):
        may &= pool.speaks[pool.tongues[rows]][:, pool.tongues[juniors]]
    if pool.holds(Rule.TEAM):
        may &= pool.team[rows][:, None] != pool.team[juniors][None, :]
    may[pool.banned[rows][:, juniors].nonzero()] = False
    some = may.any(axis=0)
    columns, may = juniors[some], may[:, some]
    down, up, wish = _taught(pool, rows, columns)
    if pool.holds(Rule.NOTHING_TO_TEACH):
        may &= (down + up > 0) | (wish > 0)
    row, column = may.nonzero()
    senior, junior = rows[row], columns[column]
    seen = Measures(
        down[row, column],
        up[row, column],
        pool.minutes[pool.hours[senior], pool.hours[junior]],
        wish[row, column],
    )
    return Edges(senior, junior, scores(pool, seen), ties(pool, senior, junior))


def _taught(pool: Pool, rows: Whole, columns: Whole) -> tuple[Real, Real, Whole]:
    """Return what each of the rows can teach each of the columns, and back, and how many of the two ask for it."""
    down = (pool.offers[rows] @ pool.wanted[columns].T).toarray()
    up = (pool.wanted[rows] @ pool.offers[columns].T).toarray()
    return down, up, pool.wishes[rows][:, columns].toarray()


class BestOfEach:
    """
    The best pairs of each person, while blocks go by; what cannot be among them any more is forgotten at once.

    Args:
        held: pairs kept in mind before all but each person's best are forgotten.
    """

    def __init__(self, people: int, held: int) -> None:
        self._most = held
        self._least = np.full(people, -1, dtype=np.int64)
        self._led: list[Edges] = []
        self._followed: list[Edges] = []
        self._held = 0

    def add(self, block: Edges) -> None:
        """Look at a block, which holds all pairs of its seniors."""
        self._led.append(_firsts(block, block.senior))
        chance = block.where(_worth(block) > self._least[block.junior])
        self._followed.append(chance)
        self._held += len(chance)
        if self._held > self._most:
            self._forget()

    def taken(self) -> Edges:
        """Return the best of each senior and of each junior; some are there twice."""
        self._forget()
        return _stacked([*self._led, *self._followed])

    def _forget(self) -> None:
        kept = _stacked(self._followed)
        kept = kept.where(np.argsort(kept.junior, kind="stable"))
        kept = _firsts(kept, kept.junior)
        people, counts = np.unique(kept.junior, return_counts=True)
        full = people[counts == BEST_OF_EACH]
        least = np.full(len(self._least), np.iinfo(np.int64).max)
        np.minimum.at(least, kept.junior, _worth(kept))
        self._least[full] = least[full]
        self._followed, self._held = [kept], 0


def _at(matrix: sparse.csr_array, rows: Whole, columns: Whole) -> Whole:
    """Return single cells."""
    filled = matrix.tocoo()
    keys = np.asarray(filled.row, dtype=np.int64) * matrix.shape[1] + filled.col
    order = np.argsort(keys)
    asked = rows * matrix.shape[1] + columns
    place = np.minimum(np.searchsorted(keys, asked, sorter=order), len(keys) - 1)
    if not len(keys):
        return np.zeros(len(asked), dtype=np.int64)
    hit: Whole = np.where(keys[order[place]] == asked, filled.data[order[place]], 0)
    return hit


def _worth(edges: Edges) -> Whole:
    return (edges.score << 16) + edges.tie


def _stacked(some: list[Edges]) -> Edges:
    return Edges(*(np.concatenate([getattr(e, name) for e in some]) for name in ("senior", "junior", "score", "tie")))


def _firsts(edges: Edges, person: Whole) -> Edges:
    """Return the best of each person's."""
    order = best_first(edges, person)
    return edges.where(order[rank_within(person[order]) < BEST_OF_EACH])


def best_first(edges: Edges, person: Whole) -> Whole:
    """Return the order of pairs by person, and the best of each first."""
    # One key instead of two: a worth is below 2³⁰, and so fits below the person's number.
    return np.argsort((person << WORTH_BITS) - _worth(edges))


def rank_within(person: Whole) -> Whole:
    """Return the place of each in its run of the same person, from 0."""
    begins = np.flatnonzero(np.diff(person, prepend=-1))
    return np.arange(len(person)) - np.repeat(begins, np.diff(begins, append=len(person)))
