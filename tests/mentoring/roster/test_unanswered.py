"""What a sheet said of somebody who never answers goes after thirty days, and they with it: no name stays behind."""

from uuid import UUID

import pytest
from msgspec.structs import replace

from mentoring import profiles
from mentoring.enrolments import commands as enrolments
from mentoring.enrolments.commands import LeaveProgramme
from mentoring.enrolments.rules import FirstStep
from mentoring.participants import USUAL_DAY, ChangeProfile
from mentoring.roster import commands
from mentoring.roster.rules import ARRIVES_WITHIN, ASKED_FOR
from mentoring.states import RoleWish
from models import Enrolment, EnrolmentSkill, Participant
from tests.factories.cast import Cast
from tests.factories.enrolled import begins
from tests.factories.sheets import imported
from tests.mentoring.roster.test_arriving import ADA, looked_through
from tests.mentoring.rounds.desk import takes_its_course

ADA_ALONE = "ada@example.com,Ada,Strategy,Prompting"
WITH_HOURS = "Email,Name,Can teach,Wants to learn,Hours"


@pytest.fixture
def programme_id(each_cast: Cast) -> UUID:
    return each_cast.programme()


def closes(cast: Cast, name: str) -> None:
    cast.store.do(profiles.change, ChangeProfile(cast.team, replace(cast.profile(name), is_gone=True)))


def names(cast: Cast) -> set[str]:
    return {each.name.lower() for each in cast.store.rows(Participant)}


def hours(cast: Cast, name: str) -> tuple[int, int]:
    [found] = [each for each in cast.store.rows(Participant) if each.name == name]
    return found.work_starts, found.work_ends


def test_who_was_in_sheets_of_two_programmes_is_forgotten_with_the_second(each_cast: Cast, programme_id: UUID) -> None:
    imported(each_cast, programme_id, ADA_ALONE)
    each_cast.store.clock.advance(days=1)
    imported(each_cast, each_cast.programme(name="Another"), ADA_ALONE)
    each_cast.store.clock.advance(seconds=ASKED_FOR.total_seconds())
    takes_its_course(each_cast)
    assert names(each_cast) == {"olga", "sven"}
    assert not each_cast.store.rows(Enrolment)


def test_who_was_in_a_sheet_and_left_slack_is_forgotten_all_the_same(each_cast: Cast, programme_id: UUID) -> None:
    imported(each_cast, programme_id, ADA_ALONE)
    closes(each_cast, "ada")
    each_cast.store.clock.advance(seconds=ASKED_FOR.total_seconds())
    takes_its_course(each_cast)
    assert names(each_cast) == {"olga", "sven"}


def test_who_leaves_slack_while_a_sheet_arrives_is_forgotten_with_it(each_cast: Cast, programme_id: UUID) -> None:
    _, command = looked_through(each_cast, programme_id, ADA)
    command = each_cast.store.do(commands.prepare, command)
    closes(each_cast, "ada")
    each_cast.store.clock.advance(seconds=ARRIVES_WITHIN.total_seconds())
    takes_its_course(each_cast)
    assert names(each_cast) == {"olga", "sven"}
    assert not each_cast.store.rows(EnrolmentSkill)


def test_what_is_erased_in_one_programme_leaves_the_hours_that_arrive_in_another(each_cast: Cast) -> None:
    first, second = each_cast.programme(), each_cast.programme(name="Another")
    imported(each_cast, first, f"{ADA_ALONE},8-16", headings=WITH_HOURS)
    _, command = looked_through(each_cast, second, f"{ADA_ALONE},8-16", headings=WITH_HOURS)
    command = each_cast.store.do(commands.prepare, command)
    assert len(command.prepared.arriving) == 1
    each_cast.store.do(enrolments.leave, LeaveProgramme(each_cast.actor("ada"), first))
    each_cast.store.do(commands.bring_in, command)
    assert hours(each_cast, "Ada") == (8 * 60, 16 * 60)


def test_who_begins_themselves_is_not_shown_the_hours_of_a_sheet_that_does_not_count(each_cast: Cast) -> None:
    programme_id = each_cast.programme()
    _, command = looked_through(each_cast, programme_id, f"{ADA_ALONE},8-16", headings=WITH_HOURS)
    each_cast.store.do(commands.prepare, command)
    begins(each_cast, "ada", programme_id, FirstStep(RoleWish.JUNIOR, ("SQL",), ("Go",)))
    assert hours(each_cast, "Ada") == USUAL_DAY
