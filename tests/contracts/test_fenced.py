"""The second fence stands around whatever names a workspace; what names none is listed here, with its reason."""

import ast
import importlib
import inspect
import types
import typing
from collections.abc import Callable, Iterator
from dataclasses import is_dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from msgspec import Struct

from adapters.fence import INSIDE, named_by
from mentoring.calendars.feeds import AskFeed
from tests.environment import ROOT

OUTSIDE = ("bot", "handlers", "scheduler", "adapters")
"""Whoever runs functions of the domain, each in a transaction of its own."""
FOR_ALL = {
    "mentoring.delivery.claims.outlook": "when anything falls due next, in all workspaces at once",
    "mentoring.delivery.queue.look": "how much waits, in all of them together: numbers only",
    "mentoring.delivery.work.waiting": "which of the workspaces have something due",
    "mentoring.purges.go_on": "which workspace left for good; it empties the tables of that one",
    "mentoring.purges.is_due": "whether any has left long enough ago",
    "mentoring.roll_call.take": "whom Slack is to be asked about now",
    "mentoring.workspaces.check_key": "whether the key opens one known word, before any workspace is served",
}
"""What the bot does for all workspaces at once, and why; none of it is told to anybody in Slack."""
BY_HAND = {
    "mentoring.delivery.dead_letters.drop": "`bothways outbox drop`: the operator names a row",
    "mentoring.delivery.dead_letters.listed": "`bothways outbox list`: ids and kinds of all workspaces",
    "mentoring.delivery.dead_letters.replay": "`bothways outbox replay`: rows of whatever workspace",
    "mentoring.delivery.dead_letters.shown": "`bothways outbox show`: the operator names a row",
    "mentoring.delivery.restoring.doubt": "`bothways restore`: what may have been said since the backup, anywhere",
    "mentoring.roster.by_hand.find": "`bothways import` and `export`: a programme by its name, in whatever workspace",
    "mentoring.resealing.seal_anew": "`bothways key rotate`: everything that is sealed",
}
"""What whoever runs the server does from the command line; no payload leads there."""
OF_NOBODY_YET = {
    "mentoring.installations.come_back": "which workspace it will be is known when Slack has said so",
    "mentoring.installations.set_out": "the same",
}
"""Of the way to Slack and back; its table belongs to no workspace."""
IF_IT_IS_ONE = {"mentoring.calendars.feeds.read": "an address may be anything; what names no workspace finds nothing"}


def used(path: Path) -> Iterator[Callable[..., Any]]:
    """Every function of the domain that a module outside takes in hand, to run it with a unit of work."""
    tree = ast.parse(path.read_text())
    names: dict[str, Any] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "mentoring":
            module = importlib.import_module(node.module or "")
            for each in node.names:
                found = getattr(module, each.name, None) or importlib.import_module(f"{node.module}.{each.name}")
                names[each.asname or each.name] = found
    for node in ast.walk(tree):
        found = None
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            found = getattr(names.get(node.value.id), node.attr, None)
        elif isinstance(node, ast.Name):
            found = names.get(node.id)
        if inspect.isfunction(found) and list(inspect.signature(found).parameters)[1:2] == ["uow"]:
            yield found


def names_a_workspace(kind: Any, inside: int = 1) -> bool:
    """Tell whether the fence finds the workspace in a command of this type, whatever it holds."""
    if isinstance(kind, types.UnionType) or typing.get_origin(kind) is typing.Union:
        return all(names_a_workspace(each, inside) for each in typing.get_args(kind))
    if not (is_dataclass(kind) or (isinstance(kind, type) and issubclass(kind, Struct))):
        return False
    fields = typing.get_type_hints(kind)
    if fields.get("workspace_id") is UUID or fields.get("team_id") is str:
        return True
    return bool(inside) and any(names_a_workspace(fields[name], inside - 1) for name in INSIDE if name in fields)


def test_everything_names_its_workspace_but_what_is_listed_with_its_reason() -> None:
    functions = {each for outside in OUTSIDE for path in (ROOT / outside).rglob("*.py") for each in used(path)}
    assert len(functions) > 100, "the look at the modules finds what they use"
    nameless = set()
    for each in functions:
        [first, *_] = inspect.signature(each).parameters
        if not names_a_workspace(typing.get_type_hints(each)[first]):
            nameless.add(f"{each.__module__}.{each.__qualname__}")
    assert nameless == {*FOR_ALL, *BY_HAND, *OF_NOBODY_YET, *IF_IT_IS_ONE}


def test_the_address_of_a_calendar_names_its_workspace_or_leads_nowhere() -> None:
    workspace_id = uuid4()
    assert named_by(AskFeed(workspace_id.hex, "secret")) == workspace_id
    for other in (str(workspace_id), workspace_id.hex.upper() + "a", "", "{" + workspace_id.hex + "}"):
        assert AskFeed(other, "secret").workspace_id is None


def test_no_listener_of_slack_runs_anything_that_names_nobody() -> None:
    listeners = {each for path in (ROOT / "handlers").rglob("*.py") for each in used(path)}
    assert not {f"{each.__module__}.{each.__qualname__}" for each in listeners} & {*FOR_ALL, *BY_HAND, *OF_NOBODY_YET}
