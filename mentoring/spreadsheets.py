"""Tables that people open in a spreadsheet: no cell of ours is ever taken for a formula."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

_SIGNS = "=+@＝＋－＠-"
DANGEROUS = (*_SIGNS, "\t", "\r", "\n")
"""What makes a spreadsheet take a cell for a formula when it stands first; the wide ones are a Japanese keyboard's."""
_PARTED = re.compile(f"([;\t])(?=[{_SIGNS}])")
"""Where a spreadsheet that parts cells by semicolons or tabs would begin another one, with a formula."""
_KEPT_TOGETHER = re.compile(f"([;\t])'(?=[{_SIGNS}])")
BYTE_ORDER_MARK = "\ufeff"
"""Without it some spreadsheets take every letter beyond ASCII for two others."""


def harmless(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula: an apostrophe goes before what could begin one."""
    cell = _PARTED.sub(r"\1'", cell)
    return f"'{cell}" if cell.startswith(DANGEROUS) else cell


def as_written(cell: str) -> str:
    """Return a cell without the apostrophes that kept it from being a formula."""
    cell = _KEPT_TOGETHER.sub(r"\1", cell)
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(DANGEROUS) else cell


def as_csv(rows: Iterable[Sequence[str]]) -> str:
    """Return rows as CSV (RFC 4180), each cell harmless."""
    written = io.StringIO()
    table = csv.writer(written)
    table.writerows([harmless(cell) for cell in row] for row in rows)
    return written.getvalue()
