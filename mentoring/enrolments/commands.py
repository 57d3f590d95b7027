"""Joining a programme in two steps, changing what one said, and leaving; each person for themselves alone."""

from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from mentoring import audit, consents, inbound, moves, participants, workspaces
from mentoring.audit import Action
from mentoring.enrolments import erasing, queries, skills
from mentoring.enrolments.agreeing import agree
from mentoring.enrolments.queries import SecondForm, programme_of
from mentoring.enrolments.rules import (
    MOST_NEVER,
    MOST_PAIRS,
    FirstStep,
    FirstStepFirst,
    SecondStep,
    check_second,
    checked_first,
)
from mentoring.moves import OwnHours
from mentoring.participants import Actor, Profile
from mentoring.programmes.audit_questions import asked_by, still_asked
from mentoring.rounds import left_over
from mentoring.unit_of_work import AS_IT_IS, UnitOfWork
from models import (
    ConsentDecision,
    ConsentKind,
    Enrolment,
    EnrolmentState,
    Participant,
    ParticipantState,
    Programme,
)
from models.base import new_id


class KeepFirstStep(Struct, frozen=True):
    """
    Somebody hands in the first step.

    Attributes:
        me: the actor, as Slack describes them now.
        receipt: names the submission; equal for each delivery of the same one.
    """

    actor: Actor
    me: Profile
    programme_id: UUID
    step: FirstStep
    receipt: str


class Enrol(Struct, frozen=True):
    """
    Somebody hands in the second step, which enrols them, or changes what they said before.

    Attributes:
        receipt: names the submission; equal for each delivery of the same one.
    """

    actor: Actor
    programme_id: UUID
    step: SecondStep
    receipt: str


class LeaveProgramme(Struct, frozen=True):
    """Somebody takes their enrolment back, or throws their draft away."""

    actor: Actor
    programme_id: UUID


class Enrolled(Struct, frozen=True):
    """
    What came of it.

    Attributes:
        is_new: whether this very act enrolled the person.
        was_imported: whether what is gone was what an owner had entered, and they had agreed to nothing.
        is_owner: whether they answer for the programme.
    """

    programme_id: UUID
    programme: str
    is_new: bool
    was_imported: bool = False
    is_owner: bool = False


def keep_first_step(command: KeepFirstStep, uow: UnitOfWork) -> SecondForm:
    """
    Keep what the first step says, and return the second; nobody is enrolled by it.

    Raises:
        NoSuchProgramme: there is nothing to join under this id.
        SomethingToTeach, SomethingToLearn, TextTooLong: on the field concerned.
    """
    step = checked_first(command.step)
    workspace = workspaces.of(command.actor.team_id, uow)
    programme = programme_of(workspace.id, command.programme_id, uow)
    if command.me.user_id != command.actor.user_id:
        msg = "a profile of somebody else was passed along"
        raise ValueError(msg)
    person = participants.record(command.actor.team_id, command.me, ParticipantState.INVITED, uow)
    # The second step tells which zone Slack reports: the one of this moment, even if we missed a change.
    moves.slack_says(person, command.me.zone, uow)
    uow.add_once(
        Enrolment,
        workspace_id=workspace.id,
        id=new_id(),
        programme_id=programme.id,
        participant_id=person.id,
        state=EnrolmentState.DRAFT,
        wish=step.wish,
        capacity=1,
        languages=[person.locale.replace("_", "-").split("-")[0].lower()],
        created_at=uow.now,
        changed_at=uow.now,
    )
    enrolment = queries.row_of(person, programme.id, uow)
    if enrolment is None:
        msg = "an enrolment just made is not there"
        raise RuntimeError(msg)
    if inbound.admit(workspace.id, command.receipt, {}, uow) is not None:
        # What was handed in or taken back since then stands.
        return queries.second_form(programme, person, enrolment, uow)
    if enrolment.state is EnrolmentState.ARRIVING:
        erasing.give_way(enrolment, person, uow)
    if enrolment.state is EnrolmentState.LEFT:
        enrolment.state = EnrolmentState.DRAFT
    enrolment.wish = step.wish
    enrolment.changed_at = uow.now
    skills.replace(enrolment, step.offers, step.seeks, uow)
    return queries.second_form(programme, person, enrolment, uow)


