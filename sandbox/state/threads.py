"""Who follows which thread, and up to where they have read it."""

from dataclasses import asdict, dataclass, field

from sandbox.message_rows import micros_of
from sandbox.storage import Storage


@dataclass
class Followed:
    """A thread that somebody follows: where it is, its newest reply, and each follower with the ts last read."""

    channel: str
    ts: str
    latest: str = ""
    reads: dict[str, str] = field(default_factory=dict)

    def is_unread(self, user: str) -> bool:
        return user in self.reads and micros_of(self.latest) > micros_of(self.reads[user])


class Threads:
    """The followed threads by (channel, ts of the parent)."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        kept = [Followed(**document) for _, document in storage.all("thread")]
        self._all = {(one.channel, one.ts): one for one in kept}

    def of(self, user: str) -> list[Followed]:
        """The threads somebody follows, that with the newest reply first."""
        mine = [one for one in self._all.values() if user in one.reads and one.latest]
        return sorted(mine, key=lambda one: micros_of(one.latest), reverse=True)

    def follow(self, channel: str, ts: str, user: str) -> None:
        """From now on; what was said before counts as read."""
        followed = self._all.setdefault((channel, ts), Followed(channel, ts))
        followed.reads.setdefault(user, followed.latest or ts)
        self._keep(followed)

    def read(self, channel: str, ts: str, user: str, upto: str) -> None:
        followed = self._all.get((channel, ts))
        if followed is not None and user in followed.reads:
            followed.reads[user] = upto
            self._keep(followed)

    def ended(self, channel: str, ts: str, latest: str) -> None:
        """The newest reply is another one now; empty where none is left."""
        followed = self._all.get((channel, ts))
        if followed is not None and followed.latest != latest:
            followed.latest = latest
            self._keep(followed)

    def _keep(self, followed: Followed) -> None:
        self._storage.put("thread", f"{followed.channel}/{followed.ts}", asdict(followed))
