"""
Safety pulses: one private tap from 1 to 5, sealed, for its author alone.

Not the partner, not the owner, not an admin: there is no query here that returns a score to anybody else.
"""

from datetime import datetime, timedelta
from enum import IntEnum
from uuid import UUID

from msgspec import Struct
from sqlalchemy import exists, select

from mentoring import inbound, outbox
from mentoring.charters.rules import is_in_force
from mentoring.errors import CharterFirst, NotInThisPair, Refusal
from mentoring.pairs.rules import Member, Seat, members_of, seat, seats
from mentoring.participants import Actor
from mentoring.unit_of_work import AS_IT_IS, UnitOfWork, reads
from mentoring.wording import N_
from models import (
    Membership,
    MembershipState,
    Occurrence,
    OutboxAct,
    PairState,
    Pulse,
    PulseState,
    Session,
)
from models.base import new_id

CHANGEABLE_FOR = timedelta(hours=24)
FORTNIGHT = timedelta(days=14)


class Score(IntEnum):
    """How safe it felt to speak openly."""

    NOT_AT_ALL = 1
    LITTLE = 2
    PARTLY = 3
    MOSTLY = 4
    FULLY = 5


class PulseIsSettled(Refusal):
    """The day in which an answer may be changed is over."""

    message = N_("An answer can be changed for 24 hours. The next question comes in about two weeks.")


class PulseCard(Struct, frozen=True):
    """
    The question to one member.

    Attributes:
        pulse_id: nothing while the member opened the question and has not answered; the answer makes it.
        changeable: whether the reader may still answer or change.
    """

    pair_id: UUID
    pulse_id: UUID | None
    others: tuple[Member, ...]
    state: PulseState
    changeable: bool


class AnswerPulse(Struct, frozen=True):
    """One tap: a score, or nothing for a skip."""

    actor: Actor
    pair_id: UUID
    pulse_id: UUID | None
    score: Score | None
    receipt: str


class AskAgain(Struct, frozen=True):
    """A member wants to change an answer."""

    actor: Actor
    pair_id: UUID
    pulse_id: UUID | None


def ask(membership: Membership, occurrence: Occurrence, uow: UnitOfWork) -> UUID:
    """Open the scheduled question to one member; return its id. It is said in the DM of the off week."""
    pulse_id = new_id()
    uow.db.add(
        Pulse(
            workspace_id=membership.workspace_id,
            id=pulse_id,
            membership_id=membership.id,
            occurrence_id=occurrence.id,
            state=PulseState.ASKED,
            asked_at=uow.now,
        )
    )
    uow.db.flush()
    return pulse_id


def asked_in(occurrence_id: UUID | None) -> str:
    """Return the outbox key of the DM that asks the question of one occurrence."""
    return f"off-week:{occurrence_id}"


@reads
def open_questions(actor: Actor, uow: UnitOfWork) -> tuple[PulseCard, ...]:
    """
    Return the question of each pair under way: the one asked last if it is still open or changeable, else a new one.

    Raises:
        CharterFirst: the actor's pairs have no charter in force yet.
    """
    places = [
        place
        for place in seats(actor, uow)
        if place.pair.state is PairState.ACTIVE and place.membership.state is MembershipState.ACCEPTED
    ]
    ready = [place for place in places if is_in_force(place.workspace_id, place.pair.id, uow)]
    if places and not ready:
        raise CharterFirst
    return tuple(card_of(place, _latest(place, uow), uow) for place in ready)


@reads
def question(command: AskAgain, uow: UnitOfWork) -> PulseCard:
    """
    Return one question, to be answered or changed.

    Raises:
        NotInThisPair: it is somebody else's.
        PairHasEnded: nothing about the pair is answered any more.
        PulseIsSettled: its day is over.
    """
    place = seat(command.pair_id, command.actor, uow)
    place.must_be_active()
    card = card_of(place, own(place, command.pulse_id, uow), uow)
    if not card.changeable:
        raise PulseIsSettled
    return card


