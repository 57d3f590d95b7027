"""Asks a web application for a page, without a socket between."""

from dataclasses import dataclass
from typing import Any

from starlette.applications import Starlette


@dataclass(frozen=True)
class Page:
    status: int
    text: str


async def page_of(app: Starlette, path: str) -> Page:
    """What a browser would see at a path."""
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "GET", "path": path, "query_string": b"", "headers": [], "http_version": "1.1"}
    await app(scope, receive, send)
    text = b"".join(each.get("body", b"") for each in sent if each["type"] == "http.response.body").decode()
    return Page(sent[0]["status"], text)
