"""Whom an owner entered from a sheet: shown what is held, theirs to keep or delete, and erased without an answer."""

from uuid import UUID

from msgspec import Struct
from sqlalchemy import select

from mentoring import participants, workspaces
from mentoring.enrolments import erasing, queries
from mentoring.enrolments.agreeing import agree, redraw_what_is_held
from mentoring.enrolments.commands import Enrolled
from mentoring.enrolments.held import must_be_as_shown
from mentoring.enrolments.queries import programme_of
from mentoring.enrolments.rules import FirstStepFirst
from mentoring.participants import Actor
from mentoring.programmes import audit_questions
from mentoring.rounds.left_over import OPEN
from mentoring.unit_of_work import UnitOfWork
from models import (
    Enrolment,
    EnrolmentState,
    MatchRound,
    Participant,
    Programme,
)


class KeepIn(Struct, frozen=True):
    """
    Somebody whom an owner entered wants to take part, just so.

    Attributes:
        shown: the mark of what they read of it; without one it is no yes.
    """

    actor: Actor
    programme_id: UUID
    shown: str | None = None


class ShowAnew(Struct, frozen=True):
    """Somebody said yes to what is not held about them any more."""

    actor: Actor


def keep_in(command: KeepIn, uow: UnitOfWork) -> Enrolled:
    """
    Enrol somebody with what an owner entered; the same again changes nothing.

    Raises:
        FirstStepFirst: nothing is held any more.
        HeldOtherwise: something else is held by now.
        NoSuchProgramme: there is no such programme.
    """
    workspace = workspaces.of(command.actor.team_id, uow)
    programme = programme_of(workspace.id, command.programme_id, uow)
    person = participants.find(command.actor, uow)
    enrolment = queries.own(person, programme.id, uow, lock=True) if person is not None else None
    if person is None or enrolment is None or enrolment.state in {EnrolmentState.LEFT, EnrolmentState.DRAFT}:
        raise FirstStepFirst
    must_be_as_shown(enrolment, command.shown, uow)
    is_new = agree(enrolment, person, uow)
    return Enrolled(programme.id, programme.name, is_new, is_owner=queries.answers_for(person, programme, uow))


def show_anew(command: ShowAnew, uow: UnitOfWork) -> None:
    """Let somebody read what is held about them now where they read what was held before."""
    person = participants.find(command.actor, uow)
    if person is not None:
        redraw_what_is_held(person.workspace_id, [person.id], uow)


def advance(enrolment: Enrolment, uow: UnitOfWork) -> None:
    """Erase what an owner entered of somebody who never said yes to it, and what they told that is asked no more."""
    of_workspace = {"workspace_id": enrolment.workspace_id}
    person = uow.db.get_one(Participant, of_workspace | {"id": enrolment.participant_id})
    if enrolment.state is EnrolmentState.ARRIVING:
        erasing.undo_arrival(enrolment, person, uow)
    elif enrolment.state is EnrolmentState.LEFT:
        enrolment.look_at = None
        erasing.forget(enrolment, person, uow)
    elif enrolment.state is not EnrolmentState.IMPORTED:
        enrolment.look_at = None
        audit_questions.forget_unasked(enrolment, uow)
    elif _rounds_are_free(enrolment, uow):
        programme = uow.db.get_one(Programme, of_workspace | {"id": enrolment.programme_id})
        erasing.take_out(enrolment, person, programme, uow)
    else:
        # Whoever sends a round holds it first and enrolments afterwards; here the enrolment is held already.
        enrolment.look_at = uow.now + erasing.TRIED_AGAIN


def _rounds_are_free(enrolment: Enrolment, uow: UnitOfWork) -> bool:
    under_way = select(MatchRound.id).where(
        MatchRound.workspace_id == enrolment.workspace_id,
        MatchRound.programme_id == enrolment.programme_id,
        MatchRound.state.in_(OPEN),
    )
    free = uow.db.scalars(under_way.with_for_update(key_share=True, skip_locked=True)).all()
    return len(free) == len(uow.db.scalars(under_way).all())
