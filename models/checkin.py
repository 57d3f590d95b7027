"""Check-ins: ten written minutes between sessions."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, InWorkspace, belongs_to
from models.types import word


class Visibility(StrEnum):
    """Shared with the pair, or kept for its author alone."""

    SHARED = "shared"
    PRIVATE = "private"


class CheckIn(InWorkspace, Base):
    """What one member wrote, sealed as one body."""

    __tablename__ = "checkins"

    pair_id: Mapped[UUID]
    membership_id: Mapped[UUID]
    visibility: Mapped[Visibility] = mapped_column(word(Visibility))
    sealed_body: Mapped[str]
    receipt: Mapped[str]
    """Names the submission: Slack may deliver one several times, and it is kept once."""
    created_at: Mapped[datetime]

    __table_args__ = (
        belongs_to("pairs", "pair_id"),
        belongs_to("memberships", "membership_id"),
        UniqueConstraint("workspace_id", "receipt"),
        Index(None, "workspace_id", "pair_id", "created_at"),
        Index(None, "workspace_id", "membership_id", "created_at"),
    )
