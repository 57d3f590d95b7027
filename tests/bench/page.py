"""The local Slack's page on a channel of 10 000 messages, in a real Chromium: `python -m tests.bench.page`."""

import asyncio
import statistics
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sandbox
from sandbox.local_slack import LocalSlack
from sandbox.state.conversations import Conversation
from tests.environment.chromium import ARGUMENTS, find_chromium

if TYPE_CHECKING:
    from playwright.async_api import Browser, Page

MANIFEST = Path(__file__).parents[1] / "sandbox" / "page" / "manifest.yml"
MESSAGES = 10_000
BEGAN = 1_600_000_000
OPENINGS = 7
PAGES = 40
SENTENCE = "Shall we look at what the model made of it, and say what we would trust? "

# Scrolls up frame by frame, as a wheel does, until so many pages came; how long each frame took, in milliseconds.
SCROLL_UP = """async (pages) => {
  const scroll = document.querySelector('[data-testid=messages]');
  const first = () => scroll.querySelector('.message')?.dataset.ts;
  const frames = [];
  let came = 0, seen = first(), most = 0, before = performance.now();
  while (came < pages) {
    scroll.scrollTop -= 250;
    await new Promise(requestAnimationFrame);
    const now = performance.now();
    frames.push(now - before);
    before = now;
    if (first() !== seen) { came += 1; seen = first(); most = Math.max(most, document.querySelectorAll('*').length); }
  }
  return { frames, most };
}"""
# Notes the frame in which the first message stands, counted from the navigation.
NOTE_FIRST = """new MutationObserver((_, observer) => {
  if (!document.querySelector('[data-testid=message]')) return;
  observer.disconnect();
  requestAnimationFrame(() => requestAnimationFrame(() => performance.mark('first-message')));
}).observe(document, { childList: true, subtree: true });"""


@dataclass
class Measured:
    """Milliseconds from the navigation to the first message in sight, and of each frame while scrolling; DOM nodes."""

    opened: list[float]
    frames: list[float]
    nodes_at_first: int
    nodes_at_most: int


def run() -> None:
    """Measure opening and scrolling, and print a row each."""
    chromium = find_chromium()
    if chromium is None:
        sys.stdout.write("Local Slack's page: no Chromium that starts, so nothing was measured\n")
        return
    measured = asyncio.run(_measured(chromium))
    frames = statistics.quantiles(measured.frames, n=100)
    first, last = statistics.median(measured.opened), max(measured.opened)
    longest = max(measured.frames)
    lines = [
        f"Local Slack's page, a channel of {MESSAGES} messages, in Chromium",
        f"  first message        p50 {first:6.0f} ms   max {last:6.0f} ms",
        f"  a frame, {PAGES} pages up p50 {frames[49]:6.1f} ms   p99 {frames[98]:6.1f} ms   max {longest:6.1f} ms",
        f"  DOM nodes            at first {measured.nodes_at_first}   at most {measured.nodes_at_most}",
    ]
    sys.stdout.write("\n".join(lines) + "\n")


async def _measured(chromium: str) -> Measured:
    # Imported here, as in the tests: only who measures in a browser should need it.
    from playwright.async_api import async_playwright  # noqa: PLC0415 - it is heavy, and not everybody has it

    async with sandbox.serve(MANIFEST, rates=False) as serving, async_playwright() as playwright:
        channel = _filled(serving.slack)
        address = f"{serving.url}/?as=ana#{channel.id}"
        browser = await playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        try:
            opened = [await _opened(browser, address) for _ in range(OPENINGS)]
            page = await _page(browser, address)
            at_first = await page.evaluate("document.querySelectorAll('*').length")
            scrolled: dict[str, Any] = await page.evaluate(SCROLL_UP, PAGES)
        finally:
            await browser.close()
    return Measured(opened, scrolled["frames"], at_first, scrolled["most"])


async def _page(browser: "Browser", address: str) -> "Page":
    page = await (await browser.new_context(viewport={"width": 1280, "height": 800})).new_page()
    await page.add_init_script(NOTE_FIRST)
    await page.goto(address)
    await page.get_by_test_id("message").last.wait_for()
    return page


async def _opened(browser: "Browser", address: str) -> float:
    page = await _page(browser, address)
    await page.wait_for_function("performance.getEntriesByName('first-message').length > 0")
    took: float = await page.evaluate("performance.getEntriesByName('first-message')[0].startTime")
    await page.context.close()
    return took


def _filled(slack: LocalSlack) -> Conversation:
    """A channel as people leave it: runs of one person, reactions, threads, an app's blocks among them."""
    people = [slack.people.add({"name": name}, slack.clock.now()) for name in ("ana", "ben", "eve")]
    channel = slack.channels.create(
        kind="channel", name="club", creator=people[0].id, members=[one.id for one in people], now=BEGAN
    )
    for number in range(MESSAGES):
        slack.messages.put(channel.id, _message(slack, number, [one.id for one in people]))
    channel.reads[people[0].id] = _ts(MESSAGES)
    slack.channels.keep(channel)
    return channel


def _ts(number: int) -> str:
    return f"{BEGAN + number * 40}.000000"


def _message(slack: LocalSlack, number: int, people: list[str]) -> dict[str, Any]:
    text = SENTENCE[: 12 + number % len(SENTENCE)]
    message: dict[str, Any] = {"type": "message", "ts": _ts(number), "text": f"*{number}* {text} <@{people[0]}>"}
    if number % 10 == 0:
        button = {"type": "button", "text": {"type": "plain_text", "text": "Look"}, "action_id": "look"}
        section = {"type": "section", "text": {"type": "mrkdwn", "text": message["text"]}, "accessory": button}
        return {**message, "user": slack.bot_user, "bot_id": slack.bot_id, "blocks": [section]}
    if number % 7 == 0:
        message["reactions"] = [{"name": "tada", "users": people, "count": len(people)}]
    if number % 25 == 0:
        message |= {
            "reply_count": 3,
            "reply_users": people,
            "latest_reply": _ts(number + 3),
            "thread_ts": message["ts"],
        }
    return {**message, "user": people[number // 4 % len(people)]}


if __name__ == "__main__":
    run()