def enrol(command: Enrol, uow: UnitOfWork) -> Enrolled:
    """
    Enrol the actor, or take over what they changed; handing it in is their consent, written down once.

    Raises:
        FirstStepFirst: they are not enrolled, and no first step is kept.
        TextTooLong, UnknownZone, DayTooShort, UnknownCountry, NotYourOwnManager: on the field concerned.
    """
    workspace = workspaces.of(command.actor.team_id, uow)
    programme = programme_of(workspace.id, command.programme_id, uow)
    if command.step.groups:
        # Whoever takes a question away at this moment is to find what was answered to it.
        uow.db.refresh(programme, with_for_update=AS_IT_IS)
    person = participants.find(command.actor, uow)
    enrolment = queries.own(person, programme.id, uow, lock=True) if person is not None else None
    if person is None or enrolment is None or enrolment.state is EnrolmentState.LEFT:
        raise FirstStepFirst
    check_second(command.step, person)
    if inbound.admit(workspace.id, command.receipt, {}, uow) is not None:
        return Enrolled(programme.id, programme.name, is_new=False)
    _take_over(command.step, person, enrolment, programme, uow)
    is_new = agree(enrolment, person, uow)
    return Enrolled(programme.id, programme.name, is_new, is_owner=queries.answers_for(person, programme, uow))


def leave(command: LeaveProgramme, uow: UnitOfWork) -> Enrolled:
    """
    Take an enrolment back: what it said is erased, and open invitations of the programme end without a word why.

    Pairs under way stay: each is left by itself. The same again changes nothing.

    Raises:
        NoSuchProgramme: there is no such programme.
    """
    workspace = workspaces.of(command.actor.team_id, uow)
    programme = programme_of(workspace.id, command.programme_id, uow)
    left = Enrolled(programme.id, programme.name, is_new=False)
    left_over.hold_open(workspace.id, programme.id, uow)
    person = participants.find(command.actor, uow)
    enrolment = queries.own(person, programme.id, uow, lock=True) if person is not None else None
    if person is None or enrolment is None or enrolment.state is EnrolmentState.LEFT:
        return left
    was_imported = enrolment.state is EnrolmentState.IMPORTED
    if enrolment.state is EnrolmentState.ACTIVE:
        consents.record(workspace.id, person.id, ConsentKind.ENROLMENT, enrolment.id, ConsentDecision.WITHDRAWN, uow)
        audit.note(workspace.id, Action.ENROLMENT_WITHDRAWN, enrolment.id, person.id, uow)
    erasing.take_out(enrolment, person, programme, uow)
    return replace(left, was_imported=was_imported)


def _take_over(
    step: SecondStep, person: Participant, enrolment: Enrolment, programme: Programme, uow: UnitOfWork
) -> None:
    enrolment.capacity = max(1, min(step.capacity, MOST_PAIRS))
    enrolment.languages = list(dict.fromkeys(step.languages))
    enrolment.team = step.team.strip() or None
    enrolment.manager_user_id = step.manager
    enrolment.company = step.company
    enrolment.location = step.location.strip() or None
    told = still_asked(dict(step.groups), asked_by(programme))
    enrolment.sealed_groups = uow.vault.seal(told) if told else None
    never = [each for each in dict.fromkeys(step.never) if each != person.slack_user_id][:MOST_NEVER]
    enrolment.sealed_private = uow.vault.seal({"goal": step.goal.strip(), "never": never})
    enrolment.changed_at = uow.now
    moves.choose(person, OwnHours(step.zone, step.work_starts, step.work_ends, step.country), uow)
