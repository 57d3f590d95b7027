"""Rate limits: tiers with bursts, one message a second in a channel, and 429 with Retry-After."""

import inspect
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.client import WebClient

import sandbox
from sandbox import Serving
from sandbox.errors import RateLimited
from sandbox.manifest import read_manifest
from sandbox.methods.catalogue import METHODS
from sandbox.rates import Rates, Tier
from sandbox.tiers import TIERS
from sandbox.workspaces import Options, Workspaces
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


def taken_at(rates: Rates, clock: HandClock, pause: float) -> tuple[int, RateLimited]:
    """How many messages a channel takes at this pace, and how it refuses the next one."""
    for number in range(60):
        try:
            rates.posting("C1")
        except RateLimited as refused:
            return number, refused
        clock.now += pause
    raise AssertionError("sixty messages were all taken")


def test_two_messages_a_second_in_one_channel_are_too_many_before_long() -> None:
    clock = HandClock()
    rates = Rates(enabled=True, monotonic=clock)
    taken, refused = taken_at(rates, clock, 0.5)
    assert 5 <= taken <= 12
    assert refused.retry_after == 1
    rates.posting("C2")
    clock.now += refused.retry_after
    rates.posting("C1")


def test_a_workspace_has_its_own_limits(manifest: Path) -> None:
    workspaces = Workspaces(Options(read_manifest(manifest)))
    first, other = workspaces.first, workspaces.add("Acme", "acme")
    for _ in range(20):
        first.rates.method("users.list", Tier.TWO)
    other.rates.method("users.list", Tier.TWO)
    with pytest.raises(RateLimited):
        first.rates.method("users.list", Tier.TWO)
    workspaces.storage.close()


def test_every_method_that_is_served_or_known_to_slacks_client_has_its_tier() -> None:
    """Of what is served the tier is the table's; of the rest the table knows at least that it is there."""
    assert {name: method.tier for name, method in METHODS.items()} == {name: TIERS.get(name) for name in METHODS}
    known = set(re.findall(r'self\.api_call\(\s*"([\w.]+)"', inspect.getsource(WebClient)))
    assert len(known) > 300
    assert known - set(TIERS) == set()


def test_rates_can_be_switched_off() -> None:
    rates = Rates(enabled=False)
    for _ in range(100):
        rates.posting("C1")
        rates.method("apps.connections.open", Tier.ONE)
