"""An app that is stopped in a debugger has longer than Slack's three seconds, if one says so at the start."""

from pathlib import Path

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

import sandbox
from bot.demo.humans import Humans
from sandbox.errors import SlackError


async def test_a_trigger_is_good_for_as_long_as_slack_was_told_to_wait(manifest: Path) -> None:
    async with sandbox.serve(manifest, patience=60) as serving, Humans(serving.url) as humans:
        ana = (await humans.join("ana"))["id"]
        used, late = serving.slack.triggers.mint(ana), serving.slack.triggers.mint(ana)
        await humans.clock(advance=50)
        assert serving.slack.triggers.exchange(used).user == ana
        await humans.clock(advance=20)
        with pytest.raises(SlackError, match="expired_trigger_id"):
            serving.slack.triggers.exchange(late)


async def test_slack_waits_for_an_answer_as_long_as_it_was_told(manifest: Path) -> None:
    async with sandbox.serve(manifest, patience=0.05) as serving, Humans(serving.url) as humans:
        ana = (await humans.join("ana"))["id"]
        app = AsyncWebClient(base_url=serving.api_url)
        address = (await app.apps_connections_open(app_token=serving.app_token))["url"]
        async with aiohttp.ClientSession() as session, session.ws_connect(address):
            answer = await humans.command(ana, "/help-me")
        [noted] = [entry for entry in serving.slack.traffic.after(0, 100) if entry["name"] == "/help-me"]
    assert answer["error"] == "operation_timeout"
    assert "within 0.05 seconds" in answer["message"]
    assert noted["status"] == "operation_timeout"
    assert noted["reason"] == "not acknowledged within 0.05 seconds"
