"""What members do with their sessions."""

from datetime import date, datetime, timedelta
from uuid import UUID

from msgspec import Struct

from mentoring import audit, outbox, working_time
from mentoring.audit import Action
from mentoring.pairs.circle import Circle
from mentoring.participants import Actor
from mentoring.prep import schedule as preps
from mentoring.sessions import course, planning
from mentoring.sessions.planning import Person
from mentoring.sessions.queries import InSession, held_by, view_of
from mentoring.sessions.rules import (
    NOTES_LIMIT,
    PLAN_LIMIT,
    NotBeforeNow,
    NotesMovedOn,
    NotesTooLong,
    NotSoFarAhead,
    Plan,
    SessionHasMoved,
    SessionIsOver,
    SessionView,
    next_hand,
)
from mentoring.unit_of_work import UnitOfWork
from models import Pair, Session, SessionState

FARTHEST = timedelta(days=92)


class AtRevision(Struct, frozen=True):
    """A member acts on a session as it was shown to them."""

    actor: Actor
    session_id: UUID
    revision: int

    @property
    def session(self) -> InSession:
        """The session alone."""
        return InSession(self.actor, self.session_id)


class MoveSession(AtRevision, frozen=True):
    """A member picks another time."""

    starts_at: datetime


class WriteTogether(Struct, frozen=True):
    """
    A member writes notes, hypothesis and next test for all of them.

    Attributes:
        written: the count of edits that the writer had before them.
    """

    actor: Actor
    session_id: UUID
    notes: str
    plan: Plan
    written: int

    @property
    def session(self) -> InSession:
        """The session that is written in."""
        return InSession(self.actor, self.session_id)


def move(command: MoveSession, uow: UnitOfWork) -> SessionView:
    """
    Give the session another time. The same time again changes nothing.

    Raises:
        NotInThisPair, PairHasEnded, SessionIsOver: it cannot be moved by this person, or no more.
        NotBeforeNow, NotSoFarAhead: on the field `starts_at`.
        SessionHasMoved: somebody else moved it, or it began.
    """
    session, pair = _open(command.session, uow)
    if session.state is SessionState.PLANNED and session.starts_at == command.starts_at:
        return view_of(session, pair.members, uow)
    if session.state is not SessionState.PLANNED or session.revision != command.revision:
        raise SessionHasMoved
    if command.starts_at <= uow.now:
        raise NotBeforeNow(field="starts_at")
    if command.starts_at > uow.now + FARTHEST:
        raise NotSoFarAhead(field="starts_at")
    session.missed = 0
    planning.put_at(session, command.starts_at, uow, by=command.actor.user_id)
    _note(Action.SESSION_MOVED, session, pair, uow)
    return view_of(session, pair.members, uow)


def skip(command: AtRevision, uow: UnitOfWork) -> SessionView:
    """
    Leave this one out: it moves to the rhythm's next date. A second click finds it moved and changes nothing.

    Raises:
        NotInThisPair, PairHasEnded, SessionIsOver: it cannot be skipped by this person, or no more.
    """
    session, pair = _open(command.session, uow)
    if session.state is SessionState.PLANNED and session.revision == command.revision:
        row = _row_of(session, uow)
        people = planning.people_of(row, uow)
        session.rule_date = planning.rule_after(session, row, _day_of(session, people), uow)
        within = planning.cadence_of(row, uow)
        starts_at = planning.propose(people, planning.start_of_day(session.rule_date, people), within, uow)
        planning.put_at(session, starts_at, uow, by=command.actor.user_id)
        _note(Action.SESSION_SKIPPED, session, pair, uow)
    return view_of(session, pair.members, uow)


def did_not_happen(command: AtRevision, uow: UnitOfWork) -> SessionView:
    """
    Say that the pair did not meet; another time is proposed, and nobody is asked why.

    Raises:
        NotInThisPair, PairHasEnded, SessionIsOver: it is not this person's to say, or too late.
    """
    session, pair = _open(command.session, uow)
    if session.revision == command.revision:
        session.state = SessionState.PLANNED
        session.started_at = None
        course.not_held(session, uow, by=command.actor.user_id)
        # They said so, and are spoken with: only what goes by without a word counts.
        session.missed = 0
        _note(Action.SESSION_MISSED, session, pair, uow)
    return view_of(session, pair.members, uow)


