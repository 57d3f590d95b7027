"""
What whoever runs the server may know of the outbox, and the two things they may do: send again, and take out.

They see ids, kinds and times. Of what people wrote there is nothing in a row, and what a fact holds is shown only
where it is an id.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from uuid import UUID

from msgspec import Struct
from sqlalchemy import ColumnElement, Select, select, true
from sqlalchemy.orm import InstrumentedAttribute

from mentoring import audit
from mentoring.audit import Action
from mentoring.delivery.rows import UNDER_WAY, finish, wait
from mentoring.unit_of_work import UnitOfWork, reads
from models import OutboxAct, OutboxRow, OutboxState, Workspace

WAITING = (OutboxState.PENDING, OutboxState.CLAIMED, OutboxState.SENDING, OutboxState.UNKNOWN)
IS_AN_ID = re.compile(r"[0-9a-f]{8}(-?[0-9a-f]{4}){3}-?[0-9a-f]{12}|[A-Z][A-Z0-9]{5,20}|[0-9]{1,19}")
NOT_SHOWN = "(not shown)"


class Listing(StrEnum):
    """Which rows are listed."""

    DEAD = "dead"
    WAITING = "waiting"
    ALL = "all"


class Reach(StrEnum):
    """The kind of place a message goes to."""

    PERSON = "person"
    NEWCOMER = "newcomer"
    PAIR = "pair"
    MEMBER = "member"
    PROGRAMME = "programme"
    FORGOTTEN = "forgotten"
    """Somebody who takes part in nothing: once it was given up, nothing leads back to them."""


class Refused(StrEnum):
    """Why nothing was done to a row."""

    UNKNOWN = "unknown"
    IN_HAND = "in_hand"
    NOT_DEAD = "not_dead"
    FINISHED = "finished"
    FORGOTTEN = "forgotten"
    TOO_LATE = "too_late"


class ListRows(Struct, frozen=True):
    """
    Ask for rows, the newest first.

    Attributes:
        team_id: of this workspace only; of all when empty.
    """

    listing: Listing
    team_id: str | None = None
    limit: int = 100


class ShowRow(Struct, frozen=True):
    """Ask for one row."""

    row_id: UUID


class Replay(Struct, frozen=True):
    """Put dead rows back, as if they had never been tried."""

    row_ids: tuple[UUID, ...]


class Drop(Struct, frozen=True):
    """Take a row out: it is never sent."""

    row_id: UUID
    reason: str


class Letter(Struct, frozen=True):
    """
    A row as an operator may see it.

    Attributes:
        to: the kind of place it goes to.
        to_id: of that person, pair or programme.
        since: since when it is as it is: dead, sent or dropped, or else waiting.
        may_be_in_slack: its outcome is unknown, so it is looked for before it is sent again.
        failure: as delivery wrote it down; a sentence, or Slack's name for an error.
        first_tried_at: by the database's clock.
        facts: ids only; what is none is not shown.
    """

    row_id: UUID
    team_id: str
    kind: str
    act: OutboxAct
    state: OutboxState
    to: Reach
    to_id: str | None
    created_at: datetime
    due_at: datetime
    keep_until: datetime | None
    since: datetime
    attempts: int
    looks: int
    may_be_in_slack: bool
    first_tried_at: datetime | None
    failure: str | None
    facts: Mapping[str, str]


class Outcome(Struct, frozen=True):
    """What was done to a row: as asked where nothing was refused."""

    row_id: UUID
    refused: Refused | None


@reads
def listed(command: ListRows, uow: UnitOfWork) -> tuple[Letter, ...]:
    """Return what an operator may know of the rows that there are."""
    rows = (
        select(OutboxRow, Workspace.team_id)
        .join(Workspace, Workspace.id == OutboxRow.workspace_id)
        .where(_in(command.listing), true() if command.team_id is None else Workspace.team_id == command.team_id)
        .order_by(OutboxRow.id.desc())
        .limit(command.limit)
    )
    return tuple(_letter(row, team_id) for row, team_id in uow.db.execute(rows))


@reads
def shown(command: ShowRow, uow: UnitOfWork) -> Letter | None:
    """Return what an operator may know of one row."""
    found = uow.db.execute(_by_id(command.row_id)).one_or_none()
    return None if found is None else _letter(*found)


def replay(command: Replay, uow: UnitOfWork) -> tuple[Outcome, ...]:
    """
    Put dead rows back into the queue; two who replay at once send nothing twice.

    The deduplication key stays, so that no second row is made of the same. A direct message that may have reached
    Slack is looked for before it is sent; what goes where the bot may not look is sent only to a Slack that answers.
    """
    return tuple(Outcome(row_id, _put_back(_held(row_id, uow), uow)) for row_id in command.row_ids)


def drop(command: Drop, uow: UnitOfWork) -> Outcome:
    """Take a row out that waits or is dead; one that a worker has in hand is left alone."""
    row = _held(command.row_id, uow)
    refused = _not_to_drop(row)
    if row is not None and refused is None:
        finish(row, OutboxState.DROPPED, command.reason, uow)
        audit.note(row.workspace_id, Action.MESSAGE_DROPPED, row.id, None, uow)
    return Outcome(command.row_id, refused)


def _in(listing: Listing) -> ColumnElement[bool]:
    state: InstrumentedAttribute[OutboxState] = OutboxRow.state
    match listing:
        case Listing.DEAD:
            return state == OutboxState.DEAD
        case Listing.WAITING:
            return state.in_(WAITING)
        case Listing.ALL:
            return true()


def _by_id(row_id: UUID) -> Select[OutboxRow, str]:
    # An operator knows no workspace's id; by way of the few workspaces the row is found by its key.
    return (
        select(OutboxRow, Workspace.team_id)
        .join(Workspace, Workspace.id == OutboxRow.workspace_id)
        .where(OutboxRow.id == row_id)
    )


def _held(row_id: UUID, uow: UnitOfWork) -> OutboxRow | None:
    return uow.db.scalars(_by_id(row_id).with_for_update(key_share=True, of=OutboxRow)).one_or_none()


def _put_back(row: OutboxRow | None, uow: UnitOfWork) -> Refused | None:
    if row is None:
        return Refused.UNKNOWN
    if row.state is not OutboxState.DEAD:
        return Refused.IN_HAND if row.state in UNDER_WAY else Refused.NOT_DEAD
    if _reach(row)[0] is Reach.FORGOTTEN:
        return Refused.FORGOTTEN
    if row.keep_until is not None and row.keep_until < uow.now:
        return Refused.TOO_LATE
    row.attempts = 0
    row.failure = row.finished_at = None
    if _can_be_looked_for(row):
        row.looks = 0
    else:
        # One look in vain is what tells that it may stand where the bot cannot see it. And it is anew: it keeps hours.
        row.looks = min(row.looks, 1)
        row.first_tried_ms = None
    wait(row, OutboxState.PENDING if row.first_tried_ms is None else OutboxState.UNKNOWN, 0, uow)
    audit.note(row.workspace_id, Action.MESSAGE_REPLAYED, row.id, None, uow)
    uow.wakes_delivery = True
    return None


def _not_to_drop(row: OutboxRow | None) -> Refused | None:
    if row is None:
        return Refused.UNKNOWN
    if row.state in UNDER_WAY:
        return Refused.IN_HAND
    return Refused.FINISHED if row.state in {OutboxState.SENT, OutboxState.DROPPED} else None


def _can_be_looked_for(row: OutboxRow) -> bool:
    return row.act is OutboxAct.POST and row.pair_id is None and row.programme_id is None


def _letter(row: OutboxRow, team_id: str) -> Letter:
    to, to_id = _reach(row)
    tried = row.first_tried_ms
    return Letter(
        row_id=row.id,
        team_id=team_id,
        kind=row.kind,
        act=row.act,
        state=row.state,
        to=to,
        to_id=to_id,
        created_at=row.created_at,
        due_at=row.due_at,
        keep_until=row.keep_until,
        since=row.finished_at or row.created_at,
        attempts=row.attempts,
        looks=row.looks,
        may_be_in_slack=row.state is OutboxState.UNKNOWN or (row.state is OutboxState.DEAD and row.looks > 0),
        first_tried_at=None if tried is None else datetime.fromtimestamp(tried / 1_000, UTC),
        failure=row.failure,
        facts={name: _if_id(value) for name, value in row.facts.items()},
    )


def _reach(row: OutboxRow) -> tuple[Reach, str | None]:
    """Return the kind of place it goes to, and whose; a member is named by their participant's id."""
    if row.participant_id is not None:
        return (Reach.PERSON if row.pair_id is None else Reach.MEMBER), str(row.participant_id)
    if row.pair_id is not None:
        return Reach.PAIR, str(row.pair_id)
    if row.programme_id is not None:
        return Reach.PROGRAMME, str(row.programme_id)
    return (Reach.FORGOTTEN, None) if row.user_id is None else (Reach.NEWCOMER, row.user_id)


def _if_id(value: object) -> str:
    text = str(value)
    return text if IS_AN_ID.fullmatch(text) else NOT_SHOWN
