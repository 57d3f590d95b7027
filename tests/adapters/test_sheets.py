"""Sheets as people have them, and bytes as nobody should: a sheet or a refusal, never anything else."""

import csv
import io
import zipfile
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from adapters import sheets
from mentoring.errors import Refusal
from mentoring.roster.rules import (
    MOST_COLUMNS,
    MOST_ROWS,
    SIZE_LIMIT,
    Line,
    NotASheet,
    NothingInSheet,
    QuoteLeftOpen,
    Sheet,
    SheetTooLong,
)

PEOPLE = Sheet(("Name", "Can teach"), (Line(2, ("Zoë Müller", "SQL, Strategy")), Line(3, ("Ben", "two\nlines"))))


def workbook(*rows: tuple[object, ...], first: str = "Answers") -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = first
    for row in rows:
        sheet.append(list(row))
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


WHOLE = workbook(("Name", "Can teach"), ("Ada", "SQL"))


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_csv_is_read_whatever_parts_it_and_however_it_is_encoded(separator: str, encoding: str) -> None:
    text = f'Name{separator}Can teach\r\nZoë Müller{separator}"SQL, Strategy"\r\nBen{separator}"two\nlines"\r\n'
    assert sheets.read(text.encode(encoding)) == PEOPLE


def test_excels_own_line_about_the_separator_is_no_heading() -> None:
    assert sheets.read(b"sep=;\r\na;b\r\n1;2\r\n") == Sheet(("a", "b"), (Line(2, ("1", "2")),))


def test_the_separator_is_the_one_that_parts_all_rows_alike() -> None:
    found = sheets.read(b"Name;Can teach, in words\nAda;SQL, Python, Excel\nBen;SQL, Go\n")
    assert found.headings == ("Name", "Can teach, in words")


def test_one_column_is_a_sheet_too() -> None:
    assert sheets.read(b"email\nada@example.com\n").headings == ("email",)


TITLES = ("Mentoring 2026", "as of 3 November")
TABLE = (("Email", "Name", "Team"), ("ada@example.com", "Ada", "Search"))


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_sheets_own_name_before_its_headings_is_passed_over(separator: str) -> None:
    written = [*TITLES, *(separator.join(row) for row in TABLE)]
    assert sheets.read("\n".join(written).encode()) == Sheet(TABLE[0], (Line(4, TABLE[1]),))


def test_so_is_one_across_the_columns_of_a_workbook() -> None:
    content = workbook((TITLES[0], None, None), (), *TABLE)
    assert sheets.read(content) == Sheet(TABLE[0], (Line(4, TABLE[1]),))


@pytest.mark.parametrize("first", ["email\nbea@example.com", "\n".join("abcdef")])
def test_nobody_is_passed_over_for_it(first: str) -> None:
    found = sheets.read(f"{first}\nada@example.com,Ada,Search".encode())
    assert len(found.lines) == first.count("\n") + 1


def test_a_blank_before_a_quotation_mark_parts_nothing() -> None:
    assert sheets.read(b'a; b; c\n1; "2; 3"; 4').lines == (Line(2, ("1", "2; 3", "4")),)


def test_empty_rows_are_left_out_and_the_others_keep_their_numbers() -> None:
    assert sheets.read(b"\na,b\n,\n1,2\n,,\n3,4,5\n") == Sheet(
        ("a", "b", ""), (Line(4, ("1", "2", "")), Line(6, ("3", "4", "5")))
    )


def test_a_workbook_is_read_as_what_it_shows() -> None:
    content = workbook(("Name", "When", "Pairs"), ("Ada", date(2026, 11, 3), 2.0), (None, None, None))
    assert sheets.read(content) == Sheet(("Name", "When", "Pairs"), (Line(2, ("Ada", "2026-11-03 00:00:00", "2")),))


def test_a_formula_is_never_reckoned() -> None:
    assert sheets.read(b'a,b\n"=1+1","@SUM(A1)"\n').lines[0].cells == ("=1+1", "@SUM(A1)")
    # Written by a program, it never showed anything.
    assert sheets.read(workbook(("a", "b"), ("=1+1", "x"))).lines[0].cells == ("", "x")


@pytest.mark.parametrize("content", [b"", b"\n\n", b"a,b\n", b" , \n", workbook(), workbook(("a", "b"))])
def test_without_a_row_of_answers_it_is_refused(content: bytes) -> None:
    with pytest.raises(NothingInSheet):
        sheets.read(content)


@pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\n\0\0", b"PK\x03\x04 no workbook", b"%PDF\0", b"\xff\xfe\x00"])
def test_what_is_no_sheet_is_refused(content: bytes) -> None:
    with pytest.raises(NotASheet):
        sheets.read(content)


def test_too_much_is_refused() -> None:
    for content in (
        b"a" * (SIZE_LIMIT + 1),
        b"a\n" * (MOST_ROWS + 2),
        b"a," * (MOST_COLUMNS + 1) + b"b\n1,2\n",
        workbook(tuple(range(MOST_COLUMNS + 1)), (1, 2)),
    ):
        with pytest.raises(SheetTooLong):
            sheets.read(content)


def spread(*rows: int) -> bytes:
    """A workbook with something in these rows alone."""
    cells = "".join(f'<row r="{row}"><c r="A{row}"><v>{row}</v></c></row>' for row in rows).encode()
    parts = {}
    with zipfile.ZipFile(io.BytesIO(WHOLE)) as whole:
        for name in whole.namelist():
            parts[name] = whole.read(name).replace(b"</sheetData>", cells + b"</sheetData>")
    return packed(**parts)


