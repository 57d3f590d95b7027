"""What a close is, and how it is told; pure."""

from datetime import timedelta
from uuid import UUID

from msgspec import Struct

from mentoring.errors import Refusal
from mentoring.pairs.rules import Member
from mentoring.wording import N_

LINE_LIMIT = 500
ASKED_FOR = timedelta(days=2)
"""After that morning a question for somebody's half is no longer worth sending."""


class OneLinePlease(Refusal):
    """The one required line is empty."""

    message = N_("One line is enough: what do you take from this session?")


class NotMetYet(Refusal):
    """The session is not over."""

    message = N_("You can close a session once it is over. The card’s button “We are done” ends it.")


class CloseIsSettled(Refusal):
    """The summary is out: what stands in it stays."""

    message = N_("The summary of this session is out, so your line stays as it is. What is new fits the next one.")


class ClosedLine(Struct, frozen=True):
    """What one member took from a session."""

    member: Member
    line: str


class CloseForm(Struct, frozen=True):
    """
    What the form for one member's half needs.

    Attributes:
        line: their own, if they closed before.
        is_rated: whether they tapped before; which number is told to nobody, not even here.
    """

    session_id: UUID
    number: int
    me: Member
    others: tuple[Member, ...]
    line: str
    is_rated: bool


class CloseQuestion(Struct, frozen=True):
    """The question for one member's half, to them alone."""

    session_id: UUID
    number: int
    others: tuple[Member, ...]
    is_answerable: bool
