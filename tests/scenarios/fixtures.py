"""
Stages for stories and for faults.

`stage` is one on SQLite with the bot in the test's own loop. `any_stage` is the same on both databases. `raise_stage`
makes others: the bot as a process, other settings, another opening day. Name the store before it in a test's arguments:
stages are examined when they end, and must not outlive their store.
"""

import contextlib
import io
import logging
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import structlog

from tests.factories.fixtures import forget_bound_loggers
from tests.factories.store import migrate
from tests.oracle.build import OracleUnavailableError
from tests.oracle.slack_types import SlackTypes, load

if TYPE_CHECKING:
    from tests.postgres.server import PostgresServer
    from tests.scenarios.stage import Stage

pytest.register_assert_rewrite(
    "tests.scenarios.curtain",
    "tests.scenarios.stage",
    "tests.scenarios.people",
    "tests.scenarios.troubles",
    "tests.scenarios.season",
    "tests.scenarios.at_the_desk",
)

RaiseStage = Callable[..., Awaitable["Stage"]]
ENGINES = [
    pytest.param("sqlite", id="on SQLite"),
    pytest.param("postgresql", id="on PostgreSQL", marks=pytest.mark.postgres),
]


@pytest.fixture(scope="session")
def judge() -> SlackTypes | None:
    """Slack's own types where they can be had: stories are told without them too."""
    try:
        return load()
    except OracleUnavailableError:
        return None


@pytest.fixture
def sqlite_store(migrated_file: Path, tmp_path: Path) -> str:
    """The URL of a store of this test's own on SQLite."""
    (tmp_path / "store").mkdir()
    shutil.copy(migrated_file, tmp_path / "store" / "bothways.sqlite3")
    return f"sqlite:///{tmp_path / 'store' / 'bothways.sqlite3'}"


@pytest.fixture
def postgres_store(postgres_server: "PostgresServer") -> Iterator[str]:
    """The URL of a store of this test's own on PostgreSQL."""
    with postgres_server.database(postgres_server.template("migrated", migrate)) as url:
        yield url


@pytest.fixture(params=ENGINES)
def any_store(request: pytest.FixtureRequest) -> str:
    """The URL of a store, on each database in turn."""
    name = "sqlite_store" if request.param == "sqlite" else "postgres_store"
    return str(request.getfixturevalue(name))


@contextlib.contextmanager
def captured_log(level: str = "INFO") -> Iterator[io.StringIO]:
    """What the bot in this process logs meanwhile, through the filters of the product."""
    from bot import logging as bot_logging  # noqa: PLC0415 - only stages pay for the import

    root = logging.getLogger()
    handlers, level_before, configuration = list(root.handlers), root.level, structlog.get_config()
    written = io.StringIO()
    with contextlib.redirect_stderr(written):
        bot_logging.configure(level, to_terminal=False)
    forget_bound_loggers()
    try:
        yield written
    finally:
        root.handlers[:] = handlers
        root.setLevel(level_before)
        structlog.configure(**configuration)
        forget_bound_loggers()


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the bot in this process logs."""
    with captured_log() as written:
        yield written


@pytest.fixture
async def raise_stage(tmp_path: Path, log: io.StringIO, judge: SlackTypes | None) -> AsyncIterator[RaiseStage]:
    """Raises stages; each is examined when the test is over."""
    from tests.scenarios import curtain  # noqa: PLC0415 - only stages pay for the import
    from tests.scenarios.stage import Scene, raised  # noqa: PLC0415 - as above

    stages: list[Stage] = []
    async with AsyncExitStack() as stack:

        async def raise_one(store_url: str, **scene: object) -> "Stage":
            folder = tmp_path / f"stage{len(stages)}"
            folder.mkdir()
            stage = await stack.enter_async_context(raised(Scene(folder, store_url, **scene)))  # type: ignore[arg-type]  # a scene's own fields
            stages.append(stage)
            return stage

        yield raise_one
    for stage in stages:
        logs = [path.read_text() for path in stage.scene.folder.glob("*.log")]
        curtain.check(stage, "\n".join([log.getvalue(), *logs]), judge)


@pytest.fixture
async def stage(sqlite_store: str, raise_stage: RaiseStage) -> "Stage":
    """The bot in this loop, on SQLite."""
    return await raise_stage(sqlite_store)


@pytest.fixture
async def any_stage(any_store: str, raise_stage: RaiseStage) -> "Stage":
    """The bot in this loop, on each database in turn."""
    return await raise_stage(any_store)
