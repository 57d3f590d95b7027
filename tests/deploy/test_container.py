"""The steps of the Containerfile make something that runs, as nobody in particular and without writing to its code."""

import asyncio
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import pytest

import sandbox
from bot import manifest
from tests.deploy.containerfile import Image, steps

pytestmark = pytest.mark.timeout(600)

BOT = 10001
"""The user of the image."""


@pytest.fixture(scope="module")
def image() -> Iterator[Image]:
    """What the file makes; its code belongs to whoever runs the tests."""
    # Not pytest's own folder, which only its owner may enter.
    root = Path(tempfile.mkdtemp(prefix="bothways-image-"))
    root.chmod(0o755)
    python = root / "host" / "python"
    python.parent.mkdir()
    python.write_text(f'#!/bin/sh\nexec {interpreter()} "$@"\n')
    python.chmod(0o755)
    made = Image(root, python)
    for step in steps():
        made.follow(step)
    if os.geteuid() != 0:
        subprocess.run(["chmod", "-R", "a-w", root / "opt"], check=True)
    yield made
    if os.geteuid() != 0:
        subprocess.run(["chmod", "-R", "u+w", root / "opt"], check=True)
    shutil.rmtree(root)


def interpreter() -> str:
    """A Python that nobody in particular may start too: where root runs the tests, root's own may be out of reach."""
    newest_first = (f"/usr/bin/python3.{minor}" for minor in (13, 12, 11))
    for each in (sys._base_executable, *newest_first):  # type: ignore[attr-defined]  # CPython's own
        try:
            tried = subprocess.run([each, "-c", "import ensurepip, venv"], check=False, **as_nobody())
        except OSError:
            continue
        if tried.returncode == 0:
            return str(each)
    pytest.skip("whoever is not root can start no Python 3.11 or newer with venv here")


def as_nobody() -> dict[str, Any]:
    """How to start something as the image's user; whoever is not root is nobody in particular already."""
    return {"user": BOT, "group": BOT, "extra_groups": []} if os.geteuid() == 0 else {}


def run(image: Image, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [image.here("opt/bothways/bin") / image.command[0], *arguments],
        cwd=image.folder,
        env=image.environment | settings,
        capture_output=True,
        text=True,
        check=False,
        **as_nobody(),
    )


def code(image: Image) -> dict[str, int]:
    """Every file of the code, with when it was written."""
    return {str(path): path.stat().st_mtime_ns for path in image.here("opt/bothways").rglob("*") if path.is_file()}


def test_it_tells_what_it_can_do_and_holds_nothing_that_it_does_not_need(image: Image) -> None:
    assert image.command == ["bothways", "run"]
    said = run(image, "--help")
    assert said.returncode == 0, said.stderr
    assert "doctor" in said.stdout
    installed = {path.name for path in image.here("opt/bothways/lib").glob("python3.*/site-packages/*")}
    assert not installed & {"pip", "setuptools", "hatchling", "editables", "pytest", "mypy", "tests"}
    assert {"bot", "migrations", "sandbox", "psycopg"} <= installed
    held = [path for path in image.root.rglob("*") if path.name in {".env", "encryption.key", ".git", "tests"}]
    assert [path for path in held if "site-packages" not in path.parts] == []


def test_nobody_in_particular_cannot_write_to_the_code(image: Image) -> None:
    tried = subprocess.run(
        ["sh", "-c", f"touch {image.here('opt/bothways/bin/new')}"],
        capture_output=True,
        check=False,
        **as_nobody(),
    )
    assert tried.returncode != 0


async def start(image: Image, settings: dict[str, str], log: IO[str]) -> asyncio.subprocess.Process:
    """The image's own command."""
    program, *arguments = image.command
    return await asyncio.create_subprocess_exec(
        image.here("opt/bothways/bin") / program,
        *arguments,
        cwd=image.folder,
        env=settings,
        stdout=log,
        stderr=log,
        **as_nobody(),
    )


async def healthy(image: Image, settings: dict[str, str], process: asyncio.subprocess.Process) -> bool:
    """Ask as an engine asks, until the answer is yes; no when the bot has ended."""
    program, *arguments = image.health
    while process.returncode is None:
        asking = await asyncio.create_subprocess_exec(
            image.here("opt/bothways/bin") / program, *arguments, env=settings, stderr=asyncio.subprocess.DEVNULL
        )
        if await asking.wait() == 0 and "bot.started" in image.here("var/lib/bothways/log").read_text():
            return True
    return False


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


async def test_the_bot_runs_in_it_and_is_healthy_and_stops_in_good_order(image: Image) -> None:
    before = code(image)
    async with sandbox.serve(manifest.path(), rates=False, patience=15) as slack:
        ports = {"BOTHWAYS_HEALTH_PORT": str(free_port()), "BOTHWAYS_HTTP_PORT": str(free_port())}
        settings = image.environment | slack.environment() | ports | {"SLACK_APP_TOKEN": "", "HOME": "/nonexistent"}
        log = image.here("var/lib/bothways/log")
        with log.open("w") as written:
            process = await start(image, settings, written)
            try:
                assert await healthy(image, settings, process), log.read_text()
                assert "bot.started" in log.read_text()
            finally:
                process.send_signal(signal.SIGTERM)
                ended = await process.wait()
        assert ended == 0, log.read_text()
    assert {path.name for path in image.here("var/lib/bothways").iterdir()} >= {"bothways.sqlite3", "encryption.key"}
    assert code(image) == before
