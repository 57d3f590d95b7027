"""
Two sheets at once, or a sheet and somebody's own click: one waits for the other, and never both.

On PostgreSQL, where two transactions that take the same rows in another order each wait until the database ends one.
"""

from collections.abc import Callable, Iterator
from uuid import UUID

import pytest

from mentoring.enrolments import imported as entered
from mentoring.enrolments import limits, skills
from mentoring.enrolments import queries as enrolments
from mentoring.enrolments.imported import KeepIn
from mentoring.participants import find
from mentoring.programmes import audit_questions
from mentoring.programmes.audit_questions import ChangeAuditQuestions
from mentoring.roster import commands, imports, writing
from mentoring.roster.commands import BringIn, ConfirmColumns
from mentoring.states import RoleWish
from mentoring.unit_of_work import UnitOfWork
from models import EnrolmentState, Participant, ProgrammeDuty, ProgrammeRole, Skill
from models.base import new_id
from tests.factories.cast import Cast, receipt
from tests.factories.sheets import as_sheet, bringing, handed_in, imported, looked_up
from tests.factories.store import Store
from tests.mentoring.pairs.led import enrolment_of, joins, person_id
from tests.mentoring.rounds.test_one_waits import meanwhile

pytestmark = pytest.mark.postgres

HEADINGS = "Email,Name,Can teach,Hours"
ADA, BEN = "ada@example.com,Ada,Chess,9-17", "ben@example.com,Ben,Golf,9-17"
NEW = tuple(each.replace("9-17", "8-16") for each in (ADA, BEN))


@pytest.fixture
def here(migrated_postgres_url: str) -> Iterator[Cast]:
    """A store that gives up nobody for waiting long, on a busy machine: who waits in a circle is ended all the same."""
    store = Store(f"{migrated_postgres_url}&options=-c%20lock_timeout%3D60s")
    yield Cast(store)
    store.close()


@pytest.fixture
def programme_id(here: Cast) -> UUID:
    """Of Ada and Ben, Ben was known first, and Ada was in this programme first."""
    imported(here, here.programme(name="Another"), BEN, headings=HEADINGS)
    programme_id = here.programme()
    for each in (ADA, BEN):
        imported(here, programme_id, each, headings=HEADINGS)
    return programme_id


def sheet_of(cast: Cast, programme_id: UUID, *rows: str, by: str = "olga") -> BringIn:
    form = handed_in(cast, programme_id, as_sheet(*rows, headings=HEADINGS), by)
    looked_up(cast, form, owner=by)
    return bringing(cast, form, by)


def write(command: BringIn, number: int, uow: UnitOfWork) -> None:
    """Write one of a sheet's people, as in a step of a long one."""
    _, programme = imports.own(command.actor, command.import_id, uow, lock=True)
    assert command.looked_up_at is not None
    writing.write(programme, command.plan.newcomers[number : number + 1], command.looked_up_at, uow)


def second_owner(cast: Cast, programme_id: UUID, name: str) -> None:
    joins(cast, cast.programme(name="Elsewhere"), name, RoleWish.EITHER)
    with cast.store.transaction() as uow:
        duty = {"programme_id": programme_id, "participant_id": person_id(cast, name), "role": ProgrammeRole.OWNER}
        uow.db.add(ProgrammeDuty(workspace_id=cast.workspace_id, id=new_id(), **duty))


def brings_in(cast: Cast, command: BringIn) -> Callable[[], object]:
    return lambda: cast.store.do(commands.bring_in, command)


def test_of_two_owners_with_the_same_people_one_is_first(here: Cast, programme_id: UUID) -> None:
    second_owner(here, programme_id, "otto")
    first = sheet_of(here, programme_id, *NEW)
    second = sheet_of(here, programme_id, *(each.replace("8-16", "7-15") for each in NEW), by="otto")
    with here.store.transaction() as uow:
        write(first, 0, uow)
        meanwhile(here, uow, brings_in(here, second), lambda: write(first, 1, uow))
    people = {each.slack_user_id: each.work_starts for each in here.store.rows(Participant)}
    assert (people["UADA"], people["UBEN"]) == (7 * 60, 7 * 60)


def test_another_sheet_is_handed_in_while_the_columns_of_the_first_are_confirmed(
    here: Cast, programme_id: UUID
) -> None:
    by, form = here.actor("olga"), handed_in(here, programme_id, as_sheet(*NEW, headings=HEADINGS))
    with here.store.transaction() as uow:
        imports.own(by, form.import_id, uow, lock=True)
        meanwhile(
            here,
            uow,
            lambda: handed_in(here, programme_id, as_sheet(*NEW, headings=HEADINGS)),
            lambda: commands.confirm(ConfirmColumns(by, form.import_id, {}), uow),
        )


def test_somebody_says_yes_while_a_sheet_says_other_hours_of_them(here: Cast, programme_id: UUID) -> None:
    command, ada = sheet_of(here, programme_id, *NEW), here.actor("ada")
    yes = KeepIn(ada, programme_id, here.shown("ada", programme_id))
    with here.store.transaction() as uow:
        found = find(ada, uow)
        assert found is not None
        enrolments.own(found, programme_id, uow, lock=True)
        meanwhile(here, uow, brings_in(here, command), lambda: entered.keep_in(yes, uow))
    assert {enrolment_of(here, "ada").state} == {EnrolmentState.ACTIVE}


def test_people_are_asked_while_a_sheet_brings_them_up_to_date(here: Cast, programme_id: UUID) -> None:
    command = sheet_of(here, programme_id, *(each.replace("Chess", "Go") for each in NEW))
    with here.store.transaction() as uow:

        def hold(name: str) -> None:
            limits.hold(here.workspace_id, programme_id, [person_id(here, name)], uow)

        hold("ben")
        meanwhile(here, uow, brings_in(here, command), lambda: hold("ada"))


def test_each_of_two_sheets_takes_up_the_word_that_the_other_lets_go(here: Cast) -> None:
    one, other = here.programme(name="One"), here.programme(name="Other")
    imported(here, one, ADA, headings=HEADINGS)
    imported(here, other, BEN, headings=HEADINGS)
    first = sheet_of(here, one, ADA.replace("Chess", "Golf"))
    second = sheet_of(here, other, BEN.replace("Golf", "Chess"))
    with here.store.transaction() as uow:
        skills.known(here.workspace_id, {"golf": "Golf"}, uow)
        meanwhile(here, uow, brings_in(here, second), lambda: write(first, 0, uow))
    assert sorted(each.name for each in here.store.rows(Skill)) == ["Chess", "Golf"]


def test_people_are_asked_while_what_they_told_is_looked_through(here: Cast) -> None:
    programme_id = here.programme()
    begun = ("ben", "ada")
    for name in begun:
        joins(here, here.programme(name=f"Of {name}"), name, RoleWish.EITHER)
    for name in ("ada", "ben"):
        joins(here, programme_id, name, RoleWish.EITHER)
        with here.store.transaction() as uow:
            found = find(here.actor(name), uow)
            assert found is not None
            enrolment = enrolments.own(found, programme_id, uow)
            assert enrolment is not None
            enrolment.sealed_groups = uow.vault.seal({"Stage": "one"})
    asks = ChangeAuditQuestions(here.actor("olga"), programme_id, (("Stage", "two\nthree"),), receipt())
    with here.store.transaction() as uow:

        def hold(name: str) -> None:
            limits.hold(here.workspace_id, programme_id, [person_id(here, name)], uow)

        hold("ben")
        meanwhile(here, uow, lambda: here.store.do(audit_questions.change, asks), lambda: hold("ada"))
