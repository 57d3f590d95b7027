"""One's status, presence and do-not-disturb, set on the page and seen by others."""

import pytest
from playwright.async_api import Page, expect

from tests.sandbox.page.workspaces import Workspace, go

pytestmark = pytest.mark.browser


async def test_a_status_and_a_pause_are_set_and_seen_by_others(page: Page, workspace: Workspace) -> None:
    await workspace.post("message", user="ana", channel="#general", text="Off I go")
    await go(page, workspace, "ana")
    await page.get_by_test_id("switcher").click()
    await page.get_by_role("button", name="Set a status or pause notifications").click()
    dialog = page.get_by_role("dialog", name="Status and notifications")
    await expect(dialog.get_by_label("Status", exact=True)).to_be_focused()
    await dialog.get_by_label("Status", exact=True).fill("On holiday")
    await dialog.get_by_role("button", name="Choose an emoji").click()
    await page.get_by_role("option", name="umbrella", exact=True).click()
    await dialog.get_by_label("Clear status after").select_option("1 week")
    await dialog.get_by_label("Pause notifications").select_option("For 1 hour")
    await dialog.get_by_label("Set yourself as away").check()
    await dialog.get_by_label("Quiet every night from").fill("22:00")
    await dialog.get_by_role("textbox", name="to", exact=True).fill("08:00")
    await dialog.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await expect(page.get_by_test_id("message").get_by_role("img", name="Status: On holiday")).to_have_text("☂️")
    ana = workspace.serving.slack.people.by_name("ana")
    assert ana is not None
    assert (ana.status_emoji, ana.is_away, ana.quiet.nightly_from) == (":umbrella:", True, "22:00")
    assert 3500 < ana.quiet.paused_until - workspace.serving.slack.clock.now() <= 3601
    await go(page, workspace, "ben")
    await page.reload()
    await page.get_by_test_id("message").get_by_text("Ana Duarte").click()
    await expect(page.get_by_role("dialog", name="Profile of Ana Duarte")).to_contain_text("☂️ On holiday")
    await expect(page.get_by_role("dialog", name="Profile of Ana Duarte")).to_contain_text("Notifications paused")


async def test_a_picker_that_is_scrolled_stays_where_it_is_under_the_pointer(page: Page, workspace: Workspace) -> None:
    await go(page, workspace, "ana")
    await page.get_by_test_id("switcher").click()
    await page.get_by_role("button", name="Set a status or pause notifications").click()
    await page.get_by_role("dialog").get_by_role("button", name="Choose an emoji").click()
    picker = page.locator(".popover-emoji")
    await picker.evaluate("box => { box.style.maxHeight = '321px'; }")
    await page.get_by_role("option", name="umbrella", exact=True).scroll_into_view_if_needed()
    await page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert await picker.evaluate("box => box.style.maxHeight") == "321px", "it was placed anew"


async def test_what_cannot_be_set_is_said_beside_the_form(page: Page, workspace: Workspace) -> None:
    await go(page, workspace, "ana")
    await page.get_by_test_id("switcher").click()
    await page.get_by_role("button", name="Set a status or pause notifications").click()
    dialog = page.get_by_role("dialog", name="Status and notifications")
    await dialog.get_by_label("Quiet every night from").fill("22:00")
    await dialog.get_by_role("button", name="Save").click()
    await expect(dialog.get_by_role("alert").first).to_contain_text("HH:MM")
