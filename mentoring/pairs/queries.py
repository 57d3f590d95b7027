"""Which pairs a person is in, and what awaits their answer."""

from uuid import UUID

from msgspec import Struct

from mentoring.enrolments.queries import own
from mentoring.pairs.answering import is_led
from mentoring.pairs.rules import Member, Seat, asked_seat, members_of, seats
from mentoring.participants import Actor, InPair
from mentoring.unit_of_work import UnitOfWork, reads
from models import EnrolmentState, MembershipState, PairState


class PairChoice(Struct, frozen=True):
    """A pair under way, as its member would name it: by the others in it."""

    pair_id: UUID
    others: tuple[Member, ...]


class OpenInvitation(Struct, frozen=True):
    """
    An invitation not yet answered by everybody.

    Attributes:
        awaits_me: whether the reader is asked; else the reader waits for others.
        mine: whether the reader asked, and so may take it back.
        is_led: whether a programme asked, so that the reader may also be free from a day on.
        is_entered: whether a yes would be one to what an owner entered about the reader too, which their message shows.
    """

    pair_id: UUID
    me: Member
    others: tuple[Member, ...]
    awaits_me: bool
    mine: bool
    is_led: bool = False
    is_entered: bool = False


@reads
def under_way(actor: Actor, uow: UnitOfWork) -> tuple[PairChoice, ...]:
    """Return the actor's active pairs, oldest first."""
    return tuple(
        PairChoice(place.pair.id, _others(place, uow))
        for place in seats(actor, uow)
        if place.pair.state is PairState.ACTIVE and place.membership.state is MembershipState.ACCEPTED
    )


def open_invitation(place: Seat, uow: UnitOfWork) -> OpenInvitation:
    """Return one invitation as the holder of this place sees it."""
    members = members_of(place.pair, uow)
    awaits_me = place.membership.state is MembershipState.INVITED
    led = is_led(place.pair, uow)
    enrolment = own(place.participant, place.pair.programme_id, uow) if led and awaits_me else None
    return OpenInvitation(
        pair_id=place.pair.id,
        me=next(member for member in members if member.membership_id == place.membership.id),
        others=_others(place, uow),
        awaits_me=awaits_me,
        mine=place.pair.invited_by_id == place.participant.id,
        is_led=led,
        is_entered=enrolment is not None and enrolment.state is EnrolmentState.IMPORTED,
    )


@reads
def still_open(command: InPair, uow: UnitOfWork) -> OpenInvitation | None:
    """
    Return one invitation while answers are missing; nothing once the pair is under way or over.

    Raises:
        NotInThisPair: the actor was not asked.
    """
    place = asked_seat(command.pair_id, command.actor, uow)
    return open_invitation(place, uow) if place.pair.state is PairState.INVITED else None


def _others(place: Seat, uow: UnitOfWork) -> tuple[Member, ...]:
    return tuple(member for member in members_of(place.pair, uow) if member.membership_id != place.membership.id)
