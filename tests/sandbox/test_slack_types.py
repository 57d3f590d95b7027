"""Slack's own published types judge what the local Slack sends and answers, over a whole conversation."""

from typing import Any

import pytest
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.slacks_types.judge import faults
from sandbox.slacks_types.naming import payload_type
from tests.oracle.slack_types import SlackTypes
from tests.sandbox.conftest import Connect
from tests.sandbox.driver import Control, Json, actions, button, field, home, modal, plain, section

pytestmark = pytest.mark.oracle

OPTIONS = [{"text": plain(word), "value": word.lower()} for word in ("Yes", "No")]
EVENTS = {
    "app_home_opened", "app_uninstalled", "dnd_updated_user", "file_deleted", "file_shared", "message", "team_join",
    "tokens_revoked", "user_change",
}  # fmt: skip
PAYLOADS = {
    "AppHomeOpenedEvent", "AppUninstalledEvent", "BlockAction", "BlockActionInView", "BlockSuggestion",
    "DndUpdatedUserEvent", "FileDeletedEvent", "FileSharedEvent", "GlobalShortcut", "MessageEvent",
    "MessageOfFileShare", "MessageOfMessageChanged", "MessageOfMessageDeleted", "MessageShortcut", "SlashCommand",
    "TeamJoinEvent", "TokensRevokedEvent", "UserChangeEvent", "ViewClosedAction", "ViewSubmitAction",
}  # fmt: skip
METHODS = [
    "auth.test", "chat.delete", "chat.getPermalink", "chat.postEphemeral", "chat.postMessage", "chat.update",
    "conversations.history", "conversations.open", "dnd.info", "dnd.teamInfo", "files.completeUploadExternal",
    "files.delete", "files.getUploadURLExternal", "files.info", "files.list", "pins.add", "pins.remove",
    "users.getPresence", "users.info", "users.profile.get", "views.open", "views.publish", "views.push",
    "views.update",
]  # fmt: skip


async def converse(app: AsyncApp, connect: Connect, control: Control) -> None:
    """Each method and each payload at least once."""

    @app.command("/help-me")
    async def ask(ack: Any, body: Json, client: AsyncWebClient) -> None:
        view = modal(field("q"), actions(button("more")), notify_on_close=True)
        await client.views_open(trigger_id=body["trigger_id"], view=view)
        await ack()

    @app.action("more")
    async def more(ack: Any, body: Json, client: AsyncWebClient) -> None:
        above = modal(section(), callback_id="above", notify_on_close=True)
        await client.views_push(trigger_id=body["trigger_id"], view=above)
        await client.views_update(view_id=body["view"]["id"], view=modal(field("q"), actions(button("more"))))
        await ack()

    @app.view("form")
    async def take(ack: Any) -> None:
        await ack()

    @app.view_closed("above")
    async def closed(ack: Any) -> None:
        await ack()

    @app.action("go")
    async def go(ack: Any) -> None:
        await ack()

    @app.event("app_home_opened")
    async def opened(event: Json, client: AsyncWebClient) -> None:
        await client.views_publish(user_id=event["user"], view=home(section(), actions(button("go"))))

    for event in sorted(EVENTS - {"app_home_opened"}):
        app.event(event)(_take_note)
    await connect(app)
    web = app.client
    ana, ben = await control.person("ana"), await control.person("ben")
    top = (await control.command(ana, text="with @ben"))["view"]
    above = (await control.post("/control/action", user=ana, view_id=top["id"], action_id="more"))["view"]
    await control.post("/control/close", user=ana, view_id=above["id"])
    await control.post("/control/submit", user=ana, view_id=top["id"], values={"q": {"answer": "x"}})
    group = (await web.conversations_open(users=[ana, ben]))["channel"]["id"]
    menu = {"type": "static_select", "action_id": "go", "options": OPTIONS}
    blocks = [section(), actions(button("go"), block_id="one"), actions(menu, block_id="two")]
    posted = await web.chat_postMessage(
        channel=group, text="t", blocks=blocks, metadata={"event_type": "x", "event_payload": {"id": "1"}}
    )
    where = {"user": ana, "channel": group, "ts": posted["ts"], "action_id": "go"}
    await control.post("/control/action", {**where, "block_id": "one"})
    await control.post("/control/action", {**where, "block_id": "two", "selected": "no"})
    await control.say(ana, group, "reply", thread_ts=posted["ts"])
    await web.pins_add(channel=group, timestamp=posted["ts"])
    await web.conversations_history(channel=group, include_all_metadata=True)
    await web.pins_remove(channel=group, timestamp=posted["ts"])
    await web.chat_postEphemeral(channel=group, user=ana, text="t", blocks=blocks)
    await web.chat_update(channel=group, ts=posted["ts"], text="t")
    await web.chat_delete(channel=group, ts=posted["ts"])
    await web.users_info(user=ana)
    await control.post("/control/home", user=ana)
    home_view = (await control.post("/control/home", user=ana))["view"]
    await control.post("/control/action", user=ana, view_id=home_view["id"], action_id="go")
    await control.post("/control/users/update", user=ana, tz="Asia/Tokyo")
    await choose_and_hand_in(app, control, ana)
    await control.post("/control/uninstall")


