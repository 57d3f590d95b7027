"""A Slack that answers as it is told to, and remembers what it was asked: the messenger's other end."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from uuid import UUID

from adapters.slack import Quiet
from views.kit import Attachment, Message

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


async def _nothing_happens() -> None:
    """Slack takes what it is given."""


class SlackOfWords:
    """
    Keeps what it was asked to do.

    Attributes:
        asked: the calls in their order: the method's short name and what it was about.
        answer: runs at every call but those that open or read a conversation; whatever it raises is Slack's answer.
        opening: runs when a conversation is opened.
        quiet: until when people do not want to be disturbed.
        asking: runs when Slack is asked for nothing but an answer.
        joining: runs when a channel is joined.
        handing_over: runs when files are handed over.
        shown: where files are shown, by their ids.
    """

    def __init__(self, answer: Callable[[], Awaitable[None]] = _nothing_happens) -> None:
        self.asked: list[tuple[str, str]] = []
        self.answer = answer
        self.quiet: datetime | None = None
        self.opening: Callable[[], Awaitable[None]] = _nothing_happens
        self.asking: Callable[[], Awaitable[None]] = _nothing_happens
        self.joining: Callable[[], Awaitable[None]] = _nothing_happens
        self.handing_over: Callable[[], Awaitable[None]] = _nothing_happens
        self.shown: dict[str, tuple[str, str]] = {}

    def count(self, method: str) -> int:
        return sum(asked == method for asked, _ in self.asked)

    async def open_conversation(self, user_ids: Sequence[str]) -> str:
        self.asked.append(("open", ",".join(user_ids)))
        await self.opening()
        return "G1"

    async def post(self, channel: str, message: Message, outbox_id: UUID) -> tuple[str, str]:  # noqa: ARG002 - the messenger's signature
        self.asked.append(("post", channel))
        await self.answer()
        return channel, f"{len(self.asked)}.0"

    async def reply(self, channel: str, thread_ts: str, message: Message, outbox_id: UUID) -> tuple[str, str]:  # noqa: ARG002 - the messenger's signature
        self.asked.append(("reply", thread_ts))
        await self.answer()
        return channel, f"{len(self.asked)}.0"

    async def hand_over(self, attached: Sequence[Attachment]) -> tuple[str, ...]:
        self.asked.append(("hand over", ",".join(each.name for each in attached)))
        await self.handing_over()
        return tuple(f"F{len(self.asked)}{number}" for number in range(len(attached)))

    async def share(self, user_id: str, message: Message, file_ids: Sequence[str]) -> tuple[str, str]:  # noqa: ARG002 - the messenger's signature
        self.asked.append(("share", ",".join(file_ids)))
        await self.answer()
        return "D1", file_ids[0]

    async def find_file(self, file_id: str) -> tuple[str, str] | None:
        self.asked.append(("find file", file_id))
        return self.shown.get(file_id)

    async def whisper(self, channel: str, user_id: str, message: Message) -> tuple[str, str]:  # noqa: ARG002 - the messenger's signature
        self.asked.append(("whisper", user_id))
        await self.answer()
        return channel, f"{len(self.asked)}.0"

    async def ask(self) -> None:
        self.asked.append(("ask", ""))
        await self.asking()

    async def join(self, channel: str) -> None:
        self.asked.append(("join", channel))
        await self.joining()

    async def update(self, channel: str, ts: str, message: Message, outbox_id: UUID) -> None:  # noqa: ARG002 - the messenger's signature
        self.asked.append(("update", ts))
        await self.answer()

    async def remove(self, channel: str, ts: str) -> None:  # noqa: ARG002 - the messenger's signature
        self.asked.append(("remove", ts))
        await self.answer()

    async def pin(self, channel: str, ts: str) -> None:  # noqa: ARG002 - the messenger's signature
        self.asked.append(("pin", ts))
        await self.answer()

    async def unpin(self, channel: str, ts: str) -> None:  # noqa: ARG002 - the messenger's signature
        self.asked.append(("unpin", ts))
        await self.answer()

    async def quiet_hours(self, user_ids: Sequence[str]) -> dict[str, Quiet]:
        self.asked.append(("quiet?", ",".join(user_ids)))
        return {} if self.quiet is None else dict.fromkeys(user_ids, Quiet(LONG_AGO, self.quiet))

    async def find(self, user_id: str, outbox_id: UUID, since: datetime) -> tuple[str, str] | None:  # noqa: ARG002 - the messenger's signature
        self.asked.append(("find", user_id))
        return None


def refusing(error: Exception) -> Callable[[], Awaitable[None]]:
    """An answer that is always the same refusal."""

    async def refuse() -> None:
        raise error

    return refuse
