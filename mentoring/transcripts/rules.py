"""When a transcript may be used, and how the matter stands; pure."""

from datetime import datetime, timedelta
from uuid import UUID

from msgspec import Struct

from mentoring.errors import Refusal
from mentoring.pairs.rules import Member
from mentoring.transcripts.reading import Proposal
from mentoring.wording import N_

WITHIN = timedelta(hours=48)
"""After the end of the session; then the matter is closed."""
SIZE_LIMIT = 1_000_000
"""Bytes; the spoken words of fifty minutes are a tenth of it."""


class NotEverybodyAgrees(Refusal):
    """Somebody has not said yes, or took it back."""

    message = N_("A transcript is used only while each of you agrees, and now not all of you do. Nothing was read.")


class TranscriptTooEarly(Refusal):
    """The session is not over."""

    message = N_("Hand it in once your session is over.")


class TranscriptTooLate(Refusal):
    """The session ended more than 48 hours ago, or was called off."""

    message = N_("That session is over for good: a transcript can be handed in within 48 hours of its end.")


class TranscriptIsIn(Refusal):
    """There is one already."""

    message = N_("A transcript of this session was handed in already. Nothing of it was kept but what it proposed.")


class TranscriptTooLong(Refusal):
    """The file is too large."""

    message = N_("This file is larger than a transcript of one session, so it was not read. One megabyte fits.")


class NotATranscript(Refusal):
    """The file is no text."""

    message = N_("This is not plain text that can be read. Hand in a .txt or .vtt file.")


class TranscriptOutOfReach(Refusal):
    """Slack did not hand the file over."""

    message = N_("Slack did not hand the file over, so nothing was read. Please choose it once more.")


class TranscriptStand(Struct, frozen=True):
    """
    How the matter stands, as all members of the pair may see it.

    Attributes:
        agreed: who agrees now.
        is_in: whether one was handed in.
        is_over: whether the session has ended.
        is_late: whether it is too late to hand one in.
    """

    agreed: tuple[Member, ...] = ()
    missing: tuple[Member, ...] = ()
    is_in: bool = False
    is_over: bool = False
    is_late: bool = False

    @property
    def is_ready(self) -> bool:
        """Whether one may be handed in now."""
        return not self.missing and self.is_over and not self.is_late and not self.is_in


NO_TRANSCRIPT = TranscriptStand()
"""Before a session begins the matter has not come up."""


class TranscriptPage(Struct, frozen=True):
    """The matter as one member sees it."""

    session_id: UUID
    me: Member
    members: tuple[Member, ...]
    stand: TranscriptStand


class Proposed(Struct, frozen=True):
    """
    What came of a transcript.

    Attributes:
        count: how many commitments were proposed to their owners.
        unclear: those whose owner the transcript does not tell.
    """

    session_id: UUID
    members: tuple[Member, ...]
    count: int
    unclear: tuple[Proposal, ...] = ()


def is_late(ended_at: datetime | None, now: datetime) -> bool:
    """Tell whether the time for handing one in is over."""
    return ended_at is not None and now > ended_at + WITHIN
