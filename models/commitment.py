"""Commitments: who does what by when, and what could go wrong."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, InWorkspace, belongs_to
from models.types import word


class CommitmentState(StrEnum):
    """Proposed ones come from a transcript and count only once the pair confirms them."""

    PROPOSED = "proposed"
    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


class Commitment(InWorkspace, Base):
    """One promise of one member to the pair."""

    __tablename__ = "commitments"

    pair_id: Mapped[UUID]
    membership_id: Mapped[UUID]
    """Whose it is."""
    session_id: Mapped[UUID | None]
    """Where it was made; empty for one from a check-in."""
    state: Mapped[CommitmentState] = mapped_column(word(CommitmentState))
    sealed_body: Mapped[str]
    """What is done, and what could go wrong."""
    due_on: Mapped[date | None]
    """A day in its owner's calendar."""
    receipt: Mapped[str]
    """Names the submission: it is kept once, however often Slack delivers it."""
    look_at: Mapped[datetime | None]
    """When its owner is reminded next; empty when no more reminders come."""
    wanted_at: Mapped[datetime | None]
    """When that reminder was meant to come, while it waits for its owner to be back."""
    nudges: Mapped[int] = mapped_column(default=0)
    nudged_on: Mapped[date | None]
    """The owner's day of the last reminder: what falls on one day is told in one message."""
    created_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]

    __table_args__ = (
        belongs_to("pairs", "pair_id"),
        belongs_to("memberships", "membership_id"),
        belongs_to("sessions", "session_id"),
        UniqueConstraint("workspace_id", "receipt"),
        Index(None, "workspace_id", "pair_id", "state"),
        Index(None, "workspace_id", "session_id"),
        Index(None, "workspace_id", "membership_id"),
        Index(
            "ix_commitments_look",
            "look_at",
            sqlite_where=text("look_at IS NOT NULL"),
            postgresql_where=text("look_at IS NOT NULL"),
        ),
    )
