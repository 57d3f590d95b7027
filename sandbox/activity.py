"""What the app is doing at this moment, so that a control call can wait for its reaction."""

import asyncio
import time

# How long the app must leave the Web API alone before a control call takes its reaction for complete, and the most it
# waits for that. Apps that acknowledge first and act afterwards act within this pause.
_QUIET = 0.03
_LONGEST = 1.0


class Activity:
    """The app's calls of the Web API, in whichever workspace they are made."""

    def __init__(self) -> None:
        self._in_flight = 0
        self._last_call = 0.0

    def began(self) -> None:
        self._in_flight += 1
        self._last_call = time.monotonic()

    def ended(self) -> None:
        self._in_flight -= 1
        self._last_call = time.monotonic()

    async def quiet(self) -> None:
        """Wait until the app has left the Web API alone for a moment: its reaction is then on the screen."""
        began = time.monotonic()
        self._last_call = max(self._last_call, began)
        while time.monotonic() - began < _LONGEST:
            pause = _QUIET - (time.monotonic() - self._last_call)
            if pause <= 0 and self._in_flight == 0:
                return
            await asyncio.sleep(max(pause, 0.005))
