"""
Asks the public advisory databases whether anything that we pin is known to be unsafe: `make audit`.

Only machines that reach them can know; elsewhere one line says that nothing was checked, since silence would be taken
for a good sign. The tools themselves are pinned, and never part of an installation.
"""

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.environment import ROOT
from tests.environment.node import environment_for, find_node, npm_for

PIP_AUDIT = ROOT / ".cache" / "audit" / "bin" / "pip-audit"
PINNED = ("requirements/runtime.txt", "requirements/dev.txt", "requirements/uv.txt", "requirements/node.txt")
LOCKED = ("tests/oracle",)
PATIENCE = 300
SAFE, UNSAFE, UNKNOWN = 0, 1, 3


@dataclass(frozen=True)
class Verdict:
    """
    What is known of one list of packages.

    Attributes:
        advisories: a line for each that is open; empty if there is none.
        unchecked: why some of it was not checked; empty if all was.
    """

    of: str
    advisories: tuple[str, ...] = ()
    unchecked: str = ""


def read_pip(of: str, said: str) -> Verdict:
    """Return what pip-audit found; what it skipped it calls no vulnerability, and we call unchecked."""
    try:
        packages: list[dict[str, Any]] = json.loads(said)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return Verdict(of, unchecked="the advisory database was not reached")
    skipped = [each["name"] for each in packages if "skip_reason" in each]
    found = tuple(
        f"{each['name']} {each['version']}: {flaw['id']}, mended in {', '.join(flaw['fix_versions']) or 'no release'}"
        for each in packages
        for flaw in each.get("vulns", ())
    )
    nothing_known = f"the advisory database knows nothing of {len(skipped)} of {len(packages)} packages"
    return Verdict(of, found, nothing_known if skipped or not packages else "")


def read_npm(of: str, said: str) -> Verdict:
    """Return what npm found."""
    try:
        answer: dict[str, Any] = json.loads(said)
        flaws: dict[str, Any] = answer["vulnerabilities"]
    except (ValueError, KeyError, TypeError):
        return Verdict(of, unchecked="the advisory database was not reached")
    return Verdict(of, tuple(f"{name}: {flaw['severity']} ({flaw['range']})" for name, flaw in flaws.items()))


def _ask(command: list[str], folder: Path, environment: Mapping[str, str] | None = None) -> str:
    try:
        run = subprocess.run(
            command, capture_output=True, text=True, check=False, timeout=PATIENCE, cwd=folder, env=environment
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return run.stdout


def verdicts() -> list[Verdict]:
    """Ask about everything that we pin."""
    quietly = ["--disable-pip", "--require-hashes", "--progress-spinner", "off", "--format", "json"]
    found = [read_pip(name, _ask([str(PIP_AUDIT), *quietly, "--requirement", name], ROOT)) for name in PINNED]
    node = find_node()
    npm = node and npm_for(node)
    for name in LOCKED:
        if not node or not npm:
            found.append(Verdict(name, unchecked="there is no Node on this machine"))
            continue
        command = [npm, "audit", "--json", "--package-lock-only"]
        found.append(read_npm(name, _ask(command, ROOT / name, environment_for(node))))
    return found


def told(found: list[Verdict]) -> tuple[int, list[str]]:
    """Return the exit code and the lines for whoever asked."""
    lines = [f"{each.of}: {line}" for each in found for line in each.advisories]
    unchecked = [f"{each.of} ({each.unchecked})" for each in found if each.unchecked]
    if unchecked:
        lines.append(f"Not checked on this machine: {'; '.join(unchecked)}.")
    if not lines:
        return SAFE, ["No advisory is open for anything that we pin."]
    return (UNSAFE if any(each.advisories for each in found) else UNKNOWN), lines


if __name__ == "__main__":
    code, said_lines = told(verdicts())
    sys.stdout.write("\n".join(said_lines) + "\n")
    sys.exit(code)
