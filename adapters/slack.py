"""
Slack's Web API as delivery needs it: each call tells whether Slack has it, refused it, or may have it.

The SDK's own retries are off: it sends again after a lost reply, and Slack has no key by which it would notice.
"""

from collections.abc import Awaitable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import aiohttp
from msgspec import Struct
from msgspec.structs import replace
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from adapters.attachments import content_of
from mentoring.participants import Profile
from views.kit import Attachment, Message
from views.marks import marked
from views.payloads import profile

EVENT_TYPE = "bothways_outbox"
TIMEOUT_SECONDS = 10
PROMPT_SECONDS = 2
"""For calls made before a click is answered: Slack gives the whole click three seconds."""
LAG = timedelta(minutes=10)
"""How far Slack's timestamps and our clock may disagree when history is searched."""
CONVERSATIONS = ("C", "D", "G")
"""What the ids of conversations begin with; those of people begin with U or W."""
UNCERTAIN_ERRORS = frozenset({"fatal_error", "internal_error", "request_timeout", "service_unavailable"})


class SlackRefused(Exception):
    """Slack said no by name, and will say it again."""

    def __init__(self, error: str) -> None:
        super().__init__(error)
        self.error = error


class RateLimited(Exception):
    """Slack asks to wait so many seconds before this method is called again."""

    def __init__(self, method: str, retry_after: int) -> None:
        super().__init__(method)
        self.method = method
        self.retry_after = retry_after


class NotSent(Exception):
    """Slack was not reached: certainly nothing was sent."""


class OutcomeLost(Exception):
    """The reply was lost: Slack may have it."""


class Quiet(Struct, frozen=True):
    """A time in which somebody does not want to be disturbed."""

    begins: datetime
    ends: datetime


def client(token: str, base_url: str, *, timeout: int = TIMEOUT_SECONDS) -> AsyncWebClient:
    """Return a Web API client without retries of its own; each call may take `timeout` seconds."""
    return AsyncWebClient(token=token, base_url=base_url, timeout=timeout, retry_handlers=[])


def keep_connections(web: AsyncWebClient) -> None:
    """Let a client's calls share connections from now on, instead of opening one each; needs a running loop."""
    web.session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=web.timeout))


async def close_connections(web: AsyncWebClient) -> None:
    """Close what a client shares, if it does; later calls open their own."""
    if web.session is not None:
        await web.session.close()
        web.session = None


async def fetch_profile(web: AsyncWebClient, user_id: str, away: frozenset[str] = frozenset()) -> Profile:
    """
    Return a person as Slack describes them now.

    Args:
        away: names of the emoji whose status counts as being away.
    """
    answer = await web.users_info(user=user_id, include_locale=True)
    user: dict[str, Any] = answer["user"]
    described = profile(user)
    return replace(described, is_away=described.status in away)


