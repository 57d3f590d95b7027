"""What an owner may read of their programme: who is enrolled, by name and wish, and which pairs there are."""

from uuid import UUID

from msgspec import Struct
from sqlalchemy import and_, func, select

from mentoring.errors import Refusal
from mentoring.outbox import NoticeKind
from mentoring.participants import Actor
from mentoring.remedies import attention
from mentoring.unit_of_work import UnitOfWork, reads
from mentoring.wording import N_
from models import (
    Enrolment,
    EnrolmentState,
    Membership,
    OutboxRow,
    OutboxState,
    Pair,
    PairState,
    Participant,
    ParticipantState,
    Programme,
    ProgrammeDuty,
    ProgrammeRole,
    RoleWish,
    Workspace,
    WorkspaceState,
)

SHOWN = 100
"""People, and pairs, on an owner's page."""
LOOKS_LIKE = {PairState.HELD: PairState.INVITED, PairState.WITHDRAWN: PairState.DECLINED}
"""
What an owner sees of pairs that are not what they would tell.

Somebody said no, answered nothing in time, left the programme, or was never asked: whichever it was, it will not come
about.
"""
COUNTED = 2_000
"""More people than this are not counted out on a page."""


class OnlyItsOwner(Refusal):
    """Somebody who answers for no programme, or not for this one."""

    message = N_("Only the owner of a programme can do this. A workspace admin says who that is.")


class InProgramme(Struct, frozen=True):
    """An owner looks at a programme; without one, at the only one they have."""

    actor: Actor
    programme_id: UUID | None


class EnrolledPerson(Struct, frozen=True):
    """All that an owner sees of an enrolment."""

    user_id: str
    wish: RoleWish


class ProgrammePair(Struct, frozen=True):
    """All that an owner sees of a pair; whether somebody was asked in vain, said no or was held back looks the same."""

    user_ids: tuple[str, ...]
    state: PairState
    needs_attention: bool = False
    """
    Somebody of it chose so, or nobody has answered for long; which of the two, and why, is not told.

    An owner is never told so of a pair of their own.
    """


class OwnersPage(Struct, frozen=True):
    """
    A programme as its owner sees it.

    Attributes:
        enrolled: how many people are, `COUNTED` where there are more; `people` are some of them, by name.
        is_more: whether there are more.
    """

    programme_id: UUID
    name: str
    channel_id: str
    enrolled: int
    is_more: bool
    people: tuple[EnrolledPerson, ...]
    pairs: tuple[ProgrammePair, ...]
    imported: int = 0
    """How many came in from a sheet, up to `COUNTED`, and have not said yes: they are enrolled nowhere."""


class OwnProgramme(Struct, frozen=True):
    """One to choose from."""

    programme_id: UUID
    name: str


def own_or_choice(command: InProgramme, uow: UnitOfWork) -> Programme | tuple[OwnProgramme, ...]:
    """
    Return the programme meant, or, for somebody who answers for several and named none, the choice.

    Raises:
        OnlyItsOwner: the actor does not answer for it, or for any.
    """
    mine = owned_by(command.actor, uow)
    if command.programme_id is None and len(mine) > 1:
        return tuple(OwnProgramme(each.id, each.name) for each in mine)
    programme = next((each for each in mine if command.programme_id in {each.id, None}), None)
    if programme is None:
        raise OnlyItsOwner
    return programme


@reads
def owners_page(command: InProgramme, uow: UnitOfWork) -> OwnersPage | tuple[OwnProgramme, ...]:
    """
    Return a programme's page, or, for somebody who answers for several and named none, the choice.

    Raises:
        OnlyItsOwner: the actor does not answer for it, or for any.
    """
    programme = own_or_choice(command, uow)
    if isinstance(programme, tuple):
        return programme
    enrolled = (
        select(Participant.slack_user_id, Participant.name, Enrolment.wish)
        .join(
            Enrolment,
            and_(Enrolment.workspace_id == Participant.workspace_id, Enrolment.participant_id == Participant.id),
        )
        .where(
            Enrolment.workspace_id == programme.workspace_id,
            Enrolment.programme_id == programme.id,
            Enrolment.state == EnrolmentState.ACTIVE,
            Participant.state != ParticipantState.GONE,
        )
    )
    # Whom the store knows last, in the order of an index: to find the first by name, all would have to be read.
    people = uow.db.execute(enrolled.order_by(Enrolment.participant_id.desc()).limit(SHOWN)).all()
    counted = uow.db.scalar(select(func.count()).select_from(enrolled.limit(COUNTED + 1).subquery())) or 0
    return OwnersPage(
        programme.id,
        programme.name,
        programme.channel_id or "",
        min(counted, COUNTED),
        counted > COUNTED,
        tuple(EnrolledPerson(user_id, wish) for user_id, _, wish in sorted(people, key=lambda each: each.name)),
        _pairs(programme, command.actor, uow),
        _imported(programme, uow),
    )


