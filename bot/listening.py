"""Bolt's app as we run it: each payload has an id, by which the logs tell what came of it, and each answer is timed."""

import itertools
import time
from collections.abc import Awaitable, Callable, Mapping
from secrets import token_hex
from typing import Any, Protocol, cast

import structlog
from slack_bolt import BoltResponse
from slack_bolt.async_app import AsyncApp
from slack_bolt.listener_matcher.async_builtins import AsyncBuiltinListenerMatcher
from slack_bolt.listener_matcher.async_listener_matcher import AsyncListenerMatcher
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.signature import SignatureVerifier
from structlog.contextvars import bound_contextvars

from bot.metrics import Listener
from views.payloads import Payload

log = structlog.get_logger()

_PROCESS = token_hex(4)
_NUMBERS = itertools.count(1)
REFUSED = 400
FAILED = 500
KINDS = {
    "block_actions": Listener.ACTION,
    "interactive_message": Listener.ACTION,
    "view_submission": Listener.VIEW,
    "view_closed": Listener.VIEW,
    "event_callback": Listener.EVENT,
    "shortcut": Listener.SHORTCUT,
    "message_action": Listener.SHORTCUT,
    "block_suggestion": Listener.OPTIONS,
}


class Heard(Protocol):
    """Whoever takes note of answers."""

    def __call__(self, listener: Listener, seconds: float, *, failed: bool) -> None:
        """Take note of one."""
        ...


class OfTheBody(AsyncListenerMatcher):
    """
    Bolt's own question whether a payload is for a listener, asked of the payload alone.

    No more is read for it, and Bolt gathers thirty more arguments each time it asks; nearly every listener is asked at
    each click.
    """

    def __init__(self, asks: Callable[..., Awaitable[bool]]) -> None:
        self._asks = asks

    async def async_matches(self, req: AsyncBoltRequest, resp: BoltResponse) -> bool:  # noqa: ARG002 - Bolt hands it over
        """Ask."""
        return await self._asks(body=req.body)


class ListeningApp(AsyncApp):
    """
    One way in for Socket Mode and HTTP alike.

    Args:
        heard: told of each answer: to what, after how many seconds, and whether it was an error.
        clicked: told of each click that was answered well, whatever it was on.
        signing_secret: by which HTTP tells Slack from everybody else; without it nobody is Slack there.
    """

    def __init__(
        self, *, heard: Heard, clicked: Callable[[Payload], None], signing_secret: str | None, **settings: Any
    ) -> None:
        super().__init__(signing_secret=signing_secret, **settings)
        self._heard = heard
        self._clicked = clicked
        self._verifier = SignatureVerifier(signing_secret) if signing_secret else None

    def _register_listener(
        self, functions: Any, primary_matcher: AsyncListenerMatcher, *more: Any, **named: Any
    ) -> Any:
        if isinstance(primary_matcher, AsyncBuiltinListenerMatcher) and primary_matcher.arg_names == ["body"]:
            primary_matcher = OfTheBody(cast("Callable[..., Awaitable[bool]]", primary_matcher.func))
        return super()._register_listener(functions, primary_matcher, *more, **named)

    def was_signed(self, body: bytes, timestamp: str, signature: str) -> bool:
        """Tell whether Slack signed it in the last five minutes."""
        if self._verifier is None:
            return False
        try:
            return self._verifier.is_valid(body, timestamp, signature)
        except (ValueError, TypeError, ArithmeticError):
            # No number, no number of seconds, not even letters.
            return False

    async def async_dispatch(self, req: AsyncBoltRequest) -> BoltResponse:
        """Answer one payload."""
        listener = listener_of(req.body)
        with bound_contextvars(trace=new_trace()):
            began = time.monotonic()
            try:
                answer = await super().async_dispatch(req)
            except Exception:
                # Not even the error handler could answer; Slack hears of a failure from whoever carries the answer.
                self._heard(listener, time.monotonic() - began, failed=True)
                raise
            took = time.monotonic() - began
            self._heard(listener, took, failed=answer.status >= FAILED)
            # Which button it was is nobody's business: some are an answer in themselves.
            if listener is Listener.ACTION and answer.status < REFUSED:
                self._clicked(req.body)
            log.info("payload.answered", listener=listener.value, status=answer.status, ms=round(took * 1_000))
            return answer


def new_trace() -> str:
    """
    Return an id for what is done for one payload. It only has to differ from others: nobody could use a guess.

    So only its first half is drawn, once: to ask the system for chance at every click lets go of Python's lock, and
    then waits for it behind a transaction.
    """
    return f"{_PROCESS}{next(_NUMBERS) & 0xFFFFFFFF:08x}"


def listener_of(body: Mapping[str, Any]) -> Listener:
    """Return what kind of payload it is."""
    return Listener.COMMAND if "command" in body else KINDS.get(str(body.get("type")), Listener.OTHER)
