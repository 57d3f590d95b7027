"""What Slack adds to blocks it was given: identifiers that were left out, and the defaults of texts."""

from typing import Any

from sandbox.blocks.layout import elements_of, every_block
from sandbox.errors import Json
from sandbox.state.ids import short_code

_WITHOUT_ACTION = {"image", "plain_text", "mrkdwn"}


def filled(blocks: list[Json]) -> list[Json]:
    """A copy of valid blocks as Slack stores and returns them."""
    copies: list[Json] = [_copy(block) for block in blocks]
    for _, block in every_block(copies):
        block.setdefault("block_id", short_code())
        for _, element in elements_of(block):
            if element.get("type") not in _WITHOUT_ACTION:
                element.setdefault("action_id", short_code())
    return copies


def filled_text(text: Any) -> Any:
    """A text object with its defaults, or None."""
    return None if text is None else _copy(text)


def _copy(value: Any) -> Any:
    if isinstance(value, list):
        return [_copy(item) for item in value]
    if not isinstance(value, dict):
        return value
    copy = {key: _copy(item) for key, item in value.items() if item is not None}
    if isinstance(copy.get("text"), str):
        if copy.get("type") == "plain_text":
            copy.setdefault("emoji", True)
        elif copy.get("type") == "mrkdwn":
            copy.setdefault("verbatim", False)
    return copy
