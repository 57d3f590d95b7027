"""Each interactive element there is: how it stands on a surface, how mouse and keyboard use it, what then is in it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from playwright.async_api import Locator, Page, expect

from sandbox.blocks.elements import IN_ACTIONS, IN_INPUT, IN_SECTION
from tests.sandbox.page.notes_app import COLOURS, Json, plain

MOUSE, KEYBOARD = "mouse", "keyboard"
_FAR = 120  # presses of Tab from the first thing on the page to the last


@dataclass(frozen=True)
class Hand:
    """One person at one element of a surface: `by` is the mouse or the keyboard."""

    page: Page
    surface: Locator
    by: str
    action: str
    acts: bool = True

    @property
    def node(self) -> Locator:
        return self.surface.locator(f'[data-action="{self.action}"]')

    def inner(self, selector: str) -> Locator:
        """What is worked with in the element: itself, or something in it."""
        return self.node.and_(self.page.locator(selector)).or_(self.node.locator(selector)).first

    async def reach(self, selector: str) -> Locator:
        """Come to a control: with a click, or with nothing but the Tab key."""
        control = self.inner(selector)
        if self.by == MOUSE:
            await control.click()
            return control
        for _ in range(_FAR):
            if await control.evaluate("node => node === document.activeElement"):
                return control
            await self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab does not lead to {selector} of {self.action}")

    async def press(self, selector: str) -> None:
        await self.reach(selector)
        if self.by == KEYBOARD:
            await self.page.keyboard.press("Enter")


Use = Callable[[Hand], Awaitable[None]]


@dataclass(frozen=True)
class Element:
    """An element of Block Kit: its own fields, how it is used, and the plain value it holds then."""

    fields: Json
    use: Use
    holds: Any


async def _press(hand: Hand) -> None:
    await hand.press("button")


async def _no_workflow(hand: Hand) -> None:
    await hand.press("button")
    await expect(hand.page.get_by_text("This local Slack runs no workflows")).to_be_visible()


async def _second_thumb(hand: Hand) -> None:
    await hand.press("button:last-child")
    await expect(hand.inner("button:last-child")).to_have_attribute("aria-pressed", "true")


async def _overflow(hand: Hand) -> None:
    await hand.press("button")
    if hand.by == MOUSE:
        await hand.page.get_by_role("menuitem", name="Blue").click()
    else:
        await expect(hand.page.get_by_role("menuitem", name="Amber")).to_be_focused()
        await hand.page.keyboard.press("ArrowDown")
        await hand.page.keyboard.press("Enter")


def _menu(*options: str) -> Use:
    """Open a list and choose from it; with the keyboard by typing the first letters."""

    async def use(hand: Hand) -> None:
        box = await hand.reach("input")
        for option in options:
            row = hand.page.get_by_role("option", name=option)
            if hand.by == MOUSE:
                await row.click()
            else:
                await hand.page.keyboard.type(option[:4])
                await expect(hand.page.get_by_role("option")).to_have_count(1)
                await hand.page.keyboard.press("Enter")
        if await hand.page.get_by_role("listbox").count():
            await hand.page.keyboard.press("Escape")
        await expect(box).to_be_focused()

    return use


def _typed(text: str) -> Use:
    async def use(hand: Hand) -> None:
        await hand.reach("input, textarea")
        await hand.page.keyboard.type(text)
        if hand.acts:
            await hand.page.keyboard.press("Enter")

    return use


async def _next_day(hand: Hand) -> None:
    """From the thirtieth, which the app gave, to the thirty-first."""
    day = await hand.reach("input:not(.time-input)")
    if hand.by == MOUSE:
        await hand.page.get_by_role("gridcell", name="Sunday, March 31, 2030").click()
    else:
        for key in ("ArrowDown", "ArrowRight", "Enter"):
            await hand.page.keyboard.press(key)
    await expect(day).to_have_value("Mar 31, 2030")
    await expect(day).to_be_focused()


async def _time(hand: Hand) -> None:
    time = await hand.reach(".time-input")
    if hand.by == MOUSE:
        await hand.page.get_by_role("option", name="9:30 AM", exact=True).click()
    else:
        await hand.page.keyboard.type("9:30")
        await hand.page.keyboard.press("Enter")
    await expect(time).to_have_value("9:30 AM")


async def _radio(hand: Hand) -> None:
    if hand.by == MOUSE:
        await hand.node.get_by_text("Blue").click()
        return
    await hand.reach("input")
    await hand.page.keyboard.press("ArrowDown")


async def _boxes(hand: Hand) -> None:
    if hand.by == MOUSE:
        await hand.node.get_by_text("Amber").click()
        return
    await hand.reach("input")
    await hand.page.keyboard.press("Space")


async def _rich_text(hand: Hand) -> None:
    keys = hand.page.keyboard
    await hand.reach("[contenteditable]")
    await keys.type("So ")
    if hand.by == MOUSE:
        await hand.node.get_by_role("button", name="Bold").click()
    else:
        await keys.press("Control+b")
    await keys.type("good")
    if hand.acts:
        await keys.press("Enter")


async def _file(hand: Hand) -> None:
    async with hand.page.expect_file_chooser() as chosen:
        await hand.press("button")
    await (await chosen.value).set_files({"name": "talk.txt", "mimeType": "text/plain", "buffer": b"Hello"})
    await expect(hand.surface.get_by_test_id("pending-file")).to_be_visible()


SO_GOOD = [{"type": "text", "text": "So "}, {"type": "text", "text": "good", "style": {"bold": True}}]
_BUTTON = {"text": plain("Press"), "value": "pressed"}
_OPTIONS = {"options": COLOURS}
_THUMBS = {
    "positive_button": {"text": plain("Good"), "value": "good"},
    "negative_button": {"text": plain("Bad"), "value": "bad"},
}
_WORKFLOW = {"trigger": {"url": "https://slack.com/shortcuts/Ft1/x"}}
_GROUPS = {
    "option_groups": [
        {"label": plain("Warm"), "options": [COLOURS[0], COLOURS[2]]},
        {"label": plain("Cold"), "options": [COLOURS[1]]},
    ]
}
_ASKED = {"min_query_length": 0}

# The names ana, ben and general stand for ids that the workspace gives.
ELEMENTS = {
    "button": Element({**_BUTTON, "style": "primary"}, _press, "pressed"),
    "overflow": Element(_OPTIONS, _overflow, "blue"),
    "static_select": Element(_GROUPS, _menu("Copper"), "copper"),
    "users_select": Element({}, _menu("Ben Okafor"), "ben"),
    "conversations_select": Element({"filter": {"include": ["public"]}}, _menu("general"), "general"),
    "channels_select": Element({}, _menu("general"), "general"),
    "external_select": Element(_ASKED, _menu("Emma"), "Emma"),
    "multi_static_select": Element(_OPTIONS, _menu("Amber", "Blue"), ["amber", "blue"]),
    "multi_users_select": Element({"max_selected_items": 2}, _menu("Ana Duarte", "Ben Okafor"), ["ana", "ben"]),
    "multi_conversations_select": Element({}, _menu("general"), ["general"]),
    "multi_channels_select": Element({}, _menu("general"), ["general"]),
    "multi_external_select": Element(_ASKED, _menu("Emma", "Persuasion"), ["Emma", "Persuasion"]),
    "datepicker": Element({"initial_date": "2030-03-30"}, _next_day, "2030-03-31"),
    "timepicker": Element({}, _time, "09:30"),
    # Nine in Lisbon; the night between these days is an hour shorter there.
    "datetimepicker": Element({"initial_date_time": 1_901_091_600}, _next_day, 1_901_174_400),
    "radio_buttons": Element(_OPTIONS, _radio, "blue"),
    "checkboxes": Element(_OPTIONS, _boxes, ["amber"]),
    "plain_text_input": Element({"max_length": 20}, _typed("Some words"), "Some words"),
    "email_text_input": Element({}, _typed("ana@example.org"), "ana@example.org"),
    "url_text_input": Element({}, _typed("https://example.org"), "https://example.org"),
    "number_input": Element({"is_decimal_allowed": True, "min_value": "1"}, _typed("4.5"), "4.5"),
    "rich_text_input": Element({}, _rich_text, SO_GOOD),
    "file_input": Element({"filetypes": ["txt"]}, _file, ["talk.txt"]),
    "feedback_buttons": Element(_THUMBS, _second_thumb, "bad"),
    "icon_button": Element({"icon": "trash", "text": plain("Delete"), "value": "gone"}, _press, "gone"),
    "workflow_button": Element({"text": plain("Go"), "workflow": _WORKFLOW}, _no_workflow, None),
}

ONLY_ON_MESSAGES = {"feedback_buttons", "icon_button", "workflow_button"}
_MODALS_ONLY = {"file_input"}


def kinds_on(surface: str) -> list[str]:
    """The elements that a surface takes."""
    refused = _MODALS_ONLY if surface == "message" else ONLY_ON_MESSAGES
    return [kind for kind in ELEMENTS if kind not in refused | (_MODALS_ONLY if surface == "home" else set())]


def block_for(kind: str, surface: str) -> Json:
    """A block with the element: on Home at a section's side where it may be there, in a modal as an input."""
    element: Json = {"type": kind, "action_id": kind, **ELEMENTS[kind].fields}
    block: Json = {"block_id": f"b-{kind}"}
    if kind in {"feedback_buttons", "icon_button"}:
        return block | {"type": "context_actions", "elements": [element]}
    if kind in IN_INPUT and (surface == "modal" or kind not in IN_ACTIONS):
        acts = surface != "modal"
        return block | {"type": "input", "label": plain(kind), "element": element, "dispatch_action": acts}
    if surface == "home" and kind in IN_SECTION:
        return block | {"type": "section", "text": plain(kind), "accessory": element}
    return block | {"type": "actions", "elements": [element]}
