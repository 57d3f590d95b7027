"""From the rows of a sheet to what each says of somebody; pure, and the same each time."""

from collections.abc import Collection, Mapping, Sequence

from msgspec import Struct

from mentoring.enrolments.rules import TEAM_LIMIT
from mentoring.roster import values
from mentoring.roster.rules import SEVERAL, Field, Line, NothingToRead, Remark, Sheet, TwoColumns, WhoIsWho
from mentoring.spreadsheets import as_written
from mentoring.states import RoleWish
from models import Company

NAME_LIMIT = 80


class Answer(Struct, frozen=True):
    """
    One row.

    Attributes:
        key: by what its person is found: a Slack id, an email address or an @handle; nothing without any of them.
        instead: by what they are found where Slack knows no such id: what looks like one may be an employee's number.
        name: as the sheet has it; may be empty.
        at: when it was handed in, in a form that compares.
        offers, seeks: the cells, as they were written.
        hours: of the working day, as minutes after midnight.
        manager: by what their manager is found.
        remarks: what was not understood.
    """

    number: int
    key: str | None
    instead: str | None
    name: str
    at: tuple[int, ...]
    wish: RoleWish
    offers: str
    seeks: str
    languages: tuple[str, ...]
    zone: str | None
    hours: tuple[int, int] | None
    capacity: int
    company: Company
    team: str
    location: str
    manager: str | None
    remarks: tuple[Remark, ...]


def checked(fields: Mapping[int, Field]) -> Mapping[int, Field]:
    """
    Return what the columns are, by their places.

    Raises:
        TwoColumns, WhoIsWho, NothingToRead: on a field of the form, `column-N`.
    """
    taken: set[Field] = set()
    for index, field in sorted(fields.items()):
        if field in taken and field not in SEVERAL:
            raise TwoColumns(field=f"column-{index}")
        taken.add(field)
    first = f"column-{min(fields, default=0)}"
    if not taken & {Field.EMAIL, Field.SLACK}:
        raise WhoIsWho(field=first)
    if not taken & {Field.OFFERS, Field.SEEKS}:
        raise NothingToRead(field=first)
    return fields


def of(sheet: Sheet, fields: Mapping[int, Field]) -> tuple[Answer, ...]:
    """Return what each row says."""
    places: dict[Field, list[int]] = {}
    for index, field in sorted(fields.items()):
        places.setdefault(field, []).append(index)
    when = values.moments([_cell(each, Field.TIMESTAMP, places) for each in sheet.lines])
    return tuple(_answer(line, at, places) for line, at in zip(sheet.lines, when, strict=True))


def wanted(answers: Sequence[Answer]) -> frozenset[str]:
    """Return by what everybody is to be looked up: those who answered, and their managers."""
    keys = {each.key for each in answers} | {each.manager for each in answers}
    return frozenset(key for key in keys if key)


def wanted_instead(answers: Sequence[Answer], found: Collection[str]) -> frozenset[str]:
    """Return by what those are to be looked up whom Slack does not know by the id they have."""
    return frozenset(each.instead for each in answers if each.instead and each.key not in found)


def key_of(*cells: str) -> str | None:
    """Return by what somebody is found, the Slack id before all others."""
    for form in (values.slack_id, values.email):
        for cell in cells:
            if found := form(cell):
                return found
    handle = next((found for cell in cells if (found := values.handle(cell))), None)
    return f"@{handle}" if handle else None


def _answer(line: Line, at: tuple[int, ...], places: Mapping[Field, list[int]]) -> Answer:
    def cell(field: Field, between: str = " ") -> str:
        return _cell(line, field, places, between)

    remarks: list[Remark] = []

    def clear(text: str, found: object, remark: Remark) -> None:
        if text and found is None:
            remarks.append(remark)

    wish, zone, hours = (values.wish(cell(Field.WISH)), values.zone(cell(Field.ZONE)), values.hours(cell(Field.HOURS)))
    languages, all_known = values.languages(cell(Field.LANGUAGES, "; "))
    clear(cell(Field.WISH), wish, Remark.WISH_UNCLEAR)
    clear(cell(Field.ZONE), zone, Remark.ZONE_UNCLEAR)
    clear(cell(Field.HOURS), hours, Remark.HOURS_UNCLEAR)
    clear(cell(Field.LANGUAGES), True if all_known else None, Remark.LANGUAGE_UNCLEAR)
    manager = key_of(cell(Field.MANAGER))
    clear(cell(Field.MANAGER), manager, Remark.MANAGER_UNKNOWN)
    key, address = key_of(cell(Field.SLACK), cell(Field.EMAIL)), key_of(cell(Field.EMAIL))
    capacity = values.capacity(cell(Field.CAPACITY))
    clear(cell(Field.CAPACITY), capacity, Remark.CAPACITY_UNCLEAR)
    return Answer(
        number=line.number,
        key=key,
        instead=address if address != key else None,
        name=" ".join(cell(Field.NAME).split())[:NAME_LIMIT],
        at=at,
        wish=wish or RoleWish.EITHER,
        offers=cell(Field.OFFERS, "\n"),
        seeks=cell(Field.SEEKS, "\n"),
        languages=languages,
        zone=zone,
        hours=hours,
        capacity=capacity or 1,
        company=values.company(cell(Field.COMPANY)) or Company.NO,
        team=" ".join(cell(Field.TEAM).split())[:TEAM_LIMIT],
        location=" ".join(cell(Field.LOCATION).split())[:TEAM_LIMIT],
        manager=manager,
        remarks=tuple(remarks),
    )


def _cell(line: Line, field: Field, places: Mapping[Field, list[int]], between: str = " ") -> str:
    """Return what a row has in the columns of one kind; an apostrophe that kept a formula harmless is taken off."""
    return between.join(as_written(cell) for index in places.get(field, ()) if (cell := line.cells[index]))
