"""How a member closes their half of a session."""

from uuid import UUID

from msgspec import Struct
from sqlalchemy import select

from mentoring import inbound, pulses
from mentoring.closes import notices
from mentoring.closes.queries import closes_of
from mentoring.closes.rules import LINE_LIMIT, CloseForm, CloseIsSettled, NotMetYet, OneLinePlease
from mentoring.pairs.circle import Circle
from mentoring.participants import Actor
from mentoring.pulses import Score
from mentoring.sessions import course, planning
from mentoring.sessions.queries import HELD, InSession, held_by, view_of
from mentoring.sessions.rules import SessionIsOver, SessionView
from mentoring.typed import must_fit
from mentoring.unit_of_work import UnitOfWork, reads
from models import Close, Pulse, Session, SessionState
from models.base import new_id


class CloseHalf(Struct, frozen=True):
    """
    A member hands in their half.

    Attributes:
        line: what they take from the session; required.
        score: how safe it felt to speak, for them alone; nothing when they left it out.
    """

    actor: Actor
    session_id: UUID
    line: str
    score: Score | None
    receipt: str


@reads
def form(command: InSession, uow: UnitOfWork) -> CloseForm:
    """
    Return what the form needs: the member's own line, if there is one, and never the score.

    Raises:
        NotInThisPair, PairHasEnded, SessionIsOver, NotMetYet, CloseIsSettled: there is nothing to close for them.
    """
    session, pair = held_by(command, uow)
    _must_be_closing(session, pair)
    own = _own(session, pair, uow)
    if own is not None and session.state is SessionState.CLOSED:
        raise CloseIsSettled
    rated = uow.db.scalar(
        select(Pulse.id).where(
            Pulse.workspace_id == session.workspace_id,
            Pulse.session_id == session.id,
            Pulse.membership_id == pair.me.membership_id,
        )
    )
    others = tuple(member for member in pair.members if member != pair.me)
    line = uow.vault.open(own.sealed_line) if own is not None else ""
    return CloseForm(session.id, session.number, pair.me, others, line, is_rated=rated is not None)


def close_half(command: CloseHalf, uow: UnitOfWork) -> SessionView:
    """
    Keep one member's line and tap. When it is the last half, the session is closed and its summary told.

    It may be mended until then. Who comes after the 48 hours still adds their line, and nobody is notified.

    Raises:
        NotInThisPair, PairHasEnded, SessionIsOver, NotMetYet: there is nothing to close for this person.
        OneLinePlease, TextTooLong: on the field `line`.
        CloseIsSettled: their line stands in the summary already.
    """
    line = command.line.strip()
    if not line:
        raise OneLinePlease(field="line")
    must_fit("line", line, LINE_LIMIT)
    # Held, so that of two who close at one instant the second sees the first's half.
    session, pair = held_by(InSession(command.actor, command.session_id), uow, lock=True)
    _must_be_closing(session, pair)
    if inbound.admit(pair.workspace_id, command.receipt, {}, uow) is None:
        _keep(session, pair, line, uow)
        if command.score is not None:
            pulses.rate_in_close(session, pair.me.membership_id, command.score, uow)
    return view_of(session, pair.members, uow)


def _keep(session: Session, pair: Circle, line: str, uow: UnitOfWork) -> None:
    own = _own(session, pair, uow)
    if own is not None:
        if session.state is SessionState.CLOSED:
            raise CloseIsSettled(field="line")
        own.sealed_line = uow.vault.seal(line)
        return
    uow.insert(
        Close(
            workspace_id=session.workspace_id,
            id=new_id(),
            session_id=session.id,
            membership_id=pair.me.membership_id,
            sealed_line=uow.vault.seal(line),
            closed_at=uow.now,
        )
    )
    notices.answered(session, pair.me.membership_id, uow)
    if session.state is SessionState.CLOSING and len(closes_of(session, uow)) == len(pair.members):
        course.close(session, uow)
    else:
        planning.refresh_card(session, f"closed-by-{pair.me.membership_id}", uow)


def _own(session: Session, pair: Circle, uow: UnitOfWork) -> Close | None:
    return uow.db.scalars(
        select(Close).where(
            Close.workspace_id == session.workspace_id,
            Close.session_id == session.id,
            Close.membership_id == pair.me.membership_id,
        )
    ).one_or_none()


def _must_be_closing(session: Session, pair: Circle) -> None:
    pair.must_be_at_work()
    if session.state is SessionState.CANCELLED:
        raise SessionIsOver
    if session.state not in HELD:
        raise NotMetYet
