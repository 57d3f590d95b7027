"""What Slack delivered already: it may deliver again."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class InboundEvent(Base):
    """One delivery that took effect, written in the transaction of that effect."""

    __tablename__ = "inbound_events"

    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id"), primary_key=True)
    receipt: Mapped[str] = mapped_column(primary_key=True)
    """Slack's event id, or a hash of what makes the click itself; never of what was typed."""
    received_at: Mapped[datetime]
    outcome: Mapped[dict[str, Any]]
    """Ids from which a repeated delivery is answered as the first one was."""
