"""
A sheet that somebody handed in, from bytes to text.

Nothing in it is reckoned, followed or fetched: of a formula in a workbook only what it last showed is read, in a CSV
only its letters. Whatever the bytes are, they end in a sheet or in a refusal, within bounds of time and memory.
"""

import csv
import io
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from itertools import dropwhile, islice
from typing import Any

from msgspec.structs import replace

from mentoring.roster.rules import (
    CELL_LIMIT,
    FILE_NAME_LIMIT,
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

ZIP = b"PK\x03\x04"
MOST_UNPACKED = 60_000_000
"""Bytes of a workbook's parts together: a small file may unpack to gigabytes."""
MOST_PARTS = 1_000
MOST_LOOKED_AT = 1_048_576
"""Rows of a workbook, most of them blank: no more are in any. Of those that are filled fewer are read."""
MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
SEPARATORS = (",", ";", "\t")
MOST_TITLES = 5
FEWEST_HEADINGS = 3
LOOKED_AT = 50
"""Records by which the separator is found."""
UNREADABLE = {
    code: None for code in (*range(32), *range(127, 160), 0xAD, 0x200B, 0x2060, 0xFEFF) if code not in {9, 10, 13}
}
"""What nobody sees: what steers a terminal, and what is copied along with an address and makes it another."""
END = "\x1e"
"""A record after the last, of a character that no sheet is read with: what is still in quotation marks swallows it."""


def read(content: bytes, name: str = "") -> Sheet:
    """
    Return the sheet in a file: CSV with commas, semicolons or tabs, or the first filled sheet of an XLSX workbook.

    Args:
        name: what the file is called.

    Raises:
        NotASheet, QuoteLeftOpen, SheetTooLong, NothingInSheet: on the field `file`.
    """
    if len(content) > SIZE_LIMIT:
        raise SheetTooLong(field="file")
    sheet = _sheet(_workbook(content) if content.startswith(ZIP) else _records(_decoded(content)))
    return replace(sheet, name=_tidy(name)[:FILE_NAME_LIMIT])


def _sheet(records: Iterable[Sequence[str]]) -> Sheet:
    headings: tuple[str, ...] | None = None
    lines: list[Line] = []
    for number, record in enumerate(records, 1):
        cells = [_tidy(each) for each in record]
        while cells and not cells[-1]:
            cells.pop()
        if not cells:
            continue
        if len(cells) > MOST_COLUMNS or len(lines) >= MOST_ROWS:
            raise SheetTooLong(field="file")
        if headings is None or _are_titles(headings, lines, cells):
            headings, lines = tuple(cells), []
        else:
            lines.append(Line(number, tuple(cells)))
    if headings is None or not lines:
        raise NothingInSheet(field="file")
    width = max(len(headings), *(len(each.cells) for each in lines))
    return Sheet(
        headings + ("",) * (width - len(headings)),
        tuple(Line(each.number, each.cells + ("",) * (width - len(each.cells))) for each in lines),
    )


def _are_titles(headings: Sequence[str], lines: Sequence[Line], cells: Sequence[str]) -> bool:
    """
    Tell whether what stood so far was the sheet's name, a line or a few across all columns, before its headings.

    Where an address stands there, it is somebody, and nobody is passed over.
    """
    so_far = (headings, *(each.cells for each in lines[:MOST_TITLES]))
    if len(so_far) > MOST_TITLES or _filled_in(cells) < FEWEST_HEADINGS:
        return False
    return all(_filled_in(each) == 1 and "@" not in "".join(each) for each in so_far)


def _filled_in(cells: Sequence[str]) -> int:
    return sum(bool(each) for each in cells)


def _tidy(cell: str) -> str:
    return cell[: CELL_LIMIT * 2].translate(UNREADABLE).strip()[:CELL_LIMIT]


def _decoded(content: bytes) -> str:
    encoding = next((name for mark, name in MARKS if content.startswith(mark)), None)
    for each in [encoding] if encoding else ["utf-8", "cp1252"]:
        try:
            text = content.decode(each)
        except UnicodeDecodeError:
            # Without its cause, which holds the content.
            continue
        if "\0" not in text:
            return text
    raise NotASheet(field="file") from None


def _records(text: str) -> Iterator[list[str]]:
    # Excel writes such a line itself, and reads it.
    named, _, rest = text.partition("\n")
    told = named.strip()
    if len(told) == len("sep=;") and told.lower().startswith("sep="):
        text, separator = rest, told[-1]
    else:
        separator = max(SEPARATORS, key=lambda each: _fits(text, each))
    text = text.replace(END, "")
    rows = _parted(f"{text}\n{END}", separator)
    number = 1
    try:
        for number, row in enumerate(rows, 1):
            if row == [END]:
                return
            if row and row[-1].endswith(END):
                raise QuoteLeftOpen(field="file", row=number)
            yield row
    except csv.Error:
        if '"' not in text:
            raise NotASheet(field="file") from None
        # A cell too long to be one: all that follows a mark which nobody closed.
        raise QuoteLeftOpen(field="file", row=number + 1) from None


def _fits(text: str, separator: str) -> tuple[int, int]:
    """Tell how well a separator parts the text: records as wide as the first, and how wide that is."""
    rows = _parted(text[: 40 * CELL_LIMIT], separator)
    try:
        widths = [len(each) for each in islice(rows, LOOKED_AT) if each]
    except csv.Error:
        return 0, 0
    # A few lines across all columns may stand before the headings.
    below = [*dropwhile(lambda width: width == 1, widths)]
    if not below or len(widths) - len(below) > MOST_TITLES:
        return 0, 0
    if widths[0] == 1 and below[0] < FEWEST_HEADINGS:
        return 0, 0
    return sum(each == below[0] for each in below), below[0]


def _parted(text: str, separator: str) -> Iterator[list[str]]:
    # People who write a sheet themselves leave a blank before a quotation mark.
    return csv.reader(io.StringIO(text, newline=""), delimiter=separator, skipinitialspace=True)


def _workbook(content: bytes) -> list[list[str]]:
    from openpyxl import load_workbook  # noqa: PLC0415 - a bot of which nobody asks it need not carry it

    _refuse_bombs(content)
    try:
        with warnings.catch_warnings():
            # It warns of drawings and the like, which are not read.
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
            for each in book.worksheets:
                # What the file says of its own size is not believed.
                each.reset_dimensions()
                found = _filled(each.iter_rows(max_row=MOST_LOOKED_AT, max_col=MOST_COLUMNS + 1, values_only=True))
                if any(found):
                    return found
    except SheetTooLong:
        raise
    except Exception:  # noqa: BLE001 - a library's many ways to say that this is no workbook
        # Without its cause, which may hold the content.
        raise NotASheet(field="file") from None
    raise NothingInSheet(field="file")


def _filled(rows: Iterable[Sequence[Any]]) -> list[list[str]]:
    """
    Return rows as text, up to the last that has anything in it; blank ones are empty.

    Raises:
        SheetTooLong: too many are filled.
    """
    found: list[list[str]] = []
    filled = 0
    for number, row in enumerate(rows, 1):
        # A file of some bytes may have a million blank rows: they cost next to nothing.
        if row.count(None) == len(row):
            continue
        found += [[] for _ in range(number - len(found) - 1)]
        found.append([_text(cell) for cell in row])
        filled += any(found[-1])
        if filled > MOST_ROWS + 1:
            raise SheetTooLong(field="file")
    return found


def _refuse_bombs(content: bytes) -> None:
    """
    Refuse what would unpack to more than is read, and parts that define words of their own to swell by.

    Every part is looked through, whatever it is called and however far down it defines them: a workbook itself says
    which of its parts are read. Without its zeros a part in UTF-16 reads like any other.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = packed.infolist()
            # More than a part says of itself is never unpacked of it.
            is_small = len(parts) <= MOST_PARTS and sum(each.file_size for each in parts) <= MOST_UNPACKED
            swells = is_small and any(b"<!DOCTYPE" in packed.read(each).replace(b"\0", b"") for each in parts)
    except Exception:  # noqa: BLE001 - as above: broken, encrypted, packed in a way nobody knows
        raise NotASheet(field="file") from None
    if not is_small:
        raise SheetTooLong(field="file")
    if swells:
        raise NotASheet(field="file")


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds")
    if isinstance(value, time):
        return value.isoformat("minutes")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
