"""A sheet from its columns to the people it brings: row by row, all at once, and nobody against their own word."""

from datetime import timedelta
from uuid import UUID

import pytest

from adapters import sheets
from mentoring import courses
from mentoring.enrolments import commands as enrolments
from mentoring.enrolments.commands import LeaveProgramme
from mentoring.programmes.queries import InProgramme
from mentoring.roster import commands, imports, queries
from mentoring.roster.commands import BringIn, ConfirmColumns, DecideWords, HandIn
from mentoring.roster.queries import ImportPage, InImport, Report
from mentoring.roster.rules import Field, NoSuchImport, Outcome, Remark, SheetMovedOn, Why
from mentoring.schedules import PlanDue
from mentoring.unit_of_work import UnitOfWork
from models import (
    Company,
    Enrolment,
    EnrolmentSkill,
    EnrolmentState,
    ImportState,
    OutboxRow,
    Participant,
    ParticipantState,
    Programme,
    RosterImport,
    Skill,
    SkillReading,
    SkillSide,
)
from tests.factories.cast import Cast, receipt
from tests.factories.enrolled import begins, enrolled, finishes
from tests.factories.sheets import (
    MESSY,
    as_sheet,
    decides,
    finished,
    handed_in,
    imported,
    looked_up,
)

ADA = "ada@example.com,Ada,Strategy,Prompting"
NEW, LATER, REFUSED = Why.NEW, Why.LATER_ROW, Outcome.REFUSED
BECAME: dict[int, tuple[Why, int, tuple[tuple[Remark, int], ...]]] = {
    2: (LATER, 29, ()),
    7: (NEW, 0, ((Remark.MANAGER_UNKNOWN, 0),)),
    8: (NEW, 0, ((Remark.MANAGER_UNKNOWN, 0),)),
    9: (NEW, 0, ((Remark.OWN_MANAGER, 0),)),
    11: (NEW, 0, ((Remark.WISH_UNCLEAR, 0),)),
    12: (NEW, 0, ((Remark.ZONE_UNCLEAR, 0),)),
    13: (NEW, 0, ((Remark.LANGUAGE_UNCLEAR, 0),)),
    14: (NEW, 0, ((Remark.HOURS_UNCLEAR, 0),)),
    15: (NEW, 0, ((Remark.ONLY_TEACHES, 0),)),
    17: (NEW, 0, ((Remark.ONLY_LEARNS, 0),)),
    18: (Why.NO_SKILLS, 0, ()),
    19: (Why.NOT_IN_SLACK, 0, ()),
    20: (Why.NO_ADDRESS, 0, ()),
    21: (Why.NO_ADDRESS, 0, ()),
    28: (NEW, 0, ((Remark.SIMILAR_NAME, 32),)),
    29: (NEW, 0, ((Remark.SIMILAR_NAME, 31),)),
    30: (LATER, 3, ()),
    31: (NEW, 0, ((Remark.SIMILAR_NAME, 29),)),
    32: (NEW, 0, ((Remark.SIMILAR_NAME, 28),)),
    34: (Why.BOT, 0, ()),
    35: (Why.CLOSED, 0, ()),
    36: (Why.BY_THEMSELVES, 0, ()),
    37: (Why.THEIR_WORD, 0, ()),
    38: (Why.THEIR_WORD, 0, ()),
    39: (NEW, 0, ((Remark.TOO_MANY_SKILLS, 0),)),
}
"""What became of each row of the messy sheet; of those not named, that they are new and nothing is to be said."""


@pytest.fixture
def programme_id(each_cast: Cast) -> UUID:
    return each_cast.programme()


def people(cast: Cast) -> dict[str, Participant]:
    return {each.name: each for each in cast.store.rows(Participant)}


def enrolment(cast: Cast, name: str) -> Enrolment:
    found = people(cast)[name].id
    return next(each for each in cast.store.rows(Enrolment) if each.participant_id == found)


def skills(cast: Cast, name: str, side: SkillSide) -> set[str]:
    names = {each.id: each.name for each in cast.store.rows(Skill)}
    held = enrolment(cast, name).id
    rows = cast.store.rows(EnrolmentSkill)
    return {names[each.skill_id] for each in rows if each.enrolment_id == held and each.side is side}


def whys(report: Report) -> list[Why]:
    return [each.why for each in report.rows]


