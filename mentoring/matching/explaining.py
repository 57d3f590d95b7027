"""The reasons of each pair, in both directions, and a draft in figures."""

from collections.abc import Sequence

import numpy as np

from mentoring.matching.drafts import Flag, Gain, Parts, Proposal, RunnerUp, Summary, Teaching
from mentoring.matching.pool import Pool, Whole
from mentoring.matching.rules import GAIN, SCALE
from mentoring.matching.scoring import measure, parts, scores
from mentoring.matching.solving import Solved
from mentoring.matching.surveys import Survey

WEAK = SCALE // 5
"""A score below this is worth a second look."""
FEW_MINUTES = 180
MOST_WEAKEST = 3
"""Pairs that share the lowest score, at the most, for it to be worth a second look."""
MOST_GAINS = 50
"""Pairs to tell an owner of, at the most."""


def explain(solved: Solved) -> tuple[Proposal, ...]:
    """Return the drafted and pinned pairs with their reasons, in the order of their ids."""
    pool = solved.pool
    chosen, pinned = solved.chosen, pool.numbers(solved.settled.pins)
    senior = np.concatenate([chosen.senior, pinned[0]])
    junior = np.concatenate([chosen.junior, pinned[1]])
    seen = measure(pool, senior, junior)
    score = np.concatenate([chosen.score, scores(pool, measure(pool, *pinned))])
    teaching, hours, wish = (np.rint(SCALE * part).astype(np.int64) for part in parts(pool, seen))
    down, up = (np.rint(SCALE * share).astype(np.int64) for share in (seen.down, seen.up))
    led = _runners_up(solved, solved.edges.senior, solved.edges.junior)
    followed = _runners_up(solved, solved.edges.junior, solved.edges.senior)
    drafted = len(chosen)
    weakest = _weakest(score)
    proposals = []
    for place in np.lexsort((junior, senior)):
        one, other = int(senior[place]), int(junior[place])
        teacher, learner = pool.surveys[one], pool.surveys[other]
        languages = tuple(each for each in teacher.languages if each in learner.languages)
        proposals.append(
            Proposal(
                pair=pool.pair(one, other),
                score=int(score[place]),
                parts=Parts(int(teaching[place]), int(hours[place]), int(wish[place])),
                senior_teaches=_teaching(teacher, learner, int(down[place])),
                junior_teaches=_teaching(learner, teacher, int(up[place])),
                shared_minutes=int(seen.minutes[place]),
                languages=languages,
                senior_runner_up=_runner_up(pool, led.get(one), int(score[place])),
                junior_runner_up=_runner_up(pool, followed.get(other), int(score[place])),
                flags=_flags(down[place], up[place], seen.minutes[place], score[place], weakest, languages),
                pinned=bool(place >= drafted),
            )
        )
    return tuple(proposals)


def gains(solved: Solved) -> tuple[Gain, ...]:
    """Return pairs that were not drafted although both would gain more than .1; nobody leaves a settled pair."""
    people, chosen, edges = len(solved.pool), solved.chosen, solved.edges
    has = np.full(people, SCALE, dtype=np.int64)
    for side in (chosen.senior, chosen.junior):
        np.minimum.at(has, side, chosen.score)
    has[~solved.paired()] = 0
    has[solved.settled.used > 0] = SCALE
    by_senior, by_junior = edges.score - has[edges.senior], edges.score - has[edges.junior]
    least = np.where(solved.fair.chosen, 0, np.minimum(by_senior, by_junior))
    worth_a_word = np.flatnonzero(least > GAIN)
    order = worth_a_word[np.lexsort((edges.junior[worth_a_word], edges.senior[worth_a_word], -least[worth_a_word]))]
    return tuple(
        Gain(
            solved.pool.pair(int(edges.senior[place]), int(edges.junior[place])),
            int(by_senior[place]),
            int(by_junior[place]),
        )
        for place in order[:MOST_GAINS]
    )


def summarise(solved: Solved, proposals: Sequence[Proposal], unmatched: int) -> Summary:
    """Return a draft in figures."""
    people = int(solved.pool.takes_part.sum())
    found = sorted(each.score for each in proposals)
    return Summary(
        people=people,
        matched=people - unmatched,
        pairs=len(found),
        total=sum(found),
        worst=found[0] if found else None,
        floor=solved.fair.floor,
        gini=gini(found),
    )


def gini(rising: Sequence[int]) -> float:
    """Return how unevenly something is spread; the values rise, and none is below 0."""
    whole, count = sum(rising), len(rising)
    if not whole:
        return 0.0
    return sum((2 * place - count - 1) * value for place, value in enumerate(rising, 1)) / (count * whole)


def _teaching(teacher: Survey, learner: Survey, worth: int) -> Teaching:
    return Teaching(tuple(sorted(teacher.offers & learner.seeks)), len(learner.seeks), worth)


def _runners_up(solved: Solved, person: Whole, other: Whole) -> dict[int, tuple[int, int]]:
    """Return for each person the best candidate who is not their partner, and the score."""
    worth = np.where(solved.fair.chosen, -1, (solved.edges.score << 16) + solved.edges.tie)
    best = np.full(len(solved.pool), -1, dtype=np.int64)
    np.maximum.at(best, person, worth)
    best[best < 0] = np.iinfo(np.int64).max
    found = np.flatnonzero(worth == best[person])
    # Should two be equal in every bit, the one whose id comes first stands.
    return {
        one: (two, score)
        for one, two, score in zip(
            person[found][::-1].tolist(),
            other[found][::-1].tolist(),
            solved.edges.score[found][::-1].tolist(),
            strict=True,
        )
    }


def _runner_up(pool: Pool, found: tuple[int, int] | None, score: int) -> RunnerUp | None:
    return RunnerUp(pool.surveys[found[0]].id, score - found[1]) if found else None


def _weakest(score: Whole) -> int | None:
    """Return the lowest score, where it singles out a few; of pairs that are nearly all alike none is the weakest."""
    lowest = int(score.min(initial=SCALE))
    as_weak = int((score == lowest).sum())
    return lowest if as_weak < min(len(score), MOST_WEAKEST + 1) else None


def _flags(
    down: np.int64, up: np.int64, minutes: np.int64, score: np.int64, weakest: int | None, languages: Sequence[str]
) -> frozenset[Flag]:
    said = {
        Flag.ONE_WAY: bool(down) is not bool(up),
        Flag.NOTHING_TO_TEACH: not down and not up,
        Flag.NO_LANGUAGE: not languages,
        Flag.FEW_HOURS: minutes < FEW_MINUTES,
        Flag.WEAK: score < WEAK,
        Flag.WEAKEST: score == weakest,
    }
    return frozenset(flag for flag, holds in said.items() if holds)
