"""What is asked of a store, statement by statement."""

import re
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from sqlalchemy import event

from adapters.database import Begin, Engines

OF_FEW = frozenset(
    {"workspaces", "programmes", "programme_duties", "skills", "skill_readings", "resources", "match_rounds"}
    | {"roster_imports"}
)
"""Tables that a workspace has some dozens of rows in, however many people it has."""
_OF_A_TABLE = r"(?P<{}>[a-z_]+?)(?:_\d+)?"
"""Its name, or what SQLAlchemy calls it where it is asked twice."""
_READS_ALL = re.compile(
    rf"SCAN (?!CONSTANT ROW|anon_){_OF_A_TABLE.format('scanned')}(?: .*)?"
    rf"|SEARCH {_OF_A_TABLE.format('searched')} .*\((workspace_id=\?( AND \w+[<>]\?)*\)|.*ANY\().*"
)


_NAMED = re.compile(r"\b(?:FROM|JOIN|UPDATE|,) ([a-z_]+)(?: AS ([a-z_0-9]+))?(?= |$|,|\))")
_NO_TABLE_OF_A_WORKSPACE = frozenset({"workspaces", "install_states", "alembic_version", "sqlite_master"})


class Asked(NamedTuple):
    """One statement, as the driver got it."""

    statement: str
    parameters: Any


@contextmanager
def noted(engines: Engines) -> Iterator[list[Asked]]:
    """Note every statement that is asked of a store meanwhile, with those by which SQLite begins a transaction."""
    asked: list[Asked] = []

    def note(_connection: object, _cursor: object, statement: str, parameters: Any, *_more: object) -> None:
        asked.append(Asked(statement, parameters))

    listened = {engines.writing, engines.reading}
    for engine in listened:
        event.listen(engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        for engine in listened:
            event.remove(engine, "before_cursor_execute", note)


def questions(asked: Iterable[Asked]) -> int:
    """How many of them are questions, and not the beginning of a transaction."""
    return sum(each.statement not in set(Begin) for each in asked)


def wants_the_lock(asked: Iterable[Asked]) -> bool:
    """Tell whether one of them takes SQLite's one lock for writing."""
    return any(each.statement == Begin.WRITING for each in asked)


def reading_whole_tables(asked: Iterable[Asked], store: sqlite3.Connection) -> dict[str, str]:
    """
    Return the statements for which SQLite reads all that a workspace has of something there may be much of.

    Returns:
        What its planner says, by the statement.
    """
    found = {}
    for statement, parameters in {each.statement: each.parameters for each in asked}.items():
        if not statement.startswith(("SELECT", "UPDATE", "DELETE", "WITH", "INSERT")) or isinstance(parameters, list):
            continue
        for *_, said in store.execute(f"EXPLAIN QUERY PLAN {statement}", parameters):
            read = _READS_ALL.fullmatch(said)
            if read and not {read["scanned"], read["searched"]} & OF_FEW:
                found[statement] = str(said)
    return found


def across_workspaces(asked: Iterable[Asked], tables: Iterable[str]) -> dict[str, str]:
    """
    Return the statements that name a table of workspaces' rows without saying of which workspace.

    Returns:
        The table, or what the statement calls it, by the statement.
    """
    of_workspaces = set(tables) - _NO_TABLE_OF_A_WORKSPACE
    found = {}
    # Of a row that is written, its key is NOT NULL and tells; `FROM` begins with the first row that is read.
    asked_for = {" ".join(each.statement.split()) for each in asked if " VALUES (" not in each.statement}
    for statement in asked_for:
        for table, alias in _NAMED.findall(statement):
            name = alias or table
            told = rf"\b{name}\.workspace_id(?: =| IN)|= {name}\.workspace_id\b"
            if table in of_workspaces and not re.search(told, statement):
                found[statement] = name
    return found
