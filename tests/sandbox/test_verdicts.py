"""The inspector's verdict: whether what passed has Slack's shape, and where it has not."""

import asyncio
import sys
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Serving
from sandbox.verdicts import judged
from tests.sandbox.driver import Control, Json, actions, field, modal, section


async def verdict(control: Control) -> Json:
    """That of the newest call."""
    entries = (await control.get("/page/traffic"))["entries"]
    found: Json = [entry for entry in entries if entry["direction"] == "to_slack"][-1]["verdict"]
    return found


ROOT = Path(__file__).resolve().parents[2]


def answered(answer: Any) -> Json:
    """The verdict on what an app answers to a payload that has no published type."""
    return judged({"direction": "to_app", "name": "x", "status": "ok", "request": {"type": "x"}, "response": answer})


async def test_a_sound_call_fits_and_is_told_what_was_looked_at(web: AsyncWebClient, control: Control) -> None:
    ana = await control.person("ana")
    metadata = {"event_type": "t", "event_payload": {}}
    await web.chat_postMessage(channel=ana, text="t", blocks=[section("Hello")], metadata=metadata)
    assert await verdict(control) == {
        "fits": True,
        "about": ["arguments", "blocks", "metadata", "answer (ChatPostMessageResponse)"],
        "failing": [],
        "fitting": ["arguments", "blocks", "metadata", "answer (ChatPostMessageResponse)"],
        "problems": [],
        "remarks": [],
        "unjudged": [],
    }


async def test_an_error_names_the_path(web: AsyncWebClient, control: Control) -> None:
    ana = await control.person("ana")
    broken = [section("Hello"), {"type": "section", "text": {"type": "mrkdwn", "text": "x", "emoji": True}}]
    with pytest.raises(SlackApiError):
        await web.chat_postMessage(channel=ana, text="t", blocks=broken)
    found = await verdict(control)
    assert found["problems"] == ["invalid additional property: emoji [json-pointer:/blocks/1/text]"]
    with pytest.raises(SlackApiError):
        await web.views_publish(user_id=ana, view={"type": "modal", "blocks": []})
    found = await verdict(control)
    assert "must be of type home [json-pointer:/view/type]" in found["problems"]
    assert found["failing"] == ["view"]
    assert found["fitting"] == ["arguments", "answer (ViewsPublishResponse)"]


async def test_blocks_that_are_too_long_together_do_not_fit(web: AsyncWebClient, control: Control) -> None:
    ana = await control.person("ana")
    with pytest.raises(SlackApiError, match="msg_blocks_too_long"):
        await web.chat_postMessage(channel=ana, text="t", blocks=[section("x" * 2_600)] * 4)
    found = await verdict(control)
    assert (found["problems"], found["failing"]) == (["msg_blocks_too_long [json-pointer:/blocks]"], ["blocks"])


async def test_what_slack_overlooks_is_remarked_and_no_fault(web: AsyncWebClient, control: Control) -> None:
    ana = await control.person("ana")
    await web.chat_postMessage(channel=ana, text="t", colour="blue")
    found = await verdict(control)
    assert (found["fits"], found["problems"]) == (True, [])
    assert "colour" in found["remarks"][0]


async def test_a_method_that_is_not_there_does_not_fit(web: AsyncWebClient, control: Control) -> None:
    with pytest.raises(SlackApiError):
        await web.api_call("lists.create")
    assert (await verdict(control))["fits"] is False


async def test_a_secret_that_was_not_kept_is_not_missed(web: AsyncWebClient, control: Control) -> None:
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{control.url}/api/oauth.v2.access", data={"client_id": "1", "client_secret": "s", "code": "c"}),
    ):
        pass
    assert (await verdict(control))["fits"] is True


def told(**event: Any) -> Json:
    """The verdict on an event that the app is told."""
    payload = {"type": "event_callback", "event": event}
    return judged({"direction": "to_app", "name": "event", "status": "ok", "request": payload, "response": None})


async def test_what_this_slack_sends_is_judged_by_slacks_own_types(control: Control, bodies: list[Json]) -> None:
    ana = await control.person("ana")
    await control.command(ana)
    entries = (await control.get("/page/traffic"))["entries"]
    [command] = [entry for entry in entries if entry["name"] == "/help-me"]
    assert (command["verdict"]["fits"], command["verdict"]["about"]) == (True, ["payload (SlashCommand)"])
    spoilt = command | {"request": command["request"] | {"user_id": 5}}
    assert judged(spoilt)["problems"] == ['in the payload: 5 is not of type "string" [json-pointer:/user_id]']
    less = command | {"request": {key: value for key, value in command["request"].items() if key != "trigger_id"}}
    assert judged(less)["problems"] == ['in the payload: "trigger_id" is a required property [json-pointer:]']
    [asked] = [entry for entry in entries if entry["name"] == "apps.connections.open"]
    assert judged(asked | {"response": {"ok": "yes"}})["problems"] == [
        'in the answer: "yes" is not of type "boolean" [json-pointer:/ok]'
    ]


