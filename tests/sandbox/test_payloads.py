"""The payloads an app gets, in Slack's true shape."""

import json
from typing import Any

import pytest
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

import sandbox
from sandbox import Serving
from tests.sandbox.conftest import Connect
from tests.sandbox.driver import (
    Control,
    Json,
    actions,
    button,
    field,
    home,
    manifest_document,
    modal,
    plain,
    refusal,
    until,
)

OPTIONS = [{"text": plain(word), "value": word.lower()} for word in ("Yes", "No", "Maybe")]


@pytest.fixture
async def ana(control: Control) -> str:
    return await control.person("ana")


async def test_a_command_carries_all_slack_sends(
    slack: Serving, control: Control, ana: str, bodies: list[Json]
) -> None:
    await control.command(ana, text="with @ana in #general & more")
    general = (await control.get("/control/messages", channel="#general"))["channel"]["id"]
    body = bodies[-1]
    assert body["text"] == f"with <@{ana}|ana> in <#{general}|general> &amp; more"
    assert (body["channel_name"], body["user_name"], body["is_enterprise_install"]) == ("general", "ana", "false")
    assert (body["team_id"], body["api_app_id"]) == (slack.slack.team_id, slack.slack.app_id)
    assert body["response_url"].startswith(f"{slack.url}/response/")
    assert {"token", "team_domain", "channel_id", "user_id", "command", "trigger_id"} < set(body)


async def test_a_command_that_asks_for_no_escaping_gets_names_as_typed(
    control: Control, ana: str, bodies: list[Json]
) -> None:
    await control.command(ana, "/plain", text=f"<@{ana}> @ana #general")
    assert bodies[-1]["text"] == "@ana @ana #general"


async def test_in_direct_messages_the_channel_has_slacks_word_for_a_name(
    control: Control, ana: str, bodies: list[Json]
) -> None:
    secret = await control.channel("secret", ana, is_private=True)
    await control.command(ana, channel=f"bot:{ana}")
    await control.command(ana, channel=secret)
    assert [body["channel_name"] for body in bodies] == ["directmessage", "privategroup"]


async def test_a_command_the_manifest_lacks_never_reaches_the_app(
    control: Control, ana: str, bodies: list[Json]
) -> None:
    answer = await control.command(ana, "/unknown")
    assert answer["error"] == "unknown_command"
    assert bodies == []


async def test_a_click_on_a_message_carries_all_slack_sends(
    slack: Serving, web: AsyncWebClient, control: Control, ana: str, bodies: list[Json]
) -> None:
    posted = await web.chat_postMessage(
        channel=ana, text="t", blocks=[actions(button("go", "7")), field("note", optional=True)]
    )
    dm = posted["channel"]
    await control.post(
        "/control/action", user=ana, channel=dm, ts=posted["ts"], action_id="go", values={"note": {"answer": "typed"}}
    )
    body = bodies[-1]
    assert body["type"] == "block_actions"
    assert body["user"] == {"id": ana, "username": "ana", "name": "ana", "team_id": slack.slack.team_id}
    assert body["container"] == {
        "type": "message", "message_ts": posted["ts"], "channel_id": dm, "is_ephemeral": False
    }  # fmt: skip
    assert body["channel"] == {"id": dm, "name": "directmessage"}
    assert body["team"] == {"id": slack.slack.team_id, "domain": slack.slack.team_domain}
    assert (body["enterprise"], body["is_enterprise_install"]) == (None, False)
    assert body["message"]["ts"] == posted["ts"]
    assert body["state"]["values"]["note"]["answer"] == {"type": "plain_text_input", "value": "typed"}
    (action,) = body["actions"]
    assert (action["type"], action["action_id"], action["block_id"], action["value"]) == ("button", "go", "row", "7")
    assert action["text"] == {"type": "plain_text", "text": "Press", "emoji": True}
    assert float(action["action_ts"]) > 0


