"""Bringing people and the app into a channel, wherever one would look for it."""

import pytest
from playwright.async_api import Page, expect

from tests.sandbox.page.workspaces import Workspace, go

pytestmark = pytest.mark.browser


async def members(workspace: Workspace, name: str) -> list[str]:
    async with workspace.session.get(f"{workspace.url}/control/state") as answer:
        found = await answer.json()
    names = {user["id"]: user["name"] for user in found["users"]}
    ids = next(channel["members"] for channel in found["channels"] if channel["name"] == name)
    return [names[one] for one in ids]


async def choose(page: Page, *names: str) -> None:
    field = page.get_by_role("combobox", name="People and apps")
    for name in names:
        await field.fill(name)
        await page.get_by_role("option", name=name).click()


async def test_people_and_the_app_are_added_from_the_members(page: Page, workspace: Workspace) -> None:
    await workspace.post("channels", name="projects", members=["ana"])
    await go(page, workspace, "ana", "projects")
    await page.get_by_role("button", name="1 member").click()
    await page.get_by_role("button", name="Add people", exact=True).click()
    dialog = page.get_by_role("dialog", name="Add people to projects")
    await dialog.get_by_role("button", name="Add", exact=True).click()
    await expect(dialog.get_by_role("alert").first).to_have_text("Please choose somebody to add.")
    await choose(page, "Ben", "Notes")
    await dialog.get_by_role("button", name="Add", exact=True).click()
    await expect(page.get_by_role("button", name="3 members")).to_be_visible()
    assert await members(workspace, "projects") == ["ana", "ben", "notes"]
    await page.get_by_role("button", name="3 members").click()
    await page.get_by_role("button", name="Add people", exact=True).click()
    await expect(dialog).to_contain_text("Everybody is in this channel already.")


async def test_whoever_makes_a_channel_is_asked_whom_to_add(page: Page, workspace: Workspace) -> None:
    await go(page, workspace, "ana")
    await page.get_by_role("button", name="Add channels").click()
    await page.get_by_role("menuitem", name="Create a new channel").click()
    await page.get_by_role("textbox", name="Name").fill("garden")
    await page.get_by_role("button", name="Create").click()
    dialog = page.get_by_role("dialog", name="Add people to garden")
    await choose(page, "Ben")
    await dialog.get_by_role("button", name="Add", exact=True).click()
    await expect(page.get_by_role("button", name="2 members")).to_be_visible()
    # Whoever skipped it finds it again where the channel begins.
    await page.get_by_role("button", name="Add people to this channel").click()
    await choose(page, "Notes")
    await dialog.get_by_role("button", name="Add", exact=True).click()
    await expect(page.get_by_role("button", name="3 members")).to_be_visible()


async def test_the_app_is_added_to_a_channel_from_its_profile(page: Page, workspace: Workspace) -> None:
    await workspace.post("channels", name="projects", members=["ana"])
    await workspace.post("channels", name="secrets", members=["ben"])
    bot = workspace.serving.slack.bot_user
    await workspace.post("message", user="ben", channel="general", text=f"<@{bot}> hello")
    await go(page, workspace, "ana")
    await page.get_by_role("button", name="@Notes").click()
    await page.get_by_role("button", name="Add this app to a channel").click()
    await page.get_by_role("combobox", name="Channel").click()
    await expect(page.get_by_role("option", name="secrets")).to_have_count(0)
    await page.get_by_role("option", name="projects").click()
    await page.get_by_role("dialog").get_by_role("button", name="Add", exact=True).click()
    await expect(page.get_by_role("heading", name="projects", exact=True)).to_be_visible()
    assert await members(workspace, "projects") == ["ana", "notes"]


async def test_the_list_of_many_people_stays_below_its_field_and_above_the_buttons(
    page: Page, workspace: Workspace
) -> None:
    for number in range(12):
        await workspace.person(f"person{number}", f"Person {number}")
    await workspace.post("channels", name="projects", members=["ana"])
    await go(page, workspace, "ana", "projects")
    await page.get_by_role("button", name="Add people to this channel").click()
    field = page.get_by_role("combobox", name="People and apps")
    await field.click()
    around = await field.bounding_box()
    names = await page.locator(".popover-list").bounding_box()
    buttons = await page.locator(".dialog-foot").bounding_box()
    assert around is not None
    assert names is not None
    assert buttons is not None
    assert around["y"] + around["height"] <= names["y"]
    assert names["y"] + names["height"] <= buttons["y"]
    assert names["height"] > 150, "and shows several"