@pytest.mark.parametrize("kind", ["checkboxes", "radio_buttons"])
@pytest.mark.usefixtures("bodies")
async def test_a_choice_labelled_in_mrkdwn_is_no_fault(
    slack: Serving, web: AsyncWebClient, control: Control, kind: str
) -> None:
    ana = await control.person("ana")
    options = [{"text": {"type": "mrkdwn", "text": f"*{value}*", "verbatim": True}, "value": value} for value in "ab"]
    form = modal(
        field("q", {"type": kind, "options": options}), actions({"type": kind, "action_id": "act", "options": options})
    )
    view = (await web.views_open(trigger_id=slack.slack.triggers.mint(ana), view=form))["view"]
    chosen: Any = ["a"] if kind == "checkboxes" else "a"
    clicked = {"user": ana, "view_id": view["id"], "action_id": "act", "value": chosen}
    await control.post("/control/action", clicked)
    await control.post("/control/submit", user=ana, view_id=view["id"], values={"answer": chosen})
    posted = await web.chat_postMessage(channel=ana, text="t", blocks=form["blocks"])
    await control.post("/control/action", clicked | {"view_id": "", "channel": posted["channel"], "ts": posted["ts"]})
    entries = (await control.get("/page/traffic"))["entries"]
    told = [entry for entry in entries if entry["name"] in {"block_actions", "view_submission"}]
    assert [entry["name"] for entry in told] == ["block_actions", "view_submission", "block_actions"]
    assert [entry["verdict"]["problems"] for entry in entries if entry["verdict"]["problems"]] == []
    # What is wrong beside it is found all the same.
    spoilt = told[1]["request"] | {
        "view": told[1]["request"]["view"] | {"state": {"values": {"q": {"answer": {"type": 5}}}}}
    }
    assert judged(told[1] | {"request": spoilt})["fits"] is False


def test_what_has_no_published_type_is_said_to_be_unjudged() -> None:
    found = told(type="message", subtype="group_join")
    assert (found["fits"], found["unjudged"]) == (None, ["Slack publishes no type MessageOfGroupJoin."])


async def test_without_the_library_it_says_so_and_how_to_get_it() -> None:
    """In a Python of its own, in which the library cannot be imported, and whatever else is judged as ever."""
    program = (
        "import sys; sys.modules['jsonschema_rs'] = None\n"
        "from sandbox.verdicts import judged\n"
        "sent = {'direction': 'to_slack', 'name': 'chat.postMessage', 'status': 'ok', 'request': {}}\n"
        "verdict = judged(sent | {'response': {'ok': 5}})\n"
        "assert (verdict['fits'], verdict['about']) == (False, ['arguments']), verdict\n"
        "print(*verdict['unjudged'])\n"
    )
    run = await asyncio.create_subprocess_exec(
        sys.executable, "-c", program, cwd=ROOT, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    said, wrong = await run.communicate()
    assert (said.decode().strip(), wrong.decode()) == (
        "What this Slack sends is not judged here: install jsonschema-rs, or Bothways as bothways[inspector].",
        "",
    )


def test_of_an_answer_of_the_app_the_message_the_view_errors_and_options_are_judged() -> None:
    assert answered(None)["fits"] is None
    assert answered({"text": "Done", "blocks": [section("Done")]})["fits"] is True
    assert answered({"response_action": "errors", "errors": {"b": 1}})["problems"] == [
        "must map block ids to texts [json-pointer:/errors]"
    ]
    assert "[json-pointer:/view]" in str(answered({"response_action": "update", "view": {"type": "modal"}})["problems"])
    assert answered({"options": [{"value": "v"}]})["problems"] == [
        "missing required field: text [json-pointer:/options/0]"
    ]


@pytest.mark.parametrize(
    "answer",
    [
        "said",
        [1],
        {"errors": None},
        {"view": 3},
        {"options": 5},
        {"blocks": "x"},
        {"metadata": 1},
        {"attachments": "x"},
    ],
)
def test_whatever_an_app_answers_can_be_judged(answer: Any) -> None:
    assert answered(answer)["fits"] in {False, None}
    odd = {"direction": "to_slack", "name": "response_url", "status": "ok", "request": answer, "response": None}
    assert judged(odd)["fits"] in {False, None}
