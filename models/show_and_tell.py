"""Show-and-tell: an event in a programme's channel, who presents what, and who comes."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, InWorkspace, belongs_to
from models.types import word


class ShowState(StrEnum):
    """Announced until its time is over, then recapped; or cancelled."""

    ANNOUNCED = "announced"
    RECAPPED = "recapped"
    CANCELLED = "cancelled"


class Reply(StrEnum):
    """To "will you come?"."""

    COMING = "coming"
    MAYBE = "maybe"
    NOT_COMING = "not_coming"


class ShowAndTell(InWorkspace, Base):
    """One event."""

    __tablename__ = "show_and_tells"

    programme_id: Mapped[UUID]
    called_by_id: Mapped[UUID]
    """A participant: a member of a presenting pair, or an owner."""
    title: Mapped[str]
    state: Mapped[ShowState] = mapped_column(word(ShowState))
    starts_at: Mapped[datetime]
    minutes: Mapped[int] = mapped_column(default=30)
    revision: Mapped[int] = mapped_column(default=0)
    """Grows whenever the time changes: the calendar's SEQUENCE."""
    receipt: Mapped[str]
    look_at: Mapped[datetime | None]
    """When it next needs a hand: the reminder, the recap."""
    created_at: Mapped[datetime]

    __table_args__ = (
        belongs_to("programmes", "programme_id"),
        belongs_to("participants", "called_by_id"),
        UniqueConstraint("workspace_id", "receipt"),
        Index(None, "workspace_id", "programme_id", "starts_at"),
        Index(
            "ix_show_and_tells_look",
            "look_at",
            sqlite_where=text("look_at IS NOT NULL"),
            postgresql_where=text("look_at IS NOT NULL"),
        ),
    )


class Presenter(InWorkspace, Base):
    """A pair that shows something; shown to nobody before everybody in it agreed."""

    __tablename__ = "presenters"

    show_id: Mapped[UUID]
    pair_id: Mapped[UUID]
    confirmed_at: Mapped[datetime | None]
    """When the last of the pair agreed."""
    withdrawn_at: Mapped[datetime | None]

    __table_args__ = (
        belongs_to("show_and_tells", "show_id"),
        belongs_to("pairs", "pair_id"),
        UniqueConstraint("workspace_id", "show_id", "pair_id"),
    )


class Exhibit(InWorkspace, Base):
    """A log entry that a pair shows."""

    __tablename__ = "exhibits"

    presenter_id: Mapped[UUID]
    log_entry_id: Mapped[UUID]
    withdrawn_at: Mapped[datetime | None]

    __table_args__ = (
        belongs_to("presenters", "presenter_id"),
        belongs_to("log_entries", "log_entry_id"),
        UniqueConstraint("workspace_id", "presenter_id", "log_entry_id"),
        Index(None, "workspace_id", "log_entry_id"),
    )


class Rsvp(InWorkspace, Base):
    """One person's answer, by Slack user id: whoever reads the channel may come, enrolled or not."""

    __tablename__ = "rsvps"

    show_id: Mapped[UUID]
    slack_user_id: Mapped[str]
    reply: Mapped[Reply] = mapped_column(word(Reply))
    replied_at: Mapped[datetime]

    __table_args__ = (
        belongs_to("show_and_tells", "show_id"),
        UniqueConstraint("workspace_id", "show_id", "slack_user_id"),
    )
