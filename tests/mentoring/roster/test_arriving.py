"""A long sheet is written down some people at a time: nothing reads of them before all of them count."""

from collections.abc import Callable
from uuid import UUID

import pytest
from msgspec.structs import replace

from mentoring.enrolments import limits
from mentoring.enrolments import queries as enrolments
from mentoring.enrolments.rules import FirstStep
from mentoring.participants import find
from mentoring.programmes import queries as programmes
from mentoring.programmes.queries import InProgramme
from mentoring.roster import commands, exporting, queries
from mentoring.roster.arriving import Prepared
from mentoring.roster.commands import BringIn, ConfirmColumns
from mentoring.roster.exporting import Export
from mentoring.roster.queries import ColumnsForm, InImport
from mentoring.roster.rules import ARRIVES_WITHIN, ASKED_FOR, Why
from mentoring.roster.writing import AT_ONCE
from mentoring.rounds import history
from mentoring.states import RoleWish
from models import Enrolment, EnrolmentSkill, EnrolmentState, Participant, ParticipantState, Programme, Skill
from tests.factories.cast import Cast
from tests.factories.enrolled import begins, enrolled
from tests.factories.sheets import as_sheet, handed_in, imported, looked_up
from tests.mentoring.rounds.desk import desk, takes_its_course

HEADINGS = "Email,Name,Can teach,Wants to learn,Manager email,Team"
ADA = "ada@example.com,Ada,Strategy,Prompting,ben@example.com,Blue"
BEN = "ben@example.com,Ben,SQL,Golf,,Red"


@pytest.fixture
def programme_id(each_cast: Cast) -> UUID:
    return each_cast.programme()


def looked_through(cast: Cast, programme_id: UUID, *rows: str, headings: str = HEADINGS) -> tuple[ColumnsForm, BringIn]:
    """A sheet that only has to be brought in."""
    form = handed_in(cast, programme_id, as_sheet(*rows, headings=headings))
    looked_up(cast, form)
    gathered = cast.store.do(queries.gather, InImport(cast.actor("olga"), form.import_id))
    return form, BringIn(cast.actor("olga"), form.import_id, gathered.plan(), gathered.seen, gathered.looked_up_at)


def states(cast: Cast) -> dict[str, EnrolmentState]:
    names = {each.id: each.name for each in cast.store.rows(Participant)}
    return {names[each.participant_id]: each.state for each in cast.store.rows(Enrolment)}


def test_nothing_reads_of_them_before_all_of_them_count(each_cast: Cast, programme_id: UUID) -> None:
    form, command = looked_through(each_cast, programme_id, ADA, BEN)
    olga, store = each_cast.actor("olga"), each_cast.store
    command = store.do(commands.prepare, command)
    assert states(each_cast) == {"Ada": EnrolmentState.ARRIVING, "Ben": EnrolmentState.ARRIVING}

    assert desk(each_cast, programme_id).people == 0
    page = store.do(programmes.owners_page, InProgramme(olga, programme_id))
    assert not isinstance(page, tuple)
    assert page.imported == 0
    assert store.do(exporting.export, Export(olga, programme_id)).people == 0
    assert not store.do(queries.gather, InImport(olga, form.import_id)).standing
    with store.transaction() as uow:
        ada = find(each_cast.actor("ada"), uow)
        assert ada is not None
        assert enrolments.own(ada, programme_id, uow) is None
        assert [each.standing for each in enrolments.programmes(each_cast.actor("ada"), uow)] == [None]
        assert not history.reports(uow.db.get_one(Programme, (each_cast.workspace_id, programme_id)), uow)
        ben = find(each_cast.actor("ben"), uow)
        assert ben is not None
        assert not limits.is_reporting_line([ada, ben], uow)

    report = store.do(commands.bring_in, command)
    assert [each.why for each in report.rows] == [Why.NEW, Why.NEW]
    assert states(each_cast) == {"Ada": EnrolmentState.IMPORTED, "Ben": EnrolmentState.IMPORTED}
    assert desk(each_cast, programme_id).people == 2
    assert {each.look_at for each in store.rows(Enrolment)} == {store.clock.now() + ASKED_FOR}
    assert store.do(exporting.export, Export(olga, programme_id)).content.count("Golf") == 1


def test_what_never_came_to_count_is_erased(each_cast: Cast, programme_id: UUID) -> None:
    _, command = looked_through(each_cast, programme_id, ADA, BEN)
    each_cast.store.do(commands.prepare, command)
    each_cast.store.clock.advance(seconds=ARRIVES_WITHIN.total_seconds())
    takes_its_course(each_cast)
    assert not each_cast.store.rows(Enrolment)
    assert not each_cast.store.rows(EnrolmentSkill)
    assert not each_cast.store.rows(Skill)
    assert [each.name for each in each_cast.store.rows(Participant)] == ["Olga", "Sven"]
    assert [each.why for each in each_cast.store.do(commands.bring_in, command).rows] == [Why.NEW, Why.NEW]


