"""Every sort of choice on the page, by mouse and by keyboard, and the app's two kinds of shortcuts."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from tests.sandbox.page.choices_app import Choices, choosing, menu_card
from tests.sandbox.page.workspaces import Workspace, go

pytestmark = pytest.mark.browser


@pytest_asyncio.fixture(loop_scope="session")
async def app(workspace: Workspace) -> AsyncIterator[Choices]:
    async with choosing(workspace.serving) as choices:
        yield choices


async def opened(page: Page, workspace: Workspace, app: Choices, *blocks: str) -> None:
    """Ana's page with the modal that asks for these."""
    app.blocks = blocks
    await go(page, workspace, "ana")
    box = page.locator("#composer-input")
    await box.fill("/note")
    await box.press("Enter")
    await expect(page.get_by_role("dialog", name="Choose")).to_be_visible()


async def send(page: Page) -> None:
    await page.get_by_role("button", name="Send", exact=True).click()
    await expect(page.get_by_role("dialog")).to_have_count(0)


async def test_the_app_is_asked_while_one_types(page: Page, workspace: Workspace, app: Choices) -> None:
    await opened(page, workspace, app, "book", "shelf")
    book = page.get_by_role("combobox", name="Book")
    await book.press_sequentially("m")
    await expect(page.get_by_role("status").filter(has_text="Type 1 more character")).to_be_visible()
    await book.press_sequentially("m")
    await expect(page.get_by_role("option")).to_have_text(["Emma"])
    await book.press("Enter")
    await expect(book).to_have_value("Emma")
    shelf = page.get_by_role("combobox", name="Shelf")
    await shelf.click()
    await page.get_by_role("option", name="Persuasion").click()
    await page.get_by_role("option", name="Emma").click()
    await page.get_by_role("option", name="Middlemarch").click()
    await expect(page.locator(".tag")).to_have_text(["Persuasion", "Emma"])
    await shelf.press("Escape")
    await send(page)
    (values,) = app.values
    assert values["book"]["selected_option"]["value"] == "Emma"
    assert [option["value"] for option in values["shelf"]["selected_options"]] == ["Persuasion", "Emma"]


async def test_a_menu_on_a_message_asks_as_well(page: Page, workspace: Workspace, app: Choices) -> None:
    dm = await workspace.dm_with_app("ana")
    await app.client.chat_postMessage(channel=dm, text="Read", blocks=menu_card())
    await go(page, workspace, "ana", dm)
    book = page.get_by_role("combobox", name="A book")
    await book.press_sequentially("pers")
    await page.get_by_role("option", name="Persuasion").click()
    await expect(book).to_have_value("Persuasion")
    await page.get_by_role("button", name="More options").click()
    await page.get_by_role("menuitem", name="Copper").click()
    await expect(page.locator(".busy")).to_have_count(0)
    chosen = [action["selected_option"]["value"] for action in app.actions]
    assert chosen == ["Persuasion", "copper"]


async def test_people_places_times_and_boxes_are_chosen(page: Page, workspace: Workspace, app: Choices) -> None:
    await opened(page, workspace, app, "colours", "who", "all", "where", "time", "moment", "boxes", "one")

    async def pick(name: str, *options: str) -> None:
        box = page.get_by_role("combobox", name=name)
        await box.click()
        for option in options:
            await page.get_by_role("option", name=option).click()
        await box.press("Escape") if len(options) > 1 else None

    await pick("Colours", "Amber", "Copper")
    await pick("Who", "Ben Okafor")
    await pick("Everyone", "Ana Duarte", "Ben Okafor")
    await pick("Where", "general")
    await page.get_by_role("combobox", name="Time", exact=True).fill("09:30")
    await page.get_by_role("textbox", name="Moment", exact=True).fill("2030-03-31")
    await page.get_by_role("combobox", name="Moment").fill("09:00")
    await page.get_by_role("checkbox", name="Blue").check()
    await page.get_by_role("checkbox", name="Amber").check()
    await page.get_by_role("radio", name="Copper").check()
    await send(page)
    (values,) = app.values
    people = {name: person.id for name in ("ana", "ben") if (person := workspace.serving.slack.people.by_name(name))}
    assert [option["value"] for option in values["colours"]["selected_options"]] == ["amber", "copper"]
    assert values["who"]["selected_user"] == people["ben"]
    assert values["all"]["selected_users"] == [people["ana"], people["ben"]]
    assert values["where"]["selected_conversation"] == workspace.serving.slack.channels.general().id
    assert values["time"]["selected_time"] == "09:30"
    # Nine in Lisbon on the day its clocks go forward.
    assert values["moment"]["selected_date_time"] == 1_901_174_400
    assert [option["value"] for option in values["boxes"]["selected_options"]] == ["amber", "blue"]
    assert values["one"]["selected_option"]["value"] == "copper"


async def test_a_message_shortcut_is_under_more_actions(page: Page, workspace: Workspace, app: Choices) -> None:
    await workspace.post("message", user="ben", channel="#general", text="Worth a note")
    await go(page, workspace, "ana")
    message = page.get_by_test_id("message")
    await message.focus()
    await message.get_by_role("button", name="More actions").press("Enter")
    await page.get_by_role("menuitem", name="Make a note of it").press("Enter")
    await expect(page.get_by_role("dialog", name="Note it").get_by_label("Title")).to_have_value("Worth a note")


async def test_a_global_shortcut_is_behind_the_composers_plus(page: Page, workspace: Workspace, app: Choices) -> None:
    app.blocks = ("who",)
    await go(page, workspace, "ana")
    await page.get_by_role("button", name="Attach a file or use a shortcut").click()
    await page.get_by_role("menuitem", name="New note").click()
    await expect(page.get_by_role("dialog", name="Choose")).to_be_visible()
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name="Run a shortcut or command").press("Enter")
    await expect(page.get_by_role("menuitem", name="New note")).to_be_focused()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(page.locator("#composer-input")).to_have_value("/")
    for offered in ("Write a note", "Read all notes", "/invite"):
        await expect(page.get_by_role("option").filter(has_text=offered)).to_have_count(1)


async def test_a_list_leaves_the_buttons_of_its_modal_in_sight(page: Page, workspace: Workspace, app: Choices) -> None:
    # Below the field there is no room for all these people, above it there is.
    for number in range(12):
        await workspace.person(f"person{number}", f"Person {number}")
    await opened(page, workspace, app, "boxes", "all")
    await page.get_by_role("checkbox", name="Blue").check()
    await page.get_by_role("combobox", name="Everyone").click()
    names = await page.locator(".popover-list").bounding_box()
    buttons = await page.locator(".dialog-foot").bounding_box()
    assert names is not None
    assert buttons is not None
    assert names["height"] > 150
    assert names["y"] + names["height"] <= buttons["y"]
    await page.get_by_role("option", name="Person 7").click()
    await send(page)
    assert len(app.values) == 1
