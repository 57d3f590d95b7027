"""Two workspaces, one bot: each is spoken to by its own token, and neither can see or touch the other."""

import asyncio
import io
import json
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from uuid import UUID

import pytest

from bot.demo.humans import Payload
from bot.http import EVENTS_PATH
from mentoring.pairs import commands as pairs
from mentoring.pairs.commands import InvitePartner
from mentoring.participants import Actor, Profile
from mentoring.states import Role
from mentoring.unit_of_work import UnitOfWork
from models import OutboxRow, OutboxState, Workspace, WorkspaceState
from scheduler.delivery import AT_ONCE
from tests.bot.street import House, Street, street
from tests.factories.cast import receipt
from tests.factories.store import BESIDE_A_BOT_MS, Store
from tests.scenarios.doors import bring
from tests.scenarios.people import PATIENCE, Person, Post, conversation
from tests.scenarios.stage import CHARTER

CANARY = "canary-of-the-first-house"


class Home:
    """A workspace that installed the bot, with a pair in it."""

    def __init__(self, town: Street, house: House, senior: Person, junior: Person) -> None:
        self.town = town
        self.house = house
        self.senior = senior
        self.junior = junior

    async def lives(self, purpose: str) -> None:
        """They become a pair, write a charter and sign it."""
        form = await self.senior.opens("/mentor", f"with @{self.junior.handle}")
        await self.senior.hands_in(form, colleague=self.junior.id, my_role="senior")
        await self.junior.clicks("pair.accept", await self._first_post(self.junior))
        await self.house.humans.clock(advance=1)
        page = (
            await self.senior.hands_in(await self.senior.opens("/mentor-charter"), **CHARTER | {"purpose": purpose})
        )["view"]
        await self.senior.hands_in(page)
        await self.junior.hands_in(await self.junior.opens("/mentor-charter"))
        await self.house.humans.clock(advance=1)

    async def _first_post(self, person: Person) -> Post:
        """Let seconds pass until the bot has written to somebody: it is at the other house's errands as well."""
        async with asyncio.timeout(PATIENCE):
            while not (posts := await person.inbox()):
                await self.house.humans.clock(advance=1)
        return posts[-1]

    @property
    def people(self) -> list[Person]:
        return [self.senior, self.junior]


@pytest.fixture
async def town(tmp_path: Path, any_store: str, log: io.StringIO) -> AsyncIterator[Street]:
    async with street(tmp_path, any_store) as opened:
        await (await opened.house()).humans.clock(to="2027-02-01T09:00:00+00:00")
        yield opened
        secrets = opened.secrets
    assert [secret for secret in [*secrets, CANARY] if secret in log.getvalue()] == []


async def home(town: Street, name: str) -> Home:
    house = await town.house(name)
    people = []
    for handle in ("ada", "ben"):
        about = await house.humans.join(handle, tz="Europe/Lisbon", real_name=handle.title())
        people.append(Person(house.humans, about, house.slack.bot_user, [], town.serving.url))
    assert (await town.installs(house, people[0].id)).status == 200
    return Home(town, house, *people)


async def until(holds: Callable[[], bool]) -> None:
    deadline = asyncio.get_running_loop().time() + PATIENCE
    while not holds():
        assert asyncio.get_running_loop().time() < deadline, "still not so"
        await asyncio.sleep(0.02)


def said(town: Street, team: str) -> list[Payload]:
    return town.serving.workspaces.traffic.calls("chat.postMessage", team)


async def test_both_live_side_by_side_and_each_hears_its_own(town: Street) -> None:
    here, there = await home(town, ""), await home(town, "Across the Road")
    await asyncio.gather(here.lives(CANARY), there.lives("Another purpose altogether"))
    for each in (here, there):
        assert await each.junior.inbox()
        together = conversation(*each.people, bot_user=each.house.slack.bot_user)
        cards = await each.house.humans.reads(each.senior.id, together)
        assert cards, "their conversation has the charter's card"
        assert said(town, each.house.team)
    tokens = {each.house.team: await town.bot._who_we_are(each.house.team) for each in (here, there)}
    for call in town.serving.workspaces.traffic.calls("chat.postMessage"):
        assert call["status"] == "ok"
        assert call["team"] in tokens
    theirs = json.dumps(said(town, there.house.team), ensure_ascii=False)
    assert CANARY not in theirs
    assert not any(person.id in theirs for person in here.people)


