"""A pair on paper: its people asked, each to answer for themselves."""

from uuid import UUID

from mentoring import consents, outbox
from mentoring.outbox import NoticeKind, ToPerson
from mentoring.pairs.rules import AlreadyPaired, people_key
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


def invitation_key(membership_id: UUID) -> str:
    """Return the key of the message that asks the holder of a place."""
    return f"pair-invitation:{membership_id}"


def draft(
    pair_id: UUID,
    programme: Programme,
    people: list[tuple[Participant, Role]],
    asker: Participant | None,
    uow: UnitOfWork,
) -> None:
    """
    Make a pair in which everybody but the asker is still to answer, and ask them.

    Raises:
        AlreadyPaired: the same people are a pair, or were asked; on the field `colleague`.
    """
    workspace_id = programme.workspace_id
    drafted = uow.add_once(
        Pair,
        workspace_id=workspace_id,
        id=pair_id,
        programme_id=programme.id,
        state=PairState.INVITED,
        invited_by_id=asker.id if asker else None,
        people_key=people_key(person.id for person, _ in people),
        created_at=uow.now,
    )
    if not drafted:
        raise AlreadyPaired(field="colleague")
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
        else:
            outbox.post(
                workspace_id,
                NoticeKind.PAIR_INVITATION,
                invitation_key(membership.id),
                ToPerson(person.id),
                {"pair_id": str(pair_id), "membership_id": str(membership.id)},
                uow,
            )
