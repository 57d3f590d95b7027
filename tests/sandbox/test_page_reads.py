"""What the page reads, and who may not ask at all."""

from pathlib import Path
from typing import Any

import pytest
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import page_api
from tests.sandbox.conftest import Connect
from tests.sandbox.driver import Control, Json, field, modal


async def test_an_empty_workspace_has_the_bot_general_and_nobody(control: Control) -> None:
    page = await control.get("/page/bootstrap")
    assert page["me"] is None
    assert [conversation["name"] for conversation in page["conversations"]] == ["general"]
    assert page["open_at"] == page["conversations"][0]["id"]
    assert [command["command"] for command in page["commands"]] == ["/help-me", "/plain"]
    assert (page["app"]["home_tab"], page["app"]["messages_tab"], page["connections"]) == (True, True, 0)


async def test_the_page_opens_where_the_newest_unread_message_is(web: AsyncWebClient, control: Control) -> None:
    ana, ben = await control.person("ana"), await control.person("ben")
    assert (await control.get("/page/bootstrap"))["me"]["id"] == ana
    dm = (await web.chat_postMessage(channel=ana, text="start here"))["channel"]
    assert (await control.get("/page/bootstrap", {"as": ana}))["open_at"] == dm
    ben_page = await control.get("/page/bootstrap", {"as": ben})
    general = next(c for c in ben_page["conversations"] if c["name"] == "general")
    assert ben_page["open_at"] == general["id"]
    app_dm = next(c for c in (await control.get("/page/bootstrap", {"as": ana}))["conversations"] if c["is_app"])
    assert (app_dm["id"], app_dm["name"], app_dm["kind"]) == (dm, "Helper", "im")


async def test_people_see_their_conversations_and_public_channels_only(control: Control) -> None:
    ana, ben, cho = [await control.person(name) for name in ("ana", "ben", "cho")]
    await control.channel("open", ana)
    await control.channel("secret", ana, is_private=True)
    group = await control.post("/control/channels", users=[ana, ben, cho])
    assert (group["channel"]["kind"], group["channel"]["name"]) == ("mpim", "Ben, Cho")

    async def names(user: str) -> set[str]:
        answer = await control.get("/page/conversations", {"as": user})
        return {conversation["name"] for conversation in answer["conversations"]}

    assert await names(ana) == {"general", "open", "secret", "Helper", "Ben, Cho"}
    assert await names(ben) == {"general", "open", "Helper", "Ana, Cho"}
    hidden = await control.get("/control/messages", {"channel": "secret", "as": ben})
    assert (control.status, hidden["error"]) == (404, "channel_not_found")


async def test_messages_are_read_page_by_page(control: Control) -> None:
    ana = await control.person("ana")
    for number in range(5):
        await control.say(ana, "#general", str(number))
    newest = await control.get("/control/messages", {"channel": "#general", "as": ana, "limit": "2"})
    assert ([m["text"] for m in newest["messages"]], newest["has_more"]) == (["3", "4"], True)
    before = newest["messages"][0]["ts"]
    older = await control.get("/control/messages", {"channel": "#general", "as": ana, "before": before})
    assert ([m["text"] for m in older["messages"]], older["has_more"]) == (["0", "1", "2"], False)


async def test_a_thread_is_read_with_its_parent(control: Control) -> None:
    ana = await control.person("ana")
    parent = (await control.say(ana, "#general", "parent"))["ts"]
    await control.say(ana, "#general", "reply", thread_ts=parent)
    query = {"channel": "#general", "as": ana, "thread_ts": parent}
    assert [m["text"] for m in (await control.get("/control/messages", query))["messages"]] == ["parent", "reply"]
    assert [m["text"] for m in await control.seen(ana, "#general")] == ["parent"]


async def test_traffic_is_read_from_a_number_on(web: AsyncWebClient, control: Control) -> None:
    for _ in range(3):
        await web.auth_test()
    entries = (await control.get("/page/traffic", after="1"))["entries"]
    assert [(entry["n"], entry["direction"], entry["name"]) for entry in entries] == [
        (2, "to_slack", "auth.test"),
        (3, "to_slack", "auth.test"),
    ]
    assert entries[0]["response"]["ok"] is True


