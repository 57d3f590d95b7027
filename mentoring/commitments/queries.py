"""What the members of a pair may read of its commitments. Whoever calls these has checked access."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, select

from mentoring.commitments.rules import CommitmentLine, Promise
from mentoring.pairs.rules import Member, members_of
from mentoring.unit_of_work import UnitOfWork
from models import Commitment, CommitmentState, Pair

COUNTING = (CommitmentState.PROPOSED, CommitmentState.OPEN, CommitmentState.DONE)


def open_in(pair: Pair, uow: UnitOfWork) -> tuple[CommitmentLine, ...]:
    """Return what the pair has open, by the day it is due."""
    chosen = (Commitment.pair_id == pair.id, Commitment.state == CommitmentState.OPEN)
    return _lines(pair.workspace_id, chosen, members_of(pair, uow), uow)


def to_settle(pair: Pair, members: tuple[Member, ...], uow: UnitOfWork) -> tuple[CommitmentLine, ...]:
    """Return what the pair has open, and what was proposed to it, by the day it is due."""
    waiting = Commitment.state.in_((CommitmentState.PROPOSED, CommitmentState.OPEN))
    return _lines(pair.workspace_id, (Commitment.pair_id == pair.id, waiting), members, uow)


def made_in(
    workspace_id: UUID, session_id: UUID, members: tuple[Member, ...], uow: UnitOfWork
) -> tuple[CommitmentLine, ...]:
    """Return what was committed to in one session; what was dropped since is left out."""
    chosen = (Commitment.session_id == session_id, Commitment.state.in_(COUNTING))
    return _lines(workspace_id, chosen, members, uow)


def line_of(row: Commitment, members: Iterable[Member], uow: UnitOfWork) -> CommitmentLine:
    """Return one commitment, unsealed."""
    promise = Promise(**uow.vault.open(row.sealed_body))
    whose = next(member for member in members if member.membership_id == row.membership_id)
    return CommitmentLine(row.id, whose, promise.what, promise.risk, row.due_on, row.state)


def _lines(
    workspace_id: UUID, chosen: Iterable[ColumnElement[bool]], members: tuple[Member, ...], uow: UnitOfWork
) -> tuple[CommitmentLine, ...]:
    rows = uow.db.scalars(select(Commitment).where(Commitment.workspace_id == workspace_id, *chosen)).all()
    rows = sorted(rows, key=lambda row: (row.due_on or date.max, row.created_at, row.id))
    return tuple(line_of(row, members, uow) for row in rows)