def test_a_messy_sheet_is_told_row_by_row(each_cast: Cast, programme_id: UUID) -> None:
    enrolled(each_cast, programme_id, "eve", "left")
    begins(each_cast, "drafter", programme_id)
    each_cast.store.do(enrolments.leave, LeaveProgramme(each_cast.actor("left"), programme_id))
    before = len(each_cast.store.rows(Enrolment))
    form = handed_in(each_cast, programme_id, sheets.read(MESSY.read_bytes()))
    [never] = [each for each in form.columns if each.is_never]
    assert (never.heading, never.examples) == ("People you would rather not be matched with", ())
    looked_up(each_cast, form, missing=frozenset({"nobody.here@example.com"}))
    gathered = each_cast.store.do(queries.gather, InImport(each_cast.actor("olga"), form.import_id))
    words = {each.typed: (each.guess, each.times) for each in gathered.plan().words}
    assert (words["Pyhton"], words["Beekeeping"], len(words)) == (("Python", 1), (None, 2), 4)
    assert len(each_cast.store.rows(Enrolment)) == before, "nothing counts before the end"

    report = finished(each_cast, form)
    assert [each.number for each in report.rows] == list(range(2, 62))
    assert {each.number: (each.why, each.row, each.remarks) for each in report.rows} == {
        number: BECAME.get(number, (NEW, 0, ())) for number in range(2, 62)
    }
    assert (len(report.of(Outcome.KEPT)), len(report.of(Outcome.MERGED)), len(report.of(REFUSED))) == (49, 2, 9)
    assert len(each_cast.store.rows(Enrolment)) == before + 49
    assert skills(each_cast, "Cleo", SkillSide.OFFER) == {"Diversity, equity and inclusion", "Coaching"}
    assert skills(each_cast, "Dora", SkillSide.OFFER) == {"Python", "SQL"}, "a slip of the finger is mended"
    assert skills(each_cast, "Wim", SkillSide.OFFER) == {"Excel", "SQL", "Budgeting"}
    assert skills(each_cast, "Ada", SkillSide.SEEK) == {"Python"}, "what she said last"
    assert "Ben" not in str(each_cast.store.vault.open(sealed_report(each_cast))["rows"][0]), "whom Ada would not meet"
    zoe, ben = people(each_cast)["Zoe"], people(each_cast)["Ben"]
    assert (zoe.zone, zoe.country, ben.zone) == ("Europe/Berlin", "DE", "Europe/Berlin")
    assert enrolment(each_cast, "Vera").company is Company.IF_NEEDED
    assert enrolment(each_cast, "Omar").capacity == 3
    assert enrolment(each_cast, "Ben").languages == ["de", "en"]


def sealed_report(cast: Cast) -> str:
    [found] = [each for each in cast.store.rows(RosterImport) if each.state is ImportState.DONE]
    assert found.sealed_report is not None
    assert found.sealed_sheet is None, "the sheet itself is let go of"
    return found.sealed_report


def test_who_is_brought_in_has_agreed_to_nothing_and_is_told_nothing(each_cast: Cast, programme_id: UUID) -> None:
    headings = "Email,Name,Can teach,Wants to learn,Manager,Team,Location,Hours"
    row = "ada@example.com,Ada,Strategy,Prompting,ben@example.com,Sales,Lisbon,8-16"
    imported(each_cast, programme_id, row, headings=headings)
    ada, said = people(each_cast)["Ada"], enrolment(each_cast, "Ada")
    assert (ada.state, said.state) == (ParticipantState.INVITED, EnrolmentState.IMPORTED)
    assert said.look_at == each_cast.store.clock.now() + timedelta(days=30)
    assert (said.manager_user_id, said.team, said.location) == ("UBEN", "Sales", "Lisbon")
    assert (ada.work_starts, ada.work_ends, said.sealed_private) == (8 * 60, 16 * 60, None)
    told = [each for each in each_cast.store.rows(OutboxRow) if each.kind == "roster_report"]
    assert {each.participant_id for each in told} == {people(each_cast)["Olga"].id}
    assert ada.id not in {each.participant_id for each in each_cast.store.rows(OutboxRow)}
    assert "Ben" not in people(each_cast), "a manager is no participant"


