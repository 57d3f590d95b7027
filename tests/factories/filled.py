"""A store that many tests begin with: filled once a test process, and copied for each test."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

from tests.factories.cast import Cast
from tests.factories.store import Store, migrate

if TYPE_CHECKING:
    from tests.postgres.server import PostgresServer

Answer = TypeVar("Answer")


@contextmanager
def in_copy(cast: Cast, url: str) -> Iterator[Cast]:
    """The same people in a copy of their store, at the same instant."""
    store = Store(url, cast.store.keys)
    store.clock.set(cast.store.clock.now())
    try:
        yield cast.in_copy(store)
    finally:
        store.close()


class Filled(Generic[Answer]):
    """
    A filled SQLite store, which nothing changes any more.

    Args:
        path: where it is to lie.
        empty: a migrated store.
        fill: brings people and what they hold into it; what it returns is shared by all tests and must be frozen.
    """

    def __init__(self, path: Path, empty: Path, fill: Callable[[Cast], Answer]) -> None:
        self._path = path
        shutil.copy(empty, path)
        store = Store(f"sqlite:///{path}")
        self._cast = Cast(store)
        self._answer = fill(self._cast)
        # Closing the last connection brings everything from the journal into the one file that is copied.
        store.close()

    @contextmanager
    def copied(self, path: Path) -> Iterator[tuple[Cast, Answer]]:
        """The same people in a copy of the store, at the same instant; and what filling it returned."""
        shutil.copy(self._path, path)
        with in_copy(self._cast, f"sqlite:///{path}") as cast:
            yield cast, self._answer


class FilledDatabase:
    """
    A filled database on PostgreSQL, which nothing changes any more.

    Args:
        name: of the template that it is.
        fill: as above; nobody has asked yet for what it returns.
    """

    def __init__(self, server: "PostgresServer", name: str, fill: Callable[[Cast], object]) -> None:
        self._server = server
        self._name = server.template(name, lambda url: self._fill(url, fill), server.template("migrated", migrate))

    def _fill(self, url: str, fill: Callable[[Cast], object]) -> None:
        store = Store(url)
        self._cast = Cast(store)
        fill(self._cast)
        store.close()

    @contextmanager
    def copied(self) -> Iterator[Cast]:
        """The same people in a copy of the database, at the same instant."""
        with self._server.database(self._name) as url, in_copy(self._cast, url) as cast:
            yield cast
