"""A member's prep, put together from what the pair has. Whoever calls this has checked access."""

from sqlalchemy import select

from mentoring import closes
from mentoring.closes.rules import ClosedLine
from mentoring.commitments import queries as commitments
from mentoring.pairs.rules import Member
from mentoring.prep.points import Points
from mentoring.prep.resources import brought
from mentoring.prep.rules import PrepCard, PrepPage
from mentoring.sessions.queries import view_of
from mentoring.unit_of_work import UnitOfWork
from models import Pair, Prep, Session, SessionState


def card_of(session: Session, me: Member, members: tuple[Member, ...], uow: UnitOfWork) -> PrepCard:
    """Return what one member has at hand before a session."""
    return _card(session, me, members, own(session, me, uow), uow)


def page_of(session: Session, me: Member, members: tuple[Member, ...], uow: UnitOfWork) -> PrepPage:
    """Return the same with the member's own points."""
    written = own(session, me, uow)
    return PrepPage(_card(session, me, members, written, uow), points_of(written, uow))


def _card(session: Session, me: Member, members: tuple[Member, ...], written: Prep | None, uow: UnitOfWork) -> PrepCard:
    pair = uow.db.get_one(Pair, {"workspace_id": session.workspace_id, "id": session.pair_id})
    open_ones = commitments.open_in(pair, uow)
    return PrepCard(
        session=view_of(session, members, uow),
        me=me,
        others=tuple(member for member in members if member != me),
        last=_last_close(session, uow),
        mine=tuple(each for each in open_ones if each.whose == me),
        theirs=tuple(each for each in open_ones if each.whose != me),
        resources=brought(session, uow),
        has_points=written is not None and not points_of(written, uow).is_empty,
        is_shared=written is not None and written.shared_at is not None,
    )


def own(session: Session, me: Member, uow: UnitOfWork) -> Prep | None:
    """Return one member's row for a session, if they wrote anything."""
    return uow.db.scalars(
        select(Prep).where(
            Prep.workspace_id == session.workspace_id,
            Prep.session_id == session.id,
            Prep.membership_id == me.membership_id,
        )
    ).one_or_none()


def points_of(written: Prep | None, uow: UnitOfWork) -> Points:
    """Return the points of a row, unsealed."""
    return Points() if written is None else Points(**uow.vault.open(written.sealed_points))


def _last_close(session: Session, uow: UnitOfWork) -> tuple[ClosedLine, ...]:
    last = uow.db.scalars(
        select(Session)
        .where(
            Session.workspace_id == session.workspace_id,
            Session.pair_id == session.pair_id,
            Session.state == SessionState.CLOSED,
        )
        .order_by(Session.number.desc())
        .limit(1)
    ).one_or_none()
    return () if last is None else closes.summary_of(last, uow)
