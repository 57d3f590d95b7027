"""
`make shots`: every step of the six weeks, light and dark, wide and narrow, into `shots/`.

`make shots ONLY=close` takes those pictures alone whose name holds the word; the story is lived all the same.
"""

import asyncio
import contextlib
import os
import shutil
import signal
import socket
import sys
import tempfile
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Browser, Page, async_playwright

from bot.demo.humans import Humans
from tests.environment.chromium import ARGUMENTS, find_chromium
from tests.shots.cast import Cast, Shot
from tests.shots.story import story

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "shots"
WIDE, NARROW = (1280, 900), (390, 844)


@dataclass(frozen=True)
class Lens:
    """A page of one size and one colour scheme."""

    suffix: str
    page: Page


def main() -> None:
    """Take all pictures."""
    chromium = find_chromium()
    if chromium is None:
        sys.exit("No Chromium was found, so there are no pictures. Name one: BOTHWAYS_CHROMIUM=/path/to/chromium")
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir()
    asyncio.run(_take_all(str(chromium), sys.argv[1] if len(sys.argv) > 1 else ""))
    sys.stdout.write(f"{len(list(FOLDER.glob('*.png')))} pictures in {FOLDER.relative_to(ROOT)}/\n")


async def _take_all(chromium: str, only: str) -> None:
    async with _demo() as address, Humans(address) as humans, async_playwright() as playwright:
        cast = Cast(humans, address, await humans.state())
        browser = await playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        lenses = [await _lens(browser, scheme, size) for scheme in ("light", "dark") for size in (WIDE, NARROW)]
        number = 0
        async for shot in story(cast):
            number += 1
            if only in shot.name:
                for lens in lenses:
                    await _picture(lens, address, shot, f"{number:03}-{shot.name}-{lens.suffix}.png")
                    sys.stdout.write(".")
                    sys.stdout.flush()
            if not shot.keeps:
                await cast.closes(shot.who)
        sys.stdout.write("\n")
        await browser.close()


async def _lens(browser: Browser, scheme: str, size: tuple[int, int]) -> Lens:
    context = await browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",
    )
    return Lens(f"{scheme}{'-narrow' if size == NARROW else ''}", await context.new_page())


async def _picture(lens: Lens, address: str, shot: Shot, name: str) -> None:
    page = lens.page
    # A blank page first: what somebody typed or scrolled there before belongs to another picture.
    await page.goto("about:blank")
    await page.goto(f"{address}/?as={shot.who}#{shot.where}{'/home' if shot.home else ''}")
    await page.locator("body[data-live=true]").wait_for()
    if shot.home:
        await page.get_by_test_id("home").get_by_role("button").first.wait_for()
    else:
        await page.get_by_test_id("messages").locator(".skeleton").wait_for(state="detached")
    await _until_its_modal_is_shown(page, address, shot)
    if shot.then is not None:
        await shot.then(page)
    await page.evaluate("document.fonts.ready")
    # What slides in has arrived when nothing on the page moves any more.
    await page.evaluate("() => Promise.allSettled(document.getAnimations().map(each => each.finished))")
    await page.screenshot(path=FOLDER / name)


async def _until_its_modal_is_shown(page: Page, address: str, shot: Shot) -> None:
    answer = await page.request.get(f"{address}/control/views?user={shot.who}")
    if (await answer.json())["views"]:
        await page.get_by_role("dialog").first.wait_for()


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