def _imported(programme: Programme, uow: UnitOfWork) -> int:
    entered = (
        select(Enrolment.id)
        .where(
            Enrolment.workspace_id == programme.workspace_id,
            Enrolment.programme_id == programme.id,
            Enrolment.state == EnrolmentState.IMPORTED,
        )
        .limit(COUNTED)
    )
    return uow.db.scalar(select(func.count()).select_from(entered.subquery())) or 0


def _pairs(programme: Programme, reader: Actor, uow: UnitOfWork) -> tuple[ProgrammePair, ...]:
    newest = (
        select(Pair.id)
        .where(Pair.workspace_id == programme.workspace_id, Pair.programme_id == programme.id)
        .order_by(Pair.created_at.desc(), Pair.id.desc())
        .limit(SHOWN)
    )
    rows = uow.db.execute(
        select(Pair.id, Pair.state, Participant.slack_user_id)
        .join(Membership, and_(Membership.workspace_id == Pair.workspace_id, Membership.pair_id == Pair.id))
        .join(
            Participant,
            and_(Participant.workspace_id == Membership.workspace_id, Participant.id == Membership.participant_id),
        )
        .where(Pair.workspace_id == programme.workspace_id, Pair.id.in_(newest))
        .order_by(Pair.created_at.desc(), Pair.id.desc(), Membership.role.desc(), Membership.id)
    )
    people: dict[UUID, list[str]] = {}
    states: dict[UUID, PairState] = {}
    for pair_id, state, user_id in rows:
        people.setdefault(pair_id, []).append(user_id)
        states[pair_id] = LOOKS_LIKE.get(state, state)
    needing = attention.needing(programme, people.keys(), reader, uow)
    return tuple(
        ProgrammePair(tuple(user_ids), states[pair_id], pair_id in needing) for pair_id, user_ids in people.items()
    )


def owned_by(actor: Actor, uow: UnitOfWork) -> tuple[Programme, ...]:
    """Return the programmes the actor answers for, oldest first."""
    found = uow.db.scalars(
        select(Programme)
        .join(
            ProgrammeDuty,
            and_(ProgrammeDuty.workspace_id == Programme.workspace_id, ProgrammeDuty.programme_id == Programme.id),
        )
        .join(
            Participant,
            and_(
                Participant.workspace_id == ProgrammeDuty.workspace_id,
                Participant.id == ProgrammeDuty.participant_id,
            ),
        )
        .join(Workspace, Workspace.id == Programme.workspace_id)
        .where(
            Workspace.team_id == actor.team_id,
            Workspace.state == WorkspaceState.ACTIVE,
            Participant.slack_user_id == actor.user_id,
            ProgrammeDuty.role == ProgrammeRole.OWNER,
        )
        .order_by(Programme.created_at, Programme.id)
    )
    return tuple(found)


def own_programme(actor: Actor, programme_id: UUID, uow: UnitOfWork) -> Programme:
    """
    Return a programme that the actor answers for.

    Raises:
        OnlyItsOwner: they do not.
    """
    found = next((each for each in owned_by(actor, uow) if each.id == programme_id), None)
    if found is None:
        raise OnlyItsOwner
    return found


def postings(programme: Programme, uow: UnitOfWork) -> list[OutboxState]:
    """Return how the messages fared that tell of a programme in its channel."""
    return list(
        uow.db.scalars(
            select(OutboxRow.state).where(
                OutboxRow.workspace_id == programme.workspace_id,
                OutboxRow.programme_id == programme.id,
                OutboxRow.kind == NoticeKind.PROGRAMME_OPEN,
            )
        )
    )
