"""The two questions the Web API asks: are these blocks fit for a message, and is this a view?"""

import json
from typing import Any

from sandbox.blocks.layout import check_blocks, every_block
from sandbox.blocks.objects import plain
from sandbox.blocks.rules import Problems, Shape, anything, boolean, string
from sandbox.errors import InvalidArguments, Json, SlackError

MAX_VIEW_BYTES = 250_000

_COMMON = {
    "private_metadata": string(3000),
    "callback_id": string(255),
    "external_id": string(255),
    "blocks": anything,
}
_VIEWS = {
    "modal": Shape(
        required={"title": plain(24), "blocks": anything},
        optional={
            **_COMMON,
            "submit": plain(24),
            "close": plain(24),
            "clear_on_close": boolean,
            "notify_on_close": boolean,
            "submit_disabled": boolean,
        },
    ),
    "home": Shape(required={"blocks": anything}, optional=_COMMON),
}


def require_message_blocks(blocks: Any, pointer: str = "/blocks") -> list[Json]:
    """
    The blocks of a message, when Slack would take them; `pointer` says where they stand in the request.

    Raises:
        SlackError: invalid_blocks, with what is wrong and where.
    """
    problems = message_problems(blocks, pointer)
    if problems:
        raise SlackError(
            "invalid_blocks",
            errors=problems,
            response_metadata={"messages": [f"[ERROR] {problem}" for problem in problems]},
        )
    checked: list[Json] = blocks
    return checked


def message_problems(blocks: Any, pointer: str = "/blocks") -> list[str]:
    """What is wrong with the blocks of a message; empty when nothing is."""
    problems = Problems()
    check_blocks(blocks, "message", pointer, problems)
    return problems.found


def view_problems(view: Any, wanted: str) -> list[str]:
    """What is wrong with a view that should be a `modal` or a `home`; empty when nothing is."""
    problems = Problems()
    if not isinstance(view, dict):
        problems.add("must provide an object", "/view")
        return problems.found
    kind = view.get("type")
    if kind is None:
        problems.add("missing required field: type", "/view")
    elif kind != wanted:
        problems.add(f"must be of type {wanted}", "/view/type")
    _VIEWS[wanted](view, "/view", problems)
    check_blocks(view.get("blocks", []), wanted, "/view/blocks", problems)
    if wanted == "modal" and view.get("submit") is None and _has_input(view.get("blocks")):
        problems.add("missing required field: submit (it is required where there are input blocks)", "/view")
    return problems.found


def require_view(view: Any, wanted: str) -> Json:
    """
    A view that Slack would take.

    Raises:
        SlackError: view_too_large, or invalid_arguments with what is wrong and where.
    """
    if isinstance(view, dict) and len(json.dumps(view)) > MAX_VIEW_BYTES:
        raise SlackError("view_too_large")
    problems = view_problems(view, wanted)
    if problems:
        raise InvalidArguments("failed to match all allowed schemas [json-pointer:/view]", *problems)
    checked: Json = view
    return checked


def _has_input(blocks: Any) -> bool:
    return any(block.get("type") == "input" for _, block in every_block(blocks))