def test_a_later_sheet_brings_the_same_people_up_to_date(each_cast: Cast, programme_id: UUID) -> None:
    imported(each_cast, programme_id, ADA, "ben@example.com,Ben,SQL,Strategy")
    first = enrolment(each_cast, "Ada")
    each_cast.store.clock.advance(days=5)
    report = imported(each_cast, programme_id, "ADA@example.com,Ada,Negotiation,SQL")
    assert whys(report) == [Why.UPDATED]
    again = enrolment(each_cast, "Ada")
    assert (again.id, again.state) == (first.id, EnrolmentState.IMPORTED)
    assert again.look_at == each_cast.store.clock.now() + timedelta(days=30)
    assert skills(each_cast, "Ada", SkillSide.OFFER) == {"Negotiation"}
    assert skills(each_cast, "Ben", SkillSide.OFFER) == {"SQL"}, "who is not in the new sheet stays"
    assert "Prompt engineering" not in {each.name for each in each_cast.store.rows(Skill)}, "nobody uses it any more"


def test_who_said_something_themselves_stays_as_they_said(each_cast: Cast, programme_id: UUID) -> None:
    begins(each_cast, "ada", programme_id)
    finishes(each_cast, "ada", programme_id, team="Hers", work_starts=10 * 60)
    enrolled(each_cast, programme_id, "ben")
    each_cast.store.do(enrolments.leave, LeaveProgramme(each_cast.actor("ben"), programme_id))
    begins(each_cast, "cleo", programme_id)
    headings = "Email,Can teach,Wants to learn,Team,Hours"
    rows = [f"{name}@example.com,SQL,Golf,Theirs,7-15" for name in ("ada", "ben", "cleo")]
    report = imported(each_cast, programme_id, *rows, headings=headings)
    assert whys(report) == [Why.BY_THEMSELVES, Why.THEIR_WORD, Why.THEIR_WORD], (
        "whether somebody left or began is theirs"
    )
    assert (enrolment(each_cast, "Ada").team, people(each_cast)["Ada"].work_starts) == ("Hers", 10 * 60)
    assert enrolment(each_cast, "Ben").state is EnrolmentState.LEFT
    assert people(each_cast)["Cleo"].work_starts == 9 * 60


def test_who_joins_while_the_owner_looks_through_the_sheet_has_the_last_word(
    each_cast: Cast, programme_id: UUID
) -> None:
    form = handed_in(each_cast, programme_id, as_sheet(ADA, "ben@example.com,Ben,SQL,Golf"))
    looked_up(each_cast, form)
    by = each_cast.actor("olga")
    gathered = each_cast.store.do(queries.gather, InImport(by, form.import_id))
    enrolled(each_cast, programme_id, "ada", team="Hers")
    report = each_cast.store.do(
        commands.bring_in, BringIn(by, form.import_id, gathered.plan(), gathered.seen, gathered.looked_up_at)
    )
    assert whys(report) == [Why.BY_THEMSELVES, Why.NEW]
    assert (enrolment(each_cast, "Ada").state, enrolment(each_cast, "Ada").team) == (EnrolmentState.ACTIVE, "Hers")


def test_who_is_not_known_by_an_id_is_found_by_their_address(each_cast: Cast, programme_id: UUID) -> None:
    report = imported(
        each_cast, programme_id, "W0001234,ada@example.com,SQL,Golf", headings="Slack ID,Email,Can teach,Wants to learn"
    )
    assert whys(report) == [Why.NEW]
    assert "Ada" in people(each_cast)


def test_the_same_again_changes_nothing(each_cast: Cast, programme_id: UUID) -> None:
    sheet, by, once = as_sheet(ADA), each_cast.actor("olga"), receipt()
    first = each_cast.store.do(commands.hand_in, HandIn(by, programme_id, sheet, once))
    again = each_cast.store.do(commands.hand_in, HandIn(by, programme_id, sheet, once))
    assert again == first
    looked_up(each_cast, first)
    gathered = each_cast.store.do(queries.gather, InImport(by, first.import_id))
    command = BringIn(by, first.import_id, gathered.plan(), gathered.seen, gathered.looked_up_at)
    report = each_cast.store.do(commands.bring_in, command)
    stored = each_cast.store.contents()
    assert each_cast.store.do(commands.bring_in, command) == report
    assert each_cast.store.contents() == stored
    assert len(each_cast.store.rows(RosterImport)) == 1


