"""A programme's curated library: tutorials, cases and templates, each with its source."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Index
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, InWorkspace, belongs_to
from models.types import word


class ResourceKind(StrEnum):
    """A prep brings one of each."""

    TUTORIAL = "tutorial"
    CASE = "case"
    TEMPLATE = "template"


class Resource(InWorkspace, Base):
    """One entry that an owner added; the three that we ship are texts of our own and no rows."""

    __tablename__ = "resources"

    programme_id: Mapped[UUID]
    kind: Mapped[ResourceKind] = mapped_column(word(ResourceKind))
    title: Mapped[str]
    link: Mapped[str]
    source: Mapped[str]
    """Where it comes from, in a person's words."""
    skills: Mapped[list[Any]] = mapped_column(JSON())
    """Folded names of the skills it serves; empty: all."""
    added_by_id: Mapped[UUID]
    created_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]

    __table_args__ = (
        belongs_to("programmes", "programme_id"),
        belongs_to("participants", "added_by_id"),
        Index(None, "workspace_id", "programme_id"),
    )
