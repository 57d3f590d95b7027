"""Menus whose options the app serves while one types."""

from typing import Any

import pytest
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from tests.sandbox.conftest import Connect
from tests.sandbox.driver import Control, Json, actions, button, field, home, modal, plain

WORDS = ("Amber", "Blue", "Copper")


def option(word: str) -> Json:
    return {"text": plain(word), "value": word.lower()}


def menu(kind: str = "external_select", **more: Any) -> Json:
    return {"type": kind, "action_id": "find", "min_query_length": 0, **more}


@pytest.fixture
async def ana(control: Control) -> str:
    return await control.person("ana")


@pytest.fixture
async def asked(app: AsyncApp, connect: Connect) -> list[Json]:
    """Everything the app got: it offers the colours that begin as typed, and takes what is sent."""
    received: list[Json] = []

    async def offer(ack: Any, body: Json) -> None:
        received.append(body)
        fitting = [option(word) for word in WORDS if word.lower().startswith(body["value"])]
        if body["value"] == "wrong":
            await ack({"options": [{"text": "no object", "value": "x"}]})
        elif body["value"] == "group":
            await ack(option_groups=[{"label": plain("All"), "options": fitting or [option("Dun")]}])
        else:
            await ack(options=fitting)

    async def take(ack: Any, body: Json) -> None:
        received.append(body)
        await ack()

    async def ask(ack: Any, body: Json, client: AsyncWebClient) -> None:
        elements = (menu(), menu("multi_external_select", max_selected_items=2))
        view = modal(*(field(f"q{n}", element) for n, element in enumerate(elements)))
        await client.views_open(trigger_id=body["trigger_id"], view=view)
        await ack()

    app.options("find")(offer)
    app.options("answer")(offer)
    app.action("find")(take)
    app.view("form")(take)
    app.command("/help-me")(ask)
    await connect(app)
    return received


async def test_what_is_typed_reaches_the_app_from_a_view_and_from_a_message(
    web: AsyncWebClient, control: Control, ana: str, asked: list[Json]
) -> None:
    view = (await web.views_publish(user_id=ana, view=home(actions(menu(), button("go")))))["view"]
    found = await control.post("/control/suggest", user=ana, view_id=view["id"], action_id="find", query="bl")
    assert found["options"] == [option("Blue")]
    posted = await web.chat_postMessage(channel=ana, text="t", blocks=[actions(menu())])
    where = {"user": ana, "channel": posted["channel"], "ts": posted["ts"], "action_id": "find"}
    assert (await control.post("/control/suggest", {**where, "query": ""}))["options"] == [option(w) for w in WORDS]
    assert [(body["type"], body["value"], body["container"]["type"]) for body in asked] == [
        ("block_suggestion", "bl", "view"),
        ("block_suggestion", "", "message"),
    ]
    assert asked[0]["view"]["id"] == view["id"]
    assert "trigger_id" not in asked[0]
    assert asked[1]["message"]["ts"] == posted["ts"]


async def test_a_query_shorter_than_the_menu_wants_is_not_sent(
    web: AsyncWebClient, control: Control, ana: str, asked: list[Json]
) -> None:
    slow = {"type": "external_select", "action_id": "find"}
    view = (await web.views_publish(user_id=ana, view=home(actions(slow))))["view"]
    where = {"user": ana, "view_id": view["id"], "action_id": "find"}
    short = await control.post("/control/suggest", {**where, "query": "bl"})
    assert (short["asked"], short["options"]) == (False, [])
    assert asked == []
    assert (await control.post("/control/suggest", {**where, "query": "blu"}))["options"] == [option("Blue")]


async def test_only_what_was_offered_to_this_person_can_be_chosen(
    web: AsyncWebClient, control: Control, ana: str, asked: list[Json]
) -> None:
    posted = await web.chat_postMessage(channel=ana, text="t", blocks=[actions(menu(initial_option=option("Old")))])
    where = {"user": ana, "channel": posted["channel"], "ts": posted["ts"], "action_id": "find"}
    refused = await control.post("/control/action", {**where, "selected": "blue"})
    assert refused["error"] == "no_such_option"
    assert "/control/suggest" in refused["message"]
    assert (await control.post("/control/action", {**where, "selected": "old"}))["error"] is None
    await control.post("/control/suggest", {**where, "query": "blu"})
    assert (await control.post("/control/action", {**where, "selected": "blue"}))["error"] is None
    assert asked[-1]["actions"][0]["selected_option"]["text"] == plain("Blue") | {"emoji": True}


async def test_groups_are_offered_and_a_wrong_answer_is_told(
    web: AsyncWebClient, control: Control, ana: str, asked: list[Json]
) -> None:
    view = (await web.views_publish(user_id=ana, view=home(actions(menu(), button("go")))))["view"]
    where = {"user": ana, "view_id": view["id"], "action_id": "find"}
    found = await control.post("/control/suggest", {**where, "query": "group"})
    assert found["option_groups"][0]["options"] == [option("Dun")]
    wrong = await control.post("/control/suggest", {**where, "query": "wrong"})
    assert (wrong["error"], wrong["options"]) == ("invalid_options", [])
    assert "/options/0/text" in wrong["message"]
    other = await control.post("/control/suggest", {**where, "action_id": "go", "query": ""})
    assert other["error"] == "not_external"


async def test_a_modal_holds_one_or_several_of_what_was_offered(control: Control, ana: str, asked: list[Json]) -> None:
    view = (await control.command(ana))["view"]
    for block in ("q0", "q1"):
        where = {"user": ana, "view_id": view["id"], "action_id": "answer", "block_id": block}
        assert (await control.post("/control/suggest", {**where, "query": ""}))["asked"]
    many: Json = {"q0": {"answer": "blue"}, "q1": {"answer": ["amber", "blue", "copper"]}}
    over = await control.post("/control/submit", user=ana, view_id=view["id"], values=many)
    assert over["errors"] == {"q1": "Please choose no more than 2."}
    many["q1"]["answer"].pop()
    assert (await control.post("/control/submit", user=ana, view_id=view["id"], values=many))["view"] is None
    values = asked[-1]["view"]["state"]["values"]
    assert values["q0"]["answer"]["selected_option"]["value"] == "blue"
    assert [one["value"] for one in values["q1"]["answer"]["selected_options"]] == ["amber", "blue"]


async def test_with_no_app_there_a_menu_says_so(web: AsyncWebClient, control: Control, ana: str) -> None:
    view = (await web.views_publish(user_id=ana, view=home(actions(menu()))))["view"]
    gone = await control.post("/control/suggest", user=ana, view_id=view["id"], action_id="find", query="")
    assert gone["error"] == "dispatch_failed"