async def choose_and_hand_in(app: AsyncApp, control: Control, ana: str) -> None:
    """Shortcuts, menus the app fills, files, a status and do-not-disturb."""
    web = app.client

    @app.options("find")
    async def offer(ack: Any) -> None:
        await ack(options=OPTIONS)

    @app.action("find")
    @app.shortcut("keep")
    @app.view("files")
    async def take(ack: Any) -> None:
        await ack()

    @app.shortcut("begin")
    async def begin(ack: Any, body: Json, client: AsyncWebClient) -> None:
        asked = {"type": "file_input", "filetypes": ["txt"], "max_files": 1}
        await client.views_open(trigger_id=body["trigger_id"], view=modal(field("f", asked), callback_id="files"))
        await ack()

    menu = {"type": "external_select", "action_id": "find", "min_query_length": 1}
    posted = await web.chat_postMessage(channel=ana, text="t", blocks=[section(), actions(menu)])
    dm, ts = str(posted["channel"]), str(posted["ts"])
    where = {"user": ana, "channel": dm, "ts": ts}
    await control.post("/control/suggest", {**where, "action_id": "find", "query": "y"})
    await control.post("/control/action", {**where, "action_id": "find", "selected": "yes"})
    await control.post("/control/shortcut", {**where, "callback_id": "keep"})
    view = (await control.post("/control/shortcut", user=ana, callback_id="begin"))["view"]
    file = (await control.post("/control/files", user=ana, name="a.txt", content="x"))["file"]["id"]
    await control.post("/control/submit", user=ana, view_id=view["id"], values={"answer": [file]})
    await control.say(ana, dm, "look", files=[file])
    await web.files_upload_v2(channel=dm, filename="b.txt", content="y", thread_ts=ts)
    own = (await web.files_list(user=(await web.auth_test())["user_id"]))["files"][0]["id"]
    await web.files_info(file=own)
    await web.files_delete(file=own)
    await web.chat_getPermalink(channel=dm, message_ts=ts)
    now = float(ts)
    await control.post("/control/users/update", user=ana, status_text="Out", dnd_until=int(now) + 7200)
    await web.users_profile_get(user=ana)
    await web.users_getPresence(user=ana)
    await web.dnd_info(user=ana)
    await web.dnd_teamInfo(users=[ana])


async def _take_note() -> None: ...


async def test_what_is_sent_and_answered_has_slacks_published_types(
    slack_types: SlackTypes, app: AsyncApp, connect: Connect, control: Control
) -> None:
    await converse(app, connect, control)
    entries = (await control.get("/page/traffic", limit="1000"))["entries"]
    assert {entry["status"] for entry in entries} == {"ok"}
    wrong: dict[str, list[str]] = {}
    judged: set[str] = set()
    for entry in entries:
        if entry["direction"] == "to_app":
            name = payload_type(entry["request"])
            found = slack_types.errors(name, entry["request"])
            # A type that refused nothing would prove nothing.
            told = entry["request"].get("event", entry["request"])
            assert any(faults(name, _spoilt(entry["request"], told, key)) for key in told), name
        else:
            name = entry["name"]
            if name not in METHODS:
                continue
            found = slack_types.response(name, entry["response"])
        judged.add(name)
        if found:
            wrong.setdefault(name, []).extend(found)
    assert wrong == {}
    assert judged == {*METHODS, *PAYLOADS}
    assert [entry["verdict"] for entry in entries if entry["verdict"]["fits"] is False] == []


def _spoilt(payload: Json, told: Json, key: str) -> Json:
    other = {**told, key: [["nothing like it"]]}
    return {**payload, "event": other} if "event" in payload else other
