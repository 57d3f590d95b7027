"""The page draws each emoji that the server knows, and knows of no other."""

import re
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from sandbox import emoji
from sandbox.page_api import FOLDER
from tests.sandbox.page.workspaces import Workspace, go

TAKES_TONE = """async (at) => {
  const { emojiList, takesTone } = await import(at);
  return emojiList().map(([name]) => [name, takesTone(name)]);
}"""


def test_the_page_has_a_character_for_each_name_in_the_servers_order() -> None:
    table = (Path(FOLDER) / "js" / "emoji_table.js").read_text(encoding="utf-8")
    drawn = {title: lines.strip() for title, lines in re.findall(r'"([^"]+)": `(.*?)`', table, re.DOTALL)}
    names = {title: [entry.rsplit(" ", 1)[0] for entry in re.split(r"[|\n]", lines)] for title, lines in drawn.items()}
    assert names == emoji.categories()


@pytest.mark.browser
async def test_the_page_gives_tones_to_those_that_have_them_and_one_chooses_ones_own(
    page: Page, workspace: Workspace
) -> None:
    await workspace.post("message", user="ben", channel="general", text="hello")
    await go(page, workspace, "ana")
    module = str(await page.locator("link[href$='/js/emoji.js']").get_attribute("href"))
    for name, has_tones in await page.evaluate(TAKES_TONE, module):
        assert has_tones == emoji.is_known(f"{name}::skin-tone-2"), name
    await page.get_by_role("button", name="Emoji", exact=True).click()
    # The tones are a stop of the Tab key, and arrows go from one to the next.
    await page.keyboard.press("Tab")
    await page.keyboard.press("ArrowRight")
    await page.keyboard.press("ArrowRight")
    await expect(page.get_by_role("radio", name="Skin tone 3")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("radio", name="Skin tone 3")).to_be_checked()
    await page.keyboard.type("wave")
    await page.keyboard.press("Enter")
    await expect(page.locator("#composer-input")).to_have_value(":wave::skin-tone-3: ")
    await page.get_by_test_id("message").hover()
    await page.get_by_role("button", name="React with wave, tone 3").click()
    await expect(page.locator(".reaction .emoji").first).to_have_text("👋🏼")
