"""The bot's part of the demo: it starts, the example is lived through once, and it works until the curtain falls."""

import asyncio
from asyncio.subprocess import Process

from bot.app import Bot
from bot.console import out
from bot.demo import command_line
from bot.demo.humans import Humans
from bot.demo.scene import READY, CannotStart, Scene
from bot.demo.seed import Seed
from bot.settings import load


async def perform(
    scene: Scene, workspace: Process, environment: dict[str, str], stopped: asyncio.Event, *, tells: bool
) -> None:
    """
    Run the bot in the local Slack until somebody stops it.

    Args:
        environment: the settings that the local Slack printed.
        tells: whether the example has still to be lived through.

    Raises:
        CannotStart: the local Slack went away by itself.
    """
    settings = command_line.settings(scene.data, environment)
    command_line.write(scene.command_line, settings)
    # Whatever real ones stand in .env or the environment are left alone.
    bot = Bot(load(_env_file=None, **settings))
    await bot.start()
    ended = asyncio.create_task(workspace.wait())
    asked = asyncio.create_task(stopped.wait())
    try:
        if tells and not await _told(scene, bot, ended, asked):
            return
        (scene.data / READY).touch()
        out.print(f"\nOpen [bold]{scene.address}[/bold] in your browser. Ctrl-C stops everything.")
        out.print("Its command line, in another terminal:", end=" ")
        out.print(f"{scene.command_line} doctor\n", markup=False, soft_wrap=True)
        await asyncio.wait({ended, asked}, return_when=asyncio.FIRST_COMPLETED)
        if ended.done() and not asked.done():
            msg = "The local Slack stopped by itself; its last words are above."
            raise CannotStart(msg)
    finally:
        for task in (ended, asked):
            task.cancel()
        await bot.stop()


async def _told(scene: Scene, bot: Bot, ended: "asyncio.Task[int]", asked: "asyncio.Task[bool]") -> bool:
    """Live through the example; tell whether it came to its end."""
    out.print("Five weeks are being lived through; this takes a few seconds …")
    async with Humans(scene.address) as humans:
        telling = asyncio.create_task(Seed(humans, bot.clock).play())
        await asyncio.wait({telling, ended, asked}, return_when=asyncio.FIRST_COMPLETED)
        if telling.done():
            await telling
            return True
        telling.cancel()
        await asyncio.gather(telling, return_exceptions=True)
        return False
