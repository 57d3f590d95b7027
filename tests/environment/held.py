"""
That the contracts hold for a commit, remembered from ``make check`` to the ``make test`` after it.

CI asks both, one after the other, and the contracts belong to both. What is remembered counts once, for the same commit
and a tree that differs from it in nothing; any other ``make test`` asks them among the rest. ``python -m
tests.environment.held asked FOLDER -n 3`` asks them; ``python -m tests.environment.held taken FOLDER`` prints the
options by which pytest leaves them out.
"""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.environment import CACHE, ROOT

HELD = CACHE / "contracts-held"


class Skipped:
    """Counts what pytest did not run for want of something, as of Slack's types before they were built."""

    number = 0

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.number += report.skipped


def commit(root: Path = ROOT) -> str | None:
    """The commit that is checked out; None, where the tree differs from it or git cannot tell."""
    git = ("git", "-C", str(root))
    try:
        changed = subprocess.run([*git, "status", "--porcelain"], capture_output=True, check=True).stdout
        head = subprocess.run([*git, "rev-parse", "HEAD"], capture_output=True, check=True, text=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return None
    return None if changed else head.strip()


def remember(begun: str | None, ended: str | None, held: Path = HELD) -> None:
    """Remember that all held, if it is known of what: nothing was changed in between."""
    if begun is not None and begun == ended:
        held.parent.mkdir(parents=True, exist_ok=True)
        held.write_text(begun, encoding="utf-8")


def taken(now: str | None, held: Path = HELD) -> bool:
    """Whether it is remembered of this commit. It is forgotten with that."""
    try:
        remembered = held.read_text(encoding="utf-8")
    except OSError:
        return False
    held.unlink(missing_ok=True)
    return remembered == now


def main(wanted: str, folder: str, *options: str) -> int:
    if wanted == "taken":
        if taken(commit()):
            sys.stderr.write("Contracts   hold: make check has just asked them of this very commit\n")
            sys.stdout.write(f"--ignore={folder}\n")
        return 0
    begun, skipped = commit(), Skipped()
    HELD.unlink(missing_ok=True)
    code = pytest.main(["-q", "-m", "not bench", *options, folder], plugins=[skipped])
    if code == pytest.ExitCode.OK and not skipped.number:
        remember(begun, commit())
    return int(code)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
