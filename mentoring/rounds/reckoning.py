"""
What is reckoned of a round apart from any transaction, in a process of its own; pure.

It loads no store: the process that reckons has none.
"""

from collections.abc import Mapping
from datetime import datetime

from msgspec import Struct, field

from mentoring.matching import Draft, Parity, Round, audit, propose


class Heard(Struct, frozen=True):
    """
    The private wishes that a round goes by, by Slack user ids.

    Attributes:
        since: when its first draft was gathered, or the round before it was over.
        people: who was in the programme in a draft since, and was not asked by a round since.
        never: whom each never wants to be paired with, or not again.
        declined: to whom each said no.
    """

    since: datetime
    people: list[str]
    never: dict[str, list[str]]
    declined: dict[str, list[str]]


class Gathered(Struct, frozen=True):
    """
    All that a draft and its audit depend on.

    Attributes:
        said: by attribute, the group of each person who told it; used in the audit, and in no score.
        as_of: when all of it was so.
        heard: what the round's drafts to come go by as well; nothing where that is kept already.
    """

    asked: Round
    said: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    as_of: datetime | None = None
    heard: Heard | None = None


class Reckoned(Struct, frozen=True):
    """
    What came of it.

    Attributes:
        triads: those that the owner wants, as far as they did not give way: a senior and two juniors.
        parity: how groups fare, with all hidden that could tell of single people.
        told: by attribute, whom these figures are of.
        as_of: when that was so of which it came.
        heard: as it was gathered.
    """

    draft: Draft
    triads: tuple[tuple[str, str, str], ...]
    parity: tuple[Parity, ...]
    told: Mapping[str, frozenset[str]]
    as_of: datetime | None = None
    heard: Heard | None = None


def reckon(gathered: Gathered) -> Reckoned:
    """
    Draft a round and compare its groups.

    Raises:
        MatchingNotInstalled: the extra `matching` is missing.
        PinRefused: what the owner wants now breaks a rule that everybody may know of.
    """
    draft = propose(gathered.asked)
    drafted = {(each.pair.senior, each.pair.junior) for each in draft.proposals}
    triads = tuple(
        (senior, junior, third)
        for senior, junior, third in sorted(gathered.asked.triads)
        if {(senior, junior), (senior, third)} <= drafted
    )
    concerned = {each.person for each in draft.unmatched} | {each.joins for each in draft.triads}
    concerned |= {person for each in draft.proposals for person in (each.pair.senior, each.pair.junior)}
    told = {attribute: frozenset(concerned & group_of.keys()) for attribute, group_of in gathered.said.items()}
    return Reckoned(draft, triads, audit(draft, gathered.said), told, gathered.as_of, gathered.heard)
