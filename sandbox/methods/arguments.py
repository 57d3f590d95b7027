"""Arguments of a Web API call: declared in the method's row, read once, and handed over typed."""

import base64
import binascii
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from math import isnan
from typing import Any

from sandbox.errors import InvalidArguments, Json, SlackError
from sandbox.read_json import read_json


class Kind(Enum):
    TEXT = "a string"
    FLAG = "a boolean"
    INTEGER = "an integer"
    DOCUMENT = "JSON"


@dataclass(frozen=True)
class Argument:
    """
    `refusal` is Slack's error when a required argument is missing or a value cannot be read. An empty string counts
    as missing, unless `may_be_empty` says that it means something.
    """

    name: str
    kind: Kind = Kind.TEXT
    required: bool = False
    refusal: str = "invalid_arguments"
    may_be_empty: bool = False


def text(name: str) -> Argument:
    return Argument(name)


def needed(name: str, refusal: str = "invalid_arguments") -> Argument:
    return Argument(name, required=True, refusal=refusal)


def needed_text(name: str) -> Argument:
    """A text that must be given, and may be empty: that is how a topic is taken away."""
    return Argument(name, required=True, may_be_empty=True)


def flag(name: str) -> Argument:
    return Argument(name, Kind.FLAG)


def integer(name: str, refusal: str = "invalid_arguments", *, required: bool = False) -> Argument:
    return Argument(name, Kind.INTEGER, required, refusal)


def document(name: str, refusal: str = "invalid_arguments") -> Argument:
    return Argument(name, Kind.DOCUMENT, refusal=refusal)


def needed_document(name: str) -> Argument:
    return Argument(name, Kind.DOCUMENT, required=True)


_INTEGER = re.compile(r"\s*[+-]?[0-9]{1,40}\s*")
_PLACE = re.compile(r"[0-9]{1,18}")
_TS = re.compile(r"\d{1,12}\.\d{1,6}")
# 1 and 0 are equal to True and False, so that numbers in JSON are covered as well.
_TRUE = {"1", "true", "True", True}
_FALSE = {"0", "false", "False", "", False}


class Arguments:
    """The read arguments of one call. Asking for one that the row does not declare is a KeyError: a bug of ours."""

    def __init__(self, values: Mapping[str, Any], declared: Sequence[Argument]) -> None:
        self._values = dict(values)
        self._declared = {argument.name for argument in declared}

    def given(self, name: str) -> bool:
        self._require_declared(name)
        return self._values.get(name) is not None

    def text(self, name: str) -> str:
        """The text, empty when it was not given."""
        self._require_declared(name)
        return str(self._values.get(name) or "")

    def flag(self, name: str, *, default: bool = False) -> bool:
        self._require_declared(name)
        value = self._values.get(name)
        return default if value is None else bool(value)

    def integer(self, name: str, default: int) -> int:
        self._require_declared(name)
        value = self._values.get(name)
        return default if value is None else int(value)

    def document(self, name: str) -> Any:
        """The JSON document, None when it was not given."""
        self._require_declared(name)
        return self._values.get(name)

    def _require_declared(self, name: str) -> None:
        if name not in self._declared:
            raise KeyError(f"the method's row does not declare the argument {name}")


def read_arguments(raw: Json, declared: Sequence[Argument]) -> Arguments:
    """
    Read what was sent; arguments that are not declared are ignored, as Slack does.

    Raises:
        SlackError: the argument's own refusal, or invalid_arguments with each reason.
    """
    problems: list[str] = []
    values: dict[str, Any] = {}
    for argument in declared:
        value = raw.get(argument.name)
        if value is None or (value == "" and argument.required and not argument.may_be_empty):
            if argument.required:
                if argument.refusal != "invalid_arguments":
                    raise SlackError(argument.refusal)
                problems.append(f"missing required field: {argument.name}")
            continue
        try:
            values[argument.name] = _read(argument.kind, value)
        except ValueError as error:
            if argument.refusal != "invalid_arguments":
                raise SlackError(argument.refusal) from error
            problems.append(f"must be {argument.kind.value} [json-pointer:/{argument.name}]")
    if problems:
        raise InvalidArguments(*problems)
    return Arguments(values, declared)


def _read(kind: Kind, value: Any) -> Any:
    if kind is Kind.DOCUMENT:
        return _read_document(value)
    if isinstance(value, dict | list):
        # Slack's JSON transport takes a list where a form would hold comma-separated values.
        if kind is not Kind.TEXT or not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise ValueError(kind.value)
        return ",".join(value)
    if kind is Kind.FLAG:
        return _read_flag(value)
    if kind is Kind.INTEGER:
        return _read_integer(value)
    return str(value)


def _read_flag(value: Any) -> bool:
    if value in _TRUE:
        return True
    if value in _FALSE:
        return False
    raise ValueError("neither true nor false")


def _read_integer(value: Any) -> int:
    # Python would read "1_000" and digits of other scripts as well.
    if isinstance(value, str) and not _INTEGER.fullmatch(value):
        raise ValueError("no integer")
    try:
        return int(value)
    except OverflowError as error:
        raise ValueError("no end to it") from error


def _read_document(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if not value.strip():
        return None
    return read_json(value)


def instant(arguments: Arguments, name: str, default: float, refusal: str = "") -> float:
    """
    Seconds since 1970, as Slack's times are written: `1562137200` or `1562137200.000100`.

    Raises:
        SlackError: the refusal, or invalid_arguments where it has no name of its own.
    """
    given = arguments.text(name)
    try:
        found = float(given) if given else default
    except ValueError as error:
        raise _no_instant(name, refusal) from error
    if isnan(found):
        raise _no_instant(name, refusal)
    return found


def _no_instant(name: str, refusal: str) -> SlackError:
    return SlackError(refusal) if refusal else InvalidArguments(f"must be a timestamp [json-pointer:/{name}]")


def require_ts(timestamp: str) -> None:
    """
    A message's time has the form of one, whether or not there is such a message.

    Raises:
        SlackError: bad_timestamp.
    """
    if not _TS.fullmatch(timestamp):
        raise SlackError("bad_timestamp")


# Cursors


def page(items: Sequence[Any], arguments: Arguments, *, most: int, default: int) -> tuple[list[Any], Json]:
    """
    One page of a list, and the `response_metadata` that leads to the next.

    Raises:
        SlackError: invalid_cursor or invalid_limit.
    """
    limit = arguments.integer("limit", 0) or default
    if limit < 0 or limit > most:
        raise SlackError("invalid_limit")
    start = read_cursor(arguments.text("cursor")) if arguments.text("cursor") else 0
    following = start + limit
    cursor = make_cursor(following) if following < len(items) else ""
    return list(items[start:following]), {"next_cursor": cursor}


def make_cursor(place: int) -> str:
    return base64.b64encode(f"next:{place}".encode()).decode()


def read_cursor(cursor: str) -> int:
    """
    The place a cursor stands for.

    Raises:
        SlackError: invalid_cursor.
    """
    try:
        word, _, place = base64.b64decode(cursor, validate=True).decode().partition(":")
        if word == "next" and _PLACE.fullmatch(place):
            return int(place)
    except (binascii.Error, ValueError) as error:
        raise SlackError("invalid_cursor") from error
    raise SlackError("invalid_cursor")
