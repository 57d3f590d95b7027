"""What goes on after a click is waited for at a stop, and not for ever."""

import asyncio

from handlers.background import Background


async def test_what_is_under_way_is_finished() -> None:
    done = asyncio.Event()

    async def work() -> None:
        await asyncio.sleep(0)
        done.set()

    background = Background()
    background.start(work())
    await background.drain(5)
    assert done.is_set()
    await background.drain(5)


async def test_what_never_ends_is_given_up() -> None:
    given_up = asyncio.Event()

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            given_up.set()

    background = Background()
    background.start(work())
    await asyncio.wait_for(background.drain(0.01), 60)
    assert given_up.is_set()
