"""`/mentor-checkin` submissions a second over signed HTTP, beside a bare Bolt app, in one run."""

import asyncio
import json
import logging
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import sandbox
from adapters import migrations
from adapters.database import Database, engines_for
from bot.demo.humans import Humans
from bot.settings import Settings, load
from mentoring import workspaces
from mentoring.charters import commands as charters
from mentoring.charters.commands import Basis, SignCharter, WriteCharter
from mentoring.charters.rules import CharterText
from mentoring.clock import SystemClock
from mentoring.pairs import commands as pairs
from mentoring.pairs.commands import Answer, AnswerInvitation, InvitePartner
from mentoring.participants import Actor, Profile
from mentoring.states import Role
from mentoring.vault import Vault
from mentoring.workspaces import MeetWorkspace
from tests.bench.load import Measured, Plan

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
PAIRS = 100
ROUNDS = 3
SECONDS = 4.0
ROOT = Path(__file__).resolve().parents[2]


def run() -> None:
    """Measure both in turn and print a row."""
    with tempfile.TemporaryDirectory(prefix="bothways-bench-") as folder:
        asyncio.run(_run(Path(folder)))


async def _run(folder: Path) -> None:
    async with sandbox.serve(ROOT / "manifest.yml", port=0, rates=True) as slack, Humans(slack.url) as humans:
        settings = {
            "bot_token": slack.environment()["SLACK_BOT_TOKEN"],
            "signing_secret": SECRET,
            "api_url": slack.environment()["SLACK_API_URL"],
            "data": str(folder),
            "database_url": f"sqlite:///{folder / 'bot.sqlite3'}",
            "app_token": None,
        }
        loaded = load(_env_file=None, **settings)
        # The local Slack says loudly when it is called too often; here that is what a busy hour looks like.
        logging.getLogger().setLevel(logging.ERROR)
        couples = [await _couple(humans, number) for number in range(PAIRS)]
        people = await asyncio.to_thread(_pairs, loaded, slack.slack.team_id, couples)
        bare = settings | {"database_url": f"sqlite:///{folder / 'bare.sqlite3'}"}
        results: dict[str, list[Measured]] = {"bot": [], "bare": []}
        with ExitStack() as servers:
            # In threads: the local Slack answers the bot's first questions on this very loop.
            bot_url = await asyncio.to_thread(servers.enter_context, _server("bot", settings))
            bare_url = await asyncio.to_thread(servers.enter_context, _server("bare", bare))
            for _ in range(ROUNDS):
                for name, url in (("bot", bot_url), ("bare", bare_url)):
                    results[name].append(await asyncio.to_thread(_load, Plan(url, SECRET, SECONDS, people)))
    _print(results)


async def _couple(humans: Humans, number: int) -> tuple[Profile, Profile]:
    """Two people join the workspace, so that what the bot tells them arrives."""
    senior, junior = await humans.join(f"senior{number}"), await humans.join(f"junior{number}")
    return Profile(senior["id"], senior["name"], "UTC"), Profile(junior["id"], junior["name"], "UTC")


def _pairs(settings: Settings, team: str, couples: list[tuple[Profile, Profile]]) -> list[tuple[str, str, str]]:
    """Make pairs with a charter in force, by the commands people use."""
    database = Database(
        engines_for(settings.store_url), vault=Vault(settings.keys()), clock=SystemClock(), wake=lambda: None
    )
    migrations.upgrade(database.engine)
    database.run(workspaces.meet, MeetWorkspace(team))
    text = CharterText("Ship one thing", "It is used", "", "Between us", "Approved ones", "Fortnightly", "Kindly")
    people = []
    for senior, junior in couples:
        one, two = Actor(team, senior.user_id), Actor(team, junior.user_id)
        asking = InvitePartner(one, senior, junior, Role.SENIOR, f"invite-{senior.user_id}-{junior.user_id}")
        pair_id, _ = database.run(pairs.invite, asking)
        database.run(pairs.answer, AnswerInvitation(two, pair_id, Answer.ACCEPT))
        page, _ = database.run(charters.write, WriteCharter(one, pair_id, text, None))
        assert page.written is not None
        basis = Basis(page.written.version_id, page.written.revision)
        for actor in (one, two):
            database.run(charters.sign, SignCharter(actor, pair_id, basis))
        people.append((team, senior.user_id, pair_id.hex))
    database.close()
    return people


@contextmanager
def _server(name: str, settings: dict[str, Any]) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.serving", name], cwd=ROOT, stdin=subprocess.PIPE, text=True
    )
    try:
        assert process.stdin is not None
        process.stdin.write(json.dumps(settings | {"http_port": port}))
        process.stdin.close()
        _until_listening(port)
        yield f"http://127.0.0.1:{port}/slack/events"
    finally:
        process.terminate()
        process.wait(timeout=30)


def _until_listening(port: int) -> None:
    ends = time.monotonic() + 30
    while time.monotonic() < ends:
        with socket.socket() as attempt:
            if attempt.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    msg = f"nothing listens on port {port}"
    raise TimeoutError(msg)


def _load(plan: Plan) -> Measured:
    answer = subprocess.run(
        [sys.executable, "-m", "tests.bench.load"],
        cwd=ROOT,
        input=json.dumps(asdict(plan)),
        text=True,
        capture_output=True,
        check=True,
    )
    return Measured(**json.loads(answer.stdout))


def _print(results: dict[str, list[Measured]]) -> None:
    medians = {name: statistics.median(each.per_second for each in runs) for name, runs in results.items()}
    lines = [f"/mentor-checkin over signed HTTP, SQLite, 32 under way, median of {ROUNDS} rounds of {SECONDS:.0f} s"]
    for name, runs in results.items():
        p50 = statistics.median(each.p50_ms for each in runs)
        p99 = statistics.median(each.p99_ms for each in runs)
        failed = sum(each.failed for each in runs)
        lines.append(f"  {name:5} {medians[name]:7.0f} /s   p50 {p50:6.1f} ms   p99 {p99:6.1f} ms   failed {failed}")
    lines.append(f"  ratio {medians['bot'] / medians['bare']:.2f} of bare (goal 0.60)")
    sys.stdout.write("\n".join(lines) + "\n")
