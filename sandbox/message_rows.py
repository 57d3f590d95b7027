"""
The table of messages, read by page: a channel of a hundred thousand takes no more memory than one of ten.

Beside Slack's own document each row has what pages are cut by: when it was said, in microseconds since 1970; the thread
it answers in; and whether the channel itself shows it.
"""

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from sandbox.errors import Json

LAST = 2**62
# So many digits the store can hold, and no message is as late.
_LONGEST = 18

_SCHEMA = """
CREATE TABLE IF NOT EXISTS messages (
    channel TEXT NOT NULL, ts TEXT NOT NULL, body TEXT NOT NULL,
    micros INTEGER NOT NULL DEFAULT 0, thread TEXT NOT NULL DEFAULT '', is_shown INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (channel, ts)
) WITHOUT ROWID;
"""
_INDEXES = """
CREATE INDEX IF NOT EXISTS messages_shown ON messages (channel, is_shown, micros);
CREATE INDEX IF NOT EXISTS messages_thread ON messages (channel, thread, micros);
"""
# A folder of an earlier version has the documents alone.
_GROW = """
ALTER TABLE messages ADD COLUMN micros INTEGER NOT NULL DEFAULT 0;
ALTER TABLE messages ADD COLUMN thread TEXT NOT NULL DEFAULT '';
ALTER TABLE messages ADD COLUMN is_shown INTEGER NOT NULL DEFAULT 1;
UPDATE messages SET
    micros = CAST(replace(ts, '.', '') AS INTEGER),
    thread = CASE WHEN coalesce(json_extract(body, '$.thread_ts'), ts) = ts THEN ''
        ELSE json_extract(body, '$.thread_ts') END;
UPDATE messages SET is_shown = 0
    WHERE thread != '' AND coalesce(json_extract(body, '$.subtype'), '') != 'thread_broadcast';
"""


def micros_of(ts: str) -> int:
    """A message's time in microseconds since 1970; 0 where it is none."""
    seconds, _, fraction = ts.partition(".")
    digits = f"{seconds}{fraction[:6]:0<6}"
    return int(digits) if digits.isdecimal() and len(digits) <= _LONGEST else 0


@dataclass(frozen=True)
class Thread:
    """What a parent tells of its replies: how many, by how many people, the first of them, and the last reply."""

    count: int
    people: int
    first_people: list[str]
    latest: str


class MessageRows:
    """All messages of all workspaces, by channel: no two workspaces share an id."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        # How many documents were ever read, for tests that ask how much a call costs.
        self.documents_read = 0
        db.executescript(_SCHEMA)
        if not any(column[1] == "micros" for column in db.execute("PRAGMA table_info(messages)")):
            db.executescript(f"BEGIN; {_GROW} COMMIT;")
        db.executescript(_INDEXES)

    def get(self, channel: str, ts: str) -> Json | None:
        found = self._read("SELECT body FROM messages WHERE channel = ? AND ts = ?", (channel, ts))
        return found[0] if found else None

    def put(self, channel: str, message: Json) -> None:
        ts = message["ts"]
        parent = message.get("thread_ts", ts)
        thread = "" if parent == ts else parent
        is_shown = not thread or message.get("subtype") == "thread_broadcast"
        row = (channel, ts, json.dumps(message), micros_of(ts), thread, int(is_shown))
        self._db.execute("INSERT OR REPLACE INTO messages VALUES (?, ?, ?, ?, ?, ?)", row)

    def delete(self, channel: str, ts: str) -> None:
        self._db.execute("DELETE FROM messages WHERE channel = ? AND ts = ?", (channel, ts))

    def shown(self, channel: str, low: int, high: int, limit: int) -> list[Json]:
        """What the channel itself shows between two instants, both counted in; the newest first."""
        return self._read(
            "SELECT body FROM messages WHERE channel = ? AND is_shown = 1 AND micros BETWEEN ? AND ?"
            " ORDER BY micros DESC LIMIT ?",
            (channel, low, high, limit),
        )

    def shown_from(self, channel: str, low: int, limit: int) -> list[Json]:
        """What the channel itself shows from an instant on, which counts in; the oldest first."""
        return self._read(
            "SELECT body FROM messages WHERE channel = ? AND is_shown = 1 AND micros >= ? ORDER BY micros LIMIT ?",
            (channel, low, limit),
        )

    def replies(self, channel: str, thread: str, low: int, high: int, limit: int) -> list[Json]:
        """The replies of a thread between two instants, both counted in; the oldest first."""
        return self._read(
            "SELECT body FROM messages WHERE channel = ? AND thread = ? AND micros BETWEEN ? AND ?"
            " ORDER BY micros LIMIT ?",
            (channel, thread, low, high, limit),
        )

    def last_replies(self, channel: str, thread: str, high: int, limit: int) -> list[Json]:
        """The newest replies of a thread up to an instant, the oldest of them first."""
        newest = self._read(
            "SELECT body FROM messages WHERE channel = ? AND thread = ? AND micros <= ? ORDER BY micros DESC LIMIT ?",
            (channel, thread, high, limit),
        )
        return newest[::-1]

    def thread(self, channel: str, thread: str, faces: int) -> Thread:
        """A thread in numbers, with its first few people in the order in which they came."""
        where, values = "WHERE channel = ? AND thread = ?", (channel, thread)
        count, people = self._db.execute(
            f"SELECT count(*), count(DISTINCT json_extract(body, '$.user')) FROM messages {where}",  # noqa: S608 - no value is in it
            values,
        ).fetchone()
        first = self._db.execute(
            f"SELECT json_extract(body, '$.user') AS user FROM messages {where}"  # noqa: S608 - no value is in it
            " AND user IS NOT NULL GROUP BY user ORDER BY min(micros) LIMIT ?",
            (*values, faces),
        )
        people_first = [str(user) for (user,) in first]
        latest = self._db.execute(
            f"SELECT ts FROM messages {where} ORDER BY micros DESC LIMIT 1",  # noqa: S608 - no value is in it
            values,
        ).fetchone()
        return Thread(count, people, people_first, "" if latest is None else latest[0])

    def last_ts(self, channel: str) -> str:
        """When the newest message of a channel was said, a reply included; empty where there is none."""
        newest = "SELECT ts, micros FROM messages WHERE channel = ? AND is_shown = ? ORDER BY micros DESC LIMIT 1"
        found = [row for is_shown in (0, 1) if (row := self._db.execute(newest, (channel, is_shown)).fetchone())]
        return str(max(found, key=lambda row: int(row[1]))[0]) if found else ""

    def _read(self, query: str, values: Iterable[object]) -> list[Json]:
        found = [json.loads(body) for (body,) in self._db.execute(query, tuple(values))]
        self.documents_read += len(found)
        return found
