"""Drawing the Home tab, and drawing it anew for those who have it open."""

import asyncio
from collections import OrderedDict
from weakref import WeakValueDictionary

from slack_sdk.web.async_client import AsyncWebClient

from adapters.database import Transact
from handlers.background import Background
from mentoring import home
from mentoring.home import HomeCard, OpenHome
from mentoring.participants import Actor
from views import home as views
from views.reader import Reader

REMEMBERED = 2_000


class HomeTab:
    """
    The Home tabs this process has drawn.

    Slack tells when a tab is opened, not whether it still is; those who opened it lately get it drawn anew after
    their own acts. Everybody else finds it fresh at the next opening. One person's tab is drawn by one at a time, each
    from what the store holds then, so that no drawing overtakes a newer one.
    """

    def __init__(self, transact: Transact, background: Background) -> None:
        self._transact = transact
        self._background = background
        self._viewers: OrderedDict[Actor, None] = OrderedDict()
        self._turns: WeakValueDictionary[Actor, asyncio.Lock] = WeakValueDictionary()
        self._waiting: set[Actor] = set()

    async def opened(self, client: AsyncWebClient, actor: Actor) -> None:
        """Draw it for somebody who opens it."""
        self._viewers[actor] = None
        self._viewers.move_to_end(actor)
        if len(self._viewers) > REMEMBERED:
            self._viewers.popitem(last=False)
        async with self._turn(actor):
            await self._publish(client, actor, await self._transact(home.open_home, OpenHome(actor)))

    def changed(self, client: AsyncWebClient, actor: Actor) -> None:
        """Draw it anew, beside, for somebody who just did something."""
        if actor in self._viewers and actor not in self._waiting:
            self._waiting.add(actor)
            self._background.start(self._redraw(client, actor))

    async def _redraw(self, client: AsyncWebClient, actor: Actor) -> None:
        async with self._turn(actor):
            # From here on the store is read: whatever is done later needs a drawing of its own.
            self._waiting.discard(actor)
            await self._publish(client, actor, await self._transact(home.glance, actor))

    def _turn(self, actor: Actor) -> asyncio.Lock:
        """Return the lock that all who draw one person's tab share for as long as anybody holds it."""
        return self._turns.setdefault(actor, asyncio.Lock())

    async def _publish(self, client: AsyncWebClient, actor: Actor, card: HomeCard) -> None:
        await client.views_publish(user_id=actor.user_id, view=views.view(Reader(), card))
