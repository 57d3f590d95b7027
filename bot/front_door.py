"""
The door for what Slack sends over HTTP: whoever is not Slack is sent away before anything is made of what they brought.

Bolt would look at the signature too, but first it reads and parses what came, however long; and a timestamp or
signature that no Slack would write it takes for a failure of ours, which would be told with the bot's own token. So it
is looked at here alone.
"""

import asyncio
from binascii import a2b_qp
from collections.abc import Sequence

import structlog
from msgspec import Struct
from slack_bolt.request.async_request import AsyncBoltRequest
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from bot.listening import ListeningApp

log = structlog.get_logger()

LARGEST = 2 * 1024 * 1024
"""Bytes. A view may hold 250 kB and a message less; written as a form in another alphabet, that is a few times more."""
SIGNATURE, TIMESTAMP = "x-slack-signature", "x-slack-request-timestamp"
TAKEN_ALONG = ("content-type", SIGNATURE, TIMESTAMP, "x-slack-retry-num", "x-slack-retry-reason")
"""All that Slack sends; others would tell Bolt which of its listeners to run, and no signature covers them."""
UNREADABLE, NOT_SLACK, TOO_SLOW, TOO_LARGE = 400, 401, 408, 413
PAYLOAD = b"payload="
JSON = "application/json"
AS_IT_IS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


class SentAway(Exception):
    """Nothing is made of it."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class FrontDoor(Struct, frozen=True):
    """
    Where Slack knocks.

    Args:
        app: answers what Slack brought.
        read_within: seconds in which a body has to be here.
    """

    app: ListeningApp
    read_within: float = 5.0
    """Slack gives up after three."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as a web server asks: past what a framework wraps around a function, for each click to pay."""
        answer = await self.take_in(Request(scope, receive))
        await answer(scope, receive, send)

    async def take_in(self, request: Request) -> Response:
        """Answer what Slack sent; to everybody else only that it is not taken."""
        try:
            asked = await self._read(request)
        except SentAway as away:
            log.warning("door.sent_away", status=away.status)
            return PlainTextResponse("This is not taken here.\n", away.status, AS_IT_IS)
        answer = await self.app.async_dispatch(asked)
        return Response(answer.body, answer.status, answer.first_headers_without_set_cookie() | AS_IT_IS)

    async def _read(self, request: Request) -> AsyncBoltRequest:
        headers: dict[str, str | Sequence[str]] = {
            name: value for name, value in request.headers.items() if name in TAKEN_ALONG
        }
        timestamp, signature = headers.get(TIMESTAMP), headers.get(SIGNATURE)
        if not timestamp or not signature:
            raise SentAway(NOT_SLACK)
        body = await self._body(request)
        if not self.app.was_signed(body, str(timestamp), str(signature)):
            raise SentAway(NOT_SLACK)
        payload = payload_in(body)
        if payload is not None:
            body, headers = payload, headers | {"content-type": JSON}
        try:
            asked = AsyncBoltRequest(body=body.decode(), headers=headers)
        except (ValueError, AttributeError, TypeError, RecursionError) as error:
            # No UTF-8, no JSON, nested without end, or JSON that is no object.
            raise SentAway(UNREADABLE) from error
        if not isinstance(asked.body, dict):
            raise SentAway(UNREADABLE)
        return asked

    async def _body(self, request: Request) -> bytes:
        held = bytearray()
        try:
            async with asyncio.timeout(self.read_within):
                async for piece in request.stream():
                    held += piece
                    if len(held) > LARGEST:
                        raise SentAway(TOO_LARGE)
        except TimeoutError as error:
            raise SentAway(TOO_SLOW) from error
        except ClientDisconnect as error:
            raise SentAway(UNREADABLE) from error
        return bytes(held)


def payload_in(body: bytes) -> bytes | None:
    """
    Return the JSON of a form whose one field is a payload, as Slack sends clicks and modals; nothing of any other.

    A modal comes whole, with every block it shows, and hardly a letter of its JSON goes through a form as it is. Bolt
    would replace them one by one in Python, which takes longer than all else it does; written with another sign it is
    mail's quoted-printable, which is read in C.
    """
    if not body.startswith(PAYLOAD) or b"&" in body:
        return None
    written = body[len(PAYLOAD) :]
    # What quoted-printable means by these is not what a form does.
    if not written or any(sign in written for sign in (b"=", b"\r", b"\n")):
        return None
    payload = a2b_qp(written.replace(b"+", b" ").replace(b"%", b"="))
    # Two letters fewer for each one that was written as three; else something was none of them.
    return payload if len(payload) == len(written) - 2 * written.count(b"%") else None