def confirms_anew(cast: Cast, form: ColumnsForm, _programme_id: UUID) -> None:
    cast.store.do(commands.confirm, ConfirmColumns(cast.actor("olga"), form.import_id, {}))


def forgets(cast: Cast, form: ColumnsForm, _programme_id: UUID) -> None:
    cast.store.do(commands.drop, InImport(cast.actor("olga"), form.import_id))


def hands_in_another(cast: Cast, _form: ColumnsForm, programme_id: UUID) -> None:
    handed_in(cast, programme_id, as_sheet(ADA, headings=HEADINGS))


@pytest.mark.parametrize("act", [forgets, hands_in_another, confirms_anew])
def test_what_is_forgotten_in_the_middle_goes_at_once_and_what_another_sheet_prepared_stays(
    each_cast: Cast, programme_id: UUID, act: Callable[[Cast, ColumnsForm, UUID], None]
) -> None:
    _, other = looked_through(each_cast, programme_id, ADA)
    form, command = looked_through(each_cast, programme_id, BEN)
    # As if another owner of the same programme were at it as well.
    each_cast.store.do(commands.prepare, replace(other, import_id=form.import_id, seen=command.seen))
    each_cast.store.do(commands.prepare, command)
    assert set(states(each_cast)) == {"Ada", "Ben"}
    act(each_cast, form, programme_id)
    takes_its_course(each_cast)
    assert states(each_cast) == {"Ada": EnrolmentState.ARRIVING}
    assert {each.name for each in each_cast.store.rows(Participant)} == {"Olga", "Sven", "Ada"}


def test_who_is_known_otherwise_is_as_before_when_it_never_came_to_count(each_cast: Cast, programme_id: UUID) -> None:
    other = each_cast.programme(name="Another")
    enrolled(each_cast, other, "ada")
    before = each_cast.store.contents()
    _, command = looked_through(each_cast, programme_id, ADA)
    each_cast.store.do(commands.prepare, command)
    each_cast.store.clock.advance(seconds=ARRIVES_WITHIN.total_seconds())
    takes_its_course(each_cast)
    after = each_cast.store.contents()
    assert {table: after[table] for table in ("enrolments", "enrolment_skills", "participants")} == {
        table: before[table] for table in ("enrolments", "enrolment_skills", "participants")
    }


def test_after_the_bot_was_killed_it_is_begun_anew(each_cast: Cast, programme_id: UUID) -> None:
    _, command = looked_through(each_cast, programme_id, ADA, BEN)
    each_cast.store.do(commands.prepare, command)
    again = each_cast.store.do(commands.prepare, command)
    report = each_cast.store.do(commands.bring_in, again)
    assert [each.why for each in report.rows] == [Why.NEW, Why.NEW]
    assert len(each_cast.store.rows(EnrolmentSkill)) == 4
    # Clicked twice: the slower of the two finds it done.
    late = each_cast.store.do(commands.prepare, command)
    assert late.is_prepared
    assert each_cast.store.do(commands.bring_in, late) == report


def test_who_joins_meanwhile_says_everything_themselves(each_cast: Cast, programme_id: UUID) -> None:
    _, command = looked_through(each_cast, programme_id, ADA, BEN)
    command = each_cast.store.do(commands.prepare, command)
    begins(each_cast, "ada", programme_id, FirstStep(RoleWish.SENIOR, ("Chess",), ("Go",)))
    report = each_cast.store.do(commands.bring_in, command)
    assert [each.why for each in report.rows] == [Why.THEIR_WORD, Why.NEW]
    with each_cast.store.transaction() as uow:
        ada = find(each_cast.actor("ada"), uow)
        assert ada is not None
        enrolment = enrolments.own(ada, programme_id, uow)
        assert enrolment is not None
        assert (enrolment.state, enrolment.team, enrolment.manager_user_id) == (EnrolmentState.DRAFT, None, None)


def test_of_two_sheets_at_once_each_counts_as_a_whole(each_cast: Cast, programme_id: UUID) -> None:
    _, first = looked_through(each_cast, programme_id, ADA)
    _, second = looked_through(each_cast, programme_id, ADA.replace("Blue", "Green"), BEN)
    # The first was dropped by the second; as an owner of the same programme would, somebody wrote it down before.
    first = replace(first, import_id=second.import_id, seen=second.seen)
    first = each_cast.store.do(commands.prepare, first)
    second = each_cast.store.do(commands.prepare, second)
    each_cast.store.do(commands.bring_in, first)
    [ada] = [each for each in each_cast.store.rows(Enrolment) if each.state is EnrolmentState.IMPORTED]
    assert ada.team == "Blue"


