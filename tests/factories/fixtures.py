"""
Fixtures that give a migrated store.

``store`` is SQLite, for rules that no database changes. ``each_store`` runs the test on SQLite and on PostgreSQL, for
everything in which a database has a say: locks, unique keys, triggers, types. ``cast`` fills ``store`` with people.
``filled_once`` and ``each_filled`` are for many tests that begin with the same, for which much has to be made.
"""

import logging
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import structlog
from structlog._config import BoundLoggerLazyProxy

from tests.factories.cast import Cast
from tests.factories.filled import Filled, FilledDatabase
from tests.factories.ports import free_port
from tests.factories.store import BESIDE_A_BOT_MS, Store, migrate

if TYPE_CHECKING:
    from tests.postgres.server import PostgresServer


@pytest.fixture(scope="session", autouse=True)
def _plain_tracebacks() -> None:
    """
    Tell a logged exception in plain lines, as the product does.

    By itself structlog draws it with every variable on the way, which takes two seconds of an idle machine: a click
    that fails is then told so after Slack's three.
    """
    to_console = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    structlog.configure(processors=[*structlog.get_config()["processors"][:-1], to_console])


@pytest.fixture(autouse=True)
def _logs_as_before() -> Iterator[None]:
    """
    Let no test leave its logging to the next.

    A command run in this process sets it up as the product does, on a stderr that ends with the test; whoever logs
    afterwards would fail.
    """
    configuration = structlog.get_config()
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    if structlog.get_config()["logger_factory"] is not configuration["logger_factory"]:
        structlog.configure(**configuration)
        root.handlers[:] = handlers
        root.setLevel(level)
        forget_bound_loggers()


def forget_bound_loggers() -> None:
    """Let every module's logger look at the configuration anew: each keeps the one it was first used with."""
    for module in list(sys.modules.values()):
        # Past what a module does when it is asked for a name that it has not: some look for it in others, or raise.
        logger = getattr(module, "__dict__", {}).get("log")
        if isinstance(logger, BoundLoggerLazyProxy):
            vars(logger).pop("bind", None)


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite store of this release's shape, to be copied."""
    path = tmp_path_factory.mktemp("store") / "migrated.sqlite3"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture
def sqlite_url(migrated_file: Path, tmp_path: Path) -> str:
    """The URL of a migrated SQLite file of this test's own."""
    path = tmp_path / "bothways.sqlite3"
    shutil.copy(migrated_file, path)
    return f"sqlite:///{path}"


@pytest.fixture(scope="session")
def filled_once(
    migrated_file: Path, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[Callable[[Cast], Any]], Filled[Any]]:
    """Gives the store that a function fills, made at the first call."""
    folder = tmp_path_factory.mktemp("filled")
    made: dict[Callable[[Cast], Any], Filled[Any]] = {}

    def filled(fill: Callable[[Cast], Any]) -> Filled[Any]:
        if fill not in made:
            made[fill] = Filled(folder / f"{len(made)}.sqlite3", migrated_file, fill)
        return made[fill]

    return filled


@pytest.fixture(scope="session")
def filled_databases() -> dict[Callable[[Cast], object], FilledDatabase]:
    """What was filled on PostgreSQL, by what filled it."""
    return {}


@pytest.fixture(
    params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)], ids=["on SQLite", "on PostgreSQL"]
)
def each_filled(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    filled_databases: dict[Callable[[Cast], object], FilledDatabase],
) -> Iterator[Callable[[Callable[[Cast], object]], Cast]]:
    """Gives the people in a copy of the store that a function fills, on each database in turn."""
    with ExitStack() as copies:

        def filled(fill: Callable[[Cast], object]) -> Cast:
            if request.param == "sqlite":
                once: Filled[object] = request.getfixturevalue("filled_once")(fill)
                return copies.enter_context(once.copied(tmp_path / "filled.sqlite3"))[0]
            server: PostgresServer = request.getfixturevalue("postgres_server")
            if fill not in filled_databases:
                filled_databases[fill] = FilledDatabase(server, f"filled_{len(filled_databases)}", fill)
            return copies.enter_context(filled_databases[fill].copied())

        yield filled


@pytest.fixture
def migrated_postgres_url(postgres_server: "PostgresServer") -> Iterator[str]:
    """The URL of a migrated PostgreSQL database of this test's own."""
    with postgres_server.database(postgres_server.template("migrated", migrate)) as url:
        yield url


@pytest.fixture
def unused_tcp_port() -> int:
    """A port that is free still when the test listens there; pytest-asyncio's own may be given away meanwhile."""
    return free_port()


@pytest.fixture
def busy_ms() -> int:
    """How long a store waits for whoever else writes: parametrised by whoever waits in vain."""
    return BESIDE_A_BOT_MS


@pytest.fixture
def store(sqlite_url: str, busy_ms: int) -> Iterator[Store]:
    """A store on SQLite."""
    store = Store(sqlite_url, busy_ms=busy_ms)
    yield store
    store.close()


@pytest.fixture
def store_on_postgres(migrated_postgres_url: str, busy_ms: int) -> Iterator[Store]:
    """A store on PostgreSQL."""
    store = Store(migrated_postgres_url, busy_ms=busy_ms)
    yield store
    store.close()


@pytest.fixture(
    params=["store", pytest.param("store_on_postgres", marks=pytest.mark.postgres)], ids=["on SQLite", "on PostgreSQL"]
)
def each_store(request: pytest.FixtureRequest) -> Store:
    """A store on each database we support."""
    store: Store = request.getfixturevalue(request.param)
    return store


@pytest.fixture
def cast(store: Store) -> Cast:
    """People in a workspace, on SQLite."""
    return Cast(store)


@pytest.fixture
def each_cast(each_store: Store) -> Cast:
    """People in a workspace, on each database."""
    return Cast(each_store)
