"""Each test on PostgreSQL has a database of its own, and the server leaves nothing behind."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.pool import NullPool

from tests.environment import ROOT
from tests.postgres.server import PostgresServer

pytestmark = pytest.mark.postgres


def run(url: str, *statements: str) -> list[tuple[object, ...]]:
    """Execute statements in one transaction; gives the rows of the last."""
    engine = create_engine(url, poolclass=NullPool)
    with engine.begin() as connection:
        results = [connection.execute(text(statement)) for statement in statements]
        return [tuple(row) for row in results[-1]] if results[-1].returns_rows else []


@pytest.mark.parametrize("turn", ["first", "second"])
def test_a_table_made_by_one_test_is_unknown_to_the_next(postgres_url: str, turn: str) -> None:
    assert run(postgres_url, "SELECT to_regclass('notes')") == [(None,)], turn
    run(postgres_url, "CREATE TABLE notes (id int)", "INSERT INTO notes VALUES (1)")
    assert run(postgres_url, "SELECT id FROM notes") == [(1,)]


def test_the_url_is_sqlalchemys_for_psycopg(postgres_url: str) -> None:
    assert make_url(postgres_url).drivername == "postgresql+psycopg"
    [(version,)] = run(postgres_url, "SHOW server_version")
    assert int(str(version).split(".", maxsplit=1)[0]) >= 14


def test_two_databases_of_one_test_do_not_see_each_other(postgres_server: PostgresServer) -> None:
    with postgres_server.database() as one, postgres_server.database() as other:
        assert one != other
        run(one, "CREATE TABLE notes (id int)")
        assert run(other, "SELECT to_regclass('notes')") == [(None,)]


def test_a_template_is_prepared_once_and_copied_for_each(postgres_server: PostgresServer) -> None:
    prepared: list[str] = []

    def prepare(url: str) -> None:
        prepared.append(url)
        run(url, "CREATE TABLE notes (id int)", "INSERT INTO notes VALUES (7)")

    for _ in range(2):
        with postgres_server.database(postgres_server.template("with_notes", prepare)) as url:
            assert run(url, "DELETE FROM notes RETURNING id") == [(7,)]
    assert len(prepared) == 1


def test_a_database_is_gone_after_its_test_even_with_a_connection_left_open(
    postgres_server: PostgresServer,
) -> None:
    engine = None
    with postgres_server.database() as url:
        name = make_url(url).database
        engine = create_engine(url)
        left_open = engine.connect()
        left_open.execute(text("SELECT 1"))
    left_open.invalidate()
    engine.dispose()
    with postgres_server.database() as url:
        names = run(url, "SELECT datname FROM pg_database")
    assert (name,) not in names
    assert ("postgres",) in names


@pytest.mark.parametrize("blow", [signal.SIGTERM, signal.SIGKILL])
def test_a_test_process_ended_by_force_leaves_neither_server_nor_data(blow: signal.Signals) -> None:
    code = (
        "import sys, time\n"
        "from tests.postgres.server import PostgresServer\n"
        "with PostgresServer.running() as server:\n"
        "    print(server.data, flush=True)\n"
        "    time.sleep(600)\n"
    )
    process = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    data = Path(process.stdout.readline().strip())
    pid = int((data / "postmaster.pid").read_text(encoding="ascii").split()[0])
    process.send_signal(blow)
    process.communicate()
    assert gone(data.parent, pid)


def gone(folder: Path, pid: int) -> bool:
    """Whether folder and process are gone; the keeper is given ten seconds."""
    for _ in range(200):
        if not folder.exists() and not alive(pid):
            return True
        time.sleep(0.05)
    return False


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{pid}/status")
    return not (status.exists() and "\nState:\tZ" in status.read_text(encoding="utf-8"))
