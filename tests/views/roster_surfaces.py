"""Bringing people in, in every state: what joins the gallery."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from msgspec.structs import replace

from mentoring.enrolments.rules import SKILL_LIMIT
from mentoring.programmes.commands import NAME_LIMIT
from mentoring.programmes.queries import OwnProgramme
from mentoring.roster.answers import NAME_LIMIT as WHO_LIMIT
from mentoring.roster.columns import Column
from mentoring.roster.notices import SheetOffer
from mentoring.roster.plan import Plan
from mentoring.roster.queries import ColumnsForm, ImportPage, Report, Waiting
from mentoring.roster.rules import CELL_LIMIT, MOST_COLUMNS, Field, Remark, Told, Why
from mentoring.roster.words import Word
from tests.views.facts import MOMENT, World, uid
from views import notices, programmes, roster, roster_report, roster_words
from views.kit import Message
from views.reader import Reader

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
    for number, title in ((0, "ready"), (1, "one word"), (12, "a page of words"), (13, "more words")):
        yield f"import, {title}", roster_words.review(READER, uid(81), name, _plan(world, number))
    nobody = Plan((), (Told(2, "", Why.NO_ADDRESS),), ())
    yield "import, nobody", roster_words.review(READER, uid(81), name, nobody)
    for rows in (0, 1, 500):
        yield f"import, done, {rows} refused", roster_report.done(READER, _report(world, rows), programmes.PAGE)
    yield "import, the report", notices.render(READER, _report(world, 3))
    for programme_id in (uid(80), None):
        yield f"import, a sheet was posted {programme_id}", notices.render(READER, SheetOffer(programme_id))


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


def _rows(world: World, refused: int) -> tuple[Told, ...]:
    who = world.text(WHO_LIMIT)
    kept = (Told(2, who, Why.NEW, remarks=tuple((each, 3) for each in Remark)), Told(3, who, Why.UPDATED))
    others = [each for each in Why if each not in {Why.NEW, Why.UPDATED, Why.LATER_ROW}]
    told = tuple(Told(4 + n, who if n % 5 else "", others[n % len(others)]) for n in range(refused))
    return (*kept, Told(1_000, who, Why.LATER_ROW, 2), *told)


def _report(world: World, refused: int) -> Report:
    return Report(uid(81), uid(80), world.text(NAME_LIMIT), _rows(world, refused), MOMENT + timedelta(days=30))
