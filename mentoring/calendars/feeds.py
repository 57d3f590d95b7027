"""A person's secret calendar address: made, replaced, turned off, and what it answers."""

import hmac
import secrets
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from msgspec import Struct
from sqlalchemy import select

from mentoring import participants
from mentoring.calendars.events import Event, entry_of
from mentoring.calendars.rules import CalendarEntry
from mentoring.participants import Actor
from mentoring.show_and_tell import attendance
from mentoring.unit_of_work import AS_IT_IS, UnitOfWork, reads
from models import (
    CalendarFeed,
    Membership,
    MembershipState,
    Pair,
    PairState,
    Participant,
    ParticipantState,
    Session,
    SessionState,
    Workspace,
    WorkspaceState,
)
from models.base import new_id

KEPT = timedelta(days=92)
"""How far back what took place stays in a calendar."""
SECRET_BYTES = 32


class ChangeFeed(Struct, frozen=True):
    """
    A person makes an address, replaces theirs, or turns it off.

    Attributes:
        feed_id: the one they were shown; nothing when there was none.
    """

    actor: Actor
    feed_id: UUID | None


class FeedPage(Struct, frozen=True):
    """
    A person's address as they may see it.

    Attributes:
        feed_id, since: nothing when there is none.
        secret: only at the moment of making; afterwards nobody knows it.
    """

    workspace_id: UUID
    feed_id: UUID | None
    since: datetime | None
    secret: str | None = None


class AskFeed(Struct, frozen=True):
    """Somebody asks an address for its calendar; both parts as they stand in the address, and may be anything."""

    workspace: str
    secret: str

    @property
    def workspace_id(self) -> UUID | None:
        """Return the workspace, if the address names one; its secrets are looked for there and nowhere else."""
        try:
            named = UUID(self.workspace)
        except ValueError:
            return None
        return named if named.hex == self.workspace else None


@reads
def page(actor: Actor, uow: UnitOfWork) -> FeedPage:
    """
    Return whether the person has an address.

    Raises:
        NoPairYet: the person takes part in nothing yet.
    """
    person = participants.require(actor, uow)
    return _page(person, _live(person, uow))


def make(command: ChangeFeed, uow: UnitOfWork) -> FeedPage | None:
    """
    Make an address; the one that was there answers nothing from now on.

    Returns:
        The address with its secret; nothing when it is no longer as it was shown, such as at a second click: whoever
        has just been shown their secret must not lose sight of it.

    Raises:
        NoPairYet: the person takes part in nothing yet.
    """
    person = _held(command.actor, uow)
    live = _live(person, uow)
    if (live.id if live else None) != command.feed_id:
        return None
    if live is not None:
        live.revoked_at = uow.now
    secret = secrets.token_urlsafe(SECRET_BYTES)
    made = CalendarFeed(
        workspace_id=person.workspace_id,
        id=new_id(),
        participant_id=person.id,
        secret_hash=_hash(secret),
        created_at=uow.now,
        revoked_at=None,
    )
    uow.db.add(made)
    return _page(person, made, secret)


def turn_off(command: ChangeFeed, uow: UnitOfWork) -> FeedPage:
    """
    Let the person's address answer nothing any more. A second click changes nothing.

    Raises:
        NoPairYet: the person takes part in nothing yet.
    """
    person = _held(command.actor, uow)
    live = _live(person, uow)
    if live is not None and live.id == command.feed_id:
        live.revoked_at = uow.now
        live = None
    return _page(person, live)


@reads
def read(command: AskFeed, uow: UnitOfWork) -> tuple[CalendarEntry, ...] | None:
    """
    Return the sessions of all the person's pairs, and the show-and-tells at which they are or present; nothing when no
    such address is good.
    """
    person = _person_behind(command, uow)
    if person is None:
        return None
    sessions = uow.db.scalars(
        select(Session)
        .join(Pair, (Pair.workspace_id == Session.workspace_id) & (Pair.id == Session.pair_id))
        .join(Membership, (Membership.workspace_id == Pair.workspace_id) & (Membership.pair_id == Pair.id))
        .where(
            Session.workspace_id == person.workspace_id,
            Membership.participant_id == person.id,
            Membership.state == MembershipState.ACCEPTED,
            Pair.state.in_((PairState.ACTIVE, PairState.ENDED)),
            Session.state != SessionState.CANCELLED,
            Session.starts_at > uow.now - KEPT,
        )
        .order_by(Session.starts_at, Session.id)
    )
    shows = attendance.events_of(person, uow.now - KEPT, uow)
    events: list[Event] = [each for each in sessions if not _met_before_its_time(each)]
    events += shows
    return tuple(entry_of(each, uow) for each in events)


def _met_before_its_time(session: Session) -> bool:
    """Tell whether the pair met earlier, so that nothing takes place at the planned time."""
    return session.ended_at is not None and session.starts_at is not None and session.ended_at < session.starts_at


def _person_behind(command: AskFeed, uow: UnitOfWork) -> Participant | None:
    workspace_id = command.workspace_id
    if workspace_id is None:
        return None
    try:
        wanted = _hash(command.secret)
    except ValueError:
        # Text that has no bytes at all is no address of ours.
        return None
    found = uow.db.execute(
        select(CalendarFeed, Participant)
        .join(
            Participant,
            (Participant.workspace_id == CalendarFeed.workspace_id) & (Participant.id == CalendarFeed.participant_id),
        )
        .join(Workspace, Workspace.id == CalendarFeed.workspace_id)
        .where(
            CalendarFeed.workspace_id == workspace_id,
            CalendarFeed.secret_hash == wanted,
            CalendarFeed.revoked_at.is_(None),
            Workspace.state == WorkspaceState.ACTIVE,
            Participant.state == ParticipantState.ACTIVE,
        )
    ).one_or_none()
    if found is None:
        return None
    feed, person = found
    return person if hmac.compare_digest(feed.secret_hash, wanted) else None


def _hash(secret: str) -> str:
    """The secret is 256 random bits: a plain digest of it cannot be guessed backwards."""
    return sha256(secret.encode()).hexdigest()


def _held(actor: Actor, uow: UnitOfWork) -> Participant:
    """Return the person, held until the transaction ends: two clicks must not make two addresses."""
    person = participants.require(actor, uow)
    uow.db.refresh(person, with_for_update=AS_IT_IS)
    return person


def _live(person: Participant, uow: UnitOfWork) -> CalendarFeed | None:
    return uow.db.scalars(
        select(CalendarFeed).where(
            CalendarFeed.workspace_id == person.workspace_id,
            CalendarFeed.participant_id == person.id,
            CalendarFeed.revoked_at.is_(None),
        )
    ).one_or_none()


def _page(person: Participant, feed: CalendarFeed | None, secret: str | None = None) -> FeedPage:
    if feed is None:
        return FeedPage(person.workspace_id, None, None)
    return FeedPage(person.workspace_id, feed.id, feed.created_at, secret)
