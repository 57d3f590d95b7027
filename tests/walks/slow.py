"""Clicks on a bad day: the store's one write lock is held for two seconds, and Slack is three tenths of one away."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

from bot.demo.humans import Payload
from tests.scenarios.stage import locked
from tests.walks.gathering import Done
from tests.walks.house import House
from tests.walks.kept import Kept

BUSY = 2.0
AWAY = 0.3
SLACKS_PATIENCE = 3.0
TOGETHER = 16
"""So many at once, on a screen each: all of them one after the other would take minutes."""
LOOK_EVERY = 0.02
_screens = count(1)


@dataclass(frozen=True)
class Slow:
    """
    What became of a click.

    Attributes:
        seen_after: seconds until its screen showed something else; nothing if it never did.
        shown: what stands on its screen in the end.
        heard: whether something was said beside the message that was clicked on.
    """

    done: Done
    payload: Payload
    status: int
    acknowledged: Payload
    seen_after: float | None
    shown: Payload | None
    heard: bool


async def slowly(house: House, kept: Kept, clicks: Sequence[Done]) -> list[Slow]:
    """Do everything once more on such a day; afterwards the store is as it was."""
    found: list[Slow] = []
    await house.stage.breaks({"method": "*", "kind": "latency", "seconds": AWAY, "probability": 1})
    for start in range(0, len(clicks), TOGETHER):
        with locked(house.stage):
            doing = [asyncio.create_task(_slowly(house, each)) for each in clicks[start : start + TOGETHER]]
            await asyncio.sleep(BUSY)
        found += await asyncio.gather(*doing)
        if kept.was_touched():
            kept.bring_back()
    await house.stage.breaks()
    return found


async def _slowly(house: House, done: Done) -> Slow:
    post, screen, clock = house.postman, f"S{next(_screens)}", asyncio.get_running_loop().time
    payload = post.on_screen(screen, done.again())
    before, began = _look(post.screen(screen)), clock()
    handing_over = asyncio.create_task(post.hands_over(payload))
    seen_after = None
    while not handing_over.done() or house.bot._background._tasks:
        await asyncio.sleep(LOOK_EVERY)
        if seen_after is None and _look(post.screen(screen)) != before:
            seen_after = clock() - began
    status, acknowledged = await handing_over
    return Slow(
        done,
        payload,
        status,
        acknowledged,
        seen_after,
        post.screen(screen),
        post.was_answered_beside(payload),
    )


def _look(view: Payload | None) -> tuple[str, ...]:
    return (view["id"], view["hash"]) if view else ()
