"""Looking for work costs the same however much has been sent: each look goes through its index."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from mentoring import schedules
from mentoring.delivery import claims, queue, work
from mentoring.delivery.queue import LookAtQueue
from mentoring.delivery.steps import Claim, LookForWork, Recover
from mentoring.schedules import PlanDue
from tests.factories.cast import Cast
from tests.factories.store import Store
from tests.mentoring.delivery.waiting import fill

ROWS = 10_000
LOOKS: dict[str, tuple[Any, Any, str]] = {
    "due rows": (claims.claim, lambda workspace_id: Claim(workspace_id, 20, 30_000), "ix_outbox_waiting_here"),
    "unknown outcomes": (
        claims.claim_unknown,
        lambda workspace_id: Claim(workspace_id, 20, 30_000),
        "ix_outbox_under_way",
    ),
    "leases that ran out": (claims.recover, lambda workspace_id: Recover(workspace_id, 1), "ix_outbox_under_way"),
    "schedules": (schedules.plan_due, PlanDue, "ix_schedules_due_here"),
    "work in one workspace": (work.waiting, LookForWork, "ix_outbox_waiting"),
    "the figures": (queue.look, lambda _: LookAtQueue(), "ix_outbox_waiting"),
    "what was set aside": (queue.look, lambda _: LookAtQueue(), "ix_outbox_dead"),
    "work anywhere": (work.waiting, lambda _: LookForWork(), "ix_outbox_waiting"),
}


@contextmanager
def plans_of(store: Store, *, few_rows: bool) -> Iterator[list[str]]:
    """The database's plan of each question asked meanwhile, with the very values it was asked with."""
    plans: list[str] = []
    words = "EXPLAIN" if store.is_postgres else "EXPLAIN QUERY PLAN"

    def explain(connection: Any, _cursor: Any, statement: str, values: Any, _context: Any, _many: Any) -> None:
        if statement.startswith("SELECT"):
            beside = connection.connection.cursor()
            if few_rows and store.is_postgres:
                # A handful of rows is sensibly read whole; here the planner is asked what it could do with many.
                beside.execute("SET LOCAL enable_seqscan = off")
            beside.execute(f"{words} {statement}", values)
            plans.append("\n".join(str(line) for line in beside.fetchall()))
            beside.close()

    event.listen(store.database.engine, "before_cursor_execute", explain)
    try:
        yield plans
    finally:
        event.remove(store.database.engine, "before_cursor_execute", explain)


def much_was_sent(cast: Cast) -> None:
    """Ten thousand rows, and the schedules of three pairs."""
    for number in range(3):
        cast.chartered(f"ada{number}", f"ben{number}")
    fill(cast, ROWS)


@pytest.fixture
def full_cast(each_filled: Callable[[Callable[[Cast], object]], Cast]) -> Cast:
    """A store of which much was sent: a copy, since to write it all takes longer than each look."""
    return each_filled(much_was_sent)


@pytest.mark.parametrize("looked_for", list(LOOKS))
def test_each_look_goes_through_its_index(full_cast: Cast, looked_for: str) -> None:
    look, command, index = LOOKS[looked_for]
    with plans_of(full_cast.store, few_rows=looked_for == "schedules") as plans:
        full_cast.store.do(look, command(full_cast.workspace_id))
    # On PostgreSQL what comes first closes the fence around the workspace.
    assert any(index in plan for plan in plans), plans
