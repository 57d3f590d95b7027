"""Whoever took a session's calendar file gets the next one when it moves or is called off."""

from uuid import UUID

from sqlalchemy import select

from mentoring import outbox
from mentoring.calendars.rules import CalendarFile, Occasion, entry_of
from mentoring.outbox import NoticeKind, ToPerson
from mentoring.prep import schedule as preps
from mentoring.unit_of_work import UnitOfWork
from models import CalendarHold, Membership, OutboxRow, Session, SessionState


def follow(session: Session, uow: UnitOfWork) -> None:
    """
    Have the holds in people's calendars follow a session whose time changed.

    A new time comes in the thread of the prep, which is their next message anyway; that nothing takes place is told at
    once.
    """
    held = uow.db.execute(
        select(CalendarHold, Membership.participant_id)
        .join(
            Membership,
            (Membership.workspace_id == CalendarHold.workspace_id) & (Membership.id == CalendarHold.membership_id),
        )
        .where(
            CalendarHold.workspace_id == session.workspace_id,
            CalendarHold.session_id == session.id,
            CalendarHold.revision < session.revision,
        )
        .order_by(CalendarHold.id)
    ).all()
    for hold, participant_id in held:
        hold.revision = session.revision
        _send(session, hold, participant_id, uow)


def _send(session: Session, hold: CalendarHold, participant_id: UUID, uow: UnitOfWork) -> None:
    told = facts(session, hold.membership_id, is_asked_for=False)
    moved_key = key(hold.id, session.revision, session.state)
    takes_place = session.state is not SessionState.CANCELLED and session.starts_at is not None
    prep = preps.message_of(session, hold.membership_id, uow) if takes_place else None
    if prep is not None:
        outbox.reply(prep, NoticeKind.CALENDAR_FILE, moved_key, told, uow, due_at=max(prep.due_at, uow.now))
        return
    to = ToPerson(participant_id)
    outbox.post(session.workspace_id, NoticeKind.CALENDAR_FILE, moved_key, to, told, uow)


def key(hold_id: UUID, revision: int, occasion: str) -> str:
    """Return the outbox key of one file."""
    return f"calendar-file:{hold_id}:{revision}:{occasion}"


def facts(session: Session, membership_id: UUID, *, is_asked_for: bool) -> dict[str, str]:
    """Return what a file's row holds: ids, the revision it is about, and whether somebody just clicked for it."""
    return {
        "session_id": str(session.id),
        "membership_id": str(membership_id),
        "revision": str(session.revision),
        "asked": "yes" if is_asked_for else "no",
    }


def file(row: OutboxRow, uow: UnitOfWork) -> CalendarFile | None:
    """Return the file as it is true now; nothing when a newer one is on its way."""
    session = uow.db.get_one(Session, {"workspace_id": row.workspace_id, "id": UUID(row.facts["session_id"])})
    if str(session.revision) != row.facts["revision"]:
        return None
    return CalendarFile(entry_of(session, uow.now), _occasion(session, row))


def _occasion(session: Session, row: OutboxRow) -> Occasion:
    if session.state is SessionState.CANCELLED:
        return Occasion.CALLED_OFF
    if session.starts_at is None:
        return Occasion.WITHOUT_TIME
    return Occasion.TAKEN if row.facts["asked"] == "yes" else Occasion.MOVED
