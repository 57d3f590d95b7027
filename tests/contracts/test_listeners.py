"""
The manifest, the listeners, the surfaces and the docs name the same commands, events, buttons and forms.

The listeners are those of the real assembled app; whether one listens is asked by showing it a payload.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from slack_bolt import BoltResponse
from slack_bolt.async_app import AsyncApp
from slack_bolt.listener.async_listener import AsyncListener
from slack_bolt.request.async_request import AsyncBoltRequest

from bot.app import Bot
from bot.settings import load
from tests.views import gallery

ROOT = Path(__file__).resolve().parents[2]
WHO = {"team": {"id": "T1"}, "user": {"id": "U1"}, "trigger_id": "1.1.a"}
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def manifest() -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((ROOT / "manifest.yml").read_text(encoding="utf-8"))
    return content


COMMANDS = [each["command"] for each in manifest()["features"]["slash_commands"]]
SHORTCUTS = [each["callback_id"] for each in manifest()["features"]["shortcuts"]]
EVENTS = manifest()["settings"]["event_subscriptions"]["bot_events"]


def buttons() -> list[str]:
    return sorted({each["action_id"] for each in elements() if each["type"] == "button"})


def live_fields() -> list[str]:
    return sorted({block["element"]["action_id"] for block in blocks() if block.get("dispatch_action")})


def pickers() -> list[str]:
    shown = [each for block in blocks() if block["type"] == "actions" for each in block["elements"]]
    return sorted({each["action_id"] for each in shown if each["type"] != "button"})


def searched() -> list[str]:
    return sorted({each["action_id"] for each in elements() if "external_select" in each["type"]})


def forms() -> list[str]:
    payloads = [surface.payload for surface in gallery.every_surface()]
    return sorted({payload["callback_id"] for payload in payloads if payload.get("callback_id")})


def blocks() -> Iterator[dict[str, Any]]:
    return (block for surface in gallery.every_surface() for block in gallery.blocks_of(surface))


def elements() -> Iterator[dict[str, Any]]:
    return (each for surface in gallery.every_surface() for each in gallery.elements_of(surface))


def command(name: str) -> dict[str, Any]:
    return {"command": name, "team_id": "T1", "user_id": "U1", "text": "", "trigger_id": "1.1.a"}


def click(action_id: str) -> dict[str, Any]:
    action = {"action_id": action_id, "block_id": "b", "type": "button", "value": "v", "action_ts": "1.1"}
    return {**WHO, "type": "block_actions", "actions": [action]}


def submission(callback_id: str) -> dict[str, Any]:
    return {**WHO, "type": "view_submission", "view": {"type": "modal", "callback_id": callback_id}}


def shortcut(callback_id: str) -> dict[str, Any]:
    return {**WHO, "type": "message_action", "callback_id": callback_id, "message": {}, "channel": {"id": "C1"}}


def search(action_id: str) -> dict[str, Any]:
    return {**WHO, "type": "block_suggestion", "action_id": action_id, "block_id": action_id, "value": "a"}


def event(name: str) -> dict[str, Any]:
    kind, _, channel_type = name.partition(".")
    inner = {"type": kind, "user": "U1"} | ({"channel_type": channel_type} if channel_type else {})
    return {"type": "event_callback", "team_id": "T1", "event_id": "Ev1", "event_time": 1, "event": inner}


@pytest.fixture
async def app(sqlite_url: str, tmp_path: Path) -> Any:
    """The app as it is assembled for a real workspace; nothing is started."""
    settings = load(
        _env_file=None,
        SLACK_BOT_TOKEN="xoxb-1-1-x",
        SLACK_SIGNING_SECRET="secret",
        BOTHWAYS_DATA=tmp_path,
        BOTHWAYS_DATABASE_URL=sqlite_url,
    )
    bot = Bot(settings)
    yield bot.app
    bot.database.close()


async def listening(app: AsyncApp, body: dict[str, Any]) -> list[AsyncListener]:
    """The listeners that would take a payload, in order; Bolt runs the first."""
    request = AsyncBoltRequest(body=body, mode="socket_mode")
    return [
        each for each in app._async_listeners if await each.async_matches(req=request, resp=BoltResponse(status=200))
    ]


def payloads() -> Iterator[tuple[str, dict[str, Any]]]:
    yield from ((name, command(name)) for name in COMMANDS)
    yield from ((name, event(name)) for name in EVENTS)
    yield from ((name, click(name)) for name in (*buttons(), *live_fields(), *pickers()))
    yield from ((name, submission(name)) for name in forms())
    yield from ((name, shortcut(name)) for name in SHORTCUTS)
    yield from ((f"search {name}", search(name)) for name in searched())


async def test_every_command_shortcut_event_button_and_form_is_listened_to(app: AsyncApp) -> None:
    deaf = [name for name, body in payloads() if not await listening(app, body)]
    assert deaf == [], "Slack would send these and nobody would answer: give each a listener in handlers/"


async def test_every_button_and_form_has_one_listener_alone(app: AsyncApp) -> None:
    for name, body in payloads():
        if name not in EVENTS:
            assert len(await listening(app, body)) == 1, name


async def test_every_listener_is_reached_by_something_slack_may_send(app: AsyncApp) -> None:
    reached = {id(listener) for _, body in payloads() for listener in await listening(app, body)}
    # A message that was edited or deleted, or that holds a file, comes with the subscription to messages.
    for subtype in ("message_changed", "file_share"):
        other = event("message.im")
        other["event"]["subtype"] = subtype
        reached |= {id(listener) for listener in await listening(app, other)}
    idle = [
        each.ack_function.__module__ + "." + each.ack_function.__name__
        for each in app._async_listeners
        if id(each) not in reached
    ]
    assert idle == [], "no surface, command or event leads to these: remove them, or show the surface in the gallery"


async def test_an_unknown_payload_has_no_listener(app: AsyncApp) -> None:
    for body in (command("/other"), click("other"), click("pulse.answer.6"), submission("other"), event("team_join")):
        assert await listening(app, body) == []


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_told_in_the_docs(name: str) -> None:
    told = [page for page in PAGES if re.search(rf"`{re.escape(name)}[ `]", page.read_text(encoding="utf-8"))]
    assert told, f"say in README.md or docs/ what {name} does"


def test_the_docs_and_the_texts_name_no_command_that_is_not_there() -> None:
    texts = (ROOT / "views" / "locale" / "bothways.pot").read_text(encoding="utf-8")
    for source in (texts, *(page.read_text(encoding="utf-8") for page in PAGES)):
        for line in source.splitlines():
            if "planned" not in line.lower():
                for name in re.findall(r"`(/mentor[\w-]*)", line):
                    assert name in COMMANDS, line


def test_the_gallery_shows_enough_to_be_believed() -> None:
    assert len(buttons()) > 15
    assert {"charter.sign", "charter.write", "checkin.keep", "pair.invite", "session.moved"} <= set(forms())
