"""A PostgreSQL that can be taken away and brought back."""

import os
import shlex
import signal
import subprocess
import time

import psycopg

from tests.postgres.server import PostgresServer


class Machine:
    """A PostgreSQL that can be taken away and brought back."""

    def __init__(self, server: PostgresServer) -> None:
        self.server = server
        self._command = shlex.split((server.data / "postmaster.opts").read_text(encoding="utf-8"))
        self._owner = server.data.stat().st_uid
        self._again: subprocess.Popen[bytes] | None = None

    def fails(self) -> None:
        """It ends every connection and is gone. (What it had taken is kept: its disk is not what fails here.)"""
        pid = int((self.server.data / "postmaster.pid").read_text(encoding="ascii").split()[0])
        os.kill(pid, signal.SIGINT)
        while (self.server.data / "postmaster.pid").exists():
            time.sleep(0.02)
        if self._again is not None:
            self._again.wait()

    def returns(self, url: str) -> None:
        """It takes connections again."""
        self._again = subprocess.Popen(
            self._command, user=self._owner, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        while not takes_connections(url):
            time.sleep(0.02)


def takes_connections(url: str) -> bool:
    try:
        psycopg.connect(url.replace("+psycopg", "")).close()
    except psycopg.OperationalError:
        return False
    return True
