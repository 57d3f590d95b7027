"""What an owner sees of a round of matching."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from msgspec import Struct, field

from mentoring.matching import Flag, Parity, Rule
from models import ProposalState, RoleWish, RoundState


class Person(Struct, frozen=True):
    """Somebody as an owner sees them."""

    user_id: str
    name: str


class Instead(Struct, frozen=True):
    """Whom somebody could have had instead, and how much less that pair would score, of 10 000."""

    person: Person
    behind: int


class ProposalLine(Struct, frozen=True):
    """
    A proposal with its reasons in both directions.

    Attributes:
        score: of 10 000.
        senior_teaches, junior_teaches: skills that one offers and the other seeks.
        sought_by_senior, sought_by_junior: how many skills each of them seeks.
        senior_instead, junior_instead: whom each could have had.
        is_settled: whether it was wanted or approved before its draft was reckoned, so that nobody else was looked for.
    """

    proposal_id: UUID
    senior: Person
    junior: Person
    third: Person | None
    state: ProposalState
    score: int
    flags: frozenset[Flag]
    is_pinned: bool
    senior_teaches: tuple[str, ...]
    junior_teaches: tuple[str, ...]
    sought_by_senior: int
    sought_by_junior: int
    shared_minutes: int
    languages: tuple[str, ...]
    senior_instead: Instead | None
    junior_instead: Instead | None
    is_settled: bool = False

    @property
    def is_flagged(self) -> bool:
        """Tell whether its owner should look at it before approving."""
        return bool(self.flags)


class Moved(Struct, frozen=True):
    """
    Somebody for whom a new draft changed something.

    Attributes:
        now: with whom they are now, pair by pair, of three the other two; nobody where the draft leaves them over.
    """

    person: Person
    now: tuple[tuple[Person, ...], ...]


class Counts(Struct, frozen=True):
    """
    How many proposals and people of a draft are what.

    Attributes:
        flagged, unflagged: proposals that are not approved.
        nobody: people whom the draft leaves over.
        asked: people in approved proposals: each gets an invitation.
        told: people who learn that there is nobody for them, should what is approved go out now.
    """

    flagged: int
    unflagged: int
    approved: int
    nobody: int
    asked: int
    told: int


class Figures(Struct, frozen=True):
    """A draft in figures, scores of 10 000; `gini` tells how unevenly they are spread, from 0 (all the same) to 1."""

    worst: int | None
    mean: int | None
    gini: float


class Desk(Struct, frozen=True):
    """
    A programme's round as its owner sees it.

    Attributes:
        people: in the pool, of whom `imported` have not said yes yet, and `in_pairs` are in a pair, or asked into one.
        round_id, number, state: nothing while there is no open round.
        is_lost: a draft was begun, and nobody is at it any more.
        proposals: one page of them, the flagged ones first, and of these the weakest.
        moved: for whom the last draft changed something, the first of them; `moved_in_all` are all.
        gave_way: who were pinned or approved, and are not any more: a rule has come between them since.
        apart: how many pairs its owners said no to.
        leaves_you_out: the reader is enrolled themselves; whoever answers for a programme is not paired by its rounds.
        brought_since: how many people a sheet brought in, or up to date, of which the draft that stands knows nothing.
    """

    programme_id: UUID
    name: str
    people: int
    imported: int
    in_pairs: int
    round_id: UUID | None
    number: int
    state: RoundState | None
    is_lost: bool
    proposals: tuple[ProposalLine, ...]
    page: int
    pages: int
    counts: Counts
    figures: Figures
    moved: tuple[Moved, ...]
    moved_in_all: int
    gave_way: tuple[tuple[Person, Person], ...] = ()
    leaves_you_out: bool = False
    apart: int = 0
    brought_since: int = 0

    @property
    def to_pair(self) -> int:
        """Return how many have nobody."""
        return self.people - self.in_pairs


class Joiner(Struct, frozen=True):
    """
    Somebody left over who may be asked to join two.

    Attributes:
        has_agreed: they said that they would be one of three; nobody else is drafted so, and an owner may ask anybody.
    """

    person: Person
    has_agreed: bool


class ProposalPage(Struct, frozen=True):
    """
    One proposal in full.

    Attributes:
        joiners: those left over who could be its second junior; who agreed to be one of three comes first.
    """

    round_id: UUID
    line: ProposalLine
    joiners: tuple[Joiner, ...]
    is_open: bool


class Leftover(Struct, frozen=True):
    """
    Somebody whom a draft leaves over, and why.

    Attributes:
        removed: how many possible partners each rule took away.
        remaining: how many no rule took away; these are short of `places` for which `competing` people stand.
    """

    person: Person
    wish: RoleWish
    removed: Mapping[Rule, int]
    remaining: int
    competing: int
    places: int


class WouldHelp(Struct, frozen=True):
    """So many more people on one side who offer this skill, or anything where it is nothing."""

    wish: RoleWish
    number: int
    skill: str | None
    languages: tuple[str, ...]


class LeftoverPage(Struct, frozen=True):
    """
    Everybody whom a draft leaves over, one page of them, and what would help.

    Attributes:
        in_the_way: the rule that takes away more than half of their possible partners, where an owner may lift it.
        may_join: whether one of them, who agreed to be one of three, may be asked to join two who are drafted together.
    """

    round_id: UUID
    people: tuple[Leftover, ...]
    in_all: int
    page: int
    pages: int
    would_help: tuple[WouldHelp, ...]
    in_the_way: Rule | None = None
    may_join: bool = False


class AuditPage(Struct, frozen=True):
    """
    How groups of people fare in the draft that stands; what could tell of single people is hidden already.

    Attributes:
        told_on: when the figures of each attribute were reckoned: they stand for a while.
    """

    round_id: UUID
    compared: tuple[Parity, ...]
    told_on: Mapping[str, datetime] = field(default_factory=dict)


class WhatIf(Struct, frozen=True):
    """
    A draft under other rules, which is not kept, beside the one that stands.

    Attributes:
        matched, figures: how many people have somebody, and the draft in figures; `…_then` as they would be.
        gain, lose: who would have somebody who has nobody, and the other way round; some of them.
        gave_way: who are pinned or approved, and could not stay together.
    """

    round_id: UUID
    matched: int
    matched_then: int
    figures: Figures
    figures_then: Figures
    gain: tuple[Person, ...]
    gain_in_all: int
    lose: tuple[Person, ...]
    lose_in_all: int
    gave_way: tuple[tuple[Person, Person], ...]
