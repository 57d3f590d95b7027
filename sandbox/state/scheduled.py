"""Messages that wait for their time."""

from dataclasses import asdict, dataclass, field

from sandbox.errors import Json
from sandbox.state.ids import Ids
from sandbox.storage import Storage


@dataclass(frozen=True)
class ScheduledMessage:
    """
    What the app asked to have posted, and when; instants in whole seconds since 1970.

    `extra` is what the message holds besides; `is_broadcast` says that a reply is shown in the channel as well.
    """

    id: str
    channel: str
    post_at: int
    created: int
    text: str
    blocks: list[Json] | None = None
    metadata: Json | None = None
    thread_ts: str = ""
    is_broadcast: bool = False
    extra: Json = field(default_factory=dict)


class Scheduled:
    """All that wait, the next one first."""

    def __init__(self, storage: Storage, ids: Ids) -> None:
        self._storage = storage
        self._ids = ids
        self._waiting = {key: ScheduledMessage(**document) for key, document in storage.all("scheduled")}

    def new_id(self) -> str:
        return self._ids.new("Q")

    def get(self, scheduled_id: str) -> ScheduledMessage | None:
        return self._waiting.get(scheduled_id)

    def all(self, channel: str = "") -> list[ScheduledMessage]:
        """Those of one channel, or of all."""
        waiting = [one for one in self._waiting.values() if channel in {"", one.channel}]
        return sorted(waiting, key=lambda one: (one.post_at, one.id))

    def add(self, scheduled: ScheduledMessage) -> None:
        self._waiting[scheduled.id] = scheduled
        self._storage.put("scheduled", scheduled.id, asdict(scheduled))

    def remove(self, scheduled_id: str) -> None:
        if self._waiting.pop(scheduled_id, None) is not None:
            self._storage.delete("scheduled", scheduled_id)
