"""Bookmarks and canvases of a channel, with each refusal by name."""

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Serving
from tests.sandbox.driver import Control, Json, refusal, refused


@pytest.fixture
async def club(web: AsyncWebClient) -> str:
    channel: str = (await web.conversations_create(name="club"))["channel"]["id"]
    return channel


async def test_a_link_is_added_changed_listed_and_taken_away(slack: Serving, web: AsyncWebClient, club: str) -> None:
    link = {"title": "Tides", "type": "link", "link": "https://tides.example/"}
    added = (await web.bookmarks_add(channel_id=club, emoji=":ocean:", **link))["bookmark"]
    assert (added["title"], added["emoji"], added["date_updated"]) == ("Tides", ":ocean:", 0)
    changed = (await web.bookmarks_edit(channel_id=club, bookmark_id=added["id"], title="Moon"))["bookmark"]
    assert (changed["title"], changed["link"]) == ("Moon", link["link"])
    assert changed["last_updated_by_user_id"] == slack.slack.bot_user
    assert (await web.bookmarks_list(channel_id=club))["bookmarks"] == [changed]
    assert (await web.bookmarks_remove(channel_id=club, bookmark_id=added["id"]))["ok"]
    assert (await web.bookmarks_list(channel_id=club))["bookmarks"] == []


async def test_a_bookmark_is_refused_by_name(web: AsyncWebClient, control: Control, club: str) -> None:
    outside = await control.channel("outside", await control.person("ana"))

    async def why(**changed: str) -> str:
        usual = {"channel_id": club, "title": "t", "type": "link", "link": "https://a.example/"}
        return await refusal(web.api_call("bookmarks.add", json={**usual, **changed}))

    assert await why(channel_id="C404") == "channel_not_found"
    assert await why(channel_id=outside) == "permission_denied"
    assert await why(type="folder") == "invalid_bookmark_type"
    assert await why(link="ftp://a.example/") == "invalid_link"
    assert await why(link="") == "invalid_arguments"
    assert await why(emoji="ocean") == "invalid_emoji"
    assert await why(title="") == "invalid_arguments"
    assert await refusal(web.bookmarks_edit(channel_id=club, bookmark_id="Bk404", title="t")) == "not_found"
    assert await refusal(web.bookmarks_remove(channel_id=club, bookmark_id="Bk404")) == "not_found"
    for number in range(100):
        assert await why(title=str(number)) == "ok"
    assert await why() == "too_many_bookmarks"


def markdown(words: str) -> Json:
    return {"type": "markdown", "markdown": words}


async def test_a_canvas_is_a_document_that_changes_as_a_whole_or_at_its_ends(
    slack: Serving, web: AsyncWebClient, club: str
) -> None:
    canvas = (await web.canvases_create(title="Plan", document_content=markdown("two")))["canvas_id"]
    for operation, words in (("insert_at_start", "one"), ("insert_at_end", "three")):
        change = {"operation": operation, "document_content": markdown(words)}
        assert (await web.canvases_edit(canvas_id=canvas, changes=[change]))["ok"]
    file = slack.slack.files.get(canvas)
    assert file is not None
    assert slack.slack.files.content(file) == b"one\ntwo\nthree"
    await web.canvases_edit(canvas_id=canvas, changes=[{"operation": "rename", "title_content": markdown("Log")}])
    shown = (await web.files_info(file=canvas))["file"]
    assert (shown["title"], shown["filetype"]) == ("Log", "canvas")
    assert (await web.canvases_delete(canvas_id=canvas))["ok"]
    assert await refusal(web.canvases_delete(canvas_id=canvas)) == "canvas_not_found"


async def test_a_canvas_is_refused_by_name(web: AsyncWebClient, control: Control, club: str) -> None:
    outside = await control.channel("outside", await control.person("ana"))
    canvas = (await web.conversations_canvases_create(channel_id=club, document_content=markdown("x")))["canvas_id"]
    again = web.conversations_canvases_create(channel_id=club, document_content=markdown("x"))
    assert await refusal(again) == "channel_canvas_already_exists"
    there = web.conversations_canvases_create(channel_id=outside, document_content=markdown("x"))
    assert await refusal(there) == "restricted_action"
    section = {"operation": "delete", "section_id": "temp:C:1"}
    assert await refusal(web.canvases_edit(canvas_id=canvas, changes=[section])) == "canvas_editing_failed"
    assert await refusal(web.canvases_edit(canvas_id="F404", changes=[section])) == "canvas_not_found"
    two = await refused(web.canvases_edit(canvas_id=canvas, changes=[section, section]))
    assert two["response_metadata"]["messages"] == ["[ERROR] no more than 1 items allowed [json-pointer:/changes]"]
    html = web.canvases_create(document_content={"type": "html", "html": "x"})
    assert await refusal(html) == "invalid_arguments"
    assert (await web.canvases_delete(canvas_id=canvas))["ok"]
    assert (await web.conversations_canvases_create(channel_id=club, document_content=markdown("x")))["ok"]
