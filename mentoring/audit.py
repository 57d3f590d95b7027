"""The trail of acts: who did what to which record, never what it said."""

from enum import StrEnum
from uuid import UUID

from mentoring.unit_of_work import UnitOfWork
from models import AuditEntry
from models.base import new_id


class Action(StrEnum):
    """Noun and verb."""

    PROGRAMME_CREATED = "programme.created"
    PROGRAMME_POSTED = "programme.posted"
    PROGRAMME_SET = "programme.set"
    ENROLMENT_GIVEN = "enrolment.given"
    ENROLMENT_WITHDRAWN = "enrolment.withdrawn"
    PAIR_PROPOSED = "pair.proposed"
    PAIR_ACCEPTED = "pair.accepted"
    PAIR_DECLINED = "pair.declined"
    PAIR_WITHDRAWN = "pair.withdrawn"
    PAIR_LEFT = "pair.left"
    PAIR_ROTATED = "pair.rotated"
    ROUND_BEGUN = "round.begun"
    ROUND_SENT = "round.sent"
    ROUND_DROPPED = "round.dropped"
    ROSTER_IMPORTED = "roster.imported"
    CHARTER_WRITTEN = "charter.written"
    CHARTER_SIGNED = "charter.signed"
    CHARTER_IN_FORCE = "charter.in_force"
    SESSION_MOVED = "session.moved"
    SESSION_SKIPPED = "session.skipped"
    SESSION_MISSED = "session.missed"
    SESSION_STARTED = "session.started"
    SESSION_HELD = "session.held"
    PAUSED = "participant.paused"
    RESUMED = "participant.resumed"
    PREP_SHARED = "prep.shared"
    PREP_UNSHARED = "prep.unshared"
    RESOURCE_ADDED = "resource.added"
    RESOURCE_RETIRED = "resource.retired"
    WORKSPACE_PURGED = "workspace.purged"
    MESSAGE_REPLAYED = "message.replayed"
    MESSAGE_DROPPED = "message.dropped"


def note(workspace_id: UUID, action: Action, subject_id: UUID, actor_id: UUID | None, uow: UnitOfWork) -> None:
    """Add one entry. Pulses are never noted: even that one was answered is nobody's business."""
    uow.insert(
        AuditEntry(
            workspace_id=workspace_id, id=new_id(), actor_id=actor_id, action=action, subject_id=subject_id, at=uow.now
        )
    )
