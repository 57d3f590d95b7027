"""What rounds of matching say, in every state: what joins the gallery."""

from collections.abc import Iterator
from typing import Any

from mentoring.matching import Rule
from mentoring.programmes.commands import NAME_LIMIT
from mentoring.rounds.notices import MAY_BE_SAID, NobodyThisTime
from tests.views.facts import World, uid
from views import notices
from views.kit import Message
from views.reader import Reader

READER = Reader("en")
REASONS: tuple[Rule | None, ...] = (None, *MAY_BE_SAID)


def surfaces(world: World) -> Iterator[tuple[str, Message | dict[str, Any]]]:
    """Each message and modal by its name."""
    name = world.text(NAME_LIMIT)
    for mainly in REASONS:
        card = NobodyThisTime(uid(1), name, mainly, 0, 0, is_imported=False)
        yield f"nobody this time, {mainly}", notices.render(READER, card)
    for is_imported in (False, True):
        card = NobodyThisTime(uid(1), name, None, 7, 5, is_imported=is_imported)
        yield f"nobody this time, imported: {is_imported}", notices.render(READER, card)
