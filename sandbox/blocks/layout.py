"""Rules for Block Kit's blocks and for a whole list of them on a surface."""

from collections.abc import Iterator, Mapping
from typing import Any

from sandbox.blocks.elements import ELEMENTS, IN_ACTIONS, IN_CONTEXT, IN_INPUT, IN_SECTION
from sandbox.blocks.objects import BLOCK_ID, SLACK_FILE, URL, plain, text
from sandbox.blocks.rules import (
    Problems,
    Rule,
    Shape,
    anything,
    array,
    at_least_one,
    boolean,
    by_type,
    exactly_one,
    one_of,
    string,
)
from sandbox.errors import Json

MOST_BLOCKS = {"message": 50, "modal": 100, "home": 100}

_ID: dict[str, Rule] = {"block_id": BLOCK_ID}
_RICH_PARTS = ("rich_text_section", "rich_text_list", "rich_text_preformatted", "rich_text_quote")
_RICH_PART = Shape(
    required={"elements": anything},
    optional={"style": anything, "indent": anything, "offset": anything, "border": anything},
)

BLOCKS: Mapping[str, Rule] = {
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
    "rich_text": Shape(
        required={"elements": array(by_type(dict.fromkeys(_RICH_PARTS, _RICH_PART)), 100)}, optional=_ID
    ),
    "markdown": Shape(required={"text": string(12_000, 1)}, optional=_ID),
    "video": Shape(
        required={
            "alt_text": string(2000, 1),
            "title": plain(199),
            "thumbnail_url": URL,
            "video_url": URL,
        },
        optional={
            **_ID,
            "author_name": string(49),
            "description": plain(200),
            "provider_icon_url": URL,
            "provider_name": string(200),
            "title_url": URL,
        },
    ),
    "table": Shape(
        required={"rows": array(array(anything, 20), 100)},
        optional={**_ID, "column_settings": array(anything, 20, 0)},
    ),
}

_ON_VIEWS = ("section", "divider", "header", "image", "context", "actions", "input", "rich_text", "video")
SURFACES = {
    "message": (*_ON_VIEWS, "file", "markdown", "table"),
    "modal": _ON_VIEWS,
    "home": _ON_VIEWS,
}


def elements_of(block: Any) -> Iterator[tuple[str, Json]]:
    """Each element of a block with the pointer to it inside the block."""
    if not isinstance(block, dict):
        return
    for key in ("accessory", "element"):
        if isinstance(block.get(key), dict):
            yield f"/{key}", block[key]
    if block.get("type") in ("actions", "context") and isinstance(block.get("elements"), list):
        for index, element in enumerate(block["elements"]):
            if isinstance(element, dict):
                yield f"/elements/{index}", element


def check_blocks(blocks: Any, surface: str, pointer: str, problems: Problems) -> None:
    """
    Note whatever Slack would refuse in a list of blocks.

    Args:
        surface: message, modal or home.
        pointer: where the list stands in the request, such as `/blocks`.
    """
    array(by_type(BLOCKS, SURFACES[surface]), MOST_BLOCKS[surface], 0)(blocks, pointer, problems)
    if not isinstance(blocks, list):
        return
    _check_ids(blocks, pointer, problems)
    for index, block in enumerate(blocks):
        for inside, element in elements_of(block):
            if element.get("type") == "file_input" and surface != "modal":
                problems.add("unsupported type: file_input", f"{pointer}/{index}{inside}/type")


def _check_ids(blocks: list[Any], pointer: str, problems: Problems) -> None:
    seen: set[str] = set()
    focused = 0
    for index, block in enumerate(blocks):
        if not isinstance(block, dict):
            continue
        block_id = block.get("block_id")
        if isinstance(block_id, str):
            if block_id in seen:
                problems.add(f"block_id {block_id} already exists", f"{pointer}/{index}/block_id")
            seen.add(block_id)
        actions: set[str] = set()
        for inside, element in elements_of(block):
            action_id = element.get("action_id")
            if isinstance(action_id, str):
                if action_id in actions:
                    problems.add(f"action_id {action_id} already exists", f"{pointer}/{index}{inside}/action_id")
                actions.add(action_id)
            if element.get("focus_on_load") is True:
                focused += 1
                if focused > 1:
                    problems.add("only one element may have focus_on_load", f"{pointer}/{index}{inside}")
