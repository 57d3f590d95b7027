"""
What goes wrong in the middle of a story: the bot stops, the store is locked, Slack has a bad day or is out of reach.

A story lets its time pass through `Course`, which stops at each trouble's moment and lets it happen. When a trouble is
over, everything that was due meanwhile has been said: people get the same messages as in a story without troubles.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.demo.humans import Payload
from models import OutboxRow, OutboxState
from tests.scenarios.people import Person, words
from tests.scenarios.stage import Stage, locked

IMPATIENT = {"BOTHWAYS_SETTLE_SECONDS": "0.4", "BOTHWAYS_LEASE_SECONDS": "3"}
"""A bot that looks soon for what may have been lost: these waits are real ones, and no clock shortens them."""
ON_ITS_WAY = {OutboxState.CLAIMED, OutboxState.SENDING, OutboxState.UNKNOWN}
RECOVERS_WITHIN = 60.0


@dataclass(frozen=True)
class Trouble:
    """
    Something that goes wrong.

    Attributes:
        begins: the instant at which it begins, with its offset.
        happens: lets it happen, and ends it.
    """

    begins: str
    happens: Callable[[Stage], Awaitable[None]]


class Course:
    """A story's time, with the troubles that lie on its way."""

    def __init__(self, stage: Stage, troubles: Sequence[Trouble] = ()) -> None:
        self._stage = stage
        self._ahead = sorted(troubles, key=lambda trouble: datetime.fromisoformat(trouble.begins))

    async def comes(self, moment: datetime) -> None:
        """Let time pass until an instant; what goes wrong before it goes wrong on the way."""
        while self._ahead and datetime.fromisoformat(self._ahead[0].begins) <= moment:
            trouble = self._ahead.pop(0)
            await self._stage.comes(trouble.begins)
            await trouble.happens(self._stage)
            await everything_is_said(self._stage)
        await self._stage.comes(moment.isoformat())

    async def passes(self, **span: float) -> None:
        """Let a span of time pass."""
        await self.comes(self._stage.now + timedelta(**span))

    @property
    def is_over(self) -> bool:
        """Whether every trouble has happened."""
        return not self._ahead


async def everything_is_said(stage: Stage) -> None:
    """Wait until nothing is due or on its way any more, however often it has to be tried."""

    async def is_said() -> bool:
        return not any(
            row.state in ON_ITS_WAY or (row.state is OutboxState.PENDING and row.due_at <= stage.now)
            for row in stage.stored(OutboxRow)
        )

    await stage.until(is_said, within=RECOVERS_WITHIN)
    await stage.until(stage.is_connected, within=RECOVERS_WITHIN)
    await stage.settles()


def bot_is_away(until: str) -> Callable[[Stage], Awaitable[None]]:
    """The bot ends in good order, as for an upgrade, and begins again at `until`."""

    async def happens(stage: Stage) -> None:
        await stage.stop_bot()
        await stage.humans.clock(to=until)
        await stage.start_bot()

    return happens


async def bot_is_restarted(stage: Stage) -> None:
    """The bot ends in good order and begins again at once."""
    await stage.restart()


def bot_is_killed(until: str) -> Callable[[Stage], Awaitable[None]]:
    """The bot's process ends with -9 at the moment when the next thing falls due, and another begins at `until`."""

    async def happens(stage: Stage) -> None:
        passing = await _next_falls_due(stage, until)
        await stage.kill_bot()
        await passing
        await stage.humans.clock(to=until)
        await stage.start_bot()

    return happens


async def _next_falls_due(stage: Stage, until: str) -> "asyncio.Task[datetime]":
    """Let time pass until the next thing falls due, and leave the bot at work on it."""
    due_at = stage.next_due_at
    assert due_at is not None
    assert due_at < datetime.fromisoformat(until), "nothing falls due in time"

    async def is_due() -> bool:
        return stage.now >= due_at

    passing = asyncio.create_task(stage.next_event())
    await stage.until(is_due)
    return passing


def store_is_locked(until: str, meanwhile: Callable[[], Awaitable[None]]) -> Callable[[Stage], Awaitable[None]]:
    """Somebody else holds the store's write lock when the next thing falls due, and somebody does something."""

    async def happens(stage: Stage) -> None:
        with locked(stage):
            passing = await _next_falls_due(stage, until)
            await meanwhile()
        await passing
        await stage.humans.clock(to=until)

    return happens


def slack_fails(until: str, *faults: Payload) -> Callable[[Stage], Awaitable[None]]:
    """Slack does this until `until`; a fault that is counted may be over before."""

    async def happens(stage: Stage) -> None:
        await stage.breaks(*faults)
        await stage.humans.clock(to=until)
        if any("probability" in fault for fault in faults):
            await stage.breaks()

    return happens


def is_told_to_try_again(person: Person) -> Callable[[], Awaitable[None]]:
    """Somebody hands a form in, is told that it did not work, and gives it up for today."""

    async def meanwhile() -> None:
        form = await person.opens("/mentor-checkin")
        answer = await person.hands_in(form, moved="It does not go through")
        # On a machine that is busy besides, Slack itself may be the first to say that it did not work.
        assert answer["error"] or "Please try again in a moment." in words(answer["view"]), answer
        await person.closes_every_modal()

    return meanwhile
