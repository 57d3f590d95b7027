"""Slack's WebClient for Node, driven from here, so that it may make the same calls as its sisters for Python."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sandbox import Serving
from tests.sandbox.driver import Json
from tests.sandbox.programs import beside_slacks_packages, node_or_skip, running

_PROGRAM = Path(__file__).with_name("web_client.mjs")


class NodeWebClient:
    """One call at a time, each a line to the program and a line back."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def call(self, method: str, arguments: Json) -> Json:
        """The answer, refused or not; where the client itself gave up, `{ok: false, code, message}`."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        line = json.dumps({"method": method, "arguments": {name: _typed(value) for name, value in arguments.items()}})
        self._process.stdin.write(f"{line}\n".encode())
        answer: Json = json.loads(await self._process.stdout.readline())
        return answer


def _typed(value: Any) -> Any:
    """Lists of ids are one string in the types of this client, which sends them as they are."""
    if isinstance(value, list) and value and all(isinstance(each, str) for each in value):
        return ",".join(value)
    return value


@asynccontextmanager
async def node_client(slack: Serving) -> AsyncIterator[NodeWebClient]:
    node = node_or_skip()
    with beside_slacks_packages(_PROGRAM) as program:
        async with running([node, program], slack.environment(), ready="ready") as started:
            yield NodeWebClient(started.process)
