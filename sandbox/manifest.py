"""The app manifest, read once: it decides the app's name, its commands, its scopes and its events."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from sandbox.errors import Json

# The same loader in C, where the library was built with it: each workspace that starts reads its manifest.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_FEATURES = {"app_home", "bot_user", "shortcuts", "slash_commands"}


class ManifestError(Exception):
    """The manifest cannot be used; the message says which part and why."""


@dataclass(frozen=True)
class SlashCommand:
    command: str
    description: str
    usage_hint: str
    should_escape: bool


@dataclass(frozen=True)
class Shortcut:
    """`type` is message or global."""

    name: str
    callback_id: str
    type: str
    description: str


@dataclass(frozen=True)
class Manifest:
    """What the local Slack needs to know of the app it hosts."""

    name: str
    description: str
    background_color: str
    bot_display_name: str
    home_tab: bool
    messages_tab: bool
    messages_read_only: bool
    commands: tuple[SlashCommand, ...]
    shortcuts: tuple[Shortcut, ...]
    bot_scopes: tuple[str, ...]
    user_scopes: tuple[str, ...]
    redirect_urls: tuple[str, ...]
    token_rotation: bool
    bot_events: frozenset[str]
    interactivity: bool
    set_aside: tuple[str, ...]
    """What it asks for that is not served here, whole parts by their names."""

    def command(self, name: str) -> SlashCommand | None:
        return next((command for command in self.commands if command.command == name), None)

    def shortcut(self, callback_id: str) -> Shortcut | None:
        return next((shortcut for shortcut in self.shortcuts if shortcut.callback_id == callback_id), None)


def read_manifest(path: Path) -> Manifest:
    """
    Read a manifest in YAML or JSON.

    Raises:
        ManifestError: the file is missing, is no mapping, or lacks the app's name.
    """
    try:
        document = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506 - a safe one
    except OSError as error:
        raise ManifestError(f"the manifest {path} cannot be read: {error.strerror}") from error
    except yaml.YAMLError as error:
        raise ManifestError(f"the manifest {path} is neither YAML nor JSON: {error}") from error
    if not isinstance(document, dict):
        raise ManifestError(f"the manifest {path} must be a mapping")
    return _from_document(document, path)


def _from_document(document: Json, path: Path) -> Manifest:
    display = _mapping(document, "display_information")
    if not display.get("name"):
        raise ManifestError(f"the manifest {path} has no display_information.name")
    features = _mapping(document, "features")
    settings = _mapping(document, "settings")
    home = _mapping(features, "app_home")
    oauth = _mapping(document, "oauth_config")
    scopes = _mapping(oauth, "scopes")
    return Manifest(
        name=str(display["name"]),
        description=str(display.get("description", "")),
        background_color=str(display.get("background_color", "#1264a3")),
        bot_display_name=str(_mapping(features, "bot_user").get("display_name", display["name"])),
        home_tab=bool(home.get("home_tab_enabled", False)),
        messages_tab=bool(home.get("messages_tab_enabled", True)),
        # Slack does not publish what it takes for meant; where people learn it, they are told that sending messages to
        # this app has been turned off.
        messages_read_only=bool(home.get("messages_tab_read_only_enabled", True)),
        commands=tuple(_command(item) for item in features.get("slash_commands", [])),
        shortcuts=tuple(_shortcut(item) for item in features.get("shortcuts", [])),
        bot_scopes=tuple(scopes.get("bot", [])),
        user_scopes=tuple(scopes.get("user", [])),
        redirect_urls=tuple(map(str, oauth.get("redirect_urls", []))),
        token_rotation=bool(settings.get("token_rotation_enabled", False)),
        bot_events=frozenset(_mapping(settings, "event_subscriptions").get("bot_events", [])),
        interactivity=bool(_mapping(settings, "interactivity").get("is_enabled", False)),
        set_aside=tuple(_set_aside(document)),
    )


def _set_aside(document: Json) -> Iterator[str]:
    yield from (part for part in ("functions", "workflows", "outgoing_domains", "datastores") if document.get(part))
    features = _mapping(document, "features")
    yield from (f"features.{name}" for name, part in features.items() if part and name not in _FEATURES)
    if _mapping(_mapping(document, "settings"), "event_subscriptions").get("user_events"):
        yield "settings.event_subscriptions.user_events"


def _mapping(document: Json, key: str) -> Json:
    value = document.get(key) or {}
    if not isinstance(value, dict):
        raise ManifestError(f"the manifest's {key} must be a mapping")
    return value


def _command(item: Any) -> SlashCommand:
    if not isinstance(item, dict) or not str(item.get("command", "")).startswith("/"):
        raise ManifestError(f"a slash command must be a mapping with a command that begins with /: {item!r}")
    return SlashCommand(
        command=item["command"],
        description=str(item.get("description", "")),
        usage_hint=str(item.get("usage_hint", "")),
        should_escape=bool(item.get("should_escape", False)),
    )


def _shortcut(item: Any) -> Shortcut:
    if not isinstance(item, dict) or item.get("type") not in {"global", "message"}:
        raise ManifestError(f"a shortcut must be a mapping of type global or message: {item!r}")
    missing = [key for key in ("name", "callback_id", "description") if not item.get(key)]
    if missing:
        raise ManifestError(f"a shortcut must have {' and '.join(missing)}: {item!r}")
    return Shortcut(
        name=str(item["name"]),
        callback_id=str(item["callback_id"]),
        type=item["type"],
        description=str(item["description"]),
    )
