"""Whether something has the shape of one of Slack's published types, and where it has not."""

import functools
import gzip
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sandbox.errors import Json

if TYPE_CHECKING:
    from jsonschema_rs import ValidationError, Validator

FILE = Path(__file__).with_name("schemas.json.gz")
_REF = "#/definitions/"
_SHORT = 160


class CannotJudgeError(Exception):
    """There is nothing to judge by; the message says why, and what to do."""


def faults(name: str, payload: Any) -> list[str]:
    """
    What the type of this name finds wrong, each `reason [json-pointer:/path]`; none is good.

    Raises:
        CannotJudgeError: the library for it is not installed, or there is no such type.
    """
    errors = _validator(name).iter_errors(payload)
    return list(dict.fromkeys(_worded(fault) for error in errors for fault in nearest(error)))


def published() -> set[str]:
    """The names of all types there are."""
    return set(_document()["types"])


def nearest(error: "ValidationError") -> Iterator["ValidationError"]:
    """The error itself; where no branch of a union fits, the errors of the one that comes nearest."""
    context: list[list[ValidationError]] = getattr(error.kind, "context", None) or []
    branches = [branch for branch in context if branch]
    if not branches:
        yield error
        return
    for nested in min(branches, key=_distance):
        yield from nearest(nested)


def shortened(message: str) -> str:
    """The message, without the bulk of the payload that it begins by quoting."""
    return message if len(message) <= _SHORT else f"{message[:40]} … {message[-110:]}"


def _distance(branch: Iterable["ValidationError"]) -> tuple[int, int, int]:
    """How far a payload is from a branch: fields that are unknown there, fields it misses, all faults."""
    from jsonschema_rs import ValidationErrorKind as Kind  # noqa: PLC0415 - see _validator

    kinds = [fault.kind for fault in branch]
    unknown = sum(len(kind.unexpected) for kind in kinds if isinstance(kind, Kind.AdditionalProperties))
    missing = sum(isinstance(kind, Kind.Required) for kind in kinds)
    return unknown, missing, len(kinds)


def _worded(fault: "ValidationError") -> str:
    path = "".join(f"/{step}" for step in fault.instance_path)
    return f"{shortened(fault.message)} [json-pointer:{path}]"


@functools.cache
def _validator(name: str) -> "Validator":
    try:
        # Only whoever looks into the inspector needs it, and gets it as the extra `inspector`.
        from jsonschema_rs import validator_for  # noqa: PLC0415
    except ImportError as missing:
        raise CannotJudgeError(
            "What this Slack sends is not judged here: install jsonschema-rs, or Bothways as bothways[inspector]."
        ) from missing
    document = _document()
    if name not in document["types"]:
        raise CannotJudgeError(f"Slack publishes no type {name}.")
    schema = document["types"][name]
    needed: Json = {}
    wanted = list(_refs(schema))
    while wanted:
        each = wanted.pop()
        if each not in needed:
            needed[each] = document["definitions"][each]
            wanted += _refs(needed[each])
    draft = "http://json-schema.org/draft-07/schema#"
    return validator_for({"$schema": draft, **schema, "definitions": needed})


@functools.cache
def _document() -> Json:
    found: Json = json.loads(gzip.decompress(FILE.read_bytes()))
    return found


def _refs(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"].removeprefix(_REF)
        for each in node.values():
            yield from _refs(each)
    elif isinstance(node, list):
        for each in node:
            yield from _refs(each)
