"""The token by which the bot speaks in a workspace that installed it, and installing that is under way."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class Installation(Base):
    """
    One a workspace; where the token stands in the settings there is none.

    What opens Slack is sealed, and is forgotten when Slack tells that the app is gone.
    """

    __tablename__ = "installations"

    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id"), primary_key=True)
    enterprise_id: Mapped[str | None]
    app_id: Mapped[str]
    bot_user_id: Mapped[str]
    bot_id: Mapped[str | None]
    scopes: Mapped[str]
    """By commas, as Slack granted them."""
    sealed_token: Mapped[str | None]
    sealed_refresh: Mapped[str | None]
    """Buys the next token, once; nothing where tokens do not expire, or where Slack refused it for good."""
    expires_at: Mapped[datetime | None]
    """By the product's clock."""
    edition: Mapped[int]
    """Grows with each new token: who holds an older one knows that it is."""
    lease: Mapped[UUID | None]
    lease_until_ms: Mapped[int] = mapped_column(BigInteger, default=0)
    """Until this moment of the *database's* clock one worker alone is fetching the next token."""
    asked_at: Mapped[datetime]
    """When Slack was last asked whether the token still opens anything."""
    refused_at: Mapped[datetime | None]
    """Since when Slack says that the bot is not there any more, of a removal that nobody told."""
    installed_by: Mapped[str]
    """Slack's id of whoever said yes."""
    installed_at: Mapped[datetime]

    __table_args__ = (Index(None, "asked_at"),)


class InstallState(Base):
    """
    Somebody went to Slack to install the bot, and has not come back yet.

    It belongs to no workspace, since which one it will be is only known afterwards. Only hashes are kept: who reads
    the store cannot come back in somebody's place.
    """

    __tablename__ = "install_states"

    state_hash: Mapped[str] = mapped_column(primary_key=True)
    cookie_hash: Mapped[str]
    """Of what the browser that went there was given to keep."""
    expires_at: Mapped[datetime]

    __table_args__ = (Index(None, "expires_at"),)
