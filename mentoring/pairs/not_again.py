"""A silent wish after a pair ended or was declined: not with them again. Nobody is told; it can be taken back."""

from uuid import UUID

from msgspec import Struct
from sqlalchemy import delete, select

from mentoring import inbound
from mentoring.errors import NotInThisPair
from mentoring.pairs.drafts import redraw
from mentoring.pairs.rules import Seat, asked_seat
from mentoring.participants import Actor
from mentoring.unit_of_work import UnitOfWork
from models import Membership, MembershipState, NeverAgain, PairState

OVER = {
    (PairState.ENDED, MembershipState.ACCEPTED),
    (PairState.DECLINED, MembershipState.DECLINED),
    (PairState.DECLINED, MembershipState.INVITED),
}
"""A pair that was and its member, or one that did not form and somebody of it who had not said yes."""


class NotAgain(Struct, frozen=True):
    """
    Somebody wishes not to be paired again with another of a pair that ended, or that did not form; or takes it back.

    Attributes:
        membership_id: the other's place in that pair.
    """

    actor: Actor
    pair_id: UUID
    membership_id: UUID
    receipt: str


def wish(command: NotAgain, uow: UnitOfWork) -> None:
    """
    Keep the wish; a second one changes nothing, nor does a click that came before.

    It stands in no trail: it is nobody else's business.

    Raises:
        NotInThisPair: the actor was not in such a pair with them.
    """
    place, other_id = _both(command, uow)
    if inbound.admit(place.workspace_id, command.receipt, {}, uow) is not None:
        return
    redraw([place.membership], command.receipt, uow)
    uow.add_once(
        NeverAgain,
        workspace_id=place.workspace_id,
        participant_id=place.participant.id,
        other_id=other_id,
        created_at=uow.now,
    )


def take_back(command: NotAgain, uow: UnitOfWork) -> None:
    """
    Forget the wish; a click that came before forgets no newer one.

    Raises:
        NotInThisPair: the actor was not in such a pair with them.
    """
    place, other_id = _both(command, uow)
    if inbound.admit(place.workspace_id, command.receipt, {}, uow) is not None:
        return
    redraw([place.membership], command.receipt, uow)
    uow.db.execute(
        delete(NeverAgain).where(
            NeverAgain.workspace_id == place.workspace_id,
            NeverAgain.participant_id == place.participant.id,
            NeverAgain.other_id == other_id,
        )
    )


def wished_of(place: Seat, uow: UnitOfWork) -> frozenset[UUID]:
    """Return the places of those in a pair with whom the holder of this place does not want to be paired again."""
    return frozenset(
        uow.db.scalars(
            select(Membership.id)
            .join(
                NeverAgain,
                (NeverAgain.workspace_id == Membership.workspace_id)
                & (NeverAgain.other_id == Membership.participant_id),
            )
            .where(
                Membership.workspace_id == place.workspace_id,
                Membership.pair_id == place.pair.id,
                NeverAgain.participant_id == place.participant.id,
            )
        )
    )


def _both(command: NotAgain, uow: UnitOfWork) -> tuple[Seat, UUID]:
    place = asked_seat(command.pair_id, command.actor, uow)
    other = uow.get(Membership, place.workspace_id, command.membership_id)
    if (
        (place.pair.state, place.membership.state) not in OVER
        or other is None
        or other.pair_id != place.pair.id
        or other.id == place.membership.id
    ):
        raise NotInThisPair
    return place, other.participant_id
