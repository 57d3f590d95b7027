"""Whom an owner entered from a sheet: asked, shown what is held, in by a yes, and erased without one."""

from typing import Any
from uuid import UUID

import pytest

from mentoring.enrolments import commands as enrolments
from mentoring.enrolments import imported, queries
from mentoring.enrolments.commands import LeaveProgramme
from mentoring.enrolments.imported import KeepIn
from mentoring.enrolments.queries import FirstForm, OpenForm
from mentoring.enrolments.rules import FirstStepFirst, HeldOtherwise
from mentoring.home import glance
from mentoring.pairs import commands as pairs
from mentoring.pairs.commands import Answer, AnswerInvitation
from mentoring.pairs.notices import Invitation, InvitationDeclined
from mentoring.roster.rules import Why
from mentoring.rounds.notices import NobodyThisTime
from mentoring.states import EnrolmentState, PairState, RoleWish
from models import (
    AuditEntry,
    Consent,
    ConsentKind,
    Enrolment,
    EnrolmentSkill,
    Participant,
    ParticipantState,
    Skill,
)
from tests.factories.cast import Cast
from tests.factories.enrolled import finishes
from tests.factories.sheets import imported as brought
from tests.mentoring.pairs.led import (
    enrolment_of,
    goes_out,
    hears,
    imports,
    joins,
    owner_sees,
    pair_of,
    person_id,
    state_of,
    to,
)
from views import enrolments as views
from views import held, invitations
from views.reader import Reader

HELD = (
    *("Payments", "Porto", "<@UMIA>", "Portuguese", "Prompting", "Strategy", "junior"),
    *("08:00 to 18:00", "Madrid, Spain", "Pairs at once: 4", "One of three: gladly"),
)


@pytest.fixture
def programme_id(cast: Cast) -> UUID:
    """Ada is enrolled, Ivy was entered, and a round has the two asked."""
    found = cast.programme()
    joins(cast, found, "ada", RoleWish.SENIOR)
    imports(cast, found, "ivy")
    goes_out(cast, found)
    return found


def enrolments_given(cast: Cast, name: str) -> int:
    mine = person_id(cast, name)
    return sum((each.participant_id, each.kind) == (mine, ConsentKind.ENROLMENT) for each in cast.store.rows(Consent))


def is_enrolled_ever(cast: Cast, name: str) -> bool:
    return person_id(cast, name) in {each.participant_id for each in cast.store.rows(Enrolment)}


def erased(cast: Cast, name: str) -> bool:
    """Nothing that was entered about somebody is anywhere."""
    everything = repr({table: rows for table, rows in cast.store.contents().items() if table != "outbox"})
    return "Payments" not in everything and "Porto" not in everything and "UMIA" not in everything


def test_the_invitation_shows_all_that_is_held_and_a_yes_enrols(cast: Cast, programme_id: UUID) -> None:
    [asked] = to(cast, hears(cast), "ivy", Invitation)
    assert [word for word in HELD if word not in asked.words] == []
    assert [label for label in ("Accept", "Decline", "Correct it", "Delete it") if label not in asked.words] == []
    assert enrolments_given(cast, "ivy") == 0
    cast.answer("ivy", pair_of(cast, "ada", "ivy").id)
    mine = enrolment_of(cast, "ivy")
    assert (mine.state, mine.look_at) == (EnrolmentState.ACTIVE, None)
    assert enrolments_given(cast, "ivy") == 1
    [card] = to(cast, hears(cast), "ivy", Invitation)
    assert "Payments" not in card.words
    hears(cast, days=40)
    assert enrolment_of(cast, "ivy").team == "Payments", "who said yes is not erased"


def test_home_takes_no_yes_to_what_it_does_not_show(cast: Cast, programme_id: UUID) -> None:
    [asked] = cast.store.do(glance, cast.actor("ivy")).invitations
    words = repr(invitations.open_invitation(Reader("en"), asked))
    assert ("Decline" in words, "Accept" in words) == (True, False)
    cast.store.do(imported.keep_in, KeepIn(cast.actor("ivy"), programme_id, cast.shown("ivy", programme_id)))
    [asked] = cast.store.do(glance, cast.actor("ivy")).invitations
    assert "Accept" in repr(invitations.open_invitation(Reader("en"), asked)), "they have agreed"


