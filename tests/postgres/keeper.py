"""
Clears up after a test process: stops its PostgreSQL and removes the data, however that process ended.

``python keeper.py FOLDER`` waits until its standard input closes. The system closes it when the test process
is gone, also after a SIGKILL, which no handler inside that process could survive.
"""

import os
import shutil
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path

PATIENCE = 10.0
"""Seconds that an immediate shutdown may take before the server is killed."""


def server_pid(folder: Path) -> int | None:
    """The process that holds the data folder, if there is one."""
    try:
        return int((folder / "data" / "postmaster.pid").read_text(encoding="ascii").split()[0])
    except (OSError, ValueError, IndexError):
        return None


def stop(pid: int) -> None:
    """SIGQUIT is PostgreSQL's immediate shutdown: nothing here is worth a clean one."""
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGQUIT)
        patient_until = time.monotonic() + PATIENCE
        while time.monotonic() < patient_until:
            os.kill(pid, 0)
            time.sleep(0.05)
        os.kill(pid, signal.SIGKILL)


def main(folder: Path) -> None:
    # Ctrl-C reaches a whole terminal; the keeper goes only after the process it serves.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    sys.stdin.buffer.read()
    pid = server_pid(folder)
    if pid is not None:
        stop(pid)
    shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
