"""Which programme? Asked of whoever has several."""

from collections.abc import Sequence

from views.kit import Block, Modal, escape, modal, section
from views.reader import Reader

SHOWN = 40
"""Programmes to choose from."""


def which_programme(reader: Reader, choices: Sequence[tuple[str, Block]]) -> Modal:
    """
    Return the question which programme.

    Args:
        choices: the name of each, and the button that goes on with it.
    """
    return modal(reader.say("Which programme?"), _lines("programme", choices[:SHOWN]), close=reader.say("Close"))


def which_sheet(reader: Reader, choices: Sequence[tuple[str, Block]]) -> Modal:
    """Return the question which of several files; the choices are as above."""
    return modal(reader.say("Which sheet?"), _lines("sheet", choices[:SHOWN]), close=reader.say("Close"))


def _lines(kind: str, choices: Sequence[tuple[str, Block]]) -> list[Block]:
    return [
        {**section(f"*{escape(name)}*", block_id=f"{kind}-{number}"), "accessory": button}
        for number, (name, button) in enumerate(choices)
    ]
