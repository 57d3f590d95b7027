"""A store as it is now, to which it can be brought back: each act is tried on the same house."""

import sqlite3
from pathlib import Path


class Kept:
    """
    A copy of an SQLite store that a bot has open.

    Bring it back only while nothing is under way in it.
    """

    def __init__(self, store_url: str) -> None:
        self._live = sqlite3.connect(Path(store_url.removeprefix("sqlite:///")), isolation_level=None)
        self._copy = sqlite3.connect(":memory:")
        self.keep()

    def keep(self) -> None:
        """Take the store as it is now for what it is to be brought back to."""
        self._live.backup(self._copy)
        self._seen = self._version()

    def was_touched(self) -> bool:
        """Tell whether anybody has committed anything since it was kept or brought back."""
        return self._version() != self._seen

    def looked(self) -> None:
        """Take note of what was committed; only what comes after it counts as a touch."""
        self._seen = self._version()

    def bring_back(self) -> None:
        self._copy.backup(self._live)
        self._seen = self._version()

    def close(self) -> None:
        self._live.close()
        self._copy.close()

    def _version(self) -> int:
        [(version,)] = self._live.execute("PRAGMA data_version")
        return int(version)
