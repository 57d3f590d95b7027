"""A sheet is its owner's alone: not another owner's, not an admin's, not that of whoever stands in it."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace

from mentoring import participants
from mentoring.enrolments import commands as enrolments
from mentoring.enrolments.commands import LeaveProgramme
from mentoring.participants import Actor
from mentoring.programmes import commands as programmes
from mentoring.programmes.commands import OpenProgramme
from mentoring.programmes.queries import InProgramme, OnlyItsOwner
from mentoring.roster import exporting, posted, queries
from mentoring.roster.exporting import Export
from mentoring.roster.posted import SheetPosted, TakePosted
from mentoring.roster.rules import PostedSheetGone
from models import EnrolmentSkill, OutboxRow, ParticipantState, ProgrammeDuty, ProgrammeRole, RosterImport, SkillReading
from tests.factories.cast import Cast, receipt
from tests.factories.enrolled import begins, enrolled
from tests.factories.sheets import as_sheet, decides, finished, handed_in, looked_up
from tests.mentoring.test_enrolments_are_nobody_elses import WAYS, attempt

ROW = "dora@example.com,Canary Dora,canary skill,SQL"
SHEETS = [way for way in WAYS if way.__module__.startswith("mentoring.roster")]


@pytest.fixture
def programme_id(cast: Cast) -> UUID:
    """Olga brought a sheet in, and looks through another."""
    programme_id = cast.programme()
    enrolled(cast, programme_id, "dora_too")
    done = handed_in(cast, programme_id, as_sheet(ROW))
    looked_up(cast, done)
    decides(cast, done, **{"canary skill": "Canary skill"})
    finished(cast, done)
    cast.store.clock.advance(minutes=1)
    looked_up(cast, handed_in(cast, programme_id, as_sheet(ROW)))
    return programme_id


@pytest.fixture(params=["another owner", "owner of the same", "sponsor", "admin", "one of the sheet", "elsewhere"])
def somebody_else(request: pytest.FixtureRequest, cast: Cast, programme_id: UUID) -> Actor:
    match request.param:
        case "another owner":
            admin = replace(cast.profile("root"), is_admin=True)
            opened = OpenProgramme(cast.actor("root"), admin, "Another", "C2", cast.profile("paul"), receipt())
            cast.store.do(programmes.open_new, opened)
            return cast.actor("paul")
        case "owner of the same":
            _co_owner(cast, programme_id)
            return cast.actor("paul")
        case "sponsor":
            return cast.actor("sven")
        case "admin":
            return cast.actor("root")
        case "one of the sheet":
            return cast.actor("dora")
        case _:
            return Cast(cast.store, "T2").actor("olga")


def _co_owner(cast: Cast, programme_id: UUID) -> None:
    with cast.store.transaction() as uow:
        person = participants.record(cast.team, cast.profile("paul"), ParticipantState.ACTIVE, uow)
        duty: Mapping[str, Any] = {"workspace_id": cast.workspace_id, "programme_id": programme_id}
        uow.db.add(ProgrammeDuty(**duty, participant_id=person.id, role=ProgrammeRole.OWNER))


@pytest.mark.parametrize("way", SHEETS, ids=lambda way: way.__name__)
def test_a_sheet_is_its_owners_alone(
    cast: Cast, programme_id: UUID, somebody_else: Actor, way: Callable[..., Any]
) -> None:
    before = kept(cast)
    for command in WAYS[way](cast, somebody_else, programme_id):
        assert "anary" not in attempt(cast, way, command)
    assert before <= kept(cast), "they may hand in a sheet of their own where they are owners, and touch no other"


def kept(cast: Cast) -> set[str]:
    """Olga's sheets, what was decided of their words, and what they brought, as it lies in the store."""
    rows = [each for model in (RosterImport, SkillReading, EnrolmentSkill) for each in cast.store.rows(model)]
    return {
        repr(sorted((name, str(value)) for name, value in vars(each).items() if not name.startswith("_")))
        for each in rows
    }


def test_the_walk_would_find_a_leak(cast: Cast, programme_id: UUID) -> None:
    seen = "".join(
        attempt(cast, way, each) for way in SHEETS for each in WAYS[way](cast, cast.actor("olga"), programme_id)
    )
    assert "Canary Dora" in seen


def test_nobody_learns_that_another_owners_sheet_waits(cast: Cast, programme_id: UUID) -> None:
    _co_owner(cast, programme_id)
    pages = {
        name: cast.store.do(queries.page, InProgramme(cast.actor(name), programme_id)) for name in ("olga", "paul")
    }
    assert {name: bool(getattr(page, "waiting", None)) for name, page in pages.items()} == {"olga": True, "paul": False}


def test_whoever_posts_a_sheet_and_owns_no_programme_leaves_no_trace(cast: Cast, programme_id: UUID) -> None:
    before = cast.store.contents()
    cast.store.do(posted.posted, SheetPosted(cast.actor("dora_too"), "D1", ("F1",), receipt()))
    assert cast.store.contents() == before
    cast.store.do(posted.posted, SheetPosted(cast.actor("olga"), "D1", ("F1",), receipt()))
    assert cast.store.contents() != before


def test_nobody_else_has_a_posted_sheet_read(cast: Cast, programme_id: UUID, somebody_else: Actor) -> None:
    """Whatever a button of theirs says: not the files another owner posted, nor any other of the same message."""
    cast.store.do(posted.posted, SheetPosted(cast.actor("olga"), "D1", ("F1",), receipt()))
    for row in cast.store.rows(OutboxRow):
        for more in ((), ("F1",), ("F1", programme_id)):
            with pytest.raises(PostedSheetGone):
                cast.store.do(posted.next_step, TakePosted(somebody_else, row.id, *more))


def test_who_has_not_finished_or_has_left_or_gone_is_not_taken_out(cast: Cast) -> None:
    programme_id = cast.programme(name="Other ways")
    enrolled(cast, programme_id, "ada", "left", "gone")
    begins(cast, "drafter", programme_id)
    cast.store.do(enrolments.leave, LeaveProgramme(cast.actor("left"), programme_id))
    with cast.store.transaction() as uow:
        participants.require(cast.actor("gone"), uow).state = ParticipantState.GONE
    taken = cast.store.do(exporting.export, Export(cast.actor("olga"), programme_id))
    assert taken.people == 1
    assert [name for name in ("UADA", "ULEFT", "UGONE", "UDRAFTER") if name in taken.content] == ["UADA"]


def test_only_its_owner_takes_a_programme_out(cast: Cast, programme_id: UUID, somebody_else: Actor) -> None:
    if somebody_else == cast.actor("paul") and len({each.programme_id for each in cast.store.rows(ProgrammeDuty)}) == 1:
        assert cast.store.do(exporting.export, Export(somebody_else, programme_id)).people == 2
        return
    with pytest.raises(OnlyItsOwner):
        cast.store.do(exporting.export, Export(somebody_else, programme_id))
