"""Running until told to stop."""

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator, Coroutine
from typing import Any

import aiohttp
import uvicorn
from slack_sdk.errors import SlackApiError
from sqlalchemy.exc import SQLAlchemyError

from adapters.database import StoreUnavailable
from bot.app import Bot
from bot.http import web_app
from bot.settings import Settings
from mentoring.workspaces import WrongKey


class CannotRun(Exception):
    """One line that says what is wrong and what to do."""


def run(settings: Settings) -> None:
    """
    Run the bot over Socket Mode when there is an app token, else over HTTP, until SIGTERM or Ctrl-C.

    Raises:
        CannotRun: it could not start.
    """
    asyncio.run(_over_socket(settings) if settings.app_token is not None else _over_http(settings))


async def _over_socket(settings: Settings) -> None:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    async with _started(settings, stopped):
        await stopped.wait()


async def _over_http(settings: Settings) -> None:
    async with _started(settings, asyncio.Event()) as bot:
        config = uvicorn.Config(
            web_app(bot.app, bot.database.transact, bot.install_pages.routes() if bot.install_pages else ()),
            host=settings.http_host,
            port=settings.http_port,
            log_config=None,
            access_log=False,
            lifespan="off",
        )
        await uvicorn.Server(config).serve()


@contextlib.asynccontextmanager
async def _started(settings: Settings, stopped: asyncio.Event) -> AsyncIterator[Bot]:
    try:
        bot = Bot(settings)
    except ModuleNotFoundError as missing:
        msg = f"The database’s driver {missing.name} is not installed. `bothways doctor` says what to do."
        raise CannotRun(msg) from missing
    try:
        try:
            await _unless_stopped(bot.start(), stopped)
        except SlackApiError as error:
            msg = f"Slack refuses to let the bot in ({error.response['error']}). `bothways doctor` says what to do."
            raise CannotRun(msg) from error
        except aiohttp.ClientError as error:
            msg = f"Slack cannot be reached at {settings.api_url}. `bothways doctor` says what to do."
            raise CannotRun(msg) from error
        except WrongKey as error:
            msg = (
                "The encryption key does not fit this store, so what people wrote could not be read. Put the earlier"
                f" key back: {settings.data}/encryption.key, or BOTHWAYS_ENCRYPTION_KEYS with the newest key first."
            )
            raise CannotRun(msg) from error
        except (SQLAlchemyError, StoreUnavailable) as error:
            msg = "The store cannot be opened: check BOTHWAYS_DATABASE_URL. `bothways doctor` says more."
            raise CannotRun(msg) from error
        yield bot
    finally:
        await bot.stop()


async def _unless_stopped(starting: Coroutine[Any, Any, None], stopped: asyncio.Event) -> None:
    """Wait for the start, but not against the will of whoever stops it meanwhile."""
    started = asyncio.create_task(starting)
    asked = asyncio.create_task(stopped.wait())
    await asyncio.wait({started, asked}, return_when=asyncio.FIRST_COMPLETED)
    asked.cancel()
    if started.done():
        await started
        return
    started.cancel()
    await asyncio.gather(started, return_exceptions=True)
