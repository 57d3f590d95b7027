"""
What happened to messages in one transaction, told once it is committed: to be counted, and to be followed in the logs.

It names rows and kinds, and never people, workspaces or words.
"""

from enum import StrEnum
from uuid import UUID

from msgspec import Struct


class What(StrEnum):
    """What can happen."""

    QUEUED = "queued"
    """Put into the outbox."""
    SENT = "sent"
    RECONCILED = "reconciled"
    """Its reply was lost, and it was found in Slack: sent, and not sent again."""
    RETRIED = "retried"
    """Certainly not there: it is tried again later."""
    UNKNOWN = "unknown"
    """Slack may or may not have it."""
    REPEATED = "repeated"
    """To be said again where the bot may not look whether it stands there already."""
    DEAD = "dead"
    DROPPED = "dropped"
    GATE_CLOSED = "gate_closed"
    """Slack asked to wait (429)."""
    PLANNED = "planned"
    """An occurrence was planned."""
    SKIPPED = "skipped"
    """An occurrence was recorded as skipped."""


class Happening(Struct, frozen=True):
    """
    One of them.

    Attributes:
        row_id: the outbox row it concerns, if it concerns one.
        kind: of the dead, the kind of notice; of a gate, Slack's method.
    """

    what: What
    row_id: UUID | None = None
    kind: str = ""
