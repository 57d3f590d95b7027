"""Rules in local time, and the dates they fell on."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, InWorkspace, belongs_to
from models.types import word


class ScheduleKind(StrEnum):
    """What falls due."""

    PULSE = "pulse"


class ScheduleState(StrEnum):
    """Stopped schedules stay, so that what they asked can still be told."""

    RUNNING = "running"
    STOPPED = "stopped"


class OccurrenceState(StrEnum):
    """Skipped: its day went by while nothing could be sent; recorded, so that it shows."""

    PLANNED = "planned"
    SKIPPED = "skipped"


class Schedule(InWorkspace, Base):
    """Every `every_days` days, at `local_minute` in the member's own zone."""

    __tablename__ = "schedules"

    kind: Mapped[ScheduleKind] = mapped_column(word(ScheduleKind))
    membership_id: Mapped[UUID]
    every_days: Mapped[int]
    local_minute: Mapped[int]
    """Minutes after local midnight."""
    next_date: Mapped[date]
    """
    The rule's own next date, counted from the one before; rolling to a working day moves `next_due_at` alone, so that
    no holiday shifts the rhythm.
    """
    next_due_at: Mapped[datetime]
    state: Mapped[ScheduleState] = mapped_column(word(ScheduleState))

    __table_args__ = (
        belongs_to("memberships", "membership_id"),
        UniqueConstraint("workspace_id", "membership_id", "kind"),
        Index(
            "ix_schedules_due",
            "next_due_at",
            "workspace_id",
            sqlite_where=text("state = 'running'"),
            postgresql_where=text("state = 'running'"),
        ),
        Index(
            "ix_schedules_due_here",
            "workspace_id",
            "next_due_at",
            sqlite_where=text("state = 'running'"),
            postgresql_where=text("state = 'running'"),
        ),
    )


class Occurrence(InWorkspace, Base):
    """One date a schedule fell on; unique, so that however many replicas look, it is planned once."""

    __tablename__ = "occurrences"

    schedule_id: Mapped[UUID]
    local_date: Mapped[date]
    due_at: Mapped[datetime]
    state: Mapped[OccurrenceState] = mapped_column(word(OccurrenceState))
    reason: Mapped[str | None]

    __table_args__ = (
        belongs_to("schedules", "schedule_id"),
        UniqueConstraint("workspace_id", "schedule_id", "local_date"),
    )
