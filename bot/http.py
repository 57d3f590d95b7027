"""Slack over HTTP: signed requests in; and the secret calendar addresses."""

from collections.abc import Sequence

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from adapters import calendar
from adapters.database import StoreUnavailable, Transact
from bot.front_door import FrontDoor
from bot.listening import ListeningApp
from mentoring.calendars import feeds
from mentoring.calendars.feeds import AskFeed
from views import calendar as views
from views.reader import Reader

EVENTS_PATH = "/slack/events"
NOBODY_ELSES = {
    "Cache-Control": "private, no-cache",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}
"""For what only one person's calendar asks for: no proxy keeps it, no search engine lists it."""


def web_app(app: ListeningApp, transact: Transact, more: Sequence[BaseRoute] = ()) -> Starlette:
    """
    Return the web application: everything from Slack comes in at one path, calendars at another.

    Args:
        more: what else this port answers.
    """

    async def feed(request: Request) -> Response:
        """Answer one person's calendar; whatever is wrong with the address, the answer is the same."""
        asked = AskFeed(request.path_params["workspace"], request.path_params["secret"])
        try:
            entries = await transact(feeds.read, asked)
        except StoreUnavailable:
            return PlainTextResponse("Try again later.\n", 503, NOBODY_ELSES | {"Retry-After": "60"})
        if entries is None:
            return PlainTextResponse("There is no such calendar.\n", 404, NOBODY_ELSES)
        reader = Reader()
        content = calendar.feed_of(views.titled(reader, entries), views.calendar_name(reader))
        return Response(content, headers=NOBODY_ELSES, media_type="text/calendar")

    served = Starlette(
        routes=[
            Route(EVENTS_PATH, FrontDoor(app), methods=["POST"]),
            Route("/calendar/{workspace}/{secret}.ics", feed),
            *more,
        ]
    )
    # Otherwise a slash too many is answered with an address made of whatever host the request named.
    served.router.redirect_slashes = False
    return served
