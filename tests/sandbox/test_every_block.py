"""Every block and element that Slack's own types know is known here: taken, shown, acted on and handed in."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.blocks.elements import ELEMENTS
from sandbox.blocks.layout import BLOCKS
from sandbox.blocks.rich_text import PARTS
from tests.oracle.build import schemas_folder
from tests.oracle.slack_types import SlackTypes
from tests.sandbox.conftest import Connect
from tests.sandbox.driver import Control, Json, actions, field, modal, plain, section

OPTIONS = [{"text": plain(word), "value": word.lower()} for word in ("Yes", "No")]
RICH = {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "x"}]}]}
# What people act on, what they put in, and what the app is told they chose.
ACTED: dict[str, tuple[Json, Any, Json]] = {
    "button": ({"text": plain("Go"), "value": "v"}, "v", {"value": "v"}),
    "overflow": ({"options": OPTIONS}, "no", {"selected_option": "no"}),
    "checkboxes": ({"options": OPTIONS}, ["yes"], {"selected_options": ["yes"]}),
    "radio_buttons": ({"options": OPTIONS}, "no", {"selected_option": "no"}),
    "static_select": ({"options": OPTIONS}, "yes", {"selected_option": "yes"}),
    "multi_static_select": ({"options": OPTIONS}, ["yes", "no"], {"selected_options": ["yes", "no"]}),
    "users_select": ({}, "U", {"selected_user": "U"}),
    "multi_users_select": ({}, ["U", "U"], {"selected_users": ["U"]}),
    "conversations_select": ({}, "C", {"selected_conversation": "C"}),
    "multi_conversations_select": ({}, ["C"], {"selected_conversations": ["C"]}),
    "channels_select": ({}, "C", {"selected_channel": "C"}),
    "multi_channels_select": ({}, ["C"], {"selected_channels": ["C"]}),
    "datepicker": ({}, "2026-05-04", {"selected_date": "2026-05-04"}),
    "timepicker": ({"timezone": "Europe/Madrid"}, "09:30", {"selected_time": "09:30"}),
    "datetimepicker": ({}, 1_800_000_000, {"selected_date_time": 1_800_000_000}),
    "rich_text_input": ({}, RICH, {"rich_text_value": RICH}),
}
IN_SMALL_PRINT: dict[str, tuple[Json, Any, Json]] = {
    "icon_button": ({"icon": "trash", "text": plain("Remove"), "value": "v"}, None, {"value": "v", "icon": "trash"}),
    "feedback_buttons": (
        {
            "positive_button": {"text": plain("Good"), "value": "good"},
            "negative_button": {"text": plain("Bad"), "value": "bad"},
        },
        "bad",
        {"value": "bad"},
    ),
}
TYPED: dict[str, tuple[Json, Any, str]] = {
    "plain_text_input": ({}, "hello", "value"),
    "email_text_input": ({}, "ana@example.com", "value"),
    "url_text_input": ({}, "https://a.example/", "value"),
    "number_input": ({"is_decimal_allowed": True}, "1.5", "value"),
}


def types_in(schema: Any) -> Iterator[str]:
    """Every value that a field `type` may have, anywhere in a schema."""
    if isinstance(schema, list):
        for one in schema:
            yield from types_in(one)
    elif isinstance(schema, dict):
        kind = (schema.get("properties") or {}).get("type") or {}
        if isinstance(kind, dict) and isinstance(kind.get("const"), str):
            yield kind["const"]
        for one in schema.values():
            yield from types_in(one)


@pytest.mark.oracle
def test_every_type_of_block_and_element_that_slack_knows_is_known_here(slack_types: SlackTypes) -> None:
    assert "MessageBlocks" in slack_types.names
    known = set(types_in(json.loads((schemas_folder() / "MessageBlocks.json").read_text())))
    line = {"text", "link", "user", "channel", "usergroup", "team", "broadcast", "emoji", "date", "color"}
    ours = {*BLOCKS, *ELEMENTS, *PARTS, *line, "raw_text", "raw_number", "url"}
    assert len(known) > 50
    assert known - ours == set()


@pytest.fixture
async def ana(control: Control) -> str:
    return await control.person("ana")


@pytest.fixture
async def heard(app: AsyncApp, connect: Connect) -> list[Json]:
    """What the app is told of acts and submissions."""
    bodies: list[Json] = []

    async def note(ack: Any, body: Json) -> None:
        bodies.append(body)
        await ack()

    app.action("act")(note)
    app.view("form")(note)
    await connect(app)
    return bodies


def named(value: Any, ana: str, general: str) -> Any:
    """The same value with U and C for the person and the channel there are."""
    if isinstance(value, list):
        return [named(one, ana, general) for one in value]
    if isinstance(value, dict):
        return {key: named(one, ana, general) for key, one in value.items()}
    return {"U": ana, "C": general}.get(value, value) if isinstance(value, str) else value


def chosen(value: Any) -> Any:
    """Options by their values, everything else as it is."""
    if isinstance(value, list):
        return [chosen(one) for one in value]
    is_option = isinstance(value, dict) and "value" in value and "text" in value
    return value["value"] if is_option else value


@pytest.mark.parametrize("kind", [*ACTED, *IN_SMALL_PRINT])
async def test_an_act_is_told_with_what_was_chosen(
    web: AsyncWebClient, control: Control, ana: str, heard: list[Json], kind: str
) -> None:
    definition, value, told = {**ACTED, **IN_SMALL_PRINT}[kind]
    general = (await web.conversations_list())["channels"][0]["id"]
    element = {"type": kind, "action_id": "act", **definition}
    row = actions(element) if kind in ACTED else {"type": "context_actions", "block_id": "row", "elements": [element]}
    posted = await web.chat_postMessage(channel=ana, text="t", blocks=[row])
    acted = await control.post(
        "/control/action",
        user=ana, channel=posted["channel"], ts=posted["ts"], action_id="act", value=named(value, ana, general),
    )  # fmt: skip
    assert acted["ok"], acted
    [action] = heard[0]["actions"]
    assert {key: chosen(action[key]) for key in told} == named(told, ana, general)
    assert (action["type"], action["block_id"]) == (kind, "row")


@pytest.mark.parametrize("kind", [*TYPED, *(kind for kind in ACTED if kind not in {"button", "overflow"})])
async def test_a_form_is_handed_in_with_what_was_put_into_it(
    slack: Any, web: AsyncWebClient, control: Control, ana: str, heard: list[Json], kind: str
) -> None:
    definition, value, told = {**TYPED, **ACTED}[kind]
    general = (await web.conversations_list())["channels"][0]["id"]
    opened = await web.views_open(
        trigger_id=slack.slack.triggers.mint(ana), view=modal(field("q", {"type": kind, **definition}))
    )
    answer = await control.post(
        "/control/submit",
        user=ana, view_id=opened["view"]["id"], values={"q": {"answer": named(value, ana, general)}},
    )  # fmt: skip
    assert (answer["errors"], answer["error"]) == ({}, None)
    entry = heard[0]["view"]["state"]["values"]["q"]["answer"]
    key = next(iter(told)) if isinstance(told, dict) else told
    wanted = told[key] if isinstance(told, dict) else value
    assert chosen(entry[key]) == named(wanted, ana, general)
    assert entry.get("timezone") == definition.get("timezone")


@pytest.mark.parametrize(
    ("kind", "definition", "value", "told"),
    [
        ("rich_text_input", {}, " ", "Please complete this required field."),
        ("email_text_input", {}, "ana", "Please enter a valid email address."),
        ("url_text_input", {}, "a.example", "Please enter a valid URL."),
        ("number_input", {"is_decimal_allowed": False}, "1.5", "Please enter a whole number."),
        ("datepicker", {}, "2026-02-30", "Please enter a valid date."),
        (
            "multi_static_select",
            {"options": OPTIONS, "max_selected_items": 1},
            ["yes", "no"],
            "Please choose no more than 1.",
        ),
    ],
)
async def test_slack_itself_checks_the_field(
    slack: Any, web: AsyncWebClient, control: Control, ana: str, kind: str, definition: Json, value: Any, told: str
) -> None:
    view = modal(field("q", {"type": kind, **definition}))
    opened = await web.views_open(trigger_id=slack.slack.triggers.mint(ana), view=view)
    values = {"q": {"answer": value}}
    answer = await control.post("/control/submit", user=ana, view_id=opened["view"]["id"], values=values)
    assert (answer["errors"], answer["errors_by"]) == ({"q": told}, "slack")


async def test_only_one_of_the_two_feedback_buttons_can_be_pressed(
    web: AsyncWebClient, control: Control, ana: str
) -> None:
    element = {"type": "feedback_buttons", "action_id": "act", **IN_SMALL_PRINT["feedback_buttons"][0]}
    posted = await web.chat_postMessage(
        channel=ana, text="t", blocks=[{"type": "context_actions", "elements": [element]}]
    )
    where = {"user": ana, "channel": posted["channel"], "ts": posted["ts"], "action_id": "act"}
    assert (await control.post("/control/action", {**where, "value": "so so"}))["error"] == "no_such_option"


async def test_a_button_inside_a_container_or_a_card_can_be_pressed(
    web: AsyncWebClient, control: Control, ana: str, heard: list[Json]
) -> None:
    press = {"type": "button", "action_id": "act", "text": plain("Go"), "value": "v"}
    container = {"type": "container", "title": plain("t"), "child_blocks": [section(), actions(press)]}
    card = {"type": "card", "block_id": "card", "title": {"type": "mrkdwn", "text": "A"}, "actions": [press]}
    posted = await web.chat_postMessage(
        channel=ana, text="t", blocks=[container, {"type": "carousel", "elements": [card]}]
    )
    where = {"user": ana, "channel": posted["channel"], "ts": posted["ts"], "action_id": "act"}
    for block_id in ("row", "card"):
        assert (await control.post("/control/action", {**where, "block_id": block_id}))["ok"]
    assert [body["actions"][0]["block_id"] for body in heard] == ["row", "card"]


async def test_a_rich_text_that_is_none_is_not_taken(
    slack: Any, web: AsyncWebClient, control: Control, ana: str
) -> None:
    view = modal(field("q", {"type": "rich_text_input"}))
    opened = await web.views_open(trigger_id=slack.slack.triggers.mint(ana), view=view)
    values = {"q": {"answer": {"type": "rich_text", "elements": [{"type": "rich_text_wall"}]}}}
    answer = await control.post("/control/submit", user=ana, view_id=opened["view"]["id"], values=values)
    assert answer["error"] == "invalid_value"
