"""
What Slack's own types refuse, the local Slack refuses: a view that passes here must not fail in a real workspace.

A modal with every element is spoilt in every place, one fault at a time. The local Slack may refuse more (Slack does,
for reasons its types do not tell); of what it must refuse, nothing may slip through.
"""

import json
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest

from sandbox.blocks.checking import require_message_blocks, view_problems
from sandbox.errors import SlackError
from tests.oracle.samples import MODAL, SECTION, Payload, plain
from tests.oracle.slack_types import SlackTypes

pytestmark = pytest.mark.oracle

YES = {"text": plain("Yes"), "value": "y"}
NO = {"text": plain("No"), "value": "n"}
CONFIRM = {
    "title": plain("Sure?"),
    "text": plain("It ends."),
    "confirm": plain("End"),
    "deny": plain("Keep"),
    "style": "danger",
}
LINE: list[Payload] = [
    {"type": "text", "text": "x", "style": {"bold": True, "code": False}},
    {"type": "link", "url": "https://b.example", "text": "b", "unsafe": False},
    {"type": "user", "user_id": "U1"},
    {"type": "channel", "channel_id": "C1", "style": {"bold": True}},
    {"type": "usergroup", "usergroup_id": "S1"},
    {"type": "team", "team_id": "T1"},
    {"type": "broadcast", "range": "here"},
    {"type": "emoji", "name": "wave"},
    {"type": "date", "timestamp": 1, "format": "{date}", "fallback": "then"},
    {"type": "color", "value": "#ff0000"},
]
WORDS: list[Payload] = [{"type": "text", "text": "x"}]
SPAN: Payload = {"type": "rich_text_section", "elements": WORDS}
RICH: Payload = {
    "type": "rich_text",
    "elements": [
        {"type": "rich_text_section", "elements": LINE},
        {"type": "rich_text_list", "style": "ordered", "indent": 1, "border": 1, "elements": [SPAN]},
        {"type": "rich_text_quote", "elements": WORDS},
        {"type": "rich_text_preformatted", "border": 0, "elements": WORDS},
    ],
}
SHORT: Payload = {"type": "rich_text", "elements": [SPAN]}
FIELDS: list[Payload] = [
    {"type": "rich_text_input", "initial_value": SHORT, "min_lines": 2, "max_lines": 9, "placeholder": plain("p")},
    {
        "type": "plain_text_input",
        "multiline": True,
        "min_length": 1,
        "max_length": 10,
        "initial_value": "x",
        "placeholder": plain("p"),
        "focus_on_load": True,
    },
    {"type": "static_select", "options": [YES], "initial_option": YES, "placeholder": plain("p"), "confirm": CONFIRM},
    {"type": "static_select", "option_groups": [{"label": plain("Both"), "options": [YES, NO]}]},
    {"type": "multi_static_select", "options": [YES], "initial_options": [YES], "max_selected_items": 2},
    {"type": "users_select", "initial_user": "U1", "placeholder": plain("p")},
    {"type": "multi_users_select", "initial_users": ["U1"]},
    {"type": "conversations_select", "filter": {"include": ["im"], "exclude_bot_users": True}},
    {"type": "channels_select", "initial_channel": "C1"},
    {"type": "multi_channels_select", "initial_channels": ["C1"], "max_selected_items": 2},
    {"type": "multi_conversations_select", "initial_conversations": ["C1"], "filter": {"include": ["im"]}},
    {"type": "external_select", "initial_option": YES, "min_query_length": 2, "placeholder": plain("p")},
    {"type": "multi_external_select", "initial_options": [YES], "min_query_length": 0, "max_selected_items": 2},
    {"type": "radio_buttons", "options": [YES], "initial_option": YES},
    {"type": "checkboxes", "options": [YES], "initial_options": [YES]},
    {"type": "datepicker", "initial_date": "2026-01-01", "placeholder": plain("p")},
    {"type": "timepicker", "initial_time": "10:00", "timezone": "Europe/Madrid"},
    {"type": "datetimepicker", "initial_date_time": 1628633820},
    {"type": "email_text_input", "initial_value": "a@b.example"},
    {"type": "url_text_input", "initial_value": "https://b.example", "placeholder": plain("p")},
    {"type": "number_input", "is_decimal_allowed": False, "min_value": "1", "max_value": "5", "initial_value": "2"},
    {"type": "file_input", "filetypes": ["pdf"], "max_files": 3},
]
BUTTON: Payload = {
    "type": "button",
    "action_id": "end",
    "text": plain("End"),
    "value": "v",
    "url": "https://b.example",
    "style": "primary",
    "confirm": CONFIRM,
    "accessibility_label": "End the pair",
}
PICTURE: Payload = {"type": "image", "image_url": "https://b.example/a.png", "alt_text": "A"}
SHOWN: list[Payload] = [
    SECTION,
    {
        "type": "section",
        "fields": [plain("a"), {"type": "mrkdwn", "text": "b"}],
        "accessory": {"type": "overflow", "action_id": "more", "options": [YES, NO]},
    },
    {"type": "header", "block_id": "head", "text": plain("Head")},
    {"type": "divider"},
    {"type": "context", "elements": [plain("x"), PICTURE]},
    {**PICTURE, "title": plain("T")},
    {"type": "actions", "block_id": "do", "elements": [BUTTON, {"type": "static_select", "options": [YES]}]},
]
ON_VIEWS: list[Payload] = [
    RICH,
    {
        "type": "video",
        "alt_text": "A",
        "title": plain("T"),
        "video_url": "https://b.example/v",
        "thumbnail_url": "https://b.example/p.png",
        "description": plain("D"),
        "author_name": "N",
    },
    {
        "type": "card",
        "hero_image": PICTURE,
        "icon": PICTURE,
        "title": {"type": "mrkdwn", "text": "t"},
        "subtitle": {"type": "mrkdwn", "text": "s"},
        "body": {"type": "mrkdwn", "text": "b"},
        "actions": [BUTTON],
    },
]
CARD: Payload = {"type": "card", "title": {"type": "mrkdwn", "text": "t"}}
TASK: Payload = {
    "type": "task_card",
    "task_id": "1",
    "title": "t",
    "status": "complete",
    "details": SHORT,
    "sources": [{"type": "url", "url": "https://b.example", "text": "b"}],
}
ROWS: list[list[Payload]] = [
    [{"type": "raw_text", "text": "a"}, {"type": "raw_number", "value": 1, "text": "1"}, SHORT]
]
PRESSED: Payload = {"text": plain("Good"), "value": "g", "accessibility_label": "Good"}
ON_MESSAGES: list[Payload] = [
    *ON_VIEWS,
    {"type": "carousel", "elements": [CARD]},
    {
        "type": "container",
        "title": plain("t"),
        "subtitle": plain("s"),
        "width": "wide",
        "icon": PICTURE,
        "is_collapsible": True,
        "child_blocks": [SECTION],
    },
    {
        "type": "context_actions",
        "elements": [
            {"type": "feedback_buttons", "action_id": "f", "positive_button": PRESSED, "negative_button": PRESSED},
            {
                "type": "icon_button",
                "action_id": "i",
                "icon": "trash",
                "text": plain("x"),
                "visible_to_user_ids": ["U1"],
            },
        ],
    },
    {"type": "table", "rows": ROWS, "column_settings": [{"align": "right", "is_wrapped": True}]},
    {"type": "data_table", "rows": ROWS, "caption": "c", "page_size": 5, "row_header_column_index": 0},
    {"type": "markdown", "text": "**x**"},
    TASK,
    {"type": "plan", "title": "p"},
    {
        "type": "actions",
        "elements": [
            {
                "type": "workflow_button",
                "action_id": "w",
                "text": plain("Run"),
                "style": "primary",
                "workflow": {
                    "trigger": {
                        "url": "https://slack.com/shortcuts/1",
                        "customizable_input_parameters": [{"name": "n", "value": "v"}],
                    }
                },
            }
        ],
    },
]


