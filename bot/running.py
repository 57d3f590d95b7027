"""Running until told to stop."""

import asyncio
import contextlib
import gc
import signal
from collections.abc import AsyncIterator, Coroutine
from collections.abc import Set as AbstractSet
from enum import StrEnum
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from sqlalchemy.exc import SQLAlchemyError

from adapters.database import StoreUnavailable
from adapters.store_move import StoreMoved
from bot.app import Bot
from bot.health import figures, probes, watched_app
from bot.http import web_app
from bot.serving import PortTaken, served
from bot.settings import Settings
from mentoring.workspaces import WrongKey

COLLECTED_AFTER = (20_000, 20, 20)
"""Objects made more than thrown away until the young are gone through, and how often that until older ones are."""


class Way(StrEnum):
    """How Slack reaches the bot."""

    HTTP = "http"
    SOCKET = "socket"


class CannotRun(Exception):
    """One line that says what is wrong and what to do."""


def run(settings: Settings, asked: AbstractSet[Way] = frozenset()) -> None:
    """
    Run the bot until SIGTERM or Ctrl-C.

    Args:
        asked: the way that was asked for; otherwise Socket Mode when there is an app token, else HTTP.

    Raises:
        CannotRun: it could not start.
    """
    chosen = chosen_for(settings, asked)
    try:
        asyncio.run(_run(chosen))
    except PortTaken as taken:
        msg = (
            f"Nothing can listen on {taken}: stop what does already, or set another BOTHWAYS_HTTP_PORT"
            " (BOTHWAYS_HEALTH_PORT)."
        )
        raise CannotRun(msg) from taken


def chosen_for(settings: Settings, asked: AbstractSet[Way]) -> Settings:
    """
    Return the settings with the one way that was asked for.

    Raises:
        CannotRun: its settings are missing.
    """
    if len(asked) > 1:
        raise CannotRun("Choose one: --http or --socket.")
    if Way.SOCKET in asked and settings.app_token is None:
        raise CannotRun("--socket needs SLACK_APP_TOKEN (xapp-…): make one on your app’s page “Basic Information”.")
    if Way.HTTP in asked and settings.signing_secret is None:
        raise CannotRun("--http needs SLACK_SIGNING_SECRET: copy it from your app’s page “Basic Information”.")
    return settings.model_copy(update={"app_token": None}) if Way.HTTP in asked else settings


async def _run(settings: Settings) -> None:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    async with _started(settings, stopped) as bot, contextlib.AsyncExitStack() as door:
        # What stands now stays until the end, and a click leaves hardly any circles behind: the collector need neither
        # go through the one nor come for the other at every second statement.
        gc.freeze()
        gc.set_threshold(*COLLECTED_AFTER)
        if settings.app_token is None and not stopped.is_set():
            more = [*probes(bot), *(bot.install_pages.routes() if bot.install_pages else ())]
            if settings.health_port == settings.http_port:
                more.append(figures(bot))
            app = web_app(bot.app, bot.database.transact, more)
            await door.enter_async_context(served(app, settings.http_host, settings.http_port))
        await stopped.wait()
        bot.leave()
        if settings.app_token is None:
            # Whoever asks /readyz hears that it is time to send clicks elsewhere, before none are taken here.
            await asyncio.sleep(settings.drain_seconds)


@contextlib.asynccontextmanager
async def _watched(bot: Bot, settings: Settings) -> AsyncIterator[None]:
    """Answer supervisors from before the start until after the stop, where they have a port of their own."""
    is_shared = settings.app_token is None and settings.health_port == settings.http_port
    if settings.health_port is None or is_shared:
        yield
        return
    async with served(watched_app(bot), settings.health_host, settings.health_port):
        yield


@contextlib.asynccontextmanager
async def _started(settings: Settings, stopped: asyncio.Event) -> AsyncIterator[Bot]:
    try:
        bot = Bot(settings)
    except ModuleNotFoundError as missing:
        msg = f"The database’s driver {missing.name} is not installed. `bothways doctor` says what to do."
        raise CannotRun(msg) from missing
    async with _watched(bot, settings):
        try:
            await _start(bot, settings, stopped)
            yield bot
        finally:
            await bot.stop()


async def _start(bot: Bot, settings: Settings, stopped: asyncio.Event) -> None:
    try:
        await _unless_stopped(bot.start(), stopped)
    except SlackApiError as error:
        msg = f"Slack refuses to let the bot in ({error.response['error']}). `bothways doctor` says what to do."
        raise CannotRun(msg) from error
    except aiohttp.ClientError as error:
        msg = f"Slack cannot be reached at {settings.api_url}. `bothways doctor` says what to do."
        raise CannotRun(msg) from error
    except StoreMoved as moved:
        raise CannotRun(str(moved)) from moved
    except WrongKey as error:
        msg = (
            "The encryption key does not fit this store, so what people wrote could not be read. Put the earlier"
            f" key back: {settings.data}/encryption.key, or BOTHWAYS_ENCRYPTION_KEYS with the newest key first."
        )
        raise CannotRun(msg) from error
    except (SQLAlchemyError, StoreUnavailable) as error:
        msg = "The store cannot be opened: check BOTHWAYS_DATABASE_URL. `bothways doctor` says more."
        raise CannotRun(msg) from error


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
