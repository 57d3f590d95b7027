"""What a spreadsheet may find in a table of ours: letters, and never a formula."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring.spreadsheets import as_csv, as_written, harmless

BEGINNINGS = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""By which some spreadsheet takes a cell for a formula; the last four are those of a Japanese keyboard."""


def cells(written: str, delimiter: str) -> list[str]:
    return [cell for row in csv.reader(io.StringIO(written, newline=""), delimiter=delimiter) for cell in row]


@pytest.mark.parametrize("beginning", BEGINNINGS)
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_no_cell_begins_a_formula_however_a_spreadsheet_parts_them(beginning: str, delimiter: str) -> None:
    evil = f"{beginning}HYPERLINK(1)"
    written = as_csv([("Team", "Name"), (f"a;{evil}", f"b\t{evil}"), (evil, "Ada")])
    assert [each for each in cells(written, delimiter) if each.startswith(BEGINNINGS)] == []


@given(st.text())
def test_what_was_made_harmless_comes_back_as_it_was_written(cell: str) -> None:
    if "'" not in cell:
        assert as_written(harmless(cell)) == cell
