"""Row 4: Slack has had enough of one workspace, and says 429 again and again; the others notice nothing."""

import asyncio
import statistics
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import insert

from mentoring import installations
from mentoring.clock import SystemClock
from mentoring.installations import Grant
from mentoring.outbox import NoticeKind
from models import OutboxRow, OutboxState
from models.base import new_id
from sandbox.installing import install_as_the_manifest_says
from sandbox.local_slack import LocalSlack
from tests.factories.store import Store
from tests.faults.full.events import url_at
from tests.faults.full.ground import Bot, Ground, Outcome, free_port, populate
from tests.faults.full.ledger import Call

OTHERS = 10
PEOPLE = 40
BLOCKS = 8
"""Calm and storm in turn, so that whatever else the machine does befalls both alike."""
BLOCK = 12.0
EACH = 0.75
"""Seconds between two messages of a workspace, for which Slack and the settings allow five a second."""
SLACK_TAKES = 0.15
"""Seconds of each call, as over a network."""
RETRY_AFTER = 2
REFUSED = 0.7
"""Of the stormy workspace's messages, whenever they are tried."""
ON_ITS_WAY = timedelta(milliseconds=100)
"""What a refusal takes to get from Slack to the worker."""
WAKING = 1.5
"""Seconds at the beginning of a block that do not count: where nothing was to do the worker looks once a second."""
WORSE = 0.1
TOO_NOISY = 0.5
"""
Where one half of the calm differs by more from the other, nothing can be told: the machine does too much else, or one
of the blocks had a moment in which nothing was to do, after which the worker looks a second later.
"""
TRIES = 3
"""How often all is measured anew for that; how the storm compares is not asked for it."""
ENOUGH = 300
ORDINALS = {1: "first", 2: "second", 3: "third"}


@dataclass(frozen=True)
class Tenant:
    """A workspace that has installed the bot, and its people."""

    team: str
    workspace_id: UUID
    people: list[str]


async def storm(ground: Ground) -> Outcome:
    """
    Blocks of calm and of storm in turn, each begun when nothing waits any more.

    What counts is the time from the moment at which a message of the others is due until Slack has answered it, and
    its p99 over all blocks of one sort: of a single block it would hang on two messages. By how much one half of the
    calm differs from the other is the noise of the measurement.
    """
    await ground.open(people=PEOPLE, pause=SLACK_TAKES)
    store = ground.store()
    tenants = _street(ground, store)
    for _ in range(2 if ground.is_postgres else 1):
        await _bot(ground, store).started()
    await _block(ground, store, tenants, is_storm=False)
    waited, noise, tried = await _in_turn(ground, store, tenants)
    calm, rough = _p99(waited[False]), _p99(waited[True])
    worse = rough / calm - 1
    refused = [each for each in ground.ledger.posts(tenants[0].team) if each.status == "ratelimited"]
    inside = _inside_gates(ground.ledger.posts(tenants[0].team))
    failures = [f"{inside} calls inside a gate"] if inside else []
    if worse > WORSE + noise:
        failures.append("the others' p99 is more than 10 % and the noise worse")
    if noise > TOO_NOISY:
        failures.append("the machine is too busy to tell")
    if not refused:
        failures.append("there was no storm")
    samples = min(sum(map(len, waited[sort])) for sort in waited)
    if samples < ENOUGH:
        failures.append(f"only {samples} messages of the others")
    return ground.judged(
        True,
        None,
        tuple(failures),
        refusals=len(refused),
        inside_a_gate=inside,
        others_p99=f"{calm:.0f} ms calm, {rough:.0f} ms in the storm ({worse:+.1%}, calm against calm {noise:.1%})",
        others_p50=f"{_p50(waited[False]):.0f} and {_p50(waited[True]):.0f} ms, of which Slack takes "
        f"{1_000 * SLACK_TAKES:.0f}",
        measured=f"{samples} messages of {OTHERS} others each way, in {BLOCKS} blocks, at the {ORDINALS[tried]} try",
    )


async def _in_turn(
    ground: Ground, store: Store, tenants: list[Tenant], tried: int = 1
) -> tuple[dict[bool, list[list[float]]], float, int]:
    """
    Measure calm and storm in turn, anew where the calm differs too much from itself.

    Returns:
        What the others waited, block by block; by how much one half of the calm differs from the other; how often it
        was tried.
    """
    waited: dict[bool, list[list[float]]] = {True: [], False: []}
    for number in range(BLOCKS):
        is_storm = number % 2 == 1
        waited[is_storm].append(await _block(ground, store, tenants, is_storm=is_storm))
    halves = [_p99(waited[False][half::2]) for half in (0, 1)]
    noise = max(halves) / min(halves) - 1
    if noise > TOO_NOISY and tried < TRIES:
        return await _in_turn(ground, store, tenants, tried + 1)
    return waited, noise, tried