def start(command: InSession, uow: UnitOfWork) -> SessionView:
    """
    Begin now; whoever clicks second finds it begun.

    Raises:
        NotInThisPair, PairHasEnded, SessionIsOver: it cannot be begun by this person, or no more.
    """
    session, pair = _open(command, uow)
    if session.state is SessionState.PLANNED:
        session.state = SessionState.UNDER_WAY
        session.started_at = uow.now
        session.look_at = next_hand(uow.now, session.minutes, uow.now)
        planning.refresh_card(session, "started", uow)
        outbox.refresh(session.workspace_id, planning.still_together_key(session), "started", uow)
        preps.redraw(session, "started", uow)
        _note(Action.SESSION_STARTED, session, pair, uow)
    return view_of(session, pair.members, uow)


def end(command: InSession, uow: UnitOfWork) -> SessionView:
    """
    Say that the session is over, or that the pair has met already: its members may close.

    Raises:
        NotInThisPair, PairHasEnded, SessionIsOver: it is not this person's to say, or too late.
    """
    session, pair = held_by(command, uow, lock=True)
    pair.must_be_at_work()
    if session.state is SessionState.CANCELLED:
        raise SessionIsOver
    if session.state in {SessionState.PLANNED, SessionState.UNDER_WAY}:
        session.ended_at = uow.now
        _note(Action.SESSION_HELD, session, pair, uow)
        course.end(session, uow)
    return view_of(session, pair.members, uow)


def write(command: WriteTogether, uow: UnitOfWork) -> SessionView:
    """
    Keep what the pair writes together; it can be added to until the session is closed.

    Raises:
        NotInThisPair, PairHasEnded, SessionIsOver: it cannot be written by this person, or no more.
        NotesTooLong: on the field concerned.
        NotesMovedOn: somebody else wrote since.
    """
    notes = command.notes.strip()
    plan = Plan(command.plan.hypothesis.strip(), command.plan.next_test.strip())
    for name, text, limit in (
        ("notes", notes, NOTES_LIMIT),
        ("hypothesis", plan.hypothesis, PLAN_LIMIT),
        ("next_test", plan.next_test, PLAN_LIMIT),
    ):
        if len(text) > limit:
            raise NotesTooLong(field=name, length=len(text), limit=limit)
    session, pair = held_by(command.session, uow, lock=True)
    pair.must_be_at_work()
    if session.state in {SessionState.CLOSED, SessionState.CANCELLED}:
        raise SessionIsOver
    now = view_of(session, pair.members, uow)
    if (now.notes, now.plan) == (notes, plan):
        return now
    if session.written_revision != command.written:
        raise NotesMovedOn
    session.sealed_notes = uow.vault.seal(notes) if notes else None
    session.sealed_plan = uow.vault.seal({"hypothesis": plan.hypothesis, "next_test": plan.next_test})
    session.written_revision += 1
    planning.refresh_card(session, f"written-{session.written_revision}", uow)
    return view_of(session, pair.members, uow)


def _open(command: InSession, uow: UnitOfWork) -> tuple[Session, Circle]:
    session, pair = held_by(command, uow, lock=True)
    pair.must_be_at_work()
    if session.state not in {SessionState.PLANNED, SessionState.UNDER_WAY}:
        raise SessionIsOver
    return session, pair


def _day_of(session: Session, people: tuple[Person, ...]) -> date:
    """Return the day that is left out: a session moved to much later is not skipped to a date before that."""
    if session.starts_at is None:
        return session.rule_date
    return max(session.rule_date, working_time.local_date(session.starts_at, people[0].hours.zone))


def _row_of(session: Session, uow: UnitOfWork) -> Pair:
    return uow.db.get_one(Pair, {"workspace_id": session.workspace_id, "id": session.pair_id})


def _note(action: Action, session: Session, pair: Circle, uow: UnitOfWork) -> None:
    audit.note(session.workspace_id, action, session.id, pair.participant_id, uow)
