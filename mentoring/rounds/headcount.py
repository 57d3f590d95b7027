"""How many people a round is about, and how many of them have somebody already."""

from uuid import UUID

from msgspec import Struct
from sqlalchemy import and_, distinct, func, select

from mentoring.rounds.gathering import IN_THE_POOL, in_the_pool, owners_of
from mentoring.rounds.history import UNDER_WAY
from mentoring.unit_of_work import UnitOfWork
from models import Enrolment, EnrolmentState, Membership, Pair, Participant, ParticipantState, Programme


class Headcount(Struct, frozen=True):
    """
    The people of a programme whom its rounds are about.

    Attributes:
        people: all of them, of whom `imported` have not said yes yet.
        in_pairs: who are in a pair of the programme, or were asked into one: to an owner, a held one is like any.
    """

    people: int
    imported: int
    in_pairs: int

    @property
    def to_pair(self) -> int:
        """Return how many have nobody."""
        return self.people - self.in_pairs


def headcount(programme: Programme, uow: UnitOfWork) -> Headcount:
    """Return how many people a draft would be about, and how many of them it leaves where they are."""
    states = in_the_pool(programme, uow)
    return Headcount(sum(states.values()), states.get(EnrolmentState.IMPORTED, 0), _in_pairs(programme, uow))


def _in_pairs(programme: Programme, uow: UnitOfWork) -> int:
    """
    Return how many are in a pair under way; whoever is in two is one.

    Their own answers are not looked at, so that the figure tells no more than the states of pairs that an owner sees.
    """
    owners: frozenset[UUID] = owners_of(programme, uow)
    found = uow.db.scalar(
        select(func.count(distinct(Membership.participant_id)))
        .join(Pair, and_(Pair.workspace_id == Membership.workspace_id, Pair.id == Membership.pair_id))
        .join(
            Enrolment,
            and_(
                Enrolment.workspace_id == Membership.workspace_id,
                Enrolment.participant_id == Membership.participant_id,
                Enrolment.programme_id == Pair.programme_id,
            ),
        )
        .join(
            Participant,
            and_(Participant.workspace_id == Membership.workspace_id, Participant.id == Membership.participant_id),
        )
        .where(
            Pair.workspace_id == programme.workspace_id,
            Pair.programme_id == programme.id,
            Pair.state.in_(UNDER_WAY),
            Enrolment.state.in_(IN_THE_POOL),
            Participant.state != ParticipantState.GONE,
            Membership.participant_id.not_in(owners),
        )
    )
    return found or 0
