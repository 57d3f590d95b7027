"""
Rules which Slack tells only in prose: between fields, or across a whole payload.

Sources: the descriptions beside the types (``submit`` is required where there are inputs; a section needs
``text`` or ``fields``; ``block_id`` and ``action_id`` are unique; one element has the focus) and Slack's
reference for messages (50 blocks).
"""

from collections import Counter
from collections.abc import Iterator
from typing import Any

MOST_BLOCKS_IN_A_MESSAGE = 50


def broken_prose(name: str, payload: object) -> Iterator[str]:
    """The faults of a payload of the type ``name`` (see ``types.ts``), each as ``path: reason``."""
    if name == "MessageBlocks" and isinstance(payload, list):
        yield from _faults("", payload)
        yield from _too_many("the payload", payload)
    elif isinstance(payload, dict) and name in ("ModalView", "HomeView"):
        yield from _view_faults("", payload)
    elif isinstance(payload, dict) and name.endswith(("Arguments", "Message", "ViewResponse")):
        if isinstance(payload.get("view"), dict):
            yield from _view_faults("view.", payload["view"])
        if isinstance(payload.get("blocks"), list):
            yield from _faults("blocks", payload["blocks"])
            yield from _too_many("blocks", payload["blocks"])


def _view_faults(path: str, view: dict[str, Any]) -> Iterator[str]:
    blocks = view.get("blocks")
    if not isinstance(blocks, list):
        return
    yield from _faults(f"{path}blocks", blocks)
    has_inputs = any(isinstance(block, dict) and block.get("type") == "input" for block in blocks)
    if view.get("type") == "modal" and has_inputs and not view.get("submit"):
        yield f"{path}submit: is required where there are inputs"
    focused = sum(element.get("focus_on_load") is True for block in blocks for element in _elements(block))
    if focused > 1:
        yield f"{path}blocks: {focused} elements have focus_on_load, only one may"


def _faults(path: str, blocks: list[Any]) -> Iterator[str]:
    for index, block in enumerate(blocks):
        here = f"{path}[{index}]"
        if (
            isinstance(block, dict)
            and block.get("type") == "section"
            and not (block.get("text") or block.get("fields"))
        ):
            yield f"{here}: a section needs text or fields"
        for action_id in _twice(element.get("action_id") for element in _elements(block)):
            yield f"{here}: the action_id {action_id!r} is there twice"
    for block_id in _twice(block.get("block_id") for block in blocks if isinstance(block, dict)):
        yield f"{path or 'the payload'}: the block_id {block_id!r} is there twice"


def _too_many(path: str, blocks: list[Any]) -> Iterator[str]:
    if len(blocks) > MOST_BLOCKS_IN_A_MESSAGE:
        yield f"{path}: {len(blocks)} blocks, a message holds {MOST_BLOCKS_IN_A_MESSAGE}"


def _elements(block: object) -> Iterator[dict[str, Any]]:
    if isinstance(block, dict):
        listed = block.get("elements")
        for element in [
            *(listed if isinstance(listed, list) else []),
            block.get("element"),
            block.get("accessory"),
        ]:
            if isinstance(element, dict):
                yield element


def _twice(ids: Iterator[Any]) -> list[str]:
    return [found for found, times in Counter(found for found in ids if isinstance(found, str)).items() if times > 1]
