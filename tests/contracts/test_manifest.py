"""The app manifest is what an administrator agrees to: it must load in Slack, and ask for no more than it needs."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.oracle.slack_types import SlackTypes

ROOT = Path(__file__).resolve().parents[2]

# Slack's published manifest rules for the fields we use: path, shortest and longest. Where a path crosses a list
# (`[]`), the rule holds for each entry.
LENGTHS = [
    ("display_information.name", 1, 35),
    ("display_information.description", 1, 140),
    ("display_information.long_description", 175, 4000),
    ("display_information.background_color", 4, 7),
    ("features.bot_user.display_name", 1, 80),
    ("features.slash_commands[].command", 2, 32),
    ("features.slash_commands[].description", 1, 2000),
    ("features.slash_commands[].usage_hint", 1, 1000),
    ("features.shortcuts[].name", 1, 24),
    ("features.shortcuts[].callback_id", 1, 255),
    ("features.shortcuts[].description", 1, 150),
    ("oauth_config.scopes.bot[]", 1, 50),
    ("settings.event_subscriptions.bot_events[]", 1, 50),
]
COUNTS = [("features.slash_commands", 50), ("features.shortcuts", 10), ("oauth_config.scopes.bot", 255)]
SECTIONS = {"_metadata", "display_information", "features", "oauth_config", "settings"}

# These would let the bot read what pairs and colleagues say to each other. It never does.
READING_CONVERSATIONS = {"channels:history", "groups:history", "mpim:history"}

# An event arrives only with the scope Slack ties it to.
SCOPE_OF_EVENT = {
    "app_home_opened": None,
    "app_uninstalled": None,
    "message.im": "im:history",
    "tokens_revoked": None,
    "user_change": "users:read",
}


def load(text: str | None = None) -> dict[str, Any]:
    manifest = yaml.safe_load(text or (ROOT / "manifest.yml").read_text(encoding="utf-8"))
    assert isinstance(manifest, dict)
    return manifest


def at(manifest: Any, path: str) -> list[Any]:
    """All values at a path; a field that is not there has none."""
    values = [manifest]
    for step in path.split("."):
        name = step.removesuffix("[]")
        values = [value[name] for value in values if isinstance(value, dict) and name in value]
        if step.endswith("[]"):
            values = [entry for value in values for entry in value]
    return values


def breaches(manifest: dict[str, Any]) -> list[str]:
    """Where the manifest breaks Slack's lengths, counts or forms, or asks to read conversations."""
    found = [
        f"{path}: {len(value)} characters, Slack takes {shortest} to {longest}"
        for path, shortest, longest in LENGTHS
        for value in at(manifest, path)
        if not shortest <= len(value) <= longest
    ]
    found += [f"{path}: more than {most}" for path, most in COUNTS for value in at(manifest, path) if len(value) > most]
    found += [f"{name}: no section of a manifest" for name in sorted(set(manifest) - SECTIONS)]
    found += [
        f"{color}: no colour"
        for color in at(manifest, "display_information.background_color")
        if not re.fullmatch(r"#(?:[0-9a-fA-F]{3}){1,2}", color)
    ]
    found += [
        f"{command}: no command"
        for command in at(manifest, "features.slash_commands[].command")
        if not re.fullmatch(r"/[a-z0-9_-]+", command)
    ]
    scopes = [scope for kind in ("bot", "user") for scope in at(manifest, f"oauth_config.scopes.{kind}[]")]
    found += [f"{scope}: would let the bot read conversations" for scope in scopes if scope in READING_CONVERSATIONS]
    return found


@pytest.mark.oracle
def test_the_manifest_passes_slacks_own_types(slack_types: SlackTypes) -> None:
    assert slack_types.errors("Manifest", load()) == []


def test_the_manifest_keeps_slacks_published_rules() -> None:
    assert breaches(load()) == []


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("name: Bothways", f"name: {'x' * 36}", "display_information.name: 36 characters"),
        ('background_color: "#2f4858"', 'background_color: "blue"', "blue: no colour"),
        ("command: /mentor\n", "command: /Mentor\n", "/Mentor: no command"),
        ("- im:history", "- im:history\n      - mpim:history", "mpim:history: would let the bot read"),
        ("- im:history", "- channels:history", "channels:history: would let the bot read"),
        ("- im:history", "- groups:history", "groups:history: would let the bot read"),
        ("settings:", "setings:", "setings: no section"),
    ],
)
def test_a_manifest_that_breaks_a_rule_is_found(before: str, after: str, said: str) -> None:
    text = (ROOT / "manifest.yml").read_text(encoding="utf-8")
    assert before in text
    assert any(fault.startswith(said) for fault in breaches(load(text.replace(before, after, 1))))


def test_every_event_we_listen_to_has_its_scope() -> None:
    manifest = load()
    scopes = set(at(manifest, "oauth_config.scopes.bot[]"))
    for event in at(manifest, "settings.event_subscriptions.bot_events[]"):
        assert SCOPE_OF_EVENT[event] in {None, *scopes}, f"{event} never arrives without {SCOPE_OF_EVENT[event]}"


def test_no_scope_is_asked_of_people() -> None:
    assert at(load(), "oauth_config.scopes.user[]") == []


def test_commands_scopes_and_events_are_named_once() -> None:
    manifest = load()
    for path in (
        "features.slash_commands[].command",
        "oauth_config.scopes.bot[]",
        "settings.event_subscriptions.bot_events[]",
    ):
        names = at(manifest, path)
        assert names
        assert len(names) == len(set(names)), path


def test_commands_that_take_people_get_them_as_ids() -> None:
    assert all(at(load(), "features.slash_commands[].should_escape"))
    assert len(at(load(), "features.slash_commands[].should_escape")) == len(at(load(), "features.slash_commands[]"))


def test_socket_mode_is_what_the_manifest_connects_by() -> None:
    assert at(load(), "settings.socket_mode_enabled") == [True]
    assert at(load(), "settings.interactivity.is_enabled") == [True]
