"""The checks Slack's own client makes before it lets a modal be submitted."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import PurePath
from typing import Any
from urllib.parse import urlsplit

from sandbox.blocks.layout import every_block
from sandbox.blocks.rich_text import is_blank
from sandbox.blocks.state import HOLDERS, Values
from sandbox.errors import Json

_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
_MAX_TYPED = 3000
_MOST_FILES = 10


def field_errors(blocks: list[Json], values: Values) -> dict[str, str]:
    """What keeps a modal from being submitted: block_id → a sentence to show beside the field."""
    errors: dict[str, str] = {}
    for _, block in every_block(blocks):
        if block.get("type") != "input":
            continue
        element = block["element"]
        entry = values.get(block["block_id"], {}).get(element["action_id"], {})
        problem = _problem(block, element, entry.get(HOLDERS[element["type"]].key))
        if problem is not None:
            errors[block["block_id"]] = problem
    return errors


def _problem(block: Json, element: Json, value: Any) -> str | None:
    if value is None or value in ("", []) or (isinstance(value, str) and not value.strip()) or _says_nothing(value):
        return None if block.get("optional") else "Please complete this required field."
    return value_problem(element, value)


def _says_nothing(value: Any) -> bool:
    return isinstance(value, dict) and value.get("type") == "rich_text" and is_blank(value)


def value_problem(element: Json, value: Any) -> str | None:
    """What is wrong with a value that is there, in a sentence to show beside the field."""
    check = _CHECKS.get(element["type"])
    return None if check is None else check(element, value)


def _text(element: Json, value: str) -> str | None:
    least, most = element.get("min_length", 0), element.get("max_length", _MAX_TYPED)
    if len(value) < least:
        return f"Please enter at least {least} characters."
    if len(value) > most:
        return f"Please enter no more than {most} characters."
    return None


def _email(_element: Json, value: str) -> str | None:
    return None if _EMAIL.fullmatch(value) else "Please enter a valid email address."


def _url(_element: Json, value: str) -> str | None:
    try:
        parts = urlsplit(value)
    except ValueError:
        return "Please enter a valid URL."
    usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and not re.search(r"\s", value)
    return None if usable else "Please enter a valid URL."


def _number(element: Json, value: str) -> str | None:
    try:
        number = Decimal(value)
    except InvalidOperation:
        return "Please enter a valid number."
    if not number.is_finite():
        return "Please enter a valid number."
    if not element.get("is_decimal_allowed") and number != number.to_integral_value():
        return "Please enter a whole number."
    if "min_value" in element and number < Decimal(element["min_value"]):
        return f"Please enter a number of at least {element['min_value']}."
    if "max_value" in element and number > Decimal(element["max_value"]):
        return f"Please enter a number of at most {element['max_value']}."
    return None


def _date(_element: Json, value: str) -> str | None:
    try:
        date.fromisoformat(value)
    except ValueError:
        return "Please enter a valid date."
    return None


def _time(_element: Json, value: str) -> str | None:
    return None if re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value) else "Please enter a valid time."


def _many(element: Json, value: list[Any]) -> str | None:
    most = element.get("max_selected_items")
    return f"Please choose no more than {most}." if most is not None and len(value) > most else None


def _files(element: Json, value: list[Json]) -> str | None:
    most = element.get("max_files", _MOST_FILES)
    if len(value) > most:
        return f"Please upload no more than {most} {'file' if most == 1 else 'files'}."
    accepted = {str(kind).lower().removeprefix(".") for kind in element.get("filetypes") or []}
    for file in value:
        extension = PurePath(str(file["name"])).suffix.removeprefix(".").lower()
        if accepted and extension not in accepted:
            return f"{file['name']} is not of an accepted type: {', '.join(sorted(accepted))}."
    return None


_CHECKS: Mapping[str, Callable[[Json, Any], str | None]] = {
    "plain_text_input": _text,
    "email_text_input": _email,
    "url_text_input": _url,
    "number_input": _number,
    "datepicker": _date,
    "timepicker": _time,
    "file_input": _files,
    "multi_static_select": _many,
    "multi_external_select": _many,
    "multi_users_select": _many,
    "multi_conversations_select": _many,
    "multi_channels_select": _many,
}
