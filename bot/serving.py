"""A web application on a port of its own, which ends when we say and answers what is under way before."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Iterator

import uvicorn
from starlette.applications import Starlette

ANSWER_WITHIN_SECONDS = 5
"""Longer than Slack waits for any answer."""


class PortTaken(Exception):
    """The address cannot be listened on."""


class _Server(uvicorn.Server):
    """Uvicorn's, which leaves the signals to us and tells when it is up."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.is_up = asyncio.Event()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Let the process end in its own order."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen."""
        await super().startup(sockets)
        self.is_up.set()


@contextlib.asynccontextmanager
async def served(app: Starlette, host: str, port: int) -> AsyncIterator[None]:
    """
    Serve meanwhile; at the end take nothing more in, and answer what was asked before.

    Raises:
        PortTaken: somebody else listens there, or the host is none of this machine.
    """
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        lifespan="off",
        # Nothing is served over WebSockets, and what would serve it takes a thirtieth of the start.
        ws="none",
        timeout_graceful_shutdown=ANSWER_WITHIN_SECONDS,
        server_header=False,
    )
    server = _Server(config)
    serving = asyncio.create_task(server.serve(sockets=[_bound(host, port)]))
    is_up = asyncio.create_task(server.is_up.wait())
    try:
        await asyncio.wait({serving, is_up}, return_when=asyncio.FIRST_COMPLETED)
        yield
    finally:
        is_up.cancel()
        server.should_exit = True
        await serving


def _bound(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listening = socket.create_server((host, port), family=family)
    except OSError as error:
        raise PortTaken(f"{host}:{port}") from error
    # Only a socket that names its protocol is told by asyncio not to gather what it writes: otherwise each answer's
    # body, written after its head, waits forty milliseconds until whoever asked has acknowledged the head.
    return socket.socket(listening.family, listening.type, socket.IPPROTO_TCP, fileno=listening.detach())
