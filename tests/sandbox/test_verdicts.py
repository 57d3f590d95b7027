"""The inspector's verdict: whether what the app sent has Slack's shape, and where it has not."""

from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.verdicts import judged
from tests.sandbox.driver import Control, Json, section


async def verdict(control: Control) -> Json:
    """That of the newest call."""
    entries = (await control.get("/page/traffic"))["entries"]
    found: Json = [entry for entry in entries if entry["direction"] == "to_slack"][-1]["verdict"]
    return found


def answered(answer: Any) -> Json:
    return judged({"direction": "to_app", "name": "block_actions", "status": "ok", "request": {}, "response": answer})


async def test_a_sound_call_fits_and_is_told_what_was_looked_at(web: AsyncWebClient, control: Control) -> None:
    ana = await control.person("ana")
    metadata = {"event_type": "t", "event_payload": {}}
    await web.chat_postMessage(channel=ana, text="t", blocks=[section("Hello")], metadata=metadata)
    assert await verdict(control) == {
        "fits": True,
        "about": ["arguments", "blocks", "metadata"],
        "problems": [],
        "remarks": [],
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
    assert "must be of type home [json-pointer:/view/type]" in (await verdict(control))["problems"]


async def test_blocks_that_are_too_long_together_do_not_fit(web: AsyncWebClient, control: Control) -> None:
    ana = await control.person("ana")
    with pytest.raises(SlackApiError, match="msg_blocks_too_long"):
        await web.chat_postMessage(channel=ana, text="t", blocks=[section("x" * 2_600)] * 4)
    assert (await verdict(control))["problems"] == ["msg_blocks_too_long [json-pointer:/blocks]"]


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


def test_of_a_payload_only_the_apps_answer_is_judged() -> None:
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
