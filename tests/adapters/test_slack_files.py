"""Fetching a file that was handed in: from Slack alone, small, text, and never by a detour."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from io import BytesIO

import pytest
from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack_files import fetch_text
from mentoring.errors import Refusal
from mentoring.transcripts.rules import SIZE_LIMIT, NotATranscript, TranscriptOutOfReach, TranscriptTooLong

CANARY = "heliotrope"
FILES = {
    "plain": f"Ada: {CANARY} ä".encode(),
    "marked": f"Ada: {CANARY} ä".encode("utf-8-sig"),
    "wide": f"Ada: {CANARY} ä".encode("utf-16"),
    "latin": b"Ada: \xe4 " + CANARY.encode(),
    "binary": b"PK\0\0" + CANARY.encode(),
    "largest": b"x" * SIZE_LIMIT,
    "large": b"x" * (SIZE_LIMIT + 1),
}


@asynccontextmanager
async def slack() -> AsyncIterator[tuple[AsyncWebClient, list[str]]]:
    """A Slack that serves files, and what tokens it was shown."""
    shown: list[str] = []

    async def serve(request: web.Request) -> web.StreamResponse:
        shown.append(request.headers.get("Authorization", ""))
        name = request.match_info["name"]
        if name == "login":
            raise web.HTTPFound("/plain")
        if name not in FILES:
            raise web.HTTPNotFound
        return web.Response(body=BytesIO(FILES[name]))

    app = web.Application()
    app.router.add_get("/{name}", serve)
    runner = web.AppRunner(app)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        port = runner.addresses[0][1]
        yield AsyncWebClient(token="xoxb-1", base_url=f"http://127.0.0.1:{port}/"), shown
    finally:
        await runner.cleanup()


@pytest.mark.parametrize("name", ["plain", "marked", "wide"])
async def test_a_text_is_read_in_the_encodings_recorders_write(name: str) -> None:
    async with slack() as (client, shown):
        assert await fetch_text(client, f"{client.base_url}{name}") == f"Ada: {CANARY} ä"
        assert shown == ["Bearer xoxb-1"]


@pytest.mark.parametrize(
    ("name", "refusal"),
    [
        ("latin", NotATranscript),
        ("binary", NotATranscript),
        ("large", TranscriptTooLong),
        ("login", TranscriptOutOfReach),
        ("nowhere", TranscriptOutOfReach),
    ],
)
async def test_whatever_else_comes_is_refused_without_a_word_of_it(name: str, refusal: type[Refusal]) -> None:
    async with slack() as (client, shown):
        with pytest.raises(refusal) as refused:
            await fetch_text(client, f"{client.base_url}{name}")
        assert refused.value.field == "file"
        assert CANARY not in f"{refused.value!r} {refused.value.__cause__!r}"
        assert len(shown) == 1, "no detour is followed"


async def test_the_largest_that_fits_is_read() -> None:
    async with slack() as (client, _):
        assert len(await fetch_text(client, f"{client.base_url}largest")) == SIZE_LIMIT


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/plain",
        "https://files.slack.com.evil.example/plain",
        "http://files.slack.com/plain",
        "https://files.slack.com@evil.example/plain",
        "file:///etc/passwd",
        "",
    ],
)
async def test_the_token_goes_to_slack_and_nowhere_else(url: str) -> None:
    async with slack() as (client, shown):
        with pytest.raises(TranscriptOutOfReach):
            await fetch_text(client, url)
        assert shown == []
