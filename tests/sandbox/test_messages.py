"""Messages: posting, changing, deleting, threads, ephemerals, history and pins, with each refusal by name."""

import asyncio
import json
from pathlib import Path
from unittest.mock import ANY

import pytest
from slack_sdk.web.async_client import AsyncWebClient
from yarl import URL

import sandbox
from sandbox import Serving
from tests.sandbox.conftest import client_of
from tests.sandbox.driver import (
    SCOPES,
    Control,
    Json,
    actions,
    button,
    manifest_document,
    plain,
    refusal,
    refused,
    section,
    until,
)

METADATA = {"event_type": "outbox", "event_payload": {"id": "0190"}}


@pytest.fixture
async def ana(control: Control) -> str:
    return await control.person("ana")


@pytest.fixture
async def dm(web: AsyncWebClient, ana: str) -> str:
    channel: str = (await web.conversations_open(users=ana))["channel"]["id"]
    return channel


async def test_a_user_id_posts_to_the_direct_message(web: AsyncWebClient, ana: str, dm: str, control: Control) -> None:
    answer = await web.chat_postMessage(channel=ana, text="Hello *there* & <@U1>")
    assert answer["channel"] == dm
    (message,) = await control.seen(ana, dm)
    assert (message["text"], message["ts"]) == ("Hello *there* & <@U1>", answer["ts"])


async def test_message_times_are_unique_and_grow(web: AsyncWebClient, ana: str, dm: str, control: Control) -> None:
    await asyncio.gather(*(web.chat_postMessage(channel=ana, text=str(number)) for number in range(20)))
    before = [message["ts"] for message in await control.seen(ana, dm)]
    assert before == sorted(set(before))
    await control.post("/control/clock", advance=3600)
    later = await web.chat_postMessage(channel=ana, text="an hour later")
    assert float(later["ts"]) - float(before[-1]) >= 3600


async def test_blocks_are_returned_with_the_identifiers_slack_gives(web: AsyncWebClient, ana: str) -> None:
    blocks = [section(), {"type": "actions", "elements": [button("go")]}]
    message = (await web.chat_postMessage(channel=ana, text="t", blocks=blocks))["message"]
    assert all(block["block_id"] for block in message["blocks"])
    assert message["blocks"][1]["elements"][0]["text"] == {"type": "plain_text", "text": "Press", "emoji": True}
    assert message["bot_profile"]["name"] == "Helper"


async def test_posting_is_refused_by_name(slack: Serving, web: AsyncWebClient, ana: str, control: Control) -> None:
    club = await control.channel("club", ana)
    post = web.chat_postMessage
    assert await refusal(post(channel="C404", text="t")) == "channel_not_found"
    assert await refusal(post(channel=club, text="t")) == "not_in_channel"
    assert await refusal(web.api_call("chat.postMessage", json={"channel": ana})) == "no_text"
    assert await refusal(post(channel=ana, text="x" * 40_001)) == "msg_too_long"
    assert await refusal(web.api_call("chat.postMessage", json={"channel": ana, "blocks": "{"})) == (
        "invalid_blocks_format"
    )
    assert await refusal(post(channel=ana, text="t", thread_ts="1.2")) == "thread_not_found"
    assert await refusal(post(channel=ana, text="t", metadata={"event_type": "x"})) == "invalid_metadata_schema"
    assert await refusal(post(channel=ana, text="t", username="Someone else")) == "missing_scope"
    channel = slack.slack.channels.get(club)
    assert channel is not None
    channel.is_archived = True
    assert await refusal(post(channel=club, text="t")) == "is_archived"


async def test_bad_blocks_are_named_with_the_place(web: AsyncWebClient, ana: str) -> None:
    answer = await refused(web.chat_postMessage(channel=ana, text="t", blocks=[section(), section("")]))
    assert answer["error"] == "invalid_blocks"
    assert answer["response_metadata"]["messages"] == [
        "[ERROR] must be more than 0 characters [json-pointer:/blocks/1/text/text]"
    ]


