"""
The pool as arrays: people in the order of their ids, so that the order in which they came changes nothing.

Whether two may be paired, and what it would be worth, is the same whichever of them is the senior.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from hashlib import blake2b
from itertools import pairwise
from typing import TypeAlias

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray
from scipy import sparse

from mentoring.matching.rules import Rule, Rules
from mentoring.matching.surveys import Pair, Round, Side, Survey
from mentoring.working_time import MINUTES_A_DAY, at_local

Whole: TypeAlias = NDArray[np.int64]
Real: TypeAlias = NDArray[np.float64]
Truth: TypeAlias = NDArray[np.bool_]


class Pool(Struct, frozen=True):
    """
    Everybody of a round, by their number.

    Attributes:
        offers: people × skills, 1 where somebody offers it.
        wanted: people × skills, the weight of a skill among all that somebody seeks; each row adds up to 1.
        hours, minutes: the class of somebody's working hours; what two classes share.
        tongues, speaks: the class of somebody's languages; whether two classes share one.
        team: its number; each who has none has one of their own.
        bans: people × people for each rule that names pairs.
        elsewhere: people × people, who are a pair, or were asked, outside the programme; not available, like others.
        banned: all bans together, as far as they hold.
        wishes: people × people, how many of the two ask for it.
        hashes: what settles equals.
    """

    surveys: tuple[Survey, ...]
    index: Mapping[str, int]
    rules: Rules
    offers: sparse.csr_array
    wanted: sparse.csr_array
    hours: Whole
    minutes: Whole
    tongues: Whole
    speaks: Truth
    team: Whole
    bans: Mapping[Rule, sparse.csr_array]
    elsewhere: sparse.csr_array
    banned: sparse.csr_array
    wishes: sparse.csr_array
    takes_part: Truth
    may_lead: Truth
    may_follow: Truth
    capacity: Whole
    missed: Whole
    hashes: NDArray[np.uint64]

    def __len__(self) -> int:
        """Return how many people there are, paused ones included."""
        return len(self.surveys)

    def numbers(self, pairs: Iterable[Pair]) -> tuple[Whole, Whole]:
        """Return the seniors and juniors of those pairs of which both are in the pool."""
        known = sorted({(self.index[p.senior], self.index[p.junior]) for p in pairs if self.knows(p)})
        both = np.array(known, dtype=np.int64).reshape(-1, 2)
        return both[:, 0], both[:, 1]

    def knows(self, pair: Pair) -> bool:
        """Tell whether both are in the pool."""
        return pair.senior in self.index and pair.junior in self.index

    def pair(self, senior: int, junior: int) -> Pair:
        """Return two people by their numbers."""
        return Pair(self.surveys[senior].id, self.surveys[junior].id)

    def holds(self, rule: Rule) -> bool:
        """Tell whether the owner has not lifted a rule."""
        return rule not in self.rules.lifted


def gather(asked: Round) -> Pool:
    """
    Read a round into arrays.

    Raises:
        ValueError: somebody is there twice, or has no capacity.
    """
    surveys = tuple(sorted(asked.surveys, key=lambda each: each.id))
    index = {each.id: number for number, each in enumerate(surveys)}
    if len(index) < len(surveys):
        raise ValueError("somebody is in the pool twice")
    if any(each.capacity < 1 or each.missed < 0 for each in surveys):
        raise ValueError("a capacity is one at the least, and nobody missed fewer than no rounds")
    offers, wanted = _skills(surveys)
    hours, minutes = _hours(surveys, asked.rules)
    tongues, speaks = _tongues(surveys)
    teams = {name: number for number, name in enumerate(sorted({each.team for each in surveys if each.team}))}
    private = [
        (index[each.id], index[other]) for each in surveys for other in each.never | each.declined if other in index
    ]
    elsewhere = _known(asked.elsewhere, index)
    private += elsewhere + _known(asked.not_formed, index)
    bans = {
        Rule.REPORTING_LINE: _square(_lines(asked, index), len(surveys)),
        Rule.FORBIDDEN: _square(_known(asked.forbidden, index), len(surveys)),
        Rule.PAST_PAIR: _square(_known(asked.past, index), len(surveys)),
        Rule.NOT_AVAILABLE: _square(private, len(surveys)),
    }
    themselves = sparse.csr_array(sparse.eye_array(len(surveys), dtype=np.int64))
    wishes = sparse.coo_array(
        _columns([(index[each.id], index[other]) for each in surveys for other in each.prefers if other in index]),
        shape=(len(surveys), len(surveys)),
    ).tocsr()
    return Pool(
        surveys=surveys,
        index=index,
        rules=asked.rules,
        offers=offers,
        wanted=wanted,
        hours=hours,
        minutes=minutes,
        tongues=tongues,
        speaks=speaks,
        team=np.array(
            [teams[each.team] if each.team else len(teams) + number for number, each in enumerate(surveys)],
            dtype=np.int64,
        ),
        bans=bans,
        elsewhere=_square(elsewhere, len(surveys)),
        banned=sum((ban for rule, ban in bans.items() if rule not in asked.rules.lifted), start=themselves).tocsr(),
        wishes=(wishes + wishes.T).tocsr(),
        takes_part=np.array([each.takes_part for each in surveys], dtype=bool),
        may_lead=np.array([each.side is not Side.JUNIOR for each in surveys], dtype=bool),
        may_follow=np.array([each.side is not Side.SENIOR for each in surveys], dtype=bool),
        capacity=np.array([each.capacity for each in surveys], dtype=np.int64),
        missed=np.array([each.missed for each in surveys], dtype=np.int64),
        hashes=np.array(
            [
                int.from_bytes(blake2b(each.id.encode(), key=_key(asked.rules.seed), digest_size=8).digest(), "big")
                for each in surveys
            ],
            dtype=np.uint64,
        ),
    )


def _key(seed: str) -> bytes:
    return blake2b(seed.encode(), digest_size=16).digest()


def _skills(surveys: Sequence[Survey]) -> tuple[sparse.csr_array, sparse.csr_array]:
    """Return what is offered, and what is sought with its weight: the fewer name a skill, the more it counts."""
    named = Counter(skill for each in surveys if each.takes_part for skill in each.offers | each.seeks)
    skills = {
        skill: number for number, skill in enumerate(sorted({s for each in surveys for s in each.offers | each.seeks}))
    }
    people = sum(each.takes_part for each in surveys)
    weight = {skill: float(np.log1p(people / max(1, named[skill]))) for skill in skills}
    offered = [(row, skills[skill], 1.0) for row, each in enumerate(surveys) for skill in sorted(each.offers)]
    sought = []
    for row, each in enumerate(surveys):
        wanted = sorted(each.seeks)
        whole = sum(weight[skill] for skill in wanted)
        sought += [(row, skills[skill], weight[skill] / whole) for skill in wanted if whole]
    return _table(offered, len(surveys), len(skills)), _table(sought, len(surveys), len(skills))


def _table(cells: Sequence[tuple[int, int, float]], rows: int, columns: int) -> sparse.csr_array:
    where = np.array([(row, column) for row, column, _ in cells], dtype=np.int64).reshape(-1, 2)
    values = np.array([value for _, _, value in cells], dtype=np.float64)
    return sparse.coo_array((values, (where[:, 0], where[:, 1])), shape=(rows, max(1, columns))).tocsr()


def _hours(surveys: Sequence[Survey], rules: Rules) -> tuple[Whole, Whole]:
    """Return everybody's class of working hours, and the minutes of a working day that two classes share."""
    said = [(each.zone, each.work_starts, each.work_ends) for each in surveys]
    spans = {}
    for zone, starts, ends in set(said):
        began = at_local(rules.on, starts % MINUTES_A_DAY, zone)
        spans[zone, starts, ends] = (
            began.hour * 60 + began.minute,
            (ends - starts) % MINUTES_A_DAY or MINUTES_A_DAY,
        )
    classes = sorted(set(spans.values()))
    number = {span: place for place, span in enumerate(classes)}
    begins, lasts = np.array(classes, dtype=np.int64).reshape(-1, 2).T
    shared = np.zeros((len(classes), len(classes)), dtype=np.int64)
    for turn in (-MINUTES_A_DAY, 0, MINUTES_A_DAY):
        first = np.maximum(begins[:, None], begins[None, :] + turn)
        last = np.minimum((begins + lasts)[:, None], (begins + lasts)[None, :] + turn)
        shared += np.maximum(0, last - first)
    return np.array([number[spans[each]] for each in said], dtype=np.int64), shared


