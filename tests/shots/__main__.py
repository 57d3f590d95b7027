"""
`make shots`: every surface of the living example, light and dark, wide and narrow, into `shots/`.

The example is lived through anew in a temporary folder; people then open what there is to open.
"""

import asyncio
import contextlib
import os
import re
import shutil
import signal
import socket
import sys
import tempfile
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Browser, Page, async_playwright

from bot.demo.humans import Humans
from tests.environment.chromium import ARGUMENTS, find_chromium

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "shots"
WIDE, NARROW = (1280, 900), (390, 844)


@dataclass(frozen=True)
class Cast:
    """Ids of people and conversations by the names the example gives them."""

    people: dict[str, str]
    bot: str

    def pair(self, *handles: str) -> str:
        """Return the group DM of some people and the bot."""
        return ",".join([*(self.people[handle] for handle in handles), self.bot])


Act = Callable[[Humans, Cast], Awaitable[object]]


@dataclass(frozen=True)
class Shot:
    """One picture: who looks, at which conversation, after what was done."""

    name: str
    who: str
    where: Callable[[Cast], str] | None = None
    act: Act | None = None
    home: bool = False
    then: Callable[[Page], Awaitable[None]] | None = None


def command(who: str, name: str, text: str = "") -> Act:
    """Somebody types a command."""

    async def act(humans: Humans, cast: Cast) -> object:
        return await humans.command(cast.people[who], name, text)

    return act


def submitted(who: str, name: str, text: str = "", **values: str) -> Act:
    """Somebody types a command and submits the modal it opens."""

    async def act(humans: Humans, cast: Cast) -> object:
        opened = await humans.command(cast.people[who], name, text)
        filled = {field: cast.people[value[1:]] if value.startswith("@") else value for field, value in values.items()}
        return await humans.submit(cast.people[who], opened["view"], **filled)

    return act


async def bad_link(page: Page) -> None:
    """Somebody types an address that is none and submits."""
    await page.get_by_label("What moved?").fill("Two colleagues read the draft.")
    await page.get_by_label("A link to show for it").fill("https://nowhere")
    await page.get_by_role("button", name="Save").click()
    await page.locator("[aria-invalid=true]").first.scroll_into_view_if_needed()


async def about_to_leave(page: Page) -> None:
    """Somebody clicks to leave, and is asked first."""
    await page.get_by_role("button", name="Leave this pair").click()
    await page.get_by_role("dialog").wait_for()


def leaves(who: str) -> Act:
    """Somebody ends their pair from the Home tab, and the bot says so."""

    async def act(humans: Humans, cast: Cast) -> object:
        home = await humans.home(cast.people[who])
        await humans.click(cast.people[who], "pair.leave", view_id=home["id"])
        return await humans.clock(advance=0.001)

    return act


async def a_week_later(humans: Humans, _cast: Cast) -> object:
    """A week passes, event by event: the bot writes to each in their own morning."""
    return await humans.clock(advance=7 * 86_400)


def on_the_card(who: str, action_id: str) -> Act:
    """Somebody clicks a button of the newest session's card, and the bot does what is due."""

    async def act(humans: Humans, cast: Cast) -> object:
        conversation = cast.pair("senior", "junior")
        messages = await humans.reads(cast.people[who], conversation)
        card = [message for message in messages if re.match(r"Session \d+", message["text"])][-1]
        await humans.click(cast.people[who], action_id, channel=conversation, ts=card["ts"])
        return await humans.clock(advance=1)

    return act


async def an_hour_later(humans: Humans, _cast: Cast) -> object:
    """The session is over."""
    return await humans.clock(advance=3_600)


async def to_the_card(page: Page) -> None:
    """Somebody scrolls to the session's card, as its pair does."""
    await page.get_by_text(re.compile(r"Session \d+( is under way|: you met)")).last.scroll_into_view_if_needed()


def dm(who: str) -> Callable[[Cast], str]:
    """Somebody's DM with the bot."""
    return lambda cast: f"bot:{cast.people[who]}"


def pair(*handles: str) -> Callable[[Cast], str]:
    """A pair's conversation."""
    return lambda cast: cast.pair(*handles)


