"""A real Bolt app meets the local Slack: over Socket Mode, and over signed HTTP."""

import json
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web as aiohttp_web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient

import sandbox
from sandbox import Serving
from tests.sandbox.conftest import Connect
from tests.sandbox.driver import Control, Json, actions, button, field, modal, plain, section, until


def conversing(client: AsyncWebClient, signing_secret: str | None = None) -> AsyncApp:
    """A bot that does each thing once: a command, a modal, a message, a button."""
    app = AsyncApp(client=client, signing_secret=signing_secret, process_before_response=True)

    @app.command("/help-me")
    async def ask(ack: Any, body: Json, client: AsyncWebClient) -> None:
        await client.views_open(trigger_id=body["trigger_id"], view=modal(field("q")))
        await ack("Ask away")

    @app.view("form")
    async def take(ack: Any, body: Json, client: AsyncWebClient) -> None:
        asked = body["view"]["state"]["values"]["q"]["answer"]["value"]
        blocks = [section(asked), actions(button("thanks"))]
        await client.chat_postMessage(channel=body["user"]["id"], text=asked, blocks=blocks)
        await ack()

    @app.action("thanks")
    async def thanked(ack: Any, respond: Any) -> None:
        await respond(text="You are welcome", replace_original=True)
        await ack()

    @app.event("team_join")
    async def welcome() -> None: ...

    @app.event("message")
    async def echo(event: Json, client: AsyncWebClient) -> None:
        await client.chat_postMessage(channel=event["channel"], text=f"echo: {event['text']}")

    return app


async def converse(control: Control) -> None:
    ana = await control.person("ana")
    opened = await control.command(ana)
    assert opened["error"] is None
    assert [message["text"] for message in opened["ephemerals"]] == ["Ask away"]
    done = await control.post("/control/submit", user=ana, view_id=opened["view"]["id"], values={"answer": "How?"})
    assert (done["error"], done["view"]) == (None, None)
    (message,) = await control.seen(ana, f"bot:{ana}")
    assert message["text"] == "How?"
    clicked = await control.post(
        "/control/action", user=ana, channel=f"bot:{ana}", ts=message["ts"], action_id="thanks"
    )
    assert clicked["message"]["text"] == "You are welcome"
    assert "blocks" not in clicked["message"]
    await control.say(ana, f"bot:{ana}", "hello")
    assert [message["text"] for message in await control.seen(ana, f"bot:{ana}")] == [
        "You are welcome",
        "hello",
        "echo: hello",
    ]


async def test_a_bolt_app_converses_over_socket_mode(web: AsyncWebClient, connect: Connect, control: Control) -> None:
    await connect(conversing(web))
    await converse(control)


async def test_a_bolt_app_that_acknowledges_first_converses_as_well(
    slack: Serving, connect: Connect, control: Control
) -> None:
    app = AsyncApp(client=AsyncWebClient(token=slack.bot_token, base_url=slack.api_url))

    @app.event("team_join")
    async def welcome() -> None: ...

    @app.command("/help-me")
    async def ask(ack: Any, body: Json, client: AsyncWebClient) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=modal(field("q")))

    await connect(app)
    ana = await control.person("ana")
    assert (await control.command(ana))["view"]["callback_id"] == "form"


async def test_a_bolt_app_comes_back_when_slack_refreshes_its_connection(
    web: AsyncWebClient, connect: Connect, control: Control
) -> None:
    await connect(conversing(web))
    before = (await control.get("/control/state"))["connections"]
    await control.post("/control/faults", [{"kind": "socket_close", "reason": "refresh_requested"}])
    assert before == 1

    async def came_back() -> bool:
        opened = (await control.get("/control/requests", method="apps.connections.open"))["requests"]
        return len(opened) == 2 and (await control.get("/control/state"))["connections"] == 1

    await until(came_back)
    await converse(control)


# Signed HTTP


class RequestUrl:
    """
    An app's HTTP endpoint; every request is kept. `status` answers with an error instead, `verifying` a challenge
    in words of its own.
    """

    def __init__(self) -> None:
        self.url = ""
        self.app: AsyncApp | None = None
        self.status: int | None = None
        self.verifying = ""
        self.headers: dict[str, str] = {}
        self.requests: list[tuple[dict[str, str], bytes]] = []

    async def got(self, number: int) -> bool:
        return len(self.requests) >= number

    async def handle(self, request: aiohttp_web.Request) -> aiohttp_web.Response:
        body = await request.read()
        self.requests.append((dict(request.headers), body))
        if self.verifying and b'"url_verification"' in body:
            return aiohttp_web.Response(text=self.verifying.format(json.loads(body)["challenge"]))
        if self.status is not None:
            return aiohttp_web.Response(status=self.status, headers=self.headers)
        assert self.app is not None
        answer = await self.app.async_dispatch(await to_bolt_request(request))
        response: aiohttp_web.Response = await to_aiohttp_response(answer)
        return response


@pytest.fixture
async def endpoint() -> AsyncIterator[RequestUrl]:
    endpoint = RequestUrl()
    server = aiohttp_web.Application()
    server.router.add_post("/slack/events", endpoint.handle)
    runner = aiohttp_web.AppRunner(server)
    await runner.setup()
    await aiohttp_web.TCPSite(runner, "127.0.0.1", 0).start()
    endpoint.url = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    yield endpoint
    await runner.cleanup()


