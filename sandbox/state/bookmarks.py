"""The links at the head of conversations."""

from dataclasses import asdict, dataclass

from sandbox.state.ids import Ids
from sandbox.storage import Storage


@dataclass(frozen=True)
class Bookmark:
    """A link in a conversation; instants in whole seconds since 1970, `updated` 0 for never."""

    id: str
    channel: str
    title: str
    link: str
    created: int
    by: str
    emoji: str = ""
    updated: int = 0


class Bookmarks:
    """All bookmarks, in the order they were added."""

    def __init__(self, storage: Storage, ids: Ids) -> None:
        self._storage = storage
        self._ids = ids
        kept = (Bookmark(**document) for _, document in storage.all("bookmark"))
        self._all = {bookmark.id: bookmark for bookmark in sorted(kept, key=lambda one: one.created)}

    def new_id(self) -> str:
        return self._ids.new("Bk")

    def of(self, channel: str) -> list[Bookmark]:
        return [bookmark for bookmark in self._all.values() if bookmark.channel == channel]

    def get(self, channel: str, bookmark_id: str) -> Bookmark | None:
        found = self._all.get(bookmark_id)
        return found if found is not None and found.channel == channel else None

    def keep(self, bookmark: Bookmark) -> Bookmark:
        self._all[bookmark.id] = bookmark
        self._storage.put("bookmark", bookmark.id, asdict(bookmark))
        return bookmark

    def remove(self, bookmark: Bookmark) -> None:
        del self._all[bookmark.id]
        self._storage.delete("bookmark", bookmark.id)
