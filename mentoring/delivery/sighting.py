"""Where a message was seen, by somebody who clicked it."""

from uuid import UUID

from msgspec import Struct

from mentoring.participants import Actor


class Sighting(Struct, frozen=True):
    """
    Somebody clicked a message that says which row it is.

    Attributes:
        channel_id: where it stands, as Slack tells it.
    """

    actor: Actor
    row_id: UUID
    channel_id: str
    message_ts: str
