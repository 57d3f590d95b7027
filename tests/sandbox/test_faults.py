"""Faults on demand: what a client sees, and what was done nevertheless."""

import asyncio
import time

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Serving
from tests.sandbox.driver import Control


@pytest.fixture
async def ana(control: Control) -> str:
    return await control.person("ana")


async def test_a_429_fault_comes_with_its_retry_after_and_is_counted(
    web: AsyncWebClient, control: Control, ana: str
) -> None:
    await control.post("/control/faults", [{"method": "chat.postMessage", "kind": "429", "times": 1, "retry_after": 7}])
    with pytest.raises(SlackApiError) as caught:
        await web.chat_postMessage(channel=ana, text="t")
    assert (caught.value.response.status_code, caught.value.response.headers["Retry-After"]) == (429, "7")
    assert (await web.chat_postMessage(channel=ana, text="t"))["ok"]
    assert len(await control.seen(ana, f"bot:{ana}")) == 1


async def test_a_500_fault_does_nothing(web: AsyncWebClient, control: Control, ana: str) -> None:
    await control.post("/control/faults", [{"method": "chat.postMessage", "kind": "500"}])
    with pytest.raises(SlackApiError) as caught:
        await web.chat_postMessage(channel=ana, text="t")
    assert caught.value.response.status_code == 500
    assert await control.seen(ana, f"bot:{ana}") == []


async def test_a_dropped_reply_was_done_all_the_same(web: AsyncWebClient, control: Control, ana: str) -> None:
    await control.post("/control/faults", [{"method": "chat.postMessage", "kind": "drop_reply"}])
    with pytest.raises(aiohttp.ClientError):
        await web.chat_postMessage(channel=ana, text="once")
    assert [message["text"] for message in await control.seen(ana, f"bot:{ana}")] == ["once"]
    (entry,) = (await control.get("/control/requests", method="chat.postMessage"))["requests"]
    assert entry["status"] == "ok (reply dropped)"


async def test_an_error_after_the_call_was_done(web: AsyncWebClient, control: Control, ana: str) -> None:
    await control.post("/control/faults", [{"method": "chat.postMessage", "kind": "done_500"}])
    with pytest.raises(SlackApiError) as caught:
        await web.chat_postMessage(channel=ana, text="once")
    assert caught.value.response.status_code == 500
    assert [message["text"] for message in await control.seen(ana, f"bot:{ana}")] == ["once"]


async def test_silence_after_the_call_was_done(slack: Serving, control: Control, ana: str) -> None:
    await control.post("/control/faults", [{"method": "chat.postMessage", "kind": "done_timeout"}])
    hasty = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url, timeout=1, retry_handlers=[])
    with pytest.raises(asyncio.TimeoutError):
        await hasty.chat_postMessage(channel=ana, text="once")
    assert [message["text"] for message in await control.seen(ana, f"bot:{ana}")] == ["once"]


async def test_history_that_lags_shows_what_is_old_enough(web: AsyncWebClient, control: Control, ana: str) -> None:
    channel = (await web.chat_postMessage(channel=ana, text="old"))["channel"]
    await control.post("/control/clock", {"advance": 60})
    await web.chat_postMessage(channel=ana, text="new")
    lag = {"method": "conversations.history", "kind": "lag", "seconds": 30, "times": 1}
    await control.post("/control/faults", [lag])

    async def shown() -> list[str]:
        return [each["text"] for each in (await web.conversations_history(channel=channel))["messages"]]

    assert await shown() == ["old"]
    assert await shown() == ["new", "old"]


async def test_a_timeout_lets_the_client_wait_and_holds_up_nobody_else(
    slack: Serving, control: Control, ana: str
) -> None:
    await control.post("/control/faults", [{"method": "chat.postMessage", "kind": "timeout"}])
    hasty = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url, timeout=1, retry_handlers=[])
    calling = asyncio.create_task(hasty.chat_postMessage(channel=ana, text="t"))
    assert (await control.command(ana))["error"] == "dispatch_failed"
    with pytest.raises(asyncio.TimeoutError):
        await calling
    assert await control.seen(ana, f"bot:{ana}") == []


async def test_latency_lets_a_call_arrive_late_and_is_done_then(
    web: AsyncWebClient, control: Control, ana: str
) -> None:
    await control.post("/control/faults", [{"method": "chat.postMessage", "kind": "latency", "seconds": 0.2}])
    began = time.monotonic()
    assert (await web.chat_postMessage(channel=ana, text="late"))["ok"]
    assert time.monotonic() - began >= 0.2
    assert [message["text"] for message in await control.seen(ana, f"bot:{ana}")] == ["late"]


async def test_a_closed_socket_takes_no_reply_with_it(web: AsyncWebClient, control: Control, ana: str) -> None:
    await control.post("/control/faults", [{"method": "chat.postMessage", "kind": "socket_close"}])
    assert (await web.chat_postMessage(channel=ana, text="said"))["ok"]


async def test_a_fault_strikes_only_whom_it_names(web: AsyncWebClient, control: Control, ana: str) -> None:
    ben = await control.person("ben")
    fault = {"method": "chat.postMessage", "kind": "500", "channel": ana, "probability": 1}
    await control.post("/control/faults", [fault])
    assert (await web.chat_postMessage(channel=ben, text="t"))["ok"]
    for _ in range(2):
        with pytest.raises(SlackApiError):
            await web.chat_postMessage(channel=ana, text="t")
    await control.post("/control/faults", [])
    assert (await web.chat_postMessage(channel=ana, text="t"))["ok"]


@pytest.mark.parametrize(
    "wrong",
    [
        "all",
        [1],
        [{"kind": "fire"}],
        [{"kind": "500", "times": "x"}],
        [{"kind": "429", "reason": "r"}],
        [{"kind": "latency", "seconds": "s"}],
    ],
)
async def test_faults_that_make_no_sense_are_refused(control: Control, wrong: object) -> None:
    assert (await control.post("/control/faults", wrong))["error"] == "invalid_faults"


async def test_the_faults_in_force_are_listed_as_they_were_staged_and_can_be_staged_again(
    web: AsyncWebClient, control: Control, ana: str
) -> None:
    staged = [
        {"kind": "429", "method": "chat.postMessage", "channel": "C1", "times": 2, "retry_after": 9},
        {"kind": "latency", "method": "users.info", "user": ana, "probability": 0.5, "seconds": 1.5},
        {"kind": "500", "method": "chat.update", "times": 1},
    ]
    await control.post("/control/faults", staged)
    with pytest.raises(SlackApiError):
        await web.chat_update(channel=ana, ts="1.000001", text="t")
    listed = await control.get("/control/faults")
    assert [{key: fault[key] for key in asked} for fault, asked in zip(listed["faults"], staged, strict=False)] == (
        staged[:2]
    )
    assert "socket_close" in listed["kinds"]
    assert "chat.postMessage" in listed["methods"]
    await control.post("/control/faults", listed["faults"])
    assert (await control.get("/control/faults"))["faults"] == listed["faults"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("times", -1),
        ("times", float("inf")),
        ("times", "x"),
        ("probability", 7),
        ("probability", float("nan")),
        ("retry_after", -1),
        ("seconds", float("inf")),
    ],
)
async def test_a_fault_out_of_all_bounds_is_refused_and_none_is_staged(
    control: Control, name: str, value: object
) -> None:
    answer = await control.post("/control/faults", [{"kind": "429", name: value}])
    assert (control.status, answer["error"]) == (400, "invalid_faults")
    assert name in answer["message"]
    assert (await control.get("/control/faults"))["faults"] == []
