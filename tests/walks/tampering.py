"""What a hostile client could make of a payload: other values, other shapes, too much of everything."""

import copy
import json
from typing import Any

from bot.demo.humans import Payload

MARK = "hostilemark"
"""Stands in all that is made up, so that it is known where it went."""
TALLEST = 400
OTHER_SHAPES: tuple[Any, ...] = (None, 7, True, -0.5, [], {}, [MARK], {MARK: MARK})
ODD_TEXTS = (
    "",
    MARK,
    f"{MARK}\0\ud800",
    f"{MARK}\u202e{{name}} %s <!channel>",
    "0" * 32,
    f"{'0' * 32}.{'0' * 32}",
    "9" * 5_000,
    f"{MARK} " * 2_000,
    "null",
    "[]",
    "{}",
    "{",
    "[" * TALLEST + "]" * TALLEST,
    json.dumps({"pair": None, "session": 7, "programme": [], "show": {}, "basis": [[], {}]}),
    "NaN",
    "1e999999999",
)
CHOSEN = ("value", "selected_option", "selected_user", "selected_conversation", "selected_date", "selected_time")


def tampered(payload: Payload, number: int, odd: Any) -> Payload:
    """The payload with the one of its places that has this number holding something else."""
    changed = copy.deepcopy(payload)
    *path, last = places(payload)[number]
    held: Any = changed
    for step in path:
        held = held[step]
    # What was typed after a command comes in a form, which holds letters alone.
    held[last] = odd.encode(errors="replace").decode() if "command" in payload and isinstance(odd, str) else odd
    return changed


def places(payload: Payload) -> list[tuple[str | int, ...]]:
    """Where a payload says what was clicked on, chosen and typed, and what the form carried."""
    found: list[tuple[str | int, ...]] = []
    for number, action in enumerate(payload.get("actions") or ()):
        found += [("actions", number, key) for key in (*CHOSEN, "block_id", "action_ts") if key in action]
        if isinstance(action.get("selected_option"), dict):
            found.append(("actions", number, "selected_option", "value"))
    view = payload.get("view") or {}
    found += [("view", key) for key in ("private_metadata", "id", "hash", "state") if key in view]
    for block, elements in ((view.get("state") or {}).get("values") or {}).items():
        for name, entry in elements.items():
            found += [("view", "state", "values", block, name, key) for key in entry if key != "type"]
    found += [(key,) for key in ("text", "value", "message", "container", "response_url") if key in payload]
    if "event" in payload:
        found += [("event", key) for key in payload["event"] if key != "type"]
    return found
