"""The bot as the process a server would run."""

import asyncio
import os
import signal
import sys
from pathlib import Path

READY_WITHIN = 30.0


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
        self._running: asyncio.subprocess.Process | None = None

    @property
    def pid(self) -> int:
        assert self._running is not None
        return self._running.pid

    async def start(self) -> None:
        """Start it and wait until it says that it listens."""
        already = self.started()
        with self.log.open("ab") as log:
            self._running = await asyncio.create_subprocess_exec(
                str(Path(sys.executable).with_name("bothways")),
                "run",
                *self._flags,
                env=self._environment,
                cwd=self._folder,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        loop = asyncio.get_running_loop()
        deadline = loop.time() + READY_WITHIN
        while self.started() == already:
            assert self._running.returncode is None, self.log.read_text()
            assert loop.time() < deadline, self.log.read_text()
            await asyncio.sleep(0.02)

    def started(self) -> int:
        """How often a bot with this log has started."""
        return self.log.read_text().count("bot.started") if self.log.exists() else 0

    def signal(self, number: signal.Signals) -> None:
        """Send it a signal and do not wait."""
        assert self._running is not None
        self._running.send_signal(number)

    async def terminate(self) -> int:
        """Ask it to end; return its exit code."""
        self.signal(signal.SIGTERM)
        return await self.ended()

    async def kill(self) -> None:
        """End it with -9; nothing of it runs afterwards."""
        assert self._running is not None
        if self._running.returncode is None:
            self._running.kill()
        await self.ended()

    async def ended(self) -> int:
        """Wait until it has ended; return its exit code."""
        assert self._running is not None
        return await self._running.wait()
