"""What somebody wishes for when their pair does not feel right; only that there is something ever shows."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped

from models.base import Base, InWorkspace, belongs_to


class SupportWish(InWorkspace, Base):
    """One member's wish: the programme's owner sees that the pair needs attention, and neither whose it is nor what."""

    __tablename__ = "support_wishes"

    membership_id: Mapped[UUID]
    sealed_wish: Mapped[str]
    asked_at: Mapped[datetime]

    __table_args__ = (
        belongs_to("memberships", "membership_id"),
        UniqueConstraint("workspace_id", "membership_id"),
    )
