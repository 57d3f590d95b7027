"""Rows 3, 6, 10, 13 and 14: what befalls bots, or their Slack, in the midst of sending."""

import asyncio
import random
import signal
import time
from datetime import timedelta

from mentoring.clock import SystemClock
from models import OutboxState
from scheduler.retries import PARKING
from tests.factories.store import Store
from tests.faults.full.ground import ON_THEIR_WAY, Ground, Outcome
from tests.faults.full.ledger import Call
from tests.faults.full.replica import Flaws

FROZEN = 20
ASLEEP = 4


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
    """
    Row 6: workers are frozen for longer than their leases; the clocks of their hosts are wrong by two hours.

    First at random, for a moment longer than the lease. Then between the step that stores that a message is about to be
    sent and its call, for so long that another worker has looked for it twice and sent it: who wakes must not send.
    """
    await ground.open()
    chance = ground.means.chance("frozen", ground.database)
    store = ground.store()
    await ground.breaks({"method": "chat.postMessage", "kind": "latency", "seconds": 0.05, "probability": 1})
    # A frozen worker may wake with a call that it had begun: the wait before a look covers it.
    bots = [ground.bot(store, Flaws(hours_ahead=hours), BOTHWAYS_SETTLE_SECONDS="5") for hours in (2, -2, 0)]
    await asyncio.gather(*(bot.started() for bot in bots))
    held = 0
    for _ in range(FROZEN):
        await _put_long_ago(ground, store, 20)
        frozen = chance.choice(bots)
        await asyncio.sleep(chance.uniform(0, 0.8))
        # Asked before: on SQLite whoever is frozen while it writes holds up everybody who would.
        held += await ground.count(store, OutboxState.CLAIMED, OutboxState.SENDING) > 0
        frozen.signal(signal.SIGSTOP)
        await asyncio.sleep(2.2)
        frozen.signal(signal.SIGCONT)
    ended = await ground.all_ended(store, within=120)
    for bot in bots:
        await bot.kill()
    for number in range(ASLEEP):
        ended &= await _woken_too_late(ground, store, Flaws(sleeps="after begin", hours_ahead=(2, -2)[number % 2]))
    return ground.judged(
        ended,
        frozen_at_random=f"{FROZEN} times for 2.2 s with a lease of 1 s, {held} times with messages in hand",
        frozen_just_before_the_call=f"{ASLEEP} times until another had sent it",
        clocks="+2 h, -2 h, right",
    )


async def _woken_too_late(ground: Ground, store: Store, flaws: Flaws) -> bool:
    """One message, whose worker sleeps where it hurts until another has sent it; whether all that came about."""
    sleeper = ground.bot(store, flaws)
    await sleeper.started()
    await _put_long_ago(ground, store, 1)

    async def sleeps() -> bool:
        return sleeper.is_stopped

    ended = await ground.until(sleeps, within=30)
    other = ground.bot(store)
    ended &= await ground.all_ended(store, within=30)
    calls = len(ground.ledger.posts())
    sleeper.signal(signal.SIGCONT)

    async def has_called() -> bool:
        return len(ground.ledger.posts()) > calls

    # Longer than any call takes; should it come, the message stands there twice.
    await ground.until(has_called, within=2)
    for bot in (sleeper, other):
        await bot.kill()
    return ended


async def _put_long_ago(ground: Ground, store: Store, number: int) -> None:
    """Due by every clock: what is due is a question to the host's clock, who may send it is not."""
    long_ago = SystemClock().now() - timedelta(hours=3)
    await ground.put(store, number, due_at=long_ago, created_at=long_ago)


async def revoked(ground: Ground) -> Outcome:
    """
    Row 10: the app is taken out of the workspace in the middle of a batch.

    A worker writes to several conversations at once, so some of its calls are on their way when the token dies. What
    counts is what it begins when it has heard the first refusal.
    """
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
    await asyncio.sleep(8)
    ground.ledger.read()
    refused = [each for each in ground.ledger.calls if each.status in PARKING]
    # Each worker's own log tells which of the refused messages were its own.
    by_worker = [[each for each in refused if each.message and each.message in bot.written] for bot in bots]
    later = [_begun_after_the_first(calls) for calls in by_worker]
    others = [each for each in refused if not each.message]
    failures = []
    if sum(map(len, by_worker)) + len(others) != len(refused):
        failures.append("a refused message is in no worker's log, or in two")
    if any(number > 1 for number in later) or len(others) > workers:
        failures.append(f"{later} messages and {len(others)} other calls were begun after the first refusal")
    if not any(by_worker):
        failures.append("no call met the revoked token")
    waiting = await ground.count(store, OutboxState.PENDING)
    if await ground.count(store, *ON_THEIR_WAY) or waiting < 100:
        failures.append("the rest does not wait for the app to come back")
    sends = sum(ground.ledger.taken.values())
    if lost := 200 - len(ground.ledger.taken) - waiting:
        failures.append(f"{lost} are neither sent nor waiting")
    repeated = sends - len(ground.ledger.taken)
    on_their_way = sum(map(len, by_worker)) - sum(later)
    told: dict[str, object] = {
        "on their way when the token died, of each worker 4 at the most": on_their_way,
        "begun when the worker knew": sum(later) + len(others),
        "workers": workers,
        "waiting": waiting,
    }
    return Outcome(None, sends, lost, repeated, told, tuple(failures))


def _begun_after_the_first(refused: list[Call]) -> int:
    """How many of a worker's refused calls were begun when Slack had answered the first of them."""
    first = min((each.ended for each in refused), default=None)
    return sum(first is not None and each.began > first for each in refused)


async def told_to_stop(ground: Ground) -> Outcome:
    """Row 13: SIGTERM in the middle of a batch, with a Slack that is slow or does not answer."""
    await ground.open()
    chance = ground.means.chance("stops", ground.database)
    store = ground.store()
    stops, longest, in_hand, drained, failures = 8, 0.0, 0, 0, []
    for number in range(stops):
        slow = {"method": "chat.postMessage", "kind": "latency", "seconds": 0.3, "probability": 1}
        hangs = {"method": "chat.postMessage", "kind": "timeout", "times": 1}
        await ground.breaks(*([hangs] if number % 4 == 0 else []), slow)
        await ground.put(store, 60)
        bot = ground.bot(store, BOTHWAYS_LEASE_SECONDS="30")
        await bot.started()
        await asyncio.sleep(chance.uniform(0.2, 2))
        in_hand += await ground.count(store, OutboxState.CLAIMED, OutboxState.SENDING)
        sent = await ground.count(store, OutboxState.SENT)
        began = time.monotonic()
        bot.signal(signal.SIGTERM)
        if not await bot.ends(within=30) or bot.process.exitcode != 0:
            failures.append(f"exit code {bot.process.exitcode}")
        longest = max(longest, time.monotonic() - began)
        drained += await ground.count(store, OutboxState.SENT) - sent
        if left := await ground.count(store, OutboxState.CLAIMED, OutboxState.SENDING):
            failures.append(f"{left} rows were held on to")
    if longest > 20:
        failures.append(f"a stop took {longest:.0f} s")
    if in_hand < stops:
        failures.append("too seldom in the midst of a batch")
    await ground.breaks()
    ground.bot(store)
    ended = await ground.all_ended(store, within=120)
    told = f"{in_hand} messages in hand, of which {drained} were still sent and the others handed back"
    return ground.judged(ended, None, tuple(failures), stops=stops, longest=f"{longest:.1f} s", at_the_signal=told)


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
