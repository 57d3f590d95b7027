"""What a person may read of enrolments: their own, and which programmes there are. Nothing of anybody else's."""

from typing import Any
from uuid import UUID

from msgspec import Struct
from sqlalchemy import Select, and_, select

from mentoring import participants, working_time, workspaces
from mentoring.enrolments import skills
from mentoring.enrolments.held import Held, held_of
from mentoring.enrolments.rules import NoProgrammeYet, NoSuchProgramme
from mentoring.participants import Actor
from mentoring.programmes.audit_questions import asked_by
from mentoring.unit_of_work import UnitOfWork, reads
from models import (
    Company,
    Enrolment,
    EnrolmentState,
    Participant,
    Programme,
    ProgrammeDuty,
    ProgrammeKind,
    ProgrammeRole,
    RoleWish,
    Workspace,
    WorkspaceState,
)


class ProgrammeChoice(Struct, frozen=True):
    """
    One programme, as one person stands to it.

    Attributes:
        standing: their enrolment's state; nothing when they never began one.
        is_owner: whether they answer for it.
    """

    programme_id: UUID
    name: str
    standing: EnrolmentState | None
    wish: RoleWish | None
    is_owner: bool

    @property
    def is_open(self) -> bool:
        """Whether they might still join."""
        return self.standing in {None, EnrolmentState.LEFT}


class OpenForm(Struct, frozen=True):
    """Somebody opens the form; without a programme, the only one there is or a choice."""

    actor: Actor
    programme_id: UUID | None


class FirstForm(Struct, frozen=True):
    """
    The first step as one person finds it.

    Attributes:
        held: all that an owner entered about them, while they have agreed to nothing.
    """

    programme_id: UUID
    programme: str
    standing: EnrolmentState | None
    wish: RoleWish
    offers: tuple[str, ...]
    seeks: tuple[str, ...]
    held: Held | None = None


class AuditQuestion(Struct, frozen=True):
    """
    What a programme's owner asks for the audit of groups alone.

    Attributes:
        chosen: what this person told, if they did.
    """

    name: str
    choices: tuple[str, ...]
    chosen: str | None


class SecondForm(Struct, frozen=True):
    """
    The second step as one person finds it; only they ever get this.

    Attributes:
        zone: the IANA zone they live in; `slack_zone` is the one that Slack tells, and mostly the same.
        country: the one they named; nothing while `guessed_country`, which their zone tells, serves.
    """

    programme_id: UUID
    programme: str
    standing: EnrolmentState
    goal: str
    languages: tuple[str, ...]
    zone: str
    slack_zone: str
    work_starts: int
    work_ends: int
    country: str | None
    guessed_country: str | None
    capacity: int
    team: str
    manager: str | None
    never: tuple[str, ...]
    company: Company = Company.NO
    location: str = ""
    questions: tuple[AuditQuestion, ...] = ()


def programmes(actor: Actor, uow: UnitOfWork) -> tuple[ProgrammeChoice, ...]:
    """Return the workspace's programmes, oldest first, as this person stands to each; none where it is parked."""
    rows = uow.db.execute(
        select(Programme.id, Programme.name, Enrolment.state, Enrolment.wish, ProgrammeDuty.id)
        .join(Workspace, Workspace.id == Programme.workspace_id)
        .outerjoin(
            Participant,
            and_(
                Participant.workspace_id == Programme.workspace_id,
                Participant.slack_user_id == actor.user_id,
            ),
        )
        .outerjoin(
            Enrolment,
            and_(
                Enrolment.workspace_id == Programme.workspace_id,
                Enrolment.programme_id == Programme.id,
                Enrolment.participant_id == Participant.id,
                Enrolment.state != EnrolmentState.ARRIVING,
            ),
        )
        .outerjoin(
            ProgrammeDuty,
            and_(
                ProgrammeDuty.workspace_id == Programme.workspace_id,
                ProgrammeDuty.programme_id == Programme.id,
                ProgrammeDuty.participant_id == Participant.id,
                ProgrammeDuty.role == ProgrammeRole.OWNER,
            ),
        )
        .where(
            Workspace.team_id == actor.team_id,
            Workspace.state == WorkspaceState.ACTIVE,
            Programme.kind == ProgrammeKind.LED,
        )
        .order_by(Programme.created_at, Programme.id)
    )
    return tuple(
        ProgrammeChoice(programme_id, name, state, wish, duty is not None)
        for programme_id, name, state, wish, duty in rows
    )