@pytest.mark.parametrize(
    ("element", "given", "key", "sent"),
    [
        ({"type": "static_select", "options": OPTIONS}, "no", "selected_option", "no"),
        ({"type": "radio_buttons", "options": OPTIONS}, "yes", "selected_option", "yes"),
        ({"type": "overflow", "options": OPTIONS}, "maybe", "selected_option", "maybe"),
        ({"type": "checkboxes", "options": OPTIONS}, ["yes", "no"], "selected_options", ["yes", "no"]),
        ({"type": "multi_static_select", "options": OPTIONS}, ["no"], "selected_options", ["no"]),
        ({"type": "datepicker", "initial_date": "2026-01-01"}, "2026-03-04", "selected_date", "2026-03-04"),
        ({"type": "timepicker"}, "09:30", "selected_time", "09:30"),
        ({"type": "datetimepicker"}, 1_800_000_000, "selected_date_time", 1_800_000_000),
    ],
)
async def test_every_element_tells_what_was_chosen(
    web: AsyncWebClient, control: Control, ana: str, bodies: list[Json], element: Json, given: Any, key: str, sent: Any
) -> None:
    await web.views_publish(user_id=ana, view=home(actions({**element, "action_id": "pick"})))
    view_id = await _home_id(web, ana, element)
    answer = await control.post("/control/action", user=ana, view_id=view_id, action_id="pick", selected=given)
    assert answer["error"] is None
    body = bodies[-1]
    chosen = body["actions"][0][key]
    shown: Any = chosen
    if key == "selected_options":
        shown = [option["value"] for option in chosen]
    elif key == "selected_option":
        shown = chosen["value"]
    assert shown == sent
    if element["type"] != "overflow":
        assert body["view"]["state"]["values"]["row"]["pick"][key] == chosen
    assert body["container"] == {"type": "view", "view_id": view_id}
    assert "response_url" not in body
    if "initial_date" in element:
        assert body["actions"][0]["initial_date"] == element["initial_date"]


@pytest.mark.parametrize(
    ("kind", "key", "more"),
    [
        ("users_select", "selected_user", {}),
        ("multi_users_select", "selected_users", {"max_selected_items": 1}),
        ("conversations_select", "selected_conversation", {"filter": {"include": ["public"]}}),
        ("multi_conversations_select", "selected_conversations", {}),
        ("channels_select", "selected_channel", {}),
        ("multi_channels_select", "selected_channels", {}),
    ],
)
async def test_people_and_places_are_chosen_from_those_one_sees(
    web: AsyncWebClient, control: Control, ana: str, bodies: list[Json], kind: str, key: str, more: Json
) -> None:
    ben = await control.person("ben")
    secret = await control.channel("secret", ben, is_private=True)
    general = (await control.get("/control/messages", channel="#general"))["channel"]["id"]
    one, other = (ana, "U404") if "users" in kind else (general, secret)
    view_id = await _home_id(web, ana, {"type": kind, **more})
    where = {"user": ana, "view_id": view_id, "action_id": "pick"}
    shown: Any = [one] if kind.startswith("multi_") else one
    assert (await control.post("/control/action", {**where, "selected": shown}))["error"] is None
    assert bodies[-1]["actions"][0][key] == shown
    refused = await control.post("/control/action", {**where, "selected": other})
    assert refused["error"] == "no_such_option"
    assert bodies[-1]["actions"][0][key] == shown


async def test_an_act_takes_no_more_than_the_control_would(
    web: AsyncWebClient, control: Control, ana: str, bodies: list[Json]
) -> None:
    ben = await control.person("ben")
    dm = (await control.post("/control/channels", users=[ana, ben]))["channel"]["id"]
    before = len(bodies)
    for element, given, error in (
        ({"type": "datepicker"}, "31 March", "invalid_value"),
        ({"type": "timepicker"}, "9.30", "invalid_value"),
        ({"type": "datetimepicker"}, "soon", "invalid_value"),
        ({"type": "multi_users_select", "max_selected_items": 1}, [ana, ben], "invalid_value"),
        ({"type": "conversations_select", "filter": {"include": ["public"]}}, dm, "no_such_option"),
        ({"type": "channels_select"}, dm, "no_such_option"),
        (
            {"type": "conversations_select", "filter": {"include": ["im"], "exclude_bot_users": True}},
            (await web.conversations_open(users=ana))["channel"]["id"],
            "no_such_option",
        ),
    ):
        view_id = await _home_id(web, ana, element)
        act = {"user": ana, "view_id": view_id, "action_id": "pick", "selected": given}
        assert (await control.post("/control/action", act))["error"] == error
    assert len(bodies) == before


