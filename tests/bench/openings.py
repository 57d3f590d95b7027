"""
The Home tab and each modal: statements and own time of an opening, in a store of 100 000 people who have lived.

Every opener there is, found by the listeners' walk, opened by the real bot for those who may. Own time is from the
click's arrival to the last of what it shows, the calls to Slack included and Slack's own time taken off.
"""

import asyncio
import contextlib
import gc
import io
import re
import sqlite3
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tests.bench import crowd
from tests.factories.statements import noted, questions, wants_the_lock
from tests.factories.store import migrate
from tests.scenarios.stage import Scene, raised
from tests.walks.gathering import Done
from tests.walks.going_through import gather, openers
from tests.walks.house import OPENS_AT, House, furnished
from tests.walks.kept import Kept

PEOPLE = 100_000
FORTNIGHTS = 26
"""A year of everything for those who open; of the others everybody has lived through five weeks."""
TIMES = 100
HOME = "app_home_opened"
AT_HOME = ("ada", "olga", "jan")
"""Somebody with pairs, the owner, and somebody who has only joined."""


_MENTIONED = re.compile(r"<@\w+\|(\w+)>")


@dataclass(frozen=True)
class Measured:
    """One opener: the statements of one opening, and milliseconds of many."""

    name: str
    statements: int
    p50_ms: float
    p99_ms: float


def run() -> None:
    """Measure every opener and print a row each, the slowest last."""
    with tempfile.TemporaryDirectory(prefix="bothways-bench-") as folder, contextlib.redirect_stdout(io.StringIO()):
        people, rows, measured = asyncio.run(_measure(Path(folder)))
    measured.sort(key=lambda each: each.p99_ms)
    lines = [f"Openings, SQLite, {people} people, {rows} rows, {TIMES} times each"]
    lines += [
        f"  {each.name:40} {each.statements:3} statements   p50 {each.p50_ms:6.1f} ms   p99 {each.p99_ms:6.1f} ms"
        for each in measured
    ]
    most = max(each.statements for each in measured)
    lines.append(f"  {len(measured)} openers, at most {most} statements, p99 at most {measured[-1].p99_ms:.1f} ms")
    sys.stdout.write("\n".join(lines) + "\n")


async def _measure(folder: Path) -> tuple[int, int, list[Measured]]:
    file = folder / "store.sqlite3"
    url = f"sqlite:///{file}"
    migrate(url)
    async with raised(Scene(folder, url, opens_at=OPENS_AT)) as stage, furnished(stage) as house:
        kept = Kept(url)
        gathered = await gather(house, kept)
        homes = [each for each in gathered.done if each.name == HOME and each.user_id in map(house.id_of, AT_HOME)]
        found = [*homes, *openers(gathered)]
        kept.close()
        people, rows = _live(file)
        measured = [await _opened(house, each) for each in found if not each.changed or each.name == HOME]
        return people, rows, [each for each in measured if each is not None]


def _live(file: Path) -> tuple[int, int]:
    """A year for everybody, and then a hundred thousand others; return how many people and rows there are."""
    with contextlib.closing(sqlite3.connect(file)) as store:
        lives = crowd.lives_in(store)
        lives.on_and_on(store, FORTNIGHTS)
        lives.again(store, PEOPLE // lives.people)
        # Their names are our own models'.
        counted = [store.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in lives.rows]  # noqa: S608
        return lives.people * (PEOPLE // lives.people + 1), sum(counted)


async def _opened(house: House, done: Done) -> Measured | None:
    """Measure an opener; nothing of an act that was refused only when it was found. Home notes that it was seen."""
    await house.postman.brings(done.again())
    with noted(house.bot.database.engines) as statements:
        await house.postman.brings(done.again())
    # What the bench itself keeps, such as all that passed so far, is not the bot's to be swept.
    gc.freeze()
    if wants_the_lock(statements) and done.name != HOME:
        return None
    took = [await _own_time(house, done) for _ in range(TIMES)]
    who = next(name for name, person in house.people.items() if person.id == done.user_id)
    name = _MENTIONED.sub(r"@\1", f"{done.name} ({done.place}, {who})")
    return Measured(name, questions(statements), statistics.median(took), statistics.quantiles(took, n=100)[98])


async def _own_time(house: House, done: Done) -> float:
    """Open it once more; return milliseconds without Slack's own."""
    payload = done.again()
    began = time.perf_counter()
    answer = await house.postman.brings(payload)
    took = (time.perf_counter() - began) * 1_000
    return took - sum(each["ms"] or 0 for each in answer.entries if each["direction"] == "to_slack")
