"""Private options: looked at by their reader alone, and passed on only as far as that reader chooses."""

from uuid import UUID

from msgspec import Struct
from sqlalchemy import select

from mentoring import inbound
from mentoring.pairs.rules import Seat, members_of, seat
from mentoring.participants import Actor, InPair
from mentoring.pulses import Score
from mentoring.remedies.rules import NobodyToAsk, PrivateOptions, Remedy, is_low
from mentoring.unit_of_work import AS_IT_IS, UnitOfWork, reads
from models import Membership, Pair, Participant, Programme, ProgrammeDuty, ProgrammeKind, ProgrammeRole, SupportWish
from models.base import new_id

SMALLEST_TRIAD = 3


class Tapped(Struct, frozen=True):
    """A member has just tapped, or skipped."""

    actor: Actor
    pair_id: UUID
    score: Score | None


class AskFor(Struct, frozen=True):
    """A member wishes for a third person, or for another partner."""

    actor: Actor
    pair_id: UUID
    remedy: Remedy
    receipt: str


class TakeBackWish(Struct, frozen=True):
    """A member wishes for nothing any more."""

    actor: Actor
    pair_id: UUID
    receipt: str


@reads
def look(command: InPair, uow: UnitOfWork) -> PrivateOptions:
    """
    Return what the actor may do, in private.

    Raises:
        NotInThisPair, PairHasEnded: there is nothing to mend for this person.
    """
    place = seat(command.pair_id, command.actor, uow)
    place.must_be_active()
    return of_place(place, uow)


@reads
def opened_by(command: Tapped, uow: UnitOfWork) -> PrivateOptions | None:
    """
    Return what opens by itself, to the author of a tap alone; nothing if the tap is not below what their owner chose.

    It leaves no trace: nobody could tell afterwards whether anything opened.

    Raises:
        NotInThisPair, PairHasEnded: there is nothing to mend for this person.
    """
    place = seat(command.pair_id, command.actor, uow)
    place.must_be_active()
    return of_place(place, uow) if is_low(command.score, _programme_of(place, uow).opens_below) else None


def ask_for(command: AskFor, uow: UnitOfWork) -> PrivateOptions:
    """
    Keep a wish, sealed: who answers for the programme sees that the pair needs attention, and nothing else.

    The newer wish takes the older one's place; the same again changes nothing, nor does a click that came before.

    Raises:
        NotInThisPair, PairHasEnded: the actor may not ask here.
        NobodyToAsk: nobody outside the pair answers for its programme.
    """
    place = seat(command.pair_id, command.actor, uow)
    place.must_be_active()
    if not contacts_of(place.pair, uow):
        raise NobodyToAsk
    if inbound.admit(place.workspace_id, command.receipt, {}, uow) is not None:
        return of_place(place, uow)
    # Held, so that of two taps at one instant the second finds what the first kept.
    uow.db.refresh(place.membership, with_for_update=AS_IT_IS)
    kept = _kept(place, uow)
    if kept is None:
        uow.db.add(
            SupportWish(
                workspace_id=place.workspace_id,
                id=new_id(),
                membership_id=place.membership.id,
                sealed_wish=uow.vault.seal(command.remedy.value),
                asked_at=uow.now,
            )
        )
        uow.db.flush()
    elif Remedy(uow.vault.open(kept.sealed_wish)) is not command.remedy:
        kept.sealed_wish, kept.asked_at = uow.vault.seal(command.remedy.value), uow.now
    return of_place(place, uow)


def take_back(command: TakeBackWish, uow: UnitOfWork) -> PrivateOptions:
    """
    Forget a wish; the pair needs attention no more because of it. A click that came before forgets no newer one.

    Raises:
        NotInThisPair, PairHasEnded: there is none of this person's.
    """
    place = seat(command.pair_id, command.actor, uow)
    place.must_be_active()
    if inbound.admit(place.workspace_id, command.receipt, {}, uow) is not None:
        return of_place(place, uow)
    kept = _kept(place, uow)
    if kept is not None:
        uow.db.delete(kept)
        uow.db.flush()
    return of_place(place, uow)


def of_place(place: Seat, uow: UnitOfWork) -> PrivateOptions:
    """Return what the holder of a place may do."""
    members = members_of(place.pair, uow)
    kept = _kept(place, uow)
    return PrivateOptions(
        place.pair.id,
        tuple(member for member in members if member.membership_id != place.membership.id),
        contacts_of(place.pair, uow),
        len(members) < SMALLEST_TRIAD,
        None if kept is None else Remedy(uow.vault.open(kept.sealed_wish)),
        is_set_by_owner=_programme_of(place, uow).kind is ProgrammeKind.LED,
    )


def contacts_of(pair: Pair, uow: UnitOfWork) -> tuple[str, ...]:
    """
    Return who answers for a pair's programme and has no place in the pair, as Slack user ids.

    Nobody for a pair without a programme, or whose only owner is one of the two: they are no third party to it.
    """
    members = select(Membership.participant_id).where(
        Membership.workspace_id == pair.workspace_id, Membership.pair_id == pair.id
    )
    return tuple(
        uow.db.scalars(
            select(Participant.slack_user_id)
            .join(
                ProgrammeDuty,
                (ProgrammeDuty.workspace_id == Participant.workspace_id)
                & (ProgrammeDuty.participant_id == Participant.id),
            )
            .where(
                ProgrammeDuty.workspace_id == pair.workspace_id,
                ProgrammeDuty.programme_id == pair.programme_id,
                ProgrammeDuty.role == ProgrammeRole.OWNER,
                ProgrammeDuty.participant_id.not_in(members),
            )
            .order_by(ProgrammeDuty.id)
        )
    )


def _programme_of(place: Seat, uow: UnitOfWork) -> Programme:
    return uow.db.get_one(Programme, {"workspace_id": place.workspace_id, "id": place.pair.programme_id})


def _kept(place: Seat, uow: UnitOfWork) -> SupportWish | None:
    return uow.db.scalars(
        select(SupportWish).where(
            SupportWish.workspace_id == place.workspace_id, SupportWish.membership_id == place.membership.id
        )
    ).one_or_none()
