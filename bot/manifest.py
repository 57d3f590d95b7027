"""The Slack app's manifest, as shipped."""

from pathlib import Path
from typing import Any

_BESIDE_THE_PROJECT = Path(__file__).resolve().parent.parent / "manifest.yml"
_IN_THE_PACKAGE = Path(__file__).resolve().parent / "manifest.yml"


def path() -> Path:
    """Return where the manifest is: in the project's root, or in the installed package."""
    return _BESIDE_THE_PROJECT if _BESIDE_THE_PROJECT.exists() else _IN_THE_PACKAGE


def load() -> dict[str, Any]:
    """Return the manifest."""
    import yaml  # noqa: PLC0415 - a start of one workspace needs no scopes

    content: dict[str, Any] = yaml.safe_load(path().read_text(encoding="utf-8"))
    return content


def bot_scopes() -> set[str]:
    """Return the scopes the bot asks for."""
    return set(load()["oauth_config"]["scopes"]["bot"])