async def _block(ground: Ground, store: Store, tenants: list[Tenant], *, is_storm: bool) -> list[float]:
    """Write to everybody for a while and wait until all is said; return how many milliseconds the others waited."""
    begins = SystemClock().now() + timedelta(seconds=1)
    due = {
        new_id(): (tenant, begins + timedelta(seconds=EACH * number + EACH * place / len(tenants)))
        for place, tenant in enumerate(tenants)
        for number in range(int(BLOCK / EACH))
    }
    slow = {"method": "chat.postMessage", "kind": "latency", "seconds": SLACK_TAKES, "probability": 1}
    too_many = {"method": "chat.postMessage", "kind": "429", "probability": REFUSED, "retry_after": RETRY_AFTER}
    refusals = [too_many | {"channel": user} for user in tenants[0].people]
    await ground.breaks(*(refusals if is_storm else []), slow)
    _put(store, due)
    ground.rows |= {each.hex for each in due}
    await asyncio.sleep((begins - SystemClock().now()).total_seconds() + BLOCK)
    await ground.breaks(slow)
    if not await ground.all_ended(store, within=120):
        raise TimeoutError("what the block put there did not end")
    came = {each.message: each.ended for each in ground.ledger.posts() if each.is_taken}
    return [
        (came[each.hex] - at).total_seconds() * 1_000
        for each, (tenant, at) in due.items()
        if tenant is not tenants[0] and each.hex in came and at >= begins + timedelta(seconds=WAKING)
    ]


def _put(store: Store, due: dict[UUID, tuple[Tenant, datetime]]) -> None:
    """All in one transaction, before the first is due, so that the test itself is in nobody's way."""
    rows = [
        {
            "workspace_id": tenant.workspace_id,
            "id": each,
            "kind": NoticeKind.HELLO.value,
            "dedup_key": f"fault:{each.hex}",
            "facts": {},
            "user_id": tenant.people[number % len(tenant.people)],
            "state": OutboxState.PENDING,
            "due_at": at,
            "created_at": SystemClock().now(),
        }
        for number, (each, (tenant, at)) in enumerate(due.items())
    ]
    with store.transaction() as uow:
        uow.db.execute(insert(OutboxRow), rows)


def _inside_gates(posts: list[Call]) -> int:
    """How many calls were begun after Slack had said how long to wait, and before that was over."""
    inside = 0
    since = until = datetime.fromtimestamp(0, UTC)
    for call in sorted(posts, key=lambda each: each.began):
        inside += since + ON_ITS_WAY < call.began < until - ON_ITS_WAY
        if call.status == "ratelimited":
            since, until = call.ended, call.ended + timedelta(seconds=RETRY_AFTER)
    return inside


def _p99(blocks: list[list[float]]) -> float:
    return statistics.quantiles([each for block in blocks for each in block], n=100)[98]


def _p50(blocks: list[list[float]]) -> float:
    return statistics.median(each for block in blocks for each in block)


def _street(ground: Ground, store: Store) -> list[Tenant]:
    """Several workspaces on one local Slack, each with the app; the first one is to have the storm."""
    slacks = [ground.slack.slack]
    for number in range(OTHERS):
        made = ground.slack.workspaces.add(f"Neighbour {number}", f"neighbour-{number}")
        install_as_the_manifest_says(made)
        slacks.append(made)
    people = [ground.people, *(populate(slack, PEOPLE) for slack in slacks[1:])]
    return [
        Tenant(slack.team_id, store.do(installations.install, _grant(slack)), each)
        for slack, each in zip(slacks, people, strict=True)
    ]


def _grant(slack: LocalSlack) -> Grant:
    return Grant(
        team_id=slack.team_id,
        team_name=slack.team_id,
        enterprise_id=None,
        address=None,
        app_id="A1",
        bot_user_id=slack.bot_user,
        bot_id=None,
        scopes=slack.installation.bot_scopes,
        installed_by=slack.bot_user,
        token=slack.bot_token,
        refresh=None,
        expires_in=None,
    )


def _bot(ground: Ground, store: Store) -> Bot:
    """One that any workspace may install, at the rate that Slack likes."""
    port = free_port()
    client = ground.slack.workspaces.credentials
    return ground.bot(
        store,
        SLACK_BOT_TOKEN="",
        SLACK_APP_TOKEN="",
        SLACK_CLIENT_ID=client.client_id,
        SLACK_CLIENT_SECRET=client.client_secret,
        BOTHWAYS_PUBLIC_URL=url_at(port).rpartition("/slack/")[0],
        BOTHWAYS_HTTP_PORT=str(port),
        BOTHWAYS_MESSAGES_PER_SECOND="5",
        BOTHWAYS_LEASE_SECONDS="30",
    )
