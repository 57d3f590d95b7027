"""What is shown of time, of people and of groups follows them, and what one was doing meanwhile is not undone."""

from typing import Any

import pytest
from playwright.async_api import Page, expect
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from tests.sandbox.page.workspaces import Workspace, go

pytestmark = pytest.mark.browser

DAY = 86_400


def bot(workspace: Workspace) -> AsyncWebClient:
    return AsyncWebClient(token=workspace.serving.bot_token, base_url=workspace.serving.api_url)


async def test_days_and_dates_are_told_anew_when_the_clock_jumps(page: Page, workspace: Workspace) -> None:
    dm = await workspace.dm_with_app("ana")
    now = int(workspace.serving.slack.clock.now())
    text = f"due <!date^{now}^{{date_short_pretty}}|once>"
    root = (await bot(workspace).chat_postMessage(channel=dm, text=text))["ts"]
    await workspace.post("message", user="ana", channel=dm, text="a reply", thread_ts=root)
    await workspace.post("message", user="ana", channel="general", text="elsewhere")
    await go(page, workspace, "ana")
    await page.get_by_role("link", name="Notes").click()
    await expect(page.get_by_role("button", name="Today: jump to another day")).to_be_visible()
    await expect(page.get_by_text("due today")).to_be_visible()
    await expect(page.get_by_text("Last reply just now")).to_be_visible()
    await workspace.post("clock", advance=DAY)
    await expect(page.get_by_role("button", name="Yesterday: jump to another day")).to_be_visible()
    await expect(page.get_by_text("due yesterday")).to_be_visible()
    await expect(page.get_by_text("Last reply 1 day ago")).to_be_visible()
    # Also where one does not look now.
    await page.get_by_role("link", name="general").click()
    await expect(page.get_by_text("Yesterday", exact=True)).to_be_visible()


async def test_a_date_in_numbers_is_written_as_slack_writes_it(page: Page, workspace: Workspace) -> None:
    dm = await workspace.dm_with_app("ana")
    await bot(workspace).chat_postMessage(channel=dm, text="on <!date^1392734382^{date_num}, {date_slash}|once>")
    await go(page, workspace, "ana", dm)
    await expect(page.get_by_text("on 2014-02-18, 2014/02/18")).to_be_visible()


async def test_only_one_day_stands_at_the_top_and_no_two_on_each_other(page: Page, workspace: Workspace) -> None:
    slack = workspace.serving.slack
    ana = slack.people.by_name("ana")
    assert ana is not None
    now = slack.clock.now()
    for at in range(40):
        said = {"type": "message", "user": ana.id, "ts": f"{now - (40 - at) * DAY / 4:.6f}", "text": f"number {at}"}
        slack.messages.put(slack.channels.general().id, said)
    await go(page, workspace, "ana")
    await expect(page.get_by_text("number 39")).to_be_in_viewport()
    scroll = page.get_by_test_id("messages")
    overlaps = """node => {
      const pills = [...node.querySelectorAll('.day-pill')];
      const shown = pills.filter((one) => getComputedStyle(one).visibility === 'visible');
      const boxes = shown.map((one) => one.getBoundingClientRect());
      return boxes.some((box, at) => at && box.top < boxes[at - 1].bottom - 1);
    }"""
    firsts = await page.locator(".day-divider + .message").evaluate_all("all => all.map((one) => one.offsetTop)")
    assert len(firsts) > 8
    for top in [first - before for first in firsts[1:5] for before in (36, 44, 52)]:
        await scroll.evaluate("(node, top) => { node.scrollTop = top; }", top)
        await page.evaluate("() => new Promise(requestAnimationFrame)")
        assert not await scroll.evaluate(overlaps), top
    # Drawn anew, without a move of the wheel.
    await workspace.post("users/update", user="ana", status_text="Out", status_emoji=":palm_tree:")
    await expect(page.locator(".message .status-mark").first).to_be_attached()
    assert not await scroll.evaluate(overlaps)


async def test_what_only_one_person_sees_is_gone_once_their_page_is_loaded_anew(
    page: Page, workspace: Workspace
) -> None:
    ana = workspace.serving.slack.people.by_name("ana")
    assert ana is not None
    dm = await workspace.dm_with_app("ana")
    await go(page, workspace, "ana", dm)
    await bot(workspace).chat_postEphemeral(channel=dm, user=ana.id, text="Between us")
    shown = page.get_by_test_id("message")
    await expect(shown).to_contain_text("Between us")
    # It is there while the page is, wherever one goes in it.
    await page.get_by_role("link", name="general").click()
    await page.get_by_role("link", name="Notes").click()
    await expect(shown).to_contain_text("Between us")
    await page.reload()
    await expect(page.get_by_text("This is the very beginning")).to_be_visible()
    await expect(shown).to_have_count(0)
    # Whoever asks what was said still learns of it.
    assert [message["text"] for message in await workspace.messages(dm, "ana")] == ["Between us"]


