"""What is sent to the app, and what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from sandbox.errors import Json


@dataclass(frozen=True)
class Parcel:
    """
    One payload on its way. `kind` is Slack's envelope type: slash_commands, interactive or events_api.

    `retry` counts from 0, the first attempt; `reason` says why an event is sent again.
    """

    kind: str
    name: str
    payload: Json
    accepts_response: bool = True
    retry: int = 0
    reason: str = ""


@dataclass(frozen=True)
class Outcome:
    """
    `failure` is None when the app acknowledged; otherwise operation_timeout (no answer in time) or
    dispatch_failed (no app there, or it answered with an error). `body` is what came with the acknowledgement.
    """

    body: Json | None = None
    failure: str | None = None
    detail: str = ""
    no_retry: bool = False


class Transport(Protocol):
    """A way to the app. `reasons` are its words for why an event is sent again, by the failure that came before."""

    @property
    def reasons(self) -> Mapping[str, str]: ...

    async def deliver(self, parcel: Parcel) -> Outcome: ...

    async def close(self) -> None: ...
