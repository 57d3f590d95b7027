"""The Home tab is drawn anew in the order of what happened."""

import asyncio
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from handlers.background import Background
from handlers.home_tab import HomeTab
from tests.factories.cast import Cast


class SlowSlack(AsyncWebClient):
    """
    A Slack that takes its time for the first drawing after `slow_down`.

    Attributes:
        shown: what the person sees, drawing by drawing, in the order in which Slack took them.
    """

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[str] = []
        self.goes_on = asyncio.Event()
        self.goes_on.set()
        self.is_asked = asyncio.Event()

    def slow_down(self) -> None:
        self.goes_on.clear()
        self.is_asked.clear()

    async def views_publish(self, **call: Any) -> Any:
        self.is_asked.set()
        if not self.goes_on.is_set() and len(self.shown) == 1:
            await self.goes_on.wait()
        self.shown.append(str(call["view"]))


async def test_a_slow_drawing_is_not_shown_after_a_newer_one_and_the_last_act_is_always_shown(cast: Cast) -> None:
    async def transact(function: Any, command: Any) -> Any:
        return cast.store.do(function, command)

    background, slack = Background(), SlowSlack()
    tab = HomeTab(transact, background)
    ada = cast.actor("ada")
    await tab.opened(slack, ada)
    slack.slow_down()
    pair_id = cast.invitation("ada", "ben")
    tab.changed(slack, ada)
    await asyncio.wait_for(slack.is_asked.wait(), 60)
    cast.answer("ben", pair_id)
    for _ in range(3):
        tab.changed(slack, ada)
    for _ in range(20):
        # Every task has its turn: a drawing that would overtake has overtaken by then.
        await asyncio.sleep(0)
    slack.goes_on.set()
    await background.drain(60)
    empty, invited, paired = slack.shown
    assert "You have no pair at the moment" in empty or "Start with one colleague" in empty
    assert "no answer yet" in invited
    assert "Write our charter" in paired
