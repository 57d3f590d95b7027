"""What is to be said in Slack, kept until it was said once."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, InWorkspace, belongs_to
from models.types import word


class OutboxAct(StrEnum):
    """What is done in Slack; all but `post` and `whisper` act on a message posted before."""

    POST = "post"
    REFRESH = "refresh"
    REPLY = "reply"
    """In the thread of a message posted before."""
    WHISPER = "whisper"
    """To one member in the pair's conversation, seen by nobody else."""
    PIN = "pin"
    UNPIN = "unpin"
    REMOVE = "remove"
    """A second copy of a message posted before is taken away; the place of that copy is the row's own."""


class OutboxState(StrEnum):
    """
    pending → claimed → sending → sent; from sending also unknown (Slack may or may not have it), dead
    (cannot be delivered, with a reason) or dropped (no longer true when its moment came).
    """

    PENDING = "pending"
    CLAIMED = "claimed"
    SENDING = "sending"
    UNKNOWN = "unknown"
    SENT = "sent"
    DEAD = "dead"
    DROPPED = "dropped"


class OutboxRow(InWorkspace, Base):
    """Facts, never words: ids from which the message is made at the moment of sending."""

    __tablename__ = "outbox"

    kind: Mapped[str] = mapped_column()
    """A NoticeKind's value; plain text, so that a row of a newer release can be read and parked."""
    act: Mapped[OutboxAct] = mapped_column(word(OutboxAct), default=OutboxAct.POST)
    dedup_key: Mapped[str]
    facts: Mapped[dict[str, Any]]
    participant_id: Mapped[UUID | None]
    """To this person's DM with the bot …"""
    pair_id: Mapped[UUID | None]
    """… or to this pair's conversation …"""
    user_id: Mapped[str | None]
    """… or to the DM of somebody who takes part in nothing (yet): their Slack id, forgotten once it was said."""
    programme_id: Mapped[UUID | None]
    """… or to this programme's channel."""
    about_id: Mapped[UUID | None]
    """The posted row that a refresh, reply, pin, unpin or removal acts on."""
    state: Mapped[OutboxState] = mapped_column(word(OutboxState), default=OutboxState.PENDING)
    due_at: Mapped[datetime]
    """By the product's clock."""
    wanted_at: Mapped[datetime | None]
    """
    When it was meant to be said, of what waits for its reader's hours: should these come sooner than was thought, such
    as when a pause ends early, it comes sooner too.
    """
    keep_until: Mapped[datetime | None]
    """After this moment the message is no longer worth sending."""
    wait_until_ms: Mapped[int] = mapped_column(BigInteger, default=0)
    """Not before this moment of the *database's* clock (milliseconds): lease end, back-off, second look."""
    claim_token: Mapped[UUID | None]
    attempts: Mapped[int] = mapped_column(default=0)
    first_tried_ms: Mapped[int | None] = mapped_column(BigInteger)
    looks: Mapped[int] = mapped_column(default=0)
    """
    How often a row of unknown outcome was looked for in vain: Slack's history was read, or, where the bot may not
    read it, the message was said without an answer.
    """
    channel_id: Mapped[str | None]
    message_ts: Mapped[str | None]
    file_ids: Mapped[list[str] | None] = mapped_column(JSON())
    """Slack's ids of the files handed over for it, kept before they are shown to anybody."""
    failure: Mapped[str | None]
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]

    __table_args__ = (
        belongs_to("participants", "participant_id"),
        belongs_to("pairs", "pair_id"),
        belongs_to("programmes", "programme_id"),
        belongs_to("outbox", "about_id"),
        UniqueConstraint("workspace_id", "dedup_key"),
        Index(None, "workspace_id", "participant_id", "due_at"),
        Index(None, "workspace_id", "pair_id", "due_at"),
        # A row that goes is looked for in those that follow it.
        Index(
            "ix_outbox_about",
            "workspace_id",
            "about_id",
            sqlite_where=text("about_id IS NOT NULL"),
            postgresql_where=text("about_id IS NOT NULL"),
        ),
        # Which workspaces have something due, and what of one workspace is due first.
        Index(
            "ix_outbox_waiting",
            "due_at",
            "workspace_id",
            sqlite_where=text("state = 'pending'"),
            postgresql_where=text("state = 'pending'"),
        ),
        Index(
            "ix_outbox_waiting_here",
            "workspace_id",
            "due_at",
            "id",
            sqlite_where=text("state = 'pending'"),
            postgresql_where=text("state = 'pending'"),
        ),
        Index(
            "ix_outbox_under_way",
            "wait_until_ms",
            sqlite_where=text("state IN ('claimed', 'sending', 'unknown')"),
            postgresql_where=text("state IN ('claimed', 'sending', 'unknown')"),
        ),
        # What was set aside is counted at each look at the figures.
        Index(
            "ix_outbox_dead",
            "workspace_id",
            "kind",
            sqlite_where=text("state = 'dead'"),
            postgresql_where=text("state = 'dead'"),
        ),
    )


class Gate(Base):
    """Slack asked to wait (429): no replica calls this method for this workspace before `until_ms`."""

    __tablename__ = "gates"

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    method: Mapped[str] = mapped_column(primary_key=True)
    until_ms: Mapped[int] = mapped_column(BigInteger)
    """Milliseconds of the database's clock."""


class Pace(Base):
    """
    How far ahead of time Slack was called already: one token bucket, kept as a single moment and shared by replicas.

    Each message moves the moment on by what one may take; how far it lies ahead of now is how full the bucket is.
    """

    __tablename__ = "paces"

    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id"), primary_key=True)
    what: Mapped[str] = mapped_column(primary_key=True)
    """`workspace`, or the conversation that is written to: its row's address, never a name."""
    ahead_us: Mapped[int] = mapped_column(BigInteger)
    """Microseconds of the database's clock."""
