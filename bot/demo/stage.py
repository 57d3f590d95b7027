"""Putting the demo on stage: the local Slack as a process of its own, the bot beside it, the example lived once."""

import asyncio
import contextlib
import shutil
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator

from bot import logging, manifest
from bot.console import err
from bot.demo.scene import READY, STARTED, CannotStart, Scene


def play(scene: Scene) -> int:
    """Run the demo until Ctrl-C; return the exit code."""
    # What a server's log has to say, such as that a key was made, is nothing to a newcomer's first minute.
    logging.configure("ERROR")
    try:
        asyncio.run(_play(scene))
    except CannotStart as reason:
        err.print(str(reason))
        return 1
    return 0


async def _play(scene: Scene) -> None:
    tells = _prepare(scene)
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    async with _workspace(scene) as process:
        # The bot's imports take as long as the local Slack's start; so they happen side by side.
        from bot.demo.performance import perform  # noqa: PLC0415 - as just said

        environment = await _read_environment(process, scene.port)
        await perform(scene, process, environment, stopped, tells=tells)


def _prepare(scene: Scene) -> bool:
    """Make the folder ready; tell whether the example has still to be told."""
    marked = (scene.data / STARTED).exists()
    finished = (scene.data / READY).exists()
    if scene.data.exists() and any(scene.data.iterdir()) and not marked:
        msg = f"{scene.data} holds something else. Name another folder with DATA=…"
        raise CannotStart(msg)
    if marked and (scene.is_new or not finished):
        shutil.rmtree(scene.data)
    scene.data.mkdir(parents=True, exist_ok=True)
    (scene.data / STARTED).touch()
    return not scene.is_empty and not (scene.data / READY).exists()


@contextlib.asynccontextmanager
async def _workspace(scene: Scene) -> AsyncIterator[Process]:
    """Run the local Slack in a session of its own, so that Ctrl-C reaches us first and it stops last."""
    arguments = ["--port", str(scene.port), "--manifest", str(manifest.path()), "--data", str(scene.data / "slack")]
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-P", "-m", "sandbox", "--quiet", *arguments, stdout=PIPE, start_new_session=True
    )
    try:
        yield process
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
