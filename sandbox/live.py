"""
The streams of server-sent events: pages that show the workspace, and bots that follow its clock.

A subscriber is a bounded queue. One that does not read is dropped when its queue is full, and every subscriber is
removed when its connection ends, so that neither a forgotten tab nor a killed bot can fill the memory.
"""

import asyncio
import json
from collections.abc import Callable, Iterator

from aiohttp import web

from sandbox.errors import Json

_QUEUE_LIMIT = 2000
_ALIVE_EVERY = 1.0
_COMMENT_EVERY = 15.0


class Subscriber:
    """One open stream and what has still to be sent on it."""

    def __init__(self, viewer: str, request: web.Request) -> None:
        self.viewer = viewer
        self._request = request
        self.queue: asyncio.Queue[Json | None] = asyncio.Queue(_QUEUE_LIMIT)
        self.overflowed = False

    @property
    def alive(self) -> bool:
        """Whether the other side still holds the connection; a killed process shows here at once."""
        transport = self._request.transport
        return not self.overflowed and transport is not None and not transport.is_closing()

    def offer(self, event: Json | None) -> None:
        """Queue an event; None ends the stream."""
        try:
            self.queue.put_nowait(event)
        except asyncio.QueueFull:
            self.overflowed = True


class Hub:
    """All streams of one sort."""

    def __init__(self) -> None:
        self._subscribers: set[Subscriber] = set()

    def __iter__(self) -> Iterator[Subscriber]:
        return iter([subscriber for subscriber in self._subscribers if subscriber.alive])

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def publish(self, event: Json, may_see: Callable[[str], bool] | None = None) -> None:
        for subscriber in self:
            if may_see is None or may_see(subscriber.viewer):
                subscriber.offer(event)

    def close(self) -> None:
        for subscriber in self._subscribers:
            subscriber.offer(None)

    async def serve(
        self,
        request: web.Request,
        viewer: str,
        first: Callable[[Subscriber], Json] | None = None,
        left: Callable[[Subscriber], None] | None = None,
    ) -> web.StreamResponse:
        """Stream to one client until it leaves; `first` makes the event it gets at once."""
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
        subscriber = Subscriber(viewer, request)
        await response.prepare(request)
        self._subscribers.add(subscriber)
        try:
            if first is not None:
                subscriber.offer(first(subscriber))
            await self._pump(subscriber, response)
        except ConnectionError:
            # The client left between our look at the connection and the write: the usual end of a stream.
            return response
        finally:
            self._subscribers.discard(subscriber)
            if left is not None:
                left(subscriber)
        return response

    async def _pump(self, subscriber: Subscriber, response: web.StreamResponse) -> None:
        quiet = 0.0
        while subscriber.alive:
            try:
                event = await asyncio.wait_for(subscriber.queue.get(), _ALIVE_EVERY)
            except TimeoutError:
                quiet += _ALIVE_EVERY
                if quiet >= _COMMENT_EVERY:
                    quiet = 0.0
                    await response.write(b": still here\n\n")
                continue
            if event is None:
                return
            quiet = 0.0
            await response.write(b"data: " + json.dumps(event).encode() + b"\n\n")