async def test_an_update_keeps_what_it_does_not_name(web: AsyncWebClient, ana: str, dm: str) -> None:
    attached = [{"text": "beside"}]
    posted = await web.chat_postMessage(
        channel=ana, text="one", blocks=[section()], metadata=METADATA, attachments=attached
    )
    drawn = (await web.chat_update(channel=dm, ts=posted["ts"], text="two", blocks=[section("new")]))["message"]
    assert (drawn["text"], drawn["metadata"]) == ("two", METADATA)
    assert drawn["attachments"] == [{"id": 1, "fallback": "beside", "text": "beside"}]
    assert "edited" not in drawn
    # A text without blocks takes their place, as in Slack.
    bare = (await web.chat_update(channel=dm, ts=posted["ts"], text="three", attachments=[], metadata={}))["message"]
    assert bare["edited"]["user"] == posted["message"]["user"]
    assert not {"blocks", "metadata", "attachments"} & set(bare)


async def test_changing_and_deleting_are_refused_by_name(
    web: AsyncWebClient, ana: str, dm: str, control: Control
) -> None:
    theirs = (await control.say(ana, dm, "mine"))["ts"]
    assert await refusal(web.chat_update(channel=dm, ts="1.2", text="t")) == "message_not_found"
    assert await refusal(web.chat_update(channel=dm, ts=theirs, text="t")) == "cant_update_message"
    assert await refusal(web.chat_delete(channel=dm, ts=theirs)) == "cant_delete_message"
    posted = (await web.chat_postMessage(channel=ana, text="t"))["ts"]
    assert await refusal(web.chat_update(channel=dm, ts=posted, text="x" * 4001)) == "msg_too_long"
    assert await refusal(web.api_call("chat.update", json={"channel": dm, "ts": posted})) == "no_text"
    assert (await web.chat_delete(channel=dm, ts=posted))["ts"] == posted
    assert await refusal(web.chat_delete(channel=dm, ts=posted)) == "message_not_found"
    assert [message["ts"] for message in await control.seen(ana, dm)] == [theirs]


async def test_a_thread_counts_its_replies_and_its_end(
    web: AsyncWebClient, ana: str, dm: str, control: Control
) -> None:
    parent = (await web.chat_postMessage(channel=ana, text="parent"))["ts"]
    reply = (await control.say(ana, dm, "reply", thread_ts=parent))["ts"]
    # A reply to a reply belongs to the thread of the parent.
    again = (await web.chat_postMessage(channel=ana, text="again", thread_ts=reply))["message"]
    assert again["thread_ts"] == parent
    (shown,) = await control.seen(ana, dm)
    assert (shown["reply_count"], shown["latest_reply"]) == (2, again["ts"])
    replies = (await web.conversations_replies(channel=dm, ts=parent))["messages"]
    assert [message["text"] for message in replies] == ["parent", "reply", "again"]
    assert await refusal(web.conversations_replies(channel=dm, ts="1.2")) == "thread_not_found"
    await web.chat_delete(channel=dm, ts=parent)
    (stone,) = await control.seen(ana, dm)
    assert (stone["subtype"], stone["reply_count"]) == ("tombstone", 2)


async def test_a_reply_also_sent_to_the_channel_is_seen_there(
    web: AsyncWebClient, ana: str, dm: str, control: Control
) -> None:
    parent = (await web.chat_postMessage(channel=ana, text="parent"))["ts"]
    await web.chat_postMessage(channel=ana, text="both", thread_ts=parent, reply_broadcast=True)
    seen = await control.seen(ana, dm)
    assert [message["text"] for message in seen] == ["parent", "both"]
    assert seen[1]["root"]["reply_count"] == 1, "what was answered shows with this reply counted"
    later = (await web.chat_postMessage(channel=ana, text="later", thread_ts=parent))["ts"]
    shown = (await web.chat_update(channel=dm, ts=later, text="later", reply_broadcast=True))["message"]
    assert (shown["subtype"], shown["root"]["text"]) == ("thread_broadcast", "parent")
    assert await refusal(web.chat_update(channel=dm, ts=later, text="else", reply_broadcast=True)) == (
        "no_dual_broadcast_content_update"
    )
    assert await refusal(web.chat_update(channel=dm, ts=parent, text="parent", reply_broadcast=True)) == (
        "cant_broadcast_message"
    )


