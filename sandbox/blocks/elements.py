"""Rules for Block Kit's elements, one table: type → shape, and where each may stand."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

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
    within_most_selected,
)
from sandbox.blocks.rich_text import ONE_RICH_TEXT
from sandbox.blocks.rules import (
    Problems,
    Rule,
    Shape,
    array,
    boolean,
    exactly_one,
    integer,
    matching,
    one_of,
    string,
)

_FORM_OF_DATE = matching(r"\d{4}-\d{2}-\d{2}", "a date in the format YYYY-MM-DD")
_TIME = matching(r"([01]\d|2[0-3]):[0-5]\d", "a time in the format HH:mm")
_NUMBER = matching(r"-?\d+(\.\d+)?", "a number")
_IDS = array(string(255, 1), 100, 0)


def _date(value: Any, pointer: str, problems: Problems) -> None:
    _FORM_OF_DATE(value, pointer, problems)
    if isinstance(value, str) and len(value) == len("YYYY-MM-DD"):
        try:
            date.fromisoformat(value)
        except ValueError:
            problems.add("must be a day of the calendar", pointer)


def _zone(value: Any, pointer: str, problems: Problems) -> None:
    try:
        ZoneInfo(str(value))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        problems.add("must be a time zone such as America/Chicago", pointer)


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


def _number_bounds(value: Any, pointer: str, problems: Problems) -> None:
    least, most, initial = (_decimal(value.get(key)) for key in ("min_value", "max_value", "initial_value"))
    if least is not None and most is not None and least > most:
        problems.add("min_value must not be greater than max_value", pointer)
    if initial is None:
        return
    if (least is not None and initial < least) or (most is not None and initial > most):
        problems.add("must be between min_value and max_value", f"{pointer}/initial_value")
    if value.get("is_decimal_allowed") is False and initial != initial.to_integral_value():
        problems.add("must be a whole number", f"{pointer}/initial_value")


def _decimal(value: Any) -> Decimal | None:
    # What is no number is already noted as a problem by the rule of its key.
    return Decimal(value) if isinstance(value, str) and re.fullmatch(r"-?\d+(\.\d+)?", value) else None


def _lines(value: Any, pointer: str, problems: Problems) -> None:
    least, most = value.get("min_lines"), value.get("max_lines")
    if isinstance(least, int) and isinstance(most, int) and least > most:
        problems.add("min_lines must not be greater than max_lines", pointer)


_STYLE = one_of("primary", "danger")
_FEEDBACK = Shape(required={"text": plain(75), "value": string(2000, 1)}, optional={"accessibility_label": string(75)})
_TRIGGER = Shape(
    required={"url": URL},
    optional={
        "customizable_input_parameters": array(Shape(required={"name": string(255, 1), "value": string(2000)}), 100, 0)
    },
)

ELEMENTS: Mapping[str, Rule] = {
    "button": Shape(
        required={"text": plain(75)},
        optional={
            "action_id": ACTION_ID,
            "url": URL,
            "value": string(2000),
            "style": _STYLE,
            "confirm": CONFIRM,
            "accessibility_label": string(75),
        },
    ),
    "static_select": Shape(optional={**_MENU, **_CHOICES, "initial_option": OPTION}, together=_STATIC),
    "multi_static_select": Shape(
        optional={**_MANY, **_CHOICES, "initial_options": array(OPTION, 100)}, together=(*_STATIC, within_most_selected)
    ),
    "external_select": Shape(
        optional={**_MENU, "initial_option": OPTION, "min_query_length": integer(0, 100)},
    ),
    "multi_external_select": Shape(
        optional={**_MANY, "initial_options": array(OPTION, 100), "min_query_length": integer(0, 100)},
        together=(within_most_selected,),
    ),
    "users_select": Shape(optional={**_MENU, "initial_user": string(255, 1)}),
    "multi_users_select": Shape(optional={**_MANY, "initial_users": _IDS}, together=(within_most_selected,)),
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
        together=(within_most_selected,),
    ),
    "channels_select": Shape(
        optional={**_MENU, "initial_channel": string(255, 1), "response_url_enabled": boolean},
    ),
    "multi_channels_select": Shape(optional={**_MANY, "initial_channels": _IDS}, together=(within_most_selected,)),
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
    "datepicker": Shape(optional={**_MENU, "initial_date": _date}),
    "timepicker": Shape(optional={**_MENU, "initial_time": _TIME, "timezone": _zone}),
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
        together=(_number_bounds,),
    ),
    "rich_text_input": Shape(
        optional={
            **_TYPED,
            "initial_value": ONE_RICH_TEXT,
            "min_lines": integer(1, 100),
            "max_lines": integer(1, 100),
        },
        together=(_lines,),
    ),
    "file_input": Shape(
        optional={"action_id": ACTION_ID, "filetypes": array(string(20, 1), 100), "max_files": integer(1, 10)},
    ),
    "workflow_button": Shape(
        required={"text": plain(75), "workflow": Shape(required={"trigger": _TRIGGER})},
        optional={
            "action_id": ACTION_ID,
            "style": _STYLE,
            "accessibility_label": string(75),
            "confirm": CONFIRM,
        },
    ),
    "feedback_buttons": Shape(
        required={"positive_button": _FEEDBACK, "negative_button": _FEEDBACK}, optional={"action_id": ACTION_ID}
    ),
    "icon_button": Shape(
        required={"icon": one_of("trash"), "text": plain(75)},
        optional={
            "action_id": ACTION_ID,
            "value": string(2000),
            "confirm": CONFIRM,
            "accessibility_label": string(75),
            "visible_to_user_ids": _IDS,
        },
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
