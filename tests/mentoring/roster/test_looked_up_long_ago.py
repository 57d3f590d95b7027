"""Who was found in Slack may have left since: nobody is brought in by what was found long ago, or before they left."""

from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace

from mentoring import profiles
from mentoring.participants import ChangeProfile
from mentoring.roster import commands, imports, queries
from mentoring.roster.commands import ConfirmColumns, PeopleFound
from mentoring.roster.imports import Held
from mentoring.roster.queries import ColumnsForm, InImport, Report
from mentoring.roster.rules import LOOKED_UP_FOR, LookedUpLongAgo, Why
from mentoring.unit_of_work import UnitOfWork
from models import Enrolment, EnrolmentState, Participant, ParticipantState, RosterImport
from tests.factories.cast import Cast
from tests.factories.sheets import as_sheet, bringing, decides, finished, found_in_slack, handed_in, imported, looked_up

ADA = "ada@example.com,Ada,Strategy,Prompting"
BEN = "ben@example.com,Ben,SQL,Golf"


@pytest.fixture
def programme_id(each_cast: Cast) -> UUID:
    return each_cast.programme()


def slack_says(cast: Cast, name: str, *, is_gone: bool) -> None:
    cast.store.do(profiles.change, ChangeProfile(cast.team, replace(cast.profile(name), is_gone=is_gone)))


def whys(report: Report) -> list[Why]:
    return [each.why for each in report.rows]


def person(cast: Cast, name: str) -> Participant:
    return next(each for each in cast.store.rows(Participant) if each.name == name)


def looked_up_again(cast: Cast, form: ColumnsForm) -> None:
    where = InImport(cast.actor("olga"), form.import_id)
    held = cast.store.do(queries.look_again, where)
    assert held is not None
    people = found_in_slack(cast, held.wanted())
    found = PeopleFound(where.actor, where.import_id, held.fields or {}, people, held.looked_up_at)
    cast.store.do(commands.keep_people, found)


def test_who_left_after_they_were_looked_up_stays_away_and_the_report_says_so(
    each_cast: Cast, programme_id: UUID
) -> None:
    imported(each_cast, programme_id, ADA)
    each_cast.store.clock.advance(hours=1)
    form = handed_in(each_cast, programme_id, as_sheet(ADA.replace("Strategy", "Chess"), BEN))
    looked_up(each_cast, form)
    each_cast.store.clock.advance(minutes=1)
    slack_says(each_cast, "ada", is_gone=True)
    each_cast.store.clock.advance(minutes=1)
    gathered = each_cast.store.do(queries.gather, InImport(each_cast.actor("olga"), form.import_id))
    assert [each.why for each in gathered.plan().report] == [Why.CLOSED, Why.NEW], "an owner sees it before"
    assert whys(finished(each_cast, form)) == [Why.CLOSED, Why.NEW]
    assert person(each_cast, "Ada").state is ParticipantState.GONE


@pytest.mark.parametrize("prepared", [False, True])
def test_who_leaves_while_a_sheet_is_brought_in_stays_away(
    each_cast: Cast, programme_id: UUID, *, prepared: bool
) -> None:
    imported(each_cast, programme_id, ADA)
    other = each_cast.programme(name="Another")
    for where in (programme_id, other):
        form = handed_in(each_cast, where, as_sheet(ADA, BEN))
        looked_up(each_cast, form)
        command = bringing(each_cast, form)
        if prepared:
            command = each_cast.store.do(commands.prepare, command)
        each_cast.store.clock.advance(seconds=1)
        slack_says(each_cast, "ada", is_gone=True)
        assert whys(each_cast.store.do(commands.bring_in, command))[0] is Why.CLOSED
        assert person(each_cast, "Ada").state is ParticipantState.GONE
        slack_says(each_cast, "ada", is_gone=False)
    ada = person(each_cast, "Ada").id
    assert EnrolmentState.IMPORTED not in {
        each.state
        for each in each_cast.store.rows(Enrolment)
        if (each.participant_id, each.programme_id) == (ada, other)
    }


def test_who_left_while_people_were_looked_up_stays_away(each_cast: Cast, programme_id: UUID) -> None:
    imported(each_cast, programme_id, ADA)
    form, by = handed_in(each_cast, programme_id, as_sheet(ADA)), each_cast.actor("olga")
    fields = {each.index: each.field for each in form.columns}
    held = each_cast.store.do(commands.confirm, ConfirmColumns(by, form.import_id, fields))
    people = found_in_slack(each_cast, held.wanted())
    each_cast.store.clock.advance(seconds=30)
    slack_says(each_cast, "ada", is_gone=True)
    each_cast.store.clock.advance(seconds=30)
    found = PeopleFound(by, form.import_id, fields, people, held.looked_up_at)
    each_cast.store.do(commands.keep_people, found)
    assert whys(finished(each_cast, form)) == [Why.CLOSED]