async def test_what_a_message_holds_is_refused_by_name(web: AsyncWebClient, ana: str, control: Control) -> None:
    async def why(**content: object) -> str:
        return await refusal(web.api_call("chat.postMessage", json={"channel": ana, **content}))

    large = {"event_type": "x", "event_payload": {"a": "x" * 16_000}}
    assert await why(text="t", metadata=large) == "metadata_too_large"
    assert await why(text="t", metadata=[1]) == "invalid_metadata_format"
    assert await why(text="t", metadata="{") == "invalid_metadata_format"
    assert await why(text="t", metadata={"event_payload": {}}) == "invalid_metadata_schema"
    assert await why(attachments=[{"text": "x"}] * 101) == "too_many_attachments"
    assert await why(attachments={"text": "x"}) == "invalid_attachments"
    assert await why(attachments=[{"blocks": [section("")]}]) == "invalid_blocks"
    assert await why(blocks={"type": "section"}) == "invalid_blocks_format"
    assert await why(blocks=[]) == "no_text"
    assert await why(markdown_text="*x*", text="x") == "markdown_text_conflict"
    assert await why(markdown_text="x" * 12_001) == "msg_too_long"
    assert await why(blocks=[{"type": "markdown", "text": "x" * 7000}] * 2) == "msg_blocks_too_long"
    assert await why(blocks=[section("x" * 2_600)] * 4, text="t") == "msg_blocks_too_long"
    assert await why(text=" \n") == "no_text"
    assert await why(text="t", as_user=True) == "as_user_not_supported"
    answer = await web.api_call("chat.postMessage", json={"channel": ana, "markdown_text": "**x**"})
    assert answer["message"]["blocks"][0] == {"type": "markdown", "text": "**x**", "block_id": ANY}


async def test_nobody_answers_a_notice_of_slack_itself(web: AsyncWebClient, control: Control, ana: str) -> None:
    club = await control.channel("club", ana)
    await web.conversations_join(channel=club)
    [notice] = (await web.conversations_history(channel=club))["messages"]
    answer = web.chat_postMessage(channel=club, text="hello", thread_ts=notice["ts"])
    assert await refusal(answer) == "cannot_reply_to_message"


async def test_a_workspace_may_close_messages_for_editing(
    web: AsyncWebClient, control: Control, ana: str, dm: str
) -> None:
    ts = (await web.chat_postMessage(channel=ana, text="one"))["ts"]
    await control.post("/control/preferences", edit_window=5)
    assert (await web.chat_update(channel=dm, ts=ts, text="two"))["ok"]
    await control.post("/control/clock", advance=301)
    assert await refusal(web.chat_update(channel=dm, ts=ts, text="three")) == "edit_window_closed"
    assert (await control.post("/control/preferences", edit_window="soon"))["error"] == "invalid_edit_window"
    await control.post("/control/preferences", edit_window=None)
    assert (await web.chat_update(channel=dm, ts=ts, text="three"))["ok"]


async def test_an_archived_conversation_changes_no_more(
    slack: Serving, web: AsyncWebClient, control: Control, ana: str
) -> None:
    club = (await web.conversations_create(name="club"))["channel"]["id"]
    await web.conversations_invite(channel=club, users=ana)
    ts = (await web.chat_postMessage(channel=club, text="t"))["ts"]
    await control.post("/control/channels/update", channel=club, user=ana, is_archived=True)
    assert await refusal(web.chat_update(channel=club, ts=ts, text="x")) == "is_inactive"


async def test_another_face_needs_a_scope_and_shows(tmp_path: Path) -> None:
    path = tmp_path / "wide.json"
    path.write_text(json.dumps(manifest_document(scopes=[*SCOPES, "chat:write.customize"])))
    async with sandbox.serve(path) as slack, Control(slack.url) as control:
        ana = await control.person("ana")
        answer = await client_of(slack).chat_postMessage(channel=ana, text="t", username="Kim", icon_emoji="tada")
    assert (answer["message"]["subtype"], answer["message"]["username"]) == ("bot_message", "Kim")
    assert answer["message"]["icons"] == {"emoji": ":tada:"}


async def test_an_app_without_a_messages_tab_writes_to_nobody(tmp_path: Path) -> None:
    document = manifest_document()
    document["features"]["app_home"]["messages_tab_enabled"] = False
    path = tmp_path / "without.json"
    path.write_text(json.dumps(document))
    async with sandbox.serve(path) as slack, Control(slack.url) as control:
        ana = await control.person("ana")
        assert await refusal(client_of(slack).chat_postMessage(channel=ana, text="t")) == "messages_tab_disabled"