def test_whom_a_sheet_says_something_else_of_is_left_for_the_end(each_cast: Cast, programme_id: UUID) -> None:
    other = each_cast.programme(name="Another")
    imported(each_cast, other, "ada@example.com,Ada,Strategy,Prompting,09:00-17:00", headings=f"{HEADINGS[:36]},Hours")
    form = handed_in(
        each_cast, programme_id, as_sheet("ada@example.com,Ada,SQL,Golf,8-16", headings=f"{HEADINGS[:36]},Hours")
    )
    looked_up(each_cast, form)
    gathered = each_cast.store.do(queries.gather, InImport(each_cast.actor("olga"), form.import_id))
    command = BringIn(each_cast.actor("olga"), form.import_id, gathered.plan(), gathered.seen, gathered.looked_up_at)
    command = each_cast.store.do(commands.prepare, command)
    assert command.prepared == Prepared()
    each_cast.store.do(commands.bring_in, command)
    [ada] = [each for each in each_cast.store.rows(Participant) if each.name == "Ada"]
    assert (ada.state, ada.work_starts) == (ParticipantState.INVITED, 8 * 60)


def test_of_whom_an_earlier_sheet_said_the_same_nothing_is_written_anew(each_cast: Cast, programme_id: UUID) -> None:
    imported(each_cast, programme_id, ADA, BEN, headings=HEADINGS)
    before = {each.id for each in each_cast.store.rows(EnrolmentSkill)}
    each_cast.store.clock.advance(days=1)
    _, command = looked_through(each_cast, programme_id, ADA, BEN.replace("Golf", "Chess"))
    command = each_cast.store.do(commands.prepare, command)
    assert set(command.prepared.same) == {each_cast.profile("ada").user_id}
    each_cast.store.clock.advance(minutes=1)
    report = each_cast.store.do(commands.bring_in, command)
    assert [each.why for each in report.rows] == [Why.UPDATED, Why.UPDATED]
    assert {each.look_at for each in each_cast.store.rows(Enrolment)} == {each_cast.store.clock.now() + ASKED_FOR}
    assert len(before & {each.id for each in each_cast.store.rows(EnrolmentSkill)}) == 2
    content = each_cast.store.do(exporting.export, Export(each_cast.actor("olga"), programme_id)).content
    assert ("Golf" in content, "Chess" in content) == (False, True)


def test_what_another_sheet_said_meanwhile_gives_way_all_the_same(each_cast: Cast, programme_id: UUID) -> None:
    imported(each_cast, programme_id, ADA, headings=HEADINGS)
    _, command = looked_through(each_cast, programme_id, ADA)
    prepared = each_cast.store.do(commands.prepare, command).prepared
    each_cast.store.clock.advance(minutes=1)
    imported(each_cast, programme_id, ADA.replace("Blue", "Green"), headings=HEADINGS)
    _, command = looked_through(each_cast, programme_id, ADA)
    each_cast.store.do(commands.bring_in, replace(command, prepared=prepared))
    assert [each.team for each in each_cast.store.rows(Enrolment)] == ["Blue"]


@pytest.mark.parametrize("was_here", [False, True])
def test_other_hours_that_another_programmes_sheet_says_meanwhile_give_way_to_this_one(
    each_cast: Cast, programme_id: UUID, *, was_here: bool
) -> None:
    headings = f"{HEADINGS[:36]},Hours"
    row = "ada@example.com,Ada,Strategy,Prompting,09:00-17:00"
    other = each_cast.programme(name="Another")
    imported(each_cast, programme_id if was_here else other, row, headings=headings)
    _, command = looked_through(each_cast, programme_id, row, headings=headings)
    command = each_cast.store.do(commands.prepare, command)
    assert (set(command.prepared.same) if was_here else set(command.prepared.arriving)) == {"UADA"}
    imported(each_cast, other, row.replace("09:00-17:00", "8-16"), headings=headings)
    each_cast.store.do(commands.bring_in, command)
    [ada] = [each for each in each_cast.store.rows(Participant) if each.name == "Ada"]
    assert (ada.work_starts, ada.work_ends) == (9 * 60, 17 * 60)


def test_a_long_sheet_is_prepared_and_a_short_one_is_not(cast: Cast) -> None:
    programme_id = cast.programme()
    rows = [f"p{number}@example.com,P{number},SQL,Golf,," for number in range(AT_ONCE + 1)]
    _, command = looked_through(cast, programme_id, *rows)
    steps = 0
    while not command.is_prepared:
        command = cast.store.do(commands.prepare, command)
        steps += 1
    assert (steps, len(command.prepared.arriving)) == (2, AT_ONCE + 1)
    assert {each.why for each in cast.store.do(commands.bring_in, command).rows} == {Why.NEW}
    assert looked_through(cast, programme_id, ADA)[1].is_prepared
