"""
Where there is work: asked once a look, for all workspaces together.

The usual answer is "nowhere", and it costs a handful of index probes, however much waits for another day.
"""

from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, Uuid, bindparam, literal, select, union_all

from mentoring import courses
from mentoring.delivery.rows import IN_HAND
from mentoring.delivery.steps import LookForWork, Work
from mentoring.unit_of_work import UnitOfWork, reads
from models import OutboxRow, OutboxState, Workspace, WorkspaceState
from models.types import Instant, database_ms, is_word

SPEAKS, LOST, LAPSED, PLANS = "speaks", "lost", "lapsed", "plans"


@reads
def waiting(command: LookForWork, uow: UnitOfWork) -> tuple[Work, ...]:
    """Return the workspaces at work in which something is due now, and what kind of work that is."""
    found = uow.connection.execute(_question(is_of_one=command.only is not None), _told(command, uow))
    kinds: dict[UUID, set[str]] = {}
    for what, workspace_id in found:
        kinds.setdefault(workspace_id, set()).add(what)
    return tuple(
        Work(
            workspace_id,
            lapsed=LAPSED in kinds[workspace_id],
            plans=PLANS in kinds[workspace_id],
            speaks=bool({SPEAKS, LOST} & kinds[workspace_id]),
        )
        for workspace_id in sorted(kinds)
    )


def _told(command: LookForWork, uow: UnitOfWork) -> dict[str, Any]:
    return {"now": uow.now} | ({} if command.only is None else {"only": command.only})


@cache
def _question(*, is_of_one: bool) -> Select[Any]:
    """Built once: putting it together takes longer than its answer."""
    now = bindparam("now", type_=Instant())
    is_due = (is_word(OutboxRow.state, OutboxState.PENDING), OutboxRow.due_at <= now)
    to_say = select(OutboxRow.workspace_id).where(*is_due, OutboxRow.wait_until_ms <= database_ms())
    questions = [
        (SPEAKS, to_say.order_by(OutboxRow.due_at)),
        (LOST, _in_hand(OutboxRow.state == OutboxState.UNKNOWN)),
        (LAPSED, _in_hand(OutboxRow.state != OutboxState.UNKNOWN)),
        *((PLANS, question) for question in courses.where_due(now)),
    ]
    asked = [_asked(what, question, is_of_one=is_of_one) for what, question in questions]
    answers = union_all(*(select(each.subquery()) for each in asked)).subquery()
    return (
        select(answers.c.what, answers.c.workspace_id)
        .join(Workspace, Workspace.id == answers.c.workspace_id)
        .where(Workspace.state == WorkspaceState.ACTIVE)
        .distinct()
    )


def _asked(what: str, question: Select[Any], *, is_of_one: bool) -> Select[Any]:
    [workspace_id] = question.selected_columns
    named = question.with_only_columns(literal(what).label("what"), workspace_id.label("workspace_id"))
    if not is_of_one:
        return named.order_by(None).distinct()
    # The first one is answer enough, or the answer of a long queue would be as long as the queue; and asked for by its
    # order, so that no planner reads a whole table in the belief that it will soon meet one.
    return named.where(workspace_id == bindparam("only", type_=Uuid())).limit(1)


def _in_hand(which: Any) -> Select[Any]:
    in_time = (OutboxRow.wait_until_ms <= database_ms(), which)
    return select(OutboxRow.workspace_id).where(IN_HAND, *in_time).order_by(OutboxRow.wait_until_ms)
