"""
When somebody is there sooner, or later, than was thought: a break begins, ends or changes, hours or the zone move.

What waits for a person keeps the moment for which it was meant. Here it is put back to that moment; whoever looks at it
then, delivery or the reminders, decides anew by how things stand: hours, breaks, and the few a week that are enough.
"""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, select

from mentoring.unit_of_work import UnitOfWork
from models import Commitment, Membership, OutboxAct, OutboxRow, OutboxState, Participant

NOT_BEGUN = (OutboxState.PENDING, OutboxState.CLAIMED)


def look_again(person: Participant, uow: UnitOfWork) -> None:
    """
    Have everything that waits for a person looked at again: what goes to them, and to the pairs they are in.

    Call it before the person is changed: whoever decides at this instant by how they were holds the row, and is waited
    for here, and not the other way round.
    """
    in_pairs = select(Membership.pair_id).where(
        Membership.workspace_id == person.workspace_id, Membership.participant_id == person.id
    )
    for row in (
        *_waiting(person, OutboxRow.participant_id == person.id, uow),
        *_waiting(person, OutboxRow.pair_id.in_(in_pairs), uow),
    ):
        if row.wanted_at is not None and row.wanted_at < row.due_at:
            row.due_at = row.wanted_at
            uow.wakes_delivery = True
    for commitment in _reminders(person, uow):
        if commitment.wanted_at is not None:
            commitment.look_at, commitment.wanted_at = commitment.wanted_at, None
    uow.db.flush()


def _waiting(person: Participant, to_them: ColumnElement[bool], uow: UnitOfWork) -> Sequence[OutboxRow]:
    # All that was not begun, also what was never put off: a worker may be about to do that.
    return uow.db.scalars(
        select(OutboxRow)
        .where(
            OutboxRow.workspace_id == person.workspace_id,
            to_them,
            OutboxRow.state.in_(NOT_BEGUN),
            OutboxRow.act == OutboxAct.POST,
        )
        .order_by(OutboxRow.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).all()


def _reminders(person: Participant, uow: UnitOfWork) -> Sequence[Commitment]:
    return uow.db.scalars(
        select(Commitment)
        .join(
            Membership,
            (Membership.workspace_id == Commitment.workspace_id) & (Membership.id == Commitment.membership_id),
        )
        .where(
            Membership.workspace_id == person.workspace_id,
            Membership.participant_id == person.id,
            Commitment.look_at.is_not(None),
        )
        .order_by(Commitment.id)
        .with_for_update(key_share=True, of=Commitment)
        .execution_options(populate_existing=True)
    ).all()