def test_what_breaks_on_the_way_leaves_nothing(each_cast: Cast, programme_id: UUID) -> None:
    form = handed_in(each_cast, programme_id, as_sheet(ADA, "ben@example.com,Ben,SQL,Golf"))
    looked_up(each_cast, form)
    before = each_cast.store.contents()
    by = each_cast.actor("olga")
    gathered = each_cast.store.do(queries.gather, InImport(by, form.import_id))

    def falls_over(command: BringIn, uow: UnitOfWork) -> None:
        commands.bring_in(command, uow)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        each_cast.store.do(
            falls_over, BringIn(by, form.import_id, gathered.plan(), gathered.seen, gathered.looked_up_at)
        )
    assert each_cast.store.contents() == before
    assert whys(finished(each_cast, form)) == [Why.NEW, Why.NEW], "and it can be gone on with"


def test_what_was_changed_in_another_window_is_not_brought_in(each_cast: Cast, programme_id: UUID) -> None:
    form = handed_in(each_cast, programme_id, as_sheet(ADA))
    looked_up(each_cast, form)
    by = each_cast.actor("olga")
    gathered = each_cast.store.do(queries.gather, InImport(by, form.import_id))
    looked_up(each_cast, form, said={1: Field.TEAM})
    with pytest.raises(SheetMovedOn):
        each_cast.store.do(
            commands.bring_in, BringIn(by, form.import_id, gathered.plan(), gathered.seen, gathered.looked_up_at)
        )


def test_what_an_owner_decided_of_words_counts_the_next_time(each_cast: Cast, programme_id: UUID) -> None:
    row = 'ada@example.com,Ada,"Pyhton, Bee keeping, Whatever",SQL'
    form = handed_in(each_cast, programme_id, as_sheet(row))
    looked_up(each_cast, form)
    by = each_cast.actor("olga")
    assert len(each_cast.store.do(queries.gather, InImport(by, form.import_id)).plan().words) == 3
    decides(each_cast, form, **{"Pyhton": "Python", "Bee keeping": "Beekeeping", "Whatever": None})
    assert each_cast.store.do(queries.gather, InImport(by, form.import_id)).plan().words == ()
    finished(each_cast, form)
    assert skills(each_cast, "Ada", SkillSide.OFFER) == {"Python", "Beekeeping"}
    again = handed_in(each_cast, programme_id, as_sheet("ben@example.com,Ben,whatever,BEE KEEPING"))
    looked_up(each_cast, again)
    assert each_cast.store.do(queries.gather, InImport(by, again.import_id)).plan().words == ()
    decides(each_cast, again, Whatever="Small talk")
    assert len(each_cast.store.rows(SkillReading)) == 3, "a later word takes the place of an earlier one"


def test_what_an_owner_said_of_columns_counts_the_next_time(each_cast: Cast, programme_id: UUID) -> None:
    headings = "Contact,Thing one,Thing two"
    form = handed_in(each_cast, programme_id, as_sheet("ada@example.com,SQL,Golf", headings=headings))
    looked_up(each_cast, form, said={1: Field.OFFERS, 2: Field.SEEKS})
    again = handed_in(each_cast, programme_id, as_sheet("ada@example.com,SQL,Golf", headings=headings))
    assert [each.field for each in again.columns] == [Field.EMAIL, Field.OFFERS, Field.SEEKS]
    assert "example" not in str([each.import_columns for each in each_cast.store.rows(Programme)])


def test_a_sheet_that_waits_is_found_again_and_a_new_one_takes_its_place(each_cast: Cast, programme_id: UUID) -> None:
    def waiting() -> UUID | None:
        page = each_cast.store.do(queries.page, InProgramme(each_cast.actor("olga"), programme_id))
        assert isinstance(page, ImportPage)
        return page.waiting.import_id if page.waiting else None

    assert waiting() is None
    first = handed_in(each_cast, programme_id, as_sheet(ADA))
    assert waiting() == first.import_id
    second = handed_in(each_cast, programme_id, as_sheet(ADA))
    looked_up(each_cast, second)
    assert waiting() == second.import_id
    by = each_cast.actor("olga")
    for gone in (queries.form, queries.gather, commands.drop):
        with pytest.raises(NoSuchImport):
            each_cast.store.do(gone, InImport(by, first.import_id))
    left = each_cast.store.do(commands.drop, InImport(by, second.import_id))
    assert left == ImportPage(programme_id, "Both ways", None)
    assert waiting() is None
    assert all(each.sealed_sheet is None for each in each_cast.store.rows(RosterImport))


