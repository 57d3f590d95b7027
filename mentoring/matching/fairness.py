"""
What is best, in order: most people matched, those missed longest first; then the worst pair as good as can be;
then the most value above it, of which the first steps count most.
"""

import numpy as np
from msgspec import Struct

from mentoring.matching.flows import Ground, Owed, Places, best, can_fill, owed
from mentoring.matching.pool import Truth, Whole
from mentoring.matching.rules import SCALE
from mentoring.matching.scoring import Edges

TIE_BITS = 16
NEAR = SCALE // 20
"""How far below the best score of whoever has it hardest most pairs are that it takes to match everybody."""


class Fair(Struct, frozen=True):
    """
    Which pairs to make.

    Attributes:
        chosen: for each pair, whether it is made.
        floor: the least score that was admitted.
        due: how many were matched, and of whom.
    """

    chosen: Truth
    floor: int
    due: Owed


def fairest(ground: Ground, edges: Edges, values: Whole) -> Fair:
    """Choose among pairs; `values` are those of `worth`."""
    best_of = _best_of(ground.seniors, ground.tails, edges.score), _best_of(ground.juniors, ground.heads, edges.score)
    hardest = min((int(side.min()) for side in best_of if len(side)), default=0)
    due = owed(ground, edges.score >= hardest - NEAR)
    floor = _floor(ground, edges.score, due, best_of)
    admitted = edges.score >= floor
    chosen = np.zeros(len(edges), dtype=bool)
    chosen[admitted] = best(ground.where(admitted), due, values[admitted])
    return Fair(chosen, floor, due)


def worth(edges: Edges, stayed: Truth, stay: float) -> Whole:
    """
    Return what pairs are worth to the solver: 1-(1-u)³, so that raising a poor pair counts for more than a good one.

    Args:
        stayed: which were in the draft before; each is worth `stay` more.
    """
    missing = 1 - np.minimum(edges.score / SCALE, 1)
    value = np.rint(SCALE * (1 - missing**3 + np.where(stayed, stay, 0))).astype(np.int64)
    tied: Whole = (value << TIE_BITS) + edges.tie
    return tied


def _best_of(places: Places, person: Whole, score: Whole) -> Whole:
    """Return the best score of each person of a side who has a first place and any candidate."""
    own = np.full(len(places.first), -1, dtype=np.int64)
    np.maximum.at(own, person, score)
    return own[places.first & (own >= 0)]


def _floor(ground: Ground, score: Whole, due: Owed, best_of: tuple[Whole, Whole]) -> int:
    """Return the highest score below which no pair is needed to match as many."""
    if not due.led + due.followed:
        return 0
    least, bound = int(score.min()), int(score.max())
    # If everybody on a side is matched, the worst pair is no better than the best of whoever has it hardest.
    for own, reached in zip(best_of, (due.led, due.followed), strict=True):
        if len(own) == reached:
            bound = min(bound, int(own.min(initial=bound)))
    # Often that bound is reached, and else nearly: from there it is sought in growing steps, and then by halves. The
    # least score always does.
    low, high, step = bound, bound + 1, 1
    while low > least and not can_fill(ground.where(score >= low), due):
        low, high, step = max(low - step, least), low, 2 * step
    admitted = score >= low
    ground, score = ground.where(admitted), score[admitted]
    while high - low > 1:
        middle = (low + high) // 2
        if can_fill(ground.where(score >= middle), due):
            low = middle
        else:
            high = middle
    return int(score[score >= low].min())
