"""What a member may wish for, and when private options open by themselves; pure."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from msgspec import Struct

from mentoring.errors import Refusal
from mentoring.pairs.rules import Member
from mentoring.pulses import Score
from mentoring.wording import N_

TAPS_SHOWN = 12


class NobodyToAsk(Refusal):
    """The pair began without a programme, or its owners are in the pair: nobody else answers for it."""

    message = N_(
        "Nobody outside your pair answers for it, so there is nobody to see to this. You can end it at any time."
    )


class Remedy(StrEnum):
    """A third person in the pair, or another partner."""

    TRIAD = "triad"
    SWAP = "swap"


class PrivateOptions(Struct, frozen=True):
    """
    What one member may do, in private.

    Attributes:
        contacts: Slack user ids of those outside the pair who answer for its programme; there may be nobody.
        may_be_triad: whether a third person could join.
        wish: what they asked for before, and may take back.
        is_set_by_owner: whether an owner chose after which taps this opens by itself.
    """

    pair_id: UUID
    others: tuple[Member, ...]
    contacts: tuple[str, ...]
    may_be_triad: bool
    wish: Remedy | None
    is_set_by_owner: bool


class OwnTap(Struct, frozen=True):
    """One tap of the reader's own."""

    day: datetime
    score: Score


class OwnTaps(Struct, frozen=True):
    """
    The reader's own taps in one pair, newest first.

    Attributes:
        opens_below: a tap below it opens the private options by itself.
        is_set_by_owner: whether an owner chose it.
    """

    pair_id: UUID
    others: tuple[Member, ...]
    taps: tuple[OwnTap, ...]
    opens_below: Score
    is_set_by_owner: bool


def is_low(score: Score | None, opens_below: int) -> bool:
    """Tell whether a tap opens the private options."""
    return score is not None and score < opens_below
