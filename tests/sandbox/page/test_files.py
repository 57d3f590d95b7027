"""Files on the page: sent with a message, handed in with a modal, shown, opened and deleted."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import FilePayload, Page, expect

from tests.sandbox.page.choices_app import Choices, choices_modal, choosing
from tests.sandbox.page.holding import held
from tests.sandbox.page.workspaces import Workspace, go

pytestmark = pytest.mark.browser
NOTE: FilePayload = {"name": "plan.txt", "mimeType": "text/plain", "buffer": b"the plan"}
# The smallest picture there is: one pixel.
GIF = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x01\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"  # noqa: E501 - bytes of one picture
PICTURE: FilePayload = {"name": "dot.gif", "mimeType": "image/gif", "buffer": GIF}


@pytest_asyncio.fixture(loop_scope="session")
async def app(workspace: Workspace) -> AsyncIterator[Choices]:
    async with choosing(workspace.serving) as choices:
        yield choices


async def test_a_message_carries_files_and_its_author_deletes_one(page: Page, workspace: Workspace) -> None:
    await go(page, workspace, "ana")
    picker = page.get_by_test_id("file-picker")
    await picker.set_input_files([NOTE, PICTURE])
    await expect(page.get_by_test_id("pending-file")).to_have_count(2)
    await page.locator("#composer-input").press("Enter")
    message = page.get_by_test_id("message")
    file = message.get_by_test_id("file")
    await expect(file).to_contain_text("plan.txt")
    await expect(file).to_contain_text("8 B")
    await expect(page.get_by_test_id("pending-file")).to_have_count(0)
    drawn = "image => image.complete && image.naturalWidth === 1"
    picture = message.get_by_role("img", name="dot.gif")
    await picture.scroll_into_view_if_needed()
    await expect(picture).to_be_visible()
    await page.wait_for_function(drawn, arg=await picture.element_handle())
    async with page.expect_download() as saving:
        await file.click()
    assert (await saving.value).suggested_filename == "plan.txt"
    await message.focus()
    await message.get_by_role("button", name="More actions").click()
    await page.get_by_role("menuitem", name="Delete file plan.txt").click()
    await expect(message).to_contain_text("This file was deleted.")


async def test_a_file_is_taken_back_before_it_is_sent(page: Page, workspace: Workspace) -> None:
    await go(page, workspace, "ana")
    await page.get_by_test_id("file-picker").set_input_files([NOTE])
    await page.get_by_role("button", name="Remove plan.txt").click()
    await expect(page.get_by_test_id("pending-file")).to_have_count(0)
    await expect(page.get_by_role("button", name="Send now")).to_be_disabled()


async def test_a_modal_takes_a_file_of_the_right_kind_only(page: Page, workspace: Workspace, app: Choices) -> None:
    app.blocks = ("files",)
    await go(page, workspace, "ana")
    await page.locator("#composer-input").fill("/note")
    await page.locator("#composer-input").press("Enter")
    dialog = page.get_by_role("dialog", name="Choose")
    picker = dialog.get_by_test_id("file-picker")
    await picker.set_input_files([FilePayload(name="plan.pdf", mimeType="application/pdf", buffer=b"%PDF")])
    await expect(dialog.get_by_test_id("pending-file")).to_contain_text("plan.pdf")
    await page.get_by_role("button", name="Send", exact=True).click()
    field = dialog.get_by_role("button", name="Transcript")
    await expect(field).to_have_accessible_description("plan.pdf is not of an accepted type: txt, vtt.")
    await expect(field).to_be_disabled()
    await dialog.get_by_role("button", name="Remove plan.pdf").click()
    await picker.set_input_files([NOTE])
    await expect(dialog.get_by_test_id("pending-file")).to_contain_text("plan.txt")
    await page.get_by_role("button", name="Send", exact=True).click()
    await expect(page.get_by_role("dialog")).to_have_count(0)
    (values,) = app.values
    assert [file["name"] for file in values["files"]["files"]] == ["plan.txt"]


async def test_a_file_that_is_uploaded_while_the_app_changes_the_modal_is_in_it(
    page: Page, workspace: Workspace, app: Choices
) -> None:
    app.blocks = ("files",)
    await go(page, workspace, "ana")
    await page.locator("#composer-input").fill("/note")
    await page.locator("#composer-input").press("Enter")
    dialog = page.get_by_role("dialog", name="Choose")
    async with held(page, "**/control/files") as made:
        await dialog.get_by_test_id("file-picker").set_input_files([NOTE])
        await made.wait()
        ana = workspace.serving.slack.people.by_name("ana")
        assert ana is not None
        [view] = workspace.serving.slack.views.stack(ana.id)
        await app.client.views_update(view_id=view["id"], view=choices_modal("files", "one"))
        await expect(dialog.get_by_role("radio", name="Copper")).to_be_visible()
    await expect(dialog.get_by_test_id("pending-file")).to_contain_text("plan.txt")
