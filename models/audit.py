"""Who did what to which record, and when; never what it said. Rows are only ever added."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from models.base import Base, InWorkspace


class AuditEntry(InWorkspace, Base):
    """One act."""

    __tablename__ = "audit"

    actor_id: Mapped[UUID | None]
    """A participant; empty when the bot acted by itself."""
    action: Mapped[str]
    """Noun and verb, such as `charter.signed`."""
    subject_id: Mapped[UUID]
    at: Mapped[datetime]

    __table_args__ = (Index(None, "workspace_id", "at"),)
