"""What a match is drafted from: what people said of themselves, and what was settled before."""

from collections.abc import Collection, Sequence
from enum import StrEnum

from msgspec import Struct, field

from mentoring.matching.rules import Rules


class Side(StrEnum):
    """Which place somebody would take."""

    SENIOR = "senior"
    JUNIOR = "junior"
    EITHER = "either"


class Company(StrEnum):
    """Whether somebody would be one of three: not at all, rather than go without, or gladly (power in the way)."""

    NO = "no"
    IF_NEEDED = "if needed"
    GLADLY = "gladly"


class Survey(Struct, frozen=True):
    """
    One person of the pool. All ids are the caller's, in one namespace.

    Attributes:
        offers, seeks: canonical skill ids.
        zone: an IANA zone.
        work_starts, work_ends: minutes after local midnight; hours that end before they start span midnight.
        languages: ISO 639 codes, the preferred one first.
        capacity: how many pairs at once, those under way included. It is a limit and no wish: a second pair is
            drafted only for the sake of somebody who would have none.
        managers: whom they report to, the nearest first, as far as it is known; they need not be in the pool.
        prefers: whom they would like to be paired with.
        never: whom never to be paired with. Confidential.
        declined: whom they declined or silently do not want again. Private.
        missed: how many rounds in a row they were left without anybody.
        takes_part: a paused person stays in the pool, so that others are told of one who is not available.
    """

    id: str
    side: Side
    offers: frozenset[str]
    seeks: frozenset[str]
    zone: str = "UTC"
    work_starts: int = 9 * 60
    work_ends: int = 17 * 60
    languages: tuple[str, ...] = ("en",)
    capacity: int = 1
    team: str | None = None
    managers: tuple[str, ...] = ()
    prefers: frozenset[str] = frozenset()
    never: frozenset[str] = frozenset()
    declined: frozenset[str] = frozenset()
    company: Company = Company.NO
    missed: int = 0
    takes_part: bool = True


class Pair(Struct, frozen=True, order=True):
    """Two people in their places."""

    senior: str
    junior: str


class Round(Struct, frozen=True):
    """
    All that one draft depends on; the same round gives the same draft.

    Attributes:
        continuing: pairs under way. They stay, and take a place of each.
        must: pairs that the owner wants now: a rule that stands against one is told, and nothing is drafted.
        kept: pairs that the owner wanted or approved before; they give way where a rule has come between since.
        triads: a senior and two juniors whose two pairs must be, or are kept: together, and as one place of the senior.
        forbidden: pairs that the owner rejected or forbids, in whatever places.
        past: pairs within the repeat horizon, in whatever places.
        elsewhere: pairs under way, or asked, outside the programme, in whatever places. They count as not available.
        not_formed: who were asked and did not become a pair, in whatever places: by a no, in silence, or never asked
            in truth. They are drafted no more, and an owner may want them all the same.
        previous: the draft before this one, so that an edit moves few others.
        reports: who reports to whom besides, in the pool or not: of one person there may be several managers.
    """

    surveys: Sequence[Survey]
    rules: Rules = field(default_factory=Rules)
    continuing: Collection[Pair] = ()
    must: Collection[Pair] = ()
    kept: Collection[Pair] = ()
    triads: Collection[tuple[str, str, str]] = ()
    forbidden: Collection[Pair] = ()
    past: Collection[Pair] = ()
    elsewhere: Collection[Pair] = ()
    not_formed: Collection[Pair] = ()
    previous: Collection[Pair] = ()
    reports: Collection[tuple[str, str]] = ()
