"""
A partner who does not answer: whoever does gets private options, once, and nobody else ever learns that they did.

Two things in a row must have been asked of somebody and left without an answer, while the other answers. Who pauses,
or was never asked, has missed nothing.
"""

from datetime import datetime, timedelta
from uuid import UUID

from msgspec import Struct
from sqlalchemy import func, select

from mentoring import outbox
from mentoring.closes.notices import key as close_key
from mentoring.errors import NotInThisPair
from mentoring.outbox import NoticeKind, ToPerson
from mentoring.pairs.rules import Member, Seat, members_of, people_of, seat
from mentoring.participants import Actor, is_paused
from mentoring.pulses import asked_in
from mentoring.remedies import gone
from mentoring.remedies.options import contacts_of
from mentoring.unit_of_work import UnitOfWork, reads
from models import (
    CheckIn,
    Close,
    Membership,
    Occurrence,
    OccurrenceState,
    OutboxAct,
    OutboxRow,
    OutboxState,
    Pair,
    PairState,
    Participant,
    ParticipantState,
    Pulse,
    Schedule,
    Session,
    SessionState,
)

IN_A_ROW = 2
LOOKS_BACK = 8
"""Occasions of one kind; those that were skipped, or never reached their reader, do not break a row."""
TIME_FOR_OFF_WEEK = timedelta(days=7)
TIME_FOR_CLOSE = timedelta(hours=48)


class PartnerSilent(Struct, frozen=True):
    """
    Private options of somebody whose partner does not answer.

    Attributes:
        contacts: Slack user ids of those outside the pair who answer for its programme; there may be nobody.
        is_over: nothing is left to choose: the partner answered, or the pair ended.
    """

    pair_id: UUID
    silent: Member
    contacts: tuple[str, ...]
    is_over: bool


class GladToHear(Struct, frozen=True):
    """One friendly line; it holds neither who asked for it nor that anything was missed."""

    pair_id: UUID


class AboutPartner(Struct, frozen=True):
    """A member chooses what to do about one who does not answer."""

    actor: Actor
    pair_id: UUID
    silent_id: UUID


def notice(pair: Pair, uow: UnitOfWork) -> None:
    """Give whoever answers their private options, if one of the pair does not; once for each of them."""
    people = people_of(pair, uow)
    for silent, _ in people:
        since = _silent_since(silent, uow)
        if since is None:
            continue
        for other, person in people:
            if other.id != silent.id and _last_sign(other, uow) > since:
                outbox.post(
                    pair.workspace_id,
                    NoticeKind.PARTNER_SILENT,
                    _key(silent.id, other.id),
                    ToPerson(person.id),
                    {"pair_id": str(pair.id), "membership_id": str(other.id), "silent_id": str(silent.id)},
                    uow,
                )


def is_silent(membership: Membership, uow: UnitOfWork) -> bool:
    """Tell whether somebody left the last things that were asked of them without an answer."""
    return _silent_since(membership, uow) is not None


def told(row: OutboxRow, uow: UnitOfWork) -> PartnerSilent | None:
    """Return the options as they stand; nothing to post once the partner has answered."""
    pair = uow.db.get_one(Pair, {"workspace_id": row.workspace_id, "id": UUID(row.facts["pair_id"])})
    card = _card(pair, UUID(row.facts["silent_id"]), uow)
    return None if row.act is OutboxAct.POST and card.is_over else card


def glad_to_hear(row: OutboxRow, uow: UnitOfWork) -> GladToHear | None:
    """Return the friendly line; nothing to post once its reader was heard of."""
    membership = uow.db.get_one(Membership, {"workspace_id": row.workspace_id, "id": UUID(row.facts["membership_id"])})
    pair = uow.db.get_one(Pair, {"workspace_id": row.workspace_id, "id": membership.pair_id})
    if row.act is OutboxAct.POST and (pair.state is not PairState.ACTIVE or _silent_since(membership, uow) is None):
        return None
    return GladToHear(pair.id)


@reads
def look(command: AboutPartner, uow: UnitOfWork) -> PartnerSilent:
    """
    Return the options of a member who was given them.

    Raises:
        NotInThisPair, PairHasEnded: they were never given to this person, or are over.
    """
    place = _asked(command, uow)
    return _card(place.pair, command.silent_id, uow)


def nudge_for_me(command: AboutPartner, uow: UnitOfWork) -> PartnerSilent:
    """
    Have the partner told, once, that they would be gladly heard of; not by whom, and not that anything was missed.

    Raises:
        NotInThisPair, PairHasEnded: the options were never given to this person, or are over.
    """
    place = _asked(command, uow)
    silent = uow.db.get_one(Membership, {"workspace_id": place.workspace_id, "id": command.silent_id})
    outbox.post(
        place.workspace_id,
        NoticeKind.GLAD_TO_HEAR,
        f"glad-to-hear:{silent.id}",
        ToPerson(silent.participant_id),
        {"membership_id": str(silent.id)},
        uow,
    )
    return _card(place.pair, command.silent_id, uow)


