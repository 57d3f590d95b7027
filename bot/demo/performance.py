"""The bot's part of the demo: it starts, the example is lived through once, and it works until the curtain falls."""

import asyncio
from asyncio.subprocess import Process

from bot.app import Bot
from bot.console import out
from bot.demo.humans import Humans
from bot.demo.scene import READY, CannotStart, Scene
from bot.demo.seed import Seed
from bot.settings import Settings, load


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
    bot = Bot(_settings(scene, environment))
    await bot.start()
    ended = asyncio.create_task(workspace.wait())
    asked = asyncio.create_task(stopped.wait())
    try:
        if tells and not await _told(scene, bot, ended, asked):
            return
        (scene.data / READY).touch()
        out.print(f"\nOpen [bold]{scene.address}[/bold] in your browser. Ctrl-C stops everything.\n")
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
        lease_seconds=30,
        settle_seconds=60,
        messages_per_second=5,
        log_level="WARNING",
    )