async def test_a_choice_in_a_message_stays_when_somebody_changes_their_status(page: Page, workspace: Workspace) -> None:
    dm = await workspace.dm_with_app("ana")
    option = {"text": {"type": "plain_text", "text": "Blue"}, "value": "blue"}
    radio = {"type": "radio_buttons", "action_id": "colour", "options": [option]}
    label = {"type": "plain_text", "text": "Colour"}
    blocks = [{"type": "input", "block_id": "c", "label": label, "element": radio}]
    await bot(workspace).chat_postMessage(channel=dm, text="Which?", blocks=blocks)
    await go(page, workspace, "ana", dm)
    await page.get_by_role("radio", name="Blue").check()
    await workspace.post("channels", users=["ana", "ben"])
    await workspace.post("users/update", user="ben", status_text="Out", status_emoji=":palm_tree:")
    await expect(page.locator(".sidebar .status-mark")).to_be_visible()
    await expect(page.get_by_role("radio", name="Blue")).to_be_checked()


async def test_a_group_that_is_renamed_or_joined_is_shown_so_at_once(page: Page, workspace: Workspace) -> None:
    client = bot(workspace)
    group = (await client.usergroups_create(name="Designers", handle="designers"))["usergroup"]["id"]
    dm = await workspace.dm_with_app("ana")
    await client.chat_postMessage(channel=dm, text=f"Ask <!subteam^{group}>")
    await go(page, workspace, "ana", dm)
    await expect(page.get_by_text("@designers")).not_to_have_class("mention mention-me")
    await client.usergroups_update(usergroup=group, handle="drawers")
    await expect(page.get_by_text("@drawers")).to_be_visible()
    ana = workspace.serving.slack.people.by_name("ana")
    assert ana is not None
    await client.usergroups_users_update(usergroup=group, users=[ana.id])
    await expect(page.get_by_text("@drawers")).to_have_class("mention mention-me")


async def test_people_who_come_one_after_another_are_told_of_in_one_line(page: Page, workspace: Workspace) -> None:
    channel = (await workspace.post("channels", name="club", members=["ana"]))["channel"]["id"]
    for name in ("cleo", "dan", "eve"):
        await workspace.person(name, name.title())
    for name in ("ben", "cleo", "dan"):
        await workspace.post("channels/join", channel=channel, user=name)
    await go(page, workspace, "ana", channel)
    shown = page.get_by_test_id("message")
    await expect(shown.last).to_contain_text("joined #club along with")
    before = await shown.count()
    await workspace.post("channels/join", channel=channel, user="eve")
    await expect(shown.last).to_contain_text("joined #club along with Cleo and 2 others.")
    assert await shown.count() == before
    await workspace.post("channels/leave", channel=channel, user="eve")
    await workspace.post("channels/leave", channel=channel, user="dan")
    await expect(shown.last).to_contain_text("left #club along with Dan.")
    await workspace.post("message", user="ana", channel=channel, text="Welcome")
    await workspace.post("channels/join", channel=channel, user="dan")
    await expect(shown.last).to_contain_text("joined #club.")


async def test_what_an_app_tells_one_person_stands_in_the_conversation_it_was_told_in(
    page: Page, workspace: Workspace
) -> None:
    serving, general = workspace.serving, workspace.serving.slack.channels.general().id
    dm = await workspace.dm_with_app("ana")
    app: Any = AsyncApp(client=bot(workspace), signing_secret=serving.signing_secret)

    async def press(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        await client.chat_postEphemeral(channel=general, user=body["user"]["id"], text="Told in general")
        await ack()

    app.action("go")(press)
    button = {"type": "button", "action_id": "go", "text": {"type": "plain_text", "text": "Tell"}}
    await bot(workspace).conversations_join(channel=general)
    await bot(workspace).chat_postMessage(channel=dm, text="Card", blocks=[{"type": "actions", "elements": [button]}])
    handler = AsyncSocketModeHandler(app, serving.app_token)
    await handler.connect_async()  # type: ignore[no-untyped-call]  # Bolt gives it no types
    await go(page, workspace, "ana")
    await page.get_by_role("link", name="Notes").click()
    await page.get_by_role("button", name="Tell").click()
    await expect(page.locator(".button.busy")).to_have_count(0)
    await expect(page.get_by_test_id("message")).to_have_count(1)
    await page.get_by_role("link", name="general").click()
    await expect(page.get_by_test_id("message").last).to_contain_text("Told in general")
    await handler.close_async()  # type: ignore[no-untyped-call]  # Bolt gives it no types
