"""
What the columns of a sheet are: guessed from the heading and from what stands below it, for its owner to confirm.

Pure. A column that looks as if it named people never to be paired with is not guessed at but left out, and its cells
with it: what somebody would tell nobody but the bot cannot come by way of an owner's sheet.
"""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from mentoring.enrolments.rules import fold
from mentoring.roster import headings, values
from mentoring.roster.rules import SEVERAL, Field, Line, Sheet

CONFIRMED = 40
"""Columns that one form asks about; those further to the right are read as guessed."""
EXAMPLES = 3
LOOKED_AT = 200
"""Rows in which a column's contents are looked at."""
MOSTLY = 0.6


class Column(Struct, frozen=True):
    """
    One column, as its owner is asked about it.

    Attributes:
        index: from 0, among all columns of the sheet.
        is_never: it looks like people never to be matched with: it is named, and not read.
        examples: a few of its cells, each different.
    """

    index: int
    heading: str
    field: Field
    examples: tuple[str, ...]
    is_never: bool = False


def looked_at(sheet: Sheet, remembered: Mapping[str, str] | None = None) -> tuple[Column, ...]:
    """
    Return what each column seems to be.

    Args:
        remembered: what its owner said the last time, by folded heading; it goes before any guess.
    """
    keys = folded(sheet.headings)
    said = {key: Field(value) for key, value in (remembered or {}).items() if value in set(Field)}
    some = sheet.lines[:LOOKED_AT]
    columns: list[Column] = []
    for index, (heading, key) in enumerate(zip(sheet.headings, keys, strict=True)):
        if is_never(heading):
            columns.append(Column(index, heading, Field.NOTHING, (), is_never=True))
            continue
        cells = _filled(some, index)
        guess = said[key] if key in said else _guess(heading, cells)
        columns.append(Column(index, heading, guess, tuple(dict.fromkeys(cells))[:EXAMPLES]))
    return _each_once(columns, {index for index, key in enumerate(keys) if key in said})


def is_never(heading: str) -> bool:
    """Tell whether a column seems to name people with whom somebody would not be paired."""
    return headings.NEVER.search(fold(heading)) is not None


def without_never(sheet: Sheet) -> Sheet:
    """Return the sheet with nothing in the columns that name people never to be matched with."""
    hidden = {index for index, heading in enumerate(sheet.headings) if is_never(heading)}
    if not hidden:
        return sheet
    return Sheet(
        sheet.headings,
        tuple(
            Line(each.number, tuple("" if index in hidden else cell for index, cell in enumerate(each.cells)))
            for each in sheet.lines
        ),
        sheet.name,
    )


def folded(of_sheet: Sequence[str]) -> tuple[str, ...]:
    """Return the headings as they are remembered: folded, and numbered where one comes again."""
    seen: dict[str, int] = {}
    found: list[str] = []
    for heading in of_sheet:
        key = fold(heading)
        seen[key] = seen.get(key, 0) + 1
        found.append(key if seen[key] == 1 else f"{key} ({seen[key]})")
    return tuple(found)


def _filled(lines: Sequence[Line], index: int) -> list[str]:
    return [each.cells[index] for each in lines if each.cells[index]]


def _guess(heading: str, cells: Sequence[str]) -> Field:
    by_heading = headings.field_of(heading)
    by_contents = _by_contents(cells)
    if by_heading is Field.MANAGER or by_contents is None:
        return by_heading
    if by_contents is Field.EMAIL or (by_contents is Field.SLACK and not headings.OTHER_NUMBERS.search(fold(heading))):
        # Whatever the heading calls them, they are the addresses.
        return by_contents
    if by_contents is Field.SLACK:
        return by_heading
    return by_contents if by_heading is Field.NOTHING else by_heading


def _by_contents(cells: Sequence[str]) -> Field | None:
    """Return what the cells are where most of them tell it by their form."""
    if not cells:
        return None
    forms = (
        (Field.EMAIL, values.email),
        (Field.SLACK, values.slack_alone),
        (Field.TIMESTAMP, values.has_moment),
        (Field.ZONE, values.zone),
        (Field.HOURS, values.hours),
        (Field.WISH, values.plain_wish),
    )
    for field, form in forms:
        if sum(bool(form(each)) for each in cells) > MOSTLY * len(cells):
            return field
    return None


def _each_once(columns: Sequence[Column], said: set[int]) -> tuple[Column, ...]:
    """Leave one column of each kind of which there can be only one: what its owner said, else the first."""
    taken: set[Field] = set()
    kept: dict[int, Field] = {}
    for column in sorted(columns, key=lambda each: (each.index not in said, each.index)):
        is_free = column.field in SEVERAL or column.field not in taken
        kept[column.index] = column.field if is_free else Field.NOTHING
        taken.add(column.field)
    return tuple(Column(each.index, each.heading, kept[each.index], each.examples, each.is_never) for each in columns)
