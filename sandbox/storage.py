"""
Where everything is kept: one SQLite file of JSON documents, written through.

Each write is its own transaction in WAL mode, so that what was answered survives a kill -9 of the server. Messages
have a table of their own and are read page by page, so that a workspace of many thousands starts at once and stays
small; the contents of files have one as well and are read when they are asked for.
"""

import json
import sqlite3
from collections.abc import Iterator
from copy import copy
from pathlib import Path

from sandbox.errors import Json
from sandbox.message_rows import MessageRows


class StorageError(Exception):
    """The data folder cannot be used; the message says why."""


_SCHEMA = """
CREATE TABLE IF NOT EXISTS documents (
    kind TEXT NOT NULL, key TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (kind, key)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS blobs (key TEXT PRIMARY KEY, content BLOB NOT NULL);
"""


class Storage:
    """The documents of all workspaces. Without a folder they live in memory and end with the process."""

    def __init__(self, folder: Path | None) -> None:
        if folder is None:
            location = ":memory:"
        else:
            folder.mkdir(parents=True, exist_ok=True)
            location = str(folder / "workspace.sqlite3")
        # No wait for a lock: another server on the same folder is a mistake to be told at once, not waited out.
        self._db = sqlite3.connect(location, isolation_level=None, timeout=0)
        try:
            # The exclusive lock is what keeps two servers from sharing a folder and overwriting each other.
            self._db.execute("PRAGMA locking_mode = EXCLUSIVE")
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = NORMAL")
            self._db.executescript(_SCHEMA)
            self.messages = MessageRows(self._db)
        except sqlite3.OperationalError as error:
            self._db.close()
            raise StorageError(f"{location} cannot be opened ({error}): is another local Slack using it?") from error
        self.prefix = ""

    def part(self, name: str) -> "Storage":
        """
        The same store with documents of its own, for another workspace.

        Messages and files need no part: they are found by ids, and no two workspaces share one.
        """
        part = copy(self)
        part.prefix = f"{name}/"
        return part

    def all(self, kind: str) -> Iterator[tuple[str, Json]]:
        wanted = "SELECT key, body FROM documents WHERE kind = ? ORDER BY key"
        for key, body in self._db.execute(wanted, (self.prefix + kind,)):
            yield key, json.loads(body)

    def get(self, kind: str, key: str) -> Json | None:
        wanted = "SELECT body FROM documents WHERE kind = ? AND key = ?"
        row = self._db.execute(wanted, (self.prefix + kind, key)).fetchone()
        return None if row is None else json.loads(row[0])

    def put(self, kind: str, key: str, document: Json) -> None:
        row = (self.prefix + kind, key, json.dumps(document))
        self._db.execute("INSERT OR REPLACE INTO documents VALUES (?, ?, ?)", row)

    def delete(self, kind: str, key: str) -> None:
        self._db.execute("DELETE FROM documents WHERE kind = ? AND key = ?", (self.prefix + kind, key))

    def blob(self, key: str) -> bytes | None:
        row = self._db.execute("SELECT content FROM blobs WHERE key = ?", (key,)).fetchone()
        return None if row is None else bytes(row[0])

    def put_blob(self, key: str, content: bytes) -> None:
        self._db.execute("INSERT OR REPLACE INTO blobs VALUES (?, ?)", (key, content))

    def delete_blob(self, key: str) -> None:
        self._db.execute("DELETE FROM blobs WHERE key = ?", (key,))

    def wipe(self) -> None:
        """Forget everything, of every workspace."""
        self._db.execute("BEGIN")
        self._db.execute("DELETE FROM documents")
        self._db.execute("DELETE FROM messages")
        self._db.execute("DELETE FROM blobs")
        self._db.execute("COMMIT")

    def close(self) -> None:
        self._db.close()
