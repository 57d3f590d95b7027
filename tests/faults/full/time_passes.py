"""Rows 7, 8 and 12: the calendar's traps, long absences, and sockets that only seem alive."""

import asyncio
import re
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta

from bot.demo.humans import Humans
from mentoring.outbox import NoticeKind
from models import Occurrence, OccurrenceState, OutboxRow, Schedule
from tests.environment import ROOT
from tests.faults.full.ground import Ground, Outcome
from tests.scenarios.people import Person
from tests.scenarios.stage import Scene, Stage, raised

ABSENCES = {"a minute": timedelta(minutes=1), "a day": timedelta(days=1), "three weeks": timedelta(weeks=3)}
CALENDAR = ("tests/mentoring/test_schedules.py", "tests/mentoring/test_working_time.py")
HEARD_WITHIN = 60.0


async def calendars_traps(ground: Ground) -> Outcome:
    """Row 7: the property tests, with a seed of this run; each test runs on the databases that have a say in it."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--hypothesis-seed={ground.means.seed}"]
    ran = await asyncio.to_thread(
        subprocess.run, [*command, *CALENDAR], cwd=ROOT, capture_output=True, text=True, check=False
    )
    found = re.search(r"(\d+) passed", ran.stdout)
    failures = () if ran.returncode == 0 else (ran.stdout[-1_000:],)
    return Outcome(counts={"tests": f"{found[1] if found else 0} passed, on both"}, failures=failures)


async def absences(ground: Ground) -> Outcome:
    """Row 8: the bot is away over due questions; each person gets one of them at most when it is back."""
    failures: list[str] = []
    told: dict[str, object] = {}
    sends = repeated = 0
    for name, away in ABSENCES.items():
        folder = ground.folder / name.replace(" ", "-")
        folder.mkdir()
        async with raised(Scene(folder, ground.store().url)) as stage:
            people = [await stage.person(handle) for handle in ("alex", "bea")]
            await stage.begin_pair(*people)
            due, asked, skipped = await _absence(stage, people, away)
            sends += sum(asked)
            repeated += sum(max(0, each - 1) for each in asked)
            told[f"away for {name}"] = (
                f"{due} questions of {len(people)} people fell due, {sum(asked)} asked ({max(asked)} a person at the "
                f"most), {skipped} recorded as skipped"
            )
            if max(asked) > 1 or (min(asked) == 0 and away < timedelta(hours=1)):
                failures.append(f"{name}: {asked} questions")
            if sum(asked) + skipped != due:
                failures.append(f"{name}: of {due} questions {sum(asked)} were asked and {skipped} skipped")
    return Outcome(None, sends, None, repeated, told, tuple(failures))


async def _absence(stage: Stage, people: list[Person], away: timedelta) -> tuple[int, list[int], int]:
    """Stop the bot just before a question falls due; return how many did, how many each got, and how many never."""
    due = min(each.next_due_at for each in stage.stored(Schedule))
    await stage.comes((due - timedelta(seconds=30)).isoformat())
    await stage.stop_bot()
    await stage.humans.clock(advance=away.total_seconds())
    await stage.start_bot()
    await stage.settles()
    # Over a night and a morning, for whoever it waits for.
    await stage.passes(days=2)
    questions = {row.message_ts for row in stage.stored(OutboxRow) if row.kind == NoticeKind.OFF_WEEK}
    fell_due = stage.stored(Occurrence)
    skipped = sum(each.state is OccurrenceState.SKIPPED for each in fell_due)
    asked = [sum(post.ts in questions for post in await person.inbox()) for person in people]
    return len(fell_due), asked, skipped


async def dead_sockets(ground: Ground) -> Outcome:
    """Row 12: the connection is cut, or stays open and silent; with the product's own pings; a command counts."""
    await ground.open()
    store = ground.store()
    bot = ground.bot(store)
    await bot.started()
    hub = ground.slack.slack.socket_mode
    took: dict[str, object] = {}
    failures: list[str] = []
    strikes: list[tuple[str, Callable[[], int | None]]] = [("silent", hub.silence), ("cut", lambda: None)]
    async with Humans(ground.slack.url) as humans:
        for name, strike in strikes:
            addresses = _addresses(ground)
            began = time.monotonic()
            strike()
            if name == "cut":
                await hub.disconnect("", None)

            async def is_back(before: int = addresses) -> bool:
                return _addresses(ground) > before and hub.count > 0

            back = await ground.until(is_back, within=HEARD_WITHIN + 30)
            if name == "silent":
                # Slack's end of the dead one notices when its own patience ends; here it ends now.
                await hub.disconnect("", 1)
            heard = await _is_heard(ground, humans)
            seconds = time.monotonic() - began
            took[f"socket {name}"] = f"a command is answered again {seconds:.1f} s after it"
            if not back or not heard or seconds > HEARD_WITHIN:
                failures.append(f"{name}: not back in time")
    return Outcome(counts=took, failures=tuple(failures))


def _addresses(ground: Ground) -> int:
    ground.ledger.read()
    return sum(each.method == "apps.connections.open" and each.status == "ok" for each in ground.ledger.calls)


async def _is_heard(ground: Ground, humans: Humans) -> bool:
    async def answered() -> bool:
        if not ground.slack.slack.socket_mode.count:
            return False
        answer = await humans.command(ground.people[0], "/mentor")
        return answer["error"] is None

    return await ground.until(answered, within=30)
