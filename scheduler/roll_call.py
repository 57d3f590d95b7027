"""Asking now and then whether the bot is still where it was installed: a removal may never be told."""

from datetime import timedelta
from typing import Protocol
from uuid import UUID

import structlog
from msgspec import Struct

from adapters.database import StoreUnavailable, Transact
from mentoring import roll_call
from mentoring.roll_call import Absent, CallRoll, Present
from scheduler import retries
from scheduler.retries import Meaning
from scheduler.ticks import Ticks

log = structlog.get_logger()

LOOK_EVERY_SECONDS = 60
AT_A_TIME = 50
"""Ten thousand workspaces, four times a day each, are thirty a minute."""


class Standing(Struct, frozen=True):
    """
    What Slack says of a token.

    Attributes:
        edition: which of the workspace's tokens it was.
        refused: Slack's name for the reason; nothing where it let the bot in.
    """

    edition: int
    refused: str | None


class Doors(Protocol):
    """Whoever has the tokens."""

    async def standing(self, workspace_id: UUID) -> Standing | None:
        """Try a workspace's token; nothing where there is none, or where no answer came."""
        ...


class RollCalls:
    """
    One worker; any number of them may be at it.

    Args:
        grace: how long after it left everything of a workspace is kept.
    """

    def __init__(self, transact: Transact, doors: Doors, grace: timedelta) -> None:
        self._transact = transact
        self._doors = doors
        self._grace = grace
        self._ticks = Ticks("roll_call", LOOK_EVERY_SECONDS, self.look)

    def start(self) -> None:
        """Begin to ask."""
        self._ticks.start()

    def stop(self) -> None:
        """Ask no more."""
        self._ticks.stop()

    async def look(self) -> None:
        """Ask about those who were not asked about for a while."""
        try:
            for workspace_id in await self._transact(roll_call.take, CallRoll(AT_A_TIME)):
                standing = await self._doors.standing(workspace_id)
                if standing is not None:
                    await self._note(workspace_id, standing)
        except StoreUnavailable as error:
            log.warning("roll_call.put_off", error=type(error).__name__)

    async def _note(self, workspace_id: UUID, standing: Standing) -> None:
        if standing.refused is None:
            if await self._transact(roll_call.present, Present(workspace_id, standing.edition)):
                log.info("roll_call.back", workspace=workspace_id.hex)
            return
        if retries.meaning(standing.refused) is not Meaning.PARK_WORKSPACE:
            return
        is_gone = standing.refused in retries.GONE
        log.warning("roll_call.refused", workspace=workspace_id.hex, error=standing.refused)
        if await self._transact(roll_call.absent, Absent(workspace_id, standing.edition, is_gone, self._grace)):
            log.warning("roll_call.gone", workspace=workspace_id.hex)
