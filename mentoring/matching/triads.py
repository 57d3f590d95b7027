"""
Three instead of nobody: somebody left over joins a drafted pair.

Juniors join pairs; two seniors to one junior would be the wrong way round. All three must have said that they would,
and each two of them must be allowed to meet. A junior who would gladly have company (power in the way) gets it first.
"""

from collections.abc import Sequence

import numpy as np

from mentoring.matching.drafts import Proposal, Triad
from mentoring.matching.flows import Ground, Places, best, owed
from mentoring.matching.pool import Pool, Whole
from mentoring.matching.rules import SCALE, Rule
from mentoring.matching.scoring import CELLS, NO_RULE, among, reasons
from mentoring.matching.surveys import Company

BESIDE = frozenset({Rule.NOTHING_TO_TEACH})
"""Two juniors need not teach each other anything."""


def attach(pool: Pool, proposals: Sequence[Proposal], lonely: Whole) -> tuple[Triad, ...]:
    """Return who of those left over joins which pair: as many as can be, and then the best together."""
    willing = np.array([each.company is not Company.NO for each in pool.surveys], dtype=bool)
    joiners = lonely[willing[lonely] & pool.may_follow[lonely]]
    numbers = [(pool.index[each.pair.senior], pool.index[each.pair.junior]) for each in proposals]
    pairs = np.array([each for each in numbers if willing[list(each)].all()], dtype=np.int64).reshape(-1, 2)
    if not len(joiners) or not len(pairs):
        return ()
    pair, joiner = _meetings(pool, pairs, joiners)
    edges = among(pool, pairs[pair, 0], joiner)
    ground = Ground(
        Places(np.ones(len(pairs), dtype=bool), np.zeros(len(pairs), dtype=np.int64), np.zeros(len(pairs), np.int64)),
        Places(np.ones(len(joiners), dtype=bool), np.zeros(len(joiners), np.int64), pool.missed[joiners]),
        pair,
        np.searchsorted(joiners, joiner),
    )
    gladly = np.array([each.company is Company.GLADLY for each in pool.surveys], dtype=np.int64)
    asked_for = SCALE * (gladly[pairs[pair, 1]] + gladly[joiner])
    chosen = best(ground, owed(ground), ((edges.score + asked_for) << 16) + edges.tie)
    return tuple(
        Triad(pool.pair(*pairs[pair[place]].tolist()), pool.surveys[joiner[place]].id, int(edges.score[place]))
        for place in np.flatnonzero(chosen)
    )


def _meetings(pool: Pool, pairs: Whole, joiners: Whole) -> tuple[Whole, Whole]:
    """Return who may join which pair, as places in `pairs` and numbers of people."""
    nobody = np.zeros(len(pool), dtype=bool)
    found: list[tuple[Whole, Whole]] = []
    size = max(1, CELLS // len(joiners))
    for start in range(0, len(pairs), size):
        some = pairs[start : start + size]
        meeting = reasons(pool, some[:, 1], joiners, nobody, BESIDE) == NO_RULE
        meeting &= reasons(pool, some[:, 0], joiners, nobody) == NO_RULE
        place, joiner = meeting.nonzero()
        found.append((start + place, joiners[joiner]))
    return np.concatenate([place for place, _ in found]), np.concatenate([joiner for _, joiner in found])
