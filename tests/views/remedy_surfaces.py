"""What helps a pair that does not get going, or does not feel right: what joins the gallery."""

from collections.abc import Iterator
from typing import Any

from mentoring.charters.unsigned import CharterNudge, Outlook, ReleaseChoice
from tests.views.facts import World, members, uid
from views import notices
from views.kit import Message
from views.reader import Reader

READER = Reader("en")


def surfaces(world: World) -> Iterator[tuple[str, Message | dict[str, Any]]]:
    """Every message and modal of it."""
    yield from _unsigned(world)


def _unsigned(world: World) -> Iterator[tuple[str, Message | dict[str, Any]]]:
    others = members(world)[1:]
    for outlook in Outlook:
        for is_written in (False, True):
            card = CharterNudge(uid(9), others, outlook, is_written)
            yield f"charter nudge, {outlook}, written {is_written}", notices.render(READER, card)
        for is_kept in (False, True):
            choice = ReleaseChoice(uid(9), others, outlook, 1, is_kept)
            yield f"release choice, {outlook}, kept {is_kept}", notices.render(READER, choice)
