"""The pair's charter: versions of one page, and the signatures under each."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, InWorkspace, belongs_to
from models.types import word


class CharterVersionState(StrEnum):
    """Open: may be edited or signed. Replaced: a newer text took its place, before or after force."""

    OPEN = "open"
    IN_FORCE = "in_force"
    REPLACED = "replaced"


class Charter(InWorkspace, Base):
    """One a pair; the row that is locked while its versions change."""

    __tablename__ = "charters"

    pair_id: Mapped[UUID]
    created_at: Mapped[datetime]

    __table_args__ = (belongs_to("pairs", "pair_id"), UniqueConstraint("workspace_id", "pair_id"))


class CharterVersion(InWorkspace, Base):
    """One text of the charter. Once signed by anybody its text never changes."""

    __tablename__ = "charter_versions"

    charter_id: Mapped[UUID]
    number: Mapped[int]
    revision: Mapped[int]
    """Grows with each edit before the first signature; an editor names the revision it started from."""
    state: Mapped[CharterVersionState] = mapped_column(word(CharterVersionState))
    sealed_text: Mapped[str]
    in_force_at: Mapped[datetime | None]

    __table_args__ = (
        belongs_to("charters", "charter_id"),
        UniqueConstraint("workspace_id", "charter_id", "number"),
        Index(
            "uq_charter_versions_one_in_force",
            "workspace_id",
            "charter_id",
            unique=True,
            sqlite_where=text("state = 'in_force'"),
            postgresql_where=text("state = 'in_force'"),
        ),
    )


class Signature(InWorkspace, Base):
    """One member's consent to one version."""

    __tablename__ = "signatures"

    version_id: Mapped[UUID]
    membership_id: Mapped[UUID]
    signed_at: Mapped[datetime]

    __table_args__ = (
        belongs_to("charter_versions", "version_id"),
        belongs_to("memberships", "membership_id"),
        UniqueConstraint("workspace_id", "version_id", "membership_id"),
    )
