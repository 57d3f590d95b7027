"""Scheduled messages: posted when the workspace's clock says so, within Slack's limits, and kept over a restart."""

from pathlib import Path
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

import sandbox
from sandbox import Serving
from sandbox.clock import parse_iso
from tests.sandbox.conftest import client_of
from tests.sandbox.driver import Control, Json, refusal, section

HOUR = 3600
DAY = 86_400


@pytest.fixture
async def ana(control: Control) -> str:
    return await control.person("ana")


def soon(slack: Serving, seconds: float = HOUR) -> int:
    return int(slack.slack.clock.now() + seconds)


async def schedule(web: AsyncWebClient, channel: str, post_at: int, **more: Any) -> Json:
    answer = await web.chat_scheduleMessage(channel=channel, post_at=post_at, text=more.pop("text", "later"), **more)
    body: Json = answer.data  # type: ignore[assignment]  # JSON was asked for
    return body


async def test_a_message_is_posted_at_its_time_and_not_before(
    slack: Serving, web: AsyncWebClient, control: Control, ana: str
) -> None:
    post_at = soon(slack)
    planned = await schedule(web, ana, post_at, blocks=[section("Later")])
    assert (planned["post_at"], planned["message"]["type"]) == (post_at, "delayed_message")
    [listed] = (await web.chat_scheduledMessages_list())["scheduled_messages"]
    assert (listed["id"], listed["channel_id"]) == (planned["scheduled_message_id"], planned["channel"])
    await control.post("/control/clock", advance=HOUR - 10)
    assert await control.seen(ana, planned["channel"]) == []
    await control.post("/control/clock", advance=DAY)
    [message] = await control.seen(ana, planned["channel"])
    assert (message["text"], message["blocks"][0]["text"]["text"]) == ("later", "Later")
    # A jump does not leap over it: it stands where it belongs.
    assert int(float(message["ts"])) == post_at
    assert (await web.chat_scheduledMessages_list())["scheduled_messages"] == []


async def test_the_clock_knows_of_it_as_of_the_next_event(
    slack: Serving, web: AsyncWebClient, control: Control, ana: str
) -> None:
    planned = await schedule(web, ana, soon(slack, 5 * DAY))
    await control.post("/control/clock", to="next")
    assert len(await control.seen(ana, planned["channel"])) == 1


async def test_what_was_called_off_is_no_next_event(
    slack: Serving, web: AsyncWebClient, control: Control, ana: str
) -> None:
    planned = await schedule(web, ana, soon(slack, DAY))
    await schedule(web, ana, later := soon(slack, 2 * DAY))
    await web.chat_deleteScheduledMessage(
        channel=planned["channel"], scheduled_message_id=planned["scheduled_message_id"]
    )
    clock = await control.get("/clock")
    assert parse_iso(clock["next_due"]) == later
    await control.post("/control/clock", to="next")
    assert slack.slack.clock.now() >= later
    assert (await control.get("/clock"))["next_due"] is None


async def test_scheduling_is_refused_by_name(slack: Serving, web: AsyncWebClient, control: Control, ana: str) -> None:
    club = await control.channel("club", ana)
    for call, error in (
        (web.chat_scheduleMessage(channel=ana, post_at=soon(slack, -1), text="t"), "time_in_past"),
        (web.chat_scheduleMessage(channel=ana, post_at=soon(slack, 121 * DAY), text="t"), "time_too_far"),
        (web.api_call("chat.scheduleMessage", json={"channel": ana, "text": "t"}), "invalid_time"),
        (web.api_call("chat.scheduleMessage", json={"channel": ana, "post_at": "soon"}), "invalid_time"),
        (web.chat_scheduleMessage(channel=club, post_at=soon(slack), text="t"), "not_in_channel"),
        (web.chat_scheduleMessage(channel="C404", post_at=soon(slack), text="t"), "channel_not_found"),
        (web.api_call("chat.scheduleMessage", json={"channel": ana, "post_at": soon(slack)}), "no_text"),
        (web.chat_scheduledMessages_list(channel="C404"), "invalid_channel"),
        (web.chat_scheduledMessages_list(cursor="nonsense"), "invalid_cursor"),
    ):
        assert await refusal(call) == error


async def test_thirty_in_five_minutes_are_the_most_in_a_channel(
    slack: Serving, web: AsyncWebClient, control: Control, ana: str
) -> None:
    ben, start = await control.person("ben"), soon(slack)
    for number in range(30):
        await schedule(web, ana, start + 10 * number)
    for close in (start, start + 150, start + 295, start - 5):
        assert await refusal(web.chat_scheduleMessage(channel=ana, post_at=close, text="t")) == "restricted_too_many"
    await schedule(web, ana, start + 300)
    await schedule(web, ana, start - 300)
    await schedule(web, ben, start)


