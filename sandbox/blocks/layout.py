"""Rules for Block Kit's blocks and for a whole list of them on a surface."""

from collections.abc import Iterator, Mapping
from typing import Any

from sandbox.blocks.elements import ELEMENTS, IN_ACTIONS, IN_CONTEXT, IN_INPUT, IN_SECTION
from sandbox.blocks.newer import NEWER, container
from sandbox.blocks.objects import BLOCK_ID, SLACK_FILE, URL, plain, text
from sandbox.blocks.rich_text import RICH_TEXT
from sandbox.blocks.rules import (
    Problems,
    Rule,
    Shape,
    array,
    at_least_one,
    boolean,
    by_type,
    exactly_one,
    matching,
    one_of,
    string,
)
from sandbox.errors import Json

MOST_BLOCKS = {"message": 50, "modal": 100, "home": 100}

_ID: dict[str, Rule] = {"block_id": BLOCK_ID}
_SECURE = matching(r"https://\S{1,2990}", "an address that begins with https://")

_USUAL: Mapping[str, Rule] = {
    "section": Shape(
        optional={
            **_ID,
            "text": text(3000),
            "fields": array(text(2000), 10),
            "accessory": by_type(ELEMENTS, IN_SECTION),
            "expand": boolean,
        },
        together=(at_least_one("text", "fields"),),
    ),
    "divider": Shape(optional=_ID),
    "header": Shape(required={"text": plain(150)}, optional=_ID),
    "image": Shape(
        required={"alt_text": string(2000, 1)},
        optional={**_ID, "image_url": URL, "slack_file": SLACK_FILE, "title": plain(2000)},
        together=(exactly_one("image_url", "slack_file"),),
    ),
    "context": Shape(required={"elements": array(by_type(ELEMENTS, IN_CONTEXT), 10)}, optional=_ID),
    "actions": Shape(required={"elements": array(by_type(ELEMENTS, IN_ACTIONS), 25)}, optional=_ID),
    "input": Shape(
        required={"label": plain(2000), "element": by_type(ELEMENTS, IN_INPUT)},
        optional={**_ID, "hint": plain(2000), "optional": boolean, "dispatch_action": boolean},
    ),
    "file": Shape(required={"external_id": string(255, 1), "source": one_of("remote")}, optional=_ID),
    "rich_text": RICH_TEXT,
    "markdown": Shape(required={"text": string(12_000, 1)}, optional=_ID),
    "video": Shape(
        required={
            "alt_text": string(2000, 1),
            "title": plain(199),
            "thumbnail_url": URL,
            "video_url": _SECURE,
        },
        optional={
            **_ID,
            "author_name": string(49),
            "description": plain(199),
            "provider_icon_url": URL,
            "provider_name": string(49),
            "title_url": _SECURE,
        },
    ),
}
# What a container may hold: no container, and none of the newest.
_IN_CONTAINER = (
    "actions",
    "context",
    "divider",
    "file",
    "header",
    "image",
    "input",
    "rich_text",
    "section",
    "table",
    "video",
)
BLOCKS: Mapping[str, Rule] = {
    **_USUAL,
    **NEWER,
    "container": container({**_USUAL, **NEWER}, _IN_CONTAINER),
}

_EVERYWHERE = (
    "section",
    "divider",
    "header",
    "image",
    "context",
    "actions",
    "input",
    "rich_text",
    "video",
    "card",
)
SURFACES = {
    "message": (
        *_EVERYWHERE,
        "carousel",
        "container",
        "context_actions",
        "data_table",
        "file",
        "markdown",
        "plan",
        "table",
        "task_card",
    ),
    "modal": (*_EVERYWHERE, "alert"),
    "home": (*_EVERYWHERE, "carousel"),
}
# Elements that only one sort of surface takes.
_ONLY_ON = {"file_input": "modal", "workflow_button": "message"}
_INSIDE = {"container": "child_blocks", "carousel": "elements", "plan": "tasks"}
_WITH_ELEMENTS = {"actions", "context", "context_actions"}


def every_block(blocks: Any, pointer: str = "") -> Iterator[tuple[str, Json]]:
    """Each block with the pointer to it: those of the list, and those that stand in others."""
    if not isinstance(blocks, list):
        return
    for index, block in enumerate(blocks):
        if not isinstance(block, dict):
            continue
        yield f"{pointer}/{index}", block
        inside = _INSIDE.get(str(block.get("type")))
        if inside is not None:
            yield from every_block(block.get(inside), f"{pointer}/{index}/{inside}")


def elements_of(block: Any) -> Iterator[tuple[str, Json]]:
    """Each element of a block with the pointer to it inside the block."""
    if not isinstance(block, dict):
        return
    for key in ("accessory", "element"):
        if isinstance(block.get(key), dict):
            yield f"/{key}", block[key]
    key = {"card": "actions"}.get(
        str(block.get("type")), "elements" if str(block.get("type")) in _WITH_ELEMENTS else ""
    )
    listed = block.get(key)
    if isinstance(listed, list):
        for index, element in enumerate(listed):
            if isinstance(element, dict):
                yield f"/{key}/{index}", element


def check_blocks(blocks: Any, surface: str, pointer: str, problems: Problems) -> None:
    """
    Note whatever Slack would refuse in a list of blocks.

    Args:
        surface: message, modal or home.
        pointer: where the list stands in the request, such as `/blocks`.
    """
    array(by_type(BLOCKS, SURFACES[surface]), MOST_BLOCKS[surface], 0)(blocks, pointer, problems)
    tables = 0
    seen: set[str] = set()
    focus = _Focus()
    for where, block in every_block(blocks, pointer):
        _check_ids(block, where, seen, problems)
        tables += block.get("type") == "table"
        if tables > 1 and block.get("type") == "table":
            problems.add("only_one_table_allowed", where)
        for inside, element in elements_of(block):
            focus.check(element, f"{where}{inside}", problems)
            kind = element.get("type")
            only = _ONLY_ON.get(kind) if isinstance(kind, str) else None
            if only is not None and only != surface:
                problems.add(f"unsupported type: {kind}", f"{where}{inside}/type")


class _Focus:
    """One element of a surface may take the focus, and no more."""

    def __init__(self) -> None:
        self._taken = False

    def check(self, element: Json, pointer: str, problems: Problems) -> None:
        if element.get("focus_on_load") is not True:
            return
        if self._taken:
            problems.add("only one element may have focus_on_load", pointer)
        self._taken = True


def _check_ids(block: Json, pointer: str, seen: set[str], problems: Problems) -> None:
    block_id = block.get("block_id")
    if isinstance(block_id, str):
        if block_id in seen:
            problems.add(f"block_id {block_id} already exists", f"{pointer}/block_id")
        seen.add(block_id)
    actions: set[str] = set()
    for inside, element in elements_of(block):
        action_id = element.get("action_id")
        if isinstance(action_id, str):
            if action_id in actions:
                problems.add(f"action_id {action_id} already exists", f"{pointer}{inside}/action_id")
            actions.add(action_id)
