"""
Makes JSON Schemas from Slack's own TypeScript packages, once for each state of the recipe, into ``.cache``.

Nothing is written into the source tree, and a finished folder appears whole by a rename, so that several test
workers may want the schemas at the same time.
"""

import hashlib
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.environment import CACHE
from tests.environment.node import environment_for, npm_for
from tests.environment.reasons import reason_in

HERE = Path(__file__).resolve().parent
PACKAGES = ("package.json", "package-lock.json", ".npmrc")
RECIPE = ("generate.mjs", "types.ts", "answers.ts", "events.ts", "tsconfig.json")


class OracleUnavailableError(Exception):
    """Slack's packages cannot be had here; the message says why in one line."""


class OracleBrokenError(Exception):
    """The packages are there, but our recipe makes no sound schemas of them: a fault to mend, never to skip."""


def fingerprint(names: Sequence[str], folder: Path = HERE) -> str:
    """A short hash of these files' names and contents: another recipe, another folder."""
    digest = hashlib.sha256()
    for name in names:
        content = (folder / name).read_bytes()
        digest.update(f"{name} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()[:16]


def schemas_folder() -> Path:
    """Where the schemas of the present recipe are, or will be."""
    return CACHE / "slack-types" / fingerprint([*PACKAGES, *RECIPE])


def packages_folder() -> Path:
    """Where Slack's packages of the present lock file are, or will be."""
    return CACHE / "slack-packages" / fingerprint(PACKAGES)


def build(node: str, *, timeout: float) -> Path:
    """
    The folder of schemas, made now if it is not there. ``timeout`` is in seconds, for each of the two steps.

    Raises:
        OracleUnavailableError: npm could not get the packages.
        OracleBrokenError: the generator refused what it saw in them.
    """
    target = schemas_folder()
    if not target.is_dir():
        packages = _whole(packages_folder(), lambda folder: _install(folder, node, timeout))
        _whole(target, lambda folder: _generate(folder, packages, node, timeout))
    return target


def _whole(target: Path, fill: Callable[[Path], None]) -> Path:
    """Fill a folder aside and move it into place; if another worker was first, theirs is as good."""
    if target.is_dir():
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=".making-", dir=target.parent))
    try:
        fill(aside)
        try:
            aside.rename(target)
        except OSError:
            if not target.is_dir():
                raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return target


def _install(folder: Path, node: str, timeout: float) -> None:
    for name in PACKAGES:
        shutil.copy(HERE / name, folder / name)
    npm = npm_for(node)
    if npm is None:
        raise OracleUnavailableError(f"{node} has no npm")
    try:
        _run([npm, "ci", "--no-audit", "--no-fund"], folder, node, timeout)
    except _StepFailedError as failed:
        raise OracleUnavailableError(f"npm could not get Slack's packages: {failed}") from failed


def _generate(folder: Path, packages: Path, node: str, timeout: float) -> None:
    with tempfile.TemporaryDirectory(prefix=".recipe-", dir=folder.parent) as name:
        recipe = Path(name)
        for file in (*PACKAGES, *RECIPE):
            shutil.copy(HERE / file, recipe / file)
        (recipe / "node_modules").symlink_to(packages / "node_modules", target_is_directory=True)
        try:
            _run([node, "generate.mjs", str(folder)], recipe, node, timeout)
        except _StepFailedError as failed:
            raise OracleBrokenError(f"no schemas from Slack's types: {failed}") from failed


class _StepFailedError(Exception):
    """One command did not end well; the message is its reason."""


def _run(command: list[str], folder: Path, node: str, timeout: float) -> None:
    try:
        run = subprocess.run(
            command,
            cwd=folder,
            env=environment_for(node),
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        raise _StepFailedError(f"not done after {timeout:g} seconds") from late
    if run.returncode != 0:
        raise _StepFailedError(reason_in(run.stderr))
