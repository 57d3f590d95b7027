"""The people of a workspace, the app's own bot user and Slackbot among them."""

import re
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sandbox.errors import ControlError, Json
from sandbox.state.ids import Ids
from sandbox.state.quiet_hours import QuietHours, paused, scheduled
from sandbox.storage import Storage

SLACKBOT = "USLACKBOT"
_COLORS = ("#9f69e7", "#4bbe2e", "#e7392d", "#3c989f", "#674b1b", "#e96699", "#e0a729", "#684b6c", "#5b89d5", "#2b6836")
_HANDLE = re.compile(r"[a-z0-9][a-z0-9._-]{0,79}")


@dataclass(frozen=True)
class Person:
    """A user of the workspace. `updated` and `status_expiration` (0: never) are in whole seconds since 1970."""

    id: str
    name: str
    real_name: str
    display_name: str = ""
    title: str = ""
    tz: str = "Europe/London"
    locale: str = "en-US"
    email: str = ""
    color: str = "#9f69e7"
    status_text: str = ""
    status_emoji: str = ""
    status_expiration: int = 0
    is_away: bool = False
    quiet: QuietHours = field(default_factory=QuietHours)
    is_bot: bool = False
    is_admin: bool = False
    is_owner: bool = False
    deleted: bool = False
    updated: int = 0
    bot_id: str = ""
    app_id: str = ""

    def zone_offset(self, now: float) -> int:
        """Seconds east of UTC in the person's zone at an instant."""
        offset = datetime.fromtimestamp(now, UTC).astimezone(ZoneInfo(self.tz)).utcoffset()
        return 0 if offset is None else int(offset.total_seconds())

    def zone_label(self, now: float) -> str:
        return datetime.fromtimestamp(now, UTC).astimezone(ZoneInfo(self.tz)).strftime("%Z")


class People:
    """Everyone, in the order they came."""

    def __init__(self, storage: Storage, ids: Ids) -> None:
        self._storage = storage
        self._ids = ids
        # A field that a later version gave up is left behind rather than refusing the whole folder.
        known = {known_field.name for known_field in fields(Person)}
        kept = [
            (document.get("order", 0), _kept({key: value for key, value in document.items() if key in known}))
            for _, document in storage.all("user")
        ]
        self._people = {person.id: person for _, person in sorted(kept, key=lambda pair: pair[0])}

    def __iter__(self) -> Any:
        return iter(list(self._people.values()))

    def get(self, user_id: str) -> Person | None:
        return self._people.get(user_id)

    def by_name(self, handle: str) -> Person | None:
        return next((person for person in self._people.values() if person.name == handle), None)

    def by_email(self, email: str) -> Person | None:
        wanted = email.casefold()
        return next((person for person in self._people.values() if person.email.casefold() == wanted), None)

    def first_human(self) -> Person | None:
        return next((person for person in self._people.values() if not person.is_bot), None)

    def keep(self, person: Person) -> Person:
        if person.id not in self._people:
            person = replace(person, color=_COLORS[len(self._people) % len(_COLORS)])
        self._people[person.id] = person
        order = list(self._people).index(person.id)
        self._storage.put("user", person.id, {**asdict(person), "order": order})
        return person

    def add(self, wanted: Json, now: float) -> Person:
        """
        A new human from a control call's body.

        Raises:
            ControlError: the handle is missing, malformed or taken, or the zone is unknown.
        """
        handle = str(wanted.get("name", "")).removeprefix("@")
        if not _HANDLE.fullmatch(handle):
            raise ControlError("invalid_name", "name must be a handle: lower-case letters, digits, . _ or -")
        if self.by_name(handle) is not None:
            raise ControlError("name_taken", f"@{handle} exists already", status=409)
        real_name = str(wanted.get("real_name") or handle.replace(".", " ").title())
        person = Person(
            id=self._ids.new("U"),
            name=handle,
            real_name=real_name,
            display_name=str(wanted.get("display_name", "")),
            email=str(wanted.get("email") or f"{handle}@example.com"),
            updated=int(now),
        )
        return self.keep(_with_changes(person, wanted, now))

    def change(self, person: Person, changes: Json, now: float) -> Person:
        """
        The same person with some fields changed.

        Raises:
            ControlError: a field is unknown to us or holds no usable value.
        """
        return self.keep(replace(_with_changes(person, changes, now), updated=int(now)))


_TEXTS = ("real_name", "display_name", "title", "locale", "email", "status_text", "status_emoji")
_FLAGS = ("is_admin", "is_owner", "deleted", "is_away")
_LONGEST_STATUS = 100
_EMOJI = re.compile(r"(:[a-z0-9_+'-]+:)?")
# What Slack puts beside a status that came without an emoji.
_SPOKEN = ":speech_balloon:"


def _kept(document: Json) -> Person:
    return Person(**document | {"quiet": QuietHours(**document.get("quiet", {}))})


def _with_status(person: Person, changes: Json, now: float) -> Person:
    """The person with a whole and well-formed status: a text has an emoji, an end has something to end."""
    if not {"status_text", "status_emoji", "status_expiration"} & set(changes):
        return person
    expiration = changes.get("status_expiration") or 0
    if not isinstance(expiration, int) or 0 < expiration <= now:
        raise ControlError("invalid_status", "status_expiration is an instant to come in seconds since 1970, or 0")
    if len(person.status_text) > _LONGEST_STATUS:
        raise ControlError("invalid_status", f"a status holds {_LONGEST_STATUS} characters at most")
    if not _EMOJI.fullmatch(person.status_emoji):
        raise ControlError("invalid_status", "status_emoji is one emoji by its name, such as :palm_tree:")
    emoji = person.status_emoji or (_SPOKEN if person.status_text else "")
    return replace(person, status_emoji=emoji, status_expiration=expiration if emoji else 0)


def _with_changes(person: Person, changes: Json, now: float) -> Person:
    texts = {key: str(changes[key]) for key in _TEXTS if changes.get(key) is not None}
    flags = {key: bool(changes[key]) for key in _FLAGS if changes.get(key) is not None}
    person = replace(person, **texts, **flags)  # type: ignore[arg-type]  # the keys are fields of these very types
    person = _with_status(person, changes, now)
    if "dnd_until" in changes:
        person = replace(person, quiet=paused(person.quiet, changes["dnd_until"], now))
    if "dnd_schedule" in changes:
        person = replace(person, quiet=scheduled(person.quiet, changes["dnd_schedule"]))
    zone = changes.get("tz")
    if zone is None:
        return person
    try:
        ZoneInfo(str(zone))
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ControlError("invalid_tz", f"{zone!r} is no time zone; write one like Europe/Madrid") from error
    return replace(person, tz=str(zone))