@pytest.fixture
async def over_http(manifest: Path, endpoint: RequestUrl) -> AsyncIterator[tuple[Serving, Control]]:
    async with (
        sandbox.serve(manifest, rates=False, request_url=endpoint.url) as slack,
        Control(slack.url) as control,
    ):
        client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url, retry_handlers=[])
        endpoint.app = conversing(client, slack.signing_secret)
        yield slack, control


async def test_a_bolt_app_converses_over_signed_http(over_http: tuple[Serving, Control]) -> None:
    await converse(over_http[1])


async def test_shortcuts_and_type_ahead_come_over_http_as_well(
    over_http: tuple[Serving, Control], endpoint: RequestUrl
) -> None:
    control, app = over_http[1], endpoint.app
    assert app is not None
    options = [{"text": plain("Blue"), "value": "blue"}]

    @app.shortcut("begin")
    async def begin(ack: Any, body: Json, client: AsyncWebClient) -> None:
        await client.views_open(trigger_id=body["trigger_id"], view=modal(field("q", {"type": "external_select"})))
        await ack()

    @app.options("answer")
    async def offer(ack: Any) -> None:
        await ack(options=options)

    ana = await control.person("ana")
    view = (await control.post("/control/shortcut", user=ana, callback_id="begin"))["view"]
    where = {"user": ana, "view_id": view["id"], "action_id": "answer"}
    assert (await control.post("/control/suggest", {**where, "query": "blue"}))["options"] == options


async def test_requests_are_signed_and_forms_are_slacks(
    over_http: tuple[Serving, Control], endpoint: RequestUrl
) -> None:
    slack, control = over_http
    await control.command(await control.person("ana"))
    headers, body = endpoint.requests[-1]
    assert SignatureVerifier(slack.signing_secret).is_valid_request(body, headers)
    assert not SignatureVerifier("another secret").is_valid_request(body, headers)
    assert abs(int(headers["X-Slack-Request-Timestamp"]) - time.time()) < 5
    assert headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert b"command=%2Fhelp-me" in body


async def test_the_request_url_is_verified_before_the_first_event(
    over_http: tuple[Serving, Control], endpoint: RequestUrl
) -> None:
    await over_http[1].person("ana")
    kinds = [b'"url_verification"' in body for _, body in endpoint.requests]
    assert kinds == [True, False]


@pytest.mark.parametrize(
    ("words", "kinds"),
    [
        ("{}", [True, False]),
        ("challenge={}", [True, False]),
        ('{{"challenge": "{}"}}', [True, False]),
        ("ok {}", [True] * 2),
    ],
)
async def test_a_challenge_may_be_answered_in_three_ways(
    over_http: tuple[Serving, Control], endpoint: RequestUrl, words: str, kinds: list[bool]
) -> None:
    endpoint.verifying = words
    await over_http[1].person("ana")
    await until(lambda: endpoint.got(2))
    assert [b'"url_verification"' in body for _, body in endpoint.requests][:2] == kinds


async def test_events_are_sent_again_with_slacks_retry_headers(
    over_http: tuple[Serving, Control], endpoint: RequestUrl
) -> None:
    _, control = over_http
    ana = await control.person("ana")
    endpoint.requests.clear()
    endpoint.status = 500
    await control.say(ana, f"bot:{ana}", "hello")
    await until(lambda: endpoint.got(2))
    await control.post("/control/clock", advance=60)
    await until(lambda: endpoint.got(3))
    retries = [(h.get("X-Slack-Retry-Num"), h.get("X-Slack-Retry-Reason")) for h, _ in endpoint.requests]
    assert retries == [(None, None), ("1", "http_error"), ("2", "http_error")]


async def test_an_app_may_decline_retries(over_http: tuple[Serving, Control], endpoint: RequestUrl) -> None:
    _, control = over_http
    ana = await control.person("ana")
    endpoint.requests.clear()
    endpoint.status, endpoint.headers = 500, {"X-Slack-No-Retry": "1"}
    await control.say(ana, f"bot:{ana}", "hello")
    await control.post("/control/clock", advance=3600)
    assert len(endpoint.requests) == 1


async def test_an_error_or_no_server_fails_the_command(
    over_http: tuple[Serving, Control], endpoint: RequestUrl, manifest: Path
) -> None:
    _, control = over_http
    ana = await control.person("ana")
    endpoint.status = 500
    assert (await control.command(ana))["error"] == "dispatch_failed"
    nowhere = "http://127.0.0.1:9/slack/events"
    async with sandbox.serve(manifest, request_url=nowhere) as slack, Control(slack.url) as alone:
        answer = await alone.command(await alone.person("ana"))
    assert answer["error"] == "dispatch_failed"
    assert nowhere in answer["message"]


async def test_a_redirect_is_no_acknowledgement(over_http: tuple[Serving, Control], endpoint: RequestUrl) -> None:
    _, control = over_http
    ana = await control.person("ana")
    endpoint.status, endpoint.headers = 302, {"Location": endpoint.url}
    before = len(endpoint.requests)
    assert (await control.command(ana))["error"] == "dispatch_failed"
    assert len(endpoint.requests) == before + 1