def test_who_left_before_they_were_looked_up_has_come_back(each_cast: Cast, programme_id: UUID) -> None:
    imported(each_cast, programme_id, ADA)
    slack_says(each_cast, "ada", is_gone=True)
    each_cast.store.clock.advance(seconds=1)
    assert whys(imported(each_cast, programme_id, ADA)) == [Why.UPDATED]
    ada = person(each_cast, "Ada")
    assert (ada.state, ada.gone_at) == (ParticipantState.INVITED, None)


def test_what_one_owner_found_before_somebody_left_brings_nobody_back_though_another_found_them_since(
    each_cast: Cast, programme_id: UUID
) -> None:
    imported(each_cast, programme_id, ADA)
    early = handed_in(each_cast, programme_id, as_sheet(ADA))
    looked_up(each_cast, early)
    each_cast.store.clock.advance(minutes=1)
    slack_says(each_cast, "ada", is_gone=True)
    each_cast.store.clock.advance(minutes=1)
    elsewhere = each_cast.programme(name="Another")
    late = handed_in(each_cast, elsewhere, as_sheet(ADA))
    looked_up(each_cast, late)
    assert whys(finished(each_cast, early)) == [Why.CLOSED]
    assert person(each_cast, "Ada").state is ParticipantState.GONE
    assert whys(finished(each_cast, late)) == [Why.NEW]


def test_what_was_found_more_than_a_day_ago_brings_nobody_in_before_they_are_looked_up_again(
    each_cast: Cast, programme_id: UUID
) -> None:
    form = handed_in(each_cast, programme_id, as_sheet(ADA.replace("Strategy", "Whatever"), ADA.replace("ada", "ben")))
    looked_up(each_cast, form)
    decides(each_cast, form, Whatever="Small talk")
    each_cast.store.clock.advance(seconds=LOOKED_UP_FOR.total_seconds())
    where = InImport(each_cast.actor("olga"), form.import_id)
    assert not each_cast.store.do(queries.gather, where).is_old
    each_cast.store.clock.advance(seconds=1)
    assert each_cast.store.do(queries.gather, where).is_old
    for late in (commands.prepare, commands.bring_in):
        with pytest.raises(LookedUpLongAgo):
            each_cast.store.do(late, bringing(each_cast, form))
    assert not each_cast.store.rows(Enrolment)
    looked_up_again(each_cast, form)
    gathered = each_cast.store.do(queries.gather, where)
    assert (gathered.is_old, gathered.plan().words) == (False, ())
    assert whys(finished(each_cast, form)) == [Why.NEW, Why.NEW]


def test_a_sheet_looked_up_before_the_upgrade_does_not_say_when_and_is_looked_up_again(
    each_cast: Cast, programme_id: UUID
) -> None:
    form = handed_in(each_cast, programme_id, as_sheet(ADA))
    looked_up(each_cast, form)
    each_cast.store.do(_as_before_the_upgrade, form.import_id)
    with pytest.raises(LookedUpLongAgo):
        finished(each_cast, form)
    looked_up_again(each_cast, form)
    assert whys(finished(each_cast, form)) == [Why.NEW]


def _as_before_the_upgrade(import_id: UUID, uow: UnitOfWork) -> None:
    [found] = uow.db.query(RosterImport).filter(RosterImport.id == import_id)
    content: dict[str, Any] = uow.vault.open(found.sealed_sheet or "")
    del content["looked_up_at"]
    found.sealed_sheet = uow.vault.seal(content)


def test_of_two_look_ups_the_later_one_stands_whichever_ends_first(each_cast: Cast, programme_id: UUID) -> None:
    form, by = handed_in(each_cast, programme_id, as_sheet(ADA)), each_cast.actor("olga")
    looked_up(each_cast, form)
    where = InImport(by, form.import_id)
    each_cast.store.clock.advance(days=2)
    early = each_cast.store.do(queries.look_again, where)
    assert early is not None
    each_cast.store.clock.advance(minutes=1)
    looked_up_again(each_cast, form)
    assert each_cast.store.do(queries.look_again, where) is None, "what was just found is not asked for twice"
    late = PeopleFound(by, form.import_id, early.fields or {}, {}, early.looked_up_at)
    each_cast.store.do(commands.keep_people, late)
    held = each_cast.store.do(_held, form.import_id)
    assert (list(held.people or {}), held.looked_up_at) == (["ada@example.com"], each_cast.store.clock.now())


def _held(import_id: UUID, uow: UnitOfWork) -> Held:
    [found] = uow.db.query(RosterImport).filter(RosterImport.id == import_id)
    return imports.opened(found, uow)
