"""
A partner whose Slack account is closed: the others of the pair are told, once, with what they can do next.

They are told in their own working hours, and never why. Whether the pair goes on is theirs to say.
"""

from uuid import UUID

from msgspec import Struct

from mentoring import outbox
from mentoring.outbox import NoticeKind, ToPerson
from mentoring.pairs.rules import Member, members_of, pairs_at_work, people_of
from mentoring.remedies.options import contacts_of
from mentoring.unit_of_work import UnitOfWork
from models import Membership, OutboxAct, OutboxRow, Pair, PairState, Participant, ParticipantState


class PartnerGone(Struct, frozen=True):
    """
    What the reader can do whose partner cannot be reached in Slack any more.

    Attributes:
        contacts: Slack user ids of those outside the pair who answer for its programme; there may be nobody.
        others: everybody in the pair but the reader.
        is_over: nothing is left to choose: the partner is back, or the pair ended.
    """

    pair_id: UUID
    gone: Member
    others: tuple[Member, ...]
    contacts: tuple[str, ...]
    is_over: bool


def notice(person: Participant, uow: UnitOfWork) -> None:
    """Tell the others of each of somebody's pairs that they cannot be reached any more; each of them once."""
    for pair in pairs_at_work(person, uow):
        people = people_of(pair, uow)
        [gone] = [membership for membership, each in people if each.id == person.id]
        for membership, other in people:
            if membership.id != gone.id:
                outbox.post(
                    pair.workspace_id,
                    NoticeKind.PARTNER_GONE,
                    key(gone.id, membership.id),
                    ToPerson(other.id),
                    {"pair_id": str(pair.id), "membership_id": str(membership.id), "gone_id": str(gone.id)},
                    uow,
                )


def came_back(person: Participant, uow: UnitOfWork) -> None:
    """Let what was told of somebody offer nothing any more: their account is open again."""
    for pair in pairs_at_work(person, uow):
        settle(pair, f"back-{uow.now.isoformat()}", uow)


def settle(pair: Pair, occasion: str, uow: UnitOfWork) -> None:
    """Draw what was told in a pair anew, in silence."""
    people = people_of(pair, uow)
    for gone, _ in people:
        for other, _ in people:
            outbox.refresh(pair.workspace_id, key(gone.id, other.id), occasion, uow)


def told(row: OutboxRow, uow: UnitOfWork) -> PartnerGone | None:
    """Return what the reader can do; nothing to post once the partner is back, or the pair has ended."""
    pair = uow.db.get_one(Pair, {"workspace_id": row.workspace_id, "id": UUID(row.facts["pair_id"])})
    gone = uow.db.get_one(Membership, {"workspace_id": row.workspace_id, "id": UUID(row.facts["gone_id"])})
    person = uow.db.get_one(Participant, {"workspace_id": row.workspace_id, "id": gone.participant_id})
    is_over = pair.state is not PairState.ACTIVE or person.state is not ParticipantState.GONE
    if is_over and row.act is OutboxAct.POST:
        return None
    members = members_of(pair, uow)
    return PartnerGone(
        pair.id,
        next(member for member in members if member.membership_id == gone.id),
        tuple(member for member in members if str(member.membership_id) != row.facts["membership_id"]),
        contacts_of(pair, uow),
        is_over,
    )


def key(gone_id: UUID, reader_id: UUID) -> str:
    """Return the outbox key of what one member is told of another."""
    return f"partner-gone:{gone_id}:{reader_id}"
