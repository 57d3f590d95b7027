"""What people agreed to; the ledger only grows."""

from uuid import UUID

from mentoring.unit_of_work import UnitOfWork
from models import Consent, ConsentDecision, ConsentKind
from models.base import new_id

WHO_SEES_WHAT = "who-sees-what/3"
"""The published table a person could read before agreeing; its number grows when its meaning changes."""


def record(
    workspace_id: UUID,
    participant_id: UUID,
    kind: ConsentKind,
    subject_id: UUID,
    decision: ConsentDecision,
    uow: UnitOfWork,
) -> None:
    """Add one decision of one person."""
    uow.insert(
        Consent(
            workspace_id=workspace_id,
            id=new_id(),
            participant_id=participant_id,
            kind=kind,
            subject_id=subject_id,
            decision=decision,
            wording=WHO_SEES_WHAT,
            decided_at=uow.now,
        )
    )
