"""Reading what Slack sends: who acted, which click it was, what was typed."""

import hashlib
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from mentoring.participants import Actor, Profile

Payload = dict[str, Any]

FALLBACK_ZONE = "UTC"


def actor(body: Payload) -> Actor:
    """Return who acted, as Slack signed it; nothing inside a view or a button's value can say otherwise."""
    if "user_id" in body:
        return Actor(body["team_id"], body["user_id"])
    team = body.get("team") or {}
    user = body["user"]
    return Actor(team.get("id") or user["team_id"], user["id"])


def event_actor(body: Payload) -> Actor:
    """Return whom an event is about."""
    return Actor(body["team_id"], body["event"]["user"])


def click_receipt(body: Payload) -> str:
    """Return the same text for each delivery of one click, and another for every other click."""
    action = body["actions"][0]
    where = body.get("container", {})
    return _receipt(
        "click",
        body["user"]["id"],
        action["action_id"],
        action["action_ts"],
        *map(str, sorted(where.values(), key=str)),
    )


def is_whispered(body: Payload) -> bool:
    """Tell whether the click was on a message that only its reader sees."""
    return bool((body.get("container") or {}).get("is_ephemeral"))


def submission_receipt(body: Payload) -> str:
    """Return the same text for each delivery of one submission of one state of a view."""
    view = body["view"]
    return _receipt("submission", body["user"]["id"], view["id"], view["hash"])


def _receipt(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def profile(user: Payload) -> Profile:
    """Return a person as `users.info` or `user_change` describes them."""
    details = user.get("profile", {})
    name = details.get("display_name") or user.get("real_name") or details.get("real_name") or user["name"]
    return Profile(
        user_id=user["id"],
        name=name,
        zone=_known_zone(user.get("tz")),
        locale=user.get("locale") or "",
        is_bot=bool(user.get("is_bot")) or user["id"] == "USLACKBOT",
        is_gone=bool(user.get("deleted")),
        status=_emoji(details.get("status_emoji")),
        status_ends=datetime.fromtimestamp(ends, UTC) if (ends := int(details.get("status_expiration") or 0)) else None,
        is_admin=bool(user.get("is_admin") or user.get("is_owner")),
    )


def _known_zone(name: str | None) -> str:
    """Return the zone Slack names; one that this machine's time zone data does not know would stop every reckoning."""
    if not name:
        return FALLBACK_ZONE
    try:
        return ZoneInfo(name).key
    except (KeyError, ValueError, OSError):
        # No such zone; no name of a zone at all; the name of a folder of zones.
        return FALLBACK_ZONE


def _emoji(written: str | None) -> str:
    """Return an emoji's name; Slack writes `:baby::skin-tone-3:`, and the tone says nothing about where somebody is."""
    return (written or "").strip(":").partition("::")[0]


class Typed:
    """What a modal's fields hold, by the field's name (its block_id)."""

    def __init__(self, view: Payload) -> None:
        self._values: Payload = view["state"]["values"]

    def text(self, name: str) -> str:
        """Return a text field; empty when nothing was typed."""
        return str(self._element(name).get("value") or "")

    def choice(self, name: str) -> str | None:
        """Return the value of a menu or of radio buttons."""
        selected = self._element(name).get("selected_option")
        return selected["value"] if selected else None

    def user(self, name: str) -> str | None:
        """Return a chosen person's id."""
        return self._element(name).get("selected_user")

    def choices(self, name: str) -> tuple[str, ...]:
        """Return the values of a menu of several, in the order they were picked."""
        return tuple(option["value"] for option in self._element(name).get("selected_options") or ())

    def users(self, name: str) -> tuple[str, ...]:
        """Return several chosen people's ids."""
        return tuple(self._element(name).get("selected_users") or ())

    def conversation(self, name: str) -> str | None:
        """Return a chosen conversation's id."""
        return self._element(name).get("selected_conversation")

    def minute(self, name: str) -> int | None:
        """Return a chosen time as minutes after midnight."""
        selected = self._element(name).get("selected_time")
        if not selected:
            return None
        hours, minutes = selected.split(":")
        return int(hours) * 60 + int(minutes)

    def day(self, name: str) -> date | None:
        """Return a chosen date."""
        selected = self._element(name).get("selected_date")
        return date.fromisoformat(selected) if selected else None

    def _element(self, name: str) -> Payload:
        elements: Payload = self._values.get(name, {})
        return next(iter(elements.values()), {})
