"""The blocks and elements that came last: their limits, their surfaces, and what is refused with the place."""

from typing import Any

import pytest

from sandbox.blocks.checking import view_problems
from tests.sandbox.driver import Json, actions, field, home, modal, plain, section
from tests.sandbox.test_blocks import markdown_text, picture, problems

CARD = {"type": "card", "title": markdown_text("A card")}
DATA = {"type": "data_table", "caption": "Numbers"}


def trash(action_id: str) -> Json:
    return {"type": "icon_button", "icon": "trash", "action_id": action_id, "text": plain("Remove")}


def table(*rows: list[str], **more: Any) -> Json:
    return {"type": "table", "rows": [[{"type": "raw_text", "text": cell} for cell in row] for row in rows], **more}


def rich(*parts: Json) -> Json:
    return {"type": "rich_text", "elements": list(parts)}


def line(*elements: Json) -> Json:
    return {"type": "rich_text_section", "elements": list(elements) or [{"type": "text", "text": "x"}]}


def rich_list(**more: Any) -> Json:
    return {"type": "rich_text_list", "style": "bullet", "elements": [line()], **more}


def video(**more: Any) -> Json:
    addresses = {"video_url": "https://v.example/1", "thumbnail_url": "https://v.example/1.png"}
    return {"type": "video", "alt_text": "A", "title": plain("t"), **addresses, **more}


# (what, at the limit, past the limit)
LIMITS = {
    "card title": (
        {"type": "card", "title": markdown_text("x" * 150)},
        {"type": "card", "title": markdown_text("x" * 151)},
    ),
    "card body": (
        {"type": "card", "body": markdown_text("x" * 200)},
        {"type": "card", "body": markdown_text("x" * 201)},
    ),
    "carousel": (
        {"type": "carousel", "elements": [CARD] * 10},
        {"type": "carousel", "elements": [CARD] * 11},
    ),
    "container": (
        {"type": "container", "title": plain("t"), "child_blocks": [section()] * 10},
        {"type": "container", "title": plain("t"), "child_blocks": [section()] * 11},
    ),
    "context actions": (
        {"type": "context_actions", "elements": [trash(f"t{number}") for number in range(5)]},
        {"type": "context_actions", "elements": [trash(f"t{number}") for number in range(6)]},
    ),
    "table rows": (table(*[["x"]] * 100), table(*[["x"]] * 101)),
    "table cells": (table(["x"] * 20), table(["x"] * 21)),
    "table text": (table(["x" * 10_000]), table(["x" * 9_999, "xx"])),
    "data table page": (table(["x"], **DATA, page_size=100), table(["x"], **DATA, page_size=101)),
    "list indent": (rich(rich_list(indent=8)), rich(rich_list(indent=9))),
    "video title": (video(title=plain("x" * 199)), video(title=plain("x" * 200))),
    "video author": (video(author_name="x" * 49), video(author_name="x" * 50)),
    "rich text lines": (
        field("q", {"type": "rich_text_input", "max_lines": 100}),
        field("q", {"type": "rich_text_input", "max_lines": 101}),
    ),
    "chosen at most": (
        field("q", {"type": "multi_users_select", "max_selected_items": 100}),
        field("q", {"type": "multi_users_select", "max_selected_items": 101}),
    ),
}


@pytest.mark.parametrize("what", LIMITS)
def test_at_the_limit_a_newer_block_is_taken_and_past_it_refused(what: str) -> None:
    within, beyond = LIMITS[what]
    assert problems(within) == []
    assert problems(beyond) != []


