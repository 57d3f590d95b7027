"""Sessions: a pair's meetings, each member's preparation, and the two-way close."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import JSON, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, InWorkspace, belongs_to
from models.types import word


class SessionState(StrEnum):
    """
    planned → under way → closing → closed. "We met already" leads from planned to closing at once; a session that
    was moved, skipped or did not happen stays planned, at another time. Cancelled: the pair ended before it.
    """

    PLANNED = "planned"
    UNDER_WAY = "under_way"
    CLOSING = "closing"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class Session(InWorkspace, Base):
    """
    One meeting of a pair. A pair has one planned or under way at a time; the next one is planned when it has met.

    The database session is never called that.
    """

    __tablename__ = "sessions"

    pair_id: Mapped[UUID]
    number: Mapped[int]
    """Counts the pair's meetings from 1."""
    state: Mapped[SessionState] = mapped_column(word(SessionState))
    rule_date: Mapped[date]
    """The rhythm's own date; moving a session to another time does not shift those that follow."""
    starts_at: Mapped[datetime | None]
    """Empty while nobody found a time that suits everybody."""
    minutes: Mapped[int] = mapped_column(default=50)
    leader_id: Mapped[UUID]
    """The membership that leads this one."""
    revision: Mapped[int] = mapped_column(default=0)
    """Grows whenever the time changes: the calendar's SEQUENCE."""
    opener: Mapped[str]
    """A key of the catalogue of openers; none comes twice within a pair."""
    missed: Mapped[int] = mapped_column(default=0)
    """How often it was planned and did not happen."""
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    """When the pair said that it met, or the fifty minutes were over; the 48 hours of the close count from here."""
    look_at: Mapped[datetime | None]
    """When the session's own course next needs a hand: the next segment, its end, the close; empty when all is done."""
    sealed_notes: Mapped[str | None]
    """The pair's joint notes."""
    sealed_plan: Mapped[str | None]
    """The pair's joint hypothesis and next test."""
    written_revision: Mapped[int] = mapped_column(default=0)
    """Grows with each edit of notes or plan; an editor names the one it started from."""
    resource_ids: Mapped[list[str]] = mapped_column(JSON(), default=list)
    """Which entries of the library its prep brought, settled when the first of the pair was shown them."""
    created_at: Mapped[datetime]

    __table_args__ = (
        belongs_to("pairs", "pair_id"),
        belongs_to("memberships", "leader_id"),
        UniqueConstraint("workspace_id", "pair_id", "number"),
        Index(
            "uq_sessions_one_ahead",
            "workspace_id",
            "pair_id",
            unique=True,
            sqlite_where=text("state IN ('planned', 'under_way')"),
            postgresql_where=text("state IN ('planned', 'under_way')"),
        ),
        Index(
            "ix_sessions_look",
            "look_at",
            "workspace_id",
            sqlite_where=text("look_at IS NOT NULL"),
            postgresql_where=text("look_at IS NOT NULL"),
        ),
        Index(
            "ix_sessions_look_here",
            "workspace_id",
            "look_at",
            sqlite_where=text("look_at IS NOT NULL"),
            postgresql_where=text("look_at IS NOT NULL"),
        ),
    )


class Prep(InWorkspace, Base):
    """One member's own agenda for one session: three points, private until shared."""

    __tablename__ = "preps"

    session_id: Mapped[UUID]
    membership_id: Mapped[UUID]
    sealed_points: Mapped[str]
    """What changed, what is blocked, what is next."""
    shared_at: Mapped[datetime | None]
    revision: Mapped[int] = mapped_column(default=0)
    """Grows with each change, so that each is drawn where it shows."""
    changed_at: Mapped[datetime]

    __table_args__ = (
        belongs_to("sessions", "session_id"),
        belongs_to("memberships", "membership_id"),
        UniqueConstraint("workspace_id", "session_id", "membership_id"),
    )


class Close(InWorkspace, Base):
    """One member's half of the two-way close: one line. The tap that rates safety is a pulse."""

    __tablename__ = "closes"

    session_id: Mapped[UUID]
    membership_id: Mapped[UUID]
    sealed_line: Mapped[str]
    closed_at: Mapped[datetime]
    """The first time; the line may be mended until the summary."""

    __table_args__ = (
        belongs_to("sessions", "session_id"),
        belongs_to("memberships", "membership_id"),
        UniqueConstraint("workspace_id", "session_id", "membership_id"),
        Index(None, "workspace_id", "membership_id"),
    )


class Transcript(InWorkspace, Base):
    """A transcript that was handed in after everybody had agreed; its text is never kept."""

    __tablename__ = "transcripts"

    session_id: Mapped[UUID]
    membership_id: Mapped[UUID]
    """Who handed it in, and is told how to delete the original."""
    file_id: Mapped[str]
    """Slack's id of the upload."""
    received_at: Mapped[datetime]
    erased_at: Mapped[datetime | None]

    __table_args__ = (
        belongs_to("sessions", "session_id"),
        belongs_to("memberships", "membership_id"),
        UniqueConstraint("workspace_id", "file_id"),
        Index(None, "workspace_id", "session_id"),
    )
