"""Rows 2, 3, 6, 10, 13 and 14: what befalls bots, or their Slack, in the midst of sending."""

import asyncio
import random
import signal
import time
from datetime import timedelta

from mentoring.clock import SystemClock
from models import OutboxState
from scheduler.delivery import AT_ONCE
from tests.faults.full.ground import ON_THEIR_WAY, Ground, Outcome
from tests.faults.full.replica import Flaws

CROWD = 10_000
REPLICAS = 3


async def at_one_instant(ground: Ground) -> Outcome:
    """Row 2: three replicas, and everybody's message due at one instant."""
    await ground.open(people=200)
    store = ground.store()
    bots = [ground.bot(store, BOTHWAYS_LEASE_SECONDS="30") for _ in range(REPLICAS)]
    await asyncio.gather(*(bot.started() for bot in bots))
    due = SystemClock().now() + timedelta(seconds=10)
    for _ in range(CROWD // 1_000):
        await ground.put(store, 1_000, due_at=due)
    began = max(due, SystemClock().now())
    ended = await ground.all_ended(store, within=900)
    took = (ground.ledger.posts()[-1].ended - began).total_seconds()
    return ground.judged(ended, replicas=REPLICAS, sent=f"{CROWD / took:.0f} a second, rates raised")


async def replies_lost(ground: Ground) -> Outcome:
    """Row 3: Slack takes a message and its answer is lost, by a reset, a 500 or silence; its history is behind."""
    await ground.open()
    chance = ground.means.chance("replies", ground.database)
    random.seed(chance.random())
    store = ground.store()
    settle, lag = 4.0, 2.0
    faults = [
        {"method": "chat.postMessage", "kind": "drop_reply", "probability": 0.2},
        {"method": "chat.postMessage", "kind": "done_500", "probability": 0.15},
        {"method": "chat.postMessage", "kind": "done_timeout", "probability": 0.05},
        {"method": "chat.postMessage", "kind": "500", "probability": 0.1},
        {"method": "conversations.history", "kind": "500", "probability": 0.1},
        {"method": "conversations.history", "kind": "lag", "seconds": lag, "probability": 1},
    ]
    await ground.breaks(*faults)
    await ground.put(store, 150)
    for _ in range(2 if ground.is_postgres else 1):
        # A call that hangs takes ten seconds to be given up, which no lease may be shorter than.
        ground.bot(store, BOTHWAYS_SETTLE_SECONDS=str(settle), BOTHWAYS_LEASE_SECONDS="15")
    ended = await ground.all_ended(store, within=400)
    answers = [each.status for each in ground.ledger.posts()]
    lost = {kind: sum(kind in each for each in answers) for kind in ("dropped", "answered 500", "not answered")}
    failures = () if all(lost.values()) else ("a kind of loss did not happen",)
    told = f"{lost['dropped']} resets, {lost['answered 500']} 500, {lost['not answered']} hangs"
    return ground.judged(
        ended, None, failures, replies_lost_after_acceptance=told, history=f"{lag:.0f} s behind, settle {settle:.0f} s"
    )


async def stopped_beyond_the_lease(ground: Ground) -> Outcome:
    """Row 6: workers are frozen for longer than their leases; the clocks of their hosts are wrong by two hours."""
    await ground.open()
    chance = ground.means.chance("frozen", ground.database)
    store = ground.store()
    skewed = [Flaws(hours_ahead=hours) for hours in (2, -2, 0)]
    stops = 30
    await ground.breaks({"method": "chat.postMessage", "kind": "latency", "seconds": 0.05, "probability": 1})
    # Due long ago by every clock: what is due is a question to the host's clock, who may send it is not.
    long_ago = SystemClock().now() - timedelta(hours=3)
    # A frozen worker may wake with a call that it had begun: the wait before a look covers it.
    bots = [ground.bot(store, flaws, BOTHWAYS_SETTLE_SECONDS="5") for flaws in skewed]
    await asyncio.gather(*(bot.started() for bot in bots))
    for _ in range(stops):
        await ground.put(store, 20, due_at=long_ago, created_at=long_ago)
        frozen = chance.choice(bots)
        await asyncio.sleep(chance.uniform(0, 0.8))
        frozen.signal(signal.SIGSTOP)
        await asyncio.sleep(2.2)
        frozen.signal(signal.SIGCONT)
    ended = await ground.all_ended(store, within=120)
    return ground.judged(ended, stops=f"{stops} of 2.2 s with a lease of 1 s", clocks="+2 h, -2 h, right")


async def revoked(ground: Ground) -> Outcome:
    """Row 10: the app is taken out of the workspace in the middle of a batch."""
    await ground.open()
    store = ground.store()
    workers = 2 if ground.is_postgres else 1
    await ground.breaks({"method": "chat.postMessage", "kind": "latency", "seconds": 0.1, "probability": 1})
    bots = [ground.bot(store, BOTHWAYS_LEASE_SECONDS="30") for _ in range(workers)]
    await asyncio.gather(*(bot.started() for bot in bots))
    await ground.put(store, 200)

    async def in_mid_batch() -> bool:
        return len(ground.ledger.posts()) >= 20

    await ground.until(in_mid_batch, within=60)
    ground.slack.slack.installation.end()
    ground.slack.workspaces.tokens.revoke(ground.slack.slack.team_id, ground.slack.slack.bot_user)
    gone = SystemClock().now()
    await asyncio.sleep(8)
    after = [each for each in ground.ledger.posts() if not each.status.startswith("ok") and each.ended > gone]
    begun_after = [each for each in ground.ledger.posts() if each.began > gone + timedelta(milliseconds=20)]
    failures = []
    if len(after) > workers * AT_ONCE:
        failures.append(f"{len(after)} calls were refused")
    if not after:
        failures.append("no call met the revoked token")
    waiting = await ground.count(store, OutboxState.PENDING)
    if await ground.count(store, *ON_THEIR_WAY) or waiting < 100:
        failures.append("the rest does not wait for the app to come back")
    sends = sum(ground.ledger.taken.values())
    repeated = sends - len(ground.ledger.taken)
    told = f"{len(after)} by {workers} worker(s) of {AT_ONCE} at once, {len(begun_after)} of them begun later"
    return Outcome(None, sends, 0, repeated, {"calls refused": told, "waiting": waiting}, tuple(failures))


async def told_to_stop(ground: Ground) -> Outcome:
    """Row 13: SIGTERM in the middle of a batch, with a Slack that is slow or does not answer."""
    await ground.open()
    chance = ground.means.chance("stops", ground.database)
    store = ground.store()
    stops, longest, failures = 8, 0.0, []
    for number in range(stops):
        slow = {"method": "chat.postMessage", "kind": "latency", "seconds": 0.3, "probability": 1}
        hangs = {"method": "chat.postMessage", "kind": "timeout", "times": 1}
        await ground.breaks(*([hangs] if number % 4 == 0 else []), slow)
        await ground.put(store, 60)
        bot = ground.bot(store, BOTHWAYS_LEASE_SECONDS="30")
        await bot.started()
        await asyncio.sleep(chance.uniform(0.2, 2))
        began = time.monotonic()
        bot.signal(signal.SIGTERM)
        if not await bot.ends(within=30) or bot.process.exitcode != 0:
            failures.append(f"exit code {bot.process.exitcode}")
        longest = max(longest, time.monotonic() - began)
        held = await ground.count(store, OutboxState.CLAIMED, OutboxState.SENDING)
        if held:
            failures.append(f"{held} rows were held on to")
    if longest > 20:
        failures.append(f"a stop took {longest:.0f} s")
    await ground.breaks()
    ground.bot(store)
    ended = await ground.all_ended(store, within=120)
    return ground.judged(ended, None, tuple(failures), stops=stops, longest=f"{longest:.1f} s")


async def poisoned(ground: Ground) -> Outcome:
    """Row 14: kinds that only a newer release knows, and rows that nobody can read, among the others."""
    await ground.open()
    store = ground.store()
    chance = ground.means.chance("poison", ground.database)
    good = 0
    newer: list[str] = []
    broken: list[str] = []
    bots = [ground.bot(store) for _ in range(2 if ground.is_postgres else 1)]
    for _ in range(60):
        match chance.choice(("newer", "broken", "good")):
            case "newer":
                newer += await ground.put(store, 5, kind="kind_of_a_newer_release")
            case "broken":
                broken += await ground.put(store, 5, kind="off_week", facts={"membership_id": "not an id"})
            case _:
                good += len(await ground.put(store, 5))
    ground.rows -= {*newer, *broken}

    async def all_good_is_sent() -> bool:
        return await ground.count(store, OutboxState.SENT) >= good

    ended = await ground.until(all_good_is_sent, within=120)

    async def all_broken_is_dead() -> bool:
        return await ground.count(store, OutboxState.DEAD) >= len(broken)

    ended &= await ground.until(all_broken_is_dead, within=60)
    parked = await ground.count(store, OutboxState.PENDING)
    failures = [] if parked == len(newer) else [f"{parked} of {len(newer)} parked"]
    if not all(bot.is_alive for bot in bots):
        failures.append("a bot ended")
    return ground.judged(ended, None, tuple(failures), parked=parked, set_aside=len(broken))
