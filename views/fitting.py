"""
Shortening a message to what Slack takes.

Beside the limits of each block there is one for all of them together, for which Slack publishes no number: some 9,600
characters are taken, and 11,300 are refused with `msg_blocks_too_long`. A card that is refused would be seen by nobody;
so its longest paragraphs are cut, and what was written is whole wherever it is kept.
"""

from collections.abc import Iterator, Sequence
from copy import deepcopy
from typing import Any

from msgspec.structs import replace

from views.kit import Block, Message

MOST = 9_500
"""Characters of all texts in a message's blocks."""


def fitted(message: Message) -> Message:
    """Return a message that Slack takes: as it is, or with its longest paragraphs cut at one length."""
    if _length(message.blocks) <= MOST:
        return message
    blocks = deepcopy(message.blocks)
    paragraphs = list(_paragraphs(blocks))
    lengths = [len(each["text"]) for each in paragraphs]
    longest = _shared(lengths, MOST - (_length(blocks) - sum(lengths)))
    for each in paragraphs:
        each["text"] = _cut(each["text"], longest)
    return replace(message, blocks=blocks)


def _length(part: Any) -> int:
    if isinstance(part, list):
        return sum(_length(each) for each in part)
    if not isinstance(part, dict):
        return 0
    return sum(len(held) if isinstance(held, str) and key == "text" else _length(held) for key, held in part.items())


def _paragraphs(blocks: Sequence[Block]) -> Iterator[dict[str, Any]]:
    for block in blocks:
        texts = [block.get("text"), *block.get("fields", [])] if block["type"] == "section" else []
        texts += block["elements"] if block["type"] == "context" else []
        yield from (each for each in texts if each and each["type"] == "mrkdwn")


def _shared(lengths: Sequence[int], room: int) -> int:
    """How long each may be, so that together they are no longer than the room and the short ones stay whole."""
    for number, length in enumerate(sorted(lengths)):
        each = room // (len(lengths) - number)
        if length > each:
            return max(each, 1)
        room -= length
    return max(lengths, default=0)


def _cut(text: str, length: int) -> str:
    if len(text) <= length:
        return text
    kept = text[: length - 1]
    # Neither within a mention, a link or a date of ours, nor within a sign that was made harmless.
    for opens, closes in (("<", ">"), ("&", ";")):
        if kept.rfind(opens) > kept.rfind(closes):
            kept = kept[: kept.rfind(opens)]
    return f"{kept.rstrip()}…"