def _asked(command: AboutPartner, uow: UnitOfWork) -> Seat:
    place = seat(command.pair_id, command.actor, uow)
    place.must_be_active()
    about = (_key(command.silent_id, place.membership.id), gone.key(command.silent_id, place.membership.id))
    if not any(outbox.posted(place.workspace_id, key, uow) for key in about):
        # Said as to any stranger: who asks about somebody must not learn from it how they answer.
        raise NotInThisPair
    return place


def _card(pair: Pair, silent_id: UUID, uow: UnitOfWork) -> PartnerSilent:
    silent = uow.db.get_one(Membership, {"workspace_id": pair.workspace_id, "id": silent_id})
    is_over = pair.state is not PairState.ACTIVE or _silent_since(silent, uow) is None
    member = next(each for each in members_of(pair, uow) if each.membership_id == silent_id)
    return PartnerSilent(pair.id, member, contacts_of(pair, uow), is_over)


def _silent_since(membership: Membership, uow: UnitOfWork) -> datetime | None:
    """Return since when somebody has answered nothing, if the last two things asked of them were left so."""
    person = uow.db.get_one(Participant, {"workspace_id": membership.workspace_id, "id": membership.participant_id})
    if person.state is ParticipantState.GONE or is_paused(person, uow.now):
        return None
    asked = sorted([*_off_weeks(membership, uow), *_closes(membership, uow)])[-IN_A_ROW:]
    if len(asked) < IN_A_ROW or _last_sign(membership, uow) >= asked[0]:
        return None
    return asked[0]


def _off_weeks(membership: Membership, uow: UnitOfWork) -> list[datetime]:
    """Return when the questions of the off week came, of those for which the week is over."""
    occurrences = uow.db.scalars(
        select(Occurrence)
        .join(Schedule, (Schedule.workspace_id == Occurrence.workspace_id) & (Schedule.id == Occurrence.schedule_id))
        .where(
            Schedule.workspace_id == membership.workspace_id,
            Schedule.membership_id == membership.id,
            Occurrence.state == OccurrenceState.PLANNED,
            Occurrence.due_at <= uow.now - TIME_FOR_OFF_WEEK,
        )
        .order_by(Occurrence.due_at.desc())
        .limit(LOOKS_BACK)
    )
    return _sent(membership, {asked_in(each.id): each.due_at for each in occurrences}, uow)


def _closes(membership: Membership, uow: UnitOfWork) -> list[datetime]:
    """Return when the sessions ended whose half was asked of a member, of those that were closed without it or not."""
    sessions = uow.db.scalars(
        select(Session)
        .where(
            Session.workspace_id == membership.workspace_id,
            Session.pair_id == membership.pair_id,
            Session.state == SessionState.CLOSED,
            Session.ended_at <= uow.now - TIME_FOR_CLOSE,
        )
        .order_by(Session.ended_at.desc())
        .limit(LOOKS_BACK)
    )
    return _sent(
        membership, {close_key(each.id, membership.id): each.ended_at for each in sessions if each.ended_at}, uow
    )


def _sent(membership: Membership, moments: dict[str, datetime], uow: UnitOfWork) -> list[datetime]:
    """Return the moments of those questions that reached their reader."""
    if not moments:
        return []
    keys = uow.db.scalars(
        select(OutboxRow.dedup_key).where(
            OutboxRow.workspace_id == membership.workspace_id,
            OutboxRow.dedup_key.in_(moments),
            OutboxRow.state == OutboxState.SENT,
        )
    )
    return [moments[key] for key in keys]


def _last_sign(membership: Membership, uow: UnitOfWork) -> datetime:
    """Return when somebody last answered anything; the beginning of their pair if they never did."""
    pair = uow.db.get_one(Pair, {"workspace_id": membership.workspace_id, "id": membership.pair_id})
    signs = [
        uow.db.scalar(
            select(func.max(moment)).where(
                model.workspace_id == membership.workspace_id, model.membership_id == membership.id
            )
        )
        for model, moment in ((CheckIn, CheckIn.created_at), (Close, Close.closed_at), (Pulse, Pulse.answered_at))
    ]
    return max([pair.active_at or pair.created_at, *(sign for sign in signs if sign is not None)])


def _key(silent_id: UUID, reader_id: UUID) -> str:
    return f"partner-silent:{silent_id}:{reader_id}"
