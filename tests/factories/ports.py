"""Ports that nobody takes between the moment when a test chooses one and the moment when it listens there."""

import os
import socket
from itertools import count

FIRST, LAST = 10_000, 30_000
"""Below those that the system gives to connections by itself: with many tests at once it gives away a chosen one."""
_turns = count(os.getpid() * 61)


def free_port() -> int:
    """A port of this machine on which nobody listens; each test process looks from a place of its own."""
    while True:
        port = FIRST + next(_turns) % (LAST - FIRST)
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port
