"""Whose token speaks in which workspace: the one of the settings, or that of each workspace that installed the bot."""

from typing import Protocol
from uuid import UUID

from scheduler.messenger import Messenger


class Tenants(Protocol):
    """The workspaces that this process serves."""

    async def messenger_of(self, workspace_id: UUID) -> Messenger | None:
        """Return who says things in a workspace; nobody where there is no token: parked, uninstalled, not ours."""
        ...

    def only(self) -> UUID | None:
        """Return the one workspace that is served, or nothing where all installed ones of the store are."""
        ...


class OneTenant:
    """The workspace of the token in the settings."""

    def __init__(self, workspace_id: UUID, messenger: Messenger) -> None:
        self._workspace_id = workspace_id
        self._messenger = messenger

    async def messenger_of(self, workspace_id: UUID) -> Messenger | None:
        """Return the one messenger there is, for its own workspace."""
        return self._messenger if workspace_id == self._workspace_id else None

    def only(self) -> UUID | None:
        """Return the one workspace."""
        return self._workspace_id
