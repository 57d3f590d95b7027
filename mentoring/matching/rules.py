"""What may be, how it is weighed, and what is refused."""

from datetime import date
from enum import StrEnum
from math import isclose
from typing import ClassVar

from msgspec import Struct, field

from mentoring.errors import Refusal
from mentoring.wording import N_

SCALE = 10_000
"""A score of 1 as the whole number that is reckoned with."""
GAIN = SCALE // 10
"""What both must gain, at the least, before a pair that was not drafted is worth a word to the owner."""


class Rule(StrEnum):
    """
    Why two people are not paired: a hard rule takes the pair away, whatever it would be worth.

    NOT_AVAILABLE stands for never-entries, private declines and pauses alike, so that none of them can be told apart.
    """

    REPORTING_LINE = "reporting line"
    TEAM = "team"
    FORBIDDEN = "forbidden"
    PAST_PAIR = "past pair"
    LANGUAGE = "language"
    HOURS = "hours"
    NOTHING_TO_TEACH = "nothing to teach"
    NO_PLACE = "no place"
    NOT_AVAILABLE = "not available"


LIFTABLE = frozenset({Rule.TEAM, Rule.PAST_PAIR, Rule.LANGUAGE, Rule.HOURS, Rule.NOTHING_TO_TEACH})
"""What an owner may do without in a small pool; reporting lines and people's own wishes always hold."""


class Weights(Struct, frozen=True):
    """What a score is made of; each from 0 to 1, together 1."""

    teaching: float = 0.8
    hours: float = 0.15
    wish: float = 0.05

    def __post_init__(self) -> None:
        """Refuse weights that would leave the scale."""
        each = (self.teaching, self.hours, self.wish)
        if min(each) < 0 or not isclose(sum(each), 1):
            raise ValueError("weights are from 0 to 1, and together 1")


class Rules(Struct, frozen=True):
    """
    A programme's settings for its matching.

    Attributes:
        least_shared: minutes that two working days must share.
        enough_shared: minutes from which more make a pair no better.
        lifted: rules the owner does without.
        stay: what a pair of the previous draft is worth more, from 0 to 1.
        on: the day whose offsets from UTC count; the caller's, since nothing here reads a clock.
        seed: settles what is equal otherwise.
    """

    weights: Weights = field(default_factory=Weights)
    least_shared: int = 120
    enough_shared: int = 240
    lifted: frozenset[Rule] = frozenset()
    stay: float = 0.03
    on: date = date(2026, 1, 5)
    seed: str = ""

    def __post_init__(self) -> None:
        """Refuse what cannot be meant."""
        if self.lifted - LIFTABLE:
            raise ValueError(f"these rules always hold: {', '.join(sorted(self.lifted - LIFTABLE))}")
        if not 0 <= self.least_shared <= self.enough_shared or not self.enough_shared:
            raise ValueError("shared minutes: from 0, and enough is no less than the least")


class MatchingNotInstalled(Refusal):
    """The packages of the extra `matching` are missing."""

    message = N_(
        "Drafting pairings needs packages that this server lacks. Ask whoever runs Bothways to run"
        " `pip install 'bothways[matching]'`, then try again."
    )


class PinRefused(Refusal):
    """
    Two who were pinned, or wanted together by a swap or as two of three, break a rule that everybody may know of.

    Its facts name the senior and the junior.

    Attributes:
        rule: what they break; nothing when it cannot be meant at all.
    """

    rule: ClassVar[Rule | None] = None
    message = N_(
        "These two cannot be together: it takes a senior and a junior who are both enrolled. Please pick others."
    )


class PinnedInOneLine(PinRefused):
    """One of them reports to the other, over however many steps."""

    rule = Rule.REPORTING_LINE
    message = N_("These two cannot be together: one of them reports to the other, directly or further up.")


class PinnedInOneTeam(PinRefused):
    """Both are in one team."""

    rule = Rule.TEAM
    message = N_(
        "These two cannot be together: both are in the same team. On the desk, “Rules of matching” can allow that,"
        " for everybody."
    )


class PinnedAndForbidden(PinRefused):
    """The owner wants them together, and said no to them."""

    rule = Rule.FORBIDDEN
    message = N_("These two cannot be together: you said no to them. On the desk, “Said no to” allows them again.")


class PinnedAgain(PinRefused):
    """They were a pair not long ago."""

    rule = Rule.PAST_PAIR
    message = N_(
        "These two cannot be together: they were a pair not long ago. On the desk, “Rules of matching” can allow that,"
        " for everybody."
    )


class PinnedElsewhere(PinRefused):
    """They are a pair outside the programme, or are asked."""

    message = N_(
        "These two cannot be together: they are a pair outside this programme, or are being asked. Try again once that"
        " is over."
    )


class PinnedWithoutLanguage(PinRefused):
    """They share no language."""

    rule = Rule.LANGUAGE
    message = N_(
        "These two cannot be together: they share no language. Ask them to add one to their enrolment, with `/mentor"
        " join`."
    )


class PinnedWithoutHours(PinRefused):
    """Their working days hardly meet."""

    rule = Rule.HOURS
    message = N_(
        "These two cannot be together: their working days share too little time. On the desk, “Rules of matching” can"
        " ask for less."
    )


class PinnedBeyondCapacity(PinRefused):
    """One of them would have more pairs than they can take."""

    rule = Rule.NO_PLACE
    message = N_(
        "These two cannot be together: one of them has as many pairs as they take. They can take more, in `/mentor"
        " join`."
    )


PIN_REFUSALS: dict[Rule, type[PinRefused]] = {
    each.rule: each
    for each in (
        PinnedInOneLine,
        PinnedInOneTeam,
        PinnedAndForbidden,
        PinnedAgain,
        PinnedWithoutLanguage,
        PinnedWithoutHours,
        PinnedBeyondCapacity,
    )
    if each.rule
}
"""Nothing to teach is no obstacle to a pin, and what is private must not be."""
