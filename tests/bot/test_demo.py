"""The demo's own command line: what an operator types, tried where nothing can be broken."""

import asyncio
import signal
import stat
import sys
from asyncio.subprocess import PIPE, STDOUT
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.demo import command_line
from bot.demo.humans import Humans
from bot.settings import load
from tests.factories.ports import free_port

PROGRAMME = "Both ways"
PEOPLE = "Email,Name,Can teach,Wants to learn\nben@example.com,Ben,SQL,Strategy\nnobody@example.com,Nora,SQL,Strategy\n"
REAL = {
    "SLACK_BOT_TOKEN": "xoxb-real",
    "SLACK_CLIENT_ID": "1.2",
    "SLACK_CLIENT_SECRET": "real",
    "BOTHWAYS_ENCRYPTION_KEYS": "not a key",
    "BOTHWAYS_PUBLIC_URL": "https://bothways.example",
}
"""What may well stand in the `.env` of the folder in which somebody tries the demo's command line."""


@asynccontextmanager
async def demo(data: Path) -> AsyncIterator[tuple[str, list[str]]]:
    """Run an empty one; give its address, and what it said until it was ready."""
    port, said = free_port(), list[str]()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "demo", "--empty", "--port", str(port), "--data", str(data)),
        stdout=PIPE,
        env={"NO_COLOR": "1", "COLUMNS": "60"},
    )
    try:
        assert process.stdout is not None
        async for line in process.stdout:
            said.append(line.decode().strip())
            if "command line" in said[-1]:
                break
        yield f"http://127.0.0.1:{port}", said
    finally:
        process.send_signal(signal.SIGINT)
        await process.wait()


async def runs(folder: Path, script: str, *arguments: str) -> tuple[int | None, str]:
    process = await asyncio.create_subprocess_exec(script, *arguments, cwd=folder, stdout=PIPE, stderr=STDOUT)
    said, _ = await process.communicate()
    return process.returncode, said.decode()


async def test_beside_the_demo_an_operators_commands_can_be_tried_and_reach_nothing_else(tmp_path: Path) -> None:
    folder = tmp_path / "some one's folder"
    folder.mkdir()
    (folder / ".env").write_text("".join(f"{name}={value}\n" for name, value in REAL.items()), encoding="utf-8")
    (folder / "people.csv").write_text(PEOPLE, encoding="utf-8")
    async with demo(tmp_path / "the demo") as (address, said), Humans(address) as humans:
        [told] = [each for each in said if "command line" in each]
        script = told.removeprefix("Its command line, in another terminal: ").removesuffix(" doctor")
        assert mode_of(script) == 0o700, "the tokens in it are this machine's alone, and its owner's"
        await opens_a_programme(humans)
        code, healthy = await runs(folder, script, "doctor")
        assert (code, "MEND" in healthy) == (0, False), healthy
        rehearsed = ("import", "people.csv", "--programme", PROGRAMME, "--dry-run")
        code, rows = await runs(folder, script, *rehearsed)
        assert (code, "1 row would be kept, 0 merged, 1 refused." in rows) == (0, True), rows
        code, exported = await runs(folder, script, "export", "--programme", PROGRAMME, "--to", "out.csv")
        assert (code, exported) == (0, f"0 people of {PROGRAMME} are in out.csv.\n")
    assert sorted(each.name for each in folder.iterdir()) == [".env", "out.csv", "people.csv"]


def mode_of(path: str) -> int:
    return stat.S_IMODE(Path(path).stat().st_mode)


async def opens_a_programme(humans: Humans) -> None:
    admin = await humans.join("admin", is_admin=True)
    owner, ben = await humans.join("olga"), await humans.join("ben")
    channel = await humans.channel("both-ways", [admin["id"], owner["id"], ben["id"]])
    form = (await humans.command(admin["id"], "/mentor", "programme new", channel["id"]))["view"]
    answer = await humans.submit(admin["id"], form, name=PROGRAMME, channel=channel["id"], owner=owner["id"])
    assert answer["errors"] == {}, answer


def test_what_a_real_installation_has_set_does_not_mix_with_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in REAL.items():
        monkeypatch.setenv(name, value)
    local = {
        "SLACK_BOT_TOKEN": "xoxb-local",
        "SLACK_APP_TOKEN": "xapp-local",
        "SLACK_API_URL": "http://127.0.0.1:1/api/",
        "BOTHWAYS_CLOCK_URL": "http://127.0.0.1:1/clock",
    }
    found = load(_env_file=None, **command_line.settings(tmp_path, local))
    assert found.bot_token is not None
    assert found.bot_token.get_secret_value() == "xoxb-local"
    assert (found.client_id, found.client_secret, found.public_url, found.encryption_keys) == (None, None, None, [])
    assert found.data == tmp_path / "bot"
