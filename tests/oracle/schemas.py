"""
Turns a generated schema into one that says plainly what is wrong, and that knows the lengths.

The members of a union are told apart by their ``type``. As a plain ``anyOf`` its error would be "not valid
under any of twenty schemas"; as "if the type is this, then that schema" the error is the one of the branch
that was meant.
"""

from collections.abc import Iterable, Iterator, Mapping
from enum import Enum, auto
from typing import Any
from urllib.parse import unquote

from tests.oracle.limits import limited

Schema = dict[str, Any]

TAGS = ("type", "response_action")
"""The fields by which Slack tells the members of a union apart."""


class Origin(Enum):
    """Who says it, and so how literally Slack's types are to be taken."""

    US = auto()
    """Every word counts."""
    SLACK = auto()
    """
    Slack's servers write null where their types say that a field may be missing, and more fields than the types name:
    those of the Web API were derived from examples. What is named must be there, and of its kind.
    """


def readable(schema: Schema, origin: Origin) -> Schema:
    """The same rules, with limits added and unions told apart by their type."""
    return _Rewriting(schema.get("definitions", {}), origin).node(schema)


class _Rewriting:
    def __init__(self, definitions: Mapping[str, Schema], origin: Origin) -> None:
        self.definitions = definitions
        self.origin = origin

    def node(self, schema: Schema) -> Schema:
        copy = dict(schema)
        if "definitions" in copy:
            copy["definitions"] = {name: self.node(body) for name, body in copy["definitions"].items()}
        if "properties" in copy:
            required = copy.get("required", [])
            copy["properties"] = {
                name: self._property(body, optional=name not in required) for name, body in copy["properties"].items()
            }
        if self.origin is Origin.SLACK and copy.get("additionalProperties") is False:
            del copy["additionalProperties"]
        for keyword in ("items", "additionalProperties"):
            if isinstance(copy.get(keyword), dict):
                copy[keyword] = self.node(copy[keyword])
        if "anyOf" in copy:
            # TypeScript's `undefined` becomes `not anything`: nothing in JSON is that, so it is no
            # alternative.
            copy["anyOf"] = [branch for branch in copy["anyOf"] if branch != {"not": {}}]
            copy = self._union(copy)
        return copy

    def _property(self, schema: Schema, *, optional: bool) -> Schema:
        body = limited(self.node(schema), schema)
        if optional and self.origin is not Origin.US:
            return {"if": {"not": {"type": "null"}}, "then": body}
        return body

    def _union(self, schema: Schema) -> Schema:
        rest = {keyword: value for keyword, value in schema.items() if keyword != "anyOf"}
        leaves = list(self._leaves(schema["anyOf"]))
        for tag in TAGS:
            tags = [self._resolved(leaf).get("properties", {}).get(tag, {}).get("const") for leaf in leaves]
            if all(isinstance(value, str) for value in tags):
                return {**rest, **self._told_apart(tag, zip(tags, leaves, strict=True))}
        return {**rest, "anyOf": [self.node(branch) for branch in schema["anyOf"]]}

    def _told_apart(self, tag: str, leaves: Iterable[tuple[str, Schema]]) -> Schema:
        branches: dict[str, list[Schema]] = {}
        for value, leaf in leaves:
            branches.setdefault(value, []).append(self.node(leaf))
        return {
            "type": "object",
            "required": [tag],
            "properties": {tag: {"enum": sorted(branches)}},
            "allOf": [
                {
                    "if": {"required": [tag], "properties": {tag: {"const": value}}},
                    "then": same[0] if len(same) == 1 else {"anyOf": same},
                }
                for value, same in branches.items()
            ],
        }

    def _leaves(self, branches: list[Schema]) -> Iterator[Schema]:
        """The branches of a union, with the unions among them opened."""
        for branch in branches:
            resolved = self._resolved(branch)
            if "anyOf" in resolved:
                yield from self._leaves(resolved["anyOf"])
            else:
                yield branch

    def _resolved(self, schema: Schema) -> Schema:
        while "$ref" in schema:
            schema = self.definitions[unquote(schema["$ref"].removeprefix("#/definitions/"))]
        return schema
