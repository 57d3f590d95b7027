"""`bothways import` and `bothways export`: a programme's people from a sheet, and as one."""

import asyncio
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any
from uuid import uuid4

import typer
from msgspec import Struct
from rich.table import Table
from rich.text import Text

from adapters import sheets, wakeups
from adapters.slack import client
from adapters.slack_people import look_up_all
from bot.console import err, out
from bot.settings import Settings
from bot.store_access import NoAccess, opened
from mentoring import installations
from mentoring.enrolments.rules import fold
from mentoring.errors import Refusal
from mentoring.installations import OfTeam
from mentoring.participants import Profile
from mentoring.roster import answers, by_hand, columns, commands, exporting, queries, settling
from mentoring.roster.by_hand import Consider, FindProgramme, Place
from mentoring.roster.commands import BringIn, ConfirmColumns, HandIn, PeopleFound
from mentoring.roster.exporting import Export
from mentoring.roster.imports import Held
from mentoring.roster.plan import Plan
from mentoring.roster.queries import InImport, Report
from mentoring.roster.rules import (
    SEVERAL,
    SIZE_LIMIT,
    Field,
    NothingToRead,
    Outcome,
    Sheet,
    SlackIsAway,
    Told,
    WhoIsWho,
)
from mentoring.roster.settling import Settle
from mentoring.spreadsheets import BYTE_ORDER_MARK
from mentoring.unit_of_work import UnitOfWork
from mentoring.vault import Vault
from views import roster_report
from views.reader import Reader

Do = Callable[[Callable[[Any, UnitOfWork], Any], Any], Any]
STYLES = {Outcome.KEPT: None, Outcome.MERGED: "dim", Outcome.REFUSED: "bold"}
WORDS_SHOWN = 40


class Asked(Struct, frozen=True):
    """
    What was typed.

    Attributes:
        said: what columns are, as `Heading=field`.
        is_rehearsal: nothing is to be written.
    """

    file: Path
    programme: str
    team_id: str | None
    said: Sequence[str]
    is_rehearsal: bool


class WrongColumn(Exception):
    """One line that says what is wrong with a column that was named."""


def bring_in(settings: Settings, asked: Asked) -> None:
    """Bring a sheet's people in, or say what would come of it, and tell row by row."""
    try:
        with asked.file.open("rb") as opened_file:
            content = opened_file.read(SIZE_LIMIT + 1)
        sheet = columns.without_never(sheets.read(content, asked.file.name))
        with opened(settings, Vault(settings.keys())) as database:

            def do(function: Callable[[Any, UnitOfWork], Any], command: Any) -> Any:
                return database.run(function, command)[0]

            place: Place = do(by_hand.find, FindProgramme(asked.programme, asked.team_id))
            fields = _fields(sheet, place, asked.said)
            people = asyncio.run(_people(settings, place, Held(sheet, fields), do))
            plan = do(
                by_hand.consider, Consider(place.owner, place.programme_id, sheet, fields, people, place.found_at)
            ).plan()
            rows, is_written = plan.report, not asked.is_rehearsal and bool(plan.newcomers)
            if is_written:
                rows = _written(place, sheet, fields, people, plan, do)
                wakeups.call(database.engine)
    except OSError as error:
        raise _ended(f"{asked.file} cannot be read: {error.strerror}.") from None
    except (WrongColumn, NoAccess) as reason:
        raise _ended(str(reason)) from None
    except SlackIsAway:
        raise _ended("Slack did not answer when I looked people up. Nothing was written; please try again.") from None
    except Refusal as refusal:
        raise _ended(Reader().refusal(refusal)) from None
    _tell(rows, plan, is_written=is_written)
    if asked.is_rehearsal:
        out.print("Nothing was written. Without --dry-run it is.")
    elif not is_written:
        # What its columns were said to be is not remembered either: it may be why.
        raise _ended("Nobody can be brought in, so nothing was written. Are the columns what I took them for?")


def export(settings: Settings, programme: str, team_id: str | None, target: Path) -> None:
    """Write a programme's people into a new file that only its owner can read."""
    try:
        with opened(settings, Vault(settings.keys())) as database:
            place: Place = database.run(by_hand.find, FindProgramme(programme, team_id))[0]
            found = database.run(exporting.export, Export(place.owner, place.programme_id))[0]
        # Nothing is written over, and nobody else on this machine reads it.
        with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as written:
            written.write(BYTE_ORDER_MARK + found.content)
    except FileExistsError:
        raise _ended(f"{target} is there already; nothing is written over.") from None
    except OSError as error:
        raise _ended(f"{target} cannot be written: {error.strerror}.") from None
    except NoAccess as reason:
        raise _ended(str(reason)) from None
    except Refusal as refusal:
        raise _ended(Reader().refusal(refusal)) from None
    out.print(f"{found.people} people of {place.name} are in {target}.", markup=False)


