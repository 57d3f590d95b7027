"""Safety pulses: one private tap."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, InWorkspace, belongs_to
from models.types import word


class PulseState(StrEnum):
    """Skipping is an answer too, and nobody else learns of it."""

    ASKED = "asked"
    ANSWERED = "answered"
    SKIPPED = "skipped"


class Pulse(InWorkspace, Base):
    """One question to one member, and the sealed answer."""

    __tablename__ = "pulses"

    membership_id: Mapped[UUID]
    occurrence_id: Mapped[UUID | None]
    """Empty when the member asked for the question."""
    session_id: Mapped[UUID | None]
    """The session whose close it was part of."""
    state: Mapped[PulseState] = mapped_column(word(PulseState))
    sealed_score: Mapped[str | None]
    asked_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    """The first answer or skip; the day in which it may be changed counts from here."""

    __table_args__ = (
        belongs_to("memberships", "membership_id"),
        belongs_to("occurrences", "occurrence_id"),
        belongs_to("sessions", "session_id"),
        UniqueConstraint("workspace_id", "occurrence_id"),
        UniqueConstraint("workspace_id", "session_id", "membership_id"),
        Index(None, "workspace_id", "membership_id", "asked_at"),
    )
