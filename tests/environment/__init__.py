"""
What the tests need beyond the pinned Python packages: Node, Slack's types, Chromium, PostgreSQL.

``python -m tests.environment`` (run by ``make test``) gets what is missing and keeps what it found in
``.cache/test-environment.json``. The fixtures read that file, and look for themselves where it is absent or
stale, so that a bare ``pytest`` works too; they never install anything.
"""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CACHE = ROOT / ".cache"
FOUND = CACHE / "test-environment.json"


@dataclass(frozen=True)
class Found:
    """
    Paths of what is there, None where it is not.

    ``proven`` names, for each thing that was seen working, the exact one it was, so that the next run need
    not try it again: ``{"chromium": "/usr/bin/chromium 1732298400"}``.
    """

    node: str | None = None
    chromium: str | None = None
    postgres: bool = False
    proven: dict[str, str] = field(default_factory=dict)


def read(path: Path = FOUND) -> Found:
    """What the last run found; nothing, where there was none or its file is not ours to understand."""
    try:
        return Found(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return Found()


def write(found: Found, path: Path = FOUND) -> None:
    """Keep what was found, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".draft")
    draft.write_text(json.dumps(asdict(found), indent=2) + "\n", encoding="utf-8")
    draft.replace(path)
