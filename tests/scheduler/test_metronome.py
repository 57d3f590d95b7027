"""The loop that looks: what fails in one of its works does not stop the others."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from mentoring import schedules
from mentoring.delivery import claims
from mentoring.unit_of_work import UnitOfWork
from scheduler.delivery import Delivery, Patience
from scheduler.metronome import Metronome
from tests.factories.cast import Cast
from tests.scheduler.slack_of_words import SlackOfWords


@pytest.mark.parametrize("broken", [schedules.plan_due, claims.recover])
async def test_messages_go_out_although_the_work_before_them_fails(cast: Cast, broken: object) -> None:
    was_posted = asyncio.Event()

    async def take() -> None:
        was_posted.set()

    async def transact(function: Callable[[Any, UnitOfWork], Any], command: Any) -> Any:
        if function is broken:
            raise ZeroDivisionError
        return await cast.store.database.transact(function, command)

    cast.invitation("ada", "ben")
    delivery = Delivery(transact, SlackOfWords(take), Patience(), cast.workspace_id, per_second=100)
    metronome = Metronome(transact, delivery, cast.workspace_id)
    await metronome.start()
    try:
        async with asyncio.timeout(10):
            await was_posted.wait()
    finally:
        await metronome.stop()
