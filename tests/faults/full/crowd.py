"""Row 2: everybody's question falls due at one instant, and three replicas plan and send them all; some are killed."""

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select

from bot.demo.humans import Humans
from models import Occurrence, OutboxRow, OutboxState, Schedule
from tests.factories import questions
from tests.factories.store import Store
from tests.faults.full.ground import Bot, Ground, Outcome
from tests.faults.full.replica import Flaws

CROWD = 10_000
REPLICAS = 3
DUE = datetime(2027, 3, 3, 10, tzinfo=UTC)
"""A Wednesday morning, in everybody's working hours."""
SHORTLY_BEFORE = timedelta(minutes=5)
FEWER = 1_000
"""Questions of the second half, in which replicas die while they plan."""
DEATHS = (Flaws(dies="in plan_due", spared=4), Flaws(dies="after plan_due", spared=8), Flaws(dies="in plan_due"))


async def at_one_instant(ground: Ground) -> Outcome:
    """All of them, with three replicas in good health; then fewer, a day later, with replicas that die planning."""
    await ground.open(people=CROWD)
    failures: list[str] = []
    calm, seconds = await _falls_due(ground, CROWD, DUE, (), failures)
    deadly, _ = await _falls_due(ground, FEWER, DUE + timedelta(days=1), DEATHS, failures)
    return ground.judged(
        True,
        len(DEATHS),
        tuple(failures),
        planned_once_and_delivered_once=f"{calm} of {CROWD} by {REPLICAS} replicas in {seconds:.0f} s, rates raised",
        with_replicas_killed_while_planning=f"{deadly} of {FEWER}, {len(DEATHS)} kills",
    )


async def _falls_due(
    ground: Ground, crowd: int, due: datetime, deaths: tuple[Flaws, ...], failures: list[str]
) -> tuple[int, float]:
    """Return how many were planned once and delivered once, and the seconds from the first message to the last."""
    store = ground.store()
    store.clock.set(due - SHORTLY_BEFORE)
    workspace_id = ground.workspace(store)
    people = ground.people[:crowd]
    with store.database.engine.begin() as connection:
        questions.all_due_at(due, people, workspace_id, due - SHORTLY_BEFORE, connection)
    async with Humans(ground.slack.url) as humans:
        await humans.clock(to=(due - SHORTLY_BEFORE).isoformat())
        bots = [_bot(ground, store, flaws) for flaws in (*deaths, *[Flaws()] * (REPLICAS - len(deaths)))]
        await asyncio.gather(*(bot.started() for bot in bots))
        # It waits until all due work is done, which takes longer than anybody waits for an answer.
        moving = asyncio.create_task(humans.clock(to=due.isoformat()))
        for flaws, bot in zip(deaths, bots, strict=False):
            if not await bot.ends(within=120):
                failures.append(f"nobody died {flaws.dies}")
            bots.append(_bot(ground, store, Flaws()))

        async def all_is_over() -> bool:
            return await asyncio.to_thread(_planned, store) >= crowd and await ground.all_ended(store, within=1)

        if not await ground.until(all_is_over, within=600):
            failures.append(f"{await asyncio.to_thread(_planned, store)} of {crowd} planned when the time was over")
        moving.cancel()
        await asyncio.gather(moving, return_exceptions=True)
    for bot in bots:
        if bot.is_alive:
            await bot.kill()
    rows = store.rows(OutboxRow)
    ground.rows |= {row.id.hex for row in rows}
    posts = [each for each in ground.ledger.posts() if each.message in {row.id.hex for row in rows}]
    once = _once(ground, store, rows)
    if once != crowd:
        failures.append(f"{once} of {crowd} planned once and delivered once")
    return once, (posts[-1].ended - posts[0].began).total_seconds() if posts else 0.0


def _bot(ground: Ground, store: Store, flaws: Flaws) -> Bot:
    return ground.bot(store, flaws, has_slacks_clock=True, BOTHWAYS_LEASE_SECONDS="15", BOTHWAYS_SETTLE_SECONDS="5")


def _planned(store: Store) -> int:
    with store.database.engine.connect() as connection:
        return int(connection.scalar(select(func.count()).select_from(Occurrence)) or 0)


def _once(ground: Ground, store: Store, rows: list[OutboxRow]) -> int:
    """How many schedules have one occurrence, their person one message of it in the outbox, and Slack one as well."""
    planned = Counter(each.schedule_id for each in store.rows(Occurrence))
    membership = {each.id: each.membership_id for each in store.rows(Schedule)}
    asked: dict[str, list[OutboxRow]] = {}
    for row in rows:
        asked.setdefault(str(row.facts.get("membership_id")), []).append(row)
    taken = ground.ledger.taken
    return sum(
        number == 1
        and [(row.state, taken[row.id.hex]) for row in asked.get(str(membership[schedule]), [])]
        == [(OutboxState.SENT, 1)]
        for schedule, number in planned.items()
    )
