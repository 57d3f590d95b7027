"""A person's secret calendar address, and who took which event's calendar file."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped

from models.base import Base, InWorkspace, belongs_to


class CalendarFeed(InWorkspace, Base):
    """One address; only the hash of its secret is kept, and a revoked one answers nothing ever again."""

    __tablename__ = "calendar_feeds"

    participant_id: Mapped[UUID]
    secret_hash: Mapped[str]
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]

    __table_args__ = (
        belongs_to("participants", "participant_id"),
        UniqueConstraint("workspace_id", "secret_hash"),
        Index(None, "workspace_id", "participant_id"),
    )


class CalendarHold(InWorkspace, Base):
    """
    Somebody took the calendar file of a session or of a show-and-tell: what is in their calendar has to follow it.

    By Slack user id: whoever reads a channel may take what is announced there, enrolled or not.
    """

    __tablename__ = "calendar_holds"

    session_id: Mapped[UUID | None]
    show_id: Mapped[UUID | None]
    slack_user_id: Mapped[str]
    revision: Mapped[int]
    """The event's, in the newest file that was put out for them."""
    file_key: Mapped[str]
    """The outbox key of that file: an older one that still waits is not sent any more."""
    shown_at: Mapped[datetime | None]
    """The beginning that their calendar shows, by the files that reached them; nothing before the first one."""
    taken_at: Mapped[datetime]
    """When they last asked for one."""

    __table_args__ = (
        belongs_to("sessions", "session_id"),
        belongs_to("show_and_tells", "show_id"),
        CheckConstraint("(session_id IS NULL) <> (show_id IS NULL)", name="one_event"),
        UniqueConstraint("workspace_id", "session_id", "slack_user_id"),
        UniqueConstraint("workspace_id", "show_id", "slack_user_id"),
    )
