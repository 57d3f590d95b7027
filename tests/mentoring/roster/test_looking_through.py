"""An owner looks a sheet through: its columns, its people and its words, in whatever order their windows send it."""

import random
from datetime import timedelta
from uuid import UUID

import pytest
from msgspec.structs import replace

from mentoring.roster import commands, queries
from mentoring.roster.commands import ConfirmColumns, DecideWords, PeopleFound
from mentoring.roster.queries import InImport
from mentoring.roster.rules import Field, Remark, SheetMovedOn, TwoColumns
from models import ImportState, Participant
from tests.factories.cast import Cast
from tests.factories.sheets import as_sheet, finished, handed_in, looked_up
from tests.factories.statements import noted, questions

ADA = "ada@example.com,Ada,Strategy,Prompting"


@pytest.fixture
def programme_id(each_cast: Cast) -> UUID:
    return each_cast.programme()


def test_who_was_looked_up_by_other_columns_is_not_taken_for_those_of_these(
    each_cast: Cast, programme_id: UUID
) -> None:
    headings = "Email,Other,Can teach,Learn"
    row = "ada@example.com,ben@example.com,SQL,Golf"
    form, by = handed_in(each_cast, programme_id, as_sheet(row, headings=headings)), each_cast.actor("olga")
    first = {0: Field.EMAIL, 1: Field.NOTHING, 2: Field.OFFERS, 3: Field.SEEKS}
    for fields in (first, first | {0: Field.NOTHING, 1: Field.EMAIL}):
        each_cast.store.do(commands.confirm, ConfirmColumns(by, form.import_id, fields))
    late = PeopleFound(
        by, form.import_id, first, {"ada@example.com": each_cast.profile("ada")}, each_cast.store.clock.now()
    )
    with pytest.raises(SheetMovedOn):
        each_cast.store.do(commands.keep_people, late)
    assert each_cast.store.do(queries.stands, InImport(by, form.import_id)) is ImportState.READ


def test_a_column_that_no_form_shows_is_in_nobodys_way(each_cast: Cast, programme_id: UUID) -> None:
    others = [f"Question {number}" for number in range(45)]
    headings = ",".join(["Can teach", "Learn", "Where to write to", *others, "Email"])
    row = ",".join(["SQL", "Golf", "Ada <ada@example.com>", *("x" * 45), "ben@example.com"])
    form, by = handed_in(each_cast, programme_id, as_sheet(row, headings=headings)), each_cast.actor("olga")
    shown = {each.index: each.field for each in form.columns[:40]} | {2: Field.EMAIL}
    held = each_cast.store.do(commands.confirm, ConfirmColumns(by, form.import_id, shown))
    assert held.wanted() == {"ada@example.com"}
    with pytest.raises(TwoColumns):
        each_cast.store.do(commands.confirm, ConfirmColumns(by, form.import_id, shown | {3: Field.EMAIL}))


def test_long_prose_is_decided_and_remembered_like_any_word(each_cast: Cast, programme_id: UUID) -> None:
    chance = random.Random(8)  # noqa: S311 - letters that no index makes shorter
    prose = "".join(chr(chance.randrange(0x4E00, 0x9F00)) for _ in range(950))
    form, by = handed_in(each_cast, programme_id, as_sheet(f"ada@example.com,Ada,{prose},SQL")), each_cast.actor("olga")
    looked_up(each_cast, form)
    gathered = each_cast.store.do(queries.gather, InImport(by, form.import_id))
    [word] = gathered.plan().words
    each_cast.store.do(commands.decide, DecideWords(by, form.import_id, {word.folded: None}))
    assert each_cast.store.do(queries.gather, InImport(by, form.import_id)).plan().words == ()


def test_a_thousand_words_take_no_more_statements_than_ten(each_cast: Cast, programme_id: UUID) -> None:
    asked = []
    for number in (10, 400):
        rows = [f"p{number}x{each}@example.com,P,Thing {number} {each},SQL" for each in range(number)]
        form, by = handed_in(each_cast, programme_id, as_sheet(*rows)), each_cast.actor("olga")
        looked_up(each_cast, form)
        words = each_cast.store.do(queries.gather, InImport(by, form.import_id)).plan().words
        assert len(words) == number
        decided = DecideWords(by, form.import_id, {each.folded: each.guessed for each in words})
        with noted(each_cast.store.database.engines) as statements:
            each_cast.store.do(commands.decide, decided)
            finished(each_cast, form)
        asked.append(questions(statements))
    assert asked[0] == asked[1]


def test_ones_own_manager_is_told_however_they_are_named(each_cast: Cast, programme_id: UUID) -> None:
    headings = "Slack id,Can teach,Learn,Manager"
    form, by = (
        handed_in(each_cast, programme_id, as_sheet("U0ADA0000,SQL,Golf,ada@example.com", headings=headings)),
        each_cast.actor("olga"),
    )
    fields = {each.index: each.field for each in form.columns}
    each_cast.store.do(commands.confirm, ConfirmColumns(by, form.import_id, fields))
    people = dict.fromkeys(("U0ADA0000", "ada@example.com"), each_cast.profile("ada"))
    each_cast.store.do(
        commands.keep_people, PeopleFound(by, form.import_id, fields, people, each_cast.store.clock.now())
    )
    [row] = finished(each_cast, form).rows
    assert row.remarks == ((Remark.OWN_MANAGER, 0),)


def test_who_is_on_holiday_when_they_are_brought_in_is_not_matched_meanwhile(
    each_cast: Cast, programme_id: UUID
) -> None:
    form, by = handed_in(each_cast, programme_id, as_sheet(ADA)), each_cast.actor("olga")
    fields = {each.index: each.field for each in form.columns}
    each_cast.store.do(commands.confirm, ConfirmColumns(by, form.import_id, fields))
    back = each_cast.store.clock.now() + timedelta(days=9)
    people = {"ada@example.com": replace(each_cast.profile("ada"), status_ends=back, is_away=True)}
    each_cast.store.do(
        commands.keep_people, PeopleFound(by, form.import_id, fields, people, each_cast.store.clock.now())
    )
    finished(each_cast, form)
    [ada] = [each for each in each_cast.store.rows(Participant) if each.slack_user_id == "UADA"]
    assert ada.away_until == back
