"""Drafting is reckoning and nothing else."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
PROGRAM = """
import sys
import mentoring.matching.drafting, mentoring.matching.skills
print(sorted({"models", "sqlalchemy", "slack_sdk", "slack_bolt", "pandas", "mentoring.clock"} & set(sys.modules)))
"""


def test_drafting_reaches_no_store_no_slack_and_no_clock() -> None:
    run = subprocess.run([sys.executable, "-c", PROGRAM], cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
