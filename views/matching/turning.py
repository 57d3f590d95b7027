"""Turning the pages of what an owner looks through, where there are several."""

from collections.abc import Sequence

from msgspec import Struct

from views.kit import Block, actions, button, context
from views.reader import Reader


class Turn(Struct, frozen=True):
    """
    The acts that turn the pages of one list, and where it stands.

    Attributes:
        value: what the buttons carry.
        page: from 0.
    """

    earlier: str
    later: str
    value: str
    page: int
    pages: int


def blocks(reader: Reader, turn: Turn, before: Sequence[Block] = ()) -> list[Block]:
    """Return the buttons that lead to the pages before and after, behind others, and which page this is."""
    buttons = list(before)
    if turn.page > 0:
        buttons.append(button(reader.say("Page before"), turn.earlier, turn.value))
    if turn.page + 1 < turn.pages:
        buttons.append(button(reader.say("Next page"), turn.later, turn.value))
    found: list[Block] = [actions(buttons, block_id="turn")] if buttons else []
    if turn.pages > 1:
        found.append(context(reader.say("Page {page} of {pages}", page=turn.page + 1, pages=turn.pages)))
    return found
