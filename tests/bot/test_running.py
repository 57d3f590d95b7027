"""`bothways run` that cannot start says in one line what is wrong, and ends."""

import asyncio
import os
import sys
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

import sandbox
from bot import manifest, running
from bot.running import CannotRun
from bot.settings import load
from sandbox import Serving


async def run_bot(environment: dict[str, str], folder: Path) -> tuple[int, str]:
    """Run the bot until it ends by itself; return its exit code and what it said."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SLACK_", "BOTHWAYS_"))}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        "run",
        cwd=folder,
        env={
            **kept,
            **environment,
            "PYTHONPATH": str(Path(__file__).parents[2]),
            "BOTHWAYS_DATA": str(folder / "data"),
        },
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        said, _ = await asyncio.wait_for(process.communicate(), timeout=60)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    assert process.returncode is not None
    return process.returncode, said.decode()


def without_clock(slack: Serving) -> dict[str, str]:
    return {name: value for name, value in slack.environment().items() if name != "BOTHWAYS_CLOCK_URL"}


async def test_without_settings_it_names_the_one_that_is_missing(tmp_path: Path) -> None:
    code, said = await run_bot({}, tmp_path)
    assert code == 2
    assert "SLACK_BOT_TOKEN is missing" in said
    assert "Traceback" not in said


async def test_a_token_that_slack_refuses_is_told_in_one_line(tmp_path: Path) -> None:
    async with sandbox.serve(manifest.path(), port=0, patience=15) as slack:
        code, said = await run_bot(without_clock(slack) | {"SLACK_BOT_TOKEN": "xoxb-another"}, tmp_path)
    assert code == 1
    assert "Slack refuses to let the bot in (invalid_auth)" in said
    assert "xoxb-another" not in said
    assert "Traceback" not in said


async def test_an_app_token_that_slack_refuses_is_told_in_one_line(tmp_path: Path) -> None:
    async with sandbox.serve(manifest.path(), port=0, patience=15) as slack:
        code, said = await run_bot(without_clock(slack) | {"SLACK_APP_TOKEN": "xapp-1-wrong"}, tmp_path)
    assert code == 1
    assert "Slack refuses to let the bot in (invalid_auth)" in said


async def test_a_slack_that_is_not_there_is_told_in_one_line(tmp_path: Path) -> None:
    tokens = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1", "SLACK_API_URL": "http://127.0.0.1:9/api/"}
    code, said = await run_bot(tokens, tmp_path)
    assert code == 1
    assert "Slack cannot be reached at http://127.0.0.1:9/api/" in said


async def test_a_missing_database_driver_is_told_in_one_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    url = "postgresql+psycopg://me:canary@127.0.0.1:1/none"
    settings = load(
        _env_file=None,
        SLACK_BOT_TOKEN="xoxb-1",
        SLACK_APP_TOKEN="xapp-1",
        BOTHWAYS_DATA=tmp_path,
        BOTHWAYS_DATABASE_URL=url,
    )
    with pytest.raises(CannotRun, match="driver psycopg is not installed"):
        await running._run(settings)


async def test_another_key_than_the_stores_stops_it_before_it_does_harm(tmp_path: Path) -> None:
    async with sandbox.serve(manifest.path(), port=0, patience=15) as slack:
        # The HTTP port is taken by the local Slack itself, so the first run ends once it has met its store.
        first = {**without_clock(slack), "BOTHWAYS_HTTP_PORT": str(slack.port), "SLACK_APP_TOKEN": ""}
        await run_bot(first, tmp_path)
        key = tmp_path / "data" / "encryption.key"
        assert key.exists()
        key.write_bytes(Fernet.generate_key())
        code, said = await run_bot(without_clock(slack), tmp_path)
    assert code == 1
    assert "The encryption key does not fit this store" in said


@pytest.mark.parametrize("name", ["run", "doctor", "migrate"])
async def test_each_command_tells_what_it_is_for(name: str) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", name, "--help", stdout=asyncio.subprocess.PIPE
    )
    said, _ = await process.communicate()
    assert process.returncode == 0
    assert len(said.decode().split()) > 10
