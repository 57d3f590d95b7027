"""The local Slack under a bot that posts 200 times a second, beside a channel of 100 000 messages."""

import asyncio
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp

from sandbox.storage import Storage

ROOT = Path(__file__).resolve().parents[2]
MESSAGES = 100_000
PER_SECOND = 200
SECONDS = 10.0
PAGES = 50
MANIFEST = """
display_information: {name: Load}
features: {bot_user: {display_name: Load}}
oauth_config: {scopes: {bot: ["chat:write", "channels:manage", "channels:read", "channels:history"]}}
"""


@dataclass
class Server:
    """A local Slack in a process of its own."""

    process: subprocess.Popen[str]
    token: str
    api: str

    @property
    def resident_mb(self) -> float:
        pages = int(Path(f"/proc/{self.process.pid}/statm").read_text(encoding="ascii").split()[1])
        return pages * 4096 / 1_000_000

    async def call(self, session: aiohttp.ClientSession, method: str, **arguments: Any) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self.token}"}
        async with session.post(self.api + method, json=arguments, headers=headers) as response:
            answer: dict[str, Any] = await response.json()
            if not answer["ok"]:
                raise RuntimeError(f"{method}: {answer}")
            return answer


def run() -> None:
    """Measure posting, reading back and memory, and print a row each."""
    with tempfile.TemporaryDirectory(prefix="bothways-bench-") as name:
        folder = Path(name)
        (folder / "manifest.yml").write_text(MANIFEST, encoding="utf-8")
        server = _started(folder)
        channel = asyncio.run(_channel(server))
        _stop(server)
        _fill(folder / "data", channel)
        server = _started(folder)
        try:
            lines = asyncio.run(_measured(server, channel))
        finally:
            _stop(server)
    sys.stdout.write("\n".join(lines) + "\n")


def _started(folder: Path) -> Server:
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "sandbox", "--port", "0", "--rates", "off"),
            *("--manifest", str(folder / "manifest.yml"), "--data", str(folder / "data")),
        ],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    printed: dict[str, str] = {}
    for line in process.stdout:
        if "=" not in line:
            break
        key, _, value = line.strip().partition("=")
        printed[key] = value
    return Server(process, printed["SLACK_BOT_TOKEN"], printed["SLACK_API_URL"])


def _stop(server: Server) -> None:
    server.process.terminate()
    server.process.wait(timeout=30)


async def _channel(server: Server) -> str:
    async with aiohttp.ClientSession() as session:
        made = await server.call(session, "conversations.create", name="club")
        return str(made["channel"]["id"])


def _fill(data: Path, channel: str) -> None:
    storage = Storage(data)
    for number in range(MESSAGES):
        ts = f"{1_600_000_000 + number}.000000"
        storage.messages.put(channel, {"type": "message", "user": "U1", "ts": ts, "text": "x" * 200})
    storage.close()


async def _measured(server: Server, channel: str) -> list[str]:
    async with aiohttp.ClientSession() as session:
        before = server.resident_mb
        pages = await _read_back(server, session, channel)
        read = server.resident_mb
        posts, behind = await _posted(server, session, channel)
        posted = server.resident_mb
    return [
        f"Local Slack, rates off, a channel of {MESSAGES} messages",
        _row(f"history, {PAGES} pages", pages),
        _row(f"post, {PER_SECOND} a second", posts) + f"   behind at the end {behind * 1000:.0f} ms   (goal p99 20 ms)",
        f"  memory          at start {before:.0f} MB   after reading {read:.0f} MB   after posting {posted:.0f} MB",
    ]


def _row(name: str, took: list[float]) -> str:
    p99 = statistics.quantiles(took, n=100)[98]
    return f"  {name:20} p50 {statistics.median(took):6.1f} ms   p99 {p99:6.1f} ms"


async def _read_back(server: Server, session: aiohttp.ClientSession, channel: str) -> list[float]:
    took: list[float] = []
    more: dict[str, Any] = {}
    for _ in range(PAGES):
        began = time.perf_counter()
        answer = await server.call(session, "conversations.history", channel=channel, limit=200, **more)
        took.append((time.perf_counter() - began) * 1000)
        more = {"cursor": answer["response_metadata"]["next_cursor"]}
    return took


async def _posted(server: Server, session: aiohttp.ClientSession, channel: str) -> tuple[list[float], float]:
    """Post at an even pace, whether or not the server keeps up; how long each took, and how far behind the end was."""
    took: list[float] = []

    async def post(number: int) -> None:
        began = time.perf_counter()
        await server.call(session, "chat.postMessage", channel=channel, text=f"message {number}")
        took.append((time.perf_counter() - began) * 1000)

    began = time.perf_counter()
    posts = []
    for number in range(int(PER_SECOND * SECONDS)):
        await asyncio.sleep(max(0.0, began + number / PER_SECOND - time.perf_counter()))
        posts.append(asyncio.create_task(post(number)))
    await asyncio.gather(*posts)
    return took, max(0.0, time.perf_counter() - began - SECONDS)
