"""A member's prep, put together from what the pair has. Whoever calls this has checked access."""

from sqlalchemy import func, or_, select

from mentoring import closes
from mentoring.closes.rules import ClosedLine
from mentoring.commitments import queries as commitments
from mentoring.pairs.rules import Member
from mentoring.prep.points import POINT_LIMIT, Points
from mentoring.prep.resources import brought
from mentoring.prep.rules import PrepCard, PrepPage
from mentoring.sessions.queries import from_elsewhere
from mentoring.unit_of_work import UnitOfWork
from models import CheckIn, Pair, Prep, Session, SessionState, Visibility


def card_of(session: Session, me: Member, members: tuple[Member, ...], uow: UnitOfWork) -> PrepCard:
    """Return what one member has at hand before a session."""
    return _card(session, me, members, own(session, me, uow), uow)


def page_of(session: Session, me: Member, members: tuple[Member, ...], uow: UnitOfWork) -> PrepPage:
    """Return the same with the member's own points."""
    written = own(session, me, uow)
    suggested = _suggested(session, me, uow) if written is None else Points()
    return PrepPage(_card(session, me, members, written, uow), points_of(written, uow), suggested)


def _card(session: Session, me: Member, members: tuple[Member, ...], written: Prep | None, uow: UnitOfWork) -> PrepCard:
    pair = uow.db.get_one(Pair, {"workspace_id": session.workspace_id, "id": session.pair_id})
    open_ones = commitments.open_in(pair, uow)
    return PrepCard(
        session=from_elsewhere(session, members, uow),
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


def _suggested(session: Session, me: Member, uow: UnitOfWork) -> Points:
    """Return the points of the member's newest shared check-in since the pair last met; a private one stays apart."""
    met = (
        select(func.max(Session.ended_at))
        .where(Session.workspace_id == session.workspace_id, Session.pair_id == session.pair_id)
        .scalar_subquery()
    )
    sealed = uow.db.scalar(
        select(CheckIn.sealed_body)
        .where(
            CheckIn.workspace_id == session.workspace_id,
            CheckIn.pair_id == session.pair_id,
            CheckIn.membership_id == me.membership_id,
            CheckIn.visibility == Visibility.SHARED,
            or_(met.is_(None), CheckIn.created_at > met),
        )
        .order_by(CheckIn.created_at.desc(), CheckIn.id.desc())
        .limit(1)
    )
    if sealed is None:
        return Points()
    told = uow.vault.open(sealed)
    return Points(*(str(told[name])[:POINT_LIMIT] for name in ("moved", "stuck", "next_step")))


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
