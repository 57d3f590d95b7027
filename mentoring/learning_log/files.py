"""A pair's whole log as files, for the one member who asks, in their own DM."""

from datetime import date, timedelta
from uuid import UUID

from msgspec import Struct
from sqlalchemy import select

from mentoring import outbox, participants, working_time
from mentoring.errors import CharterFirst, NotInThisPair, Refusal
from mentoring.learning_log import queries
from mentoring.learning_log.queries import WholeLog
from mentoring.outbox import NoticeKind, ToPerson
from mentoring.participants import Actor, InPair
from mentoring.unit_of_work import AS_IT_IS, UnitOfWork
from mentoring.wording import N_
from models import OutboxRow, Participant, Workspace

SAME_WISH = timedelta(minutes=1)
"""Whoever clicks again so soon gets the files that are on their way."""


class NothingToTakeAlong(Refusal):
    """The log is empty."""

    message = N_("There is nothing in this log yet, so there is nothing to take along.")


class AskForFiles(Struct, frozen=True):
    """A member wants the pair's log as files."""

    actor: Actor
    pair_id: UUID
    receipt: str


class LogFiles(Struct, frozen=True):
    """
    The log as it goes out.

    Attributes:
        day: today, where the member lives.
    """

    log: WholeLog
    me: str
    day: date


def ask(command: AskForFiles, uow: UnitOfWork) -> LogFiles:
    """
    Have the log sent to the member alone; the others of the pair are not told. Return what it holds now.

    Raises:
        NotInThisPair, CharterFirst: there is no log for the actor.
        NothingToTakeAlong: nothing was kept in it.
    """
    found = queries.whole(InPair(command.actor, command.pair_id), uow)
    person = participants.require(command.actor, uow)
    # Held until the transaction ends: of two clicks at one instant the second sees what the first one asked for.
    uow.db.refresh(person, with_for_update=AS_IT_IS)
    if not found.entries:
        raise NothingToTakeAlong
    if not _is_on_its_way(person, command.pair_id, uow):
        outbox.post(
            person.workspace_id,
            NoticeKind.LOG_FILES,
            f"log-files:{command.pair_id}:{command.receipt}",
            ToPerson(person.id),
            {"pair_id": str(command.pair_id)},
            uow,
        )
    return _files(found, person, uow)


def told(row: OutboxRow, uow: UnitOfWork) -> LogFiles | None:
    """Return the log as it is at the moment of sending; nothing when it is no longer the reader's, or empty."""
    person = uow.db.get_one(Participant, {"workspace_id": row.workspace_id, "id": row.participant_id})
    team_id = uow.db.get_one(Workspace, row.workspace_id).team_id
    place = InPair(Actor(team_id, person.slack_user_id), UUID(row.facts["pair_id"]))
    try:
        found = queries.whole(place, uow)
    except (NotInThisPair, CharterFirst):
        return None
    return _files(found, person, uow) if found.entries else None


def _files(found: WholeLog, person: Participant, uow: UnitOfWork) -> LogFiles:
    return LogFiles(found, person.slack_user_id, working_time.local_date(uow.now, person.zone))


def _is_on_its_way(person: Participant, pair_id: UUID, uow: UnitOfWork) -> bool:
    asked = uow.db.scalars(
        select(OutboxRow).where(
            OutboxRow.workspace_id == person.workspace_id,
            OutboxRow.participant_id == person.id,
            OutboxRow.due_at > uow.now - SAME_WISH,
            OutboxRow.kind == NoticeKind.LOG_FILES,
        )
    )
    return any(row.facts["pair_id"] == str(pair_id) for row in asked)
