"""
The model told a second time, as plainly as can be and as slow as that is: what the quick one is held against.

It knows the surveys and the rules only, and tries everything.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time
from functools import cached_property
from itertools import combinations
from math import log, sqrt
from zoneinfo import ZoneInfo

from mentoring.matching import Pair, Round, Side, Survey


@dataclass(frozen=True)
class Oracle:
    """What may be in a round and what it is worth, without lifted rules."""

    asked: Round

    @cached_property
    def by_id(self) -> dict[str, Survey]:
        return {each.id: each for each in self.asked.surveys}

    @cached_property
    def named(self) -> Counter[str]:
        return Counter(s for each in self.asked.surveys if each.takes_part for s in each.offers | each.seeks)

    @cached_property
    def taking_part(self) -> int:
        return sum(each.takes_part for each in self.asked.surveys)

    def weight(self, skill: str) -> float:
        return log(1 + self.taking_part / max(1, self.named[skill]))

    def teaches(self, teacher: Survey, learner: Survey) -> float:
        sought = sum(map(self.weight, learner.seeks))
        return sum(map(self.weight, learner.seeks & teacher.offers)) / sought if sought else 0.0

    def minutes(self, one: Survey, other: Survey) -> int:
        return len(self.at_work[one.id] & self.at_work[other.id])

    @cached_property
    def at_work(self) -> dict[str, frozenset[int]]:
        return {each.id: self._at_work(each) for each in self.asked.surveys}

    def _at_work(self, person: Survey) -> frozenset[int]:
        midnight = datetime.combine(self.asked.rules.on, time(), tzinfo=ZoneInfo(person.zone))
        offset = midnight.utcoffset()
        assert offset is not None
        begins = person.work_starts - int(offset.total_seconds() // 60)
        lasts = (person.work_ends - person.work_starts) % 1440 or 1440
        return frozenset(minute % 1440 for minute in range(begins, begins + lasts))

    def score(self, senior: Survey, junior: Survey) -> int:
        down, up = self.teaches(senior, junior), self.teaches(junior, senior)
        mutual = sqrt((down + 0.05) * (up + 0.05)) - 0.05
        wish = ((junior.id in senior.prefers) + (senior.id in junior.prefers)) / 2
        hours = min(1, self.minutes(senior, junior) / self.asked.rules.enough_shared)
        return round(10_000 * (0.8 * mutual + 0.15 * hours + 0.05 * wish))

    def above(self, person: str) -> set[str]:
        chains = [(each.id, *each.managers) for each in self.asked.surveys]
        chains += self.asked.reports
        found: set[str] = set()
        while True:
            more = {
                chain[place + 1]
                for chain in chains
                for place in range(len(chain) - 1)
                if chain[place] == person or chain[place] in found
            }
            if more <= found:
                return found
            found |= more

    def may(self, senior: Survey, junior: Survey) -> bool:
        both = {senior.id, junior.id}
        named = [*self.asked.forbidden, *self.asked.past, *self.asked.elsewhere, *self.asked.not_formed]
        return (
            len(both) == 2
            and senior.side is not Side.JUNIOR
            and junior.side is not Side.SENIOR
            and senior.takes_part
            and junior.takes_part
            and not (senior.team and senior.team == junior.team)
            and senior.id not in self.above(junior.id)
            and junior.id not in self.above(senior.id)
            and all({each.senior, each.junior} != both for each in named)
            and not both & ((senior.never | senior.declined) - {senior.id})
            and not both & ((junior.never | junior.declined) - {junior.id})
            and bool(set(senior.languages) & set(junior.languages))
            and self.minutes(senior, junior) >= 120
            and bool(
                senior.offers & junior.seeks
                or junior.offers & senior.seeks
                or junior.id in senior.prefers
                or senior.id in junior.prefers
            )
        )

    def pairs(self) -> dict[Pair, int]:
        """Every pair that may be, and its score."""
        return {
            Pair(senior.id, junior.id): self.score(senior, junior)
            for senior in self.asked.surveys
            for junior in self.asked.surveys
            if self.may(senior, junior)
        }

    def choices(self) -> Iterator[tuple[Pair, ...]]:
        """Every set of pairs in which nobody has more than they can take."""
        pairs = sorted(self.pairs())
        for size in range(len(pairs) + 1):
            for chosen in combinations(pairs, size):
                taken = Counter(person for pair in chosen for person in (pair.senior, pair.junior))
                if all(count <= self.by_id[person].capacity for person, count in taken.items()):
                    yield chosen
