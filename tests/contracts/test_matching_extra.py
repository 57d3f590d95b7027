"""Nothing but a draft needs the extra `matching`, and whoever asks for one without it is told what to do."""

import subprocess
import sys
import tomllib
from pathlib import Path

from packaging.requirements import Requirement

from mentoring.matching import RECKONING

ROOT = Path(__file__).resolve().parents[2]

WITHOUT = """
import importlib, pkgutil, sys

class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"numpy", "scipy", "ortools"}:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Missing())
for package in ("bot", "handlers", "views", "mentoring", "models", "adapters", "scheduler"):
    for module in pkgutil.walk_packages(importlib.import_module(package).__path__, package + "."):
        if not module.name.startswith("mentoring.matching.") and module.name != "bot.__main__":
            importlib.import_module(module.name)

from mentoring.matching import MatchingNotInstalled, Round, propose
from mentoring.matching.skills import read, shipped
assert read("prompting", shipped()).skill.name == "Prompt engineering"
try:
    propose(Round([]))
except MatchingNotInstalled as refusal:
    print(refusal.message)
"""

START = """
import sys
import bot.cli, bot.running, mentoring.matching
print(sorted({"numpy", "scipy", "ortools", "pandas"} & set(sys.modules)))
"""


def said_by(program: str) -> str:
    """Run a program in a process of its own, and return what it prints."""
    run = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    return run.stdout


def test_everything_but_a_draft_works_without_the_extra_and_that_one_says_what_to_install() -> None:
    assert "pip install 'bothways[matching]'" in said_by(WITHOUT)


def test_a_start_does_not_load_what_only_drafts_need() -> None:
    assert said_by(START).strip() == "[]"


def test_the_extra_names_what_is_told_as_missing() -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    assert {Requirement(each).name for each in extras["matching"]} == RECKONING


def test_what_is_pinned_for_drafts_is_all_that_is_pinned_for_a_bot_and_more() -> None:
    [bot, drafts] = [
        {line for line in (ROOT / "requirements" / name).read_text("utf-8").splitlines() if line[:1].isalpha()}
        for name in ("runtime.txt", "matching.txt")
    ]
    assert bot < drafts
    assert {name for name in RECKONING if any(line.startswith(f"{name}==") for line in drafts)} == RECKONING
