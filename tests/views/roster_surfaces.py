"""Bringing people in, in every state: what joins the gallery."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from msgspec.structs import replace

from mentoring.enrolments.rules import SKILL_LIMIT
from mentoring.participants import Actor
from mentoring.programmes.commands import NAME_LIMIT
from mentoring.programmes.queries import OwnProgramme
from mentoring.roster.answers import NAME_LIMIT as WHO_LIMIT
from mentoring.roster.columns import Column
from mentoring.roster.plan import Plan
from mentoring.roster.posted import MOST_FILES, OneWaits, PostedSheet, SheetOffer, TakePosted
from mentoring.roster.queries import ColumnsForm, Gathered, ImportPage, Report, Waiting
from mentoring.roster.rules import CELL_LIMIT, FILE_NAME_LIMIT, MOST_COLUMNS, Field, Remark, Sheet, Told, Why
from mentoring.roster.words import Word
from mentoring.states import ImportState
from tests.views.facts import MOMENT, World, uid
from views import notices, posted_sheets, programmes, roster, roster_report, roster_rows, roster_words
from views.kit import Message
from views.reader import Reader
from views.roster_rows import A_PAGE, FEW

READER = Reader("en")


def surfaces(world: World) -> Iterator[tuple[str, Message | dict[str, Any]]]:
    """Each message and modal by its name."""
    name = world.text(NAME_LIMIT)
    page = ImportPage(uid(80), name, None)
    waiting = Waiting(uid(81), 60, MOMENT, MOMENT + timedelta(days=7))
    yield "import, the form", roster.page(READER, page)
    yield "import, one waits", roster.page(READER, replace(page, waiting=waiting))
    yield "import, which programme", roster.choose(READER, [OwnProgramme(uid(n), name) for n in range(45)])
    yield "import, columns", roster.columns(READER, _columns(world, len(Field)))
    yield "import, every column there may be", roster.columns(READER, _columns(world, MOST_COLUMNS))
    hidden = _columns(world, 0).columns * MOST_COLUMNS
    yield "import, no column to be read", roster.columns(READER, replace(_columns(world, 0), columns=hidden))
    yield "import, looking up", roster.looking_up(READER)
    gathered = Gathered(uid(81), name, Sheet((), ()), {}, {}, {}, {}, MOMENT, is_old=True, seen="")
    for looked_up_at in (MOMENT, None):
        card = replace(gathered, looked_up_at=looked_up_at)
        yield f"import, looked up long ago, {looked_up_at}", roster.look_again(READER, card)
    for number, title in ((0, "ready"), (1, "one word"), (12, "a page of words"), (13, "more words")):
        yield f"import, {title}", roster_words.review(READER, uid(81), name, _plan(world, number))
    nobody = Plan((), (Told(2, "", Why.NO_ADDRESS),), ())
    yield "import, nobody", roster_words.review(READER, uid(81), name, nobody)
    for refused in (FEW, FEW + 1, 3 * A_PAGE):
        plan = Plan((), _rows(world, refused, noted=refused), ())
        yield f"import, {refused} rows to mend", roster_words.review(READER, uid(81), name, plan)
        for number in range(4):
            view = roster_rows.page(READER, uid(81), plan.report, number)
            yield f"import, {refused} rows to mend, page {number}", view
    yield "import, no row to mend any more", roster_rows.page(READER, uid(81), (), 1)
    for rows in (0, 1, 500):
        yield f"import, done, {rows} refused", roster_report.done(READER, _report(world, rows), programmes.PAGE)
    yield "import, the report", notices.render(READER, _report(world, 3))
    yield from _posted(world, waiting)


def _posted(world: World, waiting: Waiting) -> Iterator[tuple[str, Message | dict[str, Any]]]:
    """Sheets that were posted to the bot, in each state, and what is asked before one is read."""
    for programme_id in (uid(80), None):
        card = SheetOffer(uid(82), (), programme_id)
        yield f"import, somebody else's sheet was posted {programme_id}", notices.render(READER, card)
    sheets = {state: _sheet("F0", state) for state in (None, *ImportState)}
    for state, sheet in sheets.items():
        yield f"import, a sheet was posted, {state}", notices.render(READER, SheetOffer(uid(82), (sheet,), uid(80)))
    both = {"all closed": [None] * MOST_FILES, "one of each": list(sheets), "all read": [ImportState.READ] * MOST_FILES}
    for title, states in both.items():
        several = tuple(_sheet(f"F{number}", state) for number, state in enumerate(states))
        yield f"import, sheets were posted, {title}", notices.render(READER, SheetOffer(uid(82), several, uid(80)))
    command, name = TakePosted(Actor("T1", "U1"), uid(82)), world.text(255)
    files = [(f"F0123456789{number}", name) for number in range(MOST_FILES)]
    yield "import, which posted sheet", posted_sheets.which_sheet(READER, command, files)
    of_each = [OwnProgramme(uid(n), world.text(NAME_LIMIT)) for n in range(45)]
    yield "import, a posted sheet for which programme", posted_sheets.which_programme(READER, command, "F0", of_each)
    card_of_two = OneWaits("F0", uid(80), world.text(NAME_LIMIT), waiting)
    yield "import, a sheet was posted while one waits", posted_sheets.one_waits(READER, command, card_of_two)


def _sheet(file_id: str, state: ImportState | None) -> PostedSheet:
    is_under_way = state in {ImportState.READ, ImportState.MAPPED}
    return PostedSheet(file_id, uid(81) if is_under_way else None, state)


def _columns(world: World, number: int) -> ColumnsForm:
    heading, example = world.text(CELL_LIMIT), world.text(CELL_LIMIT)
    kinds = list(Field)
    columns = tuple(
        Column(index, heading if index else "", kinds[index % len(kinds)], (example,) * (index % 4))
        for index in range(number)
    )
    never = Column(number, f"Never {heading}"[:CELL_LIMIT], Field.NOTHING, (), is_never=True)
    return ColumnsForm(uid(81), world.text(NAME_LIMIT), 60, (*columns, never))


def _plan(world: World, number: int) -> Plan:
    skill = world.text(SKILL_LIMIT)
    words = tuple(
        Word(world.text(CELL_LIMIT), f"{n} {world.words}", skill if n % 2 else None, n + 1) for n in range(number)
    )
    return Plan((), _rows(world, 1), words)


def _rows(world: World, refused: int, noted: int = 1) -> tuple[Told, ...]:
    who, all_remarks = world.text(WHO_LIMIT), tuple((each, 3) for each in Remark)
    kept = (*(Told(2, who, Why.NEW, remarks=all_remarks) for _ in range(noted)), Told(3, who, Why.UPDATED))
    others = [each for each in Why if each not in {Why.NEW, Why.UPDATED, Why.LATER_ROW}]
    alike = ((Remark.SIMILAR_NAME, 49_999),) * 9
    told = tuple(
        Told(4 + n, who if n % 5 else "", others[n % len(others)], remarks=alike if n % 2 else ())
        for n in range(refused)
    )
    return (*kept, Told(1_000, who, Why.LATER_ROW, 2), *told)


def _report(world: World, refused: int) -> Report:
    name = world.text(FILE_NAME_LIMIT) if refused else ""
    return Report(
        uid(81), uid(80), world.text(NAME_LIMIT), _rows(world, refused), MOMENT + timedelta(days=30), None, name
    )
