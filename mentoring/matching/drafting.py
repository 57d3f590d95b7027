"""From a round to its draft."""

import numpy as np

from mentoring.matching.certificate import certify
from mentoring.matching.drafts import Certificate, Draft
from mentoring.matching.explaining import explain, gains, summarise
from mentoring.matching.leftovers import left_over, what_would_help
from mentoring.matching.pool import gather
from mentoring.matching.settled import settle
from mentoring.matching.solving import solve
from mentoring.matching.surveys import Pair, Round
from mentoring.matching.triads import attach


def draft(asked: Round, pricing_rounds: int) -> Draft:
    """Draft a round; see `mentoring.matching.propose`."""
    pool = gather(asked)
    settled = settle(pool, asked)
    solved = solve(pool, settled, asked)
    certificate: Certificate | None = None
    if pricing_rounds:
        solved, certificate = certify(solved, pricing_rounds)
    proposals = explain(solved)
    lonely = np.flatnonzero(pool.takes_part & ~solved.paired())
    of_three = {Pair(senior, junior) for senior, *juniors in asked.triads for junior in juniors}
    triads = attach(pool, [each for each in proposals if each.pair not in of_three], lonely)
    joining = [pool.index[each.joins] for each in triads]
    unmatched = left_over(solved, np.setdiff1d(lonely, joining))
    best = np.zeros(len(pool), dtype=np.int64)
    for people in (solved.edges.senior, solved.edges.junior):
        np.maximum.at(best, people, solved.edges.score)
    # A pair that is wanted or approved stays, though one of them may pause by now.
    concerned = pool.takes_part.copy()
    for each in proposals:
        for person in (pool.index[each.pair.senior], pool.index[each.pair.junior]):
            best[person] = max(best[person], each.score)
            concerned[person] = True
    return Draft(
        proposals=proposals,
        continuing=settled.continuing,
        triads=triads,
        unmatched=unmatched,
        help=what_would_help(pool, unmatched),
        both_would_gain=gains(solved),
        summary=summarise(solved, proposals, len(unmatched)),
        best={each.id: int(best[number]) for number, each in enumerate(pool.surveys) if concerned[number]},
        will_not_form=settled.will_not_form,
        certificate=certificate,
        gave_way=settled.gave_way,
    )
