"""Looking now and then whether a workspace left so long ago that everything of it is to go."""

from datetime import timedelta

import structlog

from adapters.database import StoreUnavailable, Transact
from mentoring import purges
from mentoring.purges import Purge
from scheduler.ticks import Ticks

log = structlog.get_logger()

LOOK_EVERY_SECONDS = 60


class Purging:
    """
    One worker; any number of them may be at it.

    Args:
        grace: how long after it left everything of a workspace is kept.
    """

    def __init__(self, transact: Transact, grace: timedelta) -> None:
        self._transact = transact
        self._command = Purge(grace)
        self._ticks = Ticks("purge", LOOK_EVERY_SECONDS, self.look)

    def start(self) -> None:
        """Begin to look."""
        self._ticks.start()

    def stop(self) -> None:
        """Look no more; a step under way is finished, or undone by the store."""
        self._ticks.stop()

    async def look(self) -> None:
        """Purge everything that is due."""
        try:
            if not await self._transact(purges.is_due, self._command):
                return
            while await self._transact(purges.go_on, self._command):
                pass
        except StoreUnavailable as error:
            log.warning("purge.put_off", error=type(error).__name__)
        else:
            log.info("purge.done")