def test_what_is_not_finished_is_forgotten_after_a_week_and_a_report_after_a_month(
    each_cast: Cast, programme_id: UUID
) -> None:
    handed_in(each_cast, programme_id, as_sheet(ADA))
    day = 0
    for days, left in ((6, 1), (7, 0)):
        each_cast.store.clock.advance(days=days - day)
        day = days
        each_cast.store.do(courses.plan_due, PlanDue(each_cast.workspace_id))
        assert len(each_cast.store.rows(RosterImport)) == left
    imported(each_cast, programme_id, ADA)
    for days, left in ((29, 1), (30, 0)):
        each_cast.store.clock.advance(days=days - day + 7 if days == 29 else 1)
        each_cast.store.do(courses.plan_due, PlanDue(each_cast.workspace_id))
        assert len(each_cast.store.rows(RosterImport)) == left


def test_nothing_of_a_sheet_can_be_read_in_the_store(each_cast: Cast, programme_id: UUID) -> None:
    rows = ("ada@example.com,Ada Canary,Canary,SQL", "nobody@elsewhere.example,Canary Nobody,SQL,SQL")
    form = handed_in(each_cast, programme_id, as_sheet(*rows))
    assert "anary" not in str(each_cast.store.contents())
    looked_up(each_cast, form)
    assert "anary" not in str(each_cast.store.contents())
    finished(each_cast, form)
    contents = each_cast.store.contents()
    assert "canary" in str(contents.pop("skills"))
    assert "anary" not in str(contents), "but for the skill that somebody has"
    assert "@" not in str([each for name, each in contents.items() if name != "audit_entries"])


def test_people_never_to_be_matched_with_are_not_even_kept_sealed(each_cast: Cast, programme_id: UUID) -> None:
    sheet = as_sheet("ada@example.com,SQL,Golf,Canary", headings="Email,Can teach,Learn,Never match me with")
    form = handed_in(each_cast, programme_id, sheet)
    [found] = each_cast.store.rows(RosterImport)
    assert found.sealed_sheet is not None
    assert "Canary" not in str(each_cast.store.vault.open(found.sealed_sheet))
    by = each_cast.actor("olga")
    fields = {0: Field.EMAIL, 1: Field.OFFERS, 3: Field.SEEKS}
    each_cast.store.do(commands.confirm, ConfirmColumns(by, form.import_id, fields))
    [found] = each_cast.store.rows(RosterImport)
    held = imports.opened(found, _uow(each_cast))
    assert held.fields is not None
    assert 3 not in held.fields, "whatever a forged form says"


def _uow(cast: Cast) -> UnitOfWork:
    return UnitOfWork(None, cast.store.clock.now(), cast.store.vault)  # type: ignore[arg-type]  # the vault alone is used


def test_somebody_with_an_account_again_is_somebody_to_ask(each_cast: Cast, programme_id: UUID) -> None:
    imported(each_cast, programme_id, ADA)
    each_cast.store.do(_goes, each_cast.actor("ada").user_id)
    imported(each_cast, programme_id, ADA)
    assert people(each_cast)["Ada"].state is ParticipantState.INVITED


def _goes(user_id: str, uow: UnitOfWork) -> None:
    for person in uow.db.query(Participant):
        if person.slack_user_id == user_id:
            person.state = ParticipantState.GONE


def test_words_are_kept_no_longer_than_a_skill_may_be(each_cast: Cast, programme_id: UUID) -> None:
    form = handed_in(each_cast, programme_id, as_sheet(f"ada@example.com,Ada,{'word ' * 60},SQL"))
    looked_up(each_cast, form)
    by = each_cast.actor("olga")
    each_cast.store.do(commands.decide, DecideWords(by, form.import_id, {"x": "y" * 100}))
    finished(each_cast, form)
    assert all(len(each.name) <= 60 for each in each_cast.store.rows(Skill))
    assert all(len(each.name or "") <= 60 for each in each_cast.store.rows(SkillReading))
