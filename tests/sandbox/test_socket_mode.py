"""Socket Mode on the wire, spoken by hand: hello, single-use URLs, envelopes, retries and ends of connections."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

import sandbox
from sandbox import Serving
from sandbox.inbound.tickets import Tickets
from tests.sandbox.driver import Control, Json, until

Open = Callable[[], Awaitable[aiohttp.ClientWebSocketResponse]]


@pytest.fixture
async def ana(control: Control) -> str:
    return await control.person("ana")


@pytest.fixture
async def opened(slack: Serving, web: AsyncWebClient, control: Control) -> AsyncIterator[Open]:
    """Opens connections by hand; each is closed when the test ends."""
    async with AsyncExitStack() as stack:

        async def connection() -> aiohttp.ClientWebSocketResponse:
            url = (await web.apps_connections_open(app_token=slack.app_token))["url"]
            return await stack.enter_async_context(control.http.ws_connect(url))

        yield connection


async def received(socket: aiohttp.ClientWebSocketResponse) -> Json:
    message: Json = json.loads((await asyncio.wait_for(socket.receive(), 60)).data)
    return message


async def acknowledge(socket: aiohttp.ClientWebSocketResponse, envelope: Json, payload: Any = None) -> None:
    answer = {"envelope_id": envelope["envelope_id"], **({} if payload is None else {"payload": payload})}
    await socket.send_str(json.dumps(answer))


async def test_a_connection_begins_with_hello(slack: Serving, opened: Open) -> None:
    hello = await received(await opened())
    assert (hello["type"], hello["num_connections"]) == ("hello", 1)
    assert hello["connection_info"] == {"app_id": slack.slack.app_id}
    assert {"host", "started", "build_number", "approximate_connection_time"} == set(hello["debug_info"])


async def test_a_url_opens_one_connection_only(slack: Serving, web: AsyncWebClient, control: Control) -> None:
    url = (await web.apps_connections_open(app_token=slack.app_token))["url"]
    async with control.http.ws_connect(url) as socket:
        assert (await received(socket))["type"] == "hello"
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await control.http.ws_connect(url)


async def test_the_eleventh_connection_is_turned_away(opened: Open) -> None:
    for number in range(1, 11):
        assert (await received(await opened()))["num_connections"] == number
    assert (await received(await opened()))["reason"] == "too_many_websockets"


async def test_pings_are_answered(slack: Serving, web: AsyncWebClient, control: Control) -> None:
    url = (await web.apps_connections_open(app_token=slack.app_token))["url"]
    async with control.http.ws_connect(url, autoping=False) as socket:
        await received(socket)
        await socket.ping(b"sdk-ping-pong:1")
        answer = await socket.receive()
    assert (answer.type, answer.data) == (aiohttp.WSMsgType.PONG, b"sdk-ping-pong:1")


async def test_each_payload_goes_to_exactly_one_connection(opened: Open, control: Control, ana: str) -> None:
    sockets = [await opened() for _ in range(3)]
    for socket in sockets:
        await received(socket)
    counts = [0, 0, 0]

    async def serve(index: int) -> None:
        async for message in sockets[index]:
            counts[index] += 1
            await acknowledge(sockets[index], json.loads(message.data))

    serving = [asyncio.create_task(serve(index)) for index in range(3)]
    for _ in range(6):
        assert (await control.command(ana))["error"] is None
    assert counts == [2, 2, 2]
    for task in serving:
        task.cancel()
    await asyncio.gather(*serving, return_exceptions=True)


async def test_a_command_comes_in_an_envelope_that_takes_a_payload(opened: Open, control: Control, ana: str) -> None:
    socket = await opened()
    await received(socket)
    running = asyncio.create_task(control.command(ana, text="now"))
    envelope = await received(socket)
    assert (envelope["type"], envelope["accepts_response_payload"]) == ("slash_commands", True)
    assert envelope["payload"]["text"] == "now"
    await acknowledge(socket, envelope, {"text": "Done"})
    answer = await running
    assert answer["ack"] == {"text": "Done"}
    assert [message["text"] for message in answer["ephemerals"]] == ["Done"]


async def test_a_command_that_is_not_acknowledged_fails_in_slacks_words(
    opened: Open, control: Control, ana: str
) -> None:
    socket = await opened()
    await received(socket)
    answer = await control.command(ana)
    assert answer["error"] == "operation_timeout"
    (notice,) = answer["ephemerals"]
    assert (notice["user"], notice["text"]) == ("USLACKBOT", '/help-me failed with the error "operation_timeout"')


async def test_without_a_connection_a_command_fails_at_once(control: Control, ana: str) -> None:
    answer = await control.command(ana)
    assert answer["error"] == "dispatch_failed"
    assert answer["ephemerals"][0]["text"] == '/help-me failed with the error "dispatch_failed"'


async def test_a_lost_connection_fails_what_it_owed(opened: Open, control: Control, ana: str) -> None:
    socket = await opened()
    await received(socket)
    running = asyncio.create_task(control.command(ana))
    await received(socket)
    await socket.close()
    assert (await running)["error"] == "dispatch_failed"


async def test_an_event_is_sent_again_at_once_and_then_a_minute_later(opened: Open, control: Control, ana: str) -> None:
    tries: list[Json] = []
    socket = await opened()
    await received(socket)
    talking = asyncio.create_task(control.say(ana, f"bot:{ana}", "hello"))
    tries.append(await received(socket))
    # Each connection vanishes with the event it was given; the next one is there before it does.
    spare = await opened()
    await received(spare)
    await socket.close()
    await talking
    tries.append(await received(spare))
    last = await opened()
    await received(last)
    await spare.close()
    await until(lambda: attempts(control, 2))
    # The minute is one of workspace time: moving the clock brings the next attempt.
    await control.post("/control/clock", advance=61)
    while (envelope := await received(last))["payload"]["event"]["type"] != "message":
        await acknowledge(last, envelope)
    tries.append(envelope)
    await acknowledge(last, envelope)
    assert [envelope["retry_attempt"] for envelope in tries] == [0, 1, 2]
    assert [envelope["retry_reason"] for envelope in tries] == ["", "timeout", "timeout"]
    assert len({envelope["payload"]["event_id"] for envelope in tries}) == 1


async def attempts(control: Control, wanted: int) -> bool:
    """Whether so many attempts of the message event are noted as over."""
    entries = (await control.get("/page/traffic"))["entries"]
    return sum(1 for entry in entries if entry["name"] == "message") >= wanted


async def test_slack_announces_the_end_of_a_connection(opened: Open, control: Control) -> None:
    socket = await opened()
    await received(socket)
    answer = await control.post("/control/faults", [{"kind": "socket_close", "reason": "link_disabled"}])
    assert answer["connections_struck"] == 1
    assert (await received(socket))["reason"] == "link_disabled"
    assert (await socket.receive()).type is aiohttp.WSMsgType.CLOSE


async def test_a_connection_to_be_refreshed_gets_nothing_once_there_is_another(
    opened: Open, control: Control, ana: str
) -> None:
    old = await opened()
    await received(old)
    await control.post("/control/faults", [{"kind": "socket_close", "reason": "refresh_requested"}])
    assert (await received(old))["reason"] == "refresh_requested"
    running = asyncio.create_task(control.command(ana))
    await acknowledge(old, await received(old))
    assert (await running)["error"] is None
    fresh = await opened()
    await received(fresh)
    for _ in range(2):
        running = asyncio.create_task(control.command(ana))
        await acknowledge(fresh, await received(fresh))
        assert (await running)["error"] is None


async def test_a_warning_leaves_the_connection_open(opened: Open, control: Control, ana: str) -> None:
    socket = await opened()
    await received(socket)
    await control.post("/control/faults", [{"kind": "socket_close", "reason": "warning"}])
    assert (await received(socket))["reason"] == "warning"
    running = asyncio.create_task(control.command(ana))
    await acknowledge(socket, await received(socket))
    assert (await running)["error"] is None


async def test_a_connection_can_vanish_without_a_word(opened: Open, control: Control) -> None:
    socket = await opened()
    await received(socket)
    await control.post("/control/faults", [{"kind": "socket_close"}])
    assert (await socket.receive()).type in {aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.ERROR}
    assert socket.close_code == 1006


async def test_odd_frames_do_no_harm(opened: Open, control: Control, ana: str) -> None:
    socket = await opened()
    await received(socket)
    for odd in ("no json", "[]", "{}", '{"envelope_id": 7}', '{"envelope_id": "unknown", "payload": 1}'):
        await socket.send_str(odd)
    await socket.send_bytes(b"\x00")
    running = asyncio.create_task(control.command(ana))
    envelope = await received(socket)
    await acknowledge(socket, envelope, "not an object")
    assert (await running)["error"] is None


# Ends that Slack brings about


async def test_a_refresh_warns_and_ends_the_connection_ten_seconds_later(opened: Open, control: Control) -> None:
    old = await opened()
    await received(old)
    struck = await control.post("/control/connections", action="refresh")
    assert (struck["connections_struck"], struck["connections"]) == (1, 1)
    assert (await received(old))["reason"] == "warning"
    await control.post("/control/clock", advance=9)
    assert (await control.get("/control/state"))["connections"] == 1
    await control.post("/control/clock", advance=1)
    assert (await received(old))["reason"] == "refresh_requested"
    assert (await old.receive()).type is aiohttp.WSMsgType.CLOSE


async def test_switching_socket_mode_off_ends_every_connection_and_brings_nothing_more(
    slack: Serving, web: AsyncWebClient, opened: Open, control: Control, ana: str
) -> None:
    sockets = [await opened(), await opened()]
    for socket in sockets:
        await received(socket)
    answer = await control.post("/control/connections", action="disable")
    assert (answer["connections_struck"], answer["socket_mode"]) == (2, False)
    for socket in sockets:
        assert (await received(socket))["reason"] == "link_disabled"
        assert (await socket.receive()).type is aiohttp.WSMsgType.CLOSE
    # Slack still hands out a URL, says so in a warning, greets on it, and then sends nothing.
    warned = await web.apps_connections_open(app_token=slack.app_token)
    assert warned["response_metadata"]["messages"] == ["[WARN] Socket Mode is not turned on."]
    socket = await opened()
    assert (await received(socket))["type"] == "hello"
    answer = await control.command(ana)
    assert (answer["error"], answer["message"]) == ("dispatch_failed", "/help-me: Socket Mode is not turned on")
    await control.post("/control/connections", action="enable")
    running = asyncio.create_task(control.command(ana))
    await acknowledge(socket, await received(socket))
    assert (await running)["error"] is None


async def test_an_app_behind_a_request_url_has_socket_mode_switched_off(manifest: Path) -> None:
    async with sandbox.serve(manifest, request_url="http://127.0.0.1:9/") as slack:
        client = AsyncWebClient(base_url=slack.api_url)
        answer = await client.apps_connections_open(app_token=slack.app_token)
    assert "not turned on" in answer["response_metadata"]["messages"][0]


async def test_as_many_connections_are_dropped_as_are_named(opened: Open, control: Control) -> None:
    sockets = [await opened() for _ in range(3)]
    for socket in sockets:
        await received(socket)
    await control.post("/control/connections", action="drop", how_many=2)
    for socket in sockets[:2]:
        assert (await socket.receive()).type in {aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.ERROR}
    await until(lambda: has_connections(control, 1))


async def has_connections(control: Control, wanted: int) -> bool:
    found: int = (await control.get("/control/state"))["connections"]
    return found == wanted


@pytest.mark.parametrize("fault", [True, False])
async def test_a_silent_connection_hears_nothing_says_nothing_and_stays_open(
    slack: Serving, web: AsyncWebClient, control: Control, ana: str, *, fault: bool
) -> None:
    url = (await web.apps_connections_open(app_token=slack.app_token))["url"]
    async with control.http.ws_connect(url, autoping=False) as socket:
        await received(socket)
        if fault:
            await control.post("/control/faults", [{"kind": "socket_silent"}])
        else:
            await control.post("/control/connections", action="silence")
        await socket.ping(b"anybody?")
        # What is sent there is lost, as with a connection of which neither end knows that it is dead.
        assert (await control.command(ana))["error"] == "operation_timeout"
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(socket.receive(), 0.05)
        assert (await control.get("/control/state"))["connections"] == 1
        await control.post("/control/connections", action="drop")
        await until(lambda: has_connections(control, 0))


async def test_bolt_notices_a_silent_connection_by_its_missing_pongs(
    slack: Serving, web: AsyncWebClient, control: Control, ana: str
) -> None:
    app = AsyncApp(client=web, process_before_response=True)

    @app.command("/help-me")
    async def answer(ack: Any) -> None:
        await ack("Here")

    handler = AsyncSocketModeHandler(app, slack.app_token, ping_interval=0.05)
    await handler.connect_async()  # type: ignore[no-untyped-call]  # Bolt leaves it untyped
    await control.post("/control/connections", action="silence")

    async def came_back() -> bool:
        return len((await control.get("/control/requests", method="apps.connections.open"))["requests"]) > 1

    await until(came_back)
    await control.post("/control/connections", action="drop", how_many=1)
    await until(lambda: has_connections(control, 1))
    assert (await control.command(ana))["ack"] == {"text": "Here"}
    await handler.close_async()  # type: ignore[no-untyped-call]  # as above


async def test_a_url_for_debugging_announces_a_short_life(
    slack: Serving, web: AsyncWebClient, control: Control
) -> None:
    lives = []
    for more in ("", "&debug_reconnects=true"):
        url = (await web.apps_connections_open(app_token=slack.app_token))["url"]
        async with control.http.ws_connect(url + more) as socket:
            lives.append((await received(socket))["debug_info"]["approximate_connection_time"])
    assert lives == [18_060, 360]


async def test_an_event_that_is_not_acknowledged_comes_again_because_of_the_time(
    opened: Open, control: Control, ana: str
) -> None:
    socket = await opened()
    await received(socket)
    talking = asyncio.create_task(control.say(ana, f"bot:{ana}", "hello"))
    first, second = await received(socket), await received(socket)
    assert (first["retry_attempt"], first["retry_reason"]) == (0, "")
    assert (second["retry_attempt"], second["retry_reason"]) == (1, "timeout")
    assert second["envelope_id"] != first["envelope_id"]
    await acknowledge(socket, second)
    await talking


async def test_the_app_level_token_belongs_into_the_header(slack: Serving, control: Control) -> None:
    async with control.http.post("/api/apps.connections.open", data={"token": slack.app_token}) as response:
        assert (await response.json())["error"] == "not_authed"


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({}, "invalid_action"),
        ({"action": "explode"}, "invalid_action"),
        ({"action": "drop", "how_many": 0}, "invalid_how_many"),
        ({"action": "drop", "how_many": "all"}, "invalid_how_many"),
    ],
)
async def test_what_cannot_befall_a_connection_is_refused(control: Control, body: Json, error: str) -> None:
    assert (await control.post("/control/connections", body))["error"] == error


def test_a_ticket_is_good_for_half_a_minute_and_once() -> None:
    now = [0.0]
    tickets = Tickets(lambda: now[0])
    used, late = tickets.new(), tickets.new()
    assert (tickets.redeem(used), tickets.redeem(used), tickets.redeem("guessed")) == (True, False, False)
    now[0] = 30.0
    assert not tickets.redeem(late)