@pytest.mark.parametrize(
    ("block", "problem"),
    [
        (
            {"type": "card", "icon": picture()},
            "must define either `hero_image` or `title` or `actions` or `body` [json-pointer:/blocks/0]",
        ),
        ({"type": "alert", "text": plain("x")}, "unsupported type: alert [json-pointer:/blocks/0/type]"),
        (
            {"type": "container", "title": plain("t"), "child_blocks": [{"type": "markdown", "text": "x"}]},
            "unsupported type: markdown [json-pointer:/blocks/0/child_blocks/0/type]",
        ),
        (
            {"type": "container", "title": plain("t"), "child_blocks": [section()], "default_collapsed": True},
            "default_collapsed requires is_collapsible [json-pointer:/blocks/0/default_collapsed]",
        ),
        (
            {"type": "table", "rows": [[plain("x")]]},
            "unsupported type: plain_text [json-pointer:/blocks/0/rows/0/0/type]",
        ),
        (table(["x"], ["x", "y"], **DATA), "rows must have the same number of cells [json-pointer:/blocks/0/rows]"),
        (
            {"type": "context_actions", "elements": [trash("t") | {"icon": "pencil"}]},
            "must be one of: trash [json-pointer:/blocks/0/elements/0/icon]",
        ),
        (
            {"type": "task_card", "task_id": "1", "title": "t", "status": "late"},
            "must be one of: pending, in_progress, complete, error [json-pointer:/blocks/0/status]",
        ),
        (
            rich(line({"type": "text", "text": "x", "style": {"loud": True}})),
            "invalid additional property: loud [json-pointer:/blocks/0/elements/0/elements/0/style]",
        ),
        (
            rich(line({"type": "broadcast", "range": "world"})),
            "must be one of: here, channel, everyone [json-pointer:/blocks/0/elements/0/elements/0/range]",
        ),
        (
            rich({"type": "rich_text_list", "style": "bullet", "elements": [rich_list()]}),
            "unsupported type: rich_text_list [json-pointer:/blocks/0/elements/0/elements/0/type]",
        ),
        (
            video(video_url="http://v.example/1"),
            "must be an address that begins with https:// [json-pointer:/blocks/0/video_url]",
        ),
        (
            field("q", {"type": "timepicker", "timezone": "Mars/Base"}),
            "must be a time zone such as America/Chicago [json-pointer:/blocks/0/element/timezone]",
        ),
        (
            field("q", {"type": "datepicker", "initial_date": "2026-02-30"}),
            "must be a day of the calendar [json-pointer:/blocks/0/element/initial_date]",
        ),
        (
            field("q", {"type": "number_input", "is_decimal_allowed": False, "initial_value": "1.5"}),
            "must be a whole number [json-pointer:/blocks/0/element/initial_value]",
        ),
        (
            field("q", {"type": "number_input", "is_decimal_allowed": True, "min_value": "2", "max_value": "1"}),
            "min_value must not be greater than max_value [json-pointer:/blocks/0/element]",
        ),
        (
            field("q", {"type": "multi_users_select", "max_selected_items": 1, "initial_users": ["U1", "U2"]}),
            "no more than 1 items allowed [json-pointer:/blocks/0/element/initial_users]",
        ),
        (
            field("q", {"type": "conversations_select", "filter": {}}),
            (
                "must define either `include` or `exclude_external_shared_channels` or `exclude_bot_users` "
                "[json-pointer:/blocks/0/element/filter]"
            ),
        ),
        (
            actions({"type": "workflow_button", "text": plain("x"), "workflow": {}}),
            "missing required field: trigger [json-pointer:/blocks/0/elements/0/workflow]",
        ),
    ],
)
def test_a_newer_block_slack_refuses_is_refused_with_the_place(block: Any, problem: str) -> None:
    assert problem in problems(block)


def test_what_stands_in_a_container_counts_like_any_block() -> None:
    inner = section() | {"block_id": "b"}
    outer = {"type": "container", "title": plain("t"), "child_blocks": [inner]}
    assert problems(outer) == []
    assert problems(outer, inner) == ["block_id b already exists [json-pointer:/blocks/1/block_id]"]


def test_a_message_holds_one_table() -> None:
    assert problems(table(["x"]), table(["x"])) == ["only_one_table_allowed [json-pointer:/blocks/1]"]


@pytest.mark.parametrize(
    ("block", "where"),
    [
        ({"type": "alert", "text": plain("Mind the gap"), "level": "warning"}, ("modal",)),
        ({"type": "carousel", "elements": [CARD]}, ("message", "home")),
        (CARD, ("message", "modal", "home")),
        ({"type": "container", "title": plain("t"), "child_blocks": [section()]}, ("message",)),
        ({"type": "context_actions", "elements": [trash("t")]}, ("message",)),
        (table(["x"]), ("message",)),
        (table(["x"], **DATA), ("message",)),
        ({"type": "plan", "title": "t", "tasks": []}, ("message",)),
        (field("q", {"type": "file_input"}), ("modal",)),
        (video(), ("message", "modal", "home")),
    ],
)
def test_each_block_stands_only_where_slack_puts_it(block: Json, where: tuple[str, ...]) -> None:
    taken = {
        "message": problems(block),
        "modal": view_problems(modal(block), "modal"),
        "home": view_problems(home(block), "home"),
    }
    assert tuple(surface for surface, found in taken.items() if not found) == where
