"""
The bot as the process a server would run.

Each is forked by a server of `multiprocessing`, which has imported what `bothways run` imports and done nothing else:
those imports took two thirds of each start, and some stories start a bot ten times. `tests/bot/test_running.py` starts
the command itself.
"""

import asyncio
import multiprocessing
import os
import signal
import sys
from contextlib import suppress
from multiprocessing.context import ForkServerProcess
from pathlib import Path

READY_WITHIN = 60.0
CONTEXT = multiprocessing.get_context("forkserver")


def run(environment: dict[str, str], folder: Path, log: Path, flags: tuple[str, ...]) -> None:
    """Be `bothways run` from now on."""
    with log.open("ab") as written:
        for stream in (sys.stdout, sys.stderr):
            os.dup2(written.fileno(), stream.fileno())
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    sys.argv = ["bothways", "run", *flags]
    from bot.cli import main  # noqa: PLC0415 - it is there already, and belongs to this process alone

    main()


class BotProcess:
    """
    `bothways run`, in a folder without a `.env`.

    Args:
        environment: its settings; nothing else of the host's environment reaches it but what finds programs.
        flags: of the command.
    """

    def __init__(self, environment: dict[str, str], folder: Path, *flags: str) -> None:
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
        self._environment = kept | environment
        self._folder = folder
        self._flags = flags
        self.log = folder / "bot.log"
        self._running: ForkServerProcess | None = None

    @property
    def pid(self) -> int:
        assert self._running is not None
        assert self._running.pid is not None
        return self._running.pid

    async def start(self) -> None:
        """Start it and wait until it says that it listens."""
        already = self.started()
        CONTEXT.set_forkserver_preload(["bot.cli", "bot.running"])
        self._running = CONTEXT.Process(target=run, args=(self._environment, self._folder, self.log, self._flags))
        self._running.start()
        loop = asyncio.get_running_loop()
        deadline = loop.time() + READY_WITHIN
        while self.started() == already:
            assert self._running.is_alive(), self.log.read_text()
            assert loop.time() < deadline, self.log.read_text()
            await asyncio.sleep(0.02)

    def started(self) -> int:
        """How often a bot with this log has started."""
        return self.log.read_text().count("bot.started") if self.log.exists() else 0

    def signal(self, number: signal.Signals) -> None:
        """Send it a signal and do not wait."""
        os.kill(self.pid, number)

    async def terminate(self) -> int:
        """Ask it to end; return its exit code."""
        self.signal(signal.SIGTERM)
        return await self.ended()

    async def kill(self) -> None:
        """End it with -9; nothing of it runs afterwards."""
        with suppress(ProcessLookupError):
            self.signal(signal.SIGKILL)
        await self.ended()

    async def ended(self) -> int:
        """Wait until it has ended; return its exit code."""
        assert self._running is not None
        has_ended, loop = asyncio.Event(), asyncio.get_running_loop()
        loop.add_reader(self._running.sentinel, has_ended.set)
        try:
            await has_ended.wait()
        finally:
            loop.remove_reader(self._running.sentinel)
        self._running.join()
        assert self._running.exitcode is not None
        return self._running.exitcode
