"""The report of a sheet is opened in a spreadsheet by its owner, and holds what others wrote."""

import csv
import io

import pytest

from mentoring.roster.queries import Report
from mentoring.roster.rules import Remark, Told, Why
from tests.views.facts import MOMENT, uid
from tests.views.roster_surfaces import READER
from views import roster_report
from views.kit import AttachedText


@pytest.mark.parametrize("who", ['=HYPERLINK("http://x.example")', "+1", "-1+1", "@SUM(A1)", "\t=1", "x;=1"])
def test_no_name_in_a_report_is_a_formula(who: str) -> None:
    _, row = csv.reader(io.StringIO(roster_report.as_csv(READER, report_of(who, sheet=who))))
    assert row[-1] == row[1]
    assert row[1].startswith("'") or row[1] == "x;'=1"
    assert not [cell for cell in row if cell.startswith(tuple("=+-@\t"))]


@pytest.mark.parametrize(
    ("sheet", "said", "file"),
    [
        ("", "The report of your sheet. Rows", "import-report.csv"),
        ("spring answers.csv", "of your sheet “spring answers.csv”. Rows", "import-report-spring-answers.csv"),
        ("Übersicht.XLSX", "“Übersicht.XLSX”", "import-report-Übersicht.csv"),
        ("<!channel>&.csv", "“&lt;!channel&gt;&amp;.csv”", "import-report-channel.csv"),
        ("../../etc/passwd", "“../../etc/passwd”", "import-report-passwd.csv"),
        ("…", "“…”", "import-report.csv"),
    ],
)
def test_a_report_says_of_which_sheet_it_is_and_so_does_its_file(sheet: str, said: str, file: str) -> None:
    message = roster_report.message(READER, report_of("Ivy", sheet=sheet))
    [attached] = message.attached
    assert isinstance(attached, AttachedText)
    assert (said in message.text, attached.name) == (True, file), (message.text, attached.name)
    assert message.text in str(message.blocks)
    assert "Ivy" not in str(message.blocks), "what is in the sheet is in the file alone"
    headings, row = csv.reader(io.StringIO(attached.content))
    assert (headings[-1], row[-1].removeprefix("'")) == ("Sheet", sheet)


def report_of(who: str, sheet: str) -> Report:
    rows = (Told(2, who, Why.NEW, 0, ((Remark.CAPACITY_UNCLEAR, 0),)),)
    return Report(uid(81), uid(80), "Both ways", rows, MOMENT, sheet=sheet)
