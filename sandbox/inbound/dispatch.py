"""Delivery to the app: one attempt for what a person waits on, retries for events, and a note of each in the log."""

import asyncio
import logging
from dataclasses import dataclass, replace
from typing import Protocol

from sandbox.background import Background
from sandbox.clock import WorkspaceClock
from sandbox.errors import Json
from sandbox.inbound.parcels import Outcome, Parcel, Transport
from sandbox.traffic import Traffic

# Slack sends an event again at once, a minute later, and five minutes after that.
_RETRY_AFTER = (0.0, 60.0, 300.0)

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class EventSending:
    """An event on its way; `first` ends with its first attempt, however that went."""

    first: asyncio.Future[Outcome]


class Sender(Protocol):
    """The workspace that parcels come from. To an app that is not installed there, no person can do anything."""

    team_id: str

    @property
    def installed(self) -> bool: ...


class Dispatcher:
    """Sends the parcels of one workspace over the transport in use."""

    def __init__(
        self,
        transport: Transport,
        clock: WorkspaceClock,
        traffic: Traffic,
        background: Background,
        sender: Sender,
    ) -> None:
        self._transport = transport
        self._clock = clock
        self._traffic = traffic
        self._background = background
        self._sender = sender

    async def deliver(self, parcel: Parcel) -> Outcome:
        """Send once and wait for the acknowledgement."""
        beginning = self._traffic.begin()
        # The last thing an app hears of a workspace is the event that it was removed there.
        if parcel.kind == "events_api" or self._sender.installed:
            outcome = await self._transport.deliver(parcel)
        else:
            outcome = Outcome(failure="dispatch_failed", detail="the app is not installed here")
        if outcome.failure is not None:
            _log.warning("%s was not taken by the app: %s (%s)", parcel.name, outcome.failure, outcome.detail)
        self._traffic.add(
            beginning,
            direction="to_app",
            team=self._sender.team_id,
            name=parcel.name,
            status=outcome.failure or "ok",
            request=parcel.payload,
            response=outcome.body,
            reason=outcome.detail,
        )
        return outcome

    def send_event(self, name: str, payload: Json) -> EventSending:
        """Send an event in the background, again when it is not acknowledged."""
        first: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        parcel = Parcel("events_api", name, payload, accepts_response=False)
        self._background.start(self._with_retries(parcel, first))
        return EventSending(first)

    async def _with_retries(self, parcel: Parcel, first: asyncio.Future[Outcome]) -> None:
        try:
            outcome = await self.deliver(parcel)
        except asyncio.CancelledError:
            # The workspace was emptied or is closing: whoever waits for the first attempt must not wait for ever.
            first.cancel()
            raise
        first.set_result(outcome)
        for number, pause in enumerate(_RETRY_AFTER, start=1):
            if outcome.failure is None or outcome.no_retry:
                return
            await self._clock.sleep(pause)
            reason = self._transport.reasons[outcome.failure]
            outcome = await self.deliver(replace(parcel, retry=number, reason=reason))
        if outcome.failure is not None:
            _log.error("%s was given up after three retries", parcel.name)
