"""A member takes a session's calendar file."""

from dataclasses import dataclass
from uuid import UUID

from mentoring import inbound
from mentoring.calendars import holds
from mentoring.calendars.rules import NoTimeToPutIn
from mentoring.participants import Actor
from mentoring.sessions.queries import InSession, held_by
from mentoring.unit_of_work import UnitOfWork
from models import SessionState


@dataclass(frozen=True)
class TakeFile:
    """A member wants a session in their own calendar."""

    actor: Actor
    session_id: UUID
    receipt: str


def take(command: TakeFile, uow: UnitOfWork) -> None:
    """
    Send the file to the member alone, and remember that it has to follow the session; a click counts once.

    Raises:
        NotInThisPair, PairHasEnded: it is not this person's to take.
        NoTimeToPutIn: the session has no time ahead.
    """
    session, pair = held_by(InSession(command.actor, command.session_id), uow, lock=True)
    pair.must_be_at_work()
    if session.state is not SessionState.PLANNED or session.starts_at is None or session.starts_at <= uow.now:
        raise NoTimeToPutIn
    if inbound.admit(session.workspace_id, command.receipt, {}, uow) is None:
        holds.take(session, pair.me.user_id, command.receipt, uow)
