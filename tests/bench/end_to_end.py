"""
From a sheet to a draft in the store: people brought in, their skills made one, scored, matched, explained, kept.

`python -m tests.bench.end_to_end [people a side]` prints the seconds of each step by the clock, their sum, and the most
memory of this process and of the one that reckons. Slack is not asked: looking people up is a matter of its limits.
"""

import asyncio
import csv
import io
import multiprocessing
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread
from typing import Self, TypeVar
from uuid import UUID

from rich.table import Table

from adapters import sheets
from adapters.drafting import drafted
from bot.console import out
from mentoring.participants import Profile
from mentoring.roster import columns
from mentoring.roster import commands as roster
from mentoring.roster import queries as imports
from mentoring.roster.commands import BringIn, ConfirmColumns, HandIn, PeopleFound
from mentoring.roster.queries import InImport
from mentoring.rounds import commands, gathering, keeping, queries
from mentoring.rounds.rules import BeginDraft, KeepDraft, OpenDesk
from tests.bench.matching import SKILLS, TONGUES, ZIPF, ZONES
from tests.bench.roster import HEADINGS
from tests.factories.cast import Cast, receipt
from tests.factories.store import Store, migrate

Answer = TypeVar("Answer")
A_SIDE = 20_000
LOOK_EVERY = 0.2
"""Seconds."""
SPOKEN = {"de": "German", "en": "English", "es": "Spanish", "fr": "French", "ja": "Japanese", "pt": "Portuguese"}


def written(side: int) -> bytes:
    """A sheet of the people whom `tests.bench.matching` makes up: so many seniors, and as many juniors."""
    chance = random.Random(side)  # noqa: S311 - a sheet like another
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(HEADINGS)

    def skills() -> str:
        wanted, found = chance.randint(3, 8), dict[str, None]()
        while len(found) < wanted:
            found.update(dict.fromkeys(chance.choices(SKILLS, ZIPF)))
        return ", ".join(found)

    for number in range(2 * side):
        rows.writerow(
            (
                f"11/{number % 28 + 1}/2026 9:{number % 60:02}:00",
                f"person{number}@example.com",
                f"Person {number:05}",
                "Senior" if number % 2 else "Junior",
                skills(),
                skills(),
                ", ".join(SPOKEN[each] for each in chance.sample(TONGUES, chance.choice((1, 1, 2)))),
                chance.choice(ZONES),
                "9-17",
                "1",
                f"Team {chance.randrange(max(2, side // 10))}",
                f"person{number // 8}@example.com",
                "Lisbon",
            )
        )
    return text.getvalue().encode()


class Steps:
    """Takes the time of one step after the other."""

    def __init__(self) -> None:
        self.took: list[tuple[str, float]] = []

    def step(self, name: str, act: Callable[[], Answer]) -> Answer:
        """Do it and note how long it took."""
        began = time.perf_counter()
        answer = act()
        self.took.append((name, time.perf_counter() - began))
        return answer


class Memory(Thread):
    """Looks, now and then, at how much memory this process and those it started take together."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.most = (0.0, 0.0)
        self._over = Event()

    def __enter__(self) -> Self:
        """Begin."""
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        """End."""
        self._over.set()
        self.join()

    def run(self) -> None:
        """Look."""
        while not self._over.wait(LOOK_EVERY):
            started = [each.pid for each in multiprocessing.active_children() if each.pid is not None]
            self.most = max(self.most, (_taken_by(os.getpid()), sum(map(_taken_by, started))), key=sum)


def _taken_by(pid: int) -> float:
    """Return the megabytes that a process holds; none, when it is over."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except FileNotFoundError:
        return 0.0
    return sum(int(each.split()[1]) / 1024 for each in lines if each.startswith("VmRSS"))


def run(side: int = A_SIDE) -> None:
    """Measure once and print the table."""
    with tempfile.TemporaryDirectory() as folder, Memory() as memory:
        url = f"sqlite:///{Path(folder) / 'store.sqlite3'}"
        migrate(url)
        store = Store(url)
        try:
            cast, steps = Cast(store), Steps()
            programme_id = cast.programme()
            # As in the bot, nothing of the first is held any more when the second begins.
            _bring_in(cast, programme_id, steps, written(side))
            pairs = _draft(cast, programme_id, steps)
        finally:
            store.close()
    table = Table("step", "seconds", title=f"{side:,} a side, from a sheet to a draft of {pairs:,} pairs in the store")
    for name, took in steps.took:
        table.add_row(name, f"{took:.1f}")
    table.add_row("in all", f"{sum(took for _, took in steps.took):.1f}", style="bold")
    out.print(table)
    own, child = memory.most
    out.print(f"most memory: {own + child:,.0f} MB, of which {child:,.0f} where it was reckoned; goal: 120 s, 2 GB")


def _bring_in(cast: Cast, programme_id: UUID, steps: Steps, content: bytes) -> None:
    by, do = cast.actor("olga"), cast.store.do
    sheet = steps.step("read the sheet", lambda: sheets.read(content))
    handed = HandIn(by, programme_id, sheet, receipt())
    form = steps.step("guess its columns", lambda: do(roster.hand_in, handed))
    fields = {each.index: each.field for each in columns.looked_at(sheet)}
    held = steps.step("confirm them", lambda: do(roster.confirm, ConfirmColumns(by, form.import_id, fields)))
    keys = steps.step("read whom they name", held.wanted)
    people = {key: Profile(f"U{key.partition('@')[0].upper()}", key, "Europe/Lisbon", "en-GB") for key in keys}
    known = PeopleFound(by, form.import_id, fields, people, held.looked_up_at)
    steps.step("keep whom Slack knows", lambda: do(roster.keep_people, known))
    gathered = steps.step("gather what is there", lambda: do(imports.gather, InImport(by, form.import_id)))
    plan = steps.step("go through it row by row", gathered.plan)
    command, longest = BringIn(by, form.import_id, plan, gathered.seen, gathered.looked_up_at), 0.0

    def prepare() -> None:
        nonlocal command, longest
        while not command.is_prepared:
            began = time.perf_counter()
            command = do(roster.prepare, command)
            longest = max(longest, time.perf_counter() - began)

    steps.step("write people down", prepare)
    steps.took.append(("  of this the longest transaction", longest))
    steps.step("bring people in", lambda: do(roster.bring_in, command))


def _draft(cast: Cast, programme_id: UUID, steps: Steps) -> int:
    by, do = cast.actor("olga"), cast.store.do
    asked = steps.step("begin a draft", lambda: do(commands.begin, BeginDraft(by, programme_id, receipt())))
    assert asked is not None
    pool = steps.step("gather the pool", lambda: do(gathering.gathered, asked))
    reckoned = steps.step("score, match, explain", lambda: asyncio.run(drafted(pool)))
    rest: KeepDraft | None = KeepDraft(asked.workspace_id, asked.round_id, asked.revision, reckoned)

    def keep() -> None:
        nonlocal rest
        while rest is not None:
            rest = do(keeping.keep, rest)

    steps.step("keep the draft", keep)
    desk = steps.step("open the desk", lambda: do(queries.desk, OpenDesk(by, programme_id)))
    assert not isinstance(desk, tuple)
    return len(reckoned.draft.proposals)


if __name__ == "__main__":
    run(int(sys.argv[1]) if len(sys.argv) > 1 else A_SIDE)
