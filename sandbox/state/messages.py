"""Messages, read from storage page by page, and the ephemerals each viewer holds."""

from collections import defaultdict

from sandbox.clock import WorkspaceClock
from sandbox.errors import Json
from sandbox.message_rows import LAST, Thread, micros_of
from sandbox.storage import Storage

_EPHEMERALS_KEPT = 200


class Messages:
    """
    Slack's own message documents, keyed by channel and ts; each look at them reads what it shows and no more.

    Ephemerals are not stored: in Slack, too, they are gone with the session of the one who saw them.
    """

    def __init__(self, storage: Storage, clock: WorkspaceClock) -> None:
        self._storage = storage
        self._rows = storage.messages
        self._clock = clock
        self._ephemerals: dict[str, list[Json]] = defaultdict(list)
        self._last_micros: int = (storage.get("meta", "last_ts") or {}).get("micros", 0)

    @property
    def any_yet(self) -> bool:
        return self._last_micros > 0

    def new_ts(self) -> str:
        """The next message time, unique and growing over the whole workspace, whatever the clock does."""
        self._last_micros = max(int(self._clock.now() * 1_000_000), self._last_micros + 1)
        self._storage.put("meta", "last_ts", {"micros": self._last_micros})
        seconds, micros = divmod(self._last_micros, 1_000_000)
        return f"{seconds}.{micros:06d}"

    def get(self, channel: str, ts: str) -> Json | None:
        return self._rows.get(channel, ts)

    def put(self, channel: str, message: Json) -> None:
        self._rows.put(channel, message)

    def remove(self, channel: str, ts: str) -> None:
        self._rows.delete(channel, ts)

    def shown(self, channel: str, *, low: int = 0, high: int = LAST, limit: int) -> list[Json]:
        """
        What the channel itself shows: no replies, except those also sent to it. The newest first.

        Args:
            low, high: the first and the last instant that count, in microseconds since 1970.
        """
        return self._rows.shown(channel, low, high, limit)

    def shown_after(self, channel: str, ts: str, limit: int) -> list[Json]:
        """The first of what the channel shows after a ts, at most so many; the oldest first."""
        return self._rows.shown_from(channel, micros_of(ts) + 1, limit)

    def replies(self, channel: str, parent_ts: str, *, low: int = 0, high: int = LAST, limit: int) -> list[Json]:
        """The replies of a thread, oldest first; `low` and `high` as for `shown`."""
        return self._rows.replies(channel, parent_ts, low, high, limit)

    def last_replies(self, channel: str, parent_ts: str, limit: int, *, high: int = LAST) -> list[Json]:
        """The newest replies of a thread, up to an instant; the oldest of them first."""
        return self._rows.last_replies(channel, parent_ts, high, limit)

    def thread(self, channel: str, parent_ts: str) -> list[Json]:
        """The parent and all its replies, oldest first; empty when there is no such parent."""
        parent = self.get(channel, parent_ts)
        return [] if parent is None else [parent, *self.replies(channel, parent_ts, limit=LAST)]

    def thread_in_numbers(self, channel: str, parent_ts: str, faces: int) -> Thread:
        return self._rows.thread(channel, parent_ts, faces)

    def last_ts(self, channel: str) -> str:
        return self._rows.last_ts(channel)

    def shown_since(self, channel: str, ts: str, limit: int) -> list[Json]:
        """The newest of what the channel shows after a ts, at most so many."""
        return self.shown(channel, low=micros_of(ts) + 1, limit=limit)

    # Ephemerals

    def put_ephemeral(self, viewer: str, channel: str, message: Json) -> None:
        kept = self._ephemerals[viewer]
        kept.append({"channel": channel, "message": message})
        del kept[:-_EPHEMERALS_KEPT]

    def ephemerals(self, viewer: str, channel: str | None = None) -> list[Json]:
        """The ephemerals a viewer holds, in one channel or in all."""
        return [item["message"] for item in self._ephemerals.get(viewer, []) if channel in {None, item["channel"]}]

    def ephemeral(self, viewer: str, channel: str, ts: str) -> Json | None:
        return next((m for m in self.ephemerals(viewer, channel) if m["ts"] == ts), None)

    def change_ephemeral(self, viewer: str, channel: str, message: Json) -> None:
        for item in self._ephemerals[viewer]:
            if item["channel"] == channel and item["message"]["ts"] == message["ts"]:
                item["message"] = message

    def remove_ephemeral(self, viewer: str, channel: str, ts: str) -> None:
        kept = self._ephemerals[viewer]
        kept[:] = [i for i in kept if not (i["channel"] == channel and i["message"]["ts"] == ts)]


def is_reply(message: Json) -> bool:
    return "thread_ts" in message and message["thread_ts"] != message["ts"]


def is_broadcast(message: Json) -> bool:
    return message.get("subtype") == "thread_broadcast"
