"""Enrolment in a programme: what somebody can teach, wants to learn and asks for; and the skills they name."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import JSON, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, InWorkspace, belongs_to
from models.types import word


class RoleWish(StrEnum):
    """Which place somebody would take."""

    SENIOR = "senior"
    JUNIOR = "junior"
    EITHER = "either"


class EnrolmentState(StrEnum):
    """
    Draft: the first step is kept, the second not yet handed in. Left: taken back, nothing personal stays.

    Arriving: a part of a sheet that is being brought in; nothing reads it before the whole sheet counts. Imported: an
    owner brought it; the person has agreed to nothing yet.
    """

    DRAFT = "draft"
    ARRIVING = "arriving"
    IMPORTED = "imported"
    ACTIVE = "active"
    LEFT = "left"


class Company(StrEnum):
    """Whether somebody would be one of three: not at all, rather than go without, or gladly."""

    NO = "no"
    IF_NEEDED = "if needed"
    GLADLY = "gladly"


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
    company: Mapped[Company] = mapped_column(word(Company), default=Company.NO, server_default=text("'no'"))
    team: Mapped[str | None]
    location: Mapped[str | None]
    manager_user_id: Mapped[str | None]
    """A Slack user id: nobody is paired within a reporting line."""
    available_from: Mapped[date | None]
    """In no new pair before this day: they said so when they were asked."""
    missed: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    """How many rounds in a row they were left without anybody."""
    sealed_private: Mapped[str | None]
    """The goal, and whom never to be matched with (Slack user ids); neither imported nor exported."""
    sealed_groups: Mapped[str | None]
    """What they told for the audit of groups alone, by its question; in no score, and shown of nobody."""
    look_at: Mapped[datetime | None]
    """When what was imported is erased, unless the person has said yes by then; or answers are to be looked through."""
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]

    __table_args__ = (
        belongs_to("programmes", "programme_id"),
        belongs_to("participants", "participant_id"),
        UniqueConstraint("workspace_id", "programme_id", "participant_id"),
        Index(None, "workspace_id", "participant_id"),
        Index(
            "ix_enrolments_look",
            "look_at",
            "workspace_id",
            sqlite_where=text("look_at IS NOT NULL"),
            postgresql_where=text("look_at IS NOT NULL"),
        ),
        Index(
            "ix_enrolments_look_here",
            "workspace_id",
            "look_at",
            sqlite_where=text("look_at IS NOT NULL"),
            postgresql_where=text("look_at IS NOT NULL"),
        ),
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


class SkillReading(InWorkspace, Base):
    """What words in an imported sheet mean, as an owner decided: a skill of the list, or nothing that counts."""

    __tablename__ = "skill_readings"

    folded: Mapped[str]
    """The words in lower case without marks and doubled blanks."""
    name: Mapped[str | None]
    """The skill's name; nothing where the words are no skill."""
    decided_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("workspace_id", "folded"),)


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
