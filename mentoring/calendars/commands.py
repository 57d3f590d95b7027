"""Somebody takes the calendar file of a session of theirs, or of a show-and-tell."""

from uuid import UUID

from msgspec import Struct

from mentoring import inbound
from mentoring.calendars import holds
from mentoring.calendars.events import Event, is_ahead
from mentoring.calendars.rules import NoTimeToPutIn
from mentoring.participants import Actor
from mentoring.sessions.queries import InSession, held_by
from mentoring.show_and_tell import rules as shows
from mentoring.show_and_tell.rules import ShowIsOver
from mentoring.unit_of_work import UnitOfWork


class TakeFile(Struct, frozen=True):
    """A member wants a session in their own calendar."""

    actor: Actor
    session_id: UUID
    receipt: str


class TakeShowFile(Struct, frozen=True):
    """Anybody who reads the announcement of a show-and-tell wants it in their own calendar."""

    actor: Actor
    show_id: UUID
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
    if not is_ahead(session, uow.now):
        raise NoTimeToPutIn
    _take(session, command.actor, command.receipt, uow)


def take_show(command: TakeShowFile, uow: UnitOfWork) -> None:
    """
    Send the file to whoever asked, and remember that it has to follow the event; a click counts once.

    It says no more than the announcement does, to people who have just read that.

    Raises:
        NoSuchShow, ShowIsOver: there is nothing to put into a calendar.
    """
    show = shows.find(command.show_id, command.actor, uow, lock=True)
    if not is_ahead(show, uow.now):
        raise ShowIsOver
    _take(show, command.actor, command.receipt, uow)


def _take(event: Event, actor: Actor, receipt: str, uow: UnitOfWork) -> None:
    if inbound.admit(event.workspace_id, receipt, {}, uow) is None:
        holds.take(event, actor.user_id, receipt, uow)
