"""The Home tab: where a person stands, and what they can do now."""

from datetime import datetime, timedelta
from uuid import UUID

from msgspec import Struct
from sqlalchemy import select, update

from mentoring import checkins, outbox, participants, workspaces
from mentoring.breaks import Pausing, pausing_in
from mentoring.charters.queries import CharterPage, page
from mentoring.checkins import WrittenCheckIn
from mentoring.commitments.queries import to_settle
from mentoring.commitments.rules import CommitmentLine
from mentoring.enrolments import queries as enrolments
from mentoring.enrolments.queries import ProgrammeChoice
from mentoring.learning_log import queries as learning_log
from mentoring.learning_log.rules import WrittenEntry
from mentoring.outbox import NoticeKind, ToNewcomer, ToPerson
from mentoring.pairs import not_again
from mentoring.pairs.queries import OpenInvitation, open_invitation
from mentoring.pairs.rules import Member, Seat, members_of, seats
from mentoring.participants import Actor
from mentoring.sessions.queries import from_elsewhere, latest_of
from mentoring.sessions.rules import SessionView
from mentoring.unit_of_work import UnitOfWork, reads
from models import (
    MembershipState,
    OutboxRow,
    PairState,
    Participant,
    Programme,
    ProgrammeKind,
    Schedule,
    ScheduleState,
    Workspace,
)
from models.types import is_word

WORTH_ANSWERING = timedelta(hours=24)
"""Who said hello longer ago (the server or Slack was away) is not waiting for an answer any more."""


class PairOnHome(Struct, frozen=True):
    """
    One pair under way.

    Attributes:
        programme: its name; nothing for the built-in one.
        session: the one that is planned, under way or being closed.
        next_pulse_at: when the next question comes; nothing before the charter is in force.
    """

    pair_id: UUID
    programme: str | None
    charter: CharterPage
    since: datetime
    session: SessionView | None
    next_pulse_at: datetime | None
    checkins: tuple[WrittenCheckIn, ...]
    log: tuple[WrittenEntry, ...] = ()
    """The newest entries of the Learning Log."""
    commitments: tuple[CommitmentLine, ...] = ()
    """What the pair has open, by the day it is due."""
    pausing: tuple[Pausing, ...] = ()
    """Who of the pair pauses today, the reader too."""


class EndedPair(Struct, frozen=True):
    """A pair that was; its charter and what the reader could read of its check-ins stay readable."""

    pair_id: UUID
    others: tuple[Member, ...]
    checkins: tuple[WrittenCheckIn, ...]
    not_again: frozenset[UUID] = frozenset()
    """The places of those with whom the reader does not want to be paired again; nobody else sees it."""


class HomeCard(Struct, frozen=True):
    """Everything the Home tab shows to one person, and nothing of anybody else's."""

    greeting_first: bool
    invitations: tuple[OpenInvitation, ...]
    pairs: tuple[PairOnHome, ...]
    ended: tuple[EndedPair, ...]
    programmes: tuple[ProgrammeChoice, ...] = ()
    """The workspace's programmes, as the person stands to each."""


class OpenHome(Struct, frozen=True):
    """A person opens the Home tab."""

    actor: Actor


def open_home(command: OpenHome, uow: UnitOfWork) -> HomeCard:
    """Return the person's Home; whoever opens it first in the workspace is greeted, since nobody else is told."""
    workspace = workspaces.of(command.actor.team_id, uow)
    return card(command.actor, uow, greeting_first=workspace.greeted_at is None and _greet(workspace, uow))


def _greet(workspace: Workspace, uow: UnitOfWork) -> bool:
    """Take the one greeting there is; of two who open Home at the same instant, one gets it."""
    greeted = uow.connection.execute(
        update(Workspace).where(Workspace.id == workspace.id, Workspace.greeted_at.is_(None)).values(greeted_at=uow.now)
    )
    return greeted.rowcount == 1


class SayHello(Struct, frozen=True):
    """Somebody writes to the bot in its DM."""

    actor: Actor
    receipt: str


def hello(command: SayHello, uow: UnitOfWork) -> None:
    """Have the person told what they can do; the same message brought again is answered by the same answer."""
    workspace = workspaces.of(command.actor.team_id, uow)
    person = participants.find(command.actor, uow)
    outbox.post(
        workspace.id,
        NoticeKind.HELLO,
        f"hello:{command.receipt}",
        ToPerson(person.id) if person is not None else ToNewcomer(command.actor.user_id),
        {},
        uow,
        keep_until=uow.now + WORTH_ANSWERING,
    )


def greeting(row: OutboxRow, uow: UnitOfWork) -> HomeCard:
    """Return what the person who said hello can do now."""
    workspace = uow.db.get_one(Workspace, row.workspace_id)
    if row.user_id is not None:
        return card(Actor(workspace.team_id, row.user_id), uow)
    person = uow.db.get_one(Participant, {"workspace_id": row.workspace_id, "id": row.participant_id})
    return card(Actor(workspace.team_id, person.slack_user_id), uow)


@reads
def glance(command: Actor, uow: UnitOfWork) -> HomeCard:
    """Return where the person stands, without counting as a first visit."""
    return card(command, uow)


def card(actor: Actor, uow: UnitOfWork, *, greeting_first: bool = False) -> HomeCard:
    """Return the Home of one person."""
    places = seats(actor, uow)
    return HomeCard(
        greeting_first=greeting_first,
        invitations=tuple(open_invitation(place, uow) for place in places if _is_asked(place)),
        pairs=tuple(
            _pair(place, uow)
            for place in places
            if place.pair.state is PairState.ACTIVE and place.membership.state is MembershipState.ACCEPTED
        ),
        ended=tuple(
            _ended(place, uow)
            for place in places
            if place.pair.state is PairState.ENDED and place.membership.state is MembershipState.ACCEPTED
        ),
        programmes=enrolments.programmes(actor, uow),
    )


def _is_asked(place: Seat) -> bool:
    """Tell whether an invitation is open; to who sent one that was held back it looks so, and to nobody else."""
    is_mine = place.pair.invited_by_id == place.participant.id
    return place.pair.state is PairState.INVITED or (place.pair.state is PairState.HELD and is_mine)


def _pair(place: Seat, uow: UnitOfWork) -> PairOnHome:
    members = members_of(place.pair, uow)
    programme = uow.get(Programme, place.workspace_id, place.pair.programme_id)
    next_pulse_at = uow.db.scalars(
        select(Schedule.next_due_at).where(
            Schedule.workspace_id == place.workspace_id,
            Schedule.membership_id == place.membership.id,
            is_word(Schedule.state, ScheduleState.RUNNING),
        )
    ).one_or_none()
    session = latest_of(place.pair, uow)
    return PairOnHome(
        pair_id=place.pair.id,
        programme=programme.name if programme and programme.kind is ProgrammeKind.LED else None,
        charter=page(place, uow),
        since=place.pair.active_at or place.pair.created_at,
        session=from_elsewhere(session, members, uow) if session is not None else None,
        next_pulse_at=next_pulse_at,
        checkins=checkins.recent(place, members, uow),
        log=learning_log.recent(place, members, uow),
        commitments=to_settle(place.pair, members, uow),
        pausing=pausing_in(place.pair, uow),
    )


def _ended(place: Seat, uow: UnitOfWork) -> EndedPair:
    members = members_of(place.pair, uow)
    return EndedPair(
        place.pair.id,
        tuple(member for member in members if member.membership_id != place.membership.id),
        checkins.recent(place, members, uow),
        not_again.wished_of(place, uow),
    )
