"""
Whether a draft serves groups of people alike.

Attributes (gender, age band, site …) come from people who agreed to it, are used here and never in a score. What could
tell of single people is hidden by the rules of all aggregates (decision 0015): a group shows figures from five people
in three pairs on; where one group is hidden, the next smallest is hidden with it, so that nothing is found by
subtraction; and how many went without is told only where that does not point at anybody.
"""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from mentoring.matching.drafts import Draft
from mentoring.matching.rules import SCALE

FEWEST_PEOPLE = 5
FEWEST_PAIRS = 3
FEWEST_FOR_TENTH = 20
"""A tenth of fewer would be one person."""


class Served(Struct, frozen=True):
    """
    How one group fared.

    Attributes:
        people: of the group, who take part.
        unmatched: the share of them without a pair; nothing where the number could point at people.
        mean, tenth: the mean and the 10th percentile of their pairs' scores, of 10 000, in whole hundredths; somebody's
            best pair counts. No percentile of fewer than twenty.
        two_way: the share of the matched in whose pair both can teach something.
        of_own_best: the score they got as a share of the best that any candidate of theirs would have made.
    """

    people: int
    unmatched: float | None
    mean: int
    tenth: int | None
    two_way: float
    of_own_best: float


class Parity(Struct, frozen=True):
    """
    One attribute's groups.

    Attributes:
        groups: those that may be shown, by name.
        hidden: how many groups may not.
        gap: the greatest difference between means of groups shown, of 10 000; nothing where fewer than two are.
    """

    attribute: str
    groups: Mapping[str, Served]
    hidden: int
    gap: int | None


class _Fared(Struct, frozen=True):
    """How one matched person fared."""

    pair: tuple[str, str]
    score: int
    two_way: bool


def audit(draft: Draft, said: Mapping[str, Mapping[str, str]]) -> tuple[Parity, ...]:
    """
    Compare groups of people.

    Args:
        said: by attribute, the group of each person who told it; others appear nowhere.
    """
    fared = _fared(draft)
    without = {each.person for each in draft.unmatched}
    return tuple(_parity(attribute, said[attribute], draft, fared, without) for attribute in sorted(said))


def _fared(draft: Draft) -> dict[str, _Fared]:
    """Return the best pair of each person whom the draft serves."""
    found: dict[str, _Fared] = {}
    for each in draft.proposals:
        two_way = bool(each.senior_teaches.skills and each.junior_teaches.skills)
        for person in (each.pair.senior, each.pair.junior):
            fared = _Fared((each.pair.senior, each.pair.junior), each.score, two_way)
            if person not in found or found[person].score < fared.score:
                found[person] = fared
    two_way_pairs = {fared.pair for fared in found.values() if fared.two_way}
    for triad in draft.triads:
        pair = (triad.pair.senior, triad.pair.junior)
        found[triad.joins] = _Fared(pair, triad.score, pair in two_way_pairs)
    return found


def _parity(
    attribute: str, group_of: Mapping[str, str], draft: Draft, fared: Mapping[str, _Fared], without: set[str]
) -> Parity:
    members: dict[str, list[str]] = {}
    for person in sorted(group_of.keys() & (fared.keys() | without)):
        members.setdefault(group_of[person], []).append(person)
    shown = _shown(members, fared)
    lonely = {group: sum(person in without for person in people) for group, people in members.items()}
    telling = _telling(members, lonely)
    groups = {group: _served(members[group], fared, draft, telling.get(group)) for group in sorted(shown)}
    means = [each.mean for each in groups.values()]
    return Parity(attribute, groups, len(members) - len(shown), max(means) - min(means) if len(means) > 1 else None)


def _shown(members: Mapping[str, Sequence[str]], fared: Mapping[str, _Fared]) -> set[str]:
    """Return the groups that are large enough; a single one that is not takes the next smallest with it."""
    large = {
        group
        for group, people in members.items()
        if len([each for each in people if each in fared]) >= FEWEST_PEOPLE
        and len({fared[each].pair for each in people if each in fared}) >= FEWEST_PAIRS
    }
    if len(members) - len(large) == 1 and large:
        large.remove(min(large, key=lambda group: (len(members[group]), group)))
    return large


def _telling(members: Mapping[str, Sequence[str]], lonely: Mapping[str, int]) -> dict[str, float]:
    """
    Return each group's share of people without a pair, unless a list of those people would tell their group by it.

    It would, if all of them were of one group, or all but a few.
    """
    whole = sum(lonely.values())
    if whole and any(whole - count < FEWEST_PEOPLE for count in lonely.values()):
        return {}
    return {group: lonely[group] / len(people) for group, people in members.items()}


def _served(people: Sequence[str], fared: Mapping[str, _Fared], draft: Draft, unmatched: float | None) -> Served:
    matched = [each for each in people if each in fared]
    scores = sorted(fared[each].score for each in matched)
    of_own = [fared[each].score / draft.best[each] if draft.best[each] else 1.0 for each in matched]
    tenth = scores[len(scores) // 10] if len(scores) >= FEWEST_FOR_TENTH else None
    return Served(
        people=len(people),
        unmatched=None if unmatched is None else round(unmatched, 2),
        mean=_coarse(sum(scores) / len(scores)),
        tenth=None if tenth is None else _coarse(tenth),
        two_way=round(sum(fared[each].two_way for each in matched) / len(matched), 2),
        of_own_best=round(sum(of_own) / len(of_own), 2),
    )


def _coarse(score: float) -> int:
    """Return a score in whole hundredths: an exact one would name the pair it belongs to."""
    return round(score * 100 / SCALE) * (SCALE // 100)
