"""
What an owner asks people for the audit of groups: a question or two, answered freely, and part of no score.

An owner never sees an answer, only how groups of people fare, and of a group only where it is large enough.
"""

from collections.abc import Sequence
from uuid import UUID

from msgspec import Struct
from sqlalchemy import select, update

from mentoring import audit, inbound
from mentoring.audit import Action
from mentoring.enrolments.rules import fold
from mentoring.errors import Refusal
from mentoring.participants import Actor, require
from mentoring.programmes.queries import own_programme
from mentoring.typed import must_fit
from mentoring.unit_of_work import AS_IT_IS, UnitOfWork, reads
from mentoring.wording import N_
from models import Enrolment, EnrolmentState, Programme

MOST_QUESTIONS = 2
FEWEST_CHOICES, MOST_CHOICES = 2, 6
QUESTION_LIMIT = 60
CHOICE_LIMIT = 40
COMPARED_ANYWAY = frozenset({"team", "location"})
"""Questions that the enrolment asks already, by their folded names."""


class NameTheQuestion(Refusal):
    """Choices, and nothing that is asked."""

    message = N_("What is asked? Write a word or two, such as Career stage; or empty the choices.")


class TwoToSixChoices(Refusal):
    """Too few choices, or too many."""

    message = N_("Write two to six choices, one a line.")


class ComparedAnyway(Refusal):
    """The question is one that is asked already."""

    message = N_("Team and place are compared anyway. Ask something else, or leave it empty.")


class AskedTwice(Refusal):
    """Both questions have one name."""

    message = N_("This is the first question again. Ask something else, or leave it empty.")


class Asked(Struct, frozen=True):
    """One question, and what may be answered."""

    name: str
    choices: tuple[str, ...]


class OpenAuditQuestions(Struct, frozen=True):
    """An owner looks at what is asked."""

    actor: Actor
    programme_id: UUID


class ChangeAuditQuestions(Struct, frozen=True):
    """
    An owner asks something else, or nothing.

    Attributes:
        typed: for each field its name and its choices, one a line; both empty where nothing is asked.
        receipt: names the submission; equal for each delivery of the same one.
    """

    actor: Actor
    programme_id: UUID
    typed: tuple[tuple[str, str], ...]
    receipt: str


class AuditQuestions(Struct, frozen=True):
    """What a programme asks for its audit."""

    programme_id: UUID
    name: str
    asked: tuple[Asked, ...]


@reads
def look(command: OpenAuditQuestions, uow: UnitOfWork) -> AuditQuestions:
    """
    Return what is asked.

    Raises:
        OnlyItsOwner: the actor does not answer for the programme.
    """
    return _told(own_programme(command.actor, command.programme_id, uow))


def change(command: ChangeAuditQuestions, uow: UnitOfWork) -> AuditQuestions:
    """
    Ask this from now on; what people answered to a question that is asked no more counts for nothing, and goes.

    A form that Slack delivers again does not undo what was set after it.

    Raises:
        OnlyItsOwner: the actor does not answer for the programme.
        NameTheQuestion, ComparedAnyway, AskedTwice, TextTooLong: on a field `name-N`.
        TwoToSixChoices, TextTooLong: on a field `choices-N`.
    """
    programme = own_programme(command.actor, command.programme_id, uow)
    wanted = checked(command.typed)
    uow.db.refresh(programme, with_for_update=AS_IT_IS)
    is_new = inbound.admit(programme.workspace_id, command.receipt, {}, uow) is None
    if is_new and wanted != asked_by(programme):
        programme.audit_questions = [{"name": each.name, "choices": list(each.choices)} for each in wanted] or None
        _look_through_answers(programme, uow)
        audit.note(programme.workspace_id, Action.PROGRAMME_SET, programme.id, require(command.actor, uow).id, uow)
    return _told(programme)


def checked(typed: Sequence[tuple[str, str]]) -> tuple[Asked, ...]:
    """
    Return the questions that were typed.

    Raises:
        NameTheQuestion, ComparedAnyway, AskedTwice, TwoToSixChoices, TextTooLong: on the field concerned.
    """
    found: list[Asked] = []
    for number, (name, lines) in enumerate(typed[:MOST_QUESTIONS]):
        tidy = " ".join(name.split())
        choices = _choices(lines)
        if not tidy and not choices:
            continue
        if not tidy:
            raise NameTheQuestion(field=f"name-{number}")
        must_fit(f"name-{number}", tidy, QUESTION_LIMIT)
        if fold(tidy) in COMPARED_ANYWAY:
            raise ComparedAnyway(field=f"name-{number}")
        if fold(tidy) in {fold(each.name) for each in found}:
            raise AskedTwice(field=f"name-{number}")
        for choice in choices:
            must_fit(f"choices-{number}", choice, CHOICE_LIMIT)
        if not FEWEST_CHOICES <= len(choices) <= MOST_CHOICES:
            raise TwoToSixChoices(field=f"choices-{number}")
        found.append(Asked(tidy, choices))
    return tuple(found)


def asked_by(programme: Programme) -> tuple[Asked, ...]:
    """Return what a programme asks for its audit."""
    return tuple(Asked(each["name"], tuple(each["choices"])) for each in programme.audit_questions or ())


def still_asked(told: dict[str, str], asked: Sequence[Asked]) -> dict[str, str]:
    """Return of somebody's answers those that are answers still."""
    choices = {each.name: each.choices for each in asked}
    return {name: choice for name, choice in told.items() if choice in choices.get(name, ())}


def forget_unasked(enrolment: Enrolment, uow: UnitOfWork) -> None:
    """Erase of somebody's answers those that are none any more, since the question or their choice is gone."""
    if enrolment.sealed_groups is None:
        return
    programme = uow.db.get_one(Programme, {"workspace_id": enrolment.workspace_id, "id": enrolment.programme_id})
    told = uow.vault.open(enrolment.sealed_groups)
    kept = still_asked(told, asked_by(programme))
    if kept != told:
        enrolment.sealed_groups = uow.vault.seal(kept) if kept else None


def _look_through_answers(programme: Programme, uow: UnitOfWork) -> None:
    """Have everybody's answers looked through at once, some at a time: opening thousands takes longer than a click."""
    answered = (
        Enrolment.workspace_id == programme.workspace_id,
        Enrolment.programme_id == programme.id,
        Enrolment.state == EnrolmentState.ACTIVE,
        Enrolment.sealed_groups.is_not(None),
    )
    # Held in the order in which whoever asks some of them holds theirs, or the two would wait for each other.
    uow.db.execute(
        select(Enrolment.id).where(*answered).order_by(Enrolment.participant_id).with_for_update(key_share=True)
    )
    uow.db.execute(update(Enrolment).where(*answered).values(look_at=uow.now))


def _choices(lines: str) -> tuple[str, ...]:
    seen: dict[str, str] = {}
    for line in lines.splitlines():
        choice = " ".join(line.split())
        if choice:
            seen.setdefault(fold(choice), choice)
    return tuple(seen.values())


def _told(programme: Programme) -> AuditQuestions:
    return AuditQuestions(programme.id, programme.name, asked_by(programme))
