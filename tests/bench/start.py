"""How soon `bothways run` is ready, and how much memory it holds then and after a burst of clicks."""

import asyncio
import re
import socket
import sys
import tempfile
import time
from pathlib import Path

import aiohttp

import sandbox
from adapters import migrations
from adapters.database import engine_for
from bot.console import out
from bot.demo.humans import Humans
from tests.environment import ROOT

STARTS = 5
CLICKS = 300
MEMORY, CPU = "process_resident_memory_bytes", "process_cpu_seconds_total"


def run() -> None:
    """Measure and print a row for each way."""
    for way in ("--socket", "--http"):
        with tempfile.TemporaryDirectory(prefix="bothways-bench-") as folder:
            asyncio.run(_run(Path(folder), way))


async def _run(folder: Path, way: str) -> None:
    http, health = _free_port(), _free_port()
    request_url = f"http://127.0.0.1:{http}/slack/events" if way == "--http" else None
    async with (
        sandbox.serve(ROOT / "manifest.yml", rates=False, request_url=request_url) as slack,
        Humans(slack.url) as humans,
    ):
        store = f"sqlite:///{folder / 'bot.sqlite3'}"
        engine = engine_for(store)
        migrations.upgrade(engine)
        engine.dispose()
        environment = {
            **slack.environment(),
            "PATH": "/usr/bin:/bin",
            "BOTHWAYS_DATA": str(folder),
            "BOTHWAYS_DATABASE_URL": store,
            "BOTHWAYS_HTTP_PORT": str(http),
            "BOTHWAYS_HEALTH_PORT": str(health),
            "BOTHWAYS_LOG_LEVEL": "ERROR",
        }
        ana = (await humans.join("ana"))["id"]
        took, cpu, at_first, at_last = [], [], 0.0, 0.0
        for _ in range(STARTS):
            began = time.monotonic()
            process = await asyncio.create_subprocess_exec(
                str(Path(sys.executable).with_name("bothways")), "run", way, env=environment, cwd=folder
            )
            try:
                await _until_ready(health)
                took.append(time.monotonic() - began)
                cpu.append(await _figure(health, CPU))
                at_first = await _figure(health, MEMORY)
                if len(took) == STARTS:
                    for _ in range(CLICKS):
                        await humans.command(ana, "/mentor")
                    at_last = await _figure(health, MEMORY)
            finally:
                process.terminate()
                await process.wait()
    out.print(
        f"start {way}: ready after {min(took):.2f} to {max(took):.2f} s ({STARTS} starts; wanted < 2 s),"
        f" of which {min(cpu):.2f} to {max(cpu):.2f} s of CPU;"
        f" {at_first / 1e6:.0f} MB resident, {at_last / 1e6:.0f} MB after {CLICKS} clicks (wanted < 150 MB)"
    )


async def _until_ready(port: int) -> None:
    async with aiohttp.ClientSession() as session:
        while True:
            try:
                async with session.get(f"http://127.0.0.1:{port}/readyz") as answer:
                    if answer.ok:
                        return
            except aiohttp.ClientError:
                pass
            await asyncio.sleep(0.01)


async def _figure(port: int, name: str) -> float:
    async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{port}/metrics") as answer:
        found = re.search(rf"^{name} (\S+)$", await answer.text(), re.MULTILINE)
    return float(found[1]) if found else 0.0


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


if __name__ == "__main__":
    run()
