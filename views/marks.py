"""
The mark on each message: which row of the outbox it is, so that a click tells it.

The metadata of a message says the same, but Slack does not promise it to whoever hears of a click; a block's id it
does. It is an id and nothing else, since whoever sees the message can read it.
"""

import re
from collections.abc import Sequence
from uuid import UUID

from mentoring.delivery.sighting import Sighting
from views.kit import Block
from views.payloads import Payload, actor

MARK = re.compile(r"^outbox-([0-9a-f]{32})$")


def marked(blocks: Sequence[Block], row_id: UUID) -> list[Block]:
    """Return a message's blocks with the mark in the first place that is free."""
    free = next((number for number, block in enumerate(blocks) if "block_id" not in block), None)
    return [
        {**block, "block_id": f"outbox-{row_id.hex}"} if number == free else block
        for number, block in enumerate(blocks)
    ]


def read_sighting(body: Payload) -> Sighting | None:
    """Return which message was clicked and where it stands; nothing of what was not a message that stays."""
    container = body.get("container") or {}
    if container.get("type") != "message" or container.get("is_ephemeral"):
        return None
    blocks = (body.get("message") or {}).get("blocks") or []
    found = next(filter(None, (MARK.match(str(block.get("block_id", ""))) for block in blocks)), None)
    if found is None:
        return None
    return Sighting(actor(body), UUID(found[1]), str(container["channel_id"]), str(container["message_ts"]))
