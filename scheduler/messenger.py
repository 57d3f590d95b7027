"""What delivery needs of Slack; `adapters.slack` does it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from adapters.slack import Quiet
from views.kit import Attachment, Message


class Messenger(Protocol):
    """
    Says things in one workspace.

    Every call raises `SlackRefused` (a no by name), `RateLimited`, `NotSent` (certainly not there) or `OutcomeLost`.
    """

    async def open_conversation(self, user_ids: Sequence[str]) -> str:
        """Return the id of the conversation of these people with the bot."""
        ...

    async def post(self, channel: str, message: Message, outbox_id: UUID) -> tuple[str, str]:
        """Post; return channel and ts."""
        ...

    async def reply(self, channel: str, thread_ts: str, message: Message, outbox_id: UUID) -> tuple[str, str]:
        """Post in the thread of a message; return channel and ts."""
        ...

    async def hand_over(self, attached: Sequence[Attachment]) -> tuple[str, ...]:
        """Give Slack the content of files, which nobody is shown yet; return their ids."""
        ...

    async def share(self, user_id: str, message: Message, file_ids: Sequence[str]) -> tuple[str, str]:
        """Show files that were handed over in the bot's DM with one person; return the DM and the first file's id."""
        ...

    async def find_file(self, file_id: str) -> tuple[str, str] | None:
        """Look where a file that was handed over is shown."""
        ...

    async def whisper(self, channel: str, user_id: str, message: Message) -> tuple[str, str]:
        """Say something to one member of a conversation; return channel and ts."""
        ...

    async def join(self, channel: str) -> None:
        """Become a member of a public channel."""
        ...

    async def update(self, channel: str, ts: str, message: Message, outbox_id: UUID) -> None:
        """Draw anew."""
        ...

    async def remove(self, channel: str, ts: str) -> None:
        """Take away one of the bot's own messages."""
        ...

    async def pin(self, channel: str, ts: str) -> None:
        """Pin."""
        ...

    async def unpin(self, channel: str, ts: str) -> None:
        """Unpin."""
        ...

    async def quiet_hours(self, user_ids: Sequence[str]) -> Mapping[str, Quiet]:
        """Return when these people, fifty at most, next want to be left alone, or do at present."""
        ...

    async def ask(self) -> None:
        """Ask for nothing but an answer."""
        ...

    async def find(self, user_id: str, outbox_id: UUID, since: datetime) -> tuple[str, str] | None:
        """Look in the bot's own DM for a message that may have arrived."""
        ...


class Messengers(Protocol):
    """Whoever has the tokens."""

    async def messenger_of(self, workspace_id: UUID) -> Messenger | None:
        """Return who says things in a workspace; nobody where there is no token for it."""
        ...

    def only(self) -> UUID | None:
        """Return the one workspace that is served, or nothing where all of the store are."""
        ...
