"""User groups: people under one handle, such as @designers."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field

from sandbox.state.ids import Ids
from sandbox.storage import Storage


@dataclass(frozen=True)
class Usergroup:
    """A group; instants in whole seconds since 1970. `disabled` is 0 while it is in use."""

    id: str
    name: str
    handle: str
    created: int
    created_by: str
    description: str = ""
    users: list[str] = field(default_factory=list)
    channels: list[str] = field(default_factory=list)
    updated: int = 0
    updated_by: str = ""
    disabled: int = 0


class Usergroups:
    """All groups by their id, those in use and those that are not."""

    def __init__(self, storage: Storage, ids: Ids) -> None:
        self._storage = storage
        self._ids = ids
        self._all = {key: Usergroup(**document) for key, document in storage.all("usergroup")}

    def __iter__(self) -> Iterator[Usergroup]:
        return iter(sorted(self._all.values(), key=lambda group: (group.created, group.id)))

    def new_id(self) -> str:
        return self._ids.new("S")

    def get(self, group_id: str) -> Usergroup | None:
        return self._all.get(group_id)

    def by_handle(self, handle: str) -> Usergroup | None:
        return next((group for group in self._all.values() if group.handle == handle), None)

    def by_name(self, name: str) -> Usergroup | None:
        return next((group for group in self._all.values() if group.name == name), None)

    def keep(self, group: Usergroup) -> Usergroup:
        self._all[group.id] = group
        self._storage.put("usergroup", group.id, asdict(group))
        return group