def asked(number: int, element: Payload) -> Payload:
    return {
        "type": "input",
        "block_id": f"ask-{number}",
        "label": plain("Ask"),
        "hint": plain("Hint"),
        "optional": True,
        "element": {"action_id": "answer", **element},
    }


# Through JSON, so that no two places share one object and a fault in one stays there.
EVERYTHING: Payload = json.loads(
    json.dumps(
        MODAL
        | {
            "blocks": [
                *map(asked, range(len(FIELDS)), FIELDS),
                *SHOWN,
                *ON_VIEWS,
                {"type": "alert", "text": plain("x"), "level": "info"},
            ],
            "notify_on_close": True,
        }
    )
)
NEWER: list[Payload] = json.loads(json.dumps(ON_MESSAGES))

Path = tuple[str | int, ...]


def faults(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every place of a payload with something wrong to put there; Ellipsis means: take it away."""
    match value:
        case dict():
            yield path, value | {"unheard_of": 1}
            yield path, "a word"
            for key, inner in value.items():
                yield (*path, key), ...
                yield from faults(inner, (*path, key))
        case list():
            yield path, []
            yield path, value * 101
            for index, inner in enumerate(value):
                yield from faults(inner, (*path, index))
        case bool():
            yield path, "true"
        case int():
            yield path, str(value)
            yield path, 10_000
        case str():
            yield from ((path, wrong) for wrong in (7, "", "unheard_of", value + "x" * 4000, {"text": value}))


def spoilt(payload: Any, path: Path, wrong: Any) -> Any:
    if not path:
        return wrong
    copy = deepcopy(payload)
    *way, last = path
    target = copy
    for step in way:
        target = target[step]
    if wrong is ...:
        del target[last]
    else:
        target[last] = wrong
    return copy


def local_slack_takes(blocks: Any) -> bool:
    try:
        require_message_blocks(blocks)
    except SlackError:
        return False
    return True


def test_both_take_every_element_where_it_is_right(slack_types: SlackTypes) -> None:
    assert slack_types.errors("ModalView", EVERYTHING) == []
    assert view_problems(EVERYTHING, "modal") == []
    assert slack_types.errors("MessageBlocks", SHOWN) == []
    assert local_slack_takes(SHOWN)
    assert slack_types.errors("MessageBlocks", NEWER) == []
    assert local_slack_takes(NEWER)


def test_no_fault_in_a_view_that_slack_refuses_slips_through(slack_types: SlackTypes) -> None:
    refused = 0
    slipped = []
    # Block by block: a fault shows as well in a small view, and thousands of small ones are judged in seconds.
    for block in EVERYTHING["blocks"]:
        small = EVERYTHING | {"blocks": [block]}
        whole = block is EVERYTHING["blocks"][0]
        for path, wrong in faults(small) if whole else faults(small["blocks"], ("blocks",)):
            view = spoilt(small, path, wrong)
            errors = slack_types.errors("ModalView", view)
            refused += bool(errors)
            if errors and not view_problems(view, "modal"):
                slipped.append(errors[0])
    assert slipped == []
    assert refused > 1500


def test_no_fault_in_a_message_that_slack_refuses_slips_through(slack_types: SlackTypes) -> None:
    slipped = []
    for everything in (SHOWN, *([block] for block in NEWER)):
        for path, wrong in faults(everything):
            blocks = spoilt(everything, path, wrong)
            errors = slack_types.errors("MessageBlocks", blocks)
            if errors and local_slack_takes(blocks):
                slipped.append(errors[0])
    assert slipped == []
