"""The first story in a real Chromium, by mouse and keyboard alone."""

import pytest
from playwright.async_api import Locator, Page, expect

from models import CheckIn, Pulse, PulseState, Session
from tests.scenarios.people import Person
from tests.scenarios.stage import CHARTER, Stage

pytestmark = pytest.mark.browser

DRAFTED = "The first three answers are drafted"
SAFE = "How safe does it feel"


async def be(page: Page, stage: Stage, person: Person, place: str = "general") -> None:
    """Open the page as somebody, and wait until it is live."""
    await page.goto("about:blank")
    await page.goto(f"{stage.serving.url}/?as={person.handle}#{place}")
    await page.locator("body[data-live=true]").wait_for()


async def direct(stage: Stage, *people: Person) -> str:
    """The id of a DM with the bot, or of a pair's conversation."""
    answer = await stage.control("channels", {"users": [*(person.id for person in people), stage.bot_user]})
    return str(answer["channel"]["id"])


async def run_command(page: Page, command: str) -> None:
    box = page.locator("#composer-input")
    await box.fill(command)
    await box.press("Enter")


async def test_check_in_sign_and_answer_a_pulse_by_hand(page: Page, stage: Stage) -> None:
    senior, junior = await stage.person("senior"), await stage.person("junior")
    senior2, junior2 = await stage.person("senior2"), await stage.person("junior2")
    await stage.begin_pair(senior, junior)
    await stage.become_a_pair(senior2, junior2)
    await senior2.hands_in(await senior2.opens("/mentor-charter"), **CHARTER)
    await stage.settles()
    for person in (senior, junior, senior2, junior2):
        await person.closes_every_modal()

    await be(page, stage, junior)
    await check_in(page, stage)
    await be(page, stage, senior, await direct(stage, senior, junior))
    shared = page.get_by_test_id("message").filter(has_text="checked in")
    await expect(shared).to_contain_text(DRAFTED)

    await be(page, stage, senior2)
    await sign(page)
    await be(page, stage, junior2)
    await expect(await sign(page)).to_contain_text("in force: you have both signed")
    await stage.settles()
    await be(page, stage, junior2, await direct(stage, senior2, junior2))
    await expect(page.get_by_test_id("message").filter(has_text="signed it.")).to_have_count(1)

    await be(page, stage, junior, await direct(stage, junior))
    await answer_the_next_pulse(page, junior)
    answered = [pulse for pulse in stage.stored(Pulse) if pulse.state is PulseState.ANSWERED]
    assert len(answered) == 1
    await lives_through_a_restart(page, stage, senior, junior)


async def lives_through_a_restart(page: Page, stage: Stage, senior: Person, junior: Person) -> None:
    """The bot stops and starts again: what was said and kept is there, once."""
    kept = [len(stage.stored(model)) for model in (CheckIn, Pulse, Session)]
    places = [(junior, await direct(stage, junior)), (senior, await direct(stage, senior, junior))]
    seen = []
    for person, place in places:
        await be(page, stage, person, place)
        # The stream may be open before what was said is drawn, which is all drawn at once.
        await page.get_by_test_id("message").first.wait_for()
        seen.append(await page.get_by_test_id("message").count())
    await stage.restart()
    await stage.settles()
    for (person, place), count in zip(places, seen, strict=True):
        await be(page, stage, person, place)
        await expect(page.get_by_test_id("message")).to_have_count(count)
    await expect(page.get_by_test_id("message").filter(has_text=DRAFTED)).to_have_count(1)
    assert [len(stage.stored(model)) for model in (CheckIn, Pulse, Session)] == kept


async def check_in(page: Page, stage: Stage) -> None:
    """Hand in a check-in; a bad link, Slack's kind and ours, costs nothing of what was typed."""
    stage.written.append(DRAFTED)
    await run_command(page, "/mentor-checkin")
    form = page.get_by_role("dialog", name="Check in", exact=True)
    keep = form.get_by_role("button", name="Save")
    await form.get_by_role("textbox", name="What moved?").fill(DRAFTED)
    link = form.get_by_role("textbox", name="A link to show for it")
    await link.fill("http://a b")
    await keep.click()
    await expect(link).to_have_accessible_description("Please enter a valid URL.")
    await link.fill("https://localhost")
    await keep.click()
    await expect(form).to_contain_text("A link begins with https:// and names a site")
    await expect(form.get_by_role("textbox", name="What moved?")).to_have_value(DRAFTED)
    assert stage.stored(CheckIn) == []
    await link.fill("https://example.com/draft")
    await keep.click()
    kept = page.get_by_role("dialog", name="Check-in saved")
    await expect(kept).to_contain_text("Kept, and shared with")
    await kept.get_by_role("button", name="Done").click()
    assert len(stage.stored(CheckIn)) == 1


async def sign(page: Page) -> Locator:
    """Read the charter and sign it; what is then shown."""
    await run_command(page, "/mentor-charter")
    charter = page.get_by_role("dialog", name="Our charter")
    await expect(charter).to_contain_text(CHARTER["purpose"])
    await charter.get_by_role("button", name="Sign", exact=True).click()
    thanks = page.get_by_role("dialog", name="Thank you")
    await expect(thanks).to_be_visible()
    return thanks


async def answer_the_next_pulse(page: Page, person: Person) -> None:
    """Let time pass, event by event, until the question comes; tap 4."""
    question = page.get_by_test_id("message").filter(has_text=SAFE)
    bar = page.get_by_role("region", name="Local Slack tools")
    following = bar.get_by_role("button", name="Next event")
    for _ in range(24):
        await expect(following).to_be_enabled()
        await following.click()
        await expect(bar).to_have_attribute("aria-busy", "false")
        # The page may show it a moment after the clock stands still, and another event would be one too many.
        if any(SAFE in post.words for post in await person.inbox()):
            break
    await question.get_by_role("button", name="4 · Mostly").click()
    await expect(page.get_by_test_id("message").filter(has_text="Only you know what you tapped")).to_be_visible()
    await expect(question.get_by_role("button", name="4 · Mostly")).to_have_count(0)
