"""
How near a draft is to the best there can be.

Each person has a price (the flow's dual); no pair that was considered is worth more than the prices of its two. What a
pair that was left out is worth beyond them is all that could still be won by it, and a person can win it no more often
than they have places. So pricing all pairs bounds every other draft that matches as many and keeps the floor.
"""

import numpy as np
from msgspec import Struct

from mentoring.matching.crowds import Neighbours, around
from mentoring.matching.drafts import Certificate
from mentoring.matching.fairness import worth
from mentoring.matching.flows import prices
from mentoring.matching.pool import Truth, Whole
from mentoring.matching.scoring import BEST_OF_EACH, Edges, all_pairs, is_among, joined, rank_within
from mentoring.matching.solving import Solved


class _Pricing(Struct, frozen=True):
    """What pricing all pairs found: how many, what could still be won, and which pairs promise it."""

    priced: int
    open: int
    missing: int
    promising: Edges


def certify(solved: Solved, rounds: int) -> tuple[Solved, Certificate]:
    """Price all pairs, add those that promise more and choose anew, at most so often; return what holds at last."""
    added = 0
    found = _price(solved)
    while added + 1 < rounds and len(found.promising):
        solved = solved.with_more(found.promising)
        found = _price(solved)
        added += 1
    value = int(solved.values[solved.fair.chosen].sum())
    return solved, Certificate(value, value + found.open, not found.missing, found.priced, added)


def _price(solved: Solved) -> _Pricing:
    pool, field = solved.pool, solved.field
    admitted = solved.edges.score >= solved.fair.floor
    senior_price, junior_price = prices(
        solved.ground.where(admitted), solved.fair.due, solved.values[admitted], solved.fair.chosen[admitted]
    )
    price_of_senior = np.zeros(len(pool), dtype=np.int64)
    price_of_senior[field.seniors] = senior_price
    price_of_junior = np.zeros(len(pool), dtype=np.int64)
    price_of_junior[field.juniors] = junior_price
    around_seniors, around_juniors = around(solved)
    of_seniors, of_juniors = _crowd(around_seniors, field.seniors), _crowd(around_juniors, field.juniors)
    known = solved.edges.senior * len(pool) + solved.edges.junior
    senior_wins, junior_wins = np.zeros(len(pool), dtype=np.int64), np.zeros(len(pool), dtype=np.int64)
    priced, missing = 0, 0
    promising = []
    for block in all_pairs(pool, field.seniors, field.juniors):
        priced += len(block)
        fresh = solved.settled.apart_from(pool, block)
        win = (
            worth(fresh, np.zeros(len(fresh), dtype=bool), 0)
            - price_of_senior[fresh.senior]
            + price_of_junior[fresh.junior]
        )
        win[fresh.score < solved.fair.floor] = 0
        fills = _fills(fresh, of_seniors, of_juniors)
        maybe = np.flatnonzero((win > 0) | fills)
        maybe = maybe[~is_among(fresh.senior[maybe] * len(pool) + fresh.junior[maybe], known)]
        fresh, win, fills = fresh.where(maybe), np.maximum(win[maybe], 0), fills[maybe]
        missing += int(fills.sum())
        np.maximum.at(senior_wins, fresh.senior, win)
        np.maximum.at(junior_wins, fresh.junior, win)
        order = np.lexsort((-win, fresh.senior))
        promising.append(fresh.where(order[rank_within(fresh.senior[order]) < BEST_OF_EACH]))
    places = np.maximum(pool.capacity - solved.settled.used, 0)
    still_open = min(int((senior_wins * places).sum()), int((junior_wins * places).sum()))
    return _Pricing(priced, still_open, missing, joined(pool, promising))


def _crowd(near: Neighbours, side: Whole) -> tuple[Truth, Truth]:
    """Return for those of a side without a pair who is in their crowd, and for whose places it competes."""
    crowd = near.crowd(side[near.lonely[side]].tolist())
    competing, wanted = np.zeros((2, len(near.lonely)), dtype=bool)
    competing[list(crowd.people)] = True
    wanted[list(crowd.wanted)] = True
    return competing, wanted


def _fills(edges: Edges, of_seniors: tuple[Truth, Truth], of_juniors: tuple[Truth, Truth]) -> Truth:
    """Tell which pairs lead out of a crowd: by these, more people might be matched."""
    return (of_seniors[0][edges.senior] & ~of_seniors[1][edges.junior]) | (
        of_juniors[0][edges.junior] & ~of_juniors[1][edges.senior]
    )
