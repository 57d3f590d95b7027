"""While a sheet that counts is going in, nobody takes half of it for the whole."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from adapters.drafting import gathered
from mentoring.roster import exporting, settling
from mentoring.roster.exporting import Export
from mentoring.roster.rules import SETTLES_WITHIN, UNFINISHED_FOR, SheetGoesIn
from mentoring.roster.settling import Settle
from mentoring.rounds import gathering, supposing
from mentoring.rounds.reckoning import Gathered
from mentoring.rounds.rules import MatchingRules, Suppose
from models import RosterImport
from tests.factories.cast import Cast
from tests.factories.sheets import as_sheet, counted, handed_in, imported, looked_up
from tests.mentoring.rounds.desk import begins, desk, drafted, round_of, takes_its_course

HEADINGS = "Email,Name,Can teach,Wants to learn,Team"
ADA, BEN = "ada@example.com,Ada,Strategy,SQL,Blue", "ben@example.com,Ben,SQL,Strategy,Blue"
GREEN = tuple(each.replace("Blue", "Green") for each in (ADA, BEN))
AS_USUAL = MatchingRules(120, frozenset(), 365)


@pytest.fixture
def programme_id(each_cast: Cast) -> UUID:
    """Ada and Ben are here from a sheet."""
    programme_id = each_cast.programme()
    imported(each_cast, programme_id, ADA, BEN, headings=HEADINGS)
    each_cast.store.clock.advance(hours=1)
    return programme_id


def going_in(cast: Cast, programme_id: UUID) -> Settle:
    """A newer sheet counts and has nobody written yet; then the first of two steps is done, and Ada's team is new."""
    half = counted(cast, programme_id, GREEN[0], headings=HEADINGS)
    whole = counted(cast, programme_id, *GREEN, headings=HEADINGS)
    cast.store.do(settling.settle, half)
    return whole


def exported(cast: Cast, programme_id: UUID) -> str:
    return cast.store.do(exporting.export, Export(cast.actor("olga"), programme_id)).content


def test_an_export_holds_a_sheet_as_a_whole_or_not_yet(each_cast: Cast, programme_id: UUID) -> None:
    assert exported(each_cast, programme_id).count("Blue") == 2
    rest = going_in(each_cast, programme_id)
    with pytest.raises(SheetGoesIn):
        exported(each_cast, programme_id)
    each_cast.store.do(settling.settle, rest)
    assert exported(each_cast, programme_id).count("Green") == 2


def test_neither_a_draft_nor_a_supposed_one_is_made_from_half_a_sheet(each_cast: Cast, programme_id: UUID) -> None:
    round_id = round_of(drafted(each_cast, programme_id))
    suppose = Suppose(each_cast.actor("olga"), round_id, AS_USUAL)
    rest = going_in(each_cast, programme_id)
    with pytest.raises(SheetGoesIn):
        each_cast.store.do(supposing.supposed, suppose)
    asked = begins(each_cast, programme_id)
    with pytest.raises(SheetGoesIn):
        each_cast.store.do(gathering.gathered, asked)
    each_cast.store.do(settling.settle, rest)
    assert teams(each_cast.store.do(gathering.gathered, asked)) == {"UADA": "green", "UBEN": "green"}


def teams(found: Gathered) -> dict[str, str | None]:
    return {each.id: each.team for each in found.asked.surveys}


def test_a_sheet_whose_bot_was_killed_lets_drafts_and_exports_be_made_after_a_minute(
    each_cast: Cast, programme_id: UUID
) -> None:
    going_in(each_cast, programme_id)
    each_cast.store.clock.advance(seconds=SETTLES_WITHIN.total_seconds())
    takes_its_course(each_cast)
    assert exported(each_cast, programme_id).count("Green") == 2


def test_a_sheet_that_can_never_be_whole_keeps_nobody_waiting_for_ever(each_cast: Cast, programme_id: UUID) -> None:
    going_in(each_cast, programme_id)
    with each_cast.store.transaction() as uow:
        for each in uow.db.scalars(select(RosterImport).where(RosterImport.sealed_sheet.is_not(None))):
            each.sealed_sheet = "sealed with a key that is lost"
    each_cast.store.clock.advance(minutes=2)
    takes_its_course(each_cast)
    with pytest.raises(SheetGoesIn):
        exported(each_cast, programme_id)
    each_cast.store.clock.advance(seconds=2 * UNFINISHED_FOR.total_seconds())
    assert exported(each_cast, programme_id)


def test_working_hours_are_a_persons_so_that_another_programme_waits_as_well_and_another_workspace_does_not(
    each_cast: Cast, programme_id: UUID
) -> None:
    elsewhere = each_cast.programme(name="Another")
    imported(each_cast, elsewhere, ADA, headings=HEADINGS)
    other = Cast(each_cast.store, "T0OTHER")
    theirs = other.programme()
    imported(other, theirs, ADA, headings=HEADINGS)
    going_in(each_cast, programme_id)
    with pytest.raises(SheetGoesIn):
        exported(each_cast, elsewhere)
    assert exported(other, theirs).count("Blue") == 1


def test_a_sheet_that_is_only_looked_through_keeps_nobody_waiting(each_cast: Cast, programme_id: UUID) -> None:
    form = handed_in(each_cast, programme_id, as_sheet(*GREEN, headings=HEADINGS))
    assert exported(each_cast, programme_id).count("Blue") == 2
    looked_up(each_cast, form)
    assert exported(each_cast, programme_id).count("Blue") == 2
    assert desk(each_cast, programme_id).people == 2


async def test_who_drafts_waits_for_the_other_half(each_cast: Cast, programme_id: UUID) -> None:
    rest, looks = going_in(each_cast, programme_id), 0

    async def transact(function: Any, command: Any) -> Any:
        nonlocal looks
        looks += 1
        if looks == 3:
            each_cast.store.do(settling.settle, rest)
        return each_cast.store.do(function, command)

    asked = begins(each_cast, programme_id)
    found = await gathered(gathering.gathered, asked, transact, every=0)
    assert (looks, teams(found)) == (3, {"UADA": "green", "UBEN": "green"})


async def test_who_drafts_does_not_wait_for_ever(each_cast: Cast, programme_id: UUID) -> None:
    going_in(each_cast, programme_id)
    asked = begins(each_cast, programme_id)
    with pytest.raises(SheetGoesIn):
        await gathered(gathering.gathered, asked, each_cast.store.database.transact, patience=0, every=0)
