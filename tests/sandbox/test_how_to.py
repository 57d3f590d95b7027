"""The programs in the how-to for the local Slack are run as they stand there, but for the port."""

import json
import re
import socket
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest

import sandbox
from sandbox import Serving
from tests.sandbox.driver import Control, Json, manifest_document, until
from tests.sandbox.programs import beside_slacks_packages, node_or_skip, running

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "how-to" / "use-the-local-slack.md").read_text(encoding="utf-8")
LANGUAGES = ["python", pytest.param("js", marks=pytest.mark.oracle)]


def programs(heading: str, language: str) -> list[str]:
    [section] = re.findall(rf"^## {heading}$(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)
    return re.findall(rf"^```{language}\n(.*?)^```", section, re.MULTILINE | re.DOTALL)


@pytest.fixture
def port() -> Iterator[int]:
    """
    A port for a program that takes its number and no socket.

    It is held by a socket that does not listen, beside which a server may, and nobody else is given it meanwhile.
    """
    with socket.socket() as held:
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        held.bind(("127.0.0.1", 0))
        yield int(held.getsockname()[1])


def manifest_in(folder: Path, port: int) -> Path:
    document = manifest_document(
        scopes=["chat:write", "commands"], events=[], redirect_urls=[f"http://127.0.0.1:{port}"]
    )
    document["features"]["slash_commands"] = [{"command": "/echo", "description": "Says it again"}]
    path = folder / "manifest.json"
    path.write_text(json.dumps(document))
    return path


@asynccontextmanager
async def at_work(folder: Path, program: str, language: str, port: int, slack: Serving) -> AsyncIterator[None]:
    """The program, once it answers HTTP at the port."""
    file = folder / ("app.py" if language == "python" else "app.mjs")
    # Its last word tells that it listens; the rest stands as it is printed in the docs.
    told = "" if language == "python" else "\nconsole.log('ready');\n"
    file.write_text(program.replace("3000", str(port)) + told)
    if language == "python":
        async with running([sys.executable, "-u", file], slack.environment(), ready="⚡️"):
            yield
    else:
        node = node_or_skip()
        with beside_slacks_packages(file) as copy:
            async with running([node, copy], slack.environment(), ready="ready"):
                yield


async def echoed(control: Control, user: str) -> Json:
    answer = await control.command(user, "/echo", "hello")
    assert answer["error"] is None, answer
    return answer


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_app_over_http(language: str, tmp_path: Path, port: int) -> None:
    [program] = programs("Over HTTP", language)
    request_url = f"http://127.0.0.1:{port}/slack/events"
    async with (
        sandbox.serve(manifest_in(tmp_path, port), request_url=request_url) as slack,
        Control(slack.url) as control,
        at_work(tmp_path, program, language, port, slack),
    ):
        answer = await echoed(control, await control.person("ana"))
        assert answer["ack"] == {"text": "You said: hello"}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_app_with_oauth(language: str, tmp_path: Path, port: int) -> None:
    [program] = programs("With OAuth, in several workspaces", language)
    request_url = f"http://127.0.0.1:{port}/slack/events"
    async with (
        sandbox.serve(manifest_in(tmp_path, port), request_url=request_url, installed=False) as slack,
        Control(slack.url) as control,
        at_work(tmp_path, program, language, port, slack),
        aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as browser,
    ):
        ana = await control.person("ana")
        async with browser.get(f"http://127.0.0.1:{port}/slack/install") as begun:
            cookie, _, _ = begun.headers["Set-Cookie"].partition(";")
            [link] = set(re.findall(r'href="([^"]*oauth/v2/authorize[^"]*)"', await begun.text()))
        agreed = {"user": ana, "decision": "allow", "authorize_url": link.replace("&amp;", "&")}
        back = (await control.post("/control/oauth", agreed))["location"]
        async with browser.get(back, headers={"Cookie": cookie}) as returned:
            assert "Thank you" in await returned.text()
        await echoed(control, ana)

        async def said() -> bool:
            return [message["text"] for message in await control.seen(ana, f"bot:{ana}")] == ["You said: hello"]

        await until(said)


async def test_the_test_that_plays_a_person(tmp_path: Path) -> None:
    [program] = programs("Play a person in a test", "python")
    manifest_in(tmp_path, 3000).rename(tmp_path / "manifest.yml")
    test = tmp_path / "test_echo.py"
    test.write_text(program)
    app = ROOT / "examples" / "command" / "app.py"
    async with running([sys.executable, test, sys.executable, app], {}, ready="It answers.", folder=tmp_path):
        pass
