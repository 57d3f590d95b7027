"""The Learning Log: evidence, and readings against the charter's baseline."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, text
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
    sealed_body: Mapped[str | None]
    """Title, link, note, and for a reading what was measured and how much; erased when it is withdrawn."""
    receipt: Mapped[str]
    happened_at: Mapped[datetime]
    created_at: Mapped[datetime]
    sharing_asked_at: Mapped[datetime | None]
    """When the pair was first asked whether it may be shown outside; the answers are in the consent ledger."""
    withdrawn_at: Mapped[datetime | None]

    __table_args__ = (
        belongs_to("pairs", "pair_id"),
        belongs_to("memberships", "membership_id"),
        UniqueConstraint("workspace_id", "receipt"),
        Index(None, "workspace_id", "pair_id", "happened_at"),
    )


class WordsState(StrEnum):
    """Asked until their author says yes or no, or until nobody waits any longer."""

    ASKED = "asked"
    KEPT = "kept"
    DECLINED = "declined"
    EXPIRED = "expired"


class WordsRequest(InWorkspace, Base):
    """Somebody would like to keep words that another member wrote; nothing is kept before they agree."""

    __tablename__ = "words_requests"

    pair_id: Mapped[UUID]
    membership_id: Mapped[UUID]
    """Who asks."""
    author_id: Mapped[UUID]
    """The membership of whoever wrote them."""
    state: Mapped[WordsState] = mapped_column(word(WordsState))
    sealed_body: Mapped[str | None]
    """The entry it would become; erased with the answer, or when none comes."""
    receipt: Mapped[str]
    """Names the message: nobody is asked about the same one twice."""
    asked_at: Mapped[datetime]
    look_at: Mapped[datetime | None]
    """When it is erased unanswered."""
    answered_at: Mapped[datetime | None]

    __table_args__ = (
        belongs_to("pairs", "pair_id"),
        belongs_to("memberships", "membership_id"),
        belongs_to("memberships", "author_id"),
        UniqueConstraint("workspace_id", "receipt"),
        Index(None, "workspace_id", "pair_id"),
        Index(
            "ix_words_requests_look",
            "look_at",
            sqlite_where=text("look_at IS NOT NULL"),
            postgresql_where=text("look_at IS NOT NULL"),
        ),
    )
