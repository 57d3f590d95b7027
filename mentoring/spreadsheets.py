"""Tables that people open in a spreadsheet: no cell of ours is ever taken for a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What makes a spreadsheet take a cell for a formula when it stands first."""
BYTE_ORDER_MARK = "\ufeff"
"""Without it some spreadsheets take every letter beyond ASCII for two others."""


def harmless(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula: an apostrophe goes before what could begin one."""
    return f"'{cell}" if cell.startswith(DANGEROUS) else cell


def as_written(cell: str) -> str:
    """Return a cell without the apostrophe that kept it from being a formula."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(DANGEROUS) else cell


def as_csv(rows: Iterable[Sequence[str]]) -> str:
    """Return rows as CSV (RFC 4180), each cell harmless."""
    written = io.StringIO()
    table = csv.writer(written)
    table.writerows([harmless(cell) for cell in row] for row in rows)
    return written.getvalue()