def _fields(sheet: Sheet, place: Place, said: Sequence[str]) -> Mapping[int, Field]:
    keys = columns.folded(sheet.headings)
    remembered = dict(place.remembered)
    once: dict[str, str] = {}
    for each in said:
        heading, is_parted, name = each.rpartition("=")
        if not is_parted:
            raise WrongColumn(f"“{each}” does not say what the column is. Write --columns “{each}=team”, for example.")
        if fold(heading) not in keys:
            headings = ", ".join(filter(None, sheet.headings))
            raise WrongColumn(f"There is no column “{heading}”. There are: {headings}.")
        if name not in set(Field):
            raise WrongColumn(f"A column cannot be “{name}”. It can be: {', '.join(Field)}.")
        if columns.is_never(heading):
            raise WrongColumn(f"“{heading}” seems to say whom people would never be matched with, and is never read.")
        if name not in SEVERAL and name in once:
            raise WrongColumn(f"“{once[name]}” and “{heading}” cannot both be {name}.")
        once[name] = heading
        remembered[fold(heading)] = name
    seem = columns.looked_at(sheet, remembered)
    for column in seem:
        told = "left out: whom people would never be matched with" if column.is_never else column.field.value
        err.print(f"{column.heading or '(no heading)'}: {told}", markup=False, style="dim")
    try:
        return answers.checked({each.index: each.field for each in seem if not each.is_never})
    except (WhoIsWho, NothingToRead) as refusal:
        told = Reader().refusal(refusal)
        raise WrongColumn(f"{told} Say it with --columns “Heading=field”, such as “Contact=email”.") from None


async def _people(settings: Settings, place: Place, held: Held, do: Do) -> dict[str, Profile]:
    if settings.bot_token is not None:
        token = settings.bot_token.get_secret_value()
    else:
        installed = do(installations.held, OfTeam(place.owner.team_id))
        if installed is None:
            raise NoAccess("The bot is not installed in this workspace any more.")
        token = installed.token
    err.print(f"Looking up the people of {len(held.sheet.lines)} rows in Slack …", style="dim")
    return await look_up_all(client(token, settings.api_url), held, frozenset(settings.away_emoji))


def _written(
    place: Place, sheet: Sheet, fields: Mapping[int, Field], people: Mapping[str, Profile], plan: Plan, do: Do
) -> tuple[Told, ...]:
    form = do(commands.hand_in, HandIn(place.owner, place.programme_id, sheet, f"by hand:{uuid4().hex}"))
    held = do(commands.confirm, ConfirmColumns(place.owner, form.import_id, fields))
    do(commands.keep_people, PeopleFound(place.owner, form.import_id, held.fields or {}, people, place.found_at))
    gathered = do(queries.gather, InImport(place.owner, form.import_id))
    command = BringIn(place.owner, form.import_id, plan, gathered.seen, gathered.looked_up_at)
    while not command.is_prepared:
        command = do(commands.prepare, command)
    report: Report = do(commands.bring_in, command)
    while report.rest is not None:
        report = do(settling.settle, Settle(place.owner, form.import_id, report.rest))
    return report.rows


def _tell(rows: Sequence[Told], plan: Plan, *, is_written: bool) -> None:
    reader = Reader()
    table = Table("Row", "Who", "What became of it", "Why", "Remarks", show_lines=False)
    for each in rows:
        table.add_row(*(Text(cell) for cell in roster_report.cells(reader, each)), style=STYLES[each.outcome])
    out.print(table)
    if plan.words:
        told = [f"{each.typed} → {each.guessed}" for each in plan.words[:WORDS_SHOWN]]
        more = f", and {len(plan.words) - WORDS_SHOWN} more" if len(plan.words) > WORDS_SHOWN else ""
        out.print(f"Words that were new, and what I took them for: {'; '.join(told)}{more}.", markup=False)
    kept, merged, refused = (sum(each.outcome is outcome for each in rows) for outcome in Outcome)
    done = "" if is_written else "would be "
    out.print(f"{kept} {'row' if kept == 1 else 'rows'} {done}kept, {merged} merged, {refused} refused.", style="bold")


def _ended(reason: str) -> typer.Exit:
    err.print(reason, markup=False)
    return typer.Exit(1)
