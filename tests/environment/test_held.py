"""What `make check` found of the contracts spares the next `make test` them, once and of the same tree alone."""

import subprocess
from pathlib import Path

import pytest

from tests.environment.held import Skipped, commit, remember, taken


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A tree that is what its commit says."""
    clone = tmp_path / "clone"
    clone.mkdir()
    (clone / "rules.py").write_text("one = 1\n", encoding="utf-8")
    git(clone, "init", "--quiet")
    commits(clone)
    return clone


def git(clone: Path, *words: str) -> None:
    subprocess.run(["git", "-c", "user.name=A", "-c", "user.email=a@example.org", *words], cwd=clone, check=True)


def commits(clone: Path) -> None:
    git(clone, "add", ".")
    git(clone, "commit", "--quiet", "--allow-empty", "-m", "A step")


def test_what_held_is_asked_no_second_time_but_a_third(clone: Path, tmp_path: Path) -> None:
    held = tmp_path / "cache" / "held"
    assert not taken(commit(clone), held)
    remember(commit(clone), commit(clone), held)
    assert taken(commit(clone), held)
    assert not taken(commit(clone), held)


def test_of_another_commit_nothing_is_known(clone: Path, tmp_path: Path) -> None:
    held = tmp_path / "held"
    remember(commit(clone), commit(clone), held)
    commits(clone)
    assert not taken(commit(clone), held)


@pytest.mark.parametrize("name", ["rules.py", "new.py"])
def test_of_a_tree_with_a_change_nothing_is_known(clone: Path, tmp_path: Path, name: str) -> None:
    held = tmp_path / "held"
    before = commit(clone)
    (clone / name).write_text("two = 2\n", encoding="utf-8")
    assert commit(clone) is None
    remember(before, commit(clone), held)
    remember(commit(clone), commit(clone), held)
    assert not held.exists()
    remember(before, before, held)
    assert not taken(commit(clone), held)


def test_outside_of_any_clone_nothing_is_known(tmp_path: Path) -> None:
    assert commit(tmp_path) is None


def test_what_was_skipped_did_not_hold(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import pytest

        @pytest.fixture
        def types():
            pytest.skip("not had")

        def test_one(types): ...
        def test_two(): ...
        """
    )
    skipped = Skipped()
    pytester.inline_run("-p", "no:asyncio", plugins=[skipped])
    assert skipped.number == 1
