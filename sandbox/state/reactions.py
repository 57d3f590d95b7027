"""What each person reacted to, in the order of it; the reactions themselves stand in the messages."""

from sandbox.storage import Storage

Place = tuple[str, str]


class Reactions:
    """The messages a person reacted to, as (channel, ts), each once, the newest first."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self._places: dict[str, list[Place]] = {
            user: [(place[0], place[1]) for place in kept["places"]] for user, kept in storage.all("reacted")
        }

    def of(self, user: str) -> list[Place]:
        return list(self._places.get(user, []))

    def note(self, user: str, channel: str, ts: str) -> None:
        places = self._places.setdefault(user, [])
        if (channel, ts) not in places:
            places.insert(0, (channel, ts))
            self._keep(user)

    def forget(self, user: str, channel: str, ts: str) -> None:
        places = self._places.get(user, [])
        if (channel, ts) in places:
            places.remove((channel, ts))
            self._keep(user)

    def _keep(self, user: str) -> None:
        self._storage.put("reacted", user, {"places": self._places[user]})
