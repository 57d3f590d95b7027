"""Putting the demo on stage: the local Slack as a process of its own, the bot beside it, the example lived once."""

import asyncio
import contextlib
import shutil
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from bot import logging, manifest
from bot.app import Bot
from bot.console import err, out
from bot.demo.humans import Humans
from bot.demo.seed import Seed
from bot.settings import Settings, load

READY = "ready"
"""A file in the demo's folder: written when the example was told to its end."""
STARTED = "demo"
"""A file that marks the folder as a demo's, so that `--reset` never deletes anything else."""


@dataclass(frozen=True)
class Scene:
    """What `make demo` was asked for."""

    port: int
    data: Path
    is_new: bool
    is_empty: bool


class CannotStart(Exception):
    """One line that says what to do."""


def play(scene: Scene) -> int:
    """Run the demo until Ctrl-C; return the exit code."""
    logging.configure("WARNING")
    try:
        asyncio.run(_play(scene))
    except CannotStart as reason:
        err.print(str(reason))
        return 1
    return 0


async def _play(scene: Scene) -> None:
    is_first = _prepare(scene)
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    async with _workspace(scene) as (process, environment):
        bot = Bot(_settings(scene, environment))
        await bot.start()
        try:
            await _serve(scene, bot, process, stopped, is_first=is_first)
        finally:
            await bot.stop()


async def _serve(scene: Scene, bot: Bot, process: Process, stopped: asyncio.Event, *, is_first: bool) -> None:
    address = f"http://127.0.0.1:{scene.port}"
    ended = asyncio.create_task(process.wait())
    asked = asyncio.create_task(stopped.wait())
    try:
        if is_first and not scene.is_empty:
            out.print("Five weeks are being lived through; this takes a few seconds …")
            telling = asyncio.create_task(_tell(address, bot))
            await asyncio.wait({telling, ended, asked}, return_when=asyncio.FIRST_COMPLETED)
            if not telling.done():
                telling.cancel()
                await asyncio.gather(telling, return_exceptions=True)
                return
            await telling
        (scene.data / READY).touch()
        out.print(f"\nOpen [bold]{address}[/bold] in your browser. Ctrl-C stops everything.\n")
        await asyncio.wait({ended, asked}, return_when=asyncio.FIRST_COMPLETED)
        if ended.done() and not asked.done():
            msg = "The local Slack stopped by itself; its last words are above."
            raise CannotStart(msg)
    finally:
        for task in (ended, asked):
            task.cancel()


async def _tell(address: str, bot: Bot) -> None:
    async with Humans(address) as humans:
        await Seed(humans, bot.database.transact, bot.clock, bot.team_id).play()


def _prepare(scene: Scene) -> bool:
    """Make the folder ready; tell whether the example has still to be told."""
    marked = (scene.data / STARTED).exists()
    finished = (scene.data / READY).exists()
    if scene.data.exists() and any(scene.data.iterdir()) and not marked:
        msg = f"{scene.data} holds something else. Name another folder with DATA=…"
        raise CannotStart(msg)
    if marked and (scene.is_new or not finished):
        shutil.rmtree(scene.data)
    is_first = not scene.data.exists()
    scene.data.mkdir(parents=True, exist_ok=True)
    (scene.data / STARTED).touch()
    return is_first


@contextlib.asynccontextmanager
async def _workspace(scene: Scene) -> AsyncIterator[tuple[Process, dict[str, str]]]:
    """Run the local Slack in a session of its own, so that Ctrl-C reaches us first and it stops last."""
    arguments = ["--port", str(scene.port), "--manifest", str(manifest.path()), "--data", str(scene.data / "slack")]
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "sandbox", *arguments, stdout=PIPE, start_new_session=True
    )
    try:
        yield process, await _read_environment(process, scene.port)
    finally:
        if process.returncode is None:
            process.terminate()
            try:
                await asyncio.wait_for(process.wait(), timeout=10)
            except TimeoutError:
                process.kill()
                await process.wait()


async def _read_environment(process: Process, port: int) -> dict[str, str]:
    environment: dict[str, str] = {}
    if process.stdout is None:
        msg = "the local Slack was started without its output"
        raise RuntimeError(msg)
    async for line in process.stdout:
        name, separator, value = line.decode().strip().partition("=")
        if not separator:
            return environment
        environment[name] = value
    msg = f"The local Slack could not start on port {port}. Is it taken? Try another: PORT={port + 1}"
    raise CannotStart(msg)


def _settings(scene: Scene, environment: dict[str, str]) -> Settings:
    """Return the demo's own settings; whatever real ones stand in .env or the environment are left alone."""
    folder = scene.data / "bot"
    return load(
        _env_file=None,
        bot_token=environment["SLACK_BOT_TOKEN"],
        app_token=environment["SLACK_APP_TOKEN"],
        signing_secret=None,
        api_url=environment["SLACK_API_URL"],
        clock_url=environment["BOTHWAYS_CLOCK_URL"],
        data=folder,
        database_url=f"sqlite:///{(folder / 'bothways.sqlite3').resolve()}",
        encryption_keys=[],
    )
