"""Where tokens expire, the next one is fetched in time, by one worker alone, and a lost answer costs nobody's data."""

import asyncio
import io
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from adapters.database import Database
from bot.tenants import ManyTenants
from mentoring import installations
from mentoring.installations import OfTeam, RefusedForGood
from models import Installation, Workspace, WorkspaceState
from tests.bot.street import House, Street, street
from tests.factories.engines import lent
from tests.factories.store import BESIDE_A_BOT_MS, Store

HOUR = 3_600


@pytest.fixture
async def town(tmp_path: Path, any_store: str, log: io.StringIO) -> AsyncIterator[Street]:
    async with street(tmp_path, any_store, rotates=True) as opened:
        yield opened
        secrets = opened.secrets
    assert [secret for secret in secrets if secret in log.getvalue()] == []


@pytest.fixture
async def house(town: Street) -> House:
    """A workspace that has installed the bot."""
    house = await town.house()
    ada = await house.humans.join("ada")
    assert (await town.installs(house, ada["id"])).status == 200
    return house


@pytest.fixture
def store(town: Street) -> Iterator[Store]:
    store = Store(town.environment["BOTHWAYS_DATABASE_URL"], tuple(town.bot.settings.keys()), busy_ms=BESIDE_A_BOT_MS)
    yield store
    store.close()


async def hours_pass(town: Street, house: House, hours: float) -> None:
    await town.passes(house, hours=hours)
    assert town.bot._many is not None
    town.bot._many.forget(house.team)


def fetched(town: Street) -> int:
    """How often the next token was asked for."""
    calls = town.serving.slack.traffic.after(0, 100_000)
    asked = [each for each in calls if each["direction"] == "to_slack" and each["name"] == "oauth.v2.access"]
    return sum(each["request"].get("grant_type") == "refresh_token" for each in asked)


async def test_a_token_is_renewed_before_it_expires_and_people_notice_nothing(
    town: Street, house: House, store: Store
) -> None:
    ada = (await house.humans.state())["users"]
    somebody = next(each["id"] for each in ada if each["name"] == "ada")
    for hours in (11, 11, 30):
        await hours_pass(town, house, hours)
        assert (await house.humans.home(somebody))["type"] == "home"
    [row] = store.rows(Installation)
    assert (row.edition, fetched(town)) == (4, 3)


async def test_of_many_workers_who_need_it_at_one_instant_one_asks(town: Street, house: House, store: Store) -> None:
    await hours_pass(town, house, 11)
    many = town.bot._many
    assert many is not None
    with ExitStack() as stack:
        workers = [many]
        for _ in range(2):
            engines = stack.enter_context(lent(store.url))
            database = Database(engines, vault=store.vault, clock=town.bot.clock, wake=lambda: None)
            stack.callback(database.close)
            workers.append(ManyTenants(database.transact, many._oauth, town.serving.api_url))
        found = await asyncio.gather(*(worker.authorize(house.team) for worker in workers * 4))
    assert all(each is not None for each in found)
    [row] = store.rows(Installation)
    assert (row.edition, fetched(town)) == (2, 1)


async def test_also_when_the_old_one_opens_nothing_more_everybody_gets_the_new_one(
    town: Street, house: House, store: Store
) -> None:
    await hours_pass(town, house, 13)
    assert town.bot._many is not None
    found = await asyncio.gather(*(town.bot._many.authorize(house.team) for _ in range(8)))
    [row] = store.rows(Installation)
    newest = store.vault.open(row.sealed_token or "")
    assert {each.bot_token for each in found if each is not None} == {newest}
    assert (row.edition, fetched(town)) == (2, 1)


async def test_a_lost_answer_costs_nothing_while_the_old_token_lasts_and_then_only_another_installing(
    town: Street, house: House, store: Store
) -> None:
    assert town.bot._many is not None
    await hours_pass(town, house, 11)
    await town.breaks({"method": "oauth.v2.access", "times": 1, "kind": "drop_reply"})
    assert (await town.bot._many.authorize(house.team)) is not None, "the old token is good for an hour"
    with store.transaction() as uow:
        uow.db.query(Installation).update({"lease_until_ms": 0})
    town.bot._many.forget(house.team)
    assert (await town.bot._many.authorize(house.team)) is not None, "Slack refuses, and the old one serves on"
    assert fetched(town) == 2
    await hours_pass(town, house, 2)
    assert (await town.bot._many.authorize(house.team)) is None
    [workspace] = store.rows(Workspace)
    assert (workspace.state, workspace.left_at) == (WorkspaceState.PARKED, None), "parked, and never purged for it"
    ada = next(each["id"] for each in (await house.humans.state())["users"] if each["name"] == "ada")
    assert (await town.installs(house, ada)).status == 200
    assert (await house.humans.home(ada))["type"] == "home"


async def test_a_slow_answer_is_kept_though_another_worker_was_refused_meanwhile(
    town: Street, house: House, store: Store
) -> None:
    await hours_pass(town, house, 11)
    store.clock.set(town.bot.clock.now())
    held = store.do(installations.held, OfTeam(house.team))
    assert held is not None
    slow = store.do(installations.take_lease, held)
    assert slow is not None
    assert store.do(installations.take_lease, held) is None, "somebody has it"
    with store.transaction() as uow:
        uow.db.query(Installation).update({"lease_until_ms": 0})
    other = store.do(installations.take_lease, held)
    assert other is not None
    store.do(installations.lose, RefusedForGood(other))
    store.do(installations.renew, installations.Renewed(slow, "xoxe.xoxb-new", "xoxe-new", 12 * HOUR))
    found = store.do(installations.held, OfTeam(house.team))
    assert found is not None
    assert (found.token, found.edition, found.wants_next) == ("xoxe.xoxb-new", 2, False)
