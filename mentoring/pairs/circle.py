"""
A pair as one of its members may act in it, read in one statement.

Every act inside a pair asks the same first questions: is the actor one of its people, is it under way, does its
charter count? Asked one after the other they cost more than the act itself.
"""

from functools import cache
from typing import Any
from uuid import UUID

from msgspec import Struct
from sqlalchemy import Select, and_, bindparam, exists, select
from sqlalchemy.orm import aliased

from mentoring.errors import CharterFirst, NotInThisPair, PairHasEnded
from mentoring.pairs.rules import Member
from mentoring.participants import Actor
from mentoring.unit_of_work import UnitOfWork
from models import (
    Charter,
    CharterVersion,
    CharterVersionState,
    Membership,
    MembershipState,
    Pair,
    PairState,
    Participant,
    Session,
    Workspace,
    WorkspaceState,
)
from models.types import is_word


class Circle(Struct, frozen=True):
    """
    The people of a pair, seen by one of them.

    Attributes:
        participant_id, zone: the actor's own.
        has_charter: whether one is in force.
        session_id: the pair's newest session, if there was ever one.
    """

    workspace_id: UUID
    pair_id: UUID
    state: PairState
    has_charter: bool
    session_id: UUID | None
    me: Member
    participant_id: UUID
    zone: str
    members: tuple[Member, ...]

    def must_be_at_work(self) -> None:
        """
        Refuse to add to a pair that is not under way, or has no charter in force.

        Raises:
            PairHasEnded, NotInThisPair, CharterFirst: whichever comes first.
        """
        if self.state is PairState.ENDED:
            raise PairHasEnded
        if self.state is not PairState.ACTIVE:
            raise NotInThisPair
        if not self.has_charter:
            raise CharterFirst


def circle(pair_id: UUID, actor: Actor, uow: UnitOfWork) -> Circle:
    """
    Return the pair as the actor may act in it.

    Raises:
        NotInThisPair: there is no such pair here, or the actor has not accepted a place in it.
    """
    asked = {"team_id": actor.team_id, "user_id": actor.user_id, "pair_id": pair_id}
    # Plain columns: the connection itself is asked, since the session's machinery would double the cost.
    found = uow.connection.execute(_everybody(), asked).all()
    if not found:
        raise NotInThisPair
    members = tuple(Member(*row[:5]) for row in found)
    mine = next(number for number, member in enumerate(members) if member.user_id == actor.user_id)
    row = found[mine]
    return Circle(
        workspace_id=row.workspace_id,
        pair_id=pair_id,
        state=row.pair_state,
        has_charter=row.has_charter,
        session_id=row.session_id,
        me=members[mine],
        participant_id=row.participant_id,
        zone=row.zone,
        members=members,
    )


@cache
def _everybody() -> Select[*tuple[Any, ...]]:
    """Everybody's row, if the actor holds an accepted place; without it, none."""
    my_place, myself = aliased(Membership), aliased(Participant)
    counts = (
        exists()
        .where(Charter.workspace_id == Pair.workspace_id, Charter.pair_id == Pair.id)
        .where(CharterVersion.workspace_id == Charter.workspace_id, CharterVersion.charter_id == Charter.id)
        .where(is_word(CharterVersion.state, CharterVersionState.IN_FORCE))
    )
    newest = (
        select(Session.id)
        .where(Session.workspace_id == Pair.workspace_id, Session.pair_id == Pair.id)
        .order_by(Session.number.desc())
        .limit(1)
        .scalar_subquery()
    )
    return (
        select(
            Membership.id,
            Participant.slack_user_id,
            Participant.name,
            Membership.role,
            Membership.state,
            Participant.id.label("participant_id"),
            Participant.zone.label("zone"),
            Pair.workspace_id.label("workspace_id"),
            Pair.state.label("pair_state"),
            counts.label("has_charter"),
            newest.label("session_id"),
        )
        .select_from(my_place)
        .join(myself, and_(myself.workspace_id == my_place.workspace_id, myself.id == my_place.participant_id))
        .join(Workspace, Workspace.id == my_place.workspace_id)
        .join(Pair, and_(Pair.workspace_id == my_place.workspace_id, Pair.id == my_place.pair_id))
        .join(Membership, and_(Membership.workspace_id == Pair.workspace_id, Membership.pair_id == Pair.id))
        .join(
            Participant,
            and_(
                Participant.workspace_id == Membership.workspace_id,
                Participant.id == Membership.participant_id,
            ),
        )
        .where(
            my_place.pair_id == bindparam("pair_id"),
            my_place.state == MembershipState.ACCEPTED,
            myself.slack_user_id == bindparam("user_id"),
            Workspace.team_id == bindparam("team_id"),
            Workspace.state == WorkspaceState.ACTIVE,
        )
        .order_by(Membership.role.desc(), Membership.id)
    )
