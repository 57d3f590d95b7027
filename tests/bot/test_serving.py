"""How the bot listens on a port of its own."""

import asyncio
import socket

import pytest

from bot.serving import PortTaken, _bound

HOST = "127.0.0.1"


async def test_no_answer_waits_until_its_head_was_acknowledged(unused_tcp_port: int) -> None:
    """A head and a body are two writes: gathering them holds the second back for forty milliseconds."""
    told: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    async def accepted(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        told.set_result(writer.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        writer.close()

    async with await asyncio.start_server(accepted, sock=_bound(HOST, unused_tcp_port)):
        _, writer = await asyncio.open_connection(HOST, unused_tcp_port)
        assert await asyncio.wait_for(told, 60)
        writer.close()


def test_a_port_that_is_taken_is_named(unused_tcp_port: int) -> None:
    with _bound(HOST, unused_tcp_port), pytest.raises(PortTaken, match=f"{HOST}:{unused_tcp_port}"):
        _bound(HOST, unused_tcp_port)
