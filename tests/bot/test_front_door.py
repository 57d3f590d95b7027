"""The door for Slack over HTTP: nobody else is let in, and nothing they bring is read, kept or answered for."""

import asyncio
import io
import json
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from shutil import copy
from typing import Any
from urllib.parse import urlencode

import aiohttp
import pytest
import pytest_asyncio
from slack_sdk.signature import SignatureVerifier
from starlette.applications import Starlette
from starlette.routing import Route

from bot.front_door import LARGEST, FrontDoor
from bot.http import EVENTS_PATH, web_app
from bot.serving import served
from tests.bot.running import Payload, Running, running
from tests.mentoring.ways_in import CANARY
from views import checkins, invitations

pytestmark = pytest.mark.asyncio(loop_scope="module")

FORM, JSON = "application/x-www-form-urlencoded", "application/json"
WINDOW = 5 * 60


@dataclass
class Door:
    """
    A bot's own port, and whoever knocks.

    Attributes:
        here: the bot, and the workspace it lives in.
        url: where the port is.
    """

    here: Running
    url: str
    session: aiohttp.ClientSession
    secret: str = field(init=False)

    def __post_init__(self) -> None:
        self.secret = self.here.slack.signing_secret

    def signed(self, body: str | bytes, kind: str, *, secret: str = "", age: int = 0) -> dict[str, str]:
        """The headers that Slack would send."""
        moment = str(int(time.time()) - age)
        signature = SignatureVerifier(secret or self.secret).generate_signature(timestamp=moment, body=body)
        return {"Content-Type": kind, "X-Slack-Request-Timestamp": moment, "X-Slack-Signature": signature or ""}

    async def knocks(self, body: Any, headers: dict[str, str]) -> tuple[int, str]:
        async with self.session.post(self.url + EVENTS_PATH, data=body, headers=headers) as answer:
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert "Server" not in answer.headers
            return answer.status, await answer.text()

    @property
    def last(self) -> int:
        """The number of the newest thing that passed between bot and Slack."""
        newest = self.here.slack.slack.traffic.after(0, 1)
        return int(newest[-1]["n"]) if newest else 0


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def door(
    tmp_path_factory: pytest.TempPathFactory, migrated_file: Path, unused_tcp_port_factory: Any
) -> AsyncIterator[Door]:
    folder = tmp_path_factory.mktemp("door")
    copy(migrated_file, folder / "bothways.sqlite3")
    async with running(folder, f"sqlite:///{folder}/bothways.sqlite3") as here, aiohttp.ClientSession() as session:
        app, port = web_app(here.bot.app, here.bot.database.transact), unused_tcp_port_factory()
        async with served(app, "127.0.0.1", port):
            yield Door(here, f"http://127.0.0.1:{port}", session)


def brought(here: Running) -> dict[str, tuple[str, str]]:
    """A payload of each kind, as it is sent, with its content type."""
    action = {"action_id": invitations.ACCEPT, "block_id": "b", "type": "button", "value": CANARY, "action_ts": "1.1"}
    view = {"type": "modal", "callback_id": checkins.KEEP, "id": "V1", "hash": "1", "private_metadata": CANARY}
    # Where somebody who is not Slack would like the bot to speak, with its own token.
    where = {"response_url": f"{here.slack.url}/response/forged", "view": view | {"blocks": [], "state": {}}}
    acts: dict[str, Payload] = {
        "block_actions": {"actions": [action], "container": {"type": "message"}},
        "view_submission": {},
        "view_closed": {},
        "message_action": {"callback_id": "log.save", "message": {"text": CANARY}, "channel": {"id": "C1"}},
        "block_suggestion": {"action_id": "enrolment.zone", "block_id": "b", "value": CANARY},
    }
    found = {
        name: (urlencode({"payload": json.dumps(here.act("U1", name, **where | more))}), FORM)
        for name, more in acts.items()
    }
    found["command"] = (urlencode(here.command("U1", "/mentor", CANARY)), FORM)
    found["event"] = (json.dumps(here.event("U1", "app_home_opened", tab="home")), JSON)
    found["url_verification"] = (json.dumps({"type": "url_verification", "challenge": CANARY}), JSON)
    return found


async def test_whoever_is_not_slack_is_sent_away_whatever_they_bring_and_nothing_is_done(door: Door) -> None:
    store, before = door.here.bot.database, door.last
    with store.engine.connect() as connection:
        version = connection.exec_driver_sql("PRAGMA data_version").scalar()
        for name, (body, kind) in brought(door.here).items():
            good = door.signed(body, kind)
            forged: dict[str, tuple[str, dict[str, str]]] = {
                "nothing signed": (body, {"Content-Type": kind}),
                "another secret": (body, door.signed(body, kind, secret="not-the-secret")),
                "too old": (body, door.signed(body, kind, age=WINDOW + 10)),
                "of the future": (body, door.signed(body, kind, age=-WINDOW - 10)),
                "another body": (body + " ", good),
                "an older moment": (body, good | {"X-Slack-Request-Timestamp": str(int(time.time()) - 100)}),
                "no signature": (body, good | {"X-Slack-Signature": ""}),
                "no moment": (body, good | {"X-Slack-Request-Timestamp": ""}),
                "no number": (body, good | {"X-Slack-Request-Timestamp": "soon"}),
                "a number without end": (body, good | {"X-Slack-Request-Timestamp": "9" * 5_000}),
                "no letters": (body, good | {"X-Slack-Signature": "v0=é"}),
                "another version": (body, good | {"X-Slack-Signature": good["X-Slack-Signature"].replace("v0", "v1")}),
                "Slack's old probe": (body + "&ssl_check=1", {"Content-Type": FORM}),
            }
            for fault, (sent, headers) in forged.items():
                status, said = await door.knocks(sent, headers)
                assert status == 401, (name, fault)
                assert said == "This is not taken here.\n", (name, fault)
        assert connection.exec_driver_sql("PRAGMA data_version").scalar() == version
    assert door.last == before, "the bot said something to Slack"


