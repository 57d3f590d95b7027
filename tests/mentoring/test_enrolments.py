"""Joining in two steps, changing one's mind, and leaving without a trace of what was said."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID

import pytest
from msgspec.structs import replace
from sqlalchemy import select

from mentoring import profiles
from mentoring.enrolments import commands as enrolments
from mentoring.enrolments import queries, skills
from mentoring.enrolments.commands import Enrol, Enrolled, LeaveProgramme
from mentoring.enrolments.queries import FirstForm, OpenForm, SecondForm
from mentoring.enrolments.rules import (
    DayTooShort,
    FirstStep,
    FirstStepFirst,
    NoProgrammeYet,
    NoSuchProgramme,
    NotYourOwnManager,
    SomethingToLearn,
    SomethingToTeach,
    UnknownCountry,
    fold,
)
from mentoring.enrolments.skills import Suggest
from mentoring.errors import Refusal
from mentoring.participants import ChangeProfile
from mentoring.states import EnrolmentState, RoleWish
from mentoring.typed import TextTooLong
from models import (
    Consent,
    ConsentDecision,
    ConsentKind,
    Enrolment,
    EnrolmentSkill,
    Participant,
    ParticipantState,
    Programme,
    Schedule,
    Skill,
)
from tests.factories.cast import Cast, receipt
from tests.factories.enrolled import FIRST, SECOND, begins, enrolled, finishes, paired
from tests.factories.store import Store
from views.enrolments import done
from views.reader import Reader


def first_form(cast: Cast, name: str, programme_id: UUID) -> FirstForm:
    found = cast.store.do(queries.open_form, OpenForm(cast.actor(name), programme_id))
    assert isinstance(found, FirstForm)
    return found


def leaves(cast: Cast, name: str, programme_id: UUID) -> None:
    cast.store.do(enrolments.leave, LeaveProgramme(cast.actor(name), programme_id))


def enrolment(cast: Cast, name: str) -> Enrolment:
    with cast.store.transaction() as uow:
        return uow.db.scalars(
            select(Enrolment)
            .join(Participant, Participant.id == Enrolment.participant_id)
            .where(Participant.slack_user_id == cast.profile(name).user_id)
        ).one()


def decisions(cast: Cast) -> list[ConsentDecision]:
    return [each.decision for each in cast.store.rows(Consent) if each.kind is ConsentKind.ENROLMENT]


def test_the_first_step_is_kept_and_enrols_nobody(each_cast: Cast) -> None:
    programme_id = each_cast.programme()
    second = begins(each_cast, "ada", programme_id, FirstStep(RoleWish.SENIOR, ("Strategy",), ("SQL", "Prompting")))
    assert second == SecondForm(
        programme_id, "Both ways", EnrolmentState.DRAFT, "", ("en",), "Europe/Lisbon", "Europe/Lisbon", 540,
        1020, None, "PT", 1, "", None, (),
    )  # fmt: skip
    form = first_form(each_cast, "ada", programme_id)
    assert (form.standing, form.wish) == (EnrolmentState.DRAFT, RoleWish.SENIOR)
    assert (form.offers, form.seeks) == (("Strategy",), ("Prompting", "SQL"))
    assert decisions(each_cast) == []
    [ada] = [each for each in each_cast.store.rows(Participant) if each.slack_user_id == "UADA"]
    assert ada.state is ParticipantState.INVITED


def test_the_second_step_is_the_consent_and_is_written_down_once(each_cast: Cast) -> None:
    programme_id = each_cast.programme()
    begins(each_cast, "ada", programme_id)
    assert finishes(each_cast, "ada", programme_id, goal="Write tests").is_new
    assert not finishes(each_cast, "ada", programme_id, goal="Write better tests").is_new
    assert decisions(each_cast) == [ConsentDecision.GIVEN]
    assert enrolment(each_cast, "ada").state is EnrolmentState.ACTIVE
    assert begins(each_cast, "ada", programme_id).goal == "Write better tests"
    assert enrolment(each_cast, "ada").state is EnrolmentState.ACTIVE, "editing takes nobody out"
    [ada] = [each for each in each_cast.store.rows(Participant) if each.slack_user_id == "UADA"]
    assert ada.state is ParticipantState.ACTIVE


def test_everything_that_is_said_comes_back_to_its_author(cast: Cast) -> None:
    programme_id = cast.programme()
    begins(cast, "ada", programme_id)
    said = {
        "goal": "Ship it",
        "languages": ("pt", "en"),
        "work_starts": 420,
        "work_ends": 900,
        "country": "AO",
        "zone": "Europe/Madrid",
    }
    more = {"capacity": 3, "team": "Data", "manager": "boss", "never": ("ben", "cleo")}
    finishes(cast, "ada", programme_id, **said, **more)
    kept = begins(cast, "ada", programme_id)
    assert kept == SecondForm(
        programme_id, "Both ways", EnrolmentState.ACTIVE, "Ship it", ("pt", "en"), "Europe/Madrid",
        "Europe/Lisbon", 420, 900, "AO", "ES", 3, "Data", "UBOSS", ("UBEN", "UCLEO"),
    )  # fmt: skip


def test_leaving_erases_what_was_said_and_takes_the_consent_back(each_cast: Cast) -> None:
    programme_id = each_cast.programme()
    enrolled(each_cast, programme_id, "ada", goal="Ship it", team="Data", manager="boss", never=("ben",))
    for _ in range(2):
        leaves(each_cast, "ada", programme_id)
    assert decisions(each_cast) == [ConsentDecision.GIVEN, ConsentDecision.WITHDRAWN]
    left = enrolment(each_cast, "ada")
    assert (left.state, left.sealed_private, left.team, left.manager_user_id, left.languages) == (
        EnrolmentState.LEFT, None, None, None, [],
    )  # fmt: skip
    assert each_cast.store.rows(EnrolmentSkill) == []
    assert each_cast.store.rows(Skill) == [], "a word that nobody uses any more is nobody's business"
    assert first_form(each_cast, "ada", programme_id).standing is None
    with pytest.raises(FirstStepFirst):
        finishes(each_cast, "ada", programme_id)
    enrolled(each_cast, programme_id, "ada")
    assert decisions(each_cast) == [ConsentDecision.GIVEN, ConsentDecision.WITHDRAWN, ConsentDecision.GIVEN]
    assert begins(each_cast, "ada", programme_id).goal == ""


def test_a_draft_thrown_away_was_never_a_consent(cast: Cast) -> None:
    programme_id = cast.programme()
    begins(cast, "ada", programme_id)
    leaves(cast, "ada", programme_id)
    assert decisions(cast) == []
    assert cast.store.rows(Skill) == []


def test_a_word_that_somebody_else_uses_stays_when_one_leaves(each_cast: Cast) -> None:
    programme_id = each_cast.programme()
    enrolled(each_cast, programme_id, "ada", "ben")
    leaves(each_cast, "ada", programme_id)
    assert {each.name for each in each_cast.store.rows(Skill)} == {"Strategy", "Prompting"}


def test_a_word_taken_up_while_another_lets_go_of_it_is_never_lost(each_cast: Cast) -> None:
    programme_id = each_cast.programme()
    for turn in range(12):
        step = FirstStep(RoleWish.EITHER, (f"Word {turn}", "Shared"), ("Prompting",))
        begins(each_cast, "ada", programme_id, step)
        barrier = Barrier(2)

        def let_go(barrier: Barrier = barrier) -> None:
            barrier.wait()
            leaves(each_cast, "ada", programme_id)

        def take_up(barrier: Barrier = barrier, step: FirstStep = step) -> None:
            barrier.wait()
            begins(each_cast, "ben", programme_id, step)

        with ThreadPoolExecutor(2) as pool:
            for act in (pool.submit(let_go), pool.submit(take_up)):
                act.result()
        form = first_form(each_cast, "ben", programme_id)
        assert set(form.offers) == {f"Word {turn}", "Shared"}
        leaves(each_cast, "ben", programme_id)
        assert each_cast.store.rows(Skill) == []


def test_skills_are_one_word_however_they_are_typed(each_cast: Cast) -> None:
    programme_id = each_cast.programme()
    begins(each_cast, "ada", programme_id, FirstStep(RoleWish.EITHER, ("Résumé  writing",), ("resume writing", "SQL")))
    begins(each_cast, "ben", programme_id, FirstStep(RoleWish.EITHER, ("RESUME WRITING", "sql"), ("Sql",)))
    assert {each.name for each in each_cast.store.rows(Skill)} == {"Résumé writing", "SQL"}
    assert fold(" Ärger  ÜBER\tSQL ") == "arger uber sql"


def test_only_words_of_enrolled_people_are_suggested_the_nearest_first(each_cast: Cast) -> None:
    programme_id = each_cast.programme()
    begins(each_cast, "ada", programme_id, replace(FIRST, offers=("Secret drafting",)))
    for name, word in (("ben", "Data models"), ("cleo", "Big data"), ("dora", "100% data_"), ("eve", "Writing")):
        begins(each_cast, name, programme_id, FirstStep(RoleWish.EITHER, (word,), ("Writing",)))
        finishes(each_cast, name, programme_id)

    def suggested(typed: str) -> tuple[str, ...]:
        return each_cast.store.do(skills.suggest, Suggest(each_cast.actor("zoe"), typed))

    assert suggested("Dátá") == ("Data models", "100% data_", "Big data")
    assert suggested("%") == ("100% data_",)
    assert suggested("secret") == ()
    assert len(suggested("")) == 4
    other = Cast(each_cast.store, "T2")
    assert other.store.do(skills.suggest, Suggest(other.actor("zoe"), "data")) == ()


@pytest.mark.parametrize(
    ("step", "refusal", "field"),
    [
        (replace(FIRST, offers=()), SomethingToTeach, "offers"),
        (replace(FIRST, seeks=("  ",)), SomethingToLearn, "seeks"),
        (replace(FIRST, seeks=("x" * 61,)), TextTooLong, "seeks"),
    ],
)
def test_a_first_step_that_says_nothing_is_refused_beside_its_field(
    cast: Cast, step: FirstStep, refusal: type[Refusal], field: str
) -> None:
    with pytest.raises(refusal) as refused:
        begins(cast, "ada", cast.programme(), step)
    assert refused.value.field == field
    assert cast.store.rows(Enrolment) == []


@pytest.mark.parametrize(
    ("change", "refusal", "field"),
    [
        ({"goal": "x" * 1_001}, TextTooLong, "goal"),
        ({"team": "x" * 81}, TextTooLong, "team"),
        ({"work_ends": 9 * 60}, DayTooShort, "work_ends"),
        ({"country": "XX"}, UnknownCountry, "country"),
        ({"manager": "UADA"}, NotYourOwnManager, "manager"),
    ],
)
def test_a_second_step_that_cannot_be_is_refused_beside_its_field(
    cast: Cast, change: dict[str, object], refusal: type[Refusal], field: str
) -> None:
    programme_id = cast.programme()
    begins(cast, "ada", programme_id)
    step = replace(SECOND, **change)  # a step's own fields
    with pytest.raises(refusal) as refused:
        cast.store.do(enrolments.enrol, Enrol(cast.actor("ada"), programme_id, step, receipt()))
    assert refused.value.field == field
    assert enrolment(cast, "ada").state is EnrolmentState.DRAFT


def test_there_must_be_a_programme_to_join_and_the_built_in_one_is_none(cast: Cast) -> None:
    with pytest.raises(NoProgrammeYet):
        cast.store.do(queries.open_form, OpenForm(cast.actor("ada"), None))
    [built_in] = cast.store.rows(Programme)
    with pytest.raises(NoSuchProgramme):
        begins(cast, "ada", built_in.id)
    other = Cast(cast.store, "T2")
    elsewhere = other.programme()
    for attempt in (lambda: begins(cast, "ada", elsewhere), lambda: leaves(cast, "ada", elsewhere)):
        with pytest.raises(NoSuchProgramme):
            attempt()


def test_of_several_programmes_one_is_chosen(cast: Cast) -> None:
    first, second = cast.programme(name="Spring"), cast.programme(name="Autumn")
    begins(cast, "ada", second)
    choices = cast.store.do(queries.open_form, OpenForm(cast.actor("ada"), None))
    assert isinstance(choices, tuple)
    assert [(each.programme_id, each.standing) for each in choices] == [(first, None), (second, EnrolmentState.DRAFT)]
    assert [each.is_owner for each in cast.store.do(queries.programmes, cast.actor("olga"))] == [True, True]


def test_new_working_hours_take_the_running_questions_along(each_cast: Cast) -> None:
    programme_id = each_cast.programme()
    enrolled(each_cast, programme_id, "ada", "ben")
    pair_id = paired(each_cast, programme_id, "ada", "ben")
    for name in ("ada", "ben"):
        each_cast.answer(name, pair_id)
    each_cast.agree(pair_id, "ada", "ben")
    before = {each.membership_id: each.local_minute for each in each_cast.store.rows(Schedule)}
    finishes(each_cast, "ada", programme_id, work_starts=14 * 60, work_ends=22 * 60)
    moved = [each for each in each_cast.store.rows(Schedule) if each.local_minute != before[each.membership_id]]
    [schedule] = moved
    assert 14 * 60 <= schedule.local_minute < 15 * 60
    assert schedule.next_due_at.hour * 60 + schedule.next_due_at.minute == schedule.local_minute


def test_a_country_that_somebody_named_stays_when_they_travel_and_a_guess_follows(cast: Cast) -> None:
    programme_id = cast.programme()
    enrolled(cast, programme_id, "ada", country="BR")
    enrolled(cast, programme_id, "ben", country="PT")
    for name in ("ada", "ben"):
        cast.store.do(profiles.change, ChangeProfile("T1", cast.profile(name, "America/New_York")))
    countries = {each.slack_user_id: each.country for each in cast.store.rows(Participant)}
    assert (countries["UADA"], countries["UBEN"]) == ("BR", "US")


def test_an_account_that_opens_again_is_still_enrolled(cast: Cast) -> None:
    enrolled(cast, cast.programme(), "ada")
    for is_gone in (True, False):
        cast.store.do(profiles.change, ChangeProfile("T1", replace(cast.profile("ada"), is_gone=is_gone)))
    [ada] = [each for each in cast.store.rows(Participant) if each.slack_user_id == "UADA"]
    assert ada.state is ParticipantState.ACTIVE


def test_the_same_profile_of_somebody_else_is_a_fault_of_ours(store: Store) -> None:
    cast = Cast(store)
    programme_id = cast.programme()
    command = enrolments.KeepFirstStep(cast.actor("ada"), cast.profile("ben"), programme_id, FIRST, receipt())
    with pytest.raises(ValueError, match="somebody else"):
        store.do(enrolments.keep_first_step, command)


def test_what_is_delivered_again_after_somebody_left_does_not_bring_them_back(each_cast: Cast) -> None:
    programme_id = each_cast.programme()
    ada = each_cast.actor("ada")
    first = enrolments.KeepFirstStep(ada, each_cast.profile("ada"), programme_id, FIRST, receipt())
    second = Enrol(ada, programme_id, SECOND, receipt())
    each_cast.store.do(enrolments.keep_first_step, first)
    each_cast.store.do(enrolments.enrol, second)
    each_cast.store.do(enrolments.leave, enrolments.LeaveProgramme(ada, programme_id))
    each_cast.store.do(enrolments.keep_first_step, first)
    with pytest.raises(FirstStepFirst):
        each_cast.store.do(enrolments.enrol, second)
    [left] = each_cast.store.rows(Enrolment)
    assert left.state is EnrolmentState.LEFT


def test_a_first_step_delivered_late_does_not_undo_a_later_one(cast: Cast) -> None:
    programme_id, ada = cast.programme(), cast.actor("ada")
    earlier = enrolments.KeepFirstStep(ada, cast.profile("ada"), programme_id, FIRST, receipt())
    later = replace(earlier, step=replace(FIRST, wish=RoleWish.SENIOR), receipt=receipt())
    for each in (earlier, later, earlier):
        cast.store.do(enrolments.keep_first_step, each)
    [kept] = cast.store.rows(Enrolment)
    assert kept.wish is RoleWish.SENIOR


def test_who_answers_for_a_programme_learns_that_its_rounds_leave_them_out(cast: Cast) -> None:
    programme_id = cast.programme()
    begins(cast, "olga", programme_id, FIRST)
    begins(cast, "ada", programme_id, FIRST)
    assert [finishes(cast, name, programme_id).is_owner for name in ("olga", "ada")] == [True, False]
    assert "its rounds leave you out" in repr(
        done(Reader("en"), Enrolled(programme_id, "P", is_new=True, is_owner=True))
    )
    assert "its rounds leave you out" not in repr(done(Reader("en"), Enrolled(programme_id, "P", is_new=True)))