async def test_where_the_manifest_does_not_say_that_people_may_write_to_the_app_they_may_not(tmp_path: Path) -> None:
    document = manifest_document()
    del document["features"]["app_home"]["messages_tab_read_only_enabled"]
    path = tmp_path / "silent.json"
    path.write_text(json.dumps(document))
    async with sandbox.serve(path) as slack, Control(slack.url) as control:
        ana = await control.person("ana")
        assert (await client_of(slack).chat_postMessage(channel=ana, text="t"))["ok"]
        said = await control.post("/control/message", user=ana, channel=f"bot:{ana}", text="Hello?")
        assert (control.status, said["error"]) == (403, "messages_tab_disabled")


async def test_an_ephemeral_is_seen_by_one_person_only(web: AsyncWebClient, control: Control, ana: str) -> None:
    ben = await control.person("ben")
    group = (await web.conversations_open(users=[ana, ben]))["channel"]["id"]
    sent = await web.chat_postEphemeral(channel=group, user=ana, text="only you")
    (message,) = await control.seen(ana, group)
    assert (message["ts"], message["ephemeral"]) == (sent["message_ts"], True)
    assert await control.seen(ben, group) == []
    assert (await web.conversations_history(channel=group))["messages"] == []


async def test_ephemerals_are_refused_by_name(web: AsyncWebClient, control: Control, ana: str, dm: str) -> None:
    ben = await control.person("ben")
    club = await control.channel("club", ana)
    assert await refusal(web.chat_postEphemeral(channel=club, user=ana, text="t")) == "not_in_channel"
    assert await refusal(web.chat_postEphemeral(channel=dm, user=ben, text="t")) == "user_not_in_channel"
    assert await refusal(web.chat_postEphemeral(channel=dm, user="U404", text="t")) == "user_not_found"
    assert await refusal(web.chat_postEphemeral(channel="C404", user=ana, text="t")) == "channel_not_found"


async def test_metadata_is_told_only_when_asked_for(web: AsyncWebClient, ana: str, dm: str) -> None:
    await web.chat_postMessage(channel=ana, text="t", metadata=METADATA)
    (without,) = (await web.conversations_history(channel=dm))["messages"]
    assert "metadata" not in without
    (with_it,) = (await web.conversations_history(channel=dm, include_all_metadata=True))["messages"]
    assert with_it["metadata"] == METADATA


async def test_history_is_paged_newest_first_and_new_messages_shift_nothing(
    web: AsyncWebClient, ana: str, dm: str
) -> None:
    times = [(await web.chat_postMessage(channel=ana, text=str(number)))["ts"] for number in range(5)]
    first = await web.conversations_history(channel=dm, limit=2)
    await web.chat_postMessage(channel=ana, text="in between")
    cursor = first["response_metadata"]["next_cursor"]
    second = await web.conversations_history(channel=dm, limit=2, cursor=cursor)
    seen = [message["text"] for page in (first, second) for message in page["messages"]]
    assert seen == ["4", "3", "2", "1"]
    assert (first["has_more"], second["has_more"]) == (True, True)
    window = await web.conversations_history(channel=dm, oldest=times[1], latest=times[3])
    assert [message["text"] for message in window["messages"]] == ["2"]
    inclusive = await web.conversations_history(channel=dm, oldest=times[1], latest=times[3], inclusive=True)
    assert [message["text"] for message in inclusive["messages"]] == ["3", "2", "1"]
    assert await refusal(web.conversations_history(channel=dm, oldest="then")) == "invalid_ts_oldest"


async def test_pins_are_added_listed_and_removed(web: AsyncWebClient, ana: str, dm: str, control: Control) -> None:
    ts = (await web.chat_postMessage(channel=ana, text="keep"))["ts"]
    assert (await web.pins_add(channel=dm, timestamp=ts))["ok"]
    assert await refusal(web.pins_add(channel=dm, timestamp=ts)) == "already_pinned"
    (item,) = (await web.pins_list(channel=dm))["items"]
    assert (item["message"]["ts"], item["message"]["pinned_to"]) == (ts, [dm])
    (message,) = await control.seen(ana, dm)
    assert message["pinned"] is True
    assert (await web.pins_remove(channel=dm, timestamp=ts))["ok"]
    assert await refusal(web.pins_remove(channel=dm, timestamp=ts)) == "no_pin"
    assert await refusal(web.pins_add(channel=dm, timestamp="1.2")) == "message_not_found"
    assert await refusal(web.api_call("pins.add", params={"channel": dm})) == "no_item_specified"
    club = await control.channel("club", ana)
    assert await refusal(web.pins_add(channel=club, timestamp=ts)) == "not_in_channel"


