"""Shortcuts of the manifest: on a message, and from anywhere."""

import json
from pathlib import Path
from typing import Any

import pytest
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

import sandbox
from sandbox import Serving
from sandbox.manifest import ManifestError, read_manifest
from tests.sandbox.conftest import Connect
from tests.sandbox.driver import Control, Json, field, manifest_document, modal


@pytest.fixture
async def ana(control: Control) -> str:
    return await control.person("ana")


@pytest.fixture
async def bodies(app: AsyncApp, connect: Connect) -> list[Json]:
    """What the app got; each shortcut opens a modal, and the one on a message also answers beside it."""
    received: list[Json] = []

    @app.shortcut("keep")
    async def keep(ack: Any, body: Json, client: AsyncWebClient, respond: Any) -> None:
        received.append(body)
        await client.views_open(trigger_id=body["trigger_id"], view=modal(field("q")))
        await respond(text="Kept", replace_original=body["message"]["text"] == "mine")
        await ack()

    @app.shortcut("begin")
    async def begin(ack: Any, body: Json, client: AsyncWebClient) -> None:
        received.append(body)
        await client.views_open(trigger_id=body["trigger_id"], view=modal(field("q")))
        await ack()

    await connect(app)
    return received


async def test_a_message_shortcut_carries_the_message_even_where_the_app_is_not(
    slack: Serving, control: Control, ana: str, bodies: list[Json]
) -> None:
    secret = await control.channel("secret", ana, is_private=True)
    said = await control.say(ana, secret, "worth keeping")
    answer = await control.post("/control/shortcut", user=ana, callback_id="keep", channel=secret, ts=said["ts"])
    assert answer["view"]["callback_id"] == "form"
    assert [message["text"] for message in answer["ephemerals"]] == ["Kept"]
    (body,) = bodies
    assert (body["type"], body["callback_id"], body["message_ts"]) == ("message_action", "keep", said["ts"])
    assert body["message"]["text"] == "worth keeping"
    assert body["channel"] == {"id": secret, "name": "privategroup"}
    assert body["user"]["id"] == ana
    assert body["team"]["id"] == slack.slack.team_id
    assert body["response_url"].startswith(f"{slack.url}/response/")
    assert float(body["action_ts"]) > float(said["ts"])


async def test_through_a_shortcut_the_app_replaces_its_own_message_and_no_other(
    web: AsyncWebClient, control: Control, ana: str, bodies: list[Json]
) -> None:
    own = await web.chat_postMessage(channel=ana, text="mine")
    dm = own["channel"]
    theirs = await control.say(ana, dm, "mine")
    for ts in (own["ts"], theirs["ts"]):
        await control.post("/control/shortcut", user=ana, callback_id="keep", channel=dm, ts=ts)
    texts = [(message["ts"], message["text"]) for message in await control.seen(ana, dm)]
    assert (own["ts"], "Kept") in texts
    assert (theirs["ts"], "mine") in texts


async def test_a_global_shortcut_has_neither_channel_nor_response_url(
    control: Control, ana: str, bodies: list[Json]
) -> None:
    answer = await control.post("/control/shortcut", user=ana, callback_id="begin")
    assert answer["view"]["callback_id"] == "form"
    (body,) = bodies
    assert (body["type"], body["callback_id"]) == ("shortcut", "begin")
    assert not {"channel", "response_url", "message"} & set(body)


async def test_shortcuts_that_no_person_could_use_are_refused(control: Control, ana: str, bodies: list[Json]) -> None:
    ben = await control.person("ben")
    secret = await control.channel("secret", ana, is_private=True)
    said = await control.say(ana, secret, "hush")
    use = {"user": ana, "callback_id": "keep", "channel": secret, "ts": said["ts"]}
    assert (await control.post("/control/shortcut", {**use, "user": ben}))["error"] == "message_not_found"
    assert (await control.post("/control/shortcut", {**use, "ts": "1.0"}))["error"] == "message_not_found"
    assert (await control.post("/control/shortcut", {**use, "callback_id": "gone"}))["error"] == "unknown_shortcut"
    begun = await control.post("/control/shortcut", {**use, "callback_id": "begin"})
    assert begun["error"] == "not_a_message_shortcut"
    assert bodies == []


async def test_with_no_app_there_a_shortcut_says_so(control: Control, ana: str) -> None:
    answer = await control.post("/control/shortcut", user=ana, callback_id="begin")
    assert (answer["view"], answer["error"]) == (None, "dispatch_failed")


@pytest.fixture
def unscoped(manifest: Path) -> Path:
    manifest.write_text(json.dumps(manifest_document(scopes=["chat:write"])))
    return manifest


async def test_without_the_scope_for_them_commands_are_not_there(unscoped: Path) -> None:
    async with sandbox.serve(unscoped) as slack, Control(slack.url) as control:
        ana = await control.person("ana")
        assert (await control.command(ana))["error"] == "unknown_command"
        assert (await control.get("/page/bootstrap"))["commands"] == []


async def test_shortcuts_need_the_scope_for_commands(unscoped: Path) -> None:
    async with sandbox.serve(unscoped) as slack, Control(slack.url) as control:
        ana = await control.person("ana")
        assert (await control.post("/control/shortcut", user=ana, callback_id="begin"))["error"] == "missing_scope"


def test_a_shortcut_without_a_description_is_refused_with_the_manifest(manifest: Path) -> None:
    document = manifest_document()
    del document["features"]["shortcuts"][0]["description"]
    manifest.write_text(json.dumps(document))
    with pytest.raises(ManifestError, match="must have description"):
        read_manifest(manifest)
