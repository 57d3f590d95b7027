"""Why somebody is left without a pair, and what would help."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from mentoring.matching.crowds import around
from mentoring.matching.drafts import Cut, Help, Unmatched
from mentoring.matching.pool import Pool, Whole
from mentoring.matching.scoring import CELLS, NO_RULE, RULES, reasons
from mentoring.matching.solving import Solved
from mentoring.matching.surveys import Side, Survey

MOST_HELP = 5
"""Wishes told to an owner, at the most."""


def left_over(solved: Solved, lonely: Whole) -> tuple[Unmatched, ...]:
    """Return why each of some people has no pair, in the order of their ids."""
    pool, everybody = solved.pool, np.arange(len(solved.pool))
    full = solved.settled.full(pool) & pool.takes_part
    counts: dict[int, Counter[int]] = {}
    size = max(1, CELLS // max(1, len(pool)))
    for start in range(0, len(lonely), size):
        rows = lonely[start : start + size]
        found = reasons(pool, rows, everybody, full)
        # Those who would only take the same place are no candidates, and nobody is their own.
        possible = (pool.may_lead[rows][:, None] & pool.may_follow[None, :]) | (
            pool.may_follow[rows][:, None] & pool.may_lead[None, :]
        )
        possible &= rows[:, None] != everybody[None, :]
        for place, row in enumerate(rows.tolist()):
            counts[row] = Counter(found[place][possible[place]].tolist())
    cuts = _cuts(solved, [each for each in counts if counts[each][NO_RULE]])
    return tuple(
        Unmatched(
            person=pool.surveys[each].id,
            removed={rule: counts[each][place] for place, rule in enumerate(RULES) if counts[each][place]},
            remaining=counts[each][NO_RULE],
            cut=cuts.get(each),
        )
        for each in lonely.tolist()
    )


def what_would_help(pool: Pool, unmatched: Sequence[Unmatched]) -> tuple[Help, ...]:
    """
    Return what more people would have to offer for those left over, what helps most people first.

    Each of them is counted once, for the skill of theirs that most of the others seek too.
    """
    waiting = [pool.surveys[pool.index[each.person]] for each in unmatched]
    found: list[Help] = []
    while waiting and len(found) < MOST_HELP:
        # Somebody who seeks nothing could do with anybody.
        sought = Counter((_other(each), skill) for each in waiting for skill in each.seeks or {""})
        side, skill = min(sought, key=lambda each: (-sought[each], each))
        served = [each for each in waiting if _other(each) == side and skill in (each.seeks or {""})]
        spoken = Counter(code for each in served for code in set(each.languages))
        found.append(Help(side, len(served), skill or None, _languages(served, spoken)))
        waiting = [each for each in waiting if each not in served]
    return tuple(found)


def _other(survey: Survey) -> Side:
    """Return the side on which somebody would help; seniors, where either would."""
    return Side.JUNIOR if survey.side is Side.SENIOR else Side.SENIOR


def _languages(served: Sequence[Survey], spoken: Counter[str]) -> tuple[str, ...]:
    """Return the fewest languages that reach all of them, the most spoken first."""
    found: list[str] = []
    for code in sorted(spoken, key=lambda each: (-spoken[each], each)):
        if any(code in each.languages and not set(found) & set(each.languages) for each in served):
            found.append(code)
    return tuple(found)


def _cuts(solved: Solved, lonely: Sequence[int]) -> dict[int, Cut]:
    """Return what each of some people was short of; who is in one crowd with another was short of the same."""
    found: dict[int, Cut] = {}
    spare = solved.pool.capacity - solved.settled.used
    for side in around(solved):
        for person in lonely:
            if person not in found:
                crowd = side.crowd([person])
                if crowd.wanted:
                    cut = Cut(len(crowd.people), sum(int(spare[each]) for each in crowd.wanted))
                    found |= {each: cut for each in lonely if each in crowd.people}
    return found
