"""Rounds of matching: the draft an owner looks at, what they decided about it, and who was left over."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, InWorkspace, belongs_to
from models.types import word


class RoundState(StrEnum):
    """
    drafting ⇄ drafted → sending → closed; or dropped.

    Sending: what was approved is going out, some at a time. Closed: it all did, and whoever has nobody was told.
    """

    DRAFTING = "drafting"
    DRAFTED = "drafted"
    SENDING = "sending"
    CLOSED = "closed"
    DROPPED = "dropped"


class ProposalState(StrEnum):
    """Approved ones stay in each later draft of the round; sent ones have become an invitation."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    SENT = "sent"


class DecisionKind(StrEnum):
    """What an owner wants of two people: together whatever comes, never proposed again, or with a third."""

    PIN = "pin"
    FORBID = "forbid"
    TRIAD = "triad"


class MatchRound(InWorkspace, Base):
    """One round of a programme; a programme has at most one that is open."""

    __tablename__ = "match_rounds"

    programme_id: Mapped[UUID]
    number: Mapped[int]
    """From 1, within the programme."""
    state: Mapped[RoundState] = mapped_column(word(RoundState))
    revision: Mapped[int] = mapped_column(default=0)
    """Grows with each draft: what was reckoned for an older one is thrown away."""
    drafted: Mapped[int] = mapped_column(default=0)
    """The revision that stands: a newer one is written down some rows at a time, and shown once it is whole."""
    wanted: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """What the edit being reckoned decides, by ids: it counts with its draft, and not at all where that is refused."""
    begun_by_id: Mapped[UUID]
    """A participant: an owner."""
    summary: Mapped[dict[str, Any]] = mapped_column(JSON(), default=dict)
    """The draft in figures, what would help, and what changed since the one before; ids and figures alone."""
    sealed_wishes: Mapped[str | None]
    """The private wishes that its drafts go by, and for a while those of the next round."""
    created_at: Mapped[datetime]
    drafting_since: Mapped[datetime | None]
    """When somebody was last known to reckon the draft under way, by the database's clock; one lost is begun again."""
    closed_at: Mapped[datetime | None]
    look_at: Mapped[datetime | None]
    """While it is being sent: now, until all is out; afterwards, when its wishes are forgotten."""

    __table_args__ = (
        belongs_to("programmes", "programme_id"),
        belongs_to("participants", "begun_by_id"),
        Index(
            "ix_match_rounds_look",
            "look_at",
            "workspace_id",
            sqlite_where=text("look_at IS NOT NULL"),
            postgresql_where=text("look_at IS NOT NULL"),
        ),
        Index(
            "ix_match_rounds_look_here",
            "workspace_id",
            "look_at",
            sqlite_where=text("look_at IS NOT NULL"),
            postgresql_where=text("look_at IS NOT NULL"),
        ),
        UniqueConstraint("workspace_id", "programme_id", "number"),
        Index(
            "uq_match_rounds_one_open",
            "workspace_id",
            "programme_id",
            unique=True,
            sqlite_where=text("state IN ('drafting', 'drafted', 'sending')"),
            postgresql_where=text("state IN ('drafting', 'drafted', 'sending')"),
        ),
    )


class MatchProposal(InWorkspace, Base):
    """A drafted pair, or triad, with its reasons."""

    __tablename__ = "match_proposals"

    round_id: Mapped[UUID]
    revision: Mapped[int]
    senior_id: Mapped[UUID]
    junior_id: Mapped[UUID]
    third_id: Mapped[UUID | None]
    """A second junior: a triad."""
    state: Mapped[ProposalState] = mapped_column(word(ProposalState))
    is_flagged: Mapped[bool]
    """Its owner should look at it before approving."""
    is_pinned: Mapped[bool]
    score: Mapped[int]
    """Of 10 000."""
    reasons: Mapped[dict[str, Any]] = mapped_column(JSON())
    """
    Who can teach whom what, hours, languages, flags, and whom each could have had instead: ids and skills.

    The row goes once its pair is formed, or will not be.
    """
    pair_id: Mapped[UUID | None]
    """Once it is sent."""

    __table_args__ = (
        belongs_to("match_rounds", "round_id"),
        belongs_to("participants", "senior_id"),
        belongs_to("participants", "junior_id"),
        belongs_to("participants", "third_id"),
        belongs_to("pairs", "pair_id"),
        UniqueConstraint(
            "workspace_id", "round_id", "revision", "senior_id", "junior_id", name="uq_match_proposals_one_each"
        ),
        UniqueConstraint("workspace_id", "pair_id"),
    )


class MatchUnmatched(InWorkspace, Base):
    """Somebody whom the draft of a round leaves without anybody."""

    __tablename__ = "match_unmatched"

    round_id: Mapped[UUID]
    revision: Mapped[int]
    participant_id: Mapped[UUID]
    reasons: Mapped[dict[str, Any]] = mapped_column(JSON())
    """How many possible partners each rule took away, how many remained, and what these were short of."""
    is_told: Mapped[bool] = mapped_column(default=False)
    """They have been told, or have somebody after all; the row goes with the last of its round."""

    __table_args__ = (
        belongs_to("match_rounds", "round_id"),
        belongs_to("participants", "participant_id"),
        UniqueConstraint("workspace_id", "round_id", "revision", "participant_id", name="uq_match_unmatched_one_each"),
    )


class MatchDecision(InWorkspace, Base):
    """What an owner decided about two people; a pin counts for its round, what is forbidden for the programme."""

    __tablename__ = "match_decisions"

    programme_id: Mapped[UUID]
    round_id: Mapped[UUID]
    kind: Mapped[DecisionKind] = mapped_column(word(DecisionKind))
    senior_id: Mapped[UUID]
    junior_id: Mapped[UUID]
    third_id: Mapped[UUID | None]
    decided_at: Mapped[datetime]

    __table_args__ = (
        belongs_to("programmes", "programme_id"),
        belongs_to("match_rounds", "round_id"),
        belongs_to("participants", "senior_id"),
        belongs_to("participants", "junior_id"),
        belongs_to("participants", "third_id"),
        UniqueConstraint("workspace_id", "round_id", "kind", "senior_id", "junior_id"),
        Index(None, "workspace_id", "programme_id", "kind"),
    )