def test_of_a_workbook_the_filled_rows_are_counted_wherever_they_stand() -> None:
    far = sheets.read(spread(10, MOST_ROWS + 10, sheets.MOST_LOOKED_AT))
    assert [(each.number, each.cells[0]) for each in far.lines] == [
        (2, "Ada"),
        (10, "10"),
        (MOST_ROWS + 10, str(MOST_ROWS + 10)),
        (sheets.MOST_LOOKED_AT, str(sheets.MOST_LOOKED_AT)),
    ]


def test_too_many_filled_rows_of_a_workbook_are_refused() -> None:
    with pytest.raises(SheetTooLong):
        sheets.read(spread(*range(3, MOST_ROWS + 4)))


def packed(**parts: bytes) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return written.getvalue()


def test_what_would_unpack_to_gigabytes_is_refused() -> None:
    with pytest.raises(SheetTooLong):
        sheets.read(packed(**{"xl/worksheets/sheet1.xml": b" " * (sheets.MOST_UNPACKED + 1)}))
    swelling = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'
    with pytest.raises(NotASheet):
        sheets.read(packed(**{"xl/workbook.xml": swelling}))


def swelling(blanks: int, encoding: str, name: str) -> bytes:
    """A workbook whose one sheet defines a word of its own, and uses it."""
    parts = {}
    with zipfile.ZipFile(io.BytesIO(WHOLE)) as whole:
        for part in whole.namelist():
            parts[part.replace("sheet1.xml", name)] = whole.read(part).replace(b"sheet1.xml", name.encode())
    sheet = parts[f"xl/worksheets/{name}"].decode().replace("SQL", "&a;")
    defines = f'<?xml version="1.0" encoding="{encoding}"?>{" " * blanks}<!DOCTYPE x [<!ENTITY a "swollen">]>'
    return packed(**parts | {f"xl/worksheets/{name}": f"{defines}{sheet}".encode(encoding)})


@pytest.mark.parametrize(
    ("blanks", "encoding", "name"),
    [(0, "utf-8", "sheet1.xml"), (5_000, "utf-8", "sheet1.xml"), (0, "utf-16", "sheet1.xml"), (0, "utf-8", "s.dat")],
)
def test_words_to_swell_by_are_found_wherever_they_are_defined(blanks: int, encoding: str, name: str) -> None:
    with pytest.raises(NotASheet):
        sheets.read(swelling(blanks, encoding, name))


def test_what_nobody_sees_is_no_part_of_a_cell() -> None:
    found = sheets.read("Email,Name\n\u200bada@example.com\ufeff,A\u00adda\x1b[2J\x9b\n".encode())
    assert found.lines[0].cells == ("ada@example.com", "Ada[2J")


@pytest.mark.parametrize("rows", [3, 20_000])
def test_rows_that_a_quotation_mark_left_open_would_swallow_are_not_lost_in_silence(rows: int) -> None:
    text = 'Email,Name\nada@example.com,Ada\nben@example.com,"Ben\n' + "cleo@example.com,Cleo\n" * rows
    for line in ("\n", "\r\n", "\r"):
        with pytest.raises(QuoteLeftOpen) as refused:
            sheets.read(text.replace("\n", line).encode())
        assert (refused.value.field, refused.value.facts) == ("file", {"row": 3})


def test_a_quotation_mark_within_a_cell_is_a_quotation_mark() -> None:
    assert sheets.read(b'Email,Name\nada@example.com,5" Ada\n').lines[0].cells == ("ada@example.com", '5" Ada')
    assert sheets.read(b'Email,Name\rada@example.com,"Ada"').lines[0].cells == ("ada@example.com", "Ada")


@given(st.one_of(st.binary(max_size=400), st.binary(max_size=400).map(lambda each: b"PK\x03\x04" + each)))
@settings(max_examples=150, deadline=None)
def test_whatever_the_bytes_are_a_sheet_or_a_refusal_comes_of_them(content: bytes) -> None:
    try:
        found = sheets.read(content)
    except Refusal:
        return
    assert all(len(each.cells) == len(found.headings) for each in found.lines)


@given(st.integers(0, len(WHOLE) - 1), st.binary(min_size=1, max_size=8))
@settings(max_examples=80, deadline=None)
def test_a_broken_workbook_is_a_sheet_or_a_refusal(where: int, other: bytes) -> None:
    broken = WHOLE[:where] + other + WHOLE[where + len(other) :]
    try:
        sheets.read(broken)
    except Refusal:
        return


@given(
    st.lists(
        st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc", "Cf"]), max_size=20), min_size=2, max_size=5),
        min_size=2,
        max_size=6,
    )
)
@settings(max_examples=80, deadline=None)
def test_every_cell_of_a_csv_comes_back(rows: list[list[str]]) -> None:
    width = max(map(len, rows))
    rows = [[*(each or "x" for each in row), *["x"] * (width - len(row))] for row in rows]
    rows = [[" ".join(each.split()) or "x" for each in row] for row in rows]
    written = io.StringIO()
    csv.writer(written, quoting=csv.QUOTE_ALL).writerows(rows)
    found = sheets.read(written.getvalue().encode("utf-8-sig"))
    assert [found.headings, *(each.cells for each in found.lines)] == [tuple(each) for each in rows]
