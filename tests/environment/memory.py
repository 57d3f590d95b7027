"""Where the tests' files lie in memory, which no disk makes wait."""

import os
import shutil
from pathlib import Path

MEMORY = Path("/dev/shm")  # noqa: S108 - where Linux keeps files in memory; whoever uses it makes a folder of their own
ROOM = 4 * 1024**3
"""Bytes. All test processes together take a tenth of it, and look at the same time."""


def room_in_memory() -> str | None:
    """
    Return a folder in memory; nothing, where there is none with room, as in a container that was given none.

    Nearly every test has a store of its own, made of a copy. On a disk that other processes use as well, to copy
    PostgreSQL's 400 files takes longer than most tests, and SQLite waits for it at each commit.
    """
    is_there = MEMORY.is_dir() and os.access(MEMORY, os.W_OK | os.X_OK)
    return str(MEMORY) if is_there and shutil.disk_usage(MEMORY).free > ROOM else None
