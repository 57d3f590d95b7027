"""Row 4: Slack has had enough of one workspace, and says 429 again and again; the others notice nothing."""

import asyncio
import statistics
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from adapters.slack import SlackMessenger, client, close_connections, keep_connections
from bot.demo.humans import Humans
from mentoring import workspaces
from mentoring.clock import SystemClock
from mentoring.workspaces import MeetWorkspace
from sandbox.installing import install_as_the_manifest_says
from scheduler.delivery import Delivery, Patience
from scheduler.messenger import Messenger
from scheduler.metronome import Metronome
from tests.factories.store import Store
from tests.faults.full.ground import Ground, Outcome
from tests.faults.full.ledger import Call

OTHERS = 3
ROUNDS = 6
ROUND = 12.0
EACH = 0.2
"""Seconds between two messages of each of the others."""
RETRY_AFTER = 2
ON_ITS_WAY = timedelta(milliseconds=100)
"""What a refusal takes to get from Slack to the worker."""


@dataclass(frozen=True)
class Tenant:
    """A workspace with its people and the bot's token there."""

    team: str
    workspace_id: UUID
    people: list[str]
    messenger: SlackMessenger


class Crew:
    """Whoever speaks in each workspace."""

    def __init__(self, tenants: list[Tenant]) -> None:
        self._messengers = {each.workspace_id: each.messenger for each in tenants}

    async def messenger_of(self, workspace_id: UUID) -> Messenger | None:
        return self._messengers.get(workspace_id)

    def only(self) -> None:
        return None


async def storm(ground: Ground) -> Outcome:
    """Rounds of calm and of storm in turn, so that whatever else the machine does befalls both alike."""
    await ground.open(people=20)
    store = ground.store()
    async with _street(ground, store) as tenants, _at_work(store, tenants):
        stormy, others = tenants[0], tenants[1:]
        waited: dict[bool, list[float]] = {True: [], False: []}
        for number in range(ROUNDS):
            is_storm = number % 2 == 1
            faults = [
                {
                    "method": "chat.postMessage",
                    "kind": "429",
                    "channel": user,
                    "probability": 0.7,
                    "retry_after": RETRY_AFTER,
                }
                for user in stormy.people
            ]
            await ground.breaks(*(faults if is_storm else []))
            waited[is_storm] += await _round(ground, store, stormy, others)
        await ground.breaks()
        ended = await ground.all_ended(store, within=120)
    calm, rough = _p99(waited[False]), _p99(waited[True])
    refused = [each for each in ground.ledger.posts(stormy.team) if each.status == "ratelimited"]
    inside = _inside_gates(ground.ledger.posts(stormy.team))
    failures = [f"{inside} calls inside a gate"] if inside else []
    if rough > 1.1 * calm:
        failures.append("the others' p99 is more than 10 % worse")
    if not refused:
        failures.append("there was no storm")
    told = f"p50 {statistics.median(waited[False]):.0f}, p99 {calm:.0f} ms calm; "
    told += f"p50 {statistics.median(waited[True]):.0f}, p99 {rough:.0f} ms in the storm ({rough / calm - 1:+.0%})"
    return ground.judged(ended, None, tuple(failures), refusals=len(refused), inside_a_gate=inside, others_waited=told)


async def _round(ground: Ground, store: Store, stormy: Tenant, others: list[Tenant]) -> list[float]:
    """Let people be written to for a while; milliseconds until Slack had each message of the others."""
    put: dict[str, datetime] = {}
    loop = asyncio.get_running_loop()
    ends = loop.time() + ROUND
    while loop.time() < ends:
        for tenant in (stormy, *others):
            ground.people = tenant.people
            [message] = await ground.put(store, 1, workspace_id=tenant.workspace_id)
            if tenant is not stormy:
                put[message] = SystemClock().now()
        await asyncio.sleep(EACH)
    await asyncio.sleep(2)
    came = {each.message: each.ended for each in ground.ledger.posts() if each.status == "ok"}
    return [(came[each] - at).total_seconds() * 1_000 for each, at in put.items() if each in came]


def _inside_gates(posts: list[Call]) -> int:
    """How many calls were begun after Slack had said how long to wait, and before that was over."""
    inside = 0
    since = until = datetime.fromtimestamp(0, UTC)
    for call in sorted(posts, key=lambda each: each.began):
        inside += since + ON_ITS_WAY < call.began < until - ON_ITS_WAY
        if call.status == "ratelimited":
            since, until = call.ended, call.ended + timedelta(seconds=RETRY_AFTER)
    return inside


def _p99(waited: list[float]) -> float:
    return statistics.quantiles(waited, n=100)[98]


@asynccontextmanager
async def _street(ground: Ground, store: Store) -> AsyncIterator[list[Tenant]]:
    """Several workspaces on one local Slack, each with the app."""
    slacks = [ground.slack.slack]
    for number in range(OTHERS):
        made = ground.slack.workspaces.add(f"Neighbour {number}", f"neighbour-{number}")
        install_as_the_manifest_says(made)
        slacks.append(made)
    tenants, webs = [], []
    for number, slack in enumerate(slacks):
        people = ground.people
        if number:
            async with Humans(ground.slack.url, slack.team_id) as humans:
                people = [(await humans.join(f"person{each}"))["id"] for each in range(20)]
        web = client(slack.bot_token, ground.slack.api_url)
        keep_connections(web)
        webs.append(web)
        workspace_id = store.do(workspaces.meet, MeetWorkspace(slack.team_id))
        tenants.append(Tenant(slack.team_id, workspace_id, people, SlackMessenger(web)))
    try:
        yield tenants
    finally:
        for web in webs:
            await close_connections(web)


@asynccontextmanager
async def _at_work(store: Store, tenants: list[Tenant]) -> AsyncIterator[None]:
    """One loop for all of them, as in a bot that many workspaces have installed; woken often, so that it is quick."""

    def delivery_of(workspace_id: UUID, messenger: Messenger) -> Delivery:
        return Delivery(store.database.transact, messenger, Patience(), workspace_id, per_second=100)

    metronome = Metronome(store.database.transact, Crew(tenants), delivery_of)

    async def wake() -> None:
        while True:
            metronome.wake()
            await asyncio.sleep(EACH / 4)

    await metronome.start()
    waking = asyncio.create_task(wake())
    try:
        yield
    finally:
        waking.cancel()
        await metronome.stop()
