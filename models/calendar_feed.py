"""A person's secret calendar address."""

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
