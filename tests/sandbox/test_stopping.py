"""A local Slack that stops lets what is under way come to its end."""

import sqlite3
from pathlib import Path

import pytest
from aiohttp import web

import sandbox


async def test_the_storage_is_open_until_the_last_request_has_ended(
    manifest: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[str] = []
    end_requests = web.AppRunner.cleanup

    async def write_and_end_requests(runner: web.AppRunner) -> None:
        # Here a request under way would write; the runner waits for it, and takes no new one.
        written.append(serving.slack.messages.new_ts())
        await end_requests(runner)

    monkeypatch.setattr(web.AppRunner, "cleanup", write_and_end_requests)
    async with sandbox.serve(manifest) as serving:
        pass
    assert len(written) == 1
    with pytest.raises(sqlite3.ProgrammingError):
        serving.slack.messages.new_ts()
