"""
What the queue costs: an idle look and a claim however much waits, and due rows beside APScheduler's job store.

Waiting are rows that are due another day. A look asks where anything is due; a claim takes twenty rows under a lease.
"""

import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy import insert, update

from mentoring import outbox
from mentoring.clock import SystemClock
from mentoring.delivery import claims, work
from mentoring.delivery.pacing import Rate
from mentoring.delivery.rows import IN_HAND
from mentoring.delivery.steps import ClaimBatch, LookForWork
from mentoring.outbox import NoticeKind, ToNewcomer
from models import OutboxAct, OutboxRow, OutboxState
from models.base import new_id
from tests.factories.cast import Cast
from tests.factories.store import Store, migrate
from tests.postgres.server import PostgresServer

WAITING = (1_000, 100_000, 1_000_000)
DUE = (10_000, 100_000)
TIMES = 200
BATCH = 20
AT_ONCE = 10_000
UNLIMITED = Rate(per_second=1_000_000, burst=1_000_000)


@dataclass(frozen=True)
class Took:
    """Milliseconds of many tries."""

    p50: float
    p99: float


def run(waiting: tuple[int, ...] = WAITING, due: tuple[int, ...] = DUE) -> None:
    """Measure on both databases and print a row each."""
    for name, opened in (("SQLite", _on_sqlite), ("PostgreSQL", _on_postgres)):
        with opened() as store:
            cast = Cast(store)
            cast.invitation("ada", "ben")
            sys.stdout.write(f"The queue, {name}\n")
            there = 0
            for number in waiting:
                _fill(cast, number - there, store.clock.now() + timedelta(days=30))
                there = number
                _settle(store)
                look = _timed(partial(store.do, work.waiting, LookForWork(cast.workspace_id)))
                everywhere = _timed(partial(store.do, work.waiting, LookForWork()))
                claim = _claims(cast)
                sys.stdout.write(
                    f"  {number:9,} waiting   look p50 {look.p50:5.2f} p99 {look.p99:5.2f} ms   for all workspaces "
                    f"p50 {everywhere.p50:5.2f} p99 {everywhere.p99:5.2f} ms   claim of {BATCH} p50 {claim.p50:5.2f} "
                    f"p99 {claim.p99:5.2f} ms\n"
                )
    for number in due:
        _beside_job_store(number)


def _timed(step: Callable[[], object]) -> Took:
    took = []
    for _ in range(TIMES):
        began = time.perf_counter()
        step()
        took.append((time.perf_counter() - began) * 1_000)
    took.sort()
    return Took(took[len(took) // 2], took[int(len(took) * 0.99)])


def _claims(cast: Cast) -> Took:
    """Claim due rows, which are then gone again, so that each claim finds as much."""
    _fill(cast, TIMES * BATCH, cast.store.clock.now() - timedelta(minutes=1))
    command = ClaimBatch(cast.workspace_id, BATCH, 30_000, UNLIMITED)
    took = _timed(lambda: cast.store.do(claims.claim_batch, command))
    with cast.store.transaction() as uow:
        gone = update(OutboxRow).where(IN_HAND, OutboxRow.workspace_id == cast.workspace_id)
        uow.db.execute(gone.values(state=OutboxState.SENT))
    return took


def _fill(cast: Cast, number: int, due_at: datetime) -> None:
    """So many rows, written past the domain: only their number matters."""
    with cast.store.transaction() as uow:
        for first in range(0, number, AT_ONCE):
            uow.connection.execute(insert(OutboxRow), [_row(cast, due_at) for _ in range(min(AT_ONCE, number - first))])


def _row(cast: Cast, due_at: datetime) -> dict[str, Any]:
    row_id = new_id()
    return {
        "workspace_id": cast.workspace_id,
        "id": row_id,
        "kind": NoticeKind.HELLO,
        "act": OutboxAct.POST,
        "dedup_key": row_id.hex,
        "facts": {},
        "user_id": "U1",
        "state": OutboxState.PENDING,
        "due_at": due_at,
        "created_at": due_at,
    }


def _settle(store: Store) -> None:
    """As a database that has been running for a while: PostgreSQL's own statistics are up to date."""
    if store.is_postgres:
        with store.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE outbox")


def _beside_job_store(number: int) -> None:
    """The same number of due things, in our outbox and in APScheduler's job store, both on SQLite."""
    with _on_sqlite() as store:
        cast = Cast(store)
        due_at = store.clock.now() - timedelta(minutes=1)
        began = time.perf_counter()
        _add_ours(cast, number, due_at)
        added = time.perf_counter() - began
        began = time.perf_counter()
        _work_off_ours(cast)
        worked_off = time.perf_counter() - began
    with tempfile.TemporaryDirectory(prefix="bothways-bench-") as folder:
        jobs = SQLAlchemyJobStore(f"sqlite:///{folder}/jobs.sqlite3")
        scheduler = BackgroundScheduler(jobstores={"default": jobs}, timezone=UTC)
        scheduler.start(paused=True)
        try:
            began = time.perf_counter()
            now = SystemClock().now()
            past = now - timedelta(minutes=1)
            for _ in range(number):
                scheduler.add_job(nothing, "date", run_date=past, misfire_grace_time=None)
            theirs_added = time.perf_counter() - began
            began = time.perf_counter()
            # What its loop does: the due jobs, one by one run and removed.
            for job in jobs.get_due_jobs(now):
                job.func()
                jobs.remove_job(job.id)
            theirs_off = time.perf_counter() - began
        finally:
            scheduler.shutdown()
    sys.stdout.write(
        f"{number:,} due, SQLite: added in {added:.1f} s, APScheduler's job store {theirs_added:.1f} s "
        f"({theirs_added / added:.0f} times)   worked off in {worked_off:.1f} s, job store {theirs_off:.1f} s "
        f"({theirs_off / worked_off:.1f} times)\n"
    )


def _add_ours(cast: Cast, number: int, due_at: datetime) -> None:
    """Through the domain, a thousand a transaction: as one due date plans a programme's people."""
    for first in range(0, number, 1_000):
        with cast.store.transaction() as uow:
            for each in range(first, min(first + 1_000, number)):
                to = ToNewcomer(f"U{each}")
                outbox.post(cast.workspace_id, NoticeKind.HELLO, f"due-{each}", to, {}, uow, due_at=due_at)


def _work_off_ours(cast: Cast) -> None:
    command = ClaimBatch(cast.workspace_id, 200, 30_000, UNLIMITED)
    while held := cast.store.do(claims.claim_batch, command).held:
        with cast.store.transaction() as uow:
            ids = [each.row_id for each in held]
            done = update(OutboxRow).where(OutboxRow.workspace_id == cast.workspace_id, OutboxRow.id.in_(ids))
            uow.db.execute(done.values(state=OutboxState.SENT))


def nothing() -> None:
    """A job, which APScheduler has to be able to name."""


@contextmanager
def _on_sqlite() -> Iterator[Store]:
    with tempfile.TemporaryDirectory(prefix="bothways-bench-") as folder:
        url = f"sqlite:///{Path(folder) / 'store.sqlite3'}"
        migrate(url)
        store = Store(url)
        yield store
        store.close()


@contextmanager
def _on_postgres() -> Iterator[Store]:
    with PostgresServer.running() as server, server.database() as url:
        migrate(url)
        store = Store(url)
        yield store
        store.close()
