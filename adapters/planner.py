"""
What SQLite's planner has to know of a store: that nearly all rows of a table are of one workspace.

Every key begins with the workspace, and without statistics SQLite thinks that this alone finds a handful of rows: it
then reads a whole table to spare itself the sorting of three of its rows, which takes half a second with 100 000
people. Its own ANALYZE would have to be repeated as a store grows, and plans would change with it; so it is told once
how a large store looks, which is right for a small one too. PostgreSQL keeps its statistics by itself.
"""

from collections.abc import Sequence
from itertools import groupby
from operator import itemgetter

from sqlalchemy import Connection

ROWS = 1_000_000
FEW = {"workspaces": 100, "programmes": 1_000, "programme_duties": 5_000, "skills": 5_000, "resources": 5_000}
"""Rows of a table; of all others there may be as many as there are people, and more."""
WAITING = 1_000
"""Rows in an index of what is due, which holds only what still waits."""
PROGRAMMES = 20
ALIKE = 10
"""Rows of one person, of one pair, or of one session."""


_INDICES = """
SELECT held.name, index_of.name, index_of."unique", index_of.partial, part.name
FROM sqlite_master AS held, pragma_index_list(held.name) AS index_of, pragma_index_info(index_of.name) AS part
WHERE held.type = 'table'
ORDER BY held.name, index_of.name, part.seqno
"""
"""Each column of each index, in its order."""


def tell(connection: Connection) -> None:
    """Tell the planner of an SQLite store about every index there is; connections that are made from now on know it."""
    figures = _figures(connection)
    # Nearly every start finds it told already, and then need not write.
    if _told(connection) == figures:
        return
    # Of one small table, which makes the place for statistics of all: a large one would take its time at each start.
    connection.exec_driver_sql("ANALYZE alembic_version")
    connection.exec_driver_sql("DELETE FROM sqlite_stat1")
    connection.exec_driver_sql("INSERT INTO sqlite_stat1 VALUES (?, ?, ?)", figures)
    connection.exec_driver_sql("ANALYZE sqlite_schema")


def _figures(connection: Connection) -> list[tuple[str, str, str]]:
    """Table, index, and what SQLite is told of it."""
    figures = []
    parts = connection.exec_driver_sql(_INDICES).all()
    for (table, name, is_unique, is_partial), columns in groupby(parts, key=itemgetter(slice(4))):
        rows = WAITING if is_partial else FEW.get(table, ROWS)
        alike = _alike([column for *_, column in columns], rows, unique=bool(is_unique))
        figures.append((table, name, " ".join(map(str, [rows, *alike]))))
    return figures


def _told(connection: Connection) -> list[tuple[str, str, str]]:
    if connection.exec_driver_sql("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_stat1'").first() is None:
        return []
    told = connection.exec_driver_sql("SELECT tbl, idx, stat FROM sqlite_stat1 ORDER BY tbl, idx")
    return [(table, index, figures) for table, index, figures in told]


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
