"""What somebody said in an enrolment is erased: they left, or never agreed to what an owner had entered."""

from datetime import timedelta

from sqlalchemy import ColumnElement, delete, exists, select
from sqlalchemy.exc import IntegrityError

from mentoring import working_time
from mentoring.enrolments import skills
from mentoring.enrolments.agreeing import redraw_what_is_held
from mentoring.pairs.answering import withdraw_unanswered
from mentoring.participants import USUAL_DAY
from mentoring.rounds import left_over, wishes
from mentoring.unit_of_work import UnitOfWork
from models import (
    Company,
    Enrolment,
    EnrolmentState,
    Participant,
    ParticipantState,
    Programme,
)

TRIED_AGAIN = timedelta(minutes=1)
"""After which whatever was under way has surely taken its step."""


def take_out(enrolment: Enrolment, person: Participant, programme: Programme, uow: UnitOfWork) -> None:
    """
    Take somebody out of a programme: open invitations end, drafts forget them, and what they said is erased.

    Who was only entered by an owner, and whom nothing else refers to, is not kept as a participant either.
    """
    was_imported = enrolment.state is EnrolmentState.IMPORTED
    if enrolment.state is not EnrolmentState.DRAFT:
        withdraw_unanswered(programme, person, uow)
    left_over.forget(person, programme.id, uow)
    if enrolment.state is not EnrolmentState.DRAFT:
        wishes.forget(person, programme.id, uow)
    _empty(enrolment, uow)
    if was_imported:
        redraw_what_is_held(person.workspace_id, [person.id], uow)
        _forget_hours(enrolment, person, uow)
        forget(enrolment, person, uow)


def give_way(enrolment: Enrolment, person: Participant, uow: UnitOfWork) -> None:
    """Let what somebody says themselves come before a sheet that does not count yet: nothing stays of what it said."""
    _empty(enrolment, uow)
    _forget_hours(enrolment, person, uow)


def _empty(enrolment: Enrolment, uow: UnitOfWork) -> None:
    """Leave of an enrolment only that it was; the ledger of consents tells the rest."""
    skills.replace(enrolment, (), (), uow)
    enrolment.state = EnrolmentState.LEFT
    enrolment.capacity = 1
    enrolment.languages = []
    enrolment.company = Company.NO
    enrolment.missed = 0
    enrolment.team = enrolment.location = enrolment.manager_user_id = None
    enrolment.sealed_private = enrolment.sealed_groups = None
    enrolment.available_from = enrolment.look_at = None
    enrolment.changed_at = uow.now


def undo_arrival(enrolment: Enrolment, person: Participant, uow: UnitOfWork) -> None:
    """Let a sheet that never came to count have said nothing of somebody."""
    if not _is_free(person, uow):
        enrolment.look_at = uow.now + TRIED_AGAIN
        return
    skills.replace(enrolment, (), (), uow)
    uow.db.delete(enrolment)
    uow.db.flush()
    _forget_hours(enrolment, person, uow)
    forget(enrolment, person, uow)


def _forget_hours(enrolment: Enrolment, person: Participant, uow: UnitOfWork) -> None:
    """Let somebody live by Slack's clock again who never said by which, unless another sheet says so still."""
    entered = exists().where(
        Enrolment.workspace_id == person.workspace_id,
        Enrolment.participant_id == person.id,
        Enrolment.id != enrolment.id,
        Enrolment.state.in_((EnrolmentState.IMPORTED, EnrolmentState.ARRIVING)),
    )
    if person.state is not ParticipantState.INVITED or uow.db.scalar(select(entered)):
        return
    person.own_zone = None
    person.country = working_time.country_of(person.slack_zone)
    person.work_starts, person.work_ends = USUAL_DAY


def forget(enrolment: Enrolment, person: Participant, uow: UnitOfWork) -> None:
    """
    Delete somebody who agreed to nothing, unless something else refers to them, such as what they were asked.

    In any case goes what tells of programmes only that they are not in them: they never said so themselves, and a later
    sheet may bring them like anybody else. Whoever has no account any more is kept no longer than they would be with
    one. Where something is just about to refer to them, it is seen a minute later whether it came to that: nothing may
    come of it.
    """
    if person.state is ParticipantState.ACTIVE:
        return
    if not _is_free(person, uow):
        enrolment.look_at = uow.now + TRIED_AGAIN
        return
    over = (*_over(person), Enrolment.id != enrolment.id)
    own = (Enrolment.workspace_id == person.workspace_id, Enrolment.id == enrolment.id)
    they = (Participant.workspace_id == person.workspace_id, Participant.id == person.id)
    for which in (over, own):
        uow.db.execute(delete(Enrolment).where(*which))
    try:
        with uow.apart():
            uow.db.execute(delete(Participant).where(*they))
    except IntegrityError:
        return


def _is_free(person: Participant, uow: UnitOfWork) -> bool:
    """
    Tell whether nobody is just referring to somebody, or about to join again, who is held from here on.

    Whoever does is not waited for: they may wait for the enrolments that are held here.
    """
    free = select(Participant.id).where(Participant.workspace_id == person.workspace_id, Participant.id == person.id)
    over = select(Enrolment.id).where(*_over(person))
    return uow.db.scalar(free.with_for_update(skip_locked=True)) is not None and len(
        uow.db.scalars(over.with_for_update(skip_locked=True)).all()
    ) == len(uow.db.scalars(over).all())


def _over(person: Participant) -> tuple[ColumnElement[bool], ...]:
    return (
        Enrolment.workspace_id == person.workspace_id,
        Enrolment.participant_id == person.id,
        Enrolment.state == EnrolmentState.LEFT,
    )
