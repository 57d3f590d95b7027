"""The reference page tells of each method, event and control call, and of none that is not there."""

import re
from pathlib import Path

from sandbox import events
from sandbox.manifest import read_manifest
from sandbox.methods.catalogue import METHODS
from sandbox.server import application
from sandbox.workspaces import Options, Workspaces

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


def test_each_control_call_is_named_and_no_other(manifest: Path) -> None:
    workspaces = Workspaces(Options(read_manifest(manifest)))
    routes = {
        f"{route.method} {route.resource.canonical}"
        for route in application(workspaces).router.routes()
        if route.resource is not None and route.resource.canonical.startswith("/control/") and route.method != "HEAD"
    }
    workspaces.storage.close()
    assert set(re.findall(r"`((?:GET|POST) /control/[\w/]+)`", section("The control API"))) == routes