@reads
def open_form(command: OpenForm, uow: UnitOfWork) -> FirstForm | tuple[ProgrammeChoice, ...]:
    """
    Return the first step with what is kept of it, or the programmes to choose from.

    Raises:
        NoProgrammeYet: there is none.
        NoSuchProgramme: not this one.
    """
    workspace = workspaces.of(command.actor.team_id, uow)
    programme_id = command.programme_id
    if programme_id is None:
        choices = programmes(command.actor, uow)
        if not choices:
            raise NoProgrammeYet
        if len(choices) > 1:
            return choices
        programme_id = choices[0].programme_id
    programme = programme_of(workspace.id, programme_id, uow)
    person = participants.find(command.actor, uow)
    enrolment = own(person, programme.id, uow) if person is not None else None
    if enrolment is None or enrolment.state is EnrolmentState.LEFT:
        return FirstForm(programme.id, programme.name, None, RoleWish.EITHER, (), ())
    said = skills.of(enrolment, uow)
    held = held_of(enrolment, uow)
    return FirstForm(programme.id, programme.name, enrolment.state, enrolment.wish, said.offers, said.seeks, held)


def answers_for(person: Participant, programme: Programme, uow: UnitOfWork) -> bool:
    """Tell whether somebody answers for a programme."""
    duty = select(ProgrammeDuty.id).where(
        ProgrammeDuty.workspace_id == programme.workspace_id,
        ProgrammeDuty.programme_id == programme.id,
        ProgrammeDuty.participant_id == person.id,
        ProgrammeDuty.role == ProgrammeRole.OWNER,
    )
    return uow.db.scalars(duty.limit(1)).first() is not None


def second_form(programme: Programme, person: Participant, enrolment: Enrolment, uow: UnitOfWork) -> SecondForm:
    """Return the second step with what is kept of it."""
    sealed = enrolment.sealed_private
    private: dict[str, Any] = uow.vault.open(sealed) if sealed else {"goal": "", "never": []}
    return SecondForm(
        programme_id=programme.id,
        programme=programme.name,
        standing=enrolment.state,
        goal=private["goal"],
        languages=tuple(enrolment.languages),
        zone=person.zone,
        slack_zone=person.slack_zone,
        work_starts=person.work_starts,
        work_ends=person.work_ends,
        country=participants.named_country(person),
        guessed_country=working_time.country_of(person.zone),
        capacity=enrolment.capacity,
        team=enrolment.team or "",
        manager=enrolment.manager_user_id,
        never=tuple(private["never"]),
        company=enrolment.company,
        location=enrolment.location or "",
        questions=_questions(programme, enrolment, uow),
    )


def _questions(programme: Programme, enrolment: Enrolment, uow: UnitOfWork) -> tuple[AuditQuestion, ...]:
    told: dict[str, str] = uow.vault.open(enrolment.sealed_groups) if enrolment.sealed_groups else {}
    return tuple(AuditQuestion(each.name, each.choices, told.get(each.name)) for each in asked_by(programme))


def programme_of(workspace_id: UUID, programme_id: UUID, uow: UnitOfWork) -> Programme:
    """
    Return a programme that people can enrol in.

    Raises:
        NoSuchProgramme: there is none here under this id, or it is the built-in one.
    """
    programme = uow.get(Programme, workspace_id, programme_id)
    if programme is None or programme.kind is not ProgrammeKind.LED:
        raise NoSuchProgramme
    return programme


def own(person: Participant, programme_id: UUID, uow: UnitOfWork, *, lock: bool = False) -> Enrolment | None:
    """Return somebody's own enrolment in one programme; not what a sheet may yet say of them."""
    wanted = _any_of(person, programme_id).where(Enrolment.state != EnrolmentState.ARRIVING)
    return uow.db.scalars(_held(wanted) if lock else wanted).one_or_none()


def row_of(person: Participant, programme_id: UUID, uow: UnitOfWork) -> Enrolment | None:
    """Return the row that stands for somebody in one programme, held, whatever its state."""
    return uow.db.scalars(_held(_any_of(person, programme_id))).one_or_none()


def _any_of(person: Participant, programme_id: UUID) -> Select[Enrolment]:
    return select(Enrolment).where(
        Enrolment.workspace_id == person.workspace_id,
        Enrolment.programme_id == programme_id,
        Enrolment.participant_id == person.id,
    )


def _held(wanted: Select[Enrolment]) -> Select[Enrolment]:
    return wanted.with_for_update(key_share=True).execution_options(populate_existing=True)
