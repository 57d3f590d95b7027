"""Sheets of people, brought in step by step as the product does."""

from pathlib import Path
from uuid import UUID

from msgspec.structs import replace

from adapters import sheets
from mentoring.enrolments.rules import fold
from mentoring.participants import Profile
from mentoring.roster import commands, imports, queries, settling
from mentoring.roster.commands import BringIn, ConfirmColumns, DecideWords, HandIn, PeopleFound
from mentoring.roster.plan import Rest
from mentoring.roster.queries import ColumnsForm, InImport, Report
from mentoring.roster.rules import Field, Sheet, Why
from mentoring.roster.settling import Settle
from mentoring.unit_of_work import UnitOfWork
from models import ImportState
from tests.factories.cast import Cast, receipt

MESSY = Path(__file__).parent / "messy.csv"
"""Sixty rows as a form exports them: twice answered, mistyped, half filled, and with what nobody should be asked."""


def as_sheet(*rows: str, headings: str = "Email,Name,Can teach,Wants to learn") -> Sheet:
    """A sheet of a few rows, written as CSV."""
    return sheets.read("\n".join([headings, *rows]).encode())


def found_in_slack(cast: Cast, keys: frozenset[str], missing: frozenset[str] = frozenset()) -> dict[str, Profile]:
    """Everybody with an address at example.com is in Slack, by their first name; a robot, and one who is gone."""
    people: dict[str, Profile] = {}
    for key in sorted(keys - missing):
        name, _, domain = key.partition("@")
        if domain == "example.com":
            profile = cast.profile(name)
            people[key] = Profile(
                profile.user_id,
                name.capitalize(),
                profile.zone,
                "en-GB",
                is_bot=name == "robot",
                is_gone=name == "gone",
            )
    return people


def handed_in(cast: Cast, programme_id: UUID, sheet: Sheet, by: str = "olga") -> ColumnsForm:
    return cast.store.do(commands.hand_in, HandIn(cast.actor(by), programme_id, sheet, receipt()))


def looked_up(
    cast: Cast,
    form: ColumnsForm,
    missing: frozenset[str] = frozenset(),
    said: dict[int, Field] | None = None,
    owner: str = "olga",
) -> None:
    """The owner confirms the columns, and everybody is looked up."""
    by = cast.actor(owner)
    fields = {each.index: each.field for each in form.columns} | (said or {})
    held = cast.store.do(commands.confirm, ConfirmColumns(by, form.import_id, fields))
    people = found_in_slack(cast, held.wanted(), missing)
    people |= found_in_slack(cast, held.wanted_instead(people), missing)
    cast.store.do(commands.keep_people, PeopleFound(by, form.import_id, held.fields or {}, people, held.looked_up_at))


def decides(cast: Cast, form: ColumnsForm, **names: str | None) -> None:
    """The owner says what words mean."""
    told = {fold(word): name for word, name in names.items()}
    cast.store.do(commands.decide, DecideWords(cast.actor("olga"), form.import_id, told))


def bringing(cast: Cast, form: ColumnsForm, by: str = "olga") -> BringIn:
    """What the owner is about to do, as it was reckoned from what is kept now."""
    gathered = cast.store.do(queries.gather, InImport(cast.actor(by), form.import_id))
    return BringIn(cast.actor(by), form.import_id, gathered.plan(), gathered.seen, gathered.looked_up_at)


def finished(cast: Cast, form: ColumnsForm) -> Report:
    """The owner has everybody brought in."""
    return brought_in(cast, bringing(cast, form))


def counted(cast: Cast, programme_id: UUID, *rows: str, headings: str) -> Settle:
    """A short sheet counts as a long one does: everything of it is still to be written."""
    form = handed_in(cast, programme_id, replace(as_sheet(*rows, headings=headings), name="people.csv"))
    looked_up(cast, form)
    command = bringing(cast, form)
    report = cast.store.do(_counts, command)
    assert report.rest is not None
    cast.store.clock.advance(seconds=1)
    return Settle(command.actor, command.import_id, report.rest)


def _counts(command: BringIn, uow: UnitOfWork) -> Report:
    found, programme = imports.own(command.actor, command.import_id, uow, lock=True)
    found.state = ImportState.DONE
    fresh = frozenset(each.number for each in command.plan.report if each.why is Why.NEW)
    assert command.looked_up_at is not None
    rest = Rest(command.plan.newcomers, fresh, command.looked_up_at, uow.now)
    return settling.begin(found, programme, command.plan, rest, uow)


def brought_in(cast: Cast, command: BringIn) -> Report:
    """All that is left of a sheet goes in."""
    report = cast.store.do(commands.bring_in, command)
    while report.rest is not None:
        report = cast.store.do(settling.settle, Settle(command.actor, command.import_id, report.rest))
    return report


def imported(cast: Cast, programme_id: UUID, *rows: str, headings: str | None = None) -> Report:
    """A sheet of a few rows, all the way in."""
    sheet = as_sheet(*rows, headings=headings) if headings else as_sheet(*rows)
    form = handed_in(cast, programme_id, sheet)
    looked_up(cast, form)
    return finished(cast, form)
