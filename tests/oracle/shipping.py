"""
``python -m tests.oracle.shipping``: writes the file of Slack's types that the local Slack's inspector judges by.

It holds what Slack sends (payloads, events, answers of the Web API), with the limits in it and without the prose, each
definition once and in a line of its own, so that `zdiff` shows what a new version of Slack's packages brought.
"""

import gzip
import json
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from sandbox.slacks_types.judge import FILE
from tests.oracle.build import HERE, schemas_folder
from tests.oracle.schemas import Schema, readable
from tests.oracle.slack_types import SENT_BY_SLACK, is_answer, load, origin_of

PACKAGES = ("@slack/bolt", "@slack/types", "@slack/web-api")
_REF = "#/definitions/"


def shipped(folder: Path) -> str:
    """The file, from a folder of generated schemas."""
    definitions: dict[str, Schema] = {}
    types: dict[str, Schema] = {}
    names = _Names()
    for file in sorted(folder.rglob("*.json"), key=lambda file: file.stem):
        if file.parent == folder and file.stem not in {*SENT_BY_SLACK, "BlockSuggestion"} and not is_answer(file.stem):
            continue
        schema = _bare(readable(json.loads(file.read_text(encoding="utf-8")), origin_of(file)))
        own = schema.pop("definitions", {})
        named = names.of(own)
        definitions |= {named[name]: _pointed(body, named) for name, body in own.items()}
        types[file.stem] = _pointed(schema, named)
    versions = json.loads((HERE / "package.json").read_text(encoding="utf-8"))["dependencies"]
    parts = {"packages": {name: versions[name] for name in PACKAGES}, "definitions": definitions, "types": types}
    return "{\n" + ",\n".join(f"{json.dumps(name)}: {_listed(part)}" for name, part in parts.items()) + "\n}\n"


def _listed(part: Mapping[str, Any]) -> str:
    lines = (f"{json.dumps(name)}: {json.dumps(part[name], separators=(',', ':'))}" for name in sorted(part))
    return "{\n" + ",\n".join(lines) + "\n}"


class _Names:
    """
    Names for definitions, so that equal ones of several files become one, and others of the same name get a number.

    The generator's names for types that have none hold positions in the source; only their beginning is kept.
    """

    def __init__(self) -> None:
        self._known: dict[str, list[str]] = {}

    def of(self, definitions: Mapping[str, Schema]) -> dict[str, str]:
        return {name: self._numbered(name, definitions) for name in definitions}

    def _numbered(self, name: str, definitions: Mapping[str, Schema]) -> str:
        kept = re.split(r"\W", name, maxsplit=1)[0]
        known = self._known.setdefault(kept, [])
        # All that it refers to is part of what a definition says.
        met = [name]
        for each in met:
            met += [other for other in dict.fromkeys(_refs(definitions[each])) if other not in met]
        places = {each: str(place) for place, each in enumerate(met)}
        whole = json.dumps([_pointed(definitions[each], places) for each in met], sort_keys=True)
        if whole not in known:
            known.append(whole)
        number = known.index(whole) + 1
        return kept if number == 1 else f"{kept}.{number}"


def _refs(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield _referred(node["$ref"])
        for each in node.values():
            yield from _refs(each)
    elif isinstance(node, list):
        for each in node:
            yield from _refs(each)


def _referred(ref: str) -> str:
    return unquote(ref.removeprefix(_REF))


def _pointed(node: Any, names: Mapping[str, str]) -> Any:
    """The same schema, referring to definitions by other names."""
    if isinstance(node, list):
        return [_pointed(each, names) for each in node]
    if not isinstance(node, dict):
        return node
    return {
        key: _REF + names[_referred(value)] if key == "$ref" and isinstance(value, str) else _pointed(value, names)
        for key, value in node.items()
    }


def _bare(node: Any) -> Any:
    """The same schema without the prose. A property may be called `description` too; that one is no string."""
    if isinstance(node, list):
        return [_bare(each) for each in node]
    if not isinstance(node, dict):
        return node
    said = ("description", "$schema")
    return {key: _bare(value) for key, value in node.items() if not (key in said and isinstance(value, str))}


if __name__ == "__main__":
    load(timeout=600)
    # Without the hour in it, so that the same types make the same file.
    FILE.write_bytes(gzip.compress(shipped(schemas_folder()).encode(), mtime=0))
    sys.stdout.write(f"{FILE.name}: {FILE.stat().st_size} bytes\n")
