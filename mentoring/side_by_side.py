"""
What the pair shared between two sessions, side by side in one message: the first check-in posts it, the rest join it.

A message each would be one more that people are interrupted by; the one that stands is edited instead.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from mentoring import checkins
from mentoring.checkins import WrittenCheckIn
from mentoring.pairs.rules import Member, members_of
from mentoring.unit_of_work import UnitOfWork
from models import CheckIn, OutboxAct, OutboxRow, Pair, PairState, Session, Visibility


@dataclass(frozen=True)
class CheckInsTogether:
    """
    Each member's newest shared check-in since the pair last met.

    Attributes:
        checkins: in the order of the pair's members; those who have not written are `missing`.
        newest: who wrote last.
        ended: the pair came to its end since.
    """

    pair_id: UUID
    checkins: tuple[WrittenCheckIn, ...]
    missing: tuple[Member, ...]
    newest: Member
    ended: bool


def together(row: OutboxRow, uow: UnitOfWork) -> CheckInsTogether | None:
    """Return what stands side by side now; nothing to post when the pair ended before."""
    first = uow.db.get_one(CheckIn, {"workspace_id": row.workspace_id, "id": UUID(row.facts["checkin_id"])})
    pair = uow.db.get_one(Pair, {"workspace_id": row.workspace_id, "id": first.pair_id})
    if row.act is OutboxAct.POST and pair.state is not PairState.ACTIVE:
        return None
    members = members_of(pair, uow)
    shared = _shared_since(first, uow)
    newest = {each.membership_id: each for each in shared}
    return CheckInsTogether(
        pair.id,
        tuple(
            checkins.opened(newest[each.membership_id], members, uow)
            for each in members
            if each.membership_id in newest
        ),
        tuple(each for each in members if each.membership_id not in newest),
        next(each for each in members if each.membership_id == shared[-1].membership_id),
        ended=pair.state is PairState.ENDED,
    )


def _shared_since(first: CheckIn, uow: UnitOfWork) -> list[CheckIn]:
    asked = select(CheckIn).where(
        CheckIn.workspace_id == first.workspace_id,
        CheckIn.pair_id == first.pair_id,
        CheckIn.visibility == Visibility.SHARED,
        CheckIn.created_at >= first.created_at,
    )
    met = _met_after(first, uow)
    if met is not None:
        asked = asked.where(CheckIn.created_at < met)
    return list(uow.db.scalars(asked.order_by(CheckIn.created_at, CheckIn.id)))


def _met_after(first: CheckIn, uow: UnitOfWork) -> datetime | None:
    met: datetime | None = uow.db.scalar(
        select(func.min(Session.ended_at)).where(
            Session.workspace_id == first.workspace_id,
            Session.pair_id == first.pair_id,
            Session.ended_at > first.created_at,
        )
    )
    return met
