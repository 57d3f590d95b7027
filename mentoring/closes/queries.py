"""What a pair may read of a session's close. Whoever calls these has checked access."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from mentoring.closes.rules import ClosedLine
from mentoring.pairs.rules import Member, members_of
from mentoring.unit_of_work import UnitOfWork
from models import Close, Pair, Session, SessionState


def summary_of(session: Session, uow: UnitOfWork) -> tuple[ClosedLine, ...]:
    """Return what the members took from a session, seniors first; nothing before it is closed."""
    if session.state is not SessionState.CLOSED:
        return ()
    pair = uow.db.get_one(Pair, {"workspace_id": session.workspace_id, "id": session.pair_id})
    return lines_of(session, members_of(pair, uow), closes_of(session, uow), uow)


def closes_of(session: Session, uow: UnitOfWork) -> Sequence[Close]:
    """Return the halves that were handed in."""
    return uow.db.scalars(
        select(Close).where(Close.workspace_id == session.workspace_id, Close.session_id == session.id)
    ).all()


def lines_of(
    session: Session, members: tuple[Member, ...], closes: Sequence[Close], uow: UnitOfWork
) -> tuple[ClosedLine, ...]:
    """Return each member's line, in the members' order; before the session is closed nobody reads another's."""
    if session.state is not SessionState.CLOSED:
        return ()
    sealed = {close.membership_id: close.sealed_line for close in closes}
    return tuple(
        ClosedLine(member, uow.vault.open(sealed[member.membership_id]))
        for member in members
        if member.membership_id in sealed
    )


def closed_by(members: tuple[Member, ...], closes: Sequence[Close]) -> tuple[Member, ...]:
    """Return who has handed in their half."""
    done: set[UUID] = {close.membership_id for close in closes}
    return tuple(member for member in members if member.membership_id in done)
