"""What a sheet says otherwise of people who are here already goes in some people at a time, each of them whole."""

from uuid import UUID

import pytest
from msgspec.structs import replace

from mentoring import profiles
from mentoring.enrolments import commands as enrolments
from mentoring.enrolments.commands import LeaveProgramme
from mentoring.participants import ChangeProfile
from mentoring.roster import commands, queries, settling, writing
from mentoring.roster.queries import InImport
from mentoring.roster.rules import REPORT_FOR, SETTLES_WITHIN, NoSuchImport, Why
from mentoring.roster.settling import Settle
from models import (
    Enrolment,
    EnrolmentSkill,
    EnrolmentState,
    OutboxRow,
    Participant,
    ParticipantState,
    RosterImport,
    Skill,
)
from tests.factories.cast import Cast
from tests.factories.enrolled import begins, finishes
from tests.factories.sheets import as_sheet, bringing, counted, handed_in, imported, looked_up
from tests.mentoring.rounds.desk import takes_its_course

HEADINGS = "Email,Name,Can teach,Team"
ADA, BEN = "ada@example.com,Ada,Strategy,Blue", "ben@example.com,Ben,SQL,Blue"
NEW_ADA, NEW_BEN = "ada@example.com,Ada,Chess,Green", "ben@example.com,Ben,Golf,Green"


@pytest.fixture
def programme_id(each_cast: Cast) -> UUID:
    """Ada and Ben are here from a sheet."""
    programme_id = each_cast.programme()
    imported(each_cast, programme_id, ADA, BEN, headings=HEADINGS)
    each_cast.store.clock.advance(hours=1)
    return programme_id


def says(cast: Cast) -> dict[str, tuple[str | None, set[str]]]:
    """What is held of everybody: their team, and what they can teach."""
    names = {each.id: each.name for each in cast.store.rows(Participant)}
    words = {each.id: each.name for each in cast.store.rows(Skill)}
    held: dict[UUID, set[str]] = {}
    for each in cast.store.rows(EnrolmentSkill):
        held.setdefault(each.enrolment_id, set()).add(words[each.skill_id])
    return {names[each.participant_id]: (each.team, held.get(each.id, set())) for each in cast.store.rows(Enrolment)}


def reports(cast: Cast) -> int:
    return sum(each.kind == "roster_report" for each in cast.store.rows(OutboxRow))


def test_of_a_long_sheet_each_person_is_whole_at_any_moment_and_nothing_of_it_stays(cast: Cast) -> None:
    programme_id, people = cast.programme(), range(writing.AT_ONCE + 1)
    rows = [f"p{number:03}@example.com,P{number},SQL,Blue" for number in people]
    imported(cast, programme_id, *rows, headings=HEADINGS)
    cast.store.clock.advance(hours=1)
    sent = reports(cast)
    sheet = as_sheet(*(each.replace("SQL,Blue", "Golf,Green") for each in rows), headings=HEADINGS)
    form = handed_in(cast, programme_id, replace(sheet, name="long.csv"))
    looked_up(cast, form)
    command = bringing(cast, form)
    while not command.is_prepared:
        command = cast.store.do(commands.prepare, command)
    report = cast.store.do(commands.bring_in, command)
    old, new = ("Blue", {"SQL"}), ("Green", {"Golf"})
    told = []
    while report.rest is not None:
        assert all(each in (old, new) for each in says(cast).values())
        told.append(sum(each == new for each in says(cast).values()))
        assert reports(cast) == sent
        report = cast.store.do(settling.settle, Settle(command.actor, command.import_id, report.rest))
    assert told == [0, writing.AT_ONCE]
    assert set(map(str, says(cast).values())) == {str(new)}
    assert {each.why for each in report.rows} == {Why.UPDATED}
    assert (len(report.rows), report.sheet) == (len(people), "long.csv")
    assert cast.store.do(queries.report, InImport(command.actor, command.import_id)) == report
    assert reports(cast) == sent + 1
    assert {each.sealed_sheet for each in cast.store.rows(RosterImport)} == {None}


