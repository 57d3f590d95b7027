"""
What takes its course by itself: rows that name the instant at which they next need a hand.

A recurring rule has its schedule (`mentoring.schedules`); a single thing, such as one session, carries its own
`look_at`. Both are looked at by the same tick.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from msgspec import Struct
from sqlalchemy import ColumnElement, Select, func, select, true
from sqlalchemy.exc import InterfaceError, OperationalError

from mentoring import schedules
from mentoring.commitments import nudges
from mentoring.enrolments import imported
from mentoring.learning_log import words
from mentoring.pairs import course as pairs
from mentoring.roster import commands as roster
from mentoring.rounds import sending as rounds
from mentoring.schedules import PUT_OFF, PlanDue, Planned
from mentoring.sessions import course as sessions
from mentoring.show_and_tell import course as shows
from mentoring.unit_of_work import UnitOfWork
from models import (
    Commitment,
    Enrolment,
    MatchRound,
    Pair,
    RosterImport,
    Session,
    ShowAndTell,
    WordsRequest,
    Workspace,
    WorkspaceState,
)

log = structlog.get_logger()


class Course(Struct, frozen=True):
    """
    One kind of row that takes its course.

    Attributes:
        model: a table with `look_at`.
        advance: does what is due for one row and says by its `look_at` when to look again.
    """

    model: Any
    advance: Callable[[Any, UnitOfWork], None]


COURSES: Sequence[Course] = (
    Course(Session, sessions.advance),
    Course(Commitment, nudges.advance),
    Course(WordsRequest, words.advance),
    Course(ShowAndTell, shows.advance),
    Course(MatchRound, rounds.advance),
    Course(Pair, pairs.advance),
    Course(RosterImport, roster.advance),
    Course(Enrolment, imported.advance),
)


def plan_due(command: PlanDue, uow: UnitOfWork) -> Planned:
    """Do everything that is due in one workspace, each thing once, however many replicas look."""
    advanced = schedules.plan_due(command, uow).advanced
    for each in COURSES:
        rows = uow.db.scalars(
            select(each.model)
            .where(each.model.workspace_id == command.workspace_id, each.model.look_at <= uow.now, _is_at_work(each))
            .order_by(each.model.look_at)
            .limit(command.limit)
            .with_for_update(skip_locked=True, key_share=True)
        ).all()
        for row in rows:
            _advance_or_put_off(each, row, uow)
        advanced += len(rows)
    return Planned(advanced)


def where_due(now: ColumnElement[datetime]) -> Sequence[Select[Any]]:
    """Return the questions for workspaces in which something takes its course now, earliest first, parked ones too."""
    return (
        schedules.where_due(now),
        *(
            select(each.model.workspace_id).where(each.model.look_at <= now).order_by(each.model.look_at)
            for each in COURSES
        ),
    )


def next_due(only: UUID | None, uow: UnitOfWork) -> datetime | None:
    """Return the earliest instant at which anything falls due by itself, in one workspace or in all at work."""
    moments = [schedules.next_due(only, uow)]
    moments += [
        uow.db.scalar(
            select(func.min(each.model.look_at)).where(
                _is_at_work(each), true() if only is None else each.model.workspace_id == only
            )
        )
        for each in COURSES
    ]
    return min((moment for moment in moments if moment is not None), default=None)


def _is_at_work(each: Course) -> Any:
    return each.model.workspace_id.in_(select(Workspace.id).where(Workspace.state == WorkspaceState.ACTIVE))


def _advance_or_put_off(each: Course, row: Any, uow: UnitOfWork) -> None:
    try:
        with uow.apart():
            each.advance(row, uow)
    except (OperationalError, InterfaceError):
        # The store failed, not the row.
        raise
    except Exception:
        # Whatever it is, it concerns this row alone: the others of the round are advanced all the same.
        log.exception("courses.put_off", table=each.model.__tablename__, row=row.id.hex)
        row.look_at = uow.now + PUT_OFF
