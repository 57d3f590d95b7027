"""What is asked of a store, statement by statement."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from adapters.database import Begin, Engines


@contextmanager
def noted(engines: Engines) -> Iterator[list[str]]:
    """Note every statement that is asked of a store meanwhile, with those by which SQLite begins a transaction."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        asked.append(statement)

    listened = {engines.writing, engines.reading}
    for engine in listened:
        event.listen(engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        for engine in listened:
            event.remove(engine, "before_cursor_execute", note)


def questions(asked: list[str]) -> int:
    """How many of them are questions, and not the beginning of a transaction."""
    return sum(statement not in set(Begin) for statement in asked)
