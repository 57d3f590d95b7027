"""A Slack workspace that installed Bothways."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, new_id
from models.types import word


class WorkspaceState(StrEnum):
    """
    active ⇄ parked → purged.

    Parked: the app was uninstalled or its token revoked; nothing is sent until it is back. Purged: it stayed away, and
    nothing of it is kept but that it was purged.
    """

    ACTIVE = "active"
    PARKED = "parked"
    PURGED = "purged"


class Workspace(Base):
    """One row a Slack team."""

    __tablename__ = "workspaces"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    team_id: Mapped[str] = mapped_column(unique=True)
    address: Mapped[str | None]
    """Where Slack serves it, such as `https://acme.slack.com/`: a message's own address begins with it."""
    state: Mapped[WorkspaceState] = mapped_column(word(WorkspaceState), default=WorkspaceState.ACTIVE)
    key_check: Mapped[str]
    """A known word, sealed: with another key it does not open, and the bot refuses to start."""
    created_at: Mapped[datetime]
    greeted_at: Mapped[datetime | None]
    """When somebody first opened Home; that person gets the welcome."""
    left_at: Mapped[datetime | None]
    """
    When Slack told that the app is gone, or, where nobody told it, since when it said so when it was asked; of a
    workspace that is only parked for a token that fails, nothing.
    """
    purged_at: Mapped[datetime | None]
    """When the last of it was gone."""
    moved_at: Mapped[datetime | None]
    """When everything moved into another database: no bot works on this one any more."""
    moved_to: Mapped[str | None]
    """Where that is, without what opens it."""