@pytest.mark.usefixtures("hears_everything")
async def test_pins_are_told(web: AsyncWebClient, ana: str, dm: str, control: Control) -> None:
    ts = (await web.chat_postMessage(channel=ana, text="keep"))["ts"]
    await web.pins_add(channel=dm, timestamp=ts)
    await web.pins_remove(channel=dm, timestamp=ts)
    # Bolt would leave out what the bot did itself; the log has it.
    told: dict[str, Json] = {}

    async def both() -> bool:
        for entry in (await control.get("/page/traffic"))["entries"]:
            told[entry["name"]] = entry["request"].get("event", {})
        return {"pin_added", "pin_removed"} <= set(told)

    await until(both)
    assert (told["pin_added"]["item"]["message"]["ts"], told["pin_added"]["pin_count"]) == (ts, "1")
    assert (told["pin_removed"]["has_pins"], told["pin_removed"]["pin_count"]) == (False, "0")


async def test_a_permalink_leads_to_our_own_page(slack: Serving, web: AsyncWebClient, ana: str, dm: str) -> None:
    ts = (await web.chat_postMessage(channel=ana, text="t"))["ts"]
    link = (await web.chat_getPermalink(channel=dm, message_ts=ts))["permalink"]
    assert link == f"{slack.url}/archives/{dm}/p{ts.replace('.', '')}"
    assert await refusal(web.chat_getPermalink(channel=dm, message_ts="1.2")) == "message_not_found"


async def test_the_permalink_of_a_reply_leads_into_its_thread(slack: Serving, control: Control, ana: str) -> None:
    first = (await control.say(ana, "#general", "Who comes?"))["ts"]
    reply = (await control.say(ana, "#general", "I do", thread_ts=first))["ts"]
    general = slack.slack.channels.general().id
    link = f"/archives/{general}/p{reply.replace('.', '')}"
    async with control.http.get(link, params={"thread_ts": first, "cid": general}, allow_redirects=False) as led:
        assert dict(URL(led.headers["Location"]).query) == {"channel": general, "ts": reply, "thread_ts": first}


async def test_unread_messages_and_mentions_are_counted_for_each_person(
    web: AsyncWebClient, ana: str, dm: str, control: Control
) -> None:
    ben = await control.person("ben")
    club = await control.channel("club", ana, ben)
    await control.say(ben, club, "hello")
    ts = (await control.say(ben, club, "hello @ana"))["ts"]
    await web.chat_postMessage(channel=ana, text="t")
    assert await control.unread(ana, club) == (2, 1)
    assert await control.unread(ben, club) == (0, 0)
    assert await control.unread(ana, dm) == (1, 1)
    await control.post("/page/read", user=ana, channel=club, ts=ts)
    assert await control.unread(ana, club) == (0, 0)
    await control.post("/page/read", user=ana, channel=club, ts=f"{float(ts) - 0.000001:.6f}")
    assert await control.unread(ana, club) == (1, 1)


async def test_what_people_type_is_stored_as_slack_stores_it(control: Control, ana: str) -> None:
    club = await control.channel("club", ana)
    said = await control.say(ana, club, "@ana, see #general: https://example.com/a?b=1&c=2. 1 < 2 & <b> @nobody")
    general = (await control.get("/control/messages", channel="#general"))["channel"]["id"]
    assert said["text"] == (
        f"<@{ana}>, see <#{general}|general>: <https://example.com/a?b=1&amp;c=2>. 1 &lt; 2 &amp; &lt;b&gt; @nobody"
    )


async def test_words_in_brackets_before_an_address_become_its_link(control: Control, ana: str) -> None:
    club = await control.channel("club", ana)
    said = await control.say(ana, club, "see [the plan & more](https://example.com/a?b=1&c=2), [x] (y) [z](ftp://no)")
    assert said["text"] == "see <https://example.com/a?b=1&amp;c=2|the plan &amp; more>, [x] (y) [z](ftp://no)"
    assert (await control.say(ana, club, "[Ben](mailto:b@x.org)"))["text"] == "<mailto:b@x.org|Ben>"


async def test_a_button_row_and_a_label_survive_the_round_trip(web: AsyncWebClient, ana: str) -> None:
    row = actions(button("a"), {"type": "overflow", "action_id": "b", "options": [{"text": plain("x"), "value": "x"}]})
    message = (await web.chat_postMessage(channel=ana, text="t", blocks=[row]))["message"]
    assert [element["action_id"] for element in message["blocks"][0]["elements"]] == ["a", "b"]
