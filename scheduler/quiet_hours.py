"""When people do not want to be disturbed, as Slack tells it: asked for many at once, and remembered for a minute."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

import structlog
from msgspec import Struct

from adapters.slack import NotSent, OutcomeLost, Quiet, RateLimited, SlackRefused
from scheduler.messenger import Messenger

log = structlog.get_logger()

A_CALL = 50
"""People of whom Slack tells in one answer; it takes twenty such questions a minute."""
REMEMBERED = timedelta(minutes=1)


class _Told(Struct, frozen=True):
    quiet: Quiet | None
    at: datetime


class QuietHours:
    """
    What one worker knows of the people of its workspace.

    Without an answer nobody counts as quiet: it was only a question, and working hours are kept all the same.

    Args:
        tick: a monotonic clock in seconds, for the time that Slack asks to wait.
    """

    def __init__(self, messenger: Messenger, tick: Callable[[], float]) -> None:
        self._messenger = messenger
        self._tick = tick
        self._told: dict[str, _Told] = {}
        self._silent_until = 0.0

    async def learn(self, user_ids: Iterable[str], now: datetime) -> None:
        """Ask for all of them of whom nothing fresh is known."""
        self._told = {user: told for user, told in self._told.items() if _is_fresh(told, now)}
        unknown = [user for user in user_ids if user not in self._told]
        for first in range(0, len(unknown), A_CALL):
            await self._ask(unknown[first : first + A_CALL], now)

    async def until(self, user_id: str, now: datetime) -> datetime | None:
        """Return until when somebody does not want to be disturbed, if they do not at this moment."""
        told = self._told.get(user_id)
        if told is None or not _is_fresh(told, now):
            await self._ask([user_id], now)
            told = self._told.get(user_id)
        quiet = told.quiet if told else None
        return quiet.ends if quiet is not None and quiet.begins <= now < quiet.ends else None

    async def _ask(self, user_ids: list[str], now: datetime) -> None:
        if self._tick() < self._silent_until:
            return
        try:
            quiet = await self._messenger.quiet_hours(user_ids)
        except RateLimited as limit:
            self._silent_until = self._tick() + limit.retry_after
            return
        except (NotSent, OutcomeLost, SlackRefused) as error:
            log.info("delivery.quiet_hours_unknown", error=type(error).__name__)
            return
        self._told |= {user: _Told(quiet.get(user), now) for user in user_ids}


def _is_fresh(told: _Told, now: datetime) -> bool:
    return abs(now - told.at) < REMEMBERED
