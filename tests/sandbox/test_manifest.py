"""What a manifest asks for and the local Slack does not serve is said when it starts."""

import json
import logging
from pathlib import Path
from typing import Any

import pytest

import sandbox
from sandbox.methods.catalogue import METHODS
from sandbox.scopes import unknown
from tests.sandbox.driver import SCOPES, manifest_document


async def warnings(folder: Path, caplog: pytest.LogCaptureFixture, document: dict[str, Any]) -> list[str]:
    path = folder / "manifest.json"
    path.write_text(json.dumps(document))
    async with sandbox.serve(path):
        pass
    return [record.message for record in caplog.records if record.levelno == logging.WARNING]


async def test_events_and_parts_that_are_not_served_are_named(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    document = manifest_document(events=["message.im", "link_shared", "function_executed"])
    document["features"]["assistant_view"] = {"assistant_description": "Helps"}
    document["features"]["unfurl_domains"] = []
    document["functions"] = {"greet": {"title": "Greet"}}
    document["settings"]["event_subscriptions"]["user_events"] = ["message.im"]
    of_events, of_parts = await warnings(tmp_path, caplog, document)
    assert of_events == "events that the local Slack never sends: function_executed, link_shared"
    assert of_parts.endswith(": functions, features.assistant_view, settings.event_subscriptions.user_events")


async def test_an_app_that_waits_for_messages_nobody_can_write_is_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    document = manifest_document(events=["message.im"])
    del document["features"]["app_home"]["messages_tab_read_only_enabled"]
    [told] = await warnings(tmp_path, caplog, document)
    assert "messages_tab_read_only_enabled: false" in told


async def test_a_misspelt_scope_is_named_with_what_was_meant(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    document = manifest_document(scopes=["chat:wrte", "chat:write", "admin.teams:read"], user_scopes=["zzz"], events=[])
    [told] = await warnings(tmp_path, caplog, document)
    assert told.endswith(": chat:wrte (did you mean chat:write?), zzz")


def test_every_scope_that_a_method_asks_for_is_one_of_slacks() -> None:
    asked = {scope for method in METHODS.values() for scope in method.scopes}
    assert unknown(asked | set(SCOPES)) == []


async def test_a_manifest_that_is_served_whole_needs_no_word(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    assert await warnings(tmp_path, caplog, manifest_document()) == []
