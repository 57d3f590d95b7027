"""Programs that are not ours to import, as processes of their own: those for Node, and a newcomer's first apps."""

import asyncio
import contextlib
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests import environment
from tests.environment.node import environment_for, find_node
from tests.oracle.build import packages_folder

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Program:
    """A process, and the lines it printed until it was ready."""

    process: asyncio.subprocess.Process
    said: list[str]


def node_or_skip() -> str:
    """Node, with Slack's packages for it at hand; the test is skipped, with the reason, where they are not."""
    node = environment.read().node or find_node()
    if node is None:
        pytest.skip("Slack's own Node packages cannot be run: no Node 20 or newer; `make test` installs one")
    if not packages_folder().is_dir():
        pytest.skip("Slack's own Node packages cannot be run: they were not had; `make test` gets them")
    return node


@contextmanager
def beside_slacks_packages(program: Path) -> Iterator[Path]:
    """A copy of a program for Node, and what JSON is beside it, in a folder where it finds Slack's packages."""
    with tempfile.TemporaryDirectory(prefix="node-") as name:
        copy = Path(shutil.copy(program, name))
        for document in program.parent.glob("*.json"):
            shutil.copy(document, name)
        (copy.parent / "node_modules").symlink_to(packages_folder() / "node_modules", target_is_directory=True)
        yield copy


@asynccontextmanager
async def running(
    arguments: Sequence[str | Path],
    variables: Mapping[str, str],
    *,
    ready: str,
    fds: Sequence[int] = (),
    folder: Path | None = None,
) -> AsyncIterator[Program]:
    """
    A process, from the moment it prints a line that begins with `ready` to the end of the test.

    `fds` are open sockets it is given, under the same numbers. It runs in `folder`, or beside what is named last. What
    it says as errors, pytest shows with a failure.
    """
    process = await asyncio.create_subprocess_exec(
        *arguments,
        cwd=folder or Path(arguments[-1]).parent,
        env={**without_slack(environment_for(arguments[0])), **variables},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        pass_fds=fds,
    )
    try:
        yield Program(process, await _until_said(process, ready))
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        await process.communicate()


@asynccontextmanager
async def local_slack(
    manifest: Path, *arguments: str, variables: Mapping[str, str] | None = None
) -> AsyncIterator[asyncio.subprocess.Process]:
    """`python -m sandbox` at any free port, what it says in pipes; ended with the context, if it still runs."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "sandbox", "--port", "0", "--manifest", str(manifest), *arguments,
        cwd=ROOT, env=variables, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
            await process.communicate()


def without_slack(variables: Mapping[str, str]) -> dict[str, str]:
    """An environment without what a developer set there for a bot of theirs."""
    return {name: value for name, value in variables.items() if not name.startswith("SLACK_")}


async def _until_said(process: asyncio.subprocess.Process, ready: str) -> list[str]:
    assert process.stdout is not None
    said = []
    async for line in process.stdout:
        said.append(line.decode().strip())
        if said[-1].startswith(ready):
            return said
    raise AssertionError(f"the program ended before it said “{ready}”: {said}")
