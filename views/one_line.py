"""What somebody typed, as one line where there is room for no more."""

from views.kit import escape

ROOM = 120
ESCAPED_ROOM = 400
"""Characters as Slack counts them, for which an ampersand is five."""


def clipped(typed: str, room: int = ROOM) -> str:
    """Return the beginning of what somebody typed as one line, escaped; a sign at its end says that there is more."""
    line = " ".join(typed.split())
    shown = line if len(line) <= room else f"{line[: room - 1]}…"
    while len(escape(shown)) > ESCAPED_ROOM:
        shown = f"{shown[: len(shown) * 3 // 4]}…"
    return escape(shown)