def test_nobody_else_reads_what_is_held(cast: Cast, programme_id: UUID) -> None:
    told = [each for each in hears(cast) if each.user_id != "UIVY"]
    assert [each for each in told if "Payments" in each.words or "Porto" in each.words] == []
    assert "Payments" not in repr(owner_sees(cast, programme_id))


def test_a_no_leaves_them_as_they_were_entered_until_the_thirty_days_are_over(cast: Cast, programme_id: UUID) -> None:
    hears(cast)
    cast.answer("ivy", pair_of(cast, "ada", "ivy").id, Answer.DECLINE)
    [card] = to(cast, hears(cast), "ivy", Invitation)
    assert "Delete it" in card.words
    assert "No time now" not in card.words, "a day ahead would be erased with the rest"
    assert "Your no is to this pair alone" in card.words
    assert "`/mentor join` shows all of it, and takes a yes" in card.words
    assert enrolment_of(cast, "ivy").state is EnrolmentState.IMPORTED
    hears(cast, days=29, hours=23)
    assert enrolment_of(cast, "ivy").state is EnrolmentState.IMPORTED
    told = hears(cast, hours=1)
    assert erased(cast, "ivy")
    assert not is_enrolled_ever(cast, "ivy")
    [card] = to(cast, told, "ivy", Invitation)
    assert ("Delete it" in card.words, "takes a yes" in card.words) == (False, False)
    assert "what was kept about you there is erased" in card.words
    assert "from the beginning: `/mentor join`" in card.words
    form = cast.store.do(queries.open_form, OpenForm(cast.actor("ivy"), programme_id))
    assert form == FirstForm(programme_id, "Both ways", None, RoleWish.EITHER, (), ())
    joins(cast, programme_id, "ivy", RoleWish.JUNIOR)
    assert (enrolment_of(cast, "ivy").state, enrolment_of(cast, "ivy").team) == (EnrolmentState.ACTIVE, None)


def test_who_answers_for_the_programme_is_told_that_its_rounds_leave_them_out(cast: Cast, programme_id: UUID) -> None:
    imports(cast, programme_id, "olga")
    said = [
        cast.store.do(imported.keep_in, KeepIn(cast.actor(name), programme_id, cast.shown(name, programme_id)))
        for name in ("olga", "ivy")
    ]
    assert [each.is_owner for each in said] == [True, False]


def test_a_later_sheet_brings_whoever_never_answered_like_anybody_else(cast: Cast, programme_id: UUID) -> None:
    hears(cast)
    for _ in range(31):
        hears(cast, days=1)
    assert not is_enrolled_ever(cast, "ivy")
    [row] = brought(cast, programme_id, "ivy@example.com,Ivy,SQL,Strategy").rows
    assert row.why is Why.NEW
    assert enrolment_of(cast, "ivy").state is EnrolmentState.IMPORTED


def test_after_a_no_they_may_still_say_yes_to_all_of_it(cast: Cast, programme_id: UUID) -> None:
    hears(cast)
    cast.answer("ivy", pair_of(cast, "ada", "ivy").id, Answer.DECLINE)
    yes = KeepIn(cast.actor("ivy"), programme_id, cast.shown("ivy", programme_id))
    assert cast.store.do(imported.keep_in, yes).is_new
    [card] = to(cast, hears(cast), "ivy", Invitation)
    assert "Your no is to this pair alone" not in card.words


def test_without_any_answer_all_of_it_is_erased_and_so_is_a_person_nothing_refers_to(each_cast: Cast) -> None:
    programme_id = each_cast.programme()
    imports(each_cast, programme_id, "ivy")
    words = len(each_cast.store.rows(Skill))
    assert words == 2
    hears(each_cast, days=29)
    assert enrolment_of(each_cast, "ivy").team == "Payments"
    hears(each_cast, days=1)
    assert erased(each_cast, "ivy")
    assert [each for each in each_cast.store.rows(Participant) if each.slack_user_id == "UIVY"] == []
    for table in (Enrolment, EnrolmentSkill, Skill):
        assert not each_cast.store.rows(table)


