"""The report of a sheet is opened in a spreadsheet by its owner, and holds what others wrote."""

import csv
import io

import pytest

from mentoring.roster.rules import Remark, Told, Why
from tests.views.roster_surfaces import READER
from views import roster_report


@pytest.mark.parametrize("who", ['=HYPERLINK("http://x.example")', "+1", "-1+1", "@SUM(A1)", "\t=1", "x;=1"])
def test_no_name_in_a_report_is_a_formula(who: str) -> None:
    written = roster_report.as_csv(READER, (Told(2, who, Why.NEW, 0, ((Remark.CAPACITY_UNCLEAR, 0),)),))
    _, row = csv.reader(io.StringIO(written))
    assert row[1].startswith("'") or row[1] == "x;'=1"
    assert not [cell for cell in row if cell.startswith(tuple("=+-@\t"))]
