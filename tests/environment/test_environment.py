"""What ``python -m tests.environment`` decides, apart from the machine it runs on."""

import os
import stat
from pathlib import Path

import pytest

from tests.environment import Found, read, write
from tests.environment.chromium import NAMED_BY, candidates, get_chromium, identity, starts
from tests.environment.node import environment_for, major, usable
from tests.environment.reasons import reason_in
from tests.oracle.build import HERE, PACKAGES, RECIPE, fingerprint


def tool(folder: Path, name: str, says: str, *, code: int = 0) -> Path:
    """A command that prints something and ends with a code."""
    path = folder / name
    path.write_text(f"#!/bin/sh\necho '{says}'\nexit {code}\n", encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


@pytest.mark.parametrize(
    ("said", "number"), [("v20.20.2\n", 20), ("v8.1.0", 8), ("20.1.0", None), ("", None), ("node: not found", None)]
)
def test_the_major_number_of_node_is_read_from_what_it_says(said: str, number: int | None) -> None:
    assert major(said) == number


@pytest.mark.parametrize(("version", "wanted"), [("v20.0.0", True), ("v24.19.0", True), ("v18.20.0", False)])
def test_node_must_be_twenty_or_newer(tmp_path: Path, version: str, wanted: bool) -> None:
    tool(tmp_path, "npm", "11")
    assert usable(tool(tmp_path, "node", version)) is wanted


def test_a_node_that_is_absent_or_broken_is_not_usable(tmp_path: Path) -> None:
    assert not usable(tmp_path / "node")
    assert not usable(tool(tmp_path, "node", "v20.0.0", code=1))


def test_npm_finds_the_node_it_belongs_to_first(tmp_path: Path) -> None:
    assert environment_for(tmp_path / "node")["PATH"].split(os.pathsep)[0] == str(tmp_path)


def test_a_browser_that_is_named_is_the_only_one_tried(tmp_path: Path) -> None:
    tool(tmp_path, "chromium", "Chromium 150")
    assert list(candidates({"PATH": str(tmp_path), NAMED_BY: "/opt/mine"})) == ["/opt/mine"]


def test_browsers_on_path_are_tried_chromium_first(tmp_path: Path) -> None:
    chrome, chromium = tool(tmp_path, "google-chrome", "x"), tool(tmp_path, "chromium", "x")
    assert list(candidates({"PATH": str(tmp_path)})) == [str(chromium), str(chrome)]


def test_a_browser_counts_only_if_it_starts(tmp_path: Path) -> None:
    assert starts(str(tool(tmp_path, "good", "Chromium 150.0")))
    assert not starts(str(tool(tmp_path, "broken", "Chromium 150.0", code=127)))
    assert not starts(str(tool(tmp_path, "stub", "please install the snap")))
    assert not starts(str(tmp_path / "absent"))


def test_a_named_browser_that_does_not_start_is_told_and_never_replaced(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(NAMED_BY, str(tmp_path / "mine"))
    assert get_chromium() == (None, f"{NAMED_BY} names {tmp_path / 'mine'}, which does not start")


def test_another_version_in_the_same_place_is_tried_again(tmp_path: Path) -> None:
    browser = tool(tmp_path, "chromium", "Chromium 150")
    before = identity(str(browser))
    os.utime(browser, (1, 1))
    assert identity(str(browser)) != before


def test_what_was_found_is_read_back(tmp_path: Path) -> None:
    found = Found(node="/n", chromium=None, postgres=True, proven={"postgres": "x 1"})
    write(found, tmp_path / "deep" / "found.json")
    assert read(tmp_path / "deep" / "found.json") == found
    assert [file.name for file in (tmp_path / "deep").iterdir()] == ["found.json"]


@pytest.mark.parametrize("content", [None, "", "[]", "{", '{"browser": 1}'])
def test_a_file_that_is_absent_or_strange_counts_as_nothing_found(tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "found.json"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    assert read(path) == Found()


@pytest.mark.parametrize(
    ("stderr", "reason"),
    [
        ("npm warn x\nnpm error code E404\nnpm error 404\nA complete log is in /root/x.log\n", "npm error code E404"),
        ("file:///x.mjs:3\n  throw\nError: usage: node\n    at x:1\n\nNode.js v20\n", "Error: usage: node"),
        ("Reading lists\nE: Unable to locate package chromium\n", "E: Unable to locate package chromium"),
        ("something\nlast words\n\n", "last words"),
        ("", "it said nothing"),
    ],
)
def test_the_reason_of_a_failure_is_its_telling_line(stderr: str, reason: str) -> None:
    assert reason_in(stderr) == reason


@pytest.mark.parametrize("changed", RECIPE + PACKAGES)
def test_another_recipe_makes_other_schemas(tmp_path: Path, changed: str) -> None:
    for name in (*PACKAGES, *RECIPE):
        (tmp_path / name).write_bytes((HERE / name).read_bytes())
    assert fingerprint([*PACKAGES, *RECIPE], tmp_path) == fingerprint([*PACKAGES, *RECIPE])
    with (tmp_path / changed).open("a", encoding="utf-8") as file:
        file.write("\n")
    assert fingerprint([*PACKAGES, *RECIPE], tmp_path) != fingerprint([*PACKAGES, *RECIPE])


def test_the_lock_file_names_hashes_and_no_registry() -> None:
    lock = (HERE / "package-lock.json").read_text(encoding="utf-8")
    assert '"integrity"' in lock
    assert '"resolved"' not in lock
