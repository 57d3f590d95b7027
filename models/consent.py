"""The consent ledger: what each person agreed to, and took back. Rows are only ever added."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, InWorkspace, belongs_to
from models.types import word


class ConsentKind(StrEnum):
    """What can be agreed to; the ledger's row says with which words."""

    PARTICIPATION = "participation"
    CHARTER = "charter"
    ENROLMENT = "enrolment"
    TRANSCRIPT = "transcript"
    """Recording one session, or handing in its transcript."""
    SHARING = "sharing"
    """Showing one log entry outside the pair."""


class ConsentDecision(StrEnum):
    """Given or taken back."""

    GIVEN = "given"
    WITHDRAWN = "withdrawn"


class Consent(InWorkspace, Base):
    """One decision; the store itself refuses to change or delete it (see the migration's triggers)."""

    __tablename__ = "consents"

    participant_id: Mapped[UUID]
    kind: Mapped[ConsentKind] = mapped_column(word(ConsentKind))
    subject_id: Mapped[UUID]
    """The membership, the charter version, the enrolment, the session or the log entry."""
    decision: Mapped[ConsentDecision] = mapped_column(word(ConsentDecision))
    wording: Mapped[str]
    """Which published text the person saw, such as `who-sees-what/1`."""
    decided_at: Mapped[datetime]

    __table_args__ = (
        belongs_to("participants", "participant_id"),
        Index(None, "workspace_id", "participant_id", "decided_at"),
    )