async def test_whatever_was_done_here_and_is_brought_as_from_there_sees_and_touches_nothing(town: Street) -> None:
    here, there = await home(town, ""), await home(town, "Across the Road")
    await here.lives(CANARY)
    await there.lives("Another purpose altogether")
    page = await here.senior.opens("/mentor-charter")
    assert CANARY in json.dumps(page), "here it can be read"
    store = Store(town.environment["BOTHWAYS_DATABASE_URL"], tuple(town.bot.settings.keys()), busy_ms=BESIDE_A_BOT_MS)
    mine = next(each.id for each in store.rows(Workspace) if each.team_id == here.house.team)
    before = rows_of(store, mine)
    log = town.serving.workspaces.traffic
    brought = [
        each for each in log.after(0, 100_000) if each["direction"] == "to_app" and each["team"] == here.house.team
    ]
    assert {each["name"] for each in brought} >= {"block_actions", "view_submission"}, {e["name"] for e in brought}
    last = log.after(0, 100_000)[-1]["n"]
    moved = {here.house.team: there.house.team, here.house.slack.bot_user: there.house.slack.bot_user}
    moved |= {mine.id: other.id for mine, other in zip(here.people, there.people, strict=True)}
    for each in brought:
        raw = json.dumps(each["request"])
        for old, new in moved.items():
            raw = raw.replace(old, new)
        payload = json.loads(raw.replace(CANARY, "forged"))
        if "event_id" in payload:
            payload["event_id"] = f"{payload['event_id']}X"
        [(status, answer)] = await bring(payload, town.serving.signing_secret, [f"{town.url}{EVENTS_PATH}"])
        assert status == 200, (each["name"], answer)
        assert CANARY not in answer
    told = json.dumps([each["request"] for each in log.after(last, 100_000) if each["direction"] == "to_slack"])
    assert CANARY not in told
    assert not any(person.id in told for person in here.people)
    assert rows_of(store, mine) == before
    store.close()


def rows_of(store: Store, workspace_id: UUID) -> dict[str, list[str]]:
    return {
        table: [repr(row) for row in rows if workspace_id in row]
        for table, rows in store.contents().items()
        if table not in {"paces", "workspaces"}
    }


async def test_a_token_revoked_in_mid_batch_costs_only_the_calls_under_way_and_the_neighbour_notices_nothing(
    town: Street,
) -> None:
    here, there = await home(town, ""), await home(town, "Across the Road")
    await town.passes(here.house, minutes=5)
    traffic, tokens = town.serving.workspaces.traffic, town.serving.workspaces.tokens
    last = traffic.after(0, 100_000)[-1]["n"]
    asked = [await invitations(each) for each in (here, there)]
    tokens.revoke(here.house.team, here.house.slack.bot_user)
    for each in asked:
        await town.bot.database.transact(invite_all, each)
    store = Store(town.environment["BOTHWAYS_DATABASE_URL"], tuple(town.bot.settings.keys()), busy_ms=BESIDE_A_BOT_MS)
    ids = {each.team_id: each.id for each in store.rows(Workspace)}

    def all_is_said() -> bool:
        theirs = [row for row in store.rows(OutboxRow) if row.workspace_id == ids[there.house.team]]
        parked = {each.team_id for each in store.rows(Workspace) if each.state is WorkspaceState.PARKED}
        return parked == {here.house.team} and sum(row.state is OutboxState.SENT for row in theirs) >= 5

    await until(all_is_said)
    calls = [each for each in traffic.after(last, 100_000) if each["direction"] == "to_slack"]
    refused = [each["name"] for each in calls if each["status"] != "ok"]
    assert 1 <= len(refused) <= AT_ONCE, refused
    assert {each["team"] for each in calls if each["status"] == "ok"} == {there.house.team}
    waiting = [row.state for row in store.rows(OutboxRow) if row.workspace_id == ids[here.house.team]]
    assert set(waiting) == {OutboxState.PENDING}, "nothing is lost: it waits until the app is installed again"
    store.close()


async def invitations(home: Home) -> list[InvitePartner]:
    """Five people who are new in a workspace, asked by its senior."""
    asker = Profile(home.senior.id, "Ada", "Europe/Lisbon", "en-GB")
    found = []
    for number in range(5):
        somebody = await home.house.humans.join(f"guest{number}", tz="Europe/Lisbon")
        colleague = Profile(somebody["id"], f"Guest {number}", "Europe/Lisbon", "en-GB")
        actor = Actor(home.house.team, home.senior.id)
        found.append(InvitePartner(actor, asker, colleague, Role.SENIOR, receipt()))
    return found


def invite_all(commands: list[InvitePartner], uow: UnitOfWork) -> None:
    for command in commands:
        pairs.invite(command, uow)
