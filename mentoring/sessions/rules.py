"""What a session is made of, and how it is told; pure."""

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from msgspec import Struct

from mentoring.closes.rules import ClosedLine
from mentoring.commitments.rules import CommitmentLine
from mentoring.errors import Refusal
from mentoring.pairs.rules import Member
from mentoring.prep.points import SharedPoints
from mentoring.transcripts.rules import NO_TRANSCRIPT, TranscriptStand
from mentoring.wording import N_
from models import SessionState

CLOSE_WITHIN = timedelta(hours=48)
"""After the end: then the pair's summary appears with what there is."""
LAST_CALL = timedelta(minutes=10)
"""Before the end: one quiet line that it is time to commit."""
UNSTARTED_FOR = timedelta(minutes=10)
"""After its time a session that nobody started asks whether the pair met."""
ASKS_FOR = timedelta(days=2)
"""So long; then it is planned anew, without blame."""
FOUND_LATE = timedelta(hours=24)
"""A look that comes so late: the server was away, and nobody could say anything meanwhile."""
STILL_PLANNED = 2
"""Sessions that went by without a word; then no time is proposed any more, and the pair is asked."""
NOTES_LIMIT = 2_900
PLAN_LIMIT = 500


class Segment(StrEnum):
    """The four parts of fifty minutes, in their order."""

    SAFETY = "safety"
    DEMO = "demo"
    TROUBLESHOOT = "troubleshoot"
    COMMIT = "commit"


SEGMENT_MINUTES = {Segment.SAFETY: 5, Segment.DEMO: 20, Segment.TROUBLESHOOT: 15, Segment.COMMIT: 10}


class SessionIsOver(Refusal):
    """It was held, or its pair ended, before this click."""

    message = N_("This session is over, so nothing was changed. `/mentor session` shows the next one.")


class SessionHasMoved(Refusal):
    """Somebody else moved it, or it began, since this was shown."""

    message = N_("Your session was moved or has begun since you opened this. Please look at it once more.")


class NotBeforeNow(Refusal):
    """The time that was picked has passed."""

    message = N_("That moment has passed. Pick one that is still to come.")


class NotSoFarAhead(Refusal):
    """The time that was picked is months away."""

    message = N_("That is more than three months ahead. Pick an earlier day, or pause with `/mentor pause`.")


class NotesMovedOn(Refusal):
    """Somebody else wrote meanwhile."""

    message = N_("Somebody of your pair wrote here meanwhile. Their text stands above yours below: keep what you need.")


class NotesTooLong(Refusal):
    """A field runs over."""

    message = N_("This is {length} characters long; {limit} fit. The heart of it is enough.")


class SegmentTime(Struct, frozen=True):
    """One segment with its clock times, UTC."""

    segment: Segment
    begins: datetime
    ends: datetime


def segments(started_at: datetime) -> tuple[SegmentTime, ...]:
    """Return the four segments from the moment of start."""
    times: list[SegmentTime] = []
    for segment, minutes in SEGMENT_MINUTES.items():
        begins = times[-1].ends if times else started_at
        times.append(SegmentTime(segment, begins, begins + timedelta(minutes=minutes)))
    return tuple(times)


def next_hand(started_at: datetime, minutes: int, now: datetime) -> datetime:
    """Return when a session under way next needs its card drawn anew: a segment, the last call or the end."""
    ends = started_at + timedelta(minutes=minutes)
    moments = [*(each.ends for each in segments(started_at)), ends - LAST_CALL, ends]
    return min((moment for moment in moments if moment > now), default=ends)


def leader_after(members: tuple[Member, ...], number: int) -> UUID:
    """Return whose turn it is to lead the session of this number: juniors first, since they are heard too rarely."""
    turns = sorted(members, key=lambda member: (member.role, member.membership_id))
    return turns[(number - 1) % len(turns)].membership_id


class Plan(Struct, frozen=True):
    """What the pair wants to find out: entered once, together."""

    hypothesis: str = ""
    next_test: str = ""


class StillTogether(Struct, frozen=True):
    """
    Sessions go by without a word: the pair is asked, once and kindly.

    Attributes:
        session_id: the one that waits for a time.
        is_settled: whether they found one, or parted.
    """

    pair_id: UUID
    session_id: UUID
    revision: int
    is_settled: bool = False


class CardPlace(Struct, frozen=True):
    """
    Where a session's card stands in Slack.

    Attributes:
        site: the workspace's own address, ending in a slash.
    """

    site: str
    conversation_id: str
    message_ts: str


class SessionView(Struct, frozen=True):
    """
    A session as the members of its pair may see it; nothing in it is private to one of them.

    Attributes:
        now: the instant of the reading, which decides the segment.
        leader: whose turn it is.
        is_first: no session of this pair was held before.
        notes, plan: what the pair wrote together.
        missed: how often its time went by without a word.
        agenda: the points that members shared, until the session is over.
        revision: of the time; `written`: of notes and plan.
        closed_by: who has handed in their half of the close.
        lines: what each took from it; empty before the session is closed, since until then each is its author’s alone.
        commitments: those made in this session, without what was dropped.
        transcript: who agrees to one, and whether it was handed in; none before the start.
        card_at: where its card stands, for whoever looks at it from elsewhere; nothing on the card itself.
        closes_at: while it is being closed, when the summary appears with what there is.
        is_over: its pair has ended, so nobody can add anything to it.
    """

    session_id: UUID
    pair_id: UUID
    number: int
    state: SessionState
    members: tuple[Member, ...]
    leader: Member
    is_first: bool
    starts_at: datetime | None
    minutes: int
    started_at: datetime | None
    ended_at: datetime | None
    opener: str
    revision: int
    written: int
    notes: str
    plan: Plan
    now: datetime
    missed: int = 0
    agenda: tuple[SharedPoints, ...] = ()
    closed_by: tuple[Member, ...] = ()
    lines: tuple[ClosedLine, ...] = ()
    commitments: tuple[CommitmentLine, ...] = ()
    transcript: TranscriptStand = NO_TRANSCRIPT
    card_at: CardPlace | None = None
    closes_at: datetime | None = None
    is_over: bool = False

    @property
    def segments(self) -> tuple[SegmentTime, ...]:
        """The four segments with their times; none before the start."""
        return segments(self.started_at) if self.started_at else ()

    @property
    def current(self) -> SegmentTime | None:
        """The segment under way; after the last one's end, nothing."""
        return next((each for each in self.segments if each.begins <= self.now < each.ends), None)

    @property
    def missing(self) -> tuple[Member, ...]:
        """Who has not closed."""
        return tuple(member for member in self.members if member not in self.closed_by)

    @property
    def is_now(self) -> bool:
        """Whether it runs, or waits for its close: then its card is where the pair is."""
        return self.state in {SessionState.UNDER_WAY, SessionState.CLOSING}

    @property
    def is_unstarted(self) -> bool:
        """Whether its time went by and nobody said that it began."""
        return (
            self.state is SessionState.PLANNED
            and self.starts_at is not None
            and self.now >= self.starts_at + UNSTARTED_FOR
        )


class LastCall(Struct, frozen=True):
    """Ten minutes are left."""

    session: SessionView
