"""What members do before a session, by first name, and what the outbox holds of it."""

from datetime import datetime
from uuid import UUID

from mentoring import courses
from mentoring.outbox import NoticeKind
from mentoring.prep import commands, notices, queries
from mentoring.prep.commands import KeepPoints, OnAgenda
from mentoring.prep.points import Points
from mentoring.prep.rules import PrepCard, PrepPage
from mentoring.schedules import PlanDue
from mentoring.sessions import commands as sessions
from mentoring.sessions import queries as session_queries
from mentoring.sessions.commands import MoveSession
from mentoring.sessions.queries import InSession
from mentoring.sessions.rules import SessionView
from models import Close, OutboxRow, OutboxState
from models.base import new_id
from tests.factories.cast import Cast, receipt
from tests.factories.store import Store

WORDS = Points("The draft is out.", "Legal is silent.", "Ask Mo.")


def ahead(cast: Cast, name: str = "ada") -> SessionView:
    """The session that the pair has ahead."""
    [view] = cast.store.do(session_queries.sessions_ahead, cast.actor(name))
    return view


def prep(cast: Cast, name: str = "ada") -> PrepPage:
    """Their prep for it."""
    [page] = cast.store.do(queries.preps_ahead, cast.actor(name))
    return page


def in_session(cast: Cast, name: str = "ada") -> InSession:
    """They look at it."""
    return InSession(cast.actor(name), ahead(cast, name).session_id)


def keep(cast: Cast, points: Points = WORDS, name: str = "ada") -> PrepPage:
    """They write their points."""
    return cast.store.do(commands.keep, KeepPoints(cast.actor(name), ahead(cast, name).session_id, receipt(), points))


def share(cast: Cast, name: str = "ada") -> PrepPage:
    """They share them."""
    return cast.store.do(commands.share, tap(cast, name))


def unshare(cast: Cast, name: str = "ada") -> PrepPage:
    """They take them back."""
    return cast.store.do(commands.unshare, tap(cast, name))


def tap(cast: Cast, name: str = "ada") -> OnAgenda:
    """A click of theirs nobody made before."""
    return OnAgenda(cast.actor(name), ahead(cast, name).session_id, receipt())


def posts(store: Store) -> list[OutboxRow]:
    """The messages that bring preps."""
    return [row for row in store.rows(OutboxRow) if row.kind == NoticeKind.PREP and row.act == "post"]


def redrawings(store: Store, kind: NoticeKind = NoticeKind.PREP) -> list[OutboxRow]:
    """What is drawn anew, preps if not said otherwise."""
    return [row for row in store.rows(OutboxRow) if row.kind == kind and row.act == "refresh"]


def sent(cast: Cast) -> None:
    """Let everything that waits be posted, as delivery does."""
    with cast.store.transaction() as uow:
        for row in uow.db.query(OutboxRow).filter(OutboxRow.due_at <= uow.now):
            row.state = OutboxState.SENT


def move_to(cast: Cast, starts_at: datetime) -> None:
    """Ada moves the session."""
    seen = ahead(cast)
    cast.store.do(sessions.move, MoveSession(cast.actor("ada"), seen.session_id, seen.revision, starts_at))


def told(cast: Cast, row: OutboxRow) -> PrepCard | None:
    """What a message would tell now."""
    return cast.store.do(notices.told, row)


def close_first(cast: Cast, lines: dict[str, str]) -> UUID:
    """The first session was held, and these lines were left of it."""
    seen = ahead(cast)
    cast.store.do(sessions.end, InSession(cast.actor("ada"), seen.session_id))
    with cast.store.transaction() as uow:
        for member in seen.members:
            if member.name in lines:
                uow.db.add(
                    Close(
                        workspace_id=cast.workspace_id,
                        id=new_id(),
                        session_id=seen.session_id,
                        membership_id=member.membership_id,
                        sealed_line=uow.vault.seal(lines[member.name]),
                        closed_at=uow.now,
                    )
                )
    return seen.session_id


def take_course(cast: Cast) -> None:
    """Do whatever is due, as the tick does."""
    while cast.store.do(courses.plan_due, PlanDue(cast.workspace_id)).advanced:
        pass
