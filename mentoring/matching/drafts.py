"""What a match comes to: proposals with their reasons, and what is told to those without one."""

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct

from mentoring.matching.rules import Rule
from mentoring.matching.surveys import Pair, Side


class Flag(StrEnum):
    """What an owner should look at before approving."""

    ONE_WAY = "one way"
    NOTHING_TO_TEACH = "nothing to teach"
    NO_LANGUAGE = "no language"
    FEW_HOURS = "few hours"
    WEAK = "weak"
    WEAKEST = "weakest"


class Teaching(Struct, frozen=True):
    """
    What one can teach the other.

    Attributes:
        skills: what one offers and the other seeks, in the order of the alphabet.
        of: how many skills the other seeks.
        worth: the share of what the other seeks, rare skills counting more; of 10 000.
    """

    skills: tuple[str, ...]
    of: int
    worth: int


class Parts(Struct, frozen=True):
    """What a score is made of, each of 10 000 and weighed already; rounding may leave them one apart from the sum."""

    teaching: int
    hours: int
    wish: int


class RunnerUp(Struct, frozen=True):
    """The best other candidate of one in a pair; `behind` is how much less that pair would score (or more: below 0)."""

    person: str
    behind: int


class Proposal(Struct, frozen=True):
    """
    A drafted pair and its reasons in both directions.

    Attributes:
        score: of 10 000.
        shared_minutes: of two working days.
        languages: that both speak, in the senior's order.
        senior_runner_up, junior_runner_up: whom each could have had instead.
        pinned: the owner wanted it.
    """

    pair: Pair
    score: int
    parts: Parts
    senior_teaches: Teaching
    junior_teaches: Teaching
    shared_minutes: int
    languages: tuple[str, ...]
    senior_runner_up: RunnerUp | None
    junior_runner_up: RunnerUp | None
    flags: frozenset[Flag]
    pinned: bool


class Triad(Struct, frozen=True):
    """Somebody left over who joins a drafted pair, and what the senior and they could teach each other."""

    pair: Pair
    joins: str
    score: int


class Cut(Struct, frozen=True):
    """Why candidates were not enough: so many people compete for so many places."""

    people: int
    places: int


class Unmatched(Struct, frozen=True):
    """
    Somebody without a pair, and why.

    Attributes:
        removed: how many possible partners each rule took away; each is counted once, by the first rule that did.
        remaining: candidates that no rule took away.
        cut: where candidates remained, what they were short of.
    """

    person: str
    removed: Mapping[Rule, int]
    remaining: int
    cut: Cut | None


class Help(Struct, frozen=True):
    """
    What would help: so many more people on this side who offer this skill, and speak one of these languages.

    Attributes:
        skill: nothing, where those left over seek nothing.
    """

    side: Side
    number: int
    skill: str | None
    languages: tuple[str, ...]


class Gain(Struct, frozen=True):
    """A pair that was not drafted although both would gain from it; of 10 000."""

    pair: Pair
    senior_gains: int
    junior_gains: int


class Summary(Struct, frozen=True):
    """
    A draft in figures; scores of 10 000.

    Attributes:
        people: who take part.
        matched: who are in a pair that is drafted or goes on, or in a triad.
        floor: the least score that was admitted, so that the worst pair is as good as can be.
        gini: how unevenly scores are spread over the pairs, from 0 (all the same) to 1.
    """

    people: int
    matched: int
    pairs: int
    total: int
    worst: int | None
    floor: int
    gini: float


class Certificate(Struct, frozen=True):
    """
    How near the draft is to the best there can be, found by pricing all pairs and not only those considered.

    Attributes:
        value: what the draft is worth to the solver.
        bound: what no draft can surpass that matches as many people, keeps the floor and leaves them on their sides.
        most_matched: whether it is proven that nobody more could be matched.
        priced: how many pairs were looked at.
        rounds: how often pairs that had been left out were added, and all was solved anew.
    """

    value: int
    bound: int
    most_matched: bool
    priced: int
    rounds: int

    @property
    def share(self) -> float:
        """Return the share of the bound that is reached; 1 where nothing can be matched."""
        return self.value / self.bound if self.bound else 1.0


class Draft(Struct, frozen=True):
    """
    The outcome of a round. Everybody who takes part is in a proposal or continuing pair, or a triad, or unmatched.

    Attributes:
        proposals: in the order of their pairs.
        will_not_form: pinned pairs of two who are not available: by a private wish, or since they were asked in vain.
            They look like all others, and the owner is never told; over a wish no invitation leaves, and later they
            did not form, as after a private decline.
        both_would_gain: for the owner alone, the most to gain first.
        best: for each who takes part or is in a proposal, the best score among the pairs that were considered for
            them, of 10 000.
        certificate: if it was asked for.
        gave_way: pairs that were to be kept, and could not be by a rule that everybody may know of.
    """

    proposals: tuple[Proposal, ...]
    continuing: tuple[Pair, ...]
    triads: tuple[Triad, ...]
    unmatched: tuple[Unmatched, ...]
    help: tuple[Help, ...]
    both_would_gain: tuple[Gain, ...]
    summary: Summary
    best: Mapping[str, int]
    will_not_form: frozenset[Pair]
    certificate: Certificate | None
    gave_way: tuple[Pair, ...] = ()
