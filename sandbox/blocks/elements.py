"""Rules for Block Kit's elements, one table: type → shape, and where each may stand."""

from collections.abc import Mapping
from typing import Any

from sandbox.blocks.objects import (
    ACTION_ID,
    CONFIRM,
    DISPATCH,
    FILTER,
    LINK_OPTION,
    MAX_OPTIONS,
    OPTION,
    OPTION_GROUP,
    PLACEHOLDER,
    RICH_OPTION,
    SLACK_FILE,
    URL,
    distinct_values,
    initial_among_offered,
    plain,
    text,
)
from sandbox.blocks.rules import (
    Problems,
    Rule,
    Shape,
    anything,
    array,
    boolean,
    exactly_one,
    integer,
    matching,
    one_of,
    string,
)

_DATE = matching(r"\d{4}-\d{2}-\d{2}", "a date in the format YYYY-MM-DD")
_TIME = matching(r"([01]\d|2[0-3]):[0-5]\d", "a time in the format HH:mm")
_NUMBER = matching(r"-?\d+(\.\d+)?", "a number")
_IDS = array(string(255, 1), 100, 0)

_COMMON: dict[str, Rule] = {"action_id": ACTION_ID, "confirm": CONFIRM, "focus_on_load": boolean}
_MENU: dict[str, Rule] = {**_COMMON, "placeholder": PLACEHOLDER}
_MANY: dict[str, Rule] = {**_MENU, "max_selected_items": integer(1, 100)}
_TYPED: dict[str, Rule] = {
    "action_id": ACTION_ID,
    "placeholder": PLACEHOLDER,
    "dispatch_action_config": DISPATCH,
    "focus_on_load": boolean,
}
_CHOICES: dict[str, Rule] = {
    "options": array(OPTION, MAX_OPTIONS),
    "option_groups": array(OPTION_GROUP, 100),
}
_STATIC = (exactly_one("options", "option_groups"), initial_among_offered)


def _length_bounds(value: Any, pointer: str, problems: Problems) -> None:
    least, most = value.get("min_length"), value.get("max_length")
    if isinstance(least, int) and isinstance(most, int) and least > most:
        problems.add("min_length must not be greater than max_length", pointer)
    initial = value.get("initial_value")
    if isinstance(initial, str) and isinstance(most, int) and len(initial) > most:
        problems.add(f"must be less than {most + 1} characters", f"{pointer}/initial_value")


ELEMENTS: Mapping[str, Rule] = {
    "button": Shape(
        required={"text": plain(75)},
        optional={
            "action_id": ACTION_ID,
            "url": URL,
            "value": string(2000),
            "style": one_of("primary", "danger"),
            "confirm": CONFIRM,
            "accessibility_label": string(75),
        },
    ),
    "static_select": Shape(optional={**_MENU, **_CHOICES, "initial_option": OPTION}, together=_STATIC),
    "multi_static_select": Shape(
        optional={**_MANY, **_CHOICES, "initial_options": array(OPTION, 100)}, together=_STATIC
    ),
    "external_select": Shape(
        optional={**_MENU, "initial_option": OPTION, "min_query_length": integer(0, 100)},
    ),
    "multi_external_select": Shape(
        optional={**_MANY, "initial_options": array(OPTION, 100), "min_query_length": integer(0, 100)},
    ),
    "users_select": Shape(optional={**_MENU, "initial_user": string(255, 1)}),
    "multi_users_select": Shape(optional={**_MANY, "initial_users": _IDS}),
    "conversations_select": Shape(
        optional={
            **_MENU,
            "initial_conversation": string(255, 1),
            "default_to_current_conversation": boolean,
            "response_url_enabled": boolean,
            "filter": FILTER,
        },
    ),
    "multi_conversations_select": Shape(
        optional={
            **_MANY,
            "initial_conversations": _IDS,
            "default_to_current_conversation": boolean,
            "filter": FILTER,
        },
    ),
    "channels_select": Shape(
        optional={**_MENU, "initial_channel": string(255, 1), "response_url_enabled": boolean},
    ),
    "multi_channels_select": Shape(optional={**_MANY, "initial_channels": _IDS}),
    "overflow": Shape(
        required={"options": array(LINK_OPTION, 5)},
        optional={"action_id": ACTION_ID, "confirm": CONFIRM},
    ),
    "checkboxes": Shape(
        required={"options": array(RICH_OPTION, 10)},
        optional={**_COMMON, "initial_options": array(RICH_OPTION, 10)},
        together=(initial_among_offered, distinct_values),
    ),
    "radio_buttons": Shape(
        required={"options": array(RICH_OPTION, 10)},
        optional={**_COMMON, "initial_option": RICH_OPTION},
        together=(initial_among_offered, distinct_values),
    ),
    "datepicker": Shape(optional={**_MENU, "initial_date": _DATE}),
    "timepicker": Shape(optional={**_MENU, "initial_time": _TIME, "timezone": string(64)}),
    "datetimepicker": Shape(optional={**_COMMON, "initial_date_time": integer(10**9, 10**10 - 1)}),
    "plain_text_input": Shape(
        optional={
            **_TYPED,
            "initial_value": string(3000),
            "multiline": boolean,
            "min_length": integer(0, 3000),
            "max_length": integer(1, 3000),
        },
        together=(_length_bounds,),
    ),
    "email_text_input": Shape(optional={**_TYPED, "initial_value": string(3000)}),
    "url_text_input": Shape(optional={**_TYPED, "initial_value": string(3000)}),
    "number_input": Shape(
        required={"is_decimal_allowed": boolean},
        optional={**_TYPED, "initial_value": _NUMBER, "min_value": _NUMBER, "max_value": _NUMBER},
    ),
    "rich_text_input": Shape(optional={**_TYPED, "initial_value": anything}),
    "file_input": Shape(
        optional={"action_id": ACTION_ID, "filetypes": array(string(20, 1), 100), "max_files": integer(1, 10)},
    ),
    "workflow_button": Shape(
        required={"text": plain(75), "workflow": anything},
        optional={"action_id": ACTION_ID, "style": one_of("primary", "danger"), "accessibility_label": string(75)},
    ),
    "image": Shape(
        required={"alt_text": string(2000, 1)},
        optional={"image_url": URL, "slack_file": SLACK_FILE},
        together=(exactly_one("image_url", "slack_file"),),
    ),
    "plain_text": plain(3000),
    "mrkdwn": text(3000),
}

MENUS = (
    "static_select",
    "external_select",
    "users_select",
    "conversations_select",
    "channels_select",
)
MULTI_MENUS = tuple(f"multi_{menu}" for menu in MENUS)
_CLICKED = ("button", "overflow", "checkboxes", "radio_buttons", "datepicker", "timepicker", "workflow_button")

IN_CONTEXT = ("image", "plain_text", "mrkdwn")
IN_ACTIONS = (*_CLICKED, "datetimepicker", "rich_text_input", *MENUS, *MULTI_MENUS)
IN_SECTION = (*_CLICKED, "image", *MENUS, *MULTI_MENUS)
IN_INPUT = (
    "plain_text_input",
    "email_text_input",
    "url_text_input",
    "number_input",
    "rich_text_input",
    "file_input",
    "checkboxes",
    "radio_buttons",
    "datepicker",
    "timepicker",
    "datetimepicker",
    *MENUS,
    *MULTI_MENUS,
)
