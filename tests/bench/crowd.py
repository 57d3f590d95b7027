"""
A store that has many people in it who have lived: copies of those who are there, each with ids of their own.

Copied is everything that hangs on people: their pairs, sessions, words, taps, consents, and what was said to them. The
programmes, their library and their show-and-tells stay as they are, and everybody is in them.
"""

import re
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, UniqueConstraint
from sqlalchemy.schema import Column

from models import Base

OF_THE_WORKSPACE = frozenset({"workspaces", "installations", "install_states", "gates", "paces"})
OF_EVERYBODY = OF_THE_WORKSPACE | {"programmes", "programme_duties", "skills", "resources"}
OF_A_SHOW = frozenset({"show_and_tells", "presenters", "exhibits", "rsvps"})
OF_PEOPLE = frozenset({"participants", "enrolments", "enrolment_skills", "pairs", "memberships", "never_again"})
AT_ONCE = 100
"""Copies that are written in one transaction."""
WORDS_OF_OURS = frozenset({"state", "kind", "role", "side", "local_date"})
_ID = re.compile(r"[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}")
_SHORTEST = 32
_TAIL = 12
_APART = 1_000_000

Row = dict[str, Any]


@dataclass(frozen=True)
class Lives:
    """
    Everybody in a store as they are now, with all that hangs on them.

    Attributes:
        people: how many they are.
    """

    rows: dict[Table, list[Row]]

    @property
    def people(self) -> int:
        return len(self.rows[Base.metadata.tables["participants"]])

    def again(self, store: sqlite3.Connection, times: int) -> None:
        """So many times as many people who have lived so."""
        _copy(store, self._without(OF_EVERYBODY | OF_A_SHOW), range(1, 1 + times))

    def on_and_on(self, store: sqlite3.Connection, times: int) -> None:
        """
        Everybody has been through everything so many times more, in the pairs they are in.

        What they promised each other in all that time was done; what is open is of the last fortnight.
        """
        charters = {"charters", "charter_versions", "signatures"}
        once = OF_EVERYBODY | OF_A_SHOW | OF_PEOPLE | charters | {"schedules", "calendar_feeds", "inbound_events"}
        _copy(store, self._without(once), range(_APART, _APART + times))
        newest = [row["id"] for row in self.rows[Base.metadata.tables["commitments"]]]
        marks = ", ".join("?" * len(newest))
        # Nothing but question marks is put into it.
        store.execute(f"UPDATE commitments SET state = 'done', look_at = NULL WHERE id NOT IN ({marks})", newest)  # noqa: S608
        store.commit()

    def _without(self, kept: Iterable[str]) -> dict[Table, list[Row]]:
        return {table: rows for table, rows in self.rows.items() if table.name not in kept}


def lives_in(store: sqlite3.Connection) -> Lives:
    """Return those who are there."""
    return Lives({table: list(_rows(store, table)) for table in Base.metadata.sorted_tables})


def _copy(store: sqlite3.Connection, rows: dict[Table, list[Row]], numbers: range) -> None:
    known = {row["id"] for each in rows.values() for row in each if row.get("id")}
    # A store that a power cut would break is good enough for a measurement.
    store.execute("PRAGMA synchronous=OFF")
    store.execute("PRAGMA cache_size=-200000")
    for start in range(0, len(numbers), AT_ONCE):
        with store:
            for table, originals in rows.items():
                names = [column.name for column in table.columns]
                places = ", ".join(f":{name}" for name in names)
                apart = _told_apart(table)
                copies = [
                    _copied(row, apart, known, number)
                    for number in numbers[start : start + AT_ONCE]
                    for row in originals
                ]
                # Of what a pair has once only, such as the session that lies ahead, there is no second one.
                store.executemany(f"INSERT OR IGNORE INTO {table.name} ({', '.join(names)}) VALUES ({places})", copies)  # noqa: S608


def _rows(store: sqlite3.Connection, table: Table) -> Iterator[Row]:
    cursor = store.execute(f"SELECT * FROM {table.name}")  # noqa: S608 - its name is one of our own models
    names = [each[0] for each in cursor.description]
    for row in cursor:
        yield dict(zip(names, row, strict=True))


def _told_apart(table: Table) -> set[str]:
    """The texts by which rows are told apart beside their ids: Slack's own ids, receipts, keys."""
    unique: list[Iterable[Column[Any]]] = [each.columns for each in table.indexes if each.unique]
    unique += [each.columns for each in table.constraints if isinstance(each, UniqueConstraint)]
    unique.append(table.primary_key)
    return {column.name for columns in unique for column in columns} - WORDS_OF_OURS


def _copied(row: Row, told_apart: set[str], known: set[str], number: int) -> Row:
    def other(found: re.Match[str]) -> str:
        one = found[0]
        if one.replace("-", "") not in known:
            return one
        return f"{one[:-_TAIL]}{(int(one[-_TAIL:], 16) + number) % 16**_TAIL:0{_TAIL}x}"

    def value_of(name: str, value: Any) -> Any:
        if isinstance(value, str) and len(value) >= _SHORTEST:
            return _ID.sub(other, value)
        if name not in told_apart:
            return value
        if isinstance(value, int):
            return value + number
        return f"{value}-{number}" if isinstance(value, str) else value

    return {name: value_of(name, value) for name, value in row.items()}
