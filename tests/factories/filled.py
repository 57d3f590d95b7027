"""A store that many tests begin with: filled once a test process, and copied for each test."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Generic, TypeVar

from tests.factories.cast import Cast
from tests.factories.store import Store

Answer = TypeVar("Answer")


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
        store = Store(f"sqlite:///{path}", self._cast.store.keys)
        store.clock.set(self._cast.store.clock.now())
        try:
            yield self._cast.in_copy(store), self._answer
        finally:
            store.close()
