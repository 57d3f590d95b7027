"""Pairs (two people, or three: a triad) and each person's membership."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, InWorkspace, belongs_to
from models.types import word


class PairState(StrEnum):
    """
    Invited until all accepted; declined and withdrawn pairs never were; ended ones stay readable.

    Held: proposed by an owner over somebody's wish never to be paired with somebody; nobody was asked, and to the owner
    it looks like an invitation that nobody answered.
    """

    INVITED = "invited"
    HELD = "held"
    ACTIVE = "active"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    ENDED = "ended"


class Role(StrEnum):
    """What a membership brings: strategy and influence, or hands-on practice. Both teach."""

    SENIOR = "senior"
    JUNIOR = "junior"


class Onward(StrEnum):
    """After 90 days: go on together, or somebody new in the next round."""

    TOGETHER = "together"
    SOMEBODY_NEW = "somebody_new"


class MembershipState(StrEnum):
    """A person's own answer."""

    INVITED = "invited"
    ACCEPTED = "accepted"
    DECLINED = "declined"


class Pair(InWorkspace, Base):
    """People who teach each other."""

    __tablename__ = "pairs"

    programme_id: Mapped[UUID]
    state: Mapped[PairState] = mapped_column(word(PairState))
    invited_by_id: Mapped[UUID | None]
    """The participant who asked; empty when the programme did."""
    people_key: Mapped[str | None]
    """The sorted participant ids while invited or active, else empty: unique, so that two invitations
    crossing at the same instant cannot make two pairs of the same people."""
    conversation_id: Mapped[str | None]
    """Slack's id of the group DM, once it is open."""
    created_at: Mapped[datetime]
    active_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    look_at: Mapped[datetime | None]
    """When it next needs a hand: the silent are reminded, then released; after 90 days everybody is asked."""

    __table_args__ = (
        belongs_to("programmes", "programme_id"),
        belongs_to("participants", "invited_by_id"),
        UniqueConstraint("workspace_id", "people_key"),
        Index(None, "workspace_id", "programme_id", "created_at", "id"),
        Index(
            "ix_pairs_look",
            "look_at",
            "workspace_id",
            sqlite_where=text("look_at IS NOT NULL"),
            postgresql_where=text("look_at IS NOT NULL"),
        ),
        Index(
            "ix_pairs_look_here",
            "workspace_id",
            "look_at",
            sqlite_where=text("look_at IS NOT NULL"),
            postgresql_where=text("look_at IS NOT NULL"),
        ),
    )


class Membership(InWorkspace, Base):
    """A participant's place in a pair."""

    __tablename__ = "memberships"

    pair_id: Mapped[UUID]
    participant_id: Mapped[UUID]
    role: Mapped[Role] = mapped_column(word(Role))
    state: Mapped[MembershipState] = mapped_column(word(MembershipState))
    onward: Mapped[Onward | None] = mapped_column(word(Onward))
    """What they said when they were asked after 90 days; nobody else sees it."""

    __table_args__ = (
        belongs_to("pairs", "pair_id"),
        belongs_to("participants", "participant_id"),
        UniqueConstraint("workspace_id", "pair_id", "participant_id"),
        Index(None, "workspace_id", "participant_id"),
    )
