"""Somebody agrees to take part in a programme: by their own survey, or by a yes to what an owner entered."""

from collections.abc import Collection
from uuid import UUID

from mentoring import audit, consents, outbox
from mentoring.audit import Action
from mentoring.outbox import NoticeKind
from mentoring.unit_of_work import UnitOfWork
from models import (
    ConsentDecision,
    ConsentKind,
    Enrolment,
    EnrolmentState,
    Participant,
    ParticipantState,
)

SHOWS_WHAT_IS_HELD = (NoticeKind.PAIR_INVITATION, NoticeKind.MATCH_NOBODY)
"""Messages that show somebody what an owner entered about them."""


def agree(enrolment: Enrolment, person: Participant, uow: UnitOfWork) -> bool:
    """Enrol somebody, which is their consent, written down once; tell whether they were not enrolled before."""
    if enrolment.state is EnrolmentState.ACTIVE:
        return False
    was_imported = enrolment.state is EnrolmentState.IMPORTED
    enrolment.state = EnrolmentState.ACTIVE
    enrolment.look_at = None
    enrolment.changed_at = uow.now
    person.state = ParticipantState.ACTIVE
    consents.record(person.workspace_id, person.id, ConsentKind.ENROLMENT, enrolment.id, ConsentDecision.GIVEN, uow)
    audit.note(person.workspace_id, Action.ENROLMENT_GIVEN, enrolment.id, person.id, uow)
    if was_imported:
        redraw_what_is_held(person.workspace_id, [person.id], uow)
    return True


def redraw_what_is_held(workspace_id: UUID, participant_ids: Collection[UUID], uow: UnitOfWork) -> None:
    """Draw the messages anew, in silence, that show some people what an owner entered about them."""
    outbox.refresh_all(workspace_id, participant_ids, SHOWS_WHAT_IS_HELD, uow)
