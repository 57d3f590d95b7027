"""A modal opens before Slack's three seconds are over, however slow the store is."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

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
AT_THE_MOST = 60.0
"""Seconds until a test gives up: so long takes only what waits for a store that does not answer."""


class Opener:
    """Shows a modal to somebody who has just clicked, made by something as slow as the test says."""

    def __init__(self, bot: Running, user: str) -> None:
        self._bot = bot
        self._web = client(bot.slack.bot_token, bot.slack.api_url)
        self._user = user
        self.background = Background()

    async def show(self, making: Any) -> None:
        """Show it for a click that has just happened; return when that is answered."""
        body = {"trigger_id": self._bot.slack.slack.triggers.mint(self._user)}
        await asyncio.wait_for(opening.show(self._web, body, making, self.background), AT_THE_MOST)

    async def show_in_modal(self, making: Any) -> None:
        """Show it for a click inside the modal that is open; return when that is answered."""
        [view] = self._bot.slack.slack.views.stack(self._user)
        click = {"trigger_id": "1.1.a", "view": view}
        await asyncio.wait_for(opening.show(self._web, click, making, self.background), AT_THE_MOST)

    async def show_outcome(self, making: Any) -> None:
        """Show what came of an act for a click that has just happened."""
        body = {"trigger_id": self._bot.slack.slack.triggers.mint(self._user)}
        await opening.show_outcome(self._web, body, making, self.background)

    async def answer(self, making: Any) -> dict[str, Any]:
        """Hand the open modal in; return how it was acknowledged."""
        [view] = self._bot.slack.slack.views.stack(self._user)
        said: dict[str, Any] = {}

        async def ack(**answered: Any) -> None:
            said.update(answered)

        form = {"view": view}
        await asyncio.wait_for(opening.answer(self._web, form, ack, making, self.background), AT_THE_MOST)  # type: ignore[arg-type]  # only called
        return said

    async def waits(self) -> Any:
        """The person looks at the modal until it says more than that it is opening."""
        [view] = self._bot.slack.slack.views.stack(self._user)
        return await self._bot.humans.waits_for(self._user, view)

    async def show_too_late(self, making: Any) -> None:
        """Show it for a click whose trigger is no longer good."""
        await opening.show(self._web, {"trigger_id": "1.1.a"}, making, self.background)

    def shown(self) -> str:
        """What the person has before them."""
        return str([each["blocks"] for each in self._bot.slack.slack.views.stack(self._user)])


@pytest.fixture
async def opener(tmp_path: Path, sqlite_url: str) -> AsyncIterator[Opener]:
    async with running(tmp_path, sqlite_url) as bot:
        yield Opener(bot, (await bot.humans.join("ada"))["id"])


def test_whoever_waits_for_a_slow_store_is_answered_while_slack_waits() -> None:
    assert opening.PATIENCE <= SLACKS_PATIENCE - 2, "two seconds are left for the call itself"


async def test_what_is_ready_is_opened_with_one_call(opener: Opener) -> None:
    async def make() -> Modal:
        return READY

    await opener.show(make())
    assert "Here it is." in opener.shown()


async def test_while_the_store_takes_its_time_a_loading_modal_holds_the_trigger(opener: Opener) -> None:
    store_answers = asyncio.Event()

    async def make() -> Modal:
        await store_answers.wait()
        return READY

    await opener.show(make())
    assert "Opening" in opener.shown()
    store_answers.set()
    await opener.background.drain(AT_THE_MOST)
    assert "Here it is." in opener.shown()
    assert "Opening" not in opener.shown()


async def test_people_wait_for_what_follows_a_loading_modal(opener: Opener) -> None:
    store_answers = asyncio.Event()

    async def make() -> Modal:
        await store_answers.wait()
        return READY

    await opener.show(make())
    waiting = asyncio.create_task(opener.waits())
    store_answers.set()
    assert "Here it is." in str(await waiting)


async def test_a_submission_is_answered_in_time_and_its_outcome_follows(opener: Opener) -> None:
    file_arrives = asyncio.Event()

    async def ready() -> Modal:
        return READY

    async def read() -> Modal:
        await file_arrives.wait()
        return READY

    async def refuse() -> Modal:
        raise NoPairYet

    await opener.show(_form())
    said = await opener.answer(read())
    assert (said["response_action"], "Opening" in str(said["view"])) == ("update", True)
    file_arrives.set()
    await opener.background.drain(AT_THE_MOST)
    assert "Here it is." in opener.shown()
    assert (await opener.answer(ready()))["view"] == READY
    with pytest.raises(NoPairYet):
        await opener.answer(refuse())


async def test_a_submission_of_which_nothing_came_late_is_before_its_author_again(opener: Opener) -> None:
    file_arrives = asyncio.Event()

    async def refuse() -> Modal:
        await file_arrives.wait()
        raise NoPairYet

    await opener.show(_form())
    await opener.answer(refuse())
    file_arrives.set()
    await opener.background.drain(AT_THE_MOST)
    assert "A form." in opener.shown()
    assert "You have no pair under way" in opener.shown()


async def _form() -> Modal:
    return refusals.page(Reader(), "A form.")


async def test_a_late_refusal_stands_where_the_content_would_have(opener: Opener) -> None:
    store_answers = asyncio.Event()

    async def make() -> Modal:
        await store_answers.wait()
        raise NoPairYet

    await opener.show(make())
    store_answers.set()
    await opener.background.drain(AT_THE_MOST)
    assert "You have no pair under way" in opener.shown()


async def test_a_late_failure_is_told_too(opener: Opener) -> None:
    store_answers = asyncio.Event()

    async def make() -> Modal:
        await store_answers.wait()
        raise ConnectionError

    await opener.show(make())
    store_answers.set()
    await opener.background.drain(AT_THE_MOST)
    assert "Please try again in a moment." in opener.shown()


async def test_an_early_refusal_opens_nothing_and_is_told_by_the_error_handler(opener: Opener) -> None:
    async def make() -> Modal:
        raise NoPairYet

    with pytest.raises(NoPairYet):
        await opener.show(make())
    assert opener.shown() == "[]"


async def test_a_click_inside_a_modal_waits_no_longer_for_a_slow_store(opener: Opener) -> None:
    store_answers = asyncio.Event()

    async def make_at_once() -> Modal:
        return refusals.page(Reader(), "Before.")

    async def make() -> Modal:
        await store_answers.wait()
        return READY

    await opener.show(make_at_once())
    await opener.show_in_modal(make())
    assert "Before." in opener.shown()
    store_answers.set()
    await opener.background.drain(AT_THE_MOST)
    assert "Here it is." in opener.shown()


async def test_a_failure_inside_a_modal_is_told_there_once(opener: Opener) -> None:
    async def make_at_once() -> Modal:
        return READY

    async def make() -> Modal:
        raise ConnectionError

    await opener.show(make_at_once())
    await opener.show_in_modal(make())
    assert "Please try again in a moment." in opener.shown()


async def test_what_nobody_will_see_is_not_made_to_the_end(opener: Opener) -> None:
    given_up = asyncio.Event()

    async def make() -> Modal:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            given_up.set()
            raise
        return READY

    with pytest.raises(SlackApiError):
        await opener.show_too_late(make())
    await asyncio.wait_for(given_up.wait(), AT_THE_MOST)


async def test_an_act_that_counts_is_never_told_as_undone(opener: Opener) -> None:
    async def make() -> Modal:
        raise ConnectionError

    await opener.show_outcome(make())
    assert "That is done." in opener.shown()
    assert "nothing was changed" not in opener.shown()


async def test_a_submission_that_counts_is_acknowledged_as_done_though_nothing_more_can_be_read() -> None:
    async def make() -> Modal:
        raise ConnectionError

    assert "That is done." in str(await opening.outcome(make()))