def _tongues(surveys: Sequence[Survey]) -> tuple[Whole, Truth]:
    """Return everybody's class of languages, and whether two classes share one."""
    said = [tuple(sorted(set(each.languages))) for each in surveys]
    classes = sorted(set(said))
    number = {tongues: place for place, tongues in enumerate(classes)}
    codes = sorted({code for tongues in classes for code in tongues})
    knows = np.array([[code in tongues for code in codes] for tongues in classes], dtype=np.int64)
    knows = knows.reshape(len(classes), len(codes))
    return np.array([number[each] for each in said], dtype=np.int64), (knows @ knows.T) > 0


def _lines(asked: Round, index: Mapping[str, int]) -> list[tuple[int, int]]:
    """Return everybody with each above them, over however many steps and through whomever outside the pool."""
    above: dict[str, set[str]] = {}
    chains = [(each.id, *each.managers) for each in asked.surveys]
    chains += asked.reports
    for chain in chains:
        for person, manager in pairwise(chain):
            above.setdefault(person, set()).add(manager)
    found = []
    for person, number in index.items():
        seen: set[str] = set()
        waiting = [person]
        while waiting:
            further = above.get(waiting.pop(), set()) - seen
            seen |= further
            waiting += further
        found += [(number, index[other]) for other in seen if other in index and other != person]
    return found


def _known(pairs: Collection[Pair], index: Mapping[str, int]) -> list[tuple[int, int]]:
    return [(index[p.senior], index[p.junior]) for p in pairs if p.senior in index and p.junior in index]


def _columns(cells: Sequence[tuple[int, int]]) -> tuple[Whole, tuple[Whole, Whole]]:
    where = np.array(list(set(cells)), dtype=np.int64).reshape(-1, 2)
    return np.ones(len(where), dtype=np.int64), (where[:, 0], where[:, 1])


def _square(cells: Sequence[tuple[int, int]], people: int) -> sparse.csr_array:
    """Return which two a rule names, in both directions."""
    one_way = sparse.coo_array(_columns(cells), shape=(people, people)).tocsr()
    return (one_way + one_way.T).tocsr()
