"""The store without the bot: for commands that look into it, or put something right in it, and then end."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

import aiohttp
from cryptography.fernet import Fernet
from sqlalchemy.exc import SQLAlchemyError

from adapters import migrations
from adapters.database import Database, StoreUnavailable, engines_for
from adapters.store_move import StoreMoved, refuse_if_moved
from adapters.workspace_clock import WorkspaceClock
from bot.settings import Settings
from mentoring.clock import Clock, SystemClock
from mentoring.vault import Vault


class NoAccess(Exception):
    """One line that says why the store cannot be used, and what to do."""


@contextmanager
def opened(settings: Settings, vault: Vault | None = None) -> Iterator[Database]:
    """
    Open the store of these settings.

    Args:
        vault: without one nothing that people wrote can be read.

    Raises:
        NoAccess: it is not there, not of this release's shape, or fails meanwhile.
    """
    try:
        engines = engines_for(settings.store_url)
    except ModuleNotFoundError as missing:
        msg = f"The database’s driver {missing.name} is not installed. `bothways doctor` says what to do."
        raise NoAccess(msg) from missing
    # A key of this moment opens nothing: whoever runs the server has no use for what people wrote.
    vault = vault or Vault([Fernet.generate_key().decode()])
    database = Database(engines, vault=vault, clock=_clock(settings), wake=lambda: None)
    try:
        if migrations.current(database.engine) != migrations.newest():
            raise NoAccess("The store is not of this release’s shape. Run `bothways migrate` first.")
        refuse_if_moved(database.engine)
        yield database
    except StoreMoved as moved:
        raise NoAccess(str(moved)) from moved
    except (SQLAlchemyError, StoreUnavailable) as error:
        msg = f"The store cannot be used ({type(error).__name__}): check BOTHWAYS_DATABASE_URL, or try again."
        raise NoAccess(msg) from error
    finally:
        database.close()


def _clock(settings: Settings) -> Clock:
    return SystemClock() if settings.clock_url is None else asyncio.run(_as_it_stands(settings.clock_url))


async def _as_it_stands(url: str) -> Clock:
    """Take over where the local Slack's clock stands."""
    clock = WorkspaceClock(url)
    try:
        await clock.start(lambda: None)
    except aiohttp.ClientError as error:
        raise NoAccess("The local Slack’s clock cannot be reached; is it running?") from error
    finally:
        await clock.stop()
    return clock
