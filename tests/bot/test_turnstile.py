"""Whoever floods the install pages is asked to wait, and keeps nobody else out for long."""

import asyncio
from collections import Counter

import aiohttp
import pytest

from bot.turnstile import ALL_AT_ONCE, AT_ONCE, REMEMBERED, Turnstile
from models import InstallState
from tests.bot.street import Browser, Street
from tests.bot.test_installing import store, town
from tests.factories.store import Store

__all__ = ["store", "town"]


class Hand:
    """A monotonic clock that is moved by hand."""

    seconds = 1_000.0

    def __call__(self) -> float:
        return self.seconds


def let_in(turnstile: Turnstile, address: str | None, tries: int) -> int:
    return sum(turnstile.wait(address) == 0 for _ in range(tries))


def test_an_office_may_begin_at_once_and_a_flood_is_held_to_one_a_second() -> None:
    hand = Hand()
    turnstile = Turnstile(hand)
    assert let_in(turnstile, "192.0.2.1", 500) == AT_ONCE
    assert turnstile.wait("192.0.2.1") == 1
    hand.seconds += 10
    assert let_in(turnstile, "192.0.2.1", 500) == 10
    assert let_in(turnstile, "192.0.2.2", 1) == 1, "others are not held up"


def test_many_addresses_together_are_held_too_and_have_room_again_soon() -> None:
    hand = Hand()
    turnstile = Turnstile(hand)
    assert sum(let_in(turnstile, f"10.0.{number // 250}.{number % 250}", 1) for number in range(3_000)) == ALL_AT_ONCE
    hand.seconds += 1
    assert let_in(turnstile, "192.0.2.1", 1) == 1


@pytest.mark.parametrize("address", ["2001:db8::{0:x}", "::ffff:192.0.2.7", "somebody{0}", ""])
def test_what_is_one_place_counts_as_one(address: str) -> None:
    turnstile = Turnstile(Hand())
    assert sum(let_in(turnstile, address.format(number), 1) for number in range(100)) == AT_ONCE


def test_it_remembers_so_many_places_and_no_more() -> None:
    hand = Hand()
    turnstile = Turnstile(hand)
    for number in range(REMEMBERED + 100):
        hand.seconds += 1
        turnstile.wait(f"10.{number // 65_536}.{number // 256 % 256}.{number % 256}")
    assert len(turnstile._ahead) == REMEMBERED


async def test_a_flood_writes_little_and_whoever_was_on_the_way_still_finds_back(town: Street, store: Store) -> None:
    house = await town.house()
    ada = await house.humans.join("ada")
    browser = Browser()
    back = await town.decides(house, ada["id"], await town.sets_out(browser))
    found: Counter[int] = Counter()
    async with aiohttp.ClientSession(cookies={"bothways-install": "f" * 43}) as flood:

        async def pours(number: int) -> None:
            made_up = town.back(code="c" * 40, state=f"{number}" * 20)
            asked = flood.get(made_up) if number % 2 else flood.post(f"{town.url}/slack/install", allow_redirects=False)
            async with asked as answer:
                found[answer.status] += 1
                if answer.status == 429:
                    assert int(answer.headers["Retry-After"]) >= 1
                    assert "Too many at once" in await answer.text()

        await asyncio.gather(*map(pours, range(400)))
    assert found[429] > 200
    assert len(store.rows(InstallState)) == found[303] + 1

    # A try that is not let in costs nothing, and takes nothing of the way back.
    async with asyncio.timeout(60):
        while (await browser.gets(back)).status != 200:
            pass
