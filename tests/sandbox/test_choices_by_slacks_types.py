"""What is told of every choice, in a message, on Home and in a form, is as Bolt's own types say."""

from typing import Any

import pytest
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Serving
from tests.oracle.slack_types import SlackTypes
from tests.oracle.traffic import judged
from tests.sandbox.conftest import Connect
from tests.sandbox.driver import Control, Json, actions, field, home, modal
from tests.sandbox.test_every_block import ACTED, IN_SMALL_PRINT, TYPED, named

pytestmark = pytest.mark.oracle

# Bolt's types have no act of a datetimepicker, though Slack sends it; the form with one is judged.
UNKNOWN_TO_BOLT = {"datetimepicker"}


@pytest.fixture
async def listening(app: AsyncApp, connect: Connect) -> None:
    async def take(ack: Any) -> None:
        await ack()

    @app.event("team_join")
    async def joined() -> None: ...

    app.action("act")(take)
    app.view("form")(take)
    await connect(app)


async def judgement(slack_types: SlackTypes, control: Control, *kinds: str) -> list[str]:
    entries: list[Json] = (await control.get("/page/traffic", limit="1000"))["entries"]
    told = [entry for entry in entries if entry["name"] in kinds]
    assert told
    assert {entry["status"] for entry in told} == {"ok"}
    return judged(slack_types, told)


async def test_every_act_on_a_message_and_on_home(
    slack: Serving, web: AsyncWebClient, control: Control, listening: None, slack_types: SlackTypes
) -> None:
    ana = await control.person("ana")
    general = (await web.conversations_list())["channels"][0]["id"]
    for kind, (definition, value, _) in {**ACTED, **IN_SMALL_PRINT}.items():
        if kind in UNKNOWN_TO_BOLT:
            continue
        element = {"type": kind, "action_id": "act", **definition}
        is_small = kind in IN_SMALL_PRINT
        row = {"type": "context_actions", "block_id": "row", "elements": [element]} if is_small else actions(element)
        posted = await web.chat_postMessage(channel=ana, text="t", blocks=[row])
        act = {"user": ana, "action_id": "act", "value": named(value, ana, general)}
        answer = await control.post("/control/action", {**act, "channel": posted["channel"], "ts": posted["ts"]})
        assert answer["ok"], (kind, answer)
        if not is_small:
            view = (await web.views_publish(user_id=ana, view=home(row)))["view"]
            answer = await control.post("/control/action", {**act, "view_id": view["id"]})
            assert answer["ok"], (kind, answer)
    assert await judgement(slack_types, control, "block_actions") == []


async def test_every_field_of_a_form(
    slack: Serving, web: AsyncWebClient, control: Control, listening: None, slack_types: SlackTypes
) -> None:
    ana = await control.person("ana")
    general = (await web.conversations_list())["channels"][0]["id"]
    kinds = {kind: given for kind, given in {**TYPED, **ACTED}.items() if kind not in {"button", "overflow"}}
    form = modal(*(field(kind, {"type": kind, **definition}) for kind, (definition, _, _) in kinds.items()))
    view = (await web.views_open(trigger_id=slack.slack.triggers.mint(ana), view=form))["view"]
    values = {kind: {"answer": named(value, ana, general)} for kind, (_, value, _) in kinds.items()}
    answer = await control.post("/control/submit", user=ana, view_id=view["id"], values=values)
    assert (answer["errors"], answer["error"]) == ({}, None)
    assert await judgement(slack_types, control, "view_submission", "views.open") == []
