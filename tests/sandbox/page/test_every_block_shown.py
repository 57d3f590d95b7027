"""The page shows each block that a message may hold, and fetches nothing for it."""

import pytest
from playwright.async_api import Locator, Page, expect
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.blocks.layout import SURFACES
from tests.sandbox.page.every_block import blocks
from tests.sandbox.page.workspaces import Workspace, go

pytestmark = pytest.mark.browser

GIF = "R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"


async def test_each_block_of_a_message_is_shown_and_nothing_is_fetched(page: Page, workspace: Workspace) -> None:
    slack = workspace.serving.slack
    ana = slack.people.by_name("ana")
    assert ana
    file = await workspace.post("files", user="ana", name="dot.gif", content=GIF, mimetype="image/gif")
    dm = await workspace.dm_with_app("ana")
    await workspace.post("message", user="ana", channel=dm, text="here", files=[file["file"]["id"]])
    all_blocks = blocks(ana.id, slack.channels.general().id, file["file"]["id"])
    assert {block["type"] for block in all_blocks.values()} == set(SURFACES["message"])
    web = AsyncWebClient(token=workspace.serving.bot_token, base_url=workspace.serving.api_url)
    for name, block in all_blocks.items():
        await web.chat_postMessage(channel=dm, text=name, blocks=[{**block, "block_id": name.split()[0]}])
    await go(page, workspace, "ana", dm)
    shown = page.get_by_test_id("messages")
    await expect(shown.get_by_test_id("message")).to_have_count(len(all_blocks) + 1)
    await expect(shown.locator(".unknown")).to_have_count(0)

    def of(name: str) -> Locator:
        return shown.locator(f"[data-block='{name}']")

    # Pictures from here are shown, others keep their place and their words.
    await expect(of("image").get_by_role("img", name="From here")).to_have_js_property("naturalWidth", 1)
    away = of("image").get_by_role("img", name="Far away")
    await expect(away).to_contain_text("pictures.example")
    await of("image").get_by_role("button", name="A title").press("Enter")
    await expect(away).to_be_hidden()
    await expect(of("video").get_by_role("link", name="A film")).to_have_attribute("href", "https://films.example/1")
    await expect(of("file")).to_contain_text("a-remote-file")

    rich = of("rich_text")
    for tag, words in (("b", "loud"), ("i", "slanted"), ("s", "gone"), ("u", "under"), ("mark", "lit")):
        await expect(rich.locator(tag)).to_have_text(words)
    await expect(rich.locator(".mention-me")).to_have_text(["@Ana Duarte", "@here"])
    await expect(rich.get_by_role("img", name="wave, tone 3 emoji")).to_have_text("👋🏼")
    await expect(rich.locator(".swatch")).to_have_css("background-color", "rgb(46, 182, 125)")
    await expect(rich.locator("ul > li")).to_have_text(["fruitapple", "apple", "tools"])
    await expect(rich.locator("ol").first.locator(":scope > li")).to_have_text(["onea part", "two"])
    await expect(rich.locator("pre")).to_have_text("as it\n  is")

    markdown = of("markdown")
    await expect(markdown.get_by_role("heading", name="Heading")).to_be_attached()
    await expect(markdown.locator("ol > li").first.locator("ul > li")).to_have_text("deeper")
    await expect(markdown.locator("pre")).to_have_text("fenced <b>")
    await expect(markdown.get_by_role("cell", name="3")).to_have_css("text-align", "right")
    await expect(markdown.get_by_role("checkbox", name="done")).to_be_checked()

    await expect(of("table").get_by_role("cell", name="Ana").locator("b")).to_have_text("Ana")
    data = of("data_table")
    await expect(data.locator("tbody tr")).to_have_text(["d0", "c1"])
    await data.get_by_role("button", name="Pair").press("Enter")
    await expect(data.locator("tbody tr")).to_have_text(["a3", "b2"])
    await data.get_by_role("button", name="Next page").press("Enter")
    await expect(data.get_by_role("status")).to_have_text("3–4 of 4")

    inside = of("container").get_by_text("Inside")
    await expect(inside).to_be_hidden()
    await of("container").get_by_role("button", name="A container").press("Enter")
    await expect(inside).to_be_visible()
    await of("task_card").locator("summary").press("Enter")
    await expect(of("task_card").get_by_role("link", name="A source")).to_be_visible()
    await expect(of("carousel").locator(".card-block")).to_have_count(2)


async def test_attachments_borrowed_faces_and_notices_look_as_in_slack(page: Page, workspace: Workspace) -> None:
    slack = workspace.serving.slack
    dm = await workspace.dm_with_app("ana")
    web = AsyncWebClient(token=workspace.serving.bot_token, base_url=workspace.serving.api_url)
    attachment = {
        "color": "danger", "pretext": "Mind this", "author_name": "CI", "title": "Build 7",
        "title_link": "https://ci.example/7", "text": "Two tests *failed*", "footer": "ci.example", "ts": 1_800_000_000,
        "fields": [{"title": "Branch", "value": "main", "short": True}], "image_url": "https://ci.example/7.png",
    }  # fmt: skip
    await web.chat_postMessage(channel=dm, text="See", attachments=[attachment])
    posted = {"type": "message", "subtype": "bot_message", "user": slack.bot_user, "bot_id": slack.bot_id}
    face = {"username": "Robin", "icons": {"emoji": ":bird:"}, "text": "As another"}
    slack.messages.put(dm, {**posted, **face, "ts": slack.messages.new_ts()})
    await go(page, workspace, "ana", dm)
    shown = page.get_by_test_id("messages").get_by_test_id("message")
    first = shown.first.locator(".attachment")
    await expect(first).to_contain_text("Mind this")
    await expect(first.locator(".attachment-bar")).to_have_css("background-color", "rgb(224, 30, 90)")
    await expect(first.get_by_role("link", name="Build 7")).to_have_attribute("href", "https://ci.example/7")
    await expect(first.locator("b")).to_have_text(["CI", "failed", "Branch"])
    await expect(shown.nth(1)).to_contain_text("Robin")
    await expect(shown.nth(1).locator(".avatar-emoji")).to_have_text("🐦")

    club = (await workspace.post("channels", name="club", members=["ana"]))["channel"]["id"]
    await workspace.post("channels/join", channel=club, user="ben", inviter="ana")
    await workspace.post("channels/update", channel=club, user="ana", topic="Tea", name="tea-club")
    await workspace.post("channels/leave", channel=club, user="ben")
    await page.get_by_role("link", name="tea-club").click()
    await expect(page.get_by_role("heading", name="tea-club", exact=True)).to_be_visible()
    grey = page.get_by_test_id("messages").locator(".message-text.quiet")
    await expect(grey).to_have_count(4)
    texts = await grey.all_text_contents()
    assert all(not text.startswith("@") for text in texts), texts
    assert texts[-1] == "left #tea-club."
