"""What the demo was asked for, and what it says when it cannot."""

from pathlib import Path

from msgspec import Struct

READY = "ready"
"""A file in the demo's folder: written when the example was told to its end."""
STARTED = "demo"
"""A file that marks the folder as a demo's, so that `--reset` never deletes anything else."""


class Scene(Struct, frozen=True):
    """What `make demo` was asked for."""

    port: int
    data: Path
    is_new: bool
    is_empty: bool

    @property
    def address(self) -> str:
        """Where the local Slack is."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def command_line(self) -> Path:
        """What stands in for `bothways`, for this demo."""
        return self.data / "bothways"


class CannotStart(Exception):
    """One line that says what to do."""