def answer(command: AnswerPulse, uow: UnitOfWork) -> PulseCard:
    """
    Keep one tap, sealed. A later tap within the day replaces it; a tap that Slack delivers again does not.

    Raises:
        NotInThisPair, PairHasEnded, CharterFirst: the actor may not answer here.
        PulseIsSettled: its day is over.
    """
    place = seat(command.pair_id, command.actor, uow)
    place.must_be_active()
    if not is_in_force(place.workspace_id, place.pair.id, uow):
        raise CharterFirst
    # Two taps on a question that a member opened may come at one instant: the second finds what the first made.
    uow.db.refresh(place.membership, with_for_update=AS_IT_IS)
    pulse = own(place, command.pulse_id, uow) or _latest(place, uow)
    pulse_id = pulse.id if pulse else new_id()
    earlier = inbound.admit(place.workspace_id, command.receipt, {"pulse_id": str(pulse_id)}, uow)
    if earlier is not None:
        return card_of(place, own(place, UUID(earlier["pulse_id"]), uow), uow)
    pulse = pulse or _add(place, pulse_id, uow)
    if not _is_changeable(pulse, uow):
        raise PulseIsSettled
    pulse.answered_at = pulse.answered_at or uow.now
    pulse.state = PulseState.SKIPPED if command.score is None else PulseState.ANSWERED
    pulse.sealed_score = None if command.score is None else uow.vault.seal(int(command.score))
    # Answered elsewhere (by command, on Home), the question's own DM must not go on asking.
    outbox.refresh(pulse.workspace_id, asked_in(pulse.occurrence_id), command.receipt, uow)
    _settle_later(pulse, pulse.answered_at + CHANGEABLE_FOR, uow)
    return card_of(place, pulse, uow)


def rate_in_close(session: Session, membership_id: UUID, score: Score, uow: UnitOfWork) -> None:
    """Keep the tap of one member's half of a close, sealed; until the session is closed a later one replaces it."""
    pulse = uow.db.scalars(
        select(Pulse).where(
            Pulse.workspace_id == session.workspace_id,
            Pulse.session_id == session.id,
            Pulse.membership_id == membership_id,
        )
    ).one_or_none()
    if pulse is None:
        pulse = Pulse(
            workspace_id=session.workspace_id,
            id=new_id(),
            membership_id=membership_id,
            session_id=session.id,
            asked_at=uow.now,
            answered_at=uow.now,
        )
        uow.db.add(pulse)
    pulse.state = PulseState.ANSWERED
    pulse.sealed_score = uow.vault.seal(int(score))


def was_given_in_close(membership: Membership, since: datetime, uow: UnitOfWork) -> bool:
    """Tell whether a member tapped in a session's close since then."""
    given = exists().where(
        Pulse.workspace_id == membership.workspace_id,
        Pulse.membership_id == membership.id,
        Pulse.session_id.is_not(None),
        Pulse.answered_at >= since,
    )
    return bool(uow.db.scalar(select(given)))


def _settle_later(pulse: Pulse, at: datetime, uow: UnitOfWork) -> None:
    """Take the button to change an answer away once it would only refuse; the question's own DM is drawn anew."""
    asked_by = outbox.posted(pulse.workspace_id, asked_in(pulse.occurrence_id), uow)
    if asked_by is not None:
        # A moment after the day is over: at its very end the answer may still be changed.
        outbox.follow_up(asked_by, OutboxAct.REFRESH, "settled", uow, due_at=at + timedelta(minutes=1))


def _add(place: Seat, pulse_id: UUID, uow: UnitOfWork) -> Pulse:
    pulse = Pulse(
        workspace_id=place.workspace_id,
        id=pulse_id,
        membership_id=place.membership.id,
        state=PulseState.ASKED,
        asked_at=uow.now,
    )
    uow.db.add(pulse)
    return pulse


def own(place: Seat, pulse_id: UUID | None, uow: UnitOfWork) -> Pulse | None:
    """
    Return one of this member's own questions.

    Raises:
        NotInThisPair: it is somebody else's.
    """
    if pulse_id is None:
        return None
    pulse = uow.get(Pulse, place.workspace_id, pulse_id)
    if pulse is None or pulse.membership_id != place.membership.id:
        raise NotInThisPair
    return pulse


def _latest(place: Seat, uow: UnitOfWork) -> Pulse | None:
    pulse = uow.db.scalars(
        select(Pulse)
        .where(Pulse.workspace_id == place.workspace_id, Pulse.membership_id == place.membership.id)
        .order_by(Pulse.asked_at.desc(), Pulse.id.desc())
        .limit(1)
    ).one_or_none()
    if pulse is None or not _is_changeable(pulse, uow):
        return None
    too_old = pulse.state is PulseState.ASKED and uow.now - pulse.asked_at > FORTNIGHT
    return None if too_old else pulse


def _is_changeable(pulse: Pulse, uow: UnitOfWork) -> bool:
    return pulse.answered_at is None or uow.now - pulse.answered_at <= CHANGEABLE_FOR


def card_of(place: Seat, pulse: Pulse | None, uow: UnitOfWork) -> PulseCard:
    """Return the question to one member; it never holds the score."""
    members = members_of(place.pair, uow)
    return PulseCard(
        pair_id=place.pair.id,
        pulse_id=pulse.id if pulse else None,
        others=tuple(member for member in members if member.membership_id != place.membership.id),
        state=pulse.state if pulse else PulseState.ASKED,
        changeable=pulse is None or _is_changeable(pulse, uow),
    )
