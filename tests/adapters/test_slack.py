"""Each call to Slack ends as sent, refused by name, limited, certainly not sent, or of unknown outcome."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import aiohttp
import pytest

import sandbox
from adapters.slack import NotSent, OutcomeLost, RateLimited, SlackMessenger, SlackRefused, client, fetch_profile
from bot import manifest
from sandbox import Serving
from views.kit import Message, section

HELLO = Message("Hello", [section("Hello <@U1>")])
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture
async def slack() -> AsyncIterator[Serving]:
    async with sandbox.serve(manifest.path(), rates=False) as serving:
        yield serving


@pytest.fixture
def messenger(slack: Serving) -> SlackMessenger:
    return SlackMessenger(client(slack.bot_token, slack.api_url))


async def control(slack: Serving, call: str, body: Any) -> Any:
    async with aiohttp.ClientSession() as session, session.post(f"{slack.url}/control/{call}", json=body) as answer:
        return await answer.json()


@pytest.fixture
async def ada(slack: Serving) -> str:
    return str((await control(slack, "users", {"name": "ada", "tz": "Europe/Lisbon"}))["user"]["id"])


def posts(slack: Serving) -> int:
    return len(slack.slack.traffic.calls("chat.postMessage"))


async def test_a_message_is_found_by_its_row_and_by_no_other(messenger: SlackMessenger, ada: str) -> None:
    mine, other = uuid4(), uuid4()
    channel, ts = await messenger.post(ada, HELLO, mine)
    for _ in range(3):
        await messenger.post(ada, HELLO, uuid4())
    assert await messenger.find(ada, mine, LONG_AGO) == (channel, ts)
    assert await messenger.find(ada, other, LONG_AGO) is None


async def test_its_metadata_holds_the_rows_id_and_nothing_else(
    slack: Serving, messenger: SlackMessenger, ada: str
) -> None:
    row = uuid4()
    await messenger.post(ada, HELLO, row)
    [call] = slack.slack.traffic.calls("chat.postMessage")
    assert row.hex in str(call["request"]["metadata"])
    for name in ("link_names", "unfurl_links", "unfurl_media"):
        assert str(call["request"][name]).lower() in {"0", "false"}


async def test_a_no_by_name_is_a_refusal(messenger: SlackMessenger) -> None:
    with pytest.raises(SlackRefused) as refused:
        await messenger.post("C404", HELLO, uuid4())
    assert refused.value.error == "channel_not_found"


async def test_too_often_is_told_with_how_long_to_wait(slack: Serving, messenger: SlackMessenger, ada: str) -> None:
    await control(slack, "faults", [{"kind": "429", "method": "chat.postMessage", "retry_after": 7, "times": 1}])
    with pytest.raises(RateLimited) as limited:
        await messenger.post(ada, HELLO, uuid4())
    assert (limited.value.method, limited.value.retry_after) == ("chat.postMessage", 7)


@pytest.mark.parametrize("kind", ["drop_reply", "500"])
async def test_a_lost_reply_is_of_unknown_outcome_and_is_not_tried_again_by_itself(
    slack: Serving, messenger: SlackMessenger, ada: str, kind: str
) -> None:
    await control(slack, "faults", [{"kind": kind, "method": "chat.postMessage", "times": 1}])
    with pytest.raises(OutcomeLost):
        await messenger.post(ada, HELLO, uuid4())
    assert posts(slack) == 1


async def test_slack_out_of_reach_is_certainly_not_sent(unused_tcp_port: int) -> None:
    nowhere = SlackMessenger(client("xoxb-1", f"http://127.0.0.1:{unused_tcp_port}/api/"))
    with pytest.raises(NotSent):
        await nowhere.post("U1", HELLO, uuid4())


async def test_pinning_and_unpinning_twice_is_as_good_as_once(messenger: SlackMessenger, ada: str) -> None:
    channel, ts = await messenger.post(ada, HELLO, uuid4())
    for _ in range(2):
        await messenger.pin(channel, ts)
    for _ in range(2):
        await messenger.unpin(channel, ts)
    await messenger.update(channel, ts, Message("Anew", [section("Anew")]), uuid4())


async def test_a_conversation_opened_again_is_the_same(messenger: SlackMessenger, ada: str) -> None:
    assert await messenger.open_conversation([ada]) == await messenger.open_conversation([ada])


async def test_a_person_is_told_with_zone_and_language(slack: Serving, ada: str) -> None:
    found = await fetch_profile(client(slack.bot_token, slack.api_url), ada)
    assert (found.user_id, found.zone, found.is_bot, found.is_gone) == (ada, "Europe/Lisbon", False, False)
    assert found.locale
