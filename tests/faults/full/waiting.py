"""Row 15: a million rows that wait, and what it costs to look for work and to claim some."""

import json
import statistics
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import event, insert, text

from mentoring.clock import SystemClock
from mentoring.delivery import claims, work
from mentoring.delivery.pacing import Rate
from mentoring.delivery.steps import ClaimBatch, LookForWork
from mentoring.outbox import NoticeKind
from models import OutboxRow, OutboxState
from models.base import new_id
from tests.factories.store import Store
from tests.faults.full.ground import Ground, Outcome

ROWS = 1_000_000
LOOKS = 500
CLAIMS = 50
ROUNDS = 10
"""The quietest counts: what else the machine does at a moment is no cost of the look."""
GOAL_MS = 5.0
INDEX = "ix_outbox_waiting_here"


async def a_million_waits(ground: Ground) -> Outcome:
    """Fill, look with nothing due, then with everything due; the plan of the claim."""
    await ground.open(people=1)
    store = ground.store()
    _fill(store, ground)
    only = LookForWork(ground.workspace(store))
    idle = _timed(LOOKS, lambda: store.do(work.waiting, only))
    anywhere = _timed(LOOKS, lambda: store.do(work.waiting, LookForWork()))
    store.clock.set(SystemClock().now() + timedelta(days=60))
    batch = ClaimBatch(ground.workspace(store), 20, 30_000, Rate(1e6, 20))
    plan = _plan(store, lambda: store.do(claims.claim_batch, batch))
    claimed = _timed(CLAIMS, lambda: store.do(claims.claim_batch, batch))
    failures = [] if INDEX in plan else ["the claim does not go through its index"]
    for name, took in (("one workspace", idle), ("all", anywhere)):
        if _p99(took) >= GOAL_MS:
            failures.append(f"idle tick of {name}: p99 {_p99(took):.2f} ms")
    return Outcome(
        counts={
            "idle tick": f"{_told(idle)} (goal: p99 < {GOAL_MS:.0f} ms)",
            "of all workspaces": _told(anywhere),
            "claim of 20 with all of them due": _told(claimed),
            "plan": INDEX if INDEX in plan else plan,
        },
        failures=tuple(failures),
    )


def _fill(store: Store, ground: Ground) -> None:
    """One row by hand, and the database copies it: it is asked here how it finds them, not how fast it takes them."""
    row = {
        "workspace_id": ground.workspace(store),
        "id": new_id(),
        "kind": NoticeKind.HELLO.value,
        "dedup_key": "waits",
        "facts": {},
        "user_id": ground.people[0],
        "state": OutboxState.PENDING,
        "due_at": SystemClock().now() + timedelta(days=1),
        "created_at": SystemClock().now(),
    }
    changed = {
        "id": "gen_random_uuid()" if store.is_postgres else "lower(hex(randomblob(16)))",
        "dedup_key": "'waits:' || n",
        "due_at": "due_at + n * interval '1 second'"
        if store.is_postgres
        else "strftime('%Y-%m-%d %H:%M:%f000', due_at, '+' || n || ' seconds')",
    }
    names = [column.name for column in OutboxRow.__table__.columns]
    copied = ", ".join(changed.get(name, name) for name in names)
    numbers = "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < :rows)"
    # Nothing but names of our own columns is put into it.
    copy = f"INSERT INTO outbox ({', '.join(names)}) {numbers} SELECT {copied} FROM outbox, numbers"  # noqa: S608
    with store.transaction() as uow:
        uow.db.execute(insert(OutboxRow), [row])
    with store.transaction() as uow:
        if store.is_postgres:
            # A click may wait two seconds and a half; this is none.
            uow.db.execute(text("SET LOCAL statement_timeout = 0"))
        uow.db.execute(text(copy), {"rows": ROWS - 1})
    with store.transaction() as uow:
        if store.is_postgres:
            uow.db.execute(text("SET LOCAL statement_timeout = 0"))
        uow.db.execute(text("ANALYZE"))
    store.clock.set(SystemClock().now())


def _timed(number: int, act: Callable[[], Any]) -> list[float]:
    """Milliseconds of each, of the round with the least p99."""

    def one_round() -> list[float]:
        took = []
        for _ in range(number):
            began = time.perf_counter()
            act()
            took.append((time.perf_counter() - began) * 1_000)
        return took

    # Statements are compiled and connections opened before.
    act()
    return min((one_round() for _ in range(ROUNDS)), key=_p99)


def _p99(took: list[float]) -> float:
    return statistics.quantiles(took, n=100)[98]


def _told(took: list[float]) -> str:
    return f"p50 {statistics.median(took):.2f} ms, p99 {_p99(took):.2f} ms"


def _plan(store: Store, act: Callable[[], Any]) -> str:
    """The database's plan of the first question about the outbox, with the very values it was asked with."""
    plans: list[str] = []
    words = "EXPLAIN" if store.is_postgres else "EXPLAIN QUERY PLAN"

    def explain(connection: Any, _cursor: Any, statement: str, values: Any, _context: Any, _many: Any) -> None:
        if statement.startswith("SELECT outbox"):
            beside = connection.connection.cursor()
            beside.execute(f"{words} {statement}", values)
            plans.append(json.dumps([str(line) for line in beside.fetchall()]))
            beside.close()

    event.listen(store.database.engine, "before_cursor_execute", explain)
    try:
        act()
    finally:
        event.remove(store.database.engine, "before_cursor_execute", explain)
    return plans[0]
