"""The schemas are made once, whole, and safely when several test workers want them at the same time."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from tests.oracle import build as oracle
from tests.oracle.build import OracleBrokenError, OracleUnavailableError, build


def test_two_workers_that_start_together_share_one_whole_folder(tmp_path: Path) -> None:
    both_are_filling = Barrier(2, timeout=30)

    def fill(folder: Path) -> None:
        (folder / "first.json").write_text("1", encoding="utf-8")
        both_are_filling.wait()
        (folder / "second.json").write_text("2", encoding="utf-8")

    target = tmp_path / "cache" / "schemas"
    with ThreadPoolExecutor(2) as workers:
        made = list(workers.map(lambda _: oracle._whole(target, fill), range(2)))
    assert made == [target, target]
    assert sorted(file.name for file in target.iterdir()) == ["first.json", "second.json"]
    assert list(target.parent.iterdir()) == [target]


def test_a_recipe_that_fails_leaves_nothing_that_looks_finished(tmp_path: Path) -> None:
    def fill(folder: Path) -> None:
        (folder / "half.json").write_text("1", encoding="utf-8")
        raise OracleBrokenError("the second half is missing")

    with pytest.raises(OracleBrokenError):
        oracle._whole(tmp_path / "schemas", fill)
    assert list(tmp_path.iterdir()) == []


def command(path: Path, script: str) -> str:
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)
    return str(path)


def test_packages_that_cannot_be_had_are_a_reason_to_skip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(oracle, "CACHE", tmp_path / "cache")
    node = command(tmp_path / "node", "exit 0")
    command(tmp_path / "npm", "echo 'npm error code ENOTFOUND' >&2; exit 1")
    with pytest.raises(OracleUnavailableError, match="npm error code ENOTFOUND"):
        build(node, timeout=30)


def test_a_generator_that_refuses_is_a_fault_and_never_a_skip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(oracle, "CACHE", tmp_path / "cache")
    node = command(tmp_path / "node", "echo 'Error: ModalView: would accept anything' >&2; exit 1")
    command(tmp_path / "npm", "mkdir node_modules")
    with pytest.raises(OracleBrokenError, match="would accept anything"):
        build(node, timeout=30)


def test_a_step_that_never_ends_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(oracle, "CACHE", tmp_path / "cache")
    node = command(tmp_path / "node", "exit 0")
    command(tmp_path / "npm", "exec sleep 60")
    with pytest.raises(OracleUnavailableError, match=r"not done after 0\.2 seconds"):
        build(node, timeout=0.2)
