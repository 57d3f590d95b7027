"""
Whom the owners of a programme never want to see proposed together, and how they allow it again.

Only what owners decided at their desk is told: never whom people themselves would not be with, nor who said no to whom.
"""

from typing import Any
from uuid import UUID

from msgspec import Struct
from sqlalchemy import and_, delete, func, select
from sqlalchemy.orm import aliased

from mentoring.participants import Actor
from mentoring.programmes.queries import own_programme
from mentoring.rounds.cards import Person
from mentoring.unit_of_work import UnitOfWork, reads
from models import DecisionKind, MatchDecision, Participant, Programme

A_PAGE = 10


class LookApart(Struct, frozen=True):
    """An owner looks at whom they said no to."""

    actor: Actor
    programme_id: UUID
    page: int = 0


class AllowAgain(Struct, frozen=True):
    """
    An owner lets two be proposed again.

    Attributes:
        decision_id: by which they said no to them.
    """

    actor: Actor
    programme_id: UUID
    decision_id: UUID


class KeptApart(Struct, frozen=True):
    """Two whom an owner said no to."""

    decision_id: UUID
    one: Person
    other: Person


class ApartPage(Struct, frozen=True):
    """Everybody an owner said no to, one page of them, newest first."""

    programme_id: UUID
    name: str
    pairs: tuple[KeptApart, ...]
    page: int
    pages: int


@reads
def look(command: LookApart, uow: UnitOfWork) -> ApartPage:
    """
    Return whom the owners of a programme said no to.

    Raises:
        OnlyItsOwner: the actor does not answer for it.
    """
    programme = own_programme(command.actor, command.programme_id, uow)
    pages = max(1, -(-how_many(programme, uow) // A_PAGE))
    page = min(max(0, command.page), pages - 1)
    one, other = aliased(Participant), aliased(Participant)
    rows = uow.db.execute(
        select(
            MatchDecision.id,
            one.slack_user_id.label("user_id"),
            one.name,
            other.slack_user_id.label("other_user_id"),
            other.name.label("other_name"),
        )
        .join(one, and_(one.workspace_id == MatchDecision.workspace_id, one.id == MatchDecision.senior_id))
        .join(other, and_(other.workspace_id == MatchDecision.workspace_id, other.id == MatchDecision.junior_id))
        .where(*_said_no(programme))
        .order_by(MatchDecision.decided_at.desc(), MatchDecision.id)
        .offset(page * A_PAGE)
        .limit(A_PAGE)
    )
    return ApartPage(
        programme.id,
        programme.name,
        tuple(
            KeptApart(each.id, Person(each.user_id, each.name), Person(each.other_user_id, each.other_name))
            for each in rows
        ),
        page,
        pages,
    )


def allow(command: AllowAgain, uow: UnitOfWork) -> None:
    """
    Forget that an owner said no to two: drafts to come may pair them. The same again changes nothing.

    Raises:
        OnlyItsOwner: the actor does not answer for the programme.
    """
    programme = own_programme(command.actor, command.programme_id, uow)
    found = uow.get(MatchDecision, programme.workspace_id, command.decision_id)
    if found is None or found.programme_id != programme.id or found.kind is not DecisionKind.FORBID:
        return
    # The same two may have been said no to in another round as well, the other way round perhaps.
    two = (found.senior_id, found.junior_id)
    uow.db.execute(
        delete(MatchDecision).where(
            *_said_no(programme), MatchDecision.senior_id.in_(two), MatchDecision.junior_id.in_(two)
        )
    )


def how_many(programme: Programme, uow: UnitOfWork) -> int:
    """Return how many times owners of a programme said no to two."""
    return uow.db.scalar(select(func.count()).where(*_said_no(programme))) or 0


def _said_no(programme: Programme) -> tuple[Any, ...]:
    return (
        MatchDecision.workspace_id == programme.workspace_id,
        MatchDecision.programme_id == programme.id,
        MatchDecision.kind == DecisionKind.FORBID,
    )
