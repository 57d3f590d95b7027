"""What one person has to prepare for on one day comes in one message: the first brings the others along."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import func, select

from mentoring import working_time
from mentoring.outbox import NoticeKind
from mentoring.pairs.rules import members_of
from mentoring.prep.rules import AlsoAhead
from mentoring.sessions.queries import from_elsewhere
from mentoring.unit_of_work import UnitOfWork
from models import OutboxAct, OutboxRow, OutboxState, Pair, Participant, Session, SessionState

TOLD_WITH_ANOTHER = "told with another prep"


def bring_along(row: OutboxRow, person: Participant, uow: UnitOfWork) -> None:
    """
    Let a message that is about to be sent tell of everything else that its reader would be written about today.

    What is brought along is not sent by itself: with one message a day it would come when its session is over.
    """
    midnight = working_time.at_local(working_time.local_date(uow.now, person.zone) + timedelta(days=1), 0, person.zone)
    others = uow.db.scalars(
        select(OutboxRow)
        .where(
            OutboxRow.workspace_id == row.workspace_id,
            OutboxRow.participant_id == person.id,
            OutboxRow.kind == NoticeKind.PREP,
            OutboxRow.act == OutboxAct.POST,
            OutboxRow.id != row.id,
            OutboxRow.state.in_([OutboxState.PENDING, OutboxState.CLAIMED]),
            func.coalesce(OutboxRow.wanted_at, OutboxRow.due_at) < midnight,
        )
        .order_by(OutboxRow.due_at, OutboxRow.id)
        # One that another worker has in hand comes by itself.
        .with_for_update(skip_locked=True, key_share=True)
    ).all()
    along = []
    for other in others:
        session = _session(row.workspace_id, other.facts["session_id"], uow)
        if session.state is SessionState.PLANNED and str(session.revision) == other.facts["revision"]:
            along.append(str(session.id))
            other.state, other.claim_token = OutboxState.DROPPED, None
            other.failure, other.finished_at = TOLD_WITH_ANOTHER, uow.now
    if along:
        row.facts = {**row.facts, "along": ",".join(along)}


def brought_along(row: OutboxRow, person: Participant, uow: UnitOfWork) -> tuple[AlsoAhead, ...]:
    """Return what a message tells besides its own session, of what is still ahead."""
    along = [each for each in row.facts.get("along", "").split(",") if each]
    sessions = [_session(row.workspace_id, each, uow) for each in along]
    return tuple(_also(each, person, uow) for each in sessions if each.state is SessionState.PLANNED)


def _session(workspace_id: UUID, session_id: str, uow: UnitOfWork) -> Session:
    return uow.db.get_one(Session, {"workspace_id": workspace_id, "id": UUID(session_id)})


def _also(session: Session, person: Participant, uow: UnitOfWork) -> AlsoAhead:
    pair = uow.db.get_one(Pair, {"workspace_id": session.workspace_id, "id": session.pair_id})
    members = members_of(pair, uow)
    others = tuple(member for member in members if member.user_id != person.slack_user_id)
    return AlsoAhead(from_elsewhere(session, members, uow), others)
