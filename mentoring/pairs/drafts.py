"""A pair on paper: its people asked, each to answer for themselves."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import and_, delete, func, select

from mentoring import consents, outbox
from mentoring.outbox import NoticeKind, ToPerson
from mentoring.pairs.patience import remind_at
from mentoring.pairs.rules import AlreadyPaired, people_key
from mentoring.participants import quiet_until
from mentoring.rounds import reasons
from mentoring.unit_of_work import UnitOfWork
from models import (
    ConsentDecision,
    ConsentKind,
    Membership,
    MembershipState,
    Pair,
    PairState,
    Participant,
    Programme,
    Role,
)
from models.base import new_id


def redraw(memberships: Iterable[Membership], occasion: str, uow: UnitOfWork) -> None:
    """Draw anew, in silence, the invitations of those who were asked, and what reminded them of it."""
    for membership in memberships:
        outbox.refresh(membership.workspace_id, invitation_key(membership.id), occasion, uow)
        outbox.refresh(membership.workspace_id, reminder_key(membership.id), occasion, uow)


def invitation_key(membership_id: UUID) -> str:
    """Return the key of the message that asks the holder of a place."""
    return f"pair-invitation:{membership_id}"


def reminder_key(membership_id: UUID) -> str:
    """Return the key of the message that reminds the holder of a place, once, that they were asked."""
    return f"invitation-reminder:{membership_id}"


def draft(
    pair_id: UUID,
    programme: Programme,
    people: list[tuple[Participant, Role]],
    asker: Participant | None,
    uow: UnitOfWork,
    *,
    is_silent: bool = False,
) -> None:
    """
    Make a pair in which everybody but the asker is still to answer, and ask them.

    Args:
        is_silent: the pair is held and nobody is ever asked: somebody wishes never to be paired with another of them.

    Raises:
        AlreadyPaired: the same people are a pair, or were asked; on the field `colleague`. Nothing was made.
    """
    workspace_id = programme.workspace_id
    key = people_key(person.id for person, _ in people)
    drafted = uow.add_once(
        Pair,
        workspace_id=workspace_id,
        id=pair_id,
        programme_id=programme.id,
        state=PairState.INVITED,
        invited_by_id=asker.id if asker else None,
        people_key=key,
        created_at=uow.now,
        look_at=None if asker else min(remind_at(person, uow.now) for person, _ in people),
    )
    if not drafted:
        raise AlreadyPaired(field="colleague")
    if asker is None and _is_held([person for person, _ in people], uow):
        # Asked last: whoever asked the same at this instant, and held it, was waited for by the key.
        uow.db.execute(delete(Pair).where(Pair.workspace_id == workspace_id, Pair.id == pair_id))
        raise AlreadyPaired(field="colleague")
    if is_silent:
        held = uow.db.get_one(Pair, {"workspace_id": workspace_id, "id": pair_id})
        held.state = PairState.HELD
        if asker is None:
            # Given back: these people may ask each other, and must not learn from it that there was a wish. Who asked
            # themselves has the key on, as with an invitation that nobody answers.
            held.people_key = None
    for person, role in people:
        agreed = asker is not None and person.id == asker.id
        membership = Membership(
            workspace_id=workspace_id,
            id=new_id(),
            pair_id=pair_id,
            participant_id=person.id,
            role=role,
            state=MembershipState.ACCEPTED if agreed else MembershipState.INVITED,
        )
        uow.db.add(membership)
        if agreed:
            consents.record(
                workspace_id,
                person.id,
                ConsentKind.PARTICIPATION,
                membership.id,
                ConsentDecision.GIVEN,
                uow,
            )
        elif not is_silent:
            outbox.post(
                workspace_id,
                NoticeKind.PAIR_INVITATION,
                invitation_key(membership.id),
                ToPerson(person.id),
                {"pair_id": str(pair_id), "membership_id": str(membership.id)},
                uow,
                # A colleague who asks is waiting; a programme can wait for somebody's working hours, or their return.
                due_at=None if asker else quiet_until(person, uow.now),
                wanted_at=None if asker else uow.now,
            )


def _is_held(people: Iterable[Participant], uow: UnitOfWork) -> bool:
    """
    Tell whether the very same people were to be asked and, silently, were not.

    To owners they were asked, so they are not asked again; by its key a held pair does not show that, since it is given
    back.
    """
    everybody = list(people)
    ids = [person.id for person in everybody]
    of_the_first = select(Membership.pair_id).where(
        Membership.workspace_id == everybody[0].workspace_id, Membership.participant_id == ids[0]
    )
    found = uow.db.scalars(
        select(Pair.id)
        .join(Membership, and_(Membership.workspace_id == Pair.workspace_id, Membership.pair_id == Pair.id))
        .where(Pair.workspace_id == everybody[0].workspace_id, Pair.id.in_(of_the_first), Pair.state == PairState.HELD)
        .group_by(Pair.id)
        .having(
            func.count() == len(ids),
            func.count().filter(Membership.participant_id.in_(ids)) == len(ids),
        )
        .limit(1)
    )
    return found.first() is not None


def close(pair: Pair, state: PairState, uow: UnitOfWork) -> None:
    """Let a pair be over, or never have been; its people may then be asked again."""
    pair.state = state
    pair.people_key = None
    pair.ended_at = uow.now
    reasons.forget(pair, uow)
    pair.look_at = None


def give_way(asker: Participant, other: Participant, uow: UnitOfWork) -> None:
    """Let an invitation that never left give way, in silence, to one by the person it never reached."""
    held = uow.db.scalars(
        select(Pair).where(
            Pair.workspace_id == asker.workspace_id,
            Pair.people_key == people_key([asker.id, other.id]),
            Pair.state == PairState.HELD,
            Pair.invited_by_id == other.id,
        )
    ).one_or_none()
    if held is not None:
        close(held, PairState.WITHDRAWN, uow)
        uow.db.flush()
