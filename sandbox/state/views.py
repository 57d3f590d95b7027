"""Modals and Home tabs: a stack of at most three modals a person, and one Home a person."""

import hashlib
import json
from collections import defaultdict
from typing import Any

from sandbox.blocks.filling import filled, filled_text
from sandbox.blocks.state import Values, at_conversation, carried_values, initial_values
from sandbox.clock import WorkspaceClock
from sandbox.errors import Json, SlackError
from sandbox.state.ids import Ids, new_secret
from sandbox.storage import Storage

MAX_STACK = 3


class Views:
    """
    Views in Slack's own shape, `state` included. Homes are kept; open modals end with the server, as with a tab.

    `identity` is what each view says of its team and app: team_id, app_id, app_installed_team_id and bot_id.
    """

    def __init__(self, storage: Storage, ids: Ids, clock: WorkspaceClock, identity: Json) -> None:
        self._storage = storage
        self._ids = ids
        self._clock = clock
        self._identity = identity
        self._stacks: dict[str, list[Json]] = defaultdict(list)
        self._homes: dict[str, Json] = dict(storage.all("home"))
        # A message's inputs hold what a person chose there, until the message changes them.
        self._on_messages: dict[tuple[str, str, str], Values] = {}

    # Looking

    def stack(self, user: str) -> list[Json]:
        """A person's open modals, bottom first."""
        return list(self._stacks.get(user, []))

    def top(self, user: str) -> Json | None:
        stack = self._stacks.get(user)
        return stack[-1] if stack else None

    def home(self, user: str) -> Json | None:
        return self._homes.get(user)

    @property
    def any_home(self) -> bool:
        return bool(self._homes)

    def owner(self, view_id: str) -> tuple[str, Json] | None:
        """Whose view this is, and the view; None when it is not open."""
        for user, stack in self._stacks.items():
            for view in stack:
                if view["id"] == view_id:
                    return user, view
        return next(((u, view) for u, view in self._homes.items() if view["id"] == view_id), None)

    def by_external_id(self, external_id: str) -> tuple[str, Json] | None:
        every = [(user, view) for user, stack in self._stacks.items() for view in stack]
        every.extend(self._homes.items())
        return next(((u, view) for u, view in every if external_id and view["external_id"] == external_id), None)

    # Changing

    def open(self, user: str, definition: Json, *, above: str = "", at: str = "") -> Json:
        """
        Show a modal: alone, or above the person's open modal of that id. `at` is the conversation they look at.

        Raises:
            SlackError: push_limit_reached, not_found, duplicate_external_id.
        """
        stack = self._stacks[user]
        self._require_free_external_id(definition, None)
        if not above:
            stack.clear()
        elif all(view["id"] != above for view in stack):
            raise SlackError("not_found")
        elif len(stack) >= MAX_STACK:
            raise SlackError("push_limit_reached")
        view_id = self._ids.new("V")
        view = self._made(definition, view_id)
        view["root_view_id"] = stack[0]["id"] if stack else view_id
        view["previous_view_id"] = stack[-1]["id"] if stack else None
        if at:
            view["state"] = {"values": at_conversation(view["state"]["values"], view["blocks"], at)}
        stack.append(view)
        return view

    def update(self, view: Json, definition: Json, expected_hash: str | None) -> Json:
        """
        Change a view in place, keeping what was typed where block_id and action_id stay.

        Raises:
            SlackError: hash_conflict, duplicate_external_id.
        """
        if expected_hash and expected_hash != view["hash"]:
            raise SlackError("hash_conflict")
        self._require_free_external_id(definition, view["id"])
        made = self._made(definition, view["id"])
        made["root_view_id"], made["previous_view_id"] = view["root_view_id"], view["previous_view_id"]
        made["state"] = {"values": carried_values(view["state"]["values"], made["blocks"])}
        view.clear()
        view.update(made)
        self._keep_if_home(view)
        return view

    def publish_home(self, user: str, definition: Json, expected_hash: str | None) -> Json:
        """
        Show a person's Home.

        Raises:
            SlackError: hash_conflict, duplicate_external_id.
        """
        shown = self._homes.get(user)
        if shown is not None:
            return self.update(shown, definition, expected_hash)
        if expected_hash:
            raise SlackError("hash_conflict")
        self._require_free_external_id(definition, None)
        view = self._made(definition, self._ids.new("V"))
        view["root_view_id"] = view["id"]
        self._homes[user] = view
        self._storage.put("home", user, view)
        return view

    def pop(self, user: str) -> Json | None:
        """Take the top modal away; the one below shows again."""
        stack = self._stacks.get(user)
        return stack.pop() if stack else None

    def clear(self, user: str) -> list[Json]:
        """Take all modals away; what they were, top first."""
        return list(reversed(self._stacks.pop(user, [])))

    def put_values(self, view: Json, values: Values) -> None:
        view["state"] = {"values": values}
        self._keep_if_home(view)

    # State of inputs on messages

    def message_values(self, user: str, channel: str, message: Json) -> Values:
        kept = self._on_messages.get((user, channel, message["ts"]), {})
        blocks = message.get("blocks") or []
        return carried_values(kept, blocks) if kept else initial_values(blocks)

    def put_message_values(self, user: str, channel: str, message: Json, values: Values) -> None:
        self._on_messages[user, channel, message["ts"]] = values

    def _keep_if_home(self, view: Json) -> None:
        for user, home in self._homes.items():
            if home is view:
                self._storage.put("home", user, view)

    def _require_free_external_id(self, definition: Json, own_id: str | None) -> None:
        taken = self.by_external_id(definition.get("external_id") or "")
        if taken is not None and taken[1]["id"] != own_id:
            raise SlackError("duplicate_external_id")

    def _made(self, definition: Json, view_id: str) -> Json:
        blocks = filled(definition["blocks"])
        common: Json = {
            "id": view_id,
            "team_id": self._identity["team_id"],
            "type": definition["type"],
            "blocks": blocks,
            "private_metadata": definition.get("private_metadata") or "",
            "callback_id": definition.get("callback_id") or "",
            "state": {"values": initial_values(blocks)},
            "hash": self._hash(definition),
            "title": _or_empty_title(definition),
            "clear_on_close": bool(definition.get("clear_on_close")),
            "notify_on_close": bool(definition.get("notify_on_close")),
            "close": filled_text(definition.get("close")),
            "submit": filled_text(definition.get("submit")),
            "previous_view_id": None,
            "root_view_id": view_id,
            "app_id": self._identity["app_id"],
            "external_id": definition.get("external_id") or "",
            "app_installed_team_id": self._identity["team_id"],
            "bot_id": self._identity["bot_id"],
        }
        return common

    def _hash(self, definition: Json) -> str:
        # Two equal views published one after the other still have different hashes, as in Slack.
        digest = hashlib.sha256((new_secret("") + json.dumps(definition)).encode()).hexdigest()
        return f"{int(self._clock.now())}.{digest[:8]}"


def _or_empty_title(definition: Json) -> Any:
    return filled_text(definition.get("title")) or {"type": "plain_text", "text": "View Title", "emoji": True}
