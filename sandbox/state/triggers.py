"""Trigger ids: what lets an app open a modal, once, within a few seconds of the act that earned it."""

import secrets
from dataclasses import dataclass

from sandbox.clock import WorkspaceClock
from sandbox.errors import SlackError

_KEPT = 2000


@dataclass
class Trigger:
    """
    `view_id` is the modal the act happened in and `channel` the conversation, each empty where it was in none.
    `sent_at` is workspace time.
    """

    id: str
    user: str
    sent_at: float
    view_id: str = ""
    channel: str = ""
    used: bool = False


class Triggers:
    def __init__(self, clock: WorkspaceClock, lifetime: float) -> None:
        self._clock = clock
        self._lifetime = lifetime
        self._triggers: dict[str, Trigger] = {}

    def mint(self, user: str, view_id: str = "", channel: str = "") -> str:
        now = self._clock.now()
        trigger = Trigger(
            id=f"{int(now * 1000)}.{secrets.randbelow(10**12)}.{secrets.token_hex(16)}",
            user=user,
            sent_at=now,
            view_id=view_id,
            channel=channel,
        )
        self._triggers[trigger.id] = trigger
        if len(self._triggers) > _KEPT:
            del self._triggers[next(iter(self._triggers))]
        return trigger.id

    def exchange(self, trigger_id: str) -> Trigger:
        """
        Use a trigger up.

        Raises:
            SlackError: invalid_trigger_id, exchanged_trigger_id or expired_trigger_id.
        """
        trigger = self._triggers.get(trigger_id)
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        if trigger.used:
            raise SlackError("exchanged_trigger_id")
        if self._clock.now() - trigger.sent_at > self._lifetime:
            raise SlackError("expired_trigger_id")
        trigger.used = True
        return trigger
