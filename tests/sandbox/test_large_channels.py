"""A large channel costs no more than a small one: each look at it reads what it shows, and no more."""

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

import sandbox
from sandbox import Serving
from sandbox.storage import Storage
from tests.sandbox.conftest import client_of
from tests.sandbox.driver import Control

MANY = 3000
START = 1_600_000_000


@pytest.fixture
async def club(slack: Serving, web: AsyncWebClient) -> str:
    """A channel of three thousand messages."""
    channel: str = (await web.conversations_create(name="club"))["channel"]["id"]
    for number in range(MANY):
        ts = f"{START + number}.000000"
        slack.slack.storage.messages.put(channel, {"type": "message", "user": "U1", "ts": ts, "text": str(number)})
    return channel


@pytest.fixture
def read(slack: Serving) -> Callable[[], int]:
    """How many messages were read since it was asked last."""
    rows = slack.slack.storage.messages
    before = rows.documents_read

    def since() -> int:
        nonlocal before
        count, before = rows.documents_read - before, rows.documents_read
        return count

    return since


async def test_a_page_of_history_reads_a_page(web: AsyncWebClient, club: str, read: Callable[[], int]) -> None:
    read()
    seen: list[str] = []
    more: dict[str, Any] = {}
    while True:
        page = await web.conversations_history(channel=club, limit=500, **more)
        assert read() <= 501
        seen += [message["text"] for message in page["messages"]]
        if not page["has_more"]:
            break
        more = {"cursor": page["response_metadata"]["next_cursor"]}
    # The first message of all says that the bot came.
    assert seen[1:] == [str(number) for number in reversed(range(MANY))]
    middle = START + MANY // 2
    window = await web.conversations_history(channel=club, latest=str(middle), limit=10)
    assert [message["text"] for message in window["messages"]] == [str(MANY // 2 - one) for one in range(1, 11)]
    assert read() <= 11


async def test_posting_and_answering_read_next_to_nothing(
    web: AsyncWebClient, club: str, read: Callable[[], int]
) -> None:
    read()
    posted = await web.chat_postMessage(channel=club, text="hello")
    assert read() == 0
    for number in range(30):
        await web.chat_postMessage(channel=club, text=str(number), thread_ts=posted["ts"])
        assert read() <= 3
    page = await web.conversations_replies(channel=club, ts=posted["ts"], limit=10)
    assert read() <= 13
    assert (page["messages"][0]["reply_count"], page["has_more"]) == (30, True)
    cursor = page["response_metadata"]["next_cursor"]
    rest = await web.conversations_replies(channel=club, ts=posted["ts"], limit=10, cursor=cursor)
    assert [message["text"] for message in rest["messages"]] == [str(number) for number in range(9, 19)]


async def test_the_page_reads_what_it_shows(control: Control, club: str, read: Callable[[], int]) -> None:
    ana = await control.person("ana")
    await control.post("/control/channels/join", channel=club, user=ana)
    read()
    shown = await control.get("/control/messages", {"channel": club, "as": ana, "limit": "50"})
    assert (len(shown["messages"]), shown["has_more"]) == (50, True)
    older = await control.get("/control/messages", {"channel": club, "before": shown["messages"][0]["ts"]})
    assert older["messages"][-1]["text"] < shown["messages"][0]["text"]
    await control.get("/page/conversations", {"as": ana})
    # Of what is unread so many are looked at, once for each time the conversation is shown.
    assert read() <= 51 + 101 + 3 * 500


async def test_a_history_that_begins_long_ago_stands_in_its_order(manifest: Path) -> None:
    async with sandbox.serve(manifest) as slack, Control(slack.url) as control:
        await control.post("/control/clock", to="2001-09-08T00:00:00Z")
        ana = await control.person("ana")
        direct = (await client_of(slack).conversations_open(users=ana))["channel"]["id"]
        await client_of(slack).chat_postMessage(channel=direct, text="nine digits")
        await control.post("/control/clock", advance=3 * 86_400)
        await client_of(slack).chat_postMessage(channel=direct, text="ten digits")
        assert [message["text"] for message in await control.seen(ana, direct)] == ["nine digits", "ten digits"]
        [newest] = (await client_of(slack).conversations_history(channel=direct, limit=1))["messages"]
        assert newest["text"] == "ten digits"


def test_a_folder_of_the_version_before_keeps_its_messages_and_threads(tmp_path: Path) -> None:
    db = sqlite3.connect(tmp_path / "workspace.sqlite3")
    db.execute(
        "CREATE TABLE messages (channel TEXT NOT NULL, ts TEXT NOT NULL, body TEXT NOT NULL, "
        "PRIMARY KEY (channel, ts)) WITHOUT ROWID"
    )
    parent = {"ts": "1700000000.000001", "thread_ts": "1700000000.000001", "text": "parent"}
    reply = {"ts": "1700000001.000001", "thread_ts": parent["ts"], "text": "reply", "user": "U1"}
    both = {"ts": "1700000002.000001", "thread_ts": parent["ts"], "text": "both", "subtype": "thread_broadcast"}
    for message in (parent, reply, both):
        db.execute("INSERT INTO messages VALUES ('C1', ?, ?)", (message["ts"], json.dumps(message)))
    db.commit()
    db.close()
    storage = Storage(tmp_path)
    rows = storage.messages
    assert [message["text"] for message in rows.shown("C1", 0, 2**62, 10)] == ["both", "parent"]
    assert [message["text"] for message in rows.replies("C1", parent["ts"], 0, 2**62, 10)] == ["reply", "both"]
    assert rows.last_ts("C1") == both["ts"]
    storage.close()
    again = Storage(tmp_path)
    assert again.messages.get("C1", reply["ts"]) == reply
    again.close()
