"""What Slack refuses, as a program learns of it from Slack's SDK: in Python and in JavaScript by the same names."""

import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

import sandbox
from tests.sandbox.driver import Control, manifest_document, until
from tests.sandbox.programs import beside_slacks_packages, node_or_skip, running

HERE = Path(__file__).parent
COMMANDS = ("/hold", "/open", "/twice", "/wall", "/twins", "/answers", "/stale", "/hurry")


@asynccontextmanager
async def refused_app(folder: Path, language: str) -> AsyncIterator[Control]:
    """A local Slack with its rates on, and the app in it."""
    document = manifest_document()
    document["features"]["slash_commands"] = [{"command": each, "description": "Tries it"} for each in COMMANDS]
    manifest = folder / "manifest.json"
    manifest.write_text(json.dumps(document))
    async with sandbox.serve(manifest, rates=True) as slack, Control(slack.url) as control:
        if language == "python":
            async with running([sys.executable, HERE / "refused_app.py"], slack.environment(), ready="ready"):
                # This client goes on connecting after it said that it had.
                async def connected() -> bool:
                    return slack.slack.connections == 1

                await until(connected)
                yield control
        else:
            node = node_or_skip()
            with beside_slacks_packages(HERE / "refused_app.mjs") as program:
                async with running([node, program], slack.environment(), ready="ready"):
                    yield control


@pytest.mark.parametrize("language", ["python", pytest.param("javascript", marks=pytest.mark.oracle)])
async def test_each_sdk_learns_of_a_refusal_by_slacks_name(language: str, tmp_path: Path) -> None:
    async with refused_app(tmp_path, language) as control:
        ana = await control.person("ana")
        bot = (await control.get("/control/state"))["app"]["bot_user_id"]
        club = await control.channel("club", ana, bot)

        async def told(command: str, text: str = "") -> str:
            """What the app answers to a command."""
            answer = await control.command(ana, command, text, club)
            assert answer["error"] is None, answer
            return str((answer["ack"] or {}).get("text"))

        assert await told("/twice") == "ok, exchanged_trigger_id"
        await told("/hold")
        await control.post("/control/clock", advance=4)
        assert await told("/open") == "expired_trigger_id"
        assert await told("/wall", "100") == "ok"
        assert await told("/wall", "101") == (
            "invalid_arguments [ERROR] no more than 100 items allowed [json-pointer:/view/blocks]"
        )
        twins = await told("/twins")
        assert twins.startswith("invalid_arguments [ERROR] ")
        assert "same" in twins
        late = "404" if language == "python" else "slack_bolt_respond_error 404"
        assert await told("/answers") == f"200 200 200 200 200 {late}"
        assert [m["text"] for m in await control.seen(ana, club) if m["text"].startswith("Answer")] == [
            f"Answer {number}" for number in range(1, 6)
        ]
        assert await told("/stale") == "hash_conflict"
        name = "ratelimited" if language == "python" else "slack_webapi_rate_limited_error"
        assert await told("/hurry") == f"{name} 1"
