"""
What takes its course by itself: rows that name the instant at which they next need a hand.

A recurring rule has its schedule (`mentoring.schedules`); a single thing, such as one session, carries its own
`look_at`. Both are looked at by the same tick.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cache
from typing import Any

import structlog
from msgspec import Struct
from sqlalchemy import ColumnElement, Integer, Select, Uuid, bindparam, func, literal, select, union_all
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
    Schedule,
    Session,
    ShowAndTell,
    WordsRequest,
    Workspace,
    WorkspaceState,
)
from models.types import Instant

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
    asked = {"workspace_id": command.workspace_id, "now": uow.now}
    due = set(uow.connection.execute(_what_is_due(), asked).scalars())
    advanced = schedules.plan_due(command, uow).advanced if Schedule.__tablename__ in due else 0
    for each in COURSES:
        # What took its course before it may have let it fall due only now.
        if advanced or each.model.__tablename__ in due:
            rows = uow.db.scalars(_rows_due(each), {**asked, "limit": command.limit}).all()
            for row in rows:
                _advance_or_put_off(each, row, uow)
            advanced += len(rows)
    return Planned(advanced)


@cache
def _what_is_due() -> Select[str]:
    """
    Name the tables in which something is due in one workspace, parked ones too.

    At a look that is usually one of them, and each of the others would be asked in vain. Built once, as its like below:
    putting such a question together takes longer than its answer.
    """
    here = bindparam("workspace_id", type_=Uuid())
    tables = (Schedule.__tablename__, *(each.model.__tablename__ for each in COURSES))
    questions = where_due(bindparam("now", type_=Instant()))
    answers = union_all(
        *(select(_one_of(table, question, here).subquery()) for table, question in zip(tables, questions, strict=True))
    ).subquery()
    return select(answers.c.what)


def _one_of(table: str, question: Select[Any], here: ColumnElement[Any]) -> Select[Any]:
    [workspace_id] = question.selected_columns
    return question.with_only_columns(literal(table).label("what")).where(workspace_id == here).limit(1)


@cache
def _rows_due(each: Course) -> Select[Any]:
    is_due = each.model.look_at <= bindparam("now", type_=Instant())
    return (
        select(each.model)
        .where(each.model.workspace_id == bindparam("workspace_id", type_=Uuid()), is_due, _is_at_work(each))
        .order_by(each.model.look_at)
        .limit(bindparam("limit", type_=Integer()))
        .with_for_update(skip_locked=True, key_share=True)
    )


def where_due(now: ColumnElement[datetime]) -> Sequence[Select[Any]]:
    """Return the questions for workspaces in which something takes its course now, earliest first, parked ones too."""
    return (
        schedules.where_due(now),
        *(
            select(each.model.workspace_id).where(each.model.look_at <= now).order_by(each.model.look_at)
            for each in COURSES
        ),
    )


def when_next(only: ColumnElement[Any] | None) -> Sequence[Select[Any]]:
    """Return the questions for the instants at which things next fall due by themselves: in one workspace, or all."""
    return (
        schedules.when_next(only),
        *(
            select(func.min(each.model.look_at)).where(
                _is_at_work(each), *(() if only is None else (each.model.workspace_id == only,))
            )
            for each in COURSES
        ),
    )


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