class SlackMessenger:
    """Says things in one workspace."""

    def __init__(self, web: AsyncWebClient) -> None:
        self._web = web

    async def open_conversation(self, user_ids: Sequence[str]) -> str:
        """Return the id of the DM with one person, or of the group DM with several; opening it again is harmless."""
        answer = await called("conversations.open", self._web.conversations_open(users=list(user_ids)))
        channel: dict[str, Any] = answer["channel"]
        return str(channel["id"])

    async def post(self, channel: str, message: Message, outbox_id: UUID) -> tuple[str, str]:
        """Post a message (a user id means the DM); return the channel's id and the message's ts."""
        return await self._post(channel, message, outbox_id, None)

    async def reply(self, channel: str, thread_ts: str, message: Message, outbox_id: UUID) -> tuple[str, str]:
        """Post in the thread of a message; return the channel's id and the reply's own ts."""
        return await self._post(channel, message, outbox_id, thread_ts)

    async def _post(self, channel: str, message: Message, outbox_id: UUID, thread_ts: str | None) -> tuple[str, str]:
        answer = await called(
            "chat.postMessage",
            self._web.chat_postMessage(
                channel=channel,
                text=message.text,
                blocks=marked(message.blocks, outbox_id),
                thread_ts=thread_ts,
                metadata={"event_type": EVENT_TYPE, "event_payload": {"id": outbox_id.hex}},
                link_names=False,
                unfurl_links=False,
                unfurl_media=False,
            ),
        )
        return str(answer["channel"]), str(answer["ts"])

    async def hand_over(self, attached: Sequence[Attachment]) -> tuple[str, ...]:
        """Give Slack the content of files and return their ids; nobody has been shown anything yet."""
        file_ids = []
        for each in attached:
            content = content_of(each)
            place = await called(
                "files.getUploadURLExternal",
                self._web.files_getUploadURLExternal(filename=each.name, length=len(content)),
            )
            await self._upload(str(place["upload_url"]), content)
            file_ids.append(str(place["file_id"]))
        return tuple(file_ids)

    async def share(self, user_id: str, message: Message, file_ids: Sequence[str]) -> tuple[str, str]:
        """
        Show files that were handed over in the bot's DM with one person, all in one message with one line.

        Returns:
            The DM and, since Slack tells no ts, the id of the first file.
        """
        # Files are shared to conversations only, never to people.
        where = await self.open_conversation([user_id])
        files: list[dict[str, str | None]] = [
            {"id": file_id, "title": each.name} for file_id, each in zip(file_ids, message.attached, strict=True)
        ]
        await called(
            "files.completeUploadExternal",
            self._web.files_completeUploadExternal(files=files, channel_id=where, initial_comment=message.text),
        )
        return where, file_ids[0]

    async def find_file(self, file_id: str) -> tuple[str, str] | None:
        """Look where a file that was handed over is shown, if it is; a file carries no mark of its message."""
        try:
            answer = await called("files.info", self._web.files_info(file=file_id))
        except SlackRefused as refused:
            if refused.error == "file_not_found":
                return None
            raise
        file: dict[str, Any] = answer["file"]
        shares: dict[str, dict[str, list[dict[str, Any]]]] = file.get("shares") or {}
        places = [
            (channel, str(each["ts"])) for side in shares.values() for channel, all_ in side.items() for each in all_
        ]
        return places[0] if places else None

    async def _upload(self, url: str, content: bytes) -> None:
        """Hand the content over; until the upload is completed nobody has seen anything, so it is safe to repeat."""
        timeout = aiohttp.ClientTimeout(total=self._web.timeout)
        try:
            async with aiohttp.ClientSession(timeout=timeout) as session, session.post(url, data=content) as answer:
                if answer.status != 200:  # noqa: PLR2004 - HTTP's own number
                    raise NotSent(f"upload {answer.status}")
        except (TimeoutError, aiohttp.ClientError, ConnectionError) as error:
            raise NotSent(type(error).__name__) from error

    async def whisper(self, channel: str, user_id: str, message: Message) -> tuple[str, str]:
        """Say something that only one member of a conversation sees; return the channel's id and its ts."""
        answer = await called(
            "chat.postEphemeral",
            self._web.chat_postEphemeral(
                channel=channel, user=user_id, text=message.text, blocks=message.blocks, link_names=False
            ),
        )
        return channel, str(answer["message_ts"])

    async def quiet_hours(self, user_ids: Sequence[str]) -> dict[str, Quiet]:
        """Return when these people, fifty at most, next want to be left alone, or do at present."""
        answer = await called("dnd.teamInfo", self._web.dnd_teamInfo(users=list(user_ids)))
        users: dict[str, dict[str, Any]] = answer.get("users") or {}
        return {
            user: Quiet(_moment(told.get("next_dnd_start_ts")), _moment(told.get("next_dnd_end_ts")))
            for user, told in users.items()
            if told.get("dnd_enabled")
        }

    async def ask(self) -> None:
        """Ask Slack for nothing but an answer."""
        await called("auth.test", self._web.auth_test())

    async def join(self, channel: str) -> None:
        """Become a member of a public channel; being one already is as good."""
        await called("conversations.join", self._web.conversations_join(channel=channel))

    async def update(self, channel: str, ts: str, message: Message, outbox_id: UUID) -> None:
        """Draw a message anew where it stands; it stays the outbox's message of that id."""
        blocks = marked(message.blocks, outbox_id)
        await called(
            "chat.update",
            self._web.chat_update(channel=channel, ts=ts, text=message.text, blocks=blocks, link_names=False),
        )

    async def remove(self, channel: str, ts: str) -> None:
        """Take one of the bot's own messages away; gone already is as good."""
        await called("chat.delete", self._web.chat_delete(channel=channel, ts=ts), fine="message_not_found")

    async def pin(self, channel: str, ts: str) -> None:
        """Pin a message; pinned already is as good."""
        await called("pins.add", self._web.pins_add(channel=channel, timestamp=ts), fine="already_pinned")

    async def unpin(self, channel: str, ts: str) -> None:
        """Unpin a message; not pinned is as good."""
        await called("pins.remove", self._web.pins_remove(channel=channel, timestamp=ts), fine="no_pin")

    async def find(self, user_id: str, outbox_id: UUID, since: datetime) -> tuple[str, str] | None:
        """Look for a message of the outbox in the bot's own DM with a person; return its channel and ts."""
        channel = await self.open_conversation([user_id])
        oldest = (since - LAG).timestamp()
        cursor: str | None = None
        while True:
            page = await called(
                "conversations.history",
                self._web.conversations_history(
                    channel=channel, oldest=f"{oldest:.6f}", include_all_metadata=True, limit=100, cursor=cursor
                ),
            )
            messages: list[dict[str, Any]] = page["messages"]
            for message in messages:
                metadata = message.get("metadata") or {}
                if (metadata.get("event_payload") or {}).get("id") == outbox_id.hex:
                    return channel, str(message["ts"])
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or None
            if cursor is None:
                return None


def _moment(seconds: float | None) -> datetime:
    return datetime.fromtimestamp(seconds or 0, UTC)


async def called(method: str, call: Awaitable[AsyncSlackResponse], *, fine: str | None = None) -> AsyncSlackResponse:
    """
    Return Slack's answer, or tell what became of the call.

    Args:
        fine: an error that is as good as an answer.
    """
    try:
        return await call
    except SlackApiError as error:
        response: Any = error.response
        status = getattr(response, "status_code", 200)
        name = _error_name(response)
        if name == fine:
            return response  # type: ignore[no-any-return]  # the SDK leaves the type of an error's response open
        if status == 429 or name == "ratelimited":  # noqa: PLR2004 - HTTP's own number
            raise RateLimited(method, int(response.headers.get("Retry-After", 1))) from error
        if status >= 500 or name in UNCERTAIN_ERRORS:  # noqa: PLR2004 - HTTP's own number
            raise OutcomeLost(f"{status} {name}") from error
        raise SlackRefused(name) from error
    except aiohttp.ClientConnectorError as error:
        raise NotSent(type(error).__name__) from error
    except (TimeoutError, aiohttp.ClientError, ConnectionError) as error:
        raise OutcomeLost(type(error).__name__) from error


def _error_name(response: Any) -> str:
    data = getattr(response, "data", response)
    return str(data.get("error", "unknown_error")) if isinstance(data, dict) else "unreadable_answer"
