"""Running until told to stop."""

import asyncio
import signal

import uvicorn

from bot.app import Bot
from bot.http import web_app
from bot.settings import Settings


async def until_signalled(bot: Bot) -> None:
    """Start the bot, wait for SIGTERM or Ctrl-C, stop it in good order."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    await bot.start()
    try:
        await stopped.wait()
    finally:
        await bot.stop()


def run(settings: Settings) -> None:
    """Run the bot over Socket Mode when there is an app token, else over HTTP."""
    bot = Bot(settings)
    if settings.app_token is not None:
        asyncio.run(until_signalled(bot))
        return
    uvicorn.run(web_app(bot), host=settings.http_host, port=settings.http_port, log_config=None, access_log=False)
