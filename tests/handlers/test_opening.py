"""A modal opens before Slack's three seconds are over, however slow the store is."""

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from adapters.slack import client
from handlers import opening
from handlers.background import Background
from mentoring.errors import NoPairYet
from tests.bot.running import Running, running
from views import refusals
from views.kit import Modal
from views.reader import Reader

READY = refusals.page(Reader(), "Here it is.")
SLACKS_PATIENCE = 3.0


class Opener:
    """Shows a modal to somebody who has just clicked, made by something as slow as the test says."""

    def __init__(self, bot: Running, user: str) -> None:
        self._bot = bot
        self._web = client(bot.slack.bot_token, bot.slack.api_url)
        self._user = user
        self.background = Background()

    async def show(self, making: Any) -> float:
        """Show it for a click that has just happened; return how long the click had to wait, in seconds."""
        trigger = self._bot.slack.slack.triggers.mint(self._user)
        began = time.monotonic()
        await opening.show(self._web, {"trigger_id": trigger}, making, self.background)
        return time.monotonic() - began

    def shown(self) -> str:
        """What the person has before them."""
        return str([each["blocks"] for each in self._bot.slack.slack.views.stack(self._user)])


@pytest.fixture
async def opener(tmp_path: Path, sqlite_url: str) -> AsyncIterator[Opener]:
    async with running(tmp_path, sqlite_url) as bot:
        yield Opener(bot, (await bot.humans.join("ada"))["id"])


async def test_what_is_ready_is_opened_with_one_call(opener: Opener) -> None:
    async def make() -> Modal:
        return READY

    assert await opener.show(make()) < SLACKS_PATIENCE
    assert "Here it is." in opener.shown()


async def test_while_the_store_takes_its_time_a_loading_modal_holds_the_trigger(opener: Opener) -> None:
    store_answers = asyncio.Event()

    async def make() -> Modal:
        await store_answers.wait()
        return READY

    assert await opener.show(make()) < SLACKS_PATIENCE
    assert "Opening" in opener.shown()
    store_answers.set()
    await opener.background.drain()
    assert "Here it is." in opener.shown()
    assert "Opening" not in opener.shown()


async def test_a_late_refusal_stands_where_the_content_would_have(opener: Opener) -> None:
    store_answers = asyncio.Event()

    async def make() -> Modal:
        await store_answers.wait()
        raise NoPairYet

    await opener.show(make())
    store_answers.set()
    await opener.background.drain()
    assert "You have no pair yet" in opener.shown()


async def test_a_late_failure_is_told_too(opener: Opener) -> None:
    store_answers = asyncio.Event()

    async def make() -> Modal:
        await store_answers.wait()
        raise ConnectionError

    await opener.show(make())
    store_answers.set()
    await opener.background.drain()
    assert "Please try again in a moment." in opener.shown()


async def test_an_early_refusal_opens_nothing_and_is_told_by_the_error_handler(opener: Opener) -> None:
    async def make() -> Modal:
        raise NoPairYet

    with pytest.raises(NoPairYet):
        await opener.show(make())
    assert opener.shown() == "[]"
