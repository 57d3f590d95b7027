"""What a commitment is, as its pair may see it, and when its owner is reminded; pure."""

from datetime import date, datetime, timedelta
from uuid import UUID

from msgspec import Struct

from mentoring import working_time
from mentoring.errors import Refusal
from mentoring.mornings import minute_of
from mentoring.pairs.rules import Member
from mentoring.wording import N_
from mentoring.working_time import Hours
from models import CommitmentState

WHAT_LIMIT = 250
RISK_LIMIT = 200
NUDGES = 2
"""On the working day before, and when due; then silence."""
LATER_BY = 3
"""Working days by which one tap moves a commitment."""
FARTHEST = timedelta(days=366)


class SayWhatYouCommitTo(Refusal):
    """The one required line is empty."""

    message = N_("One line is enough: what will be done?")


class CommitmentDayHasPassed(Refusal):
    """It is due before today."""

    message = N_("That day has passed. Pick today or a later one.")


class CommitmentTooFarAhead(Refusal):
    """It is due more than a year from now."""

    message = N_("That is more than a year ahead. Pick an earlier day; you can put it off later.")


class OneOfYouPlease(Refusal):
    """It was given to somebody outside the pair."""

    message = N_("A commitment belongs to one of you. Pick somebody in the pair.")


class TheirsToSettle(Refusal):
    """Only its owner says what became of it."""

    message = N_("This one is somebody else’s, so only they can say what became of it. Nothing was changed.")


class CommitmentIsSettled(Refusal):
    """It was done or dropped before this click."""

    message = N_("This one was settled already, so nothing was changed.")


class Promise(Struct, frozen=True):
    """
    What is done, and what could go wrong, as they were typed.

    Attributes:
        risk: may be empty.
    """

    what: str
    risk: str = ""


class CommitmentLine(Struct, frozen=True):
    """
    One commitment as the members of its pair may see it.

    Attributes:
        id: of the commitment.
        whose: who does it.
        risk: what could go wrong; may be empty.
        due_on: a day in its owner's calendar, or nothing.
    """

    id: UUID
    whose: Member
    what: str
    risk: str
    due_on: date | None
    state: CommitmentState


def first_nudge(due_on: date, hours: Hours) -> datetime:
    """Return when its owner is reminded on the working day before it is due, UTC."""
    day = working_time.previous_working_day(due_on, hours.country)
    return working_time.at_local(day, minute_of(hours), hours.zone)


def next_nudge(due_on: date | None, nudges: int, hours: Hours, now: datetime) -> datetime | None:
    """
    Return when its owner is reminded next, UTC, on a later day than today; nothing when no reminder is left.

    Args:
        nudges: how many there have been.
    """
    if due_on is None or nudges >= NUDGES:
        return None
    due_day = working_time.next_working_day(due_on, hours.country, before=due_on + timedelta(days=31))
    moments = (first_nudge(due_on, hours), working_time.at_local(due_day, minute_of(hours), hours.zone))
    # On the day on which it was made, moved or told of, its owner knows it.
    tomorrow = working_time.at_local(working_time.local_date(now, hours.zone) + timedelta(days=1), 0, hours.zone)
    return next((moment for moment in moments if moment >= tomorrow), None)


class CommitmentForm(Struct, frozen=True):
    """
    What the form for a new one needs.

    Attributes:
        me: who fills it in.
        due_on: proposed: the day of the pair's next session.
    """

    session_id: UUID
    me: Member
    others: tuple[Member, ...]
    due_on: date


class PairCommitments(Struct, frozen=True):
    """Everything a pair has open, as one of its members sees it: their own first."""

    pair_id: UUID
    me: Member
    others: tuple[Member, ...]
    lines: tuple[CommitmentLine, ...]

    @property
    def mine(self) -> tuple[CommitmentLine, ...]:
        """What the reader committed to."""
        return tuple(line for line in self.lines if line.whose.membership_id == self.me.membership_id)

    @property
    def theirs(self) -> tuple[CommitmentLine, ...]:
        """What the others committed to."""
        return tuple(line for line in self.lines if line.whose.membership_id != self.me.membership_id)


class DueLine(Struct, frozen=True):
    """One commitment that is due, and with whom it was agreed."""

    line: CommitmentLine
    others: tuple[Member, ...]


class DueCommitments(Struct, frozen=True):
    """
    What one person is reminded of on one day, over all their pairs.

    Attributes:
        day: in their own calendar.
        again_at: when the next reminder comes by itself, or was asked for; nothing when this was the last.
    """

    day: date
    lines: tuple[DueLine, ...]
    again_at: datetime | None
