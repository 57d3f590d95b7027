"""`slack run` finds its hooks, reads our manifest, and starts the bot with the tokens that the Slack CLI has."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import sandbox
from bot import manifest
from tests.environment import ROOT

HOOKS: dict[str, Any] = json.loads((ROOT / ".slack" / "hooks.json").read_text(encoding="utf-8"))
WITH_BOUNDARIES = "--protocol=message-boundaries --boundary=3b1f"
"""How the Slack CLI tells answers from what else is printed."""


def command(name: str, more: str = "") -> str:
    """What the Slack CLI would run for a hook, with the Python of these tests."""
    return f"{HOOKS['hooks'][name]} {more}".replace(".venv/bin/python", sys.executable)


def answer(name: str, more: str = "") -> str:
    return subprocess.run(
        ["sh", "-c", command(name, more)], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout


def test_the_library_finds_what_the_file_does_not_name() -> None:
    found = json.loads(answer("get-hooks"))
    assert set(found["hooks"]) >= set(HOOKS["hooks"]) - {"get-hooks"}, "each of ours stands for one of its"
    assert found["config"]["sdk-managed-connection-enabled"], "the bot speaks with Slack itself"
    assert "message-boundaries" in found["config"]["protocol-version"]


@pytest.mark.parametrize(("more", "frame"), [("", ""), (WITH_BOUNDARIES, "3b1f")])
def test_the_manifest_is_ours_as_json(more: str, frame: str) -> None:
    said = answer("get-manifest", more).strip()
    assert said.startswith(frame)
    assert said.endswith(frame)
    assert json.loads(said.removeprefix(frame).removesuffix(frame)) == manifest.load()


def test_what_is_watched_is_there() -> None:
    watched = [path for each in HOOKS["config"]["watch"].values() for path in each["paths"]]
    assert all((ROOT / path).exists() for path in watched)
    assert (ROOT / "manifest.yml").samefile(manifest.path())


async def test_the_bot_starts_with_the_tokens_of_the_slack_cli_and_stops_with_it(tmp_path: Path) -> None:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    async with sandbox.serve(manifest.path(), rates=False, patience=15) as slack:
        process = await asyncio.create_subprocess_exec(
            "sh",
            "-c",
            f"exec {command('start', WITH_BOUNDARIES)}",
            cwd=ROOT,
            env=kept
            | slack.environment()
            | {"BOTHWAYS_DATA": str(tmp_path), "BOTHWAYS_DATABASE_URL": f"sqlite:///{tmp_path}/store.sqlite3"},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        assert process.stdout is not None
        said = ""
        async for line in process.stdout:
            said += line.decode()
            if "bot.started" in said:
                break
        assert "bot.started" in said, said
        assert slack.slack.connections == 1, "over Socket Mode"
        process.send_signal(signal.SIGTERM)
        await process.stdout.read()
        assert await process.wait() == 0
