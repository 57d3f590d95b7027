"""`docs/scopes.md` explains exactly the scopes that the manifest asks for: no more, no fewer, each in every column."""

import re
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
COLUMNS = 4


def explained(page: str) -> dict[str, list[str]]:
    """The table under "What we ask for": scope → what its columns say."""
    [section] = re.findall(r"^## What we ask for$(.*?)(?=^## )", page, re.MULTILINE | re.DOTALL)
    rows = [
        [cell.strip() for cell in line.strip().strip("|").split("|")] for line in section.splitlines() if "|" in line
    ]
    return {row[0].strip("`"): row[1:] for row in rows if row[0].startswith("`")}


def requested() -> set[str]:
    manifest = yaml.safe_load((ROOT / "manifest.yml").read_text(encoding="utf-8"))
    return set(manifest["oauth_config"]["scopes"]["bot"])


def test_every_scope_we_ask_for_is_explained_and_no_other() -> None:
    assert set(explained((ROOT / "docs" / "scopes.md").read_text(encoding="utf-8"))) == requested()


def test_each_explanation_fills_every_column() -> None:
    for scope, columns in explained((ROOT / "docs" / "scopes.md").read_text(encoding="utf-8")).items():
        assert len(columns) == COLUMNS - 1, scope
        assert all(len(column) > 10 for column in columns), scope


def test_a_scope_that_the_page_forgets_is_noticed() -> None:
    page = (ROOT / "docs" / "scopes.md").read_text(encoding="utf-8")
    without = "\n".join(line for line in page.splitlines() if not line.startswith("| `pins:write`"))
    assert requested() - set(explained(without)) == {"pins:write"}
