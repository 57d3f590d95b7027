"""Programmes, and the people who answer for them."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, InWorkspace, belongs_to
from models.types import word


class ProgrammeKind(StrEnum):
    """Open: the built-in programme without owner, where any two people may start. Led: has an owner."""

    OPEN = "open"
    LED = "led"


class ProgrammeRole(StrEnum):
    """Who answers for a programme; neither role opens what a pair writes."""

    OWNER = "owner"
    SPONSOR = "sponsor"


class Programme(InWorkspace, Base):
    """A frame for pairs: name, rhythm, language, channel."""

    __tablename__ = "programmes"

    name: Mapped[str]
    kind: Mapped[ProgrammeKind] = mapped_column(word(ProgrammeKind))
    channel_id: Mapped[str | None]
    locale: Mapped[str]
    cadence_days: Mapped[int] = mapped_column(default=14)
    """A pair meets every so many days, and is asked for its pulse half-way between."""
    opens_below: Mapped[int] = mapped_column(default=3, server_default=text("3"))
    """A tap below it opens the private options to its author alone; its owner chooses from 2, 3 and 4."""
    matching: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """What its owner changed of the rules of matching, by their names; the rest is as usual."""
    import_columns: Mapped[dict[str, str] | None] = mapped_column(JSON(none_as_null=True))
    """What the columns of an imported sheet were last said to be, by their folded headings."""
    audit_questions: Mapped[list[dict[str, Any]] | None] = mapped_column(JSON(none_as_null=True))
    """What people may tell for the audit of groups: each a name, and the choices."""
    created_at: Mapped[datetime]

    __table_args__ = (
        Index(
            "uq_programmes_one_open",
            "workspace_id",
            unique=True,
            sqlite_where=text("kind = 'open'"),
            postgresql_where=text("kind = 'open'"),
        ),
    )


class ProgrammeDuty(InWorkspace, Base):
    """One person's role in one programme."""

    __tablename__ = "programme_duties"

    programme_id: Mapped[UUID]
    participant_id: Mapped[UUID]
    role: Mapped[ProgrammeRole] = mapped_column(word(ProgrammeRole))

    __table_args__ = (
        belongs_to("programmes", "programme_id"),
        belongs_to("participants", "participant_id"),
        UniqueConstraint("workspace_id", "programme_id", "participant_id", "role"),
    )
