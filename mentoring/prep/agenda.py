"""The joint agenda: the points that members shared. Whoever calls this has checked access."""

from sqlalchemy import select

from mentoring.pairs.rules import Member
from mentoring.prep.points import Points, SharedPoints
from mentoring.unit_of_work import UnitOfWork
from models import Prep, Session


def shared_in(session: Session, members: tuple[Member, ...], uow: UnitOfWork) -> tuple[SharedPoints, ...]:
    """Return what was shared for one session, in the members' order; nobody's unshared points are even opened."""
    rows = uow.db.scalars(
        select(Prep).where(
            Prep.workspace_id == session.workspace_id, Prep.session_id == session.id, Prep.shared_at.is_not(None)
        )
    )
    sealed = {row.membership_id: row.sealed_points for row in rows}
    return tuple(
        SharedPoints(member, Points(**uow.vault.open(sealed[member.membership_id])))
        for member in members
        if member.membership_id in sealed
    )
