"""Channels, private channels, direct messages and group direct messages, with members, pins and read marks."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field

from sandbox.errors import Json
from sandbox.state.ids import Ids
from sandbox.storage import Storage

MAX_NAME = 80
_NAME = re.compile(r"[a-z0-9_\-\u00c0-\uffff]+")


@dataclass
class Conversation:
    """
    `kind` is channel, private, im or mpim. `reads` maps a user to the ts last read; `pins` keeps their order.

    `topic_by` and `topic_at` (whole seconds since 1970) say who set the topic and when, and so for the purpose;
    `changed` is the instant in milliseconds of the last change to the conversation itself, 0 for none; `canvas` is the
    file that is the channel's own canvas.
    """

    id: str
    kind: str
    name: str
    members: list[str]
    creator: str
    created: int
    topic: str = ""
    topic_by: str = ""
    topic_at: int = 0
    purpose: str = ""
    purpose_by: str = ""
    purpose_at: int = 0
    previous_names: list[str] = field(default_factory=list)
    changed: int = 0
    canvas: str = ""
    is_archived: bool = False
    is_general: bool = False
    opened: bool = False
    pins: list[Json] = field(default_factory=list)
    reads: dict[str, str] = field(default_factory=dict)

    @property
    def is_direct(self) -> bool:
        return self.kind in {"im", "mpim"}

    def other(self, user: str) -> str:
        """The other person of a direct message (oneself in a note to oneself)."""
        return next((member for member in self.members if member != user), user)


class Conversations:
    """All conversations by id, and the direct ones also by who is in them."""

    def __init__(self, storage: Storage, ids: Ids) -> None:
        self._storage = storage
        self._ids = ids
        self._all = {key: Conversation(**document) for key, document in storage.all("channel")}
        self._direct = {frozenset(channel.members): channel.id for channel in self._all.values() if channel.is_direct}

    def __iter__(self) -> Iterator[Conversation]:
        return iter(sorted(self._all.values(), key=lambda channel: (channel.created, channel.id)))

    def get(self, channel_id: str) -> Conversation | None:
        return self._all.get(channel_id)

    def by_name(self, name: str) -> Conversation | None:
        return next((c for c in self._all.values() if not c.is_direct and c.name == name), None)

    def general(self) -> Conversation:
        return next(channel for channel in self._all.values() if channel.is_general)

    def keep(self, channel: Conversation) -> None:
        self._all[channel.id] = channel
        if channel.is_direct:
            self._direct[frozenset(channel.members)] = channel.id
        self._storage.put("channel", channel.id, asdict(channel))

    def create(
        self, *, kind: str, name: str, creator: str, members: Sequence[str], now: float, is_general: bool = False
    ) -> Conversation:
        channel = Conversation(
            id=self._ids.new("D" if kind == "im" else "C"),
            kind=kind,
            name=name,
            members=list(dict.fromkeys(members)),
            creator=creator,
            created=int(now),
            is_general=is_general,
        )
        self.keep(channel)
        return channel

    def direct(self, members: Sequence[str]) -> Conversation | None:
        """The direct message of exactly these people, if there is one: the same people always share the same one."""
        found = self._direct.get(frozenset(members))
        return None if found is None else self._all[found]

    def open_direct(self, members: Sequence[str], names: Sequence[str], now: float) -> Conversation:
        """The direct message or group direct message of exactly these people, made when there is none."""
        found = self.direct(members)
        if found is not None:
            return found
        people = list(dict.fromkeys(members))
        is_im = len(people) <= 2  # noqa: PLR2004 - two people (or oneself alone) are a DM, more are a group
        name = "" if is_im else f"mpdm-{'--'.join(names)}-1"
        return self.create(kind="im" if is_im else "mpim", name=name, creator=people[0], members=people, now=now)


def name_problem(name: str) -> str | None:
    """Slack's error for a channel name it would refuse, or None."""
    if not name:
        return "invalid_name_required"
    if len(name) > MAX_NAME:
        return "invalid_name_maxlength"
    if name != name.lower():
        return "invalid_name"
    if not _NAME.fullmatch(name):
        return "invalid_name_specials"
    if not any(character.isalnum() for character in name):
        return "invalid_name_punctuation"
    return None
