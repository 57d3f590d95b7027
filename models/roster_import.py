"""Sheets that owners hand in: kept sealed while they are looked through, and their reports for a while."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, InWorkspace, belongs_to
from models.types import word


class ImportState(StrEnum):
    """
    read → mapped → done; or dropped.

    Read: what its columns are is still to be confirmed. Mapped: words for skills may have to be looked through.
    """

    READ = "read"
    MAPPED = "mapped"
    DONE = "done"
    DROPPED = "dropped"


class RosterImport(InWorkspace, Base):
    """One sheet. Nothing of it counts before it is done; then who is new does at once, the others one by one."""

    __tablename__ = "roster_imports"

    programme_id: Mapped[UUID]
    by_id: Mapped[UUID]
    """A participant: the owner who handed it in."""
    state: Mapped[ImportState] = mapped_column(word(ImportState))
    sealed_sheet: Mapped[str | None]
    """
    Headings and rows as they came, and what the columns are; emptied when it is done or dropped. Of a long sheet
    that is done, who is still to be written.
    """
    sealed_report: Mapped[str | None]
    """What became of each row, and why; and what the sheet's file is called."""
    receipt: Mapped[str]
    created_at: Mapped[datetime]
    look_at: Mapped[datetime | None]
    """When it is forgotten."""

    __table_args__ = (
        belongs_to("programmes", "programme_id"),
        belongs_to("participants", "by_id"),
        UniqueConstraint("workspace_id", "receipt"),
        Index(
            "ix_roster_imports_look",
            "look_at",
            "workspace_id",
            sqlite_where=text("look_at IS NOT NULL"),
            postgresql_where=text("look_at IS NOT NULL"),
        ),
        Index(
            "ix_roster_imports_look_here",
            "workspace_id",
            "look_at",
            sqlite_where=text("look_at IS NOT NULL"),
            postgresql_where=text("look_at IS NOT NULL"),
        ),
    )
