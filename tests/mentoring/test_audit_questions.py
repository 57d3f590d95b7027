"""What an owner asks for the audit of groups, what people answer to it, and what becomes of the answers."""

from uuid import UUID

import pytest
from sqlalchemy import select

from mentoring.errors import Refusal
from mentoring.programmes import audit_questions
from mentoring.programmes.audit_questions import (
    Asked,
    AskedTwice,
    AuditQuestions,
    ChangeAuditQuestions,
    ComparedAnyway,
    NameTheQuestion,
    OpenAuditQuestions,
    TwoToSixChoices,
)
from mentoring.programmes.queries import OnlyItsOwner
from mentoring.rounds import gathering
from mentoring.typed import TextTooLong
from models import AuditEntry, Enrolment, EnrolmentState
from tests.factories.cast import Cast, receipt
from tests.factories.enrolled import begins, finishes
from tests.mentoring.rounds.desk import begins as begins_draft
from tests.mentoring.rounds.desk import nobody_is_at_it, takes_its_course

STAGE = ("Career stage", "early\nlate\n")


@pytest.fixture
def programme_id(cast: Cast) -> UUID:
    return cast.programme()


def asks(cast: Cast, programme_id: UUID, *typed: tuple[str, str], click: str = "", who: str = "olga") -> AuditQuestions:
    command = ChangeAuditQuestions(cast.actor(who), programme_id, typed, click or receipt())
    return cast.store.do(audit_questions.change, command)


def answers(cast: Cast, programme_id: UUID, name: str, **groups: str) -> None:
    begins(cast, name, programme_id)
    finishes(cast, name, programme_id, groups=tuple((key.replace("_", " "), told) for key, told in groups.items()))


def compared(cast: Cast, programme_id: UUID) -> dict[str, dict[str, str]]:
    """The groups that the audit of the next draft compares."""
    gathered = cast.store.do(gathering.gathered, begins_draft(cast, programme_id))
    return {attribute: dict(groups) for attribute, groups in gathered.said.items()}


def test_what_an_owner_asks_is_asked_of_everybody_who_joins(cast: Cast, programme_id: UUID) -> None:
    told = asks(cast, programme_id, STAGE, ("", ""))
    assert told.asked == (Asked("Career stage", ("early", "late")),)
    asked = begins(cast, "ada", programme_id).questions
    assert [(each.name, each.choices, each.chosen) for each in asked] == [("Career stage", ("early", "late"), None)]
    assert len([each for each in cast.store.rows(AuditEntry) if each.action == "programme.set"]) == 1


def test_answers_are_sealed_and_compare_groups_as_long_as_the_question_stands(cast: Cast, programme_id: UUID) -> None:
    asks(cast, programme_id, STAGE)
    answers(cast, programme_id, "ada", Career_stage="early")
    answers(cast, programme_id, "ben", Career_stage="a canary that is no choice")
    [told, nothing] = [each.sealed_groups for each in cast.store.rows(Enrolment)]
    assert told is not None
    assert "early" not in told
    assert nothing is None, "what is no choice is no answer"
    assert compared(cast, programme_id)["Career stage"] == {"UADA": "early"}
    nobody_is_at_it(cast)
    asks(cast, programme_id, ("Career stage", "junior\nsenior"))
    assert "Career stage" not in compared(cast, programme_id), "it was an answer to another question"
    nobody_is_at_it(cast)
    asks(cast, programme_id)
    assert not compared(cast, programme_id)


def kept(cast: Cast) -> list[dict[str, str] | None]:
    """What of people's answers is in the store still, in the order in which they joined."""
    with cast.store.transaction() as uow:
        rows = uow.db.scalars(select(Enrolment).order_by(Enrolment.id))
        return [uow.vault.open(each.sealed_groups) if each.sealed_groups else None for each in rows]


def test_what_was_answered_to_a_question_that_is_gone_goes_too(each_cast: Cast) -> None:
    programme_id, other = each_cast.programme(), each_cast.programme(name="Another")
    for each in (programme_id, other):
        asks(each_cast, each, STAGE, ("Shoes", "boots\nclogs"))
    answers(each_cast, programme_id, "ada", Career_stage="early", Shoes="boots")
    answers(each_cast, programme_id, "ben", Shoes="clogs")
    answers(each_cast, other, "cleo", Shoes="clogs")
    asks(each_cast, programme_id, STAGE, ("Shoes", "boots\nsandals"))
    takes_its_course(each_cast)
    assert kept(each_cast) == [{"Career stage": "early", "Shoes": "boots"}, None, {"Shoes": "clogs"}]
    asks(each_cast, programme_id, STAGE)
    takes_its_course(each_cast)
    assert kept(each_cast) == [{"Career stage": "early"}, None, {"Shoes": "clogs"}]
    asks(each_cast, programme_id)
    takes_its_course(each_cast)
    assert kept(each_cast) == [None, None, {"Shoes": "clogs"}]
    ada = each_cast.store.rows(Enrolment)[0]
    assert (ada.state, ada.look_at) == (EnrolmentState.ACTIVE, None)


@pytest.mark.parametrize(
    ("typed", "refusal", "field"),
    [
        ([("", "early\nlate")], NameTheQuestion, "name-0"),
        ([STAGE, ("Shoes", "one")], TwoToSixChoices, "choices-1"),
        ([("Shoes", "one\n ONE ")], TwoToSixChoices, "choices-0"),
        ([("Shoes", "\n".join("abcdefg"))], TwoToSixChoices, "choices-0"),
        ([(" TEAM ", "a\nb")], ComparedAnyway, "name-0"),
        ([STAGE, ("career  STAGE", "a\nb")], AskedTwice, "name-1"),
        ([("x" * 61, "a\nb")], TextTooLong, "name-0"),
        ([("Shoes", f"a\n{'b' * 41}")], TextTooLong, "choices-0"),
    ],
)
def test_what_cannot_be_asked_is_refused_beside_its_field_and_nothing_is_changed(
    cast: Cast, programme_id: UUID, typed: list[tuple[str, str]], refusal: type[Refusal], field: str
) -> None:
    asks(cast, programme_id, STAGE)
    with pytest.raises(refusal) as refused:
        asks(cast, programme_id, *typed)
    assert refused.value.field == field
    look = OpenAuditQuestions(cast.actor("olga"), programme_id)
    assert cast.store.do(audit_questions.look, look).asked == (Asked("Career stage", ("early", "late")),)


def test_a_form_that_comes_again_undoes_nothing_and_nobody_else_asks(cast: Cast, programme_id: UUID) -> None:
    asks(cast, programme_id, STAGE, click="once")
    asks(cast, programme_id, ("Shoes", "a\nb"))
    assert asks(cast, programme_id, STAGE, click="once").asked == (Asked("Shoes", ("a", "b")),)
    with pytest.raises(OnlyItsOwner):
        asks(cast, programme_id, STAGE, who="ada")
    with pytest.raises(OnlyItsOwner):
        cast.store.do(audit_questions.look, OpenAuditQuestions(cast.actor("ada"), programme_id))
