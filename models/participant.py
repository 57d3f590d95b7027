"""People who take part: never everybody in the workspace, only those who asked or were asked."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, UniqueConstraint, func
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, InWorkspace
from models.types import word


class ParticipantState(StrEnum):
    """Invited people have agreed to nothing yet; those gone have no Slack account any more."""

    INVITED = "invited"
    ACTIVE = "active"
    GONE = "gone"


class Participant(InWorkspace, Base):
    """A member of the workspace, with what is needed to reach them at a decent hour."""

    __tablename__ = "participants"

    slack_user_id: Mapped[str]
    name: Mapped[str]
    """For menus, where Slack cannot show a mention; kept in step by `user_change`."""
    slack_zone: Mapped[str]
    """The IANA zone that Slack tells of them; kept in step by `user_change`."""
    own_zone: Mapped[str | None]
    """Another one that they chose; while there is none, they follow Slack's."""
    locale: Mapped[str]
    country: Mapped[str | None]
    """ISO 3166 alpha-2, for public holidays; guessed from the zone, unless they named one."""
    work_starts: Mapped[int] = mapped_column(default=9 * 60)
    """Minutes after local midnight."""
    work_ends: Mapped[int] = mapped_column(default=17 * 60)
    paused_until: Mapped[date | None]
    """The last day of a pause, in their own calendar; it ends by itself."""
    quiet_until: Mapped[datetime | None]
    """Nothing unprompted before this moment: they asked for a quiet while."""
    away_until: Mapped[datetime | None]
    """Nothing unprompted before this moment: their Slack status says that they are away."""
    state: Mapped[ParticipantState] = mapped_column(word(ParticipantState))
    gone_at: Mapped[datetime | None]
    """When Slack told that their account was closed, while it is; not known of those who went before 0005."""
    created_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("workspace_id", "slack_user_id"),)

    @hybrid_property
    def zone(self) -> str:
        """The IANA zone by whose clock they are reached."""
        return self.own_zone or self.slack_zone

    @zone.inplace.expression
    @classmethod
    def _zone_in_sql(cls) -> ColumnElement[str]:
        return func.coalesce(cls.own_zone, cls.slack_zone)
