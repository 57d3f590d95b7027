"""Row 1: kill -9 at every step boundary and at random."""

import asyncio
import random
import time

from tests.factories.store import Store
from tests.faults.full.ground import Ground, Outcome
from tests.faults.full.replica import Flaws

KILLS = 200
LANES = 4
"""Bots that live and die at the same time: on PostgreSQL on one store, on SQLite each on its own."""
A_LIFE = 5
"""Messages that are put before each bot."""
BOUNDARIES = (
    *("in claim_batch", "after claim_batch", "in begin", "after begin", "after post", "in deliver", "after deliver"),
    *("in recover", "after recover", "after find", "in not_found", "after not_found"),
)
ROUNDS = 8
SETTLE = 1.0
LEASE = 1.0
OWN_LEASE = 30.0


async def killed(ground: Ground) -> Outcome:
    """Every boundary several times, the rest at random moments; then one bot of good health ends the work."""
    await ground.open()
    chance = ground.means.chance("kills", ground.database)
    deaths = [*BOUNDARIES * ROUNDS]
    deaths += [""] * (KILLS - len(deaths))
    chance.shuffle(deaths)
    first = ground.store()
    stores = [first] if ground.is_postgres else [first, *(ground.store() for _ in range(LANES - 1))]
    struck: dict[str, int] = {}

    async def lane(number: int) -> None:
        store = stores[number % len(stores)]
        while deaths:
            planned = deaths.pop()
            where = await _one_life(ground, store, planned, chance)
            struck[where] = struck.get(where, 0) + 1
            if where != planned and "" in deaths:
                # That step did not come; another bot tries, in place of one that would have died at random.
                deaths.remove("")
                deaths.insert(0, planned)

    measuring = asyncio.create_task(_with_own_waits(ground))
    await asyncio.gather(*(lane(number) for number in range(LANES)))
    own_waits = await measuring
    loop = asyncio.get_running_loop()
    last = loop.time()
    for store in stores:
        ground.bot(store)
    ended = await ground.all_ended(*stores, within=120)
    recovered = loop.time() - last
    at_boundaries = sum(count for where, count in struck.items() if where)
    is_late = recovered > LEASE + 60 or own_waits > OWN_LEASE + 60
    late = (f"recovered only after {recovered:.0f} s, {own_waits:.0f} s",) if is_late else ()
    return ground.judged(
        ended,
        sum(struck.values()) + 1,
        late,
        boundaries=f"{at_boundaries} at {len(struck.keys() - {''})} boundaries",
        own_waits=f"recovered {own_waits:.1f} s after its death (lease 30 s, settle 60 s)",
        recovered=f"{recovered:.1f} s after the last (lease {LEASE:.0f} s, settle {SETTLE:.0f} s)",
    )


async def _one_life(ground: Ground, store: Store, dies: str, chance: random.Random) -> str:
    """Let a bot live until it dies where it was told to, or by a blow; return where it died."""
    await ground.put(store, A_LIFE)
    bot = ground.bot(store, Flaws(dies=dies))
    if not dies:
        await bot.started()
        await asyncio.sleep(chance.uniform(0, 0.5))
        await bot.kill()
        return ""
    if await bot.ends(within=12):
        return dies
    # The step did not come: there was nothing to recover, or to look for.
    await bot.kill()
    return ""


async def _with_own_waits(ground: Ground) -> float:
    """One more death, with the waits of the product, which no test shortens; return how long the recovery took."""
    lease, settle = f"{OWN_LEASE:.0f}", "60"
    store = ground.store()
    await ground.put(store, A_LIFE)
    dying = ground.bot(store, Flaws(dies="after begin"), BOTHWAYS_LEASE_SECONDS=lease, BOTHWAYS_SETTLE_SECONDS=settle)
    await dying.ends(within=60)
    died = time.monotonic()
    ground.bot(store, BOTHWAYS_LEASE_SECONDS=lease, BOTHWAYS_SETTLE_SECONDS=settle)
    await ground.all_ended(store, within=180)
    return time.monotonic() - died