def test_the_hours_that_were_entered_go_with_the_rest(cast: Cast, programme_id: UUID) -> None:
    hears(cast)
    entered = lives(cast, "ivy")
    cast.store.do(enrolments.leave, LeaveProgramme(cast.actor("ivy"), programme_id))
    assert (entered, lives(cast, "ivy")) == (
        ("Europe/Madrid", "ES", 8 * 60, 18 * 60),
        ("Europe/Lisbon", "PT", 9 * 60, 17 * 60),
    )


def test_the_hours_that_another_sheet_says_as_well_stay_until_it_is_erased_too(cast: Cast) -> None:
    first, second = cast.programme(), cast.programme(name="Other ways")
    for programme_id in (first, second):
        imports(cast, programme_id, "ivy")
        cast.store.clock.advance(minutes=1)
    cast.store.do(enrolments.leave, LeaveProgramme(cast.actor("ivy"), first))
    assert lives(cast, "ivy") == ("Europe/Madrid", "ES", 8 * 60, 18 * 60)


def lives(cast: Cast, name: str) -> tuple[str, str | None, int, int]:
    [found] = [each for each in cast.store.rows(Participant) if each.id == person_id(cast, name)]
    return (found.zone, found.country, found.work_starts, found.work_ends)


def test_who_takes_part_elsewhere_stays_there(cast: Cast) -> None:
    programme_id = cast.programme()
    cast.pair("ivy", "ben")
    imports(cast, programme_id, "ivy")
    hears(cast, days=30)
    assert erased(cast, "ivy")
    [person] = [each for each in cast.store.rows(Participant) if each.slack_user_id == "UIVY"]
    assert person.state is ParticipantState.ACTIVE


def test_erasing_ends_an_open_invitation_and_whoever_had_said_yes_is_told(cast: Cast) -> None:
    programme_id = cast.programme()
    joins(cast, programme_id, "ada", RoleWish.SENIOR)
    imports(cast, programme_id, "ivy")
    hears(cast, days=28)
    goes_out(cast, programme_id)
    hears(cast)
    cast.answer("ada", pair_of(cast, "ada", "ivy").id)
    told = hears(cast, days=2)
    assert state_of(cast, "ada", "ivy") is PairState.WITHDRAWN
    assert len(to(cast, told, "ada", InvitationDeclined)) == 1
    assert enrolment_of(cast, "ada").missed == 1
    [card] = to(cast, told, "ivy", Invitation)
    assert "Payments" not in card.words


def test_they_may_delete_it_at_once(cast: Cast, programme_id: UUID) -> None:
    hears(cast)
    deleted = [cast.store.do(enrolments.leave, LeaveProgramme(cast.actor("ivy"), programme_id)) for _ in range(2)]
    assert [each.was_imported for each in deleted] == [True, False], "the second time there is nothing"
    assert state_of(cast, "ada", "ivy") is PairState.WITHDRAWN
    assert erased(cast, "ivy")
    assert enrolments_given(cast, "ivy") == 0, "nothing given, nothing withdrawn"
    assert not [each for each in cast.store.rows(AuditEntry) if each.actor_id == person_id(cast, "ivy")]
    with pytest.raises(FirstStepFirst):
        cast.store.do(imported.keep_in, KeepIn(cast.actor("ivy"), programme_id))


def test_who_has_nobody_this_time_is_asked_whether_to_stay(cast: Cast) -> None:
    programme_id = cast.programme()
    for name in ("ada", "ben"):
        joins(cast, programme_id, name, RoleWish.SENIOR if name == "ada" else RoleWish.JUNIOR)
    imports(cast, programme_id, "ivy", teaches="Prompting", learns="Budgeting")
    goes_out(cast, programme_id)
    [news] = to(cast, hears(cast), "ivy", NobodyThisTime)
    assert [word for word in ("Payments", "Keep me in", "Correct it", "Delete it") if word not in news.words] == []
    for is_new in (True, False):
        yes = KeepIn(cast.actor("ivy"), programme_id, cast.shown("ivy", programme_id))
        assert cast.store.do(imported.keep_in, yes).is_new is is_new
    assert enrolment_of(cast, "ivy").state is EnrolmentState.ACTIVE
    [card] = to(cast, hears(cast), "ivy", NobodyThisTime)
    assert "Payments" not in card.words
    cast.store.do(enrolments.leave, LeaveProgramme(cast.actor("ivy"), programme_id))