SHOTS = (
    Shot("start-here", "junior"),
    Shot("pair-conversation", "junior", pair("senior", "junior")),
    Shot("checkin-form", "junior", pair("senior", "junior"), command("junior", "/mentor-checkin")),
    Shot(
        "checkin-bad-link",
        "junior",
        pair("senior", "junior"),
        command("junior", "/mentor-checkin"),
        then=bad_link,
    ),
    Shot(
        "checkin-kept",
        "junior",
        pair("senior", "junior"),
        submitted("junior", "/mentor-checkin", moved="Two colleagues read the draft.", metric="Tickets", reading="104"),
    ),
    Shot("home", "junior", dm("junior"), home=True),
    Shot("home-charter-to-sign", "senior2", dm("senior2"), home=True),
    Shot("home-nobody-yet", "newcomer", dm("newcomer"), home=True),
    Shot("charter-to-sign", "senior2", pair("senior2", "junior2"), command("senior2", "/mentor-charter")),
    Shot("charter-signed-by-one", "senior2", pair("senior2", "junior2"), submitted("senior2", "/mentor-charter")),
    Shot("charter-missing-one", "junior2", pair("senior2", "junior2")),
    Shot("charter-in-force", "junior2", pair("senior2", "junior2"), submitted("junior2", "/mentor-charter")),
    Shot("leave-question", "junior2", dm("junior2"), home=True, then=about_to_leave),
    Shot("pair-ended", "senior2", pair("senior2", "junior2"), leaves("junior2")),
    Shot("home-ended", "senior2", dm("senior2"), home=True),
    Shot("with-nobody", "newcomer", lambda _: "#general", command("newcomer", "/mentor", "with @nobody")),
    Shot("menu", "newcomer", lambda _: "#general", command("newcomer", "/mentor")),
    Shot("no-pair", "newcomer", lambda _: "#general", command("newcomer", "/mentor-checkin")),
    Shot("who-sees-what", "newcomer", lambda _: "#general", command("newcomer", "/mentor", "privacy")),
    Shot("start-a-pair", "newcomer", lambda _: "#general", command("newcomer", "/mentor", "with @ben")),
    Shot(
        "invitation-sent",
        "newcomer",
        lambda _: "#general",
        submitted("newcomer", "/mentor", "with @ben", colleague="@ben", my_role="junior"),
    ),
    Shot("invitation", "ben", dm("ben")),
    Shot("home-invited", "ben", dm("ben"), home=True),
    Shot("pulse-modal", "junior", pair("senior", "junior"), command("junior", "/mentor-pulse")),
    Shot("pulse", "junior", dm("junior"), a_week_later),
    Shot("session", "junior", pair("senior", "junior"), command("junior", "/mentor", "session")),
    Shot("prep", "junior", pair("senior", "junior"), command("junior", "/mentor", "prep")),
    Shot("learning-log", "junior", pair("senior", "junior"), command("junior", "/mentor-log")),
    Shot("break", "junior", pair("senior", "junior"), command("junior", "/mentor", "pause")),
    Shot("join", "newcomer", lambda _: "#general", command("newcomer", "/mentor", "join")),
    Shot("show-and-tell", "junior", pair("senior", "junior"), command("junior", "/mentor", "show-and-tell")),
    Shot(
        "session-under-way",
        "senior",
        pair("senior", "junior"),
        on_the_card("senior", "session.start"),
        then=to_the_card,
    ),
    Shot("session-over", "junior", pair("senior", "junior"), an_hour_later, then=to_the_card),
    Shot("close", "junior", pair("senior", "junior"), on_the_card("junior", "close.open")),
)


def main() -> None:
    """Take all pictures."""
    chromium = find_chromium()
    if chromium is None:
        sys.exit("No Chromium was found, so there are no pictures. Name one: BOTHWAYS_CHROMIUM=/path/to/chromium")
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir()
    asyncio.run(_take_all(str(chromium)))
    sys.stdout.write(f"{len(list(FOLDER.glob('*.png')))} pictures in {FOLDER.relative_to(ROOT)}/\n")


async def _take_all(chromium: str) -> None:
    async with _demo() as address, Humans(address) as humans, async_playwright() as playwright:
        state = await humans.state()
        cast = Cast({user["name"]: user["id"] for user in state["users"]}, state["app"]["bot_user_id"])
        browser = await playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        for number, shot in enumerate(SHOTS, start=1):
            if shot.act is not None:
                await shot.act(humans, cast)
            channel = await humans.channel_id(cast.people[shot.who], shot.where(cast)) if shot.where else ""
            place = f"#{channel}/home" if shot.home else f"#{channel}" if channel else ""
            address_of_shot = f"{address}/?as={shot.who}{place}"
            for scheme in ("light", "dark"):
                for size in (WIDE, NARROW):
                    path = FOLDER / f"{number:02}-{shot.name}-{scheme}{'-narrow' if size == NARROW else ''}.png"
                    await _picture(browser, address_of_shot, path, scheme, size, shot)
            await humans.close_all(cast.people[shot.who])
        await browser.close()


async def _picture(browser: Browser, address: str, path: Path, scheme: str, size: tuple[int, int], shot: Shot) -> None:
    context = await browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",
    )
    page = await context.new_page()
    await page.goto(address)
    await page.locator("body[data-live=true]").wait_for()
    if shot.home:
        await page.get_by_test_id("home").get_by_role("button").first.wait_for()
    if shot.then is not None:
        await shot.then(page)
    # What slides in has arrived when nothing on the page moves any more.
    await page.evaluate("() => Promise.allSettled(document.getAnimations().map(each => each.finished))")
    await page.screenshot(path=path)
    await context.close()


@contextlib.asynccontextmanager
async def _demo() -> AsyncIterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="bothways-shots-") as folder:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "demo", "--port", str(port), "--data", str(Path(folder) / "demo"),
            cwd=ROOT, stdout=PIPE, env={**os.environ, "NO_COLOR": "1"},
        )  # fmt: skip
        try:
            assert process.stdout is not None
            async for line in process.stdout:
                if line.startswith(b"Open "):
                    break
            yield f"http://127.0.0.1:{port}"
        finally:
            process.send_signal(signal.SIGINT)
            await process.wait()


if __name__ == "__main__":
    main()