async def test_a_modal_begins_with_the_conversation_one_looks_at(
    web: AsyncWebClient, connect: Connect, control: Control, ana: str
) -> None:
    app = AsyncApp(client=web, process_before_response=True)
    club = await control.channel("club", ana)

    @app.command("/help-me")
    async def ask(ack: Any, body: Json, client: AsyncWebClient) -> None:
        here = {"default_to_current_conversation": True}
        fields = [
            field("one", {"type": "conversations_select", **here}),
            field("many", {"type": "multi_conversations_select", **here}),
            field("set", {"type": "conversations_select", **here, "initial_conversation": "C1"}),
        ]
        await client.views_open(trigger_id=body["trigger_id"], view=modal(*fields))
        await ack()

    await connect(app)
    values = (await control.command(ana, channel=club))["view"]["state"]["values"]
    assert values["one"]["answer"]["selected_conversation"] == club
    assert values["many"]["answer"]["selected_conversations"] == [club]
    assert values["set"]["answer"]["selected_conversation"] == "C1"


async def _home_id(web: AsyncWebClient, user: str, element: Json) -> str:
    published = await web.views_publish(user_id=user, view=home(actions({**element, "action_id": "pick"})))
    view_id: str = published["view"]["id"]
    return view_id


async def test_a_text_field_dispatches_when_it_is_asked_to(
    web: AsyncWebClient, control: Control, ana: str, bodies: list[Json]
) -> None:
    view = home(field("loud", dispatch_action=True), field("quiet"))
    view_id = (await web.views_publish(user_id=ana, view=view))["view"]["id"]
    where = {"user": ana, "view_id": view_id, "action_id": "answer", "value": "hi"}
    assert (await control.post("/control/action", {**where, "block_id": "loud"}))["error"] is None
    assert bodies[-1]["actions"][0]["value"] == "hi"
    assert (await control.post("/control/action", {**where, "block_id": "quiet"}))["error"] == "not_interactive"
    assert (await control.post("/control/action", where))["error"] == "ambiguous_action"


async def test_acts_that_no_person_could_do_are_refused(
    web: AsyncWebClient, control: Control, ana: str, bodies: list[Json]
) -> None:
    ben = await control.person("ben")
    picker = {"type": "static_select", "action_id": "pick", "options": OPTIONS}
    posted = await web.chat_postMessage(channel=ana, text="t", blocks=[actions(button("go"), picker)])
    before = len(bodies)
    where = {"user": ana, "channel": posted["channel"], "ts": posted["ts"]}
    act = control.post
    assert (await act("/control/action", {**where, "action_id": "gone"}))["error"] == "no_such_action"
    assert (await act("/control/action", {**where, "action_id": "pick", "selected": "?"}))["error"] == "no_such_option"
    stale = {**where, "action_id": "go", "value": "what the button meant before"}
    assert (await act("/control/action", stale))["error"] == "button_changed"
    assert (await act("/control/action", {**where, "user": ben, "action_id": "go"}))["error"] == "message_not_found"
    assert (await act("/control/action", {**where, "user": "U404", "action_id": "go"}))["error"] == "user_not_found"
    assert len(bodies) == before


async def test_an_event_comes_in_slacks_wrapper(slack: Serving, control: Control, ana: str, bodies: list[Json]) -> None:
    said = await control.say(ana, f"bot:{ana}", "hello")
    body = bodies[-1]
    assert body["type"] == "event_callback"
    assert (body["team_id"], body["api_app_id"]) == (slack.slack.team_id, slack.slack.app_id)
    assert body["event_id"].startswith("Ev")
    assert body["authorizations"][0]["user_id"] == slack.slack.bot_user
    event = body["event"]
    assert (event["type"], event["channel_type"], event["user"], event["ts"]) == ("message", "im", ana, said["ts"])
    assert event["blocks"][0]["type"] == "rich_text"


