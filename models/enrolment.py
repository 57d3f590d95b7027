"""Enrolment in a programme: what somebody can teach, wants to learn and asks for; and the skills they name."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import JSON, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, InWorkspace, belongs_to
from models.types import word


class RoleWish(StrEnum):
    """Which place somebody would take."""

    SENIOR = "senior"
    JUNIOR = "junior"
    EITHER = "either"


class EnrolmentState(StrEnum):
    """Draft: the first step is kept, the second not yet handed in. Left: taken back, nothing personal stays."""

    DRAFT = "draft"
    ACTIVE = "active"
    LEFT = "left"


class SkillSide(StrEnum):
    """Offer: can teach it. Seek: wants to learn it."""

    OFFER = "offer"
    SEEK = "seek"


class Enrolment(InWorkspace, Base):
    """One person in one programme."""

    __tablename__ = "enrolments"

    programme_id: Mapped[UUID]
    participant_id: Mapped[UUID]
    state: Mapped[EnrolmentState] = mapped_column(word(EnrolmentState))
    wish: Mapped[RoleWish] = mapped_column(word(RoleWish))
    capacity: Mapped[int] = mapped_column(default=1)
    """How many pairs at once."""
    languages: Mapped[list[str]] = mapped_column(JSON())
    """ISO 639 codes, the preferred one first."""
    team: Mapped[str | None]
    manager_user_id: Mapped[str | None]
    """A Slack user id: nobody is paired within a reporting line."""
    sealed_private: Mapped[str | None]
    """The goal, and whom never to be matched with (Slack user ids); neither imported nor exported."""
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]

    __table_args__ = (
        belongs_to("programmes", "programme_id"),
        belongs_to("participants", "participant_id"),
        UniqueConstraint("workspace_id", "programme_id", "participant_id"),
        Index(None, "workspace_id", "participant_id"),
    )


class Skill(InWorkspace, Base):
    """One entry of the workspace's skill list, as it is shown and as it is compared."""

    __tablename__ = "skills"

    name: Mapped[str]
    folded: Mapped[str]
    """The name in lower case without marks and doubled blanks."""
    created_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("workspace_id", "folded"),)


class EnrolmentSkill(InWorkspace, Base):
    """A skill that somebody offers or seeks."""

    __tablename__ = "enrolment_skills"

    enrolment_id: Mapped[UUID]
    skill_id: Mapped[UUID]
    side: Mapped[SkillSide] = mapped_column(word(SkillSide))

    __table_args__ = (
        belongs_to("enrolments", "enrolment_id"),
        belongs_to("skills", "skill_id"),
        UniqueConstraint("workspace_id", "enrolment_id", "skill_id", "side"),
        Index(None, "workspace_id", "skill_id"),
    )


class NeverAgain(InWorkspace, Base):
    """Somebody's silent wish not to be paired with somebody else again; nobody is told."""

    __tablename__ = "never_again"

    participant_id: Mapped[UUID]
    other_id: Mapped[UUID]
    created_at: Mapped[datetime]

    __table_args__ = (
        belongs_to("participants", "participant_id"),
        belongs_to("participants", "other_id"),
        UniqueConstraint("workspace_id", "participant_id", "other_id"),
    )
