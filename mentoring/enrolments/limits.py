"""What keeps people out of a pair: no room left, a reporting line, and wishes that nobody else ever sees."""

from collections.abc import Iterable, Sequence
from itertools import permutations
from uuid import UUID

from sqlalchemy import Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from mentoring.unit_of_work import UnitOfWork
from models import (
    Enrolment,
    EnrolmentState,
    Membership,
    MembershipState,
    NeverAgain,
    Pair,
    PairState,
    Participant,
)

LEVELS = 12
"""How far up a reporting line is followed."""


def hold(
    workspace_id: UUID, programme_id: UUID, participant_ids: Iterable[UUID], uow: UnitOfWork
) -> dict[UUID, Enrolment]:
    """
    Hold people's enrolments, always in one order, until this transaction ends; return them by participant.

    Whoever an owner brought, and who has agreed to nothing yet, is among them: they are asked like all others.

    Whoever accepts, proposes or leaves holds them first and pairs afterwards, so that nobody waits in a circle.
    """
    wanted = _in_the_programme(workspace_id, programme_id, participant_ids).with_for_update(key_share=True)
    rows = uow.db.scalars(wanted.execution_options(populate_existing=True))
    return {row.participant_id: row for row in rows}


def hold_if_free(
    workspace_id: UUID, programme_id: UUID, participant_ids: Iterable[UUID], uow: UnitOfWork
) -> dict[UUID, Enrolment] | None:
    """As `hold`, for whoever holds the pair already; nothing, and at once, where another transaction holds one."""
    wanted = _in_the_programme(workspace_id, programme_id, participant_ids)
    there = uow.db.scalar(select(func.count()).select_from(wanted.order_by(None).subquery())) or 0
    free = wanted.with_for_update(key_share=True, skip_locked=True).execution_options(populate_existing=True)
    rows = uow.db.scalars(free).all()
    return {row.participant_id: row for row in rows} if len(rows) == there else None


def _in_the_programme(workspace_id: UUID, programme_id: UUID, participant_ids: Iterable[UUID]) -> Select[Enrolment]:
    return (
        select(Enrolment)
        .where(
            Enrolment.workspace_id == workspace_id,
            Enrolment.programme_id == programme_id,
            Enrolment.participant_id.in_(list(participant_ids)),
            Enrolment.state.in_([EnrolmentState.ACTIVE, EnrolmentState.IMPORTED]),
        )
        .order_by(Enrolment.participant_id)
    )


def has_room(enrolment: Enrolment, uow: UnitOfWork) -> bool:
    """Tell whether somebody wants one more pair: a place they accepted counts, though others may not have yet."""
    taken = uow.db.scalar(
        select(func.count())
        .select_from(Membership)
        .join(Pair, and_(Pair.workspace_id == Membership.workspace_id, Pair.id == Membership.pair_id))
        .where(
            Membership.workspace_id == enrolment.workspace_id,
            Membership.participant_id == enrolment.participant_id,
            Membership.state == MembershipState.ACCEPTED,
            Pair.programme_id == enrolment.programme_id,
            Pair.state.in_([PairState.INVITED, PairState.ACTIVE]),
        )
    )
    return (taken or 0) < enrolment.capacity


def is_reporting_line(people: Iterable[Participant], uow: UnitOfWork) -> bool:
    """Tell whether one of these people reports to another, over however many others who are enrolled."""
    everybody = list(people)
    ids = {person.slack_user_id for person in everybody}
    for person in everybody:
        others, seen, frontier = ids - {person.slack_user_id}, set[str](), {person.slack_user_id}
        for _ in range(LEVELS):
            frontier = _managers(person.workspace_id, frontier, uow) - seen
            if frontier & others:
                return True
            seen |= frontier
            if not frontier:
                break
    return False


def is_unwanted(people: Iterable[Participant], uow: UnitOfWork) -> bool:
    """
    Tell whether one of these people never wants to be paired with another, or said no to it before.

    Nobody may ever learn who, nor which of the two it was: whatever a programme does over the one looks as over the
    other.
    """
    everybody = list(people)
    return is_avoided(everybody, uow) or _was_declined(everybody, uow)


def is_avoided(people: Iterable[Participant], uow: UnitOfWork) -> bool:
    """
    Tell whether one of these people never wants to be paired with another; nobody may ever learn who.

    Of a colleague who asks, this alone counts: who was told no may ask again one day, and whoever said it may ask.
    """
    return _is_wished(permutations(list(people), 2), uow)


def is_own_wish(person: Participant, other: Participant, uow: UnitOfWork) -> bool:
    """Tell whether somebody said themselves that they never want to be paired with another; for their ears alone."""
    return _is_wished([(person, other)], uow)


def _is_wished(whose: Iterable[tuple[Participant, Participant]], uow: UnitOfWork) -> bool:
    """Tell whether, of these, the first never wants to be paired with the second."""
    asked = list(whose)
    workspace_id = asked[0][0].workspace_id
    in_pairs = [and_(NeverAgain.participant_id == one.id, NeverAgain.other_id == other.id) for one, other in asked]
    again = select(NeverAgain.id).where(NeverAgain.workspace_id == workspace_id, or_(*in_pairs)).limit(1)
    if uow.db.scalars(again).first() is not None:
        return True
    sealed = uow.db.execute(
        select(Enrolment.participant_id, Enrolment.sealed_private).where(
            Enrolment.workspace_id == workspace_id,
            Enrolment.participant_id.in_({one.id for one, _ in asked}),
            Enrolment.sealed_private.is_not(None),
        )
    ).all()
    never = [(participant_id, set(uow.vault.open(private)["never"])) for participant_id, private in sealed if private]
    return any(
        one.id == participant_id and other.slack_user_id in avoided
        for participant_id, avoided in never
        for one, other in asked
    )


def _was_declined(people: Sequence[Participant], uow: UnitOfWork) -> bool:
    """Tell whether one of these people was to be paired with another before, and said no."""
    ids = [person.id for person in people]
    said_no, beside = aliased(Membership), aliased(Membership)
    found = exists().where(
        said_no.workspace_id == people[0].workspace_id,
        said_no.participant_id.in_(ids),
        said_no.state == MembershipState.DECLINED,
        beside.workspace_id == said_no.workspace_id,
        beside.pair_id == said_no.pair_id,
        beside.participant_id.in_(ids),
        beside.participant_id != said_no.participant_id,
    )
    return bool(uow.db.scalar(select(found)))


def _managers(workspace_id: UUID, user_ids: set[str], uow: UnitOfWork) -> set[str]:
    found = uow.db.scalars(
        select(Enrolment.manager_user_id)
        .join(
            Participant,
            and_(Participant.workspace_id == Enrolment.workspace_id, Participant.id == Enrolment.participant_id),
        )
        .where(
            Enrolment.workspace_id == workspace_id,
            Enrolment.manager_user_id.is_not(None),
            Enrolment.state != EnrolmentState.ARRIVING,
            Participant.slack_user_id.in_(user_ids),
        )
    )
    return {user_id for user_id in found if user_id is not None}
