"""Rules for the blocks that came last: alerts, cards, containers, tables, tasks, and actions in small print."""

from collections.abc import Mapping
from typing import Any

from sandbox.blocks.elements import ELEMENTS
from sandbox.blocks.objects import BLOCK_ID, URL, plain, text
from sandbox.blocks.rich_text import ONE_RICH_TEXT
from sandbox.blocks.rules import (
    Problems,
    Rule,
    Shape,
    array,
    at_least_one,
    boolean,
    by_type,
    integer,
    number,
    one_of,
    string,
)

_ID: dict[str, Rule] = {"block_id": BLOCK_ID}
_MOST_COLUMNS = 20
_MOST_ROWS = 100
_LONGEST_TABLE = 10_000
_LONGEST_CELL = 10_000
_MOST_BUTTONS = 5

_IMAGE = by_type(ELEMENTS, ("image",))


def mrkdwn(longest: int) -> Rule:
    """A mrkdwn object."""
    return by_type({"mrkdwn": Shape(required={"text": string(longest, 1)}, optional={"verbatim": boolean})})


def _cells(*kinds: str) -> Rule:
    shapes: dict[str, Rule] = {
        "raw_text": Shape(required={"text": string(_LONGEST_CELL, 1)}),
        "raw_number": Shape(required={"value": number, "text": string(_LONGEST_CELL, 1)}),
        "rich_text": ONE_RICH_TEXT,
    }
    return array(array(by_type(shapes, kinds), _MOST_COLUMNS), _MOST_ROWS)


def _same_width(value: Any, pointer: str, problems: Problems) -> None:
    rows = [row for row in value.get("rows") or [] if isinstance(row, list)] if isinstance(value, dict) else []
    if len({len(row) for row in rows}) > 1:
        problems.add("rows must have the same number of cells", f"{pointer}/rows")


def _not_too_long(value: Any, pointer: str, problems: Problems) -> None:
    if _letters(value.get("rows")) > _LONGEST_TABLE:
        problems.add(f"no more than {_LONGEST_TABLE} characters allowed in a table", f"{pointer}/rows")


def _letters(value: Any) -> int:
    """All that is written in it, however deep."""
    if isinstance(value, list):
        return sum(_letters(one) for one in value)
    if not isinstance(value, dict):
        return 0
    own = value.get("text")
    return (len(own) if isinstance(own, str) else 0) + _letters(value.get("elements"))


def _collapsed_only_where_it_can(value: Any, pointer: str, problems: Problems) -> None:
    if value.get("default_collapsed") is True and value.get("is_collapsible") is not True:
        problems.add("default_collapsed requires is_collapsible", f"{pointer}/default_collapsed")


CARD = Shape(
    optional={
        **_ID,
        "hero_image": _IMAGE,
        "icon": _IMAGE,
        "title": mrkdwn(150),
        "subtitle": mrkdwn(150),
        "body": mrkdwn(200),
        "actions": array(by_type(ELEMENTS, ("button",)), _MOST_BUTTONS),
    },
    together=(at_least_one("hero_image", "title", "actions", "body"),),
)
_TASK = Shape(
    required={
        "task_id": string(255, 1),
        "title": string(2000, 1),
        "status": one_of("pending", "in_progress", "complete", "error"),
    },
    optional={
        **_ID,
        "details": ONE_RICH_TEXT,
        "output": ONE_RICH_TEXT,
        "sources": array(by_type({"url": Shape(required={"url": URL, "text": string(2000, 1)})}), 100, 0),
    },
)

NEWER: Mapping[str, Rule] = {
    "alert": Shape(
        required={"text": text(3000)},
        optional={**_ID, "level": one_of("default", "info", "warning", "error", "success")},
    ),
    "card": CARD,
    "carousel": Shape(required={"elements": array(by_type({"card": CARD}), 10)}, optional=_ID),
    "context_actions": Shape(
        required={"elements": array(by_type(ELEMENTS, ("feedback_buttons", "icon_button")), 5)}, optional=_ID
    ),
    "table": Shape(
        required={"rows": _cells("raw_text", "raw_number", "rich_text")},
        optional={
            **_ID,
            "column_settings": array(
                Shape(optional={"align": one_of("left", "center", "right"), "is_wrapped": boolean}), _MOST_COLUMNS, 0
            ),
        },
        together=(_not_too_long,),
    ),
    "data_table": Shape(
        required={"rows": _cells("raw_text", "raw_number", "rich_text"), "caption": string(2000, 1)},
        optional={**_ID, "page_size": integer(1, 100), "row_header_column_index": integer(0, _MOST_COLUMNS - 1)},
        together=(_same_width,),
    ),
    "task_card": _TASK,
    "plan": Shape(
        required={"title": string(2000, 1)},
        optional={**_ID, "tasks": array(by_type({"task_card": _TASK}), 50, 0)},
    ),
}


def container(children: Mapping[str, Rule], allowed: tuple[str, ...]) -> Rule:
    """A container of other blocks, none of which is one itself."""
    return Shape(
        required={"child_blocks": array(by_type(children, allowed), 10)},
        optional={
            **_ID,
            "title": plain(150),
            "rich_text_title": ONE_RICH_TEXT,
            "subtitle": text(150),
            "width": one_of("narrow", "standard", "wide", "full"),
            "icon": _IMAGE,
            "is_collapsible": boolean,
            "default_collapsed": boolean,
            "has_header_divider": boolean,
        },
        together=(at_least_one("title", "rich_text_title"), _collapsed_only_where_it_can),
    )
