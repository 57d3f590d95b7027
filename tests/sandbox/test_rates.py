"""Rate limits: tiers with bursts, one message a second in a channel, and 429 with Retry-After."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

import sandbox
from sandbox import Serving
from sandbox.errors import RateLimited
from sandbox.rates import Rates, Tier
from tests.sandbox.conftest import client_of
from tests.sandbox.driver import Control


class HandClock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
async def strict(manifest: Path) -> AsyncIterator[Serving]:
    async with sandbox.serve(manifest) as serving:
        yield serving


async def until_refused(client: AsyncWebClient, channel: str) -> tuple[int, SlackApiError]:
    for number in range(50):
        try:
            await client.chat_postMessage(channel=channel, text="hi")
        except SlackApiError as error:
            return number, error
    raise AssertionError("fifty messages at once were all taken")


async def test_a_channel_takes_a_short_burst_and_then_429(strict: Serving) -> None:
    async with Control(strict.url) as control:
        ana, ben = await control.person("ana"), await control.person("ben")
    client = client_of(strict)
    taken, error = await until_refused(client, ana)
    assert 3 <= taken <= 7
    assert error.response.status_code == 429
    assert error.response.headers["Retry-After"] == "1"
    assert error.response.data == {"ok": False, "error": "ratelimited"}
    assert (await client.chat_postMessage(channel=ben, text="another channel is not concerned"))["ok"]


async def test_moving_the_clock_earns_no_calls(strict: Serving) -> None:
    async with Control(strict.url) as control:
        ana = await control.person("ana")
        await until_refused(client_of(strict), ana)
        await control.post("/control/clock", advance=86_400)
    taken, _ = await until_refused(client_of(strict), ana)
    assert taken <= 1


def test_a_tier_lets_a_burst_through_and_then_its_rate() -> None:
    clock = HandClock()
    rates = Rates(enabled=True, monotonic=clock)
    for _ in range(20):
        rates.method("users.list", Tier.TWO)
    with pytest.raises(RateLimited) as refused:
        rates.method("users.list", Tier.TWO)
    assert refused.value.retry_after == 3
    rates.method("conversations.list", Tier.TWO)
    clock.now += refused.value.retry_after
    rates.method("users.list", Tier.TWO)


def test_rates_can_be_switched_off() -> None:
    rates = Rates(enabled=False)
    for _ in range(100):
        rates.posting("C1")
        rates.method("apps.connections.open", Tier.ONE)
