"""The reference page tells of each method, event and control call, and of none that is not there."""

import re
from pathlib import Path

import pytest

from sandbox import events
from sandbox.__main__ import argument_parser
from sandbox.control.connections import ACTIONS
from sandbox.faults import KINDS
from sandbox.manifest import read_manifest
from sandbox.methods.catalogue import METHODS
from sandbox.server import application
from sandbox.tiers import TIERS
from sandbox.workspaces import Options, Workspaces
from tests.oracle.slack_types import SlackTypes

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "reference" / "local-slack.md").read_text(encoding="utf-8")


def section(heading: str) -> str:
    [found] = re.findall(rf"^## {heading}$(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)
    return str(found)


def test_each_method_is_named_and_no_other() -> None:
    [table] = re.findall(r"\| Itself \|.*?\n\n", section("Web API methods"), re.DOTALL)
    assert sorted(re.findall(r"`([\w.]+)`", table)) == sorted(METHODS)


def test_each_event_is_named() -> None:
    missing = [name for name in events.subscriptions() if f"`{name}`" not in section("Web API methods")]
    assert missing == []


def test_each_kind_of_fault_and_each_action_on_connections_is_named_and_no_other() -> None:
    kinds = re.findall(r"^\| `(\w+)` \|", section("Faults"), re.MULTILINE)
    assert kinds == list(KINDS)
    rows = re.findall(r"^\| ((?:`\w+` ?)+)\|", section("Ways to the app"), re.MULTILINE)
    assert re.findall(r"`(\w+)`", " ".join(rows)) == list(ACTIONS)


def test_each_option_of_the_command_is_named_and_no_other() -> None:
    [usage] = re.findall(r"```\nbothways workspace(.*?)```", PAGE, re.DOTALL)
    named = re.findall(r"--[a-z-]+", usage)
    actions = argument_parser()._actions
    assert sorted(named) == sorted(
        option for action in actions for option in action.option_strings if option[:2] == "--" and option != "--help"
    )


def test_each_control_call_is_named_and_no_other(manifest: Path) -> None:
    workspaces = Workspaces(Options(read_manifest(manifest)))
    routes = {
        f"{route.method} {route.resource.canonical}"
        for route in application(workspaces).router.routes()
        if route.resource is not None and route.resource.canonical.startswith("/control/") and route.method != "HEAD"
    }
    workspaces.storage.close()
    assert set(re.findall(r"`((?:GET|POST) /control/[\w/]+)`", section("The control API"))) == routes


# What is not there


def names_in(heading: str) -> list[str]:
    """The names in the second column of the table under a heading of the known differences."""
    [body] = re.findall(rf"^### {heading}$(.*?)(?=^##|\Z)", PAGE, re.MULTILINE | re.DOTALL)
    rows = [line.split("|")[2] for line in body.splitlines() if line.startswith("|") and "`" in line]
    return [name for row in rows for name in re.findall(r"`([\w.*]+)`", row)]


def covered(name: str) -> set[str]:
    """The methods of Slack's that a name stands for, one or a whole family."""
    if not name.endswith("*"):
        return {name} & set(TIERS)
    return {method for method in TIERS if method.startswith(name[:-1])}


def test_each_method_of_slacks_is_named_as_served_or_as_not_served() -> None:
    named = names_in("Methods that are not served")
    assert [name for name in named if not covered(name)] == [], "no such methods"
    assert {method for name in named for method in covered(name)} == set(TIERS) - set(METHODS)
    assert len(named) == len(set(named))


@pytest.mark.oracle
def test_each_event_of_slacks_is_named_as_sent_or_as_not_sent(slack_types: SlackTypes) -> None:
    named = names_in("Events that are not sent")
    assert sorted(named) == sorted(slack_types.choices("Manifest", "bot_events") - set(events.subscriptions()))
