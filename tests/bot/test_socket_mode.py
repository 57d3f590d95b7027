"""A socket that went dead, in whichever way, is soon alive again; what Slack refuses is said, and asked for less."""

import asyncio
import io
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from itertools import pairwise
from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp

import sandbox
from adapters.slack import client
from bot import manifest
from bot.demo.humans import Humans
from bot.socket_mode import DEAF_SECONDS, PING_SECONDS, Socket
from sandbox import Serving
from sandbox.inbound.tickets import LIFETIME, Tickets

PING = 0.1


@pytest.fixture
async def slack() -> AsyncIterator[Serving]:
    async with sandbox.serve(manifest.path(), rates=False) as slack:
        yield slack


@pytest.fixture
async def ana(slack: Serving) -> AsyncIterator["Ana"]:
    async with Humans(slack.url) as humans:
        yield Ana(slack, humans, (await humans.join("ana"))["id"])


class Ana:
    """Somebody who types a command to see whether anybody is there."""

    def __init__(self, slack: Serving, humans: Humans, user_id: str) -> None:
        self._slack = slack
        self._humans = humans
        self._user_id = user_id

    async def is_heard(self) -> bool:
        if self._slack.slack.socket_mode.count == 0:
            return False
        answer = await self._humans.command(self._user_id, "/mentor")
        return bool(answer["ack"] == {"text": "Here"})


def socket_of(slack: Serving, app_token: str | None = None) -> Socket:
    """Our socket, with pings as much quicker than the product's as a test wants to be."""
    web = client(slack.bot_token, slack.api_url)
    app = AsyncApp(client=web, process_before_response=True, request_verification_enabled=False)

    @app.command("/mentor")
    async def answer(ack: Any) -> None:
        await ack("Here")

    return Socket(app, app_token or slack.app_token, web, ping_seconds=PING)


@asynccontextmanager
async def listening(slack: Serving) -> AsyncIterator[Socket]:
    socket = socket_of(slack)
    await socket.connect_async()
    try:
        yield socket
    finally:
        await socket.close_async()


async def until(holds: Callable[[], Awaitable[bool]]) -> None:
    loop = asyncio.get_running_loop()
    deadline = loop.time() + 60
    while not await holds():
        assert loop.time() < deadline, holds
        await asyncio.sleep(0.02)


def addresses(slack: Serving) -> list[dict[str, Any]]:
    """Every time that Slack was asked for an address."""
    return [each for each in slack.slack.traffic.after(0, 1_000) if each["name"] == "apps.connections.open"]


def refusals(log: io.StringIO) -> list[dict[str, Any]]:
    told = [json.loads(line) for line in log.getvalue().splitlines()]
    return [each for each in told if each["event"] == "socket.refused"]


async def test_a_socket_that_only_went_silent_is_given_up_and_replaced(slack: Serving, ana: Ana) -> None:
    async with listening(slack) as socket:
        assert await ana.is_heard()
        slack.slack.socket_mode.silence()

        async def came_back() -> bool:
            return len(addresses(slack)) > 1 and await socket.is_up()

        await until(came_back)
        # Slack's end of the dead one notices when its own patience ends; here it ends now.
        await slack.slack.socket_mode.disconnect("", 1)
        await until(ana.is_heard)


async def test_a_socket_that_was_cut_is_replaced(slack: Serving, ana: Ana) -> None:
    async with listening(slack):
        await slack.slack.socket_mode.disconnect("")
        await until(ana.is_heard)


async def test_whoever_is_just_being_answered_is_not_cut_off_when_slack_renews_the_connection(slack: Serving) -> None:
    asked, may_answer = asyncio.Event(), asyncio.Event()
    web = client(slack.bot_token, slack.api_url)
    app = AsyncApp(client=web, process_before_response=True, request_verification_enabled=False)

    @app.command("/mentor")
    async def answer(ack: Any) -> None:
        asked.set()
        await may_answer.wait()
        await ack("Here")

    socket = Socket(app, slack.app_token, web)
    await socket.connect_async()
    try:
        async with Humans(slack.url) as humans:
            ana = (await humans.join("ana"))["id"]
            typing = asyncio.create_task(humans.command(ana, "/mentor"))
            await asked.wait()
            await slack.slack.socket_mode.refresh()

            async def has_another_address() -> bool:
                calls = [each["name"] for each in slack.slack.traffic.after(0, 1_000)]
                return calls.count("apps.connections.open") == 2

            await until(has_another_address)
            may_answer.set()
            assert (await typing)["ack"] == {"text": "Here"}
            may_answer.set()
            assert (await humans.command(ana, "/mentor"))["ack"] == {"text": "Here"}, "and the new one serves"
    finally:
        await socket.close_async()


async def test_an_address_that_was_spent_in_vain_is_not_tried_for_ever(slack: Serving, ana: Ana) -> None:
    now, slow_by = 0.0, LIFETIME

    def later() -> float:
        nonlocal now
        now += slow_by
        return now

    async with listening(slack) as socket:
        slack.slack.socket_mode.tickets = Tickets(later)
        await slack.slack.socket_mode.disconnect("")

        async def was_asked_again() -> bool:
            return len(addresses(slack)) > 2

        await until(was_asked_again)
        assert not await socket.is_up()
        slow_by = 0.0
        await until(ana.is_heard)


async def test_socket_mode_switched_off_is_said_and_once_it_is_on_again_people_are_heard(
    slack: Serving, ana: Ana, log: io.StringIO
) -> None:
    async with listening(slack) as socket:
        await slack.slack.socket_mode.turn_off()

        async def came_back() -> bool:
            return len(addresses(slack)) > 1 and await socket.is_up()

        await until(came_back)
        slack.slack.socket_mode.turn_on()
        await until(ana.is_heard)
    [refused] = refusals(log)
    assert refused["reason"] == "link_disabled"
    assert refused["what_to_do"].startswith("Switch Socket Mode on")


async def test_a_token_that_slack_refuses_is_said_and_tried_more_and_more_rarely(
    slack: Serving, log: io.StringIO
) -> None:
    socket = socket_of(slack, "xapp-1-revoked")
    connecting = asyncio.create_task(socket.connect_async())

    async def was_tried_often() -> bool:
        return len(refusals(log)) >= 4

    await until(was_tried_often)
    connecting.cancel()
    await asyncio.gather(connecting, return_exceptions=True)
    await socket.close_async()
    tried = [datetime.fromisoformat(each["at"]) for each in addresses(slack)]
    waits = [(second - first).total_seconds() for first, second in pairwise(tried)]
    assert all(wait >= PING * 2**number for number, wait in enumerate(waits))
    assert "SLACK_APP_TOKEN" in refusals(log)[0]["what_to_do"]
    assert "xapp-1-revoked" not in log.getvalue()


def test_with_the_products_own_pings_nobody_is_deaf_for_a_minute() -> None:
    noticed = PING_SECONDS * 1.5
    at_work_again = PING_SECONDS
    assert noticed + DEAF_SECONDS + 2 * PING_SECONDS + at_work_again < 60
