"""Node 20 or newer: the machine's, else the one that ``requirements/node.txt`` pins, inside ``.venv``."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.environment import ROOT
from tests.environment.reasons import reason_in

OLDEST = 20


def major(version: str) -> int | None:
    """The major number of what ``node --version`` prints (``v20.20.2`` is 20), None if it is no version."""
    said = re.match(r"v(\d+)\.", version.strip())
    return int(said.group(1)) if said else None


def usable(node: str | Path) -> bool:
    """Whether this Node starts, is new enough, and has npm beside it or on PATH."""
    try:
        version = subprocess.run([node, "--version"], capture_output=True, text=True, timeout=30, check=True).stdout
    except (OSError, subprocess.SubprocessError):
        return False
    return (major(version) or 0) >= OLDEST and npm_for(node) is not None


def npm_for(node: str | Path) -> str | None:
    """The npm that belongs to this Node, else the one on PATH."""
    return shutil.which("npm", path=str(Path(node).parent)) or shutil.which("npm")


def environment_for(node: str | Path) -> Mapping[str, str]:
    """An environment in which npm's own scripts find this very Node first."""
    return {
        **os.environ,
        "PATH": os.pathsep.join([str(Path(node).parent), os.environ.get("PATH", os.defpath)]),
    }


def _candidates() -> Iterator[Path]:
    on_path = shutil.which("node")
    if on_path:
        yield Path(on_path)
    yield Path(sys.executable).parent / "node"


def find_node() -> str | None:
    """The first usable Node: on PATH, then in the virtual environment."""
    return next((str(node) for node in _candidates() if node.is_file() and usable(node)), None)


def get_node() -> tuple[str | None, str]:
    """
    A usable Node, installed into ``.venv`` where the machine has none.

    Returns its path and an empty reason, or None and why it could not be had.
    """
    found = find_node()
    if found:
        return found, ""
    uv = find_uv()
    if uv is None:
        return None, f"no Node {OLDEST} or newer on PATH, and no uv to install one"
    wanted = ROOT / "requirements" / "node.txt"
    command = [
        uv,
        "pip",
        "install",
        "--quiet",
        "--python",
        sys.executable,
        "--require-hashes",
        "-r",
        str(wanted),
    ]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    found = find_node()
    if found:
        return found, ""
    return None, f"no Node {OLDEST} or newer on PATH, and installing one failed: {reason_in(run.stderr)}"


def find_uv() -> str | None:
    """uv: named by ``UV`` in the environment, beside this Python, in the cache of ``make``, or on PATH."""
    beside = Path(sys.executable).parent / "uv"
    cached = sorted((ROOT / ".cache").glob("**/bin/uv"))
    options = [os.environ.get("UV"), str(beside), *map(str, cached), shutil.which("uv")]
    return next((option for option in options if option and Path(option).is_file()), None)
