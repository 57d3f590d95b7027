"""A member takes a session's calendar file."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from mentoring import outbox
from mentoring.calendars import holds
from mentoring.calendars.rules import NoTimeToPutIn
from mentoring.outbox import NoticeKind, ToPerson
from mentoring.participants import Actor
from mentoring.sessions.queries import InSession, held_by
from mentoring.unit_of_work import UnitOfWork
from models import CalendarHold, SessionState
from models.base import new_id

SAME_WISH = timedelta(minutes=1)
"""Whoever clicks again so soon gets the one file that is on its way."""


@dataclass(frozen=True)
class TakeFile:
    """A member wants a session in their own calendar."""

    actor: Actor
    session_id: UUID
    receipt: str


def take(command: TakeFile, uow: UnitOfWork) -> None:
    """
    Send the file to the member alone, and remember that it has to follow the session from now on.

    Raises:
        NotInThisPair, PairHasEnded: it is not this person's to take.
        NoTimeToPutIn: the session has no time ahead.
    """
    session, pair = held_by(InSession(command.actor, command.session_id), uow, lock=True)
    pair.must_be_at_work()
    if session.state is not SessionState.PLANNED or session.starts_at is None:
        raise NoTimeToPutIn
    is_first = uow.add_once(
        CalendarHold,
        workspace_id=session.workspace_id,
        id=new_id(),
        session_id=session.id,
        membership_id=pair.me.membership_id,
        revision=session.revision,
        taken_at=uow.now,
    )
    hold = uow.db.scalars(
        select(CalendarHold).where(
            CalendarHold.workspace_id == session.workspace_id,
            CalendarHold.session_id == session.id,
            CalendarHold.membership_id == pair.me.membership_id,
        )
    ).one()
    if not is_first and hold.revision == session.revision and uow.now - hold.taken_at < SAME_WISH:
        return
    hold.revision, hold.taken_at = session.revision, uow.now
    outbox.post(
        session.workspace_id,
        NoticeKind.CALENDAR_FILE,
        holds.key(hold.id, session.revision, command.receipt[:16]),
        ToPerson(pair.participant_id),
        holds.facts(session, pair.me.membership_id, is_asked_for=True),
        uow,
    )
