"""
Lengths that Slack's types tell only in words ("Maximum length for this field is 255 characters."), read as
numbers.

Not read, because the words do not bind one field: how many user ids a comma-separated string may hold, which
of two numbers must be the larger, pixels of images, and advice ("for best results").
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_TEXTS = ("PlainTextElement", "MrkdwnElement", "TextObject")

_NUMBER = r"`?(\d[\d,]*)`?"
_CHARACTERS = re.compile(rf"\b(?:max(?:imum)?|limit(?:ed)?)\b[^.]*?\b{_NUMBER} characters", re.IGNORECASE)
_FEWER_CHARACTERS = re.compile(rf"\bless than {_NUMBER} characters", re.IGNORECASE)
_SOME_CHARACTERS = re.compile(rf"\bminimum length\b[^.]*?\bis {_NUMBER}\b", re.IGNORECASE)
_MOST = re.compile(rf"\b(?:max(?:imum)?|up to)\b[^.\d]*?{_NUMBER}(?!\d| characters)", re.IGNORECASE)
_LEAST = re.compile(rf"\bmin(?:imum)?\b(?! length)[^.\d]*?{_NUMBER}", re.IGNORECASE)
_BETWEEN = re.compile(rf"\bbetween {_NUMBER} and {_NUMBER}", re.IGNORECASE)
_LINK = re.compile(r"\{@link [^}]*\}")


@dataclass(frozen=True)
class Limits:
    """What a description says: lengths in characters, and a number of items (or, for a number, its range)."""

    shortest: int | None = None
    longest: int | None = None
    least: int | None = None
    most: int | None = None


def limits_in(description: str) -> Limits:
    """The limits that a description from Slack's types tells, each None where it tells none."""
    words = _LINK.sub("", re.sub(r"\s+", " ", description))
    between = _BETWEEN.search(words)
    fewer = _first(_FEWER_CHARACTERS, words)
    return Limits(
        shortest=_first(_SOME_CHARACTERS, words),
        longest=fewer - 1 if fewer is not None else _first(_CHARACTERS, words),
        least=int(between.group(1)) if between else _first(_LEAST, words),
        most=int(between.group(2)) if between else _first(_MOST, words),
    )


def limited(schema: dict[str, Any], described: Mapping[str, Any]) -> dict[str, Any]:
    """``schema`` with the limits told by the description of ``described``, the property as Slack has it."""
    rule = _rule(limits_in(described.get("description", "")), described)
    # Beside a `$ref`, draft 7 ignores every other keyword, hence allOf.
    return {"allOf": [schema, rule]} if rule else schema


def _rule(limits: Limits, schema: Mapping[str, Any]) -> dict[str, Any]:
    match schema.get("type"):
        case "string":
            return _present(minLength=limits.shortest, maxLength=limits.longest)
        case "array":
            text = _present(minLength=limits.shortest, maxLength=limits.longest)
            items = {"properties": {"text": text}} if text and _is_text(schema.get("items", {})) else None
            return _present(minItems=limits.least, maxItems=limits.most, items=items)
        case "number":
            return _present(minimum=limits.least, maximum=limits.most)
    if _is_text(schema):
        text = _present(minLength=limits.shortest, maxLength=limits.longest)
        return {"properties": {"text": text}} if text else {}
    return {}


def _is_text(schema: Mapping[str, Any]) -> bool:
    """Whether this is one of Slack's text objects, whose words are in `text`."""
    branches = schema.get("anyOf", [schema])
    return all(str(branch.get("$ref", "")).removeprefix("#/definitions/") in _TEXTS for branch in branches)


def _present(**rules: object) -> dict[str, Any]:
    return {name: value for name, value in rules.items() if value is not None}


def _first(pattern: re.Pattern[str], words: str) -> int | None:
    found = pattern.search(words)
    return int(found.group(1).replace(",", "")) if found else None
