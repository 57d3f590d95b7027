"""The Learning Log: evidence, and readings against the charter's baseline."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, InWorkspace, belongs_to
from models.types import word


class LogKind(StrEnum):
    """What kind of evidence it is."""

    DEMO = "demo"
    PULL_REQUEST = "pull_request"
    DASHBOARD = "dashboard"
    DOCUMENT = "document"
    CLIP = "clip"
    SCREENSHOT = "screenshot"
    BEFORE_AFTER = "before_after"
    READING = "reading"
    WORDS = "words"
    """A message kept by the shortcut."""


class LogEntry(InWorkspace, Base):
    """One piece of evidence, kept for the pair."""

    __tablename__ = "log_entries"

    pair_id: Mapped[UUID]
    membership_id: Mapped[UUID]
    """Who kept it."""
    kind: Mapped[LogKind] = mapped_column(word(LogKind))
    sealed_body: Mapped[str]
    """Title, link, note, and for a reading what was measured and how much."""
    receipt: Mapped[str]
    happened_at: Mapped[datetime]
    created_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]

    __table_args__ = (
        belongs_to("pairs", "pair_id"),
        belongs_to("memberships", "membership_id"),
        UniqueConstraint("workspace_id", "receipt"),
        Index(None, "workspace_id", "pair_id", "happened_at"),
    )
