"""
Fixtures for tests on PostgreSQL.

``postgres_url`` is a fresh, empty database's URL. Where every test wants the same tables, make a template
once::

    @pytest.fixture
    def store_url(postgres_server: PostgresServer) -> Iterator[str]:
        with postgres_server.database(postgres_server.template("migrated", migrate)) as url:
            yield url
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.postgres.server import PostgresServer


@pytest.fixture(scope="session")
def postgres_server() -> Iterator["PostgresServer"]:
    """This test process's PostgreSQL; the test is skipped, with the reason, where the package is not there."""
    # Imported only when asked for: it takes a while, and its package does not exist for every platform.
    try:
        from tests.postgres.server import PostgresServer  # noqa: PLC0415
    except ImportError as missing:
        pytest.skip(f"no PostgreSQL for tests here: {missing}")
    with PostgresServer.running() as server:
        yield server


@pytest.fixture
def postgres_url(postgres_server: "PostgresServer") -> Iterator[str]:
    """SQLAlchemy's URL of an empty database that is this test's alone."""
    with postgres_server.database() as url:
        yield url
