"""`bothways key rotate`: seal everything with the newest key, while the bot is running."""

import time
from collections.abc import Iterator

from msgspec import Struct

from adapters.database import Database, StoreUnavailable, engines_for
from bot.settings import Settings
from mentoring import resealing
from mentoring.clock import SystemClock
from mentoring.resealing import Looked, SealAnew, sealed_columns
from mentoring.vault import Vault

TRIES = 20
BREATH_SECONDS = 0.25


class Rotated(Struct, frozen=True):
    """One table. `anew` texts were sealed with the newest key; `unreadable` ones no key opens."""

    table: str
    anew: int
    unreadable: int


def rotate(settings: Settings) -> Iterator[Rotated]:
    """
    Go through every table that holds something sealed; stopped half-way it can be begun again.

    Raises:
        StoreUnavailable: the store stayed locked, or is away.
    """
    engines = engines_for(settings.store_url)
    database = Database(engines, vault=Vault(settings.keys()), clock=SystemClock(), wake=_nothing_to_wake)
    try:
        for table in sealed_columns():
            anew = unreadable = 0
            command = SealAnew(table)
            while (looked := _patiently(database, command)).last is not None:
                anew += looked.anew
                unreadable += looked.unreadable
                command = SealAnew(table, looked.last)
            yield Rotated(table, anew, unreadable)
    finally:
        database.close()


def _patiently(database: Database, command: SealAnew) -> Looked:
    for _ in range(TRIES - 1):
        try:
            return database.run(resealing.seal_anew, command)[0]
        except StoreUnavailable:
            # The bot is at it as well, and goes first.
            time.sleep(BREATH_SECONDS)
    return database.run(resealing.seal_anew, command)[0]


def _nothing_to_wake() -> None:
    """Nothing is put into the outbox here."""
