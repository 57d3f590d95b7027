"""What a prep tells, and what may be done with it; pure."""

from msgspec import Struct, field

from mentoring.closes.rules import ClosedLine
from mentoring.commitments.rules import CommitmentLine
from mentoring.errors import Refusal
from mentoring.pairs.rules import Member
from mentoring.prep.points import Points
from mentoring.prep.resources import Brought
from mentoring.sessions.rules import SessionView
from mentoring.wording import N_
from models import SessionState

OPEN_TO_PREP = (SessionState.PLANNED, SessionState.UNDER_WAY)


class NothingToPrepare(Refusal):
    """No session is ahead."""

    message = N_(
        "No session is planned yet: the next one is, as soon as this one is closed. `/mentor session` shows it."
    )


class PrepIsOver(Refusal):
    """The session was held, or called off."""

    message = N_("This session is over, so its prep is too. You get the next one a working day before you meet.")


class NothingToShare(Refusal):
    """No point was written."""

    message = N_("There is nothing to share yet. Write a line under “My three points” first.")


class AgendaStands(Refusal):
    """The session has begun with it."""

    message = N_("Your session has begun with this agenda, so it stays on the card. You can still change your points.")


class AlsoAhead(Struct, frozen=True):
    """A session with others, whose prep comes in the same message."""

    session: SessionView
    others: tuple[Member, ...]


class PrepCard(Struct, frozen=True):
    """
    What one member has at hand before a session; their own points are not in it, since Slack keeps what is posted.

    Attributes:
        last: what each took away from the session before.
        mine, theirs: what the pair has open, by the day it is due.
        has_points: whether the member wrote any.
        is_shared: whether those are in the joint agenda.
        also: what else the member would be written about on the same day.
    """

    session: SessionView
    me: Member
    others: tuple[Member, ...]
    last: tuple[ClosedLine, ...]
    mine: tuple[CommitmentLine, ...]
    theirs: tuple[CommitmentLine, ...]
    resources: tuple[Brought, ...]
    has_points: bool
    is_shared: bool
    also: tuple[AlsoAhead, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether there is still something to prepare."""
        return self.session.state in OPEN_TO_PREP


class PrepPage(Struct, frozen=True):
    """
    A prep as its member alone reads it: with their own points.

    Attributes:
        suggested: what they told the pair in a check-in since it last met, for whoever has written nothing yet.
    """

    card: PrepCard
    points: Points
    suggested: Points = field(default_factory=Points)
