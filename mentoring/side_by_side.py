"""
The session's card with what the pair shared since it last met, side by side.

A check-in is no message of its own: it joins the card that stands, which is one interruption less for everybody.
"""

from datetime import datetime
from uuid import UUID

from msgspec import Struct
from sqlalchemy import func, select

from mentoring import checkins
from mentoring.checkins import WrittenCheckIn
from mentoring.pairs.rules import Member
from mentoring.sessions import queries
from mentoring.sessions.rules import SessionView
from mentoring.unit_of_work import UnitOfWork
from models import CheckIn, OutboxRow, Session, SessionState, Visibility


class SessionCard(Struct, frozen=True):
    """
    What the pair's conversation shows of a session.

    Attributes:
        checkins: each member's newest shared one since the pair met, in the order of its members; none once the
            session is over.
    """

    view: SessionView
    checkins: tuple[WrittenCheckIn, ...]


def card(row: OutboxRow, uow: UnitOfWork) -> SessionCard | None:
    """Return the card as it stands now; nothing to post when the pair is no longer under way."""
    view = queries.card(row, uow)
    if view is None:
        return None
    is_ahead = view.state in {SessionState.PLANNED, SessionState.UNDER_WAY}
    return SessionCard(view, _shared(row.workspace_id, view, uow) if is_ahead else ())


def _shared(workspace_id: UUID, view: SessionView, uow: UnitOfWork) -> tuple[WrittenCheckIn, ...]:
    asked = select(CheckIn).where(
        CheckIn.workspace_id == workspace_id,
        CheckIn.pair_id == view.pair_id,
        CheckIn.visibility == Visibility.SHARED,
    )
    met = _last_met(workspace_id, view.pair_id, uow)
    if met is not None:
        asked = asked.where(CheckIn.created_at >= met)
    newest = {each.membership_id: each for each in uow.db.scalars(asked.order_by(CheckIn.created_at, CheckIn.id))}
    return tuple(_opened(newest, each, view.members, uow) for each in view.members if each.membership_id in newest)


def _opened(
    newest: dict[UUID, CheckIn], member: Member, members: tuple[Member, ...], uow: UnitOfWork
) -> WrittenCheckIn:
    return checkins.opened(newest[member.membership_id], members, uow)


def _last_met(workspace_id: UUID, pair_id: UUID, uow: UnitOfWork) -> datetime | None:
    met: datetime | None = uow.db.scalar(
        select(func.max(Session.ended_at)).where(Session.workspace_id == workspace_id, Session.pair_id == pair_id)
    )
    return met
