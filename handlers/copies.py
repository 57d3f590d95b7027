"""A click on a message that stands twice: the second copy goes, after the click was answered."""

from collections.abc import Callable

from adapters.database import Transact
from handlers.background import Background
from mentoring.delivery import copies
from views.marks import read_sighting
from views.payloads import Payload


def watcher(transact: Transact, background: Background) -> Callable[[Payload], None]:
    """Return what is to be told of each click that was answered, whichever button it was."""

    async def look(body: Payload) -> None:
        sighting = read_sighting(body)
        if sighting is not None and await transact(copies.is_strange, sighting):
            await transact(copies.heal, sighting)

    return lambda body: background.start(look(body))