async def test_it_can_be_taken_back_until_a_minute_before(
    slack: Serving, web: AsyncWebClient, control: Control, ana: str
) -> None:
    first = await schedule(web, ana, soon(slack))
    second = await schedule(web, ana, soon(slack, HOUR + 1))
    channel, ids = first["channel"], [one["scheduled_message_id"] for one in (first, second)]
    assert (await web.chat_deleteScheduledMessage(channel=channel, scheduled_message_id=ids[0]))["ok"]
    again = web.chat_deleteScheduledMessage(channel=channel, scheduled_message_id=ids[0])
    assert await refusal(again) == "invalid_scheduled_message_id"
    await control.post("/control/clock", advance=HOUR - 30)
    late = web.chat_deleteScheduledMessage(channel=channel, scheduled_message_id=ids[1])
    assert await refusal(late) == "invalid_scheduled_message_id"
    await control.post("/control/clock", advance=60)
    assert len(await control.seen(ana, channel)) == 1


async def test_the_list_is_paged_and_narrowed(slack: Serving, web: AsyncWebClient, control: Control, ana: str) -> None:
    ben, start = await control.person("ben"), soon(slack)
    times = [start + DAY * number for number in range(4)]
    for post_at in times:
        await schedule(web, ana, post_at)
    other = await schedule(web, ben, start)
    first = await web.chat_scheduledMessages_list(limit=3)
    rest = await web.chat_scheduledMessages_list(limit=3, cursor=first["response_metadata"]["next_cursor"])
    assert len(first["scheduled_messages"]) == 3
    assert len(rest["scheduled_messages"]) == 2
    [his] = (await web.chat_scheduledMessages_list(channel=other["channel"]))["scheduled_messages"]
    assert his["id"] == other["scheduled_message_id"]
    window = await web.chat_scheduledMessages_list(oldest=str(times[1]), latest=str(times[2]))
    assert [one["post_at"] for one in window["scheduled_messages"]] == times[1:3]


async def test_a_message_with_metadata_never_posts(
    slack: Serving, web: AsyncWebClient, control: Control, ana: str, caplog: pytest.LogCaptureFixture
) -> None:
    metadata = {"event_type": "told", "event_payload": {"id": "1"}}
    planned = await schedule(web, ana, soon(slack), metadata=metadata)
    await control.post("/control/clock", advance=DAY)
    assert await control.seen(ana, planned["channel"]) == []
    assert "carries metadata" in caplog.text


async def test_a_restart_forgets_none_and_makes_up_for_those_missed(manifest: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    async with sandbox.serve(manifest, data=data) as slack, Control(slack.url) as control:
        ana = await control.person("ana")
        web = client_of(slack)
        await schedule(web, ana, soon(slack), text="first")
        await schedule(web, ana, soon(slack, DAY), text="second")
        slack.slack.clock.move_to(slack.slack.clock.now() + 2 * HOUR)
        # Stopped before the loop could look at the clock again.
        await control.http.close()
    async with sandbox.serve(manifest, data=data) as slack, Control(slack.url) as control:
        direct = (await client_of(slack).conversations_open(users=ana))["channel"]["id"]
        await control.post("/control/clock", advance=1)
        assert [message["text"] for message in await control.seen(ana, direct)] == ["first"]
        await control.post("/control/clock", advance=DAY)
        assert [message["text"] for message in await control.seen(ana, direct)] == ["first", "second"]


async def test_a_person_sees_what_waits_in_each_conversation_and_why_something_will_not_be_posted(
    slack: Serving, web: AsyncWebClient, control: Control, ana: str
) -> None:
    ben = await control.person("ben")
    later = await schedule(web, ana, soon(slack, 2 * HOUR), text="second")
    sooner = await schedule(web, ben, soon(slack), text="first", metadata={"event_type": "t", "event_payload": {}})
    listed = (await control.get("/control/scheduled"))["scheduled"]
    assert [(one["id"], one["channel"], one["text"]) for one in listed] == [
        (sooner["scheduled_message_id"], sooner["channel"], "first"),
        (later["scheduled_message_id"], later["channel"], "second"),
    ]
    assert ("metadata" in listed[0]["obstacle"], listed[1]["obstacle"]) == (True, "")
    [only] = (await control.get("/control/scheduled", channel=f"bot:{ana}"))["scheduled"]
    assert (only["id"], only["post_at"]) == (later["scheduled_message_id"], later["post_at"])
    assert (await control.get("/control/scheduled", channel="#nowhere"))["error"] == "channel_not_found"
    await control.post("/control/clock", advance=3 * HOUR)
    assert (await control.get("/control/scheduled"))["scheduled"] == []
