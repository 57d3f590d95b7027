"""
A pair without a charter: one reminder to who has not signed, then the choice to let the pair go; then silence.

The messages wait in the outbox from the pair's first day on, and are dropped there when they are not true any more.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from msgspec import Struct
from sqlalchemy import select

from mentoring import outbox, working_time
from mentoring.charters.rules import is_in_force, newest, signatures
from mentoring.mornings import next_morning, working_days_after
from mentoring.outbox import NoticeKind, ToPerson
from mentoring.pairs.rules import Member, members_of, people_of, seat
from mentoring.participants import Actor
from mentoring.unit_of_work import UnitOfWork
from mentoring.working_time import Hours
from models import (
    Charter,
    CharterVersionState,
    Membership,
    OutboxAct,
    OutboxRow,
    Pair,
    PairState,
    Participant,
)

NUDGED_AFTER = 2
"""Working days of whoever has not signed."""
ASKED_AFTER = 5
"""Working days until the choice, and again from the answer that the pair is still wanted; then nothing comes."""
ROUNDS = (1, 2)


class Outlook(StrEnum):
    """How a pair without a charter stands now: still without one, with one in force, or over."""

    WAITING = "waiting"
    IN_FORCE = "in_force"
    OVER = "over"


class CharterNudge(Struct, frozen=True):
    """
    A reminder to one member who has not signed.

    Attributes:
        is_written: whether there is a text to sign; else there is a page to write.
    """

    pair_id: UUID
    others: tuple[Member, ...]
    outlook: Outlook
    is_written: bool


class ReleaseChoice(Struct, frozen=True):
    """
    The choice to keep a pair without a charter, or to let it go.

    Attributes:
        round: 1, or 2 for the last time it is asked.
        is_kept: the reader has just said that they still want it.
    """

    pair_id: UUID
    others: tuple[Member, ...]
    outlook: Outlook
    round: int
    is_kept: bool = False


class StillWant(Struct, frozen=True):
    """A member says that they still want their pair."""

    actor: Actor
    pair_id: UUID
    round: int


def expect(pair: Pair, uow: UnitOfWork) -> None:
    """Have the members of a pair that has just opened reminded, and then asked, should it stay without a charter."""
    for membership, person in people_of(pair, uow):
        asked_at = _morning_after(person, ASKED_AFTER, uow)
        outbox.post(
            pair.workspace_id,
            NoticeKind.CHARTER_NUDGE,
            _nudge_key(membership.id),
            ToPerson(person.id),
            _facts(membership),
            uow,
            due_at=_morning_after(person, NUDGED_AFTER, uow),
            # Somebody who was away until then gets the choice, and not both.
            keep_until=asked_at,
        )
        _ask(membership, person, 1, asked_at, uow)


def still_want(command: StillWant, uow: UnitOfWork) -> ReleaseChoice:
    """
    Leave the pair five more working days, once for all of it; a second tap changes nothing.

    Raises:
        NotInThisPair, PairHasEnded: there is nothing to keep for this person.
    """
    place = seat(command.pair_id, command.actor, uow)
    place.must_be_active()
    card = _choice(place.pair, place.membership.id, command.round, uow)
    was_asked = outbox.posted(place.workspace_id, _choice_key(place.membership.id, 1), uow) is not None
    if command.round == ROUNDS[0] and was_asked and card.outlook is Outlook.WAITING:
        for membership, person in people_of(place.pair, uow):
            _ask(membership, person, ROUNDS[1], _morning_after(person, ASKED_AFTER, uow), uow)
    return ReleaseChoice(card.pair_id, card.others, card.outlook, card.round, is_kept=True)


def settle(pair: Pair, occasion: str, uow: UnitOfWork) -> None:
    """Let the messages of a pair that has its charter, or is over, ask no more."""
    keys = [
        key
        for membership, _ in people_of(pair, uow)
        for key in (_nudge_key(membership.id), *(_choice_key(membership.id, each) for each in ROUNDS))
    ]
    said = uow.db.scalars(
        # What is not due yet is read when it is, and dropped then.
        select(OutboxRow.dedup_key).where(
            OutboxRow.workspace_id == pair.workspace_id, OutboxRow.dedup_key.in_(keys), OutboxRow.due_at <= uow.now
        )
    ).all()
    for key in said:
        outbox.refresh(pair.workspace_id, key, occasion, uow)


def nudge(row: OutboxRow, uow: UnitOfWork) -> CharterNudge | None:
    """Return the reminder as it stands; nothing to post once its reader has signed, or nothing is left to sign."""
    pair, membership_id = _place(row, uow)
    charter = uow.db.scalars(
        select(Charter).where(Charter.workspace_id == pair.workspace_id, Charter.pair_id == pair.id)
    ).one_or_none()
    written = newest(charter, uow) if charter is not None else None
    if row.act is OutboxAct.POST:
        has_signed = written is not None and membership_id in signatures(written, uow)
        if has_signed or _outlook(pair, uow) is not Outlook.WAITING:
            return None
    is_written = written is not None and written.state is CharterVersionState.OPEN
    return CharterNudge(pair.id, _others(pair, membership_id, uow), _outlook(pair, uow), is_written)


def choice(row: OutboxRow, uow: UnitOfWork) -> ReleaseChoice | None:
    """Return the choice as it stands; nothing to post when there is none to make."""
    pair, membership_id = _place(row, uow)
    card = _choice(pair, membership_id, ROUNDS["again_for" in row.facts], uow)
    if row.act is OutboxAct.POST and card.outlook is not Outlook.WAITING:
        return None
    return card


def _ask(membership: Membership, person: Participant, number: int, due_at: datetime, uow: UnitOfWork) -> None:
    outbox.post(
        membership.workspace_id,
        NoticeKind.RELEASE_CHOICE,
        _choice_key(membership.id, number),
        ToPerson(person.id),
        # Facts are ids alone: that this is the second time is told by one more of them being there.
        _facts(membership) | ({"again_for": str(membership.id)} if number != ROUNDS[0] else {}),
        uow,
        due_at=due_at,
    )


def _choice(pair: Pair, membership_id: UUID, number: int, uow: UnitOfWork) -> ReleaseChoice:
    return ReleaseChoice(pair.id, _others(pair, membership_id, uow), _outlook(pair, uow), number)


def _outlook(pair: Pair, uow: UnitOfWork) -> Outlook:
    if pair.state is not PairState.ACTIVE:
        return Outlook.OVER
    return Outlook.IN_FORCE if is_in_force(pair.workspace_id, pair.id, uow) else Outlook.WAITING


def _morning_after(person: Participant, working_days: int, uow: UnitOfWork) -> datetime:
    today = working_time.local_date(uow.now, person.zone)
    day = working_days_after(today, working_days, person.country)
    hours = Hours(person.zone, person.work_starts, person.work_ends, person.country)
    return next_morning(day - timedelta(days=1), hours)


def _others(pair: Pair, membership_id: UUID, uow: UnitOfWork) -> tuple[Member, ...]:
    return tuple(member for member in members_of(pair, uow) if member.membership_id != membership_id)


def _place(row: OutboxRow, uow: UnitOfWork) -> tuple[Pair, UUID]:
    pair = uow.db.get_one(Pair, {"workspace_id": row.workspace_id, "id": UUID(row.facts["pair_id"])})
    return pair, UUID(row.facts["membership_id"])


def _facts(membership: Membership) -> dict[str, str]:
    return {"pair_id": str(membership.pair_id), "membership_id": str(membership.id)}


def _nudge_key(membership_id: UUID) -> str:
    return f"charter-nudge:{membership_id}"


def _choice_key(membership_id: UUID, number: int) -> str:
    return f"release-choice:{membership_id}:{number}"
