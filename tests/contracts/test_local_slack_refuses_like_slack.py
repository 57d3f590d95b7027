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
FIELDS: list[Payload] = [
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
    {"type": "timepicker", "initial_time": "10:00"},
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
    json.dumps(MODAL | {"blocks": [*map(asked, range(len(FIELDS)), FIELDS), *SHOWN], "notify_on_close": True})
)

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


def test_no_fault_in_a_view_that_slack_refuses_slips_through(slack_types: SlackTypes) -> None:
    refused = 0
    slipped = []
    for path, wrong in faults(EVERYTHING):
        view = spoilt(EVERYTHING, path, wrong)
        errors = slack_types.errors("ModalView", view)
        refused += bool(errors)
        if errors and not view_problems(view, "modal"):
            slipped.append(errors[0])
    assert slipped == []
    assert refused > 1500


def test_no_fault_in_a_message_that_slack_refuses_slips_through(slack_types: SlackTypes) -> None:
    slipped = []
    for path, wrong in faults(SHOWN):
        blocks = spoilt(SHOWN, path, wrong)
        errors = slack_types.errors("MessageBlocks", blocks)
        if errors and local_slack_takes(blocks):
            slipped.append(errors[0])
    assert slipped == []
