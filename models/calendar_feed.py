"""A person's secret calendar address, and who took which session's calendar file."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped

from models.base import Base, InWorkspace, belongs_to


class CalendarFeed(InWorkspace, Base):
    """One address; only the hash of its secret is kept, and a revoked one answers nothing ever again."""

    __tablename__ = "calendar_feeds"

    participant_id: Mapped[UUID]
    secret_hash: Mapped[str]
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]

    __table_args__ = (belongs_to("participants", "participant_id"), UniqueConstraint("workspace_id", "secret_hash"))


class CalendarHold(InWorkspace, Base):
    """Somebody took a session's calendar file: what is in their calendar has to follow the session."""

    __tablename__ = "calendar_holds"

    session_id: Mapped[UUID]
    slack_user_id: Mapped[str]
    revision: Mapped[int]
    """The session's, in the newest file that was put out for them."""
    file_key: Mapped[str]
    """The outbox key of that file: an older one that still waits is not sent any more."""
    shown_at: Mapped[datetime | None]
    """The beginning that their calendar shows, by the files that reached them; nothing before the first one."""
    taken_at: Mapped[datetime]
    """When they last asked for one."""

    __table_args__ = (
        belongs_to("sessions", "session_id"),
        UniqueConstraint("workspace_id", "session_id", "slack_user_id"),
    )
