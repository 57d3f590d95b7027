"""
The second fence between workspaces, on PostgreSQL: the database itself shows a transaction one workspace only.

The domain names the workspace in every question; this is for the day on which somebody forgets to. Each table has a
policy that compares a row's workspace with a setting of the transaction, and the setting is taken from the command:
whose act it is, or which row it is about. What works for all workspaces (looking what is due, purging) names none and
sees all.
"""

from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, Engine, text

SETTING: Final = "bothways.workspace"
INSIDE: Final = ("actor", "claimed", "lease")
"""What of a command may name the workspace in its place."""

_OF_WORKSPACE = text(f"SELECT set_config('{SETTING}', :workspace, true)")
_OF_TEAM = text(f"SELECT set_config('{SETTING}', CAST(id AS text), true) FROM workspaces WHERE team_id = :team")  # noqa: S608 - a constant


def named_by(command: object) -> UUID | str | None:
    """Return the workspace's id, or the Slack team's, that a command is about; nothing when it names none."""
    for each in (command, *(getattr(command, name, None) for name in INSIDE)):
        workspace_id: Any = getattr(each, "workspace_id", None)
        if isinstance(workspace_id, UUID):
            return workspace_id
        team_id: Any = getattr(each, "team_id", None)
        if isinstance(team_id, str):
            return team_id
    return None


def of(engine: Engine) -> Callable[[object, Connection], None] | None:
    """Return what closes the fence around a command; nothing where the store has none."""
    return close_around if engine.dialect.name == "postgresql" else None


def close_around(command: object, connection: Connection) -> None:
    """Show the transaction the workspace of its command alone, until it ends."""
    named = named_by(command)
    if isinstance(named, UUID):
        connection.execute(_OF_WORKSPACE, {"workspace": str(named)})
    elif named is not None:
        connection.execute(_OF_TEAM, {"team": named})
