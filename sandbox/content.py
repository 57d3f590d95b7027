"""What a message may hold, whichever way it comes: texts, blocks, attachments and metadata within Slack's limits."""

import json
from collections.abc import Mapping
from typing import Any

from sandbox.blocks.checking import require_message_blocks
from sandbox.blocks.filling import filled
from sandbox.errors import Json, SlackError

MOST_POSTED = 40_000
MOST_UPDATED = 4000
MOST_MARKDOWN = 12_000
# Slack publishes no number for all blocks together: 9,597 characters were taken and 11,341 refused.
# https://github.com/slackapi/bolt-js/issues/2867
_MOST_IN_BLOCKS = 10_000
_MOST_ATTACHMENTS = 100
_MOST_METADATA = 16_000
# What a client without the means to show an attachment says in its place.
_NO_PREVIEW = "[no preview available]"


def checked_blocks(blocks: Any) -> list[Json] | None:
    """
    The blocks of a message; None where there are none.

    Raises:
        SlackError: invalid_blocks_format, invalid_blocks, or msg_blocks_too_long.
    """
    if blocks is None:
        return None
    if not isinstance(blocks, list):
        raise SlackError("invalid_blocks_format")
    checked = require_message_blocks(blocks)
    if sum(len(block["text"]) for block in checked if block["type"] == "markdown") > MOST_MARKDOWN:
        raise SlackError("msg_blocks_too_long")
    return checked


def require_short_together(blocks: list[Json] | None) -> None:
    """
    Refuse blocks that are too long together; an answer through a response URL may be longer.

    Raises:
        SlackError: msg_blocks_too_long.
    """
    if sum(_length(block) for block in blocks or [] if block["type"] != "markdown") > _MOST_IN_BLOCKS:
        raise SlackError("msg_blocks_too_long")


def _length(part: Any) -> int:
    """The characters of all texts in it."""
    if isinstance(part, list):
        return sum(_length(each) for each in part)
    if not isinstance(part, dict):
        return 0
    return sum(len(held) if isinstance(held, str) and key == "text" else _length(held) for key, held in part.items())


def checked_attachments(attachments: Any) -> list[Json]:
    """
    The attachments as Slack stores them: numbered, and with a text for clients that cannot show them.

    Raises:
        SlackError: invalid_attachments, too_many_attachments, or invalid_blocks inside one.
    """
    if attachments is None:
        return []
    if not isinstance(attachments, list) or not all(isinstance(one, dict) for one in attachments):
        raise SlackError("invalid_attachments")
    if len(attachments) > _MOST_ATTACHMENTS:
        raise SlackError("too_many_attachments")
    return [_attachment(number, one) for number, one in enumerate(attachments, start=1)]


def _attachment(number: int, given: Json) -> Json:
    blocks = given.get("blocks")
    if blocks is not None and not isinstance(blocks, list):
        raise SlackError("invalid_attachments")
    said = next((str(given[key]) for key in ("fallback", "text", "title", "pretext") if given.get(key)), _NO_PREVIEW)
    inner = {"blocks": filled(require_message_blocks(blocks, f"/attachments/{number - 1}/blocks"))} if blocks else {}
    return {"id": number, "fallback": said, **given, **inner}


def checked_metadata(metadata: Any, *, removing: bool = False) -> Json | None:
    """
    The metadata of a message; None where there is none.

    Args:
        removing: whether an empty object means to take away what was there.

    Raises:
        SlackError: invalid_metadata_format, invalid_metadata_schema or metadata_too_large.
    """
    if metadata is None or (removing and metadata == {}):
        return None
    if not isinstance(metadata, dict):
        raise SlackError("invalid_metadata_format")
    named = isinstance(metadata.get("event_type"), str) and isinstance(metadata.get("event_payload"), dict)
    if not named or not metadata["event_type"]:
        raise SlackError("invalid_metadata_schema")
    kept = {"event_type": metadata["event_type"], "event_payload": metadata["event_payload"]}
    if len(json.dumps(kept, ensure_ascii=False).encode()) > _MOST_METADATA:
        raise SlackError("metadata_too_large")
    return kept


def face(username: str, icon_emoji: str, icon_url: str) -> Json:
    """What a message holds that was posted under another name or picture; the emoji outweighs the address."""
    icons: Mapping[str, str] = {}
    if icon_emoji:
        icons = {"emoji": f":{icon_emoji.strip(':')}:"}
    elif icon_url:
        icons = {"image_48": icon_url}
    shown: Json = {"username": username} if username else {}
    shown |= {"icons": dict(icons)} if icons else {}
    return {"subtype": "bot_message", **shown} if shown else {}
