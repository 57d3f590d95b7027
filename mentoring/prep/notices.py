"""What a prep's message tells."""

from uuid import UUID

from msgspec.structs import replace

from mentoring import working_time
from mentoring.pairs.rules import members_of
from mentoring.prep import together
from mentoring.prep.cards import card_of
from mentoring.prep.rules import PrepCard
from mentoring.unit_of_work import UnitOfWork
from models import (
    Membership,
    OutboxAct,
    OutboxRow,
    Pair,
    Participant,
    Session,
    SessionState,
)


def told(row: OutboxRow, uow: UnitOfWork) -> PrepCard | None:
    """
    Return one member's prep as it is now; what is posted brings along what is due to the same person today.

    Nothing to post when the session has another time since (that one has a prep of its own), is planned no longer,
    such as when the pair has ended, or when the member pauses.
    """
    session = uow.db.get_one(Session, {"workspace_id": row.workspace_id, "id": UUID(row.facts["session_id"])})
    membership_id = UUID(row.facts["membership_id"])
    membership = uow.db.get_one(Membership, {"workspace_id": row.workspace_id, "id": membership_id})
    person = uow.db.get_one(Participant, {"workspace_id": row.workspace_id, "id": membership.participant_id})
    pair = uow.db.get_one(Pair, {"workspace_id": row.workspace_id, "id": session.pair_id})
    if row.act is OutboxAct.POST and not _is_wanted(row, session, person, uow):
        return None
    if row.act is OutboxAct.POST:
        together.bring_along(row, person, uow)
    members = members_of(pair, uow)
    me = next(member for member in members if member.membership_id == membership_id)
    return replace(card_of(session, me, members, uow), also=together.brought_along(row, person, uow))


def _is_wanted(row: OutboxRow, session: Session, person: Participant, uow: UnitOfWork) -> bool:
    today = working_time.local_date(uow.now, person.zone)
    pauses = person.paused_until is not None and today <= person.paused_until
    is_as_planned = session.state is SessionState.PLANNED and str(session.revision) == row.facts["revision"]
    return is_as_planned and not pauses
