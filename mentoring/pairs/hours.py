"""When a pair may be spoken to unprompted: in hours all of them work, none pausing or away."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from mentoring.participants import back_at, quiet_until
from mentoring.unit_of_work import UnitOfWork
from models import Membership, Participant

TRIES = 60
"""Moments to look at until all work; hours that do not meet in so many never do."""


def when_all_work(workspace_id: UUID, pair_id: UUID, uow: UnitOfWork) -> datetime:
    """
    Return the next moment in the hours of all of a pair, none of them on a break.

    Where their hours never meet it is in those of its first person.
    """
    people = uow.db.scalars(
        select(Participant)
        .join(
            Membership,
            (Membership.workspace_id == Participant.workspace_id) & (Membership.participant_id == Participant.id),
        )
        .where(Membership.workspace_id == workspace_id, Membership.pair_id == pair_id)
        .order_by(Membership.role.desc(), Membership.id)
    ).all()
    moment = uow.now
    for _ in range(TRIES):
        later = max(quiet_until(person, moment) for person in people)
        if later == moment:
            return moment
        moment = later
    # Nobody's break is broken for that.
    return quiet_until(people[0], max(_on_break_until(person, uow.now) for person in people))


def _on_break_until(person: Participant, now: datetime) -> datetime:
    back = back_at(person, now)
    return back if person.quiet_until is None else max(back, person.quiet_until)
