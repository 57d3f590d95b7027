"""
The small rules that Block Kit is made of: a rule looks at one value and notes each problem with where it is.

Rules are plain functions of (value, pointer, problems); the functions below make them. Messages are worded as Slack
words them, with a JSON pointer, so that what one learns here holds there.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Rule = Callable[[Any, str, "Problems"], None]


@dataclass
class Problems:
    """What is wrong, in the order found, as `message [json-pointer:/where]`."""

    found: list[str] = field(default_factory=list)

    def add(self, message: str, pointer: str) -> None:
        self.found.append(f"{message} [json-pointer:{pointer}]")


@dataclass(frozen=True)
class Shape:
    """An object: its required and optional keys, and rules over the whole that no single key can hold."""

    required: Mapping[str, Rule] = field(default_factory=dict)
    optional: Mapping[str, Rule] = field(default_factory=dict)
    together: Sequence[Rule] = ()

    def __call__(self, value: Any, pointer: str, problems: Problems) -> None:
        if not isinstance(value, dict):
            problems.add("must provide an object", pointer)
            return
        for key in self.required:
            if value.get(key) is None:
                problems.add(f"missing required field: {key}", pointer)
        for key, inner in value.items():
            rule = self.required.get(key) or self.optional.get(key)
            if key == "type":
                continue
            if rule is None:
                problems.add(f"invalid additional property: {key}", pointer)
            elif inner is not None:
                rule(inner, f"{pointer}/{key}", problems)
        for rule in self.together:
            rule(value, pointer, problems)


def string(longest: int, shortest: int = 0) -> Rule:
    """A string of so many characters."""

    def check(value: Any, pointer: str, problems: Problems) -> None:
        if not isinstance(value, str):
            problems.add("must provide a string", pointer)
        elif len(value) > longest:
            problems.add(f"must be less than {longest + 1} characters", pointer)
        elif len(value) < shortest:
            problems.add(f"must be more than {shortest - 1} characters", pointer)

    return check


def matching(pattern: str, wanted: str) -> Rule:
    """A string of a certain form; `wanted` says which."""
    compiled = re.compile(pattern)

    def check(value: Any, pointer: str, problems: Problems) -> None:
        if not isinstance(value, str) or not compiled.fullmatch(value):
            problems.add(f"must be {wanted}", pointer)

    return check


def integer(smallest: int, largest: int) -> Rule:
    def check(value: Any, pointer: str, problems: Problems) -> None:
        if not isinstance(value, int) or isinstance(value, bool):
            problems.add("must be an integer", pointer)
        elif not smallest <= value <= largest:
            problems.add(f"must be between {smallest} and {largest}", pointer)

    return check


def number(value: Any, pointer: str, problems: Problems) -> None:
    if not isinstance(value, int | float) or isinstance(value, bool):
        problems.add("must be a number", pointer)


def one_of(*values: str) -> Rule:
    def check(value: Any, pointer: str, problems: Problems) -> None:
        if value not in values:
            problems.add(f"must be one of: {', '.join(values)}", pointer)

    return check


def boolean(value: Any, pointer: str, problems: Problems) -> None:
    if not isinstance(value, bool):
        problems.add("must be a boolean", pointer)


def anything(value: Any, pointer: str, problems: Problems) -> None:
    """A value whose inside this local Slack does not look into."""


def array(rule: Rule, most: int, least: int = 1) -> Rule:
    """A list of so many items, each following a rule."""

    def check(value: Any, pointer: str, problems: Problems) -> None:
        if not isinstance(value, list):
            problems.add("must provide an array", pointer)
            return
        if len(value) > most:
            problems.add(f"no more than {most} items allowed", pointer)
        if len(value) < least:
            problems.add(f"must provide at least {least} items", pointer)
        for index, item in enumerate(value):
            rule(item, f"{pointer}/{index}", problems)

    return check


def by_type(shapes: Mapping[str, Rule], allowed: Sequence[str] | None = None) -> Rule:
    """An object whose `type` decides its rule; types outside of `allowed` do not belong here."""

    def check(value: Any, pointer: str, problems: Problems) -> None:
        if not isinstance(value, dict):
            problems.add("must provide an object", pointer)
            return
        kind = value.get("type")
        if not isinstance(kind, str):
            problems.add("missing required field: type", pointer)
        elif kind not in shapes or (allowed is not None and kind not in allowed):
            problems.add(f"unsupported type: {kind}", f"{pointer}/type")
        else:
            shapes[kind](value, pointer, problems)

    return check


def exactly_one(*keys: str) -> Rule:
    """Just one of these keys is given."""

    def check(value: Any, pointer: str, problems: Problems) -> None:
        given = [key for key in keys if value.get(key) is not None]
        if not given:
            problems.add(f"must define one of: {', '.join(keys)}", pointer)
        elif len(given) > 1:
            problems.add(f"only one of these may be given: {', '.join(keys)}", pointer)

    return check


def at_least_one(*keys: str) -> Rule:
    def check(value: Any, pointer: str, problems: Problems) -> None:
        if all(value.get(key) is None for key in keys):
            problems.add(f"must define either `{'` or `'.join(keys)}`", pointer)

    return check
