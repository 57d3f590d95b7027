"""Being anybody: the first two people of an empty workspace, and the switch in the corner."""

import re

import pytest
from playwright.async_api import Page, expect

from tests.sandbox.page.workspaces import Workspace, go

pytestmark = pytest.mark.browser


async def _humans(workspace: Workspace) -> list[dict[str, str]]:
    async with workspace.session.get(f"{workspace.url}/control/state") as answer:
        return [user for user in (await answer.json())["users"] if not user["is_bot"]]


async def test_an_empty_workspace_asks_for_two_people_and_says_what_to_do_next(page: Page, empty: Workspace) -> None:
    await page.goto(empty.url)
    first, second = page.get_by_role("group", name="You"), page.get_by_role("group", name="A colleague")
    await first.get_by_label("Name").fill("Zoë Ångström")
    await expect(first.get_by_label("Handle")).to_have_value("zoe.angstrom")
    await page.get_by_role("button", name="Open the workspace").click()
    await expect(page.get_by_role("main").get_by_role("alert")).to_contain_text("Please give a name.")
    await second.get_by_label("Name").fill("Bo Lind")
    await page.get_by_role("button", name="Open the workspace").click()
    await expect(page.get_by_role("button", name="Acting as Zoë Ångström")).to_be_visible()
    await expect(page.get_by_role("complementary", name="What to do next")).to_contain_text("To be Bo Lind")
    zones = {user["name"]: user["tz"] for user in await _humans(empty)}
    assert zones == {"zoe.angstrom": "UTC", "bo.lind": "UTC"}


async def test_a_second_person_who_cannot_join_yet_does_not_lock_the_form(page: Page, empty: Workspace) -> None:
    await page.goto(empty.url)
    first, second = page.get_by_role("group", name="You"), page.get_by_role("group", name="A colleague")
    await first.get_by_label("Name").fill("Ada Star")
    await second.get_by_label("Name").fill("Bo Lind")
    await second.get_by_label("Time zone").fill("Nowhere/Land")
    await page.get_by_role("button", name="Open the workspace").click()
    await expect(page.get_by_role("main").get_by_role("alert")).to_contain_text("Nowhere/Land")
    await second.get_by_label("Time zone").fill("Europe/Oslo")
    await page.get_by_role("button", name="Open the workspace").click()
    await expect(page.get_by_role("button", name="Acting as Ada Star")).to_be_visible()
    assert {user["name"] for user in await _humans(empty)} == {"ada.star", "bo.lind"}


async def test_switching_person_shows_what_they_see_and_a_reload_returns_there(
    page: Page, workspace: Workspace
) -> None:
    secret = (await workspace.post("channels", name="ana-only", is_private=True, members=["ana"]))["channel"]["id"]
    await workspace.post("message", user="ana", channel=secret, text="for my eyes")
    await go(page, workspace, "ana", secret)
    await expect(page.get_by_test_id("message")).to_contain_text("for my eyes")
    await page.get_by_test_id("switcher").click()
    await page.get_by_role("combobox", name="Search people").fill("@ben")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("button", name="Acting as Ben Okafor")).to_be_visible()
    await expect(page.get_by_role("link", name="ana-only")).to_have_count(0)
    await expect(page.get_by_text("for my eyes")).to_have_count(0)
    await expect(page).to_have_url(re.compile(r"\?as=ben#"))
    await page.reload()
    await expect(page.get_by_role("button", name="Acting as Ben Okafor")).to_be_visible()
    await page.go_back()
    await expect(page.get_by_role("button", name="Acting as Ana Duarte")).to_be_visible()
    await expect(page.get_by_role("link", name="ana-only")).to_be_visible()
    await expect(page.get_by_test_id("message")).to_contain_text("for my eyes")


async def test_a_person_is_added_and_acted_as(page: Page, workspace: Workspace) -> None:
    await go(page, workspace, "ana")
    await page.get_by_test_id("switcher").click()
    await page.get_by_role("button", name="Add a person").click()
    await page.get_by_label("Name").fill("Ben Other")
    await page.get_by_label("Handle").fill("ben")
    await page.get_by_role("button", name="Add", exact=True).click()
    await expect(page.get_by_role("dialog").get_by_role("alert")).to_contain_text("ben")
    await page.get_by_label("Handle").fill("ben2")
    await page.get_by_role("button", name="Add", exact=True).click()
    await expect(page.get_by_role("button", name="Acting as Ben Other")).to_be_visible()


async def test_a_click_on_a_mention_shows_who_that_is_and_lets_one_be_them(page: Page, workspace: Workspace) -> None:
    await workspace.post("message", user="ana", channel="general", text="Ask @ben about it")
    await go(page, workspace, "ana")
    await page.get_by_role("button", name="@Ben Okafor").click()
    profile = page.get_by_role("dialog", name="Profile of Ben Okafor")
    await expect(profile).to_contain_text("@ben")
    await profile.get_by_role("button", name="Act as Ben Okafor").click()
    await expect(page.get_by_role("button", name="Acting as Ben Okafor")).to_be_visible()


async def test_a_channel_with_one_person_in_it_has_one_member(page: Page, workspace: Workspace) -> None:
    await workspace.post("channels", name="alone", members=["ana"])
    await go(page, workspace, "ana")
    await page.get_by_role("link", name="alone").click()
    await expect(page.get_by_role("button", name="1 member", exact=True)).to_be_visible()


async def test_the_picture_of_a_group_stands_in_line_with_the_others(page: Page, workspace: Workspace) -> None:
    await workspace.post("channels", users=["ana", "ben", workspace.serving.slack.bot_user])
    await go(page, workspace, "ana")
    picture = page.locator(".sidebar .group-picture")
    box, row = await picture.bounding_box(), await picture.locator("xpath=..").bounding_box()
    assert box is not None
    assert row is not None
    assert abs(box["y"] + box["height"] / 2 - row["y"] - row["height"] / 2) <= 1
    for part in (picture.locator(".avatar"), picture.locator(".group-count")):
        inner = await part.bounding_box()
        assert inner is not None
        assert box["y"] <= inner["y"]
        assert inner["y"] + inner["height"] <= box["y"] + box["height"]
        assert box["x"] <= inner["x"]
        assert inner["x"] + inner["width"] <= box["x"] + box["width"]