async def test_messages_reach_the_app_only_where_it_is_a_member(
    web: AsyncWebClient, control: Control, ana: str, bodies: list[Json]
) -> None:
    club = await control.channel("club", ana)
    before = len(bodies)
    await control.say(ana, club, "unheard")
    assert len(bodies) == before
    await web.conversations_join(channel=club)
    await control.say(ana, club, "heard")
    assert bodies[-1]["event"]["text"] == "heard"


async def test_people_coming_and_changing_are_told(control: Control, bodies: list[Json]) -> None:
    ben = await control.person("ben")
    await control.post("/control/users/update", user=ben, tz="Asia/Tokyo")
    join, change = bodies
    assert (join["event"]["type"], join["event"]["user"]["id"]) == ("team_join", ben)
    assert (change["event"]["type"], change["event"]["user"]["tz_offset"]) == ("user_change", 32_400)


async def test_events_need_a_subscription_and_a_scope(manifest: Any) -> None:
    document = manifest_document(scopes=["chat:write"], events=["message.im", "app_home_opened"])
    manifest.write_text(json.dumps(document))
    async with sandbox.serve(manifest) as slack, Control(slack.url) as control:
        ana = await control.person("ana")
        await control.say(ana, f"bot:{ana}", "unheard: no im:history")
        await control.post("/control/home", user=ana)
        names = [entry["name"] for entry in (await control.get("/page/traffic"))["entries"]]
    assert set(names) == {"app_home_opened"}


async def test_an_uninstalled_app_is_told_and_its_token_opens_nothing(
    web: AsyncWebClient, control: Control, ana: str, bodies: list[Json]
) -> None:
    await control.post("/control/uninstall")
    assert [body["event"]["type"] for body in bodies[-2:]] == ["tokens_revoked", "app_uninstalled"]
    assert await refusal(web.auth_test()) == "account_inactive"
    assert (await control.command(ana))["error"] == "dispatch_failed"


async def test_a_mention_and_a_change_are_events_as_well(
    web: AsyncWebClient, slack: Serving, control: Control, ana: str, bodies: list[Json]
) -> None:
    club = await control.channel("club", ana)
    await web.conversations_join(channel=club)
    await control.say(ana, club, "hello @helper")

    def subscriptions() -> list[tuple[str, str]]:
        return [(body["event"]["type"], body["event"].get("subtype", "")) for body in bodies]

    async def mentioned() -> bool:
        return ("app_mention", "") in subscriptions()

    await until(mentioned)
    assert bodies[-1]["event"]["text"] == f"hello <@{slack.slack.bot_user}>"
    assert ("message", "") in subscriptions()
    # The bot's own messages are events too, which Bolt leaves out; the log has them.
    posted = await web.chat_postMessage(channel=club, text="one", metadata={"event_type": "x", "event_payload": {}})
    await web.chat_update(channel=club, ts=posted["ts"], text="two")
    await web.chat_delete(channel=club, ts=posted["ts"])

    async def told() -> bool:
        entries = (await control.get("/page/traffic"))["entries"]
        events = [entry["request"]["event"] for entry in entries if entry["name"] == "message"]
        own = [event for event in events if event.get("subtype") or event.get("bot_id")]
        assert all("metadata" not in event for event in own)
        said = [event.get("subtype") for event in own]
        return said == ["channel_join", None, "message_changed", "message_deleted"]

    await until(told)


async def test_an_acknowledgement_may_speak_to_all_or_be_refused(
    slack: Serving, web: AsyncWebClient, connect: Connect, control: Control, ana: str
) -> None:
    ben = await control.person("ben")
    app = AsyncApp(client=web, process_before_response=True)

    @app.command("/help-me")
    async def answer(ack: Any, body: Json) -> None:
        if body["text"] == "bad":
            await ack(text="t", blocks=[{"type": "section"}])
        else:
            await ack(text="For all", response_type="in_channel")

    await connect(app)
    spoken = await control.command(ana)
    assert (spoken["ephemerals"], spoken["error"]) == ([], None)
    assert [message["text"] for message in await control.seen(ben, "#general")] == ["For all"]
    refused = await control.command(ana, text="bad")
    assert refused["error"] == "invalid_blocks"
    assert refused["ephemerals"][0]["text"] == '/help-me failed with the error "invalid_blocks"'
