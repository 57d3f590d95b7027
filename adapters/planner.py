"""
What SQLite's planner has to know of a store: that nearly all rows of a table are of one workspace.

Every key begins with the workspace, and without statistics SQLite thinks that this alone finds a handful of rows: it
then reads a whole table to spare itself the sorting of three of its rows, which takes half a second with 100 000
people. Its own ANALYZE would have to be repeated as a store grows, and plans would change with it; so it is told once
how a large store looks, which is right for a small one too. PostgreSQL keeps its statistics by itself.
"""

from collections.abc import Sequence

from sqlalchemy import Connection

ROWS = 1_000_000
FEW = {"workspaces": 100, "programmes": 1_000, "programme_duties": 5_000, "skills": 5_000, "resources": 5_000}
"""Rows of a table; of all others there may be as many as there are people, and more."""
WAITING = 1_000
"""Rows in an index of what is due, which holds only what still waits."""
PROGRAMMES = 20
ALIKE = 10
"""Rows of one person, of one pair, or of one session."""


def tell(connection: Connection) -> None:
    """Tell the planner of an SQLite store about every index there is; connections that are made from now on know it."""
    # Of one small table, which makes the place for statistics of all: a large one would take its time at each start.
    connection.exec_driver_sql("ANALYZE alembic_version")
    connection.exec_driver_sql("DELETE FROM sqlite_stat1")
    for (table,) in connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").all():
        indices = connection.exec_driver_sql("SELECT name, [unique], partial FROM pragma_index_list(?)", (table,)).all()
        for name, is_unique, is_partial in indices:
            named = connection.exec_driver_sql("SELECT name FROM pragma_index_info(?)", (name,)).scalars().all()
            rows = WAITING if is_partial else FEW.get(table, ROWS)
            numbers = " ".join(map(str, [rows, *_alike(named, rows, unique=bool(is_unique))]))
            connection.exec_driver_sql("INSERT INTO sqlite_stat1 VALUES (?, ?, ?)", (table, name, numbers))
    connection.exec_driver_sql("ANALYZE sqlite_schema")


def _alike(columns: Sequence[str], rows: int, *, unique: bool) -> list[int]:
    """How many rows are alike in the first column of an index, in the first two, and so on."""
    counts, alike = [], rows
    for column in columns:
        if column == "programme_id":
            alike = max(1, rows // PROGRAMMES)
        elif column != "workspace_id":
            alike = min(alike, ALIKE)
        counts.append(alike)
    return [*counts[:-1], 1] if unique else counts
