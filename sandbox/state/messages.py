"""Messages: one growing list a channel in order of their ts, and the ephemerals each viewer holds."""

from bisect import bisect_left
from collections import defaultdict

from sandbox.clock import WorkspaceClock
from sandbox.errors import Json
from sandbox.storage import Storage

_EPHEMERALS_KEPT = 200


class Messages:
    """
    Slack's own message documents, keyed by channel and ts.

    A channel is read from storage when it is first looked at. Ephemerals are not stored: in Slack, too, they are gone
    with the session of the one who saw them.
    """

    def __init__(self, storage: Storage, clock: WorkspaceClock) -> None:
        self._storage = storage
        self._clock = clock
        self._channels: dict[str, dict[str, Json]] = {}
        self._order: dict[str, list[str]] = {}
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

    def _load(self, channel: str) -> dict[str, Json]:
        if channel not in self._channels:
            loaded = {message["ts"]: message for message in self._storage.messages(channel)}
            self._channels[channel] = loaded
            self._order[channel] = list(loaded)
        return self._channels[channel]

    def get(self, channel: str, ts: str) -> Json | None:
        return self._load(channel).get(ts)

    def put(self, channel: str, message: Json) -> None:
        loaded = self._load(channel)
        if message["ts"] not in loaded:
            # New times only grow, so that the order is kept by appending.
            self._order[channel].append(message["ts"])
        loaded[message["ts"]] = message
        self._storage.put_message(channel, message)

    def remove(self, channel: str, ts: str) -> None:
        if self._load(channel).pop(ts, None) is not None:
            order = self._order[channel]
            del order[bisect_left(order, ts)]
        self._storage.delete_message(channel, ts)

    def all(self, channel: str) -> list[Json]:
        """Every message of a channel, replies too, oldest first."""
        loaded = self._load(channel)
        return [loaded[ts] for ts in self._order[channel]]

    def top_level(self, channel: str) -> list[Json]:
        """What the channel itself shows: no replies, except those also sent to the channel."""
        return [message for message in self.all(channel) if not is_reply(message) or is_broadcast(message)]

    def thread(self, channel: str, parent_ts: str) -> list[Json]:
        """The parent and its replies, oldest first; empty when there is no such parent."""
        return [m for m in self.all(channel) if m["ts"] == parent_ts or m.get("thread_ts") == parent_ts]

    def last_ts(self, channel: str) -> str:
        self._load(channel)
        order = self._order[channel]
        return order[-1] if order else ""

    def since(self, channel: str, ts: str) -> list[Json]:
        """Every message after a ts, oldest first."""
        loaded = self._load(channel)
        order = self._order[channel]
        start = bisect_left(order, ts)
        return [loaded[found] for found in order[start:] if found > ts]

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
