"""One question to whoever has not closed by their next working morning."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from mentoring import outbox, working_time
from mentoring.closes.queries import closes_of
from mentoring.closes.rules import ASKED_FOR, CloseQuestion
from mentoring.outbox import NoticeKind, ToPerson
from mentoring.pairs.rules import members_of
from mentoring.participants import is_paused
from mentoring.sessions.planning import people_of
from mentoring.unit_of_work import UnitOfWork
from models import Membership, OutboxAct, OutboxRow, Pair, PairState, Participant, Session


def ask(session: Session, uow: UnitOfWork) -> None:
    """Ask each member for their half on their next working morning; who has closed by then is not asked."""
    pair = uow.db.get_one(Pair, {"workspace_id": session.workspace_id, "id": session.pair_id})
    for person in people_of(pair, uow):
        hours = person.hours
        day = working_time.local_date(session.ended_at or uow.now, hours.zone)
        morning = working_time.at_local(day + timedelta(days=1), 0, hours.zone)
        # Found after an outage, it is asked from now on: a day that went by then is no day to answer on.
        earliest = max(morning, uow.now)
        due_at = working_time.next_opening(earliest, hours.zone, hours.starts, hours.ends, hours.country)
        outbox.post(
            session.workspace_id,
            NoticeKind.CLOSE_ASKED,
            key(session.id, person.membership_id),
            ToPerson(person.participant_id),
            {"session_id": str(session.id), "membership_id": str(person.membership_id)},
            uow,
            due_at=due_at,
            keep_until=due_at + ASKED_FOR,
        )


def answered(session: Session, membership_id: UUID, uow: UnitOfWork) -> None:
    """Let a question that was posted ask no more."""
    outbox.refresh(session.workspace_id, key(session.id, membership_id), "answered", uow)


def asked(row: OutboxRow, uow: UnitOfWork) -> CloseQuestion | None:
    """Return the question as it stands now; nothing to post when it was answered, or its reader is away."""
    session = uow.db.get_one(Session, {"workspace_id": row.workspace_id, "id": UUID(row.facts["session_id"])})
    pair = uow.db.get_one(Pair, {"workspace_id": row.workspace_id, "id": session.pair_id})
    membership_id = UUID(row.facts["membership_id"])
    person = uow.db.scalars(
        select(Participant)
        .join(
            Membership,
            (Membership.workspace_id == Participant.workspace_id) & (Membership.participant_id == Participant.id),
        )
        .where(Membership.workspace_id == row.workspace_id, Membership.id == membership_id)
    ).one()
    is_closed = any(close.membership_id == membership_id for close in closes_of(session, uow))
    if row.act is OutboxAct.POST and (is_closed or pair.state is not PairState.ACTIVE or is_paused(person, uow.now)):
        return None
    members = members_of(pair, uow)
    return CloseQuestion(
        session.id,
        session.number,
        tuple(member for member in members if member.membership_id != membership_id),
        is_answerable=not is_closed and pair.state is PairState.ACTIVE,
    )


def key(session_id: UUID, membership_id: UUID) -> str:
    """Return the outbox key of the question for one member's half."""
    return f"close-asked:{session_id}:{membership_id}"