def test_what_is_left_when_the_bot_is_killed_goes_in_by_itself_after_a_minute(
    each_cast: Cast, programme_id: UUID
) -> None:
    store, sent = each_cast.store, reports(each_cast)
    slow = counted(each_cast, programme_id, NEW_ADA, NEW_BEN, "cleo@example.com,Cleo,Go,Green", headings=HEADINGS)
    assert "Chess" not in str(store.contents()), "it is kept sealed"
    for forbidden in (commands.drop, queries.form, queries.gather):
        with pytest.raises(NoSuchImport):
            store.do(forbidden, InImport(slow.actor, slow.import_id))
    store.clock.advance(seconds=SETTLES_WITHIN.total_seconds() - 2)
    takes_its_course(each_cast)
    assert says(each_cast)["Ada"][0] == "Blue", "whoever is at it is not overtaken"
    store.clock.advance(seconds=1)
    takes_its_course(each_cast)
    assert says(each_cast) == {"Ada": ("Green", {"Chess"}), "Ben": ("Green", {"Golf"}), "Cleo": ("Green", {"Go"})}
    assert reports(each_cast) == sent + 1
    before = store.contents()
    report = store.do(settling.settle, slow)
    assert report.sheet == "people.csv"
    assert (report.rest, [each.why for each in report.rows]) == (None, [Why.UPDATED, Why.UPDATED, Why.NEW])
    assert store.contents() == before, "the slower of two changes nothing"
    store.clock.advance(seconds=REPORT_FOR.total_seconds())
    takes_its_course(each_cast)
    assert slow.import_id not in {each.id for each in store.rows(RosterImport)}


def test_what_people_say_or_do_meanwhile_stands_and_is_in_the_report(each_cast: Cast, programme_id: UUID) -> None:
    for name in ("cleo", "dan"):
        imported(each_cast, programme_id, f"{name}@example.com,{name.capitalize()},Go,Blue", headings=HEADINGS)
    rows = [f"{name}@example.com,{name.capitalize()},Chess,Green" for name in ("cleo", "dan", "eve")]
    rest = counted(each_cast, programme_id, NEW_ADA, NEW_BEN, *rows, headings=HEADINGS)
    begins(each_cast, "ada", programme_id)
    finishes(each_cast, "ada", programme_id)
    each_cast.store.do(enrolments.leave, LeaveProgramme(each_cast.actor("ben"), programme_id))
    gone = replace(each_cast.profile("cleo"), is_gone=True)
    each_cast.store.do(profiles.change, ChangeProfile(each_cast.team, gone))
    report = each_cast.store.do(settling.settle, rest)
    became = dict(zip(("Ada", "Ben", "Cleo", "Dan", "Eve"), (each.why for each in report.rows), strict=True))
    assert became == {
        "Ada": Why.BY_THEMSELVES,
        "Ben": Why.THEIR_WORD,
        "Cleo": Why.CLOSED,
        "Dan": Why.UPDATED,
        "Eve": Why.NEW,
    }
    people = {each.name: each for each in each_cast.store.rows(Participant)}
    assert "Ben" not in people, "who was erased is not made anew"
    assert people["Cleo"].state is ParticipantState.GONE
    held = says(each_cast)
    assert held["Ada"][1] == {"Strategy", "Prompting"}
    assert (held["Dan"], held["Eve"]) == (("Green", {"Chess"}), ("Green", {"Chess"}))
    assert held["Cleo"][0] == "Blue"


def test_what_a_later_sheet_said_stands(each_cast: Cast, programme_id: UUID) -> None:
    rest = counted(each_cast, programme_id, NEW_ADA, NEW_BEN, headings=HEADINGS)
    imported(each_cast, programme_id, ADA.replace("Blue", "Red"), headings=HEADINGS)
    report = each_cast.store.do(settling.settle, rest)
    assert says(each_cast) == {"Ada": ("Red", {"Strategy"}), "Ben": ("Green", {"Golf"})}
    assert [each.why for each in report.rows] == [Why.UPDATED, Why.UPDATED]
    states = {each.state for each in each_cast.store.rows(Enrolment)}
    assert states == {EnrolmentState.IMPORTED}


def test_a_sheet_that_counts_makes_room_for_the_next(each_cast: Cast, programme_id: UUID) -> None:
    rest = counted(each_cast, programme_id, NEW_ADA, NEW_BEN, headings=HEADINGS)
    handed_in(each_cast, programme_id, as_sheet(ADA, headings=HEADINGS))
    each_cast.store.do(settling.settle, rest)
    assert says(each_cast)["Ada"][0] == "Green"
    assert imported(each_cast, programme_id, ADA, headings=HEADINGS).rest is None