def test_the_survey_is_filled_in_and_handing_it_in_is_a_yes(cast: Cast, programme_id: UUID) -> None:
    form = cast.store.do(queries.open_form, OpenForm(cast.actor("ivy"), programme_id))
    assert isinstance(form, FirstForm)
    assert (form.standing, form.wish) == (EnrolmentState.IMPORTED, RoleWish.JUNIOR)
    assert (form.offers, form.seeks) == (("Prompting",), ("Strategy",))
    done = finishes(cast, "ivy", programme_id, location="Braga")
    assert done.is_new
    mine = enrolment_of(cast, "ivy")
    assert (mine.state, mine.location, mine.look_at) == (EnrolmentState.ACTIVE, "Braga", None)
    assert enrolments_given(cast, "ivy") == 1


def test_the_surveys_yes_stands_under_all_that_is_held_and_is_one_to_just_that(cast: Cast, programme_id: UUID) -> None:
    def surveyed() -> tuple[str, dict[str, Any]]:
        form = cast.store.do(queries.open_form, OpenForm(cast.actor("ivy"), programme_id))
        assert isinstance(form, FirstForm)
        blocks = views.first(Reader("en"), form)["blocks"]
        rows = [place for place, each in enumerate(blocks) if each.get("block_id") == "entered"]
        [button] = [each for each in blocks[rows[0]]["elements"] if each["action_id"] == held.KEEP_IN]
        return repr(blocks[: rows[0]]), {"team": {"id": "T1"}, "user": {"id": "UIVY"}, "actions": [button]}

    above, click = surveyed()
    assert [word for word in HELD if word not in above] == []
    imports(cast, programme_id, "ivy", teaches="Rhetoric")
    with pytest.raises(HeldOtherwise):
        cast.store.do(imported.keep_in, views.read_keep_in(click))
    assert enrolment_of(cast, "ivy").state is EnrolmentState.IMPORTED
    above, click = surveyed()
    assert "Rhetoric" in above
    assert cast.store.do(imported.keep_in, views.read_keep_in(click)).is_new
    form = cast.store.do(queries.open_form, OpenForm(cast.actor("ivy"), programme_id))
    assert isinstance(form, FirstForm)
    assert held.KEEP_IN not in repr(views.first(Reader("en"), form)), "they have agreed"


def test_a_yes_that_says_nothing_of_what_was_shown_enrols_nobody(cast: Cast, programme_id: UUID) -> None:
    ivy, pair_id = cast.actor("ivy"), pair_of(cast, "ada", "ivy").id
    with pytest.raises(HeldOtherwise):
        cast.store.do(imported.keep_in, KeepIn(ivy, programme_id))
    with pytest.raises(HeldOtherwise):
        cast.store.do(pairs.answer, AnswerInvitation(ivy, pair_id, Answer.ACCEPT))
    assert enrolment_of(cast, "ivy").state is EnrolmentState.IMPORTED
    assert enrolments_given(cast, "ivy") == 0
    cast.store.do(pairs.answer, AnswerInvitation(ivy, pair_id, Answer.DECLINE))


def test_they_count_as_enrolled_nowhere_and_the_owner_sees_how_many_wait(cast: Cast) -> None:
    programme_id = cast.programme()
    imports(cast, programme_id, "ivy")
    joins(cast, programme_id, "ada", RoleWish.SENIOR)
    page = owner_sees(cast, programme_id)
    assert [each.user_id for each in page.people] == ["UADA"]
    assert (page.enrolled, page.imported) == (1, 1)
    [standing] = cast.store.do(glance, cast.actor("ivy")).programmes
    assert standing.standing is EnrolmentState.IMPORTED
