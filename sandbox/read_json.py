"""JSON as somebody else sent it: whatever is wrong with it is one kind of error."""

import json
from typing import Any

# Nothing of Slack's is half as deep, and what reads it further goes down with it.
_DEEPEST = 100


def read_json(text: str) -> Any:
    """
    The document.

    Raises:
        ValueError: it is no JSON, half a character (which nothing could store), or lists within lists without an end.
    """
    try:
        document = json.loads(text)
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error
    if "\\ud" in text.lower():
        json.dumps(document, ensure_ascii=False).encode()
    # No deeper than it has brackets, and most have few.
    if text.count("[") + text.count("{") <= _DEEPEST:
        return document
    level = [document]
    for _ in range(_DEEPEST):
        level = [child for each in level for child in _inside(each)]
        if not level:
            return document
    raise ValueError("it is nested too deeply")


def _inside(node: Any) -> list[Any]:
    return list(node.values()) if isinstance(node, dict) else node if isinstance(node, list) else []