async def test_what_somebody_did_stands_before_what_came_of_it(
    app: AsyncApp, connect: Connect, control: Control
) -> None:
    @app.command("/help-me")
    async def open_form(ack: Any, body: Json, client: AsyncWebClient) -> None:
        await client.views_open(trigger_id=body["trigger_id"], view=modal(field("q")))
        await ack()

    ana = await control.person("ana")
    await connect(app)
    await control.command(ana)
    answer = await control.get("/page/traffic")
    command, opening = [entry for entry in answer["entries"] if entry["name"] in {"/help-me", "views.open"}]
    assert (command["name"], opening["name"]) == ("/help-me", "views.open")
    assert command["at"] < opening["at"]
    # Numbers are given at the end, so that whoever reads on from the last one misses nothing.
    assert opening["n"] < command["n"] <= answer["last"]
    later = (await control.get("/page/traffic", after=str(opening["n"])))["entries"]
    assert command["n"] in [entry["n"] for entry in later]


@pytest.mark.parametrize(
    ("path", "body", "error"),
    [
        ("/control/users", {"name": "Two Words"}, "invalid_name"),
        ("/control/users", {"name": "ana"}, "name_taken"),
        ("/control/users", {"name": "zoe", "tz": "Mars/North"}, "invalid_tz"),
        ("/control/channels", {"name": "general"}, "name_taken"),
        ("/control/message", {"user": "ana", "channel": "#general", "text": " "}, "no_text"),
        ("/control/message", {"user": "ana", "channel": "#nowhere", "text": "t"}, "channel_not_found"),
        ("/control/message", {"user": "helper", "channel": "#general", "text": "t"}, "not_a_human"),
        ("/control/message", {"channel": "#general", "text": "t"}, "no_user"),
        ("/control/command", {"user": "ana", "channel": "#general", "command": "help"}, "invalid_command"),
        ("/control/submit", {"user": "ana", "view_id": "V404"}, "view_not_found"),
    ],
)
async def test_control_calls_that_cannot_be_done_say_so(
    control: Control, path: str, body: dict[str, str], error: str
) -> None:
    await control.person("ana")
    answer = await control.post(path, body)
    assert (answer["ok"], answer["error"]) == (False, error)
    assert 400 <= control.status < 500
    assert answer["message"]


async def test_a_body_that_is_no_json_object_is_refused(control: Control) -> None:
    for odd in ("{", "[1]"):
        async with control.http.post("/control/users", data=odd) as response:
            assert (response.status, (await response.json())["error"]) == (400, "invalid_json")


async def test_nobody_speaks_where_they_are_no_member(control: Control) -> None:
    ana, ben = await control.person("ana"), await control.person("ben")
    await control.channel("club", ana)
    answer = await control.post("/control/message", user=ben, channel="#club", text="t")
    assert (control.status, answer["error"]) == (403, "not_in_channel")
    joined = await control.post("/control/channels/join", channel="#club", users=[ben])
    assert joined["channel"]["is_member"] is True
    assert (await control.post("/control/message", user=ben, channel="#club", text="t"))["ok"]


@pytest.fixture
def own_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "page"
    (folder / "js").mkdir(parents=True)
    (folder / "index.html").write_text("<h1>Hello</h1>")
    (folder / "js" / "main.js").write_text("export {};")
    (tmp_path / "secret.txt").write_text("secret")
    monkeypatch.setattr(page_api, "FOLDER", folder)
    return folder


@pytest.mark.usefixtures("own_page")
async def test_the_pages_files_are_served_and_nothing_beside_them(control: Control) -> None:
    async with control.http.get("/") as response:
        assert (response.status, await response.text()) == (200, "<h1>Hello</h1>")
        assert response.headers["Content-Security-Policy"].startswith("default-src 'self'")
    async with control.http.get("/page/static/js/main.js") as response:
        # Which of the two names of JavaScript it is depends on the machine; browsers take either for a module.
        assert (response.status, response.content_type.partition("/")[2]) == (200, "javascript")
    for outside in ("/page/static/absent.js", "/page/static/%2e%2e/secret.txt", "/page/static/..%2fsecret.txt"):
        async with control.http.get(outside) as response:
            assert response.status == 404


async def test_a_permalink_opens_the_page_at_its_message(web: AsyncWebClient, control: Control) -> None:
    ana = await control.person("ana")
    posted = await web.chat_postMessage(channel=ana, text="t")
    link = (await web.chat_getPermalink(channel=posted["channel"], message_ts=posted["ts"]))["permalink"]
    async with control.http.get(link, allow_redirects=False) as response:
        assert response.headers["Location"] == f"/?channel={posted['channel']}&ts={posted['ts']}"