async def test_what_slack_signed_is_answered(door: Door) -> None:
    body, kind = brought(door.here)["command"]
    status, said = await door.knocks(body, door.signed(body, kind))
    assert status == 200
    assert json.loads(said)["response_type"] == "ephemeral"


async def test_headers_that_no_signature_covers_change_nothing(door: Door) -> None:
    body, kind = brought(door.here)["command"]
    more = {"X-Slack-Bolt-Lazy-Only": "1", "X-Slack-Bolt-Lazy-Function-Name": "command"}
    status, said = await door.knocks(body, door.signed(body, kind) | more)
    assert (status, json.loads(said)["response_type"]) == (200, "ephemeral")


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"{", JSON),
        (b"[]", JSON),
        (b"null", JSON),
        (b'"text"', JSON),
        (b"[" * 100_000, JSON),
        (b"\xff\xfe", FORM),
        (b"payload=%7B", FORM),
        (b"payload=", FORM),
        (b"payload=%22%FF%22", FORM),
        (b"payload=[]", FORM),
        (b"payload=7", FORM),
    ],
)
async def test_what_cannot_be_read_is_refused_even_if_it_is_signed(door: Door, body: bytes, kind: str) -> None:
    try:
        headers = door.signed(body, kind)
    except UnicodeDecodeError:
        headers = door.signed("", kind)
    status, _ = await door.knocks(body, headers)
    assert status in {400, 401}


async def test_a_body_without_end_is_not_held(door: Door) -> None:
    passed = 0

    async def pieces() -> AsyncIterator[bytes]:
        nonlocal passed
        while True:
            passed += 1
            yield b"x" * 65_536

    headers = door.signed("", FORM)
    try:
        status, _ = await door.knocks(pieces(), headers)
    except aiohttp.ClientError:
        # The server hung up while we still spoke.
        status = 413
    assert status == 413
    assert passed * 65_536 < 32 * LARGEST, "some of it stands in the machine's own buffers, and no more"


async def test_a_body_just_as_large_as_slack_may_send_is_read(door: Door) -> None:
    body = urlencode(door.here.command("U1", "/mentor", "ü" * 250_000)).encode()
    assert LARGEST // 2 < len(body) < LARGEST
    assert (await door.knocks(io.BytesIO(body), door.signed(body, FORM)))[0] == 200


async def test_whoever_sends_drop_by_drop_is_not_waited_for(door: Door, unused_tcp_port: int) -> None:
    patient = FrontDoor(door.here.bot.app, read_within=0.05)
    app = Starlette(routes=[Route(EVENTS_PATH, patient, methods=["POST"])])
    async with served(app, "127.0.0.1", unused_tcp_port):
        reader, writer = await asyncio.open_connection("127.0.0.1", unused_tcp_port)
        head = "".join(f"{name}: {value}\r\n" for name, value in door.signed("", FORM).items())
        writer.write(f"POST {EVENTS_PATH} HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n{head}\r\nx".encode())
        assert (await reader.readline()).startswith(b"HTTP/1.1 408 ")
        writer.close()


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", EVENTS_PATH, 405),
        ("PUT", EVENTS_PATH, 405),
        ("TRACE", EVENTS_PATH, 405),
        ("POST", "/calendar/a/b.ics", 405),
        ("GET", "/", 404),
        ("GET", "/metrics", 404),
        ("GET", "/slack/events/", 404),
        ("GET", "/calendar/../../etc/passwd", 404),
        ("GET", "/slack/install", 404),
        ("GET", "/docs", 404),
    ],
)
async def test_nothing_else_is_there(door: Door, method: str, path: str, status: int) -> None:
    async with door.session.request(method, door.url + path, allow_redirects=False) as answer:
        assert answer.status == status
        assert "Traceback" not in await answer.text()


async def test_without_a_signing_secret_nobody_is_slack(tmp_path: Path, sqlite_url: str, door: Door) -> None:
    """Over Socket Mode no port is open; if somebody opened one all the same, nobody could speak for Slack there."""
    app = door.here.bot.app
    verifier, app._verifier = app._verifier, None
    body, kind = brought(door.here)["command"]
    status, _ = await door.knocks(body, door.signed(body, kind))
    app._verifier = verifier
    assert status == 401
