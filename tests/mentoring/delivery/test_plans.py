"""Looking for work costs the same however much has been sent: each look goes through its index."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import event

from mentoring import schedules
from mentoring.delivery import claims, queue, work
from mentoring.delivery.queue import LookAtQueue
from mentoring.delivery.steps import Claim, LookForWork, Recover
from mentoring.schedules import PlanDue
from tests.factories.cast import Cast
from tests.factories.filled import Filled
from tests.factories.store import Store, migrate
from tests.mentoring.delivery.waiting import fill

if TYPE_CHECKING:
    from tests.postgres.server import PostgresServer

ROWS = 10_000
KEYS = (Fernet.generate_key().decode(),)
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
def on_sqlite(filled_once: Callable[[Callable[[Cast], None]], Filled[None]], tmp_path: Path) -> Iterator[Cast]:
    with filled_once(much_was_sent).copied(tmp_path / "much.sqlite3") as (cast, _):
        yield cast


@pytest.fixture
def on_postgres(postgres_server: "PostgresServer") -> Iterator[Cast]:
    def prepare(url: str) -> None:
        migrate(url)
        store = Store(url, KEYS)
        much_was_sent(Cast(store))
        store.close()

    with postgres_server.database(postgres_server.template("much_was_sent", prepare)) as url:
        store = Store(url, KEYS)
        yield Cast(store)
        store.close()


@pytest.fixture(
    params=["on_sqlite", pytest.param("on_postgres", marks=pytest.mark.postgres)], ids=["on SQLite", "on PostgreSQL"]
)
def full_cast(request: pytest.FixtureRequest) -> Cast:
    """A store of which much was sent, on each database: a copy, since to write it all takes longer than each look."""
    cast: Cast = request.getfixturevalue(request.param)
    return cast


@pytest.mark.parametrize("looked_for", list(LOOKS))
def test_each_look_goes_through_its_index(full_cast: Cast, looked_for: str) -> None:
    look, command, index = LOOKS[looked_for]
    with plans_of(full_cast.store, few_rows=looked_for == "schedules") as plans:
        full_cast.store.do(look, command(full_cast.workspace_id))
    # On PostgreSQL what comes first closes the fence around the workspace.
    assert any(index in plan for plan in plans), plans
