"""Finding somebody of a programme's pool by name, while their owner swaps."""

from sqlalchemy import func, select

from mentoring.matching import Side
from mentoring.participants import require
from mentoring.programmes.queries import OnlyItsOwner, owned_by
from mentoring.rounds.cards import Person
from mentoring.rounds.gathering import IN_THE_POOL
from mentoring.rounds.rules import FindPeople
from mentoring.unit_of_work import UnitOfWork, reads
from models import Enrolment, MatchRound, Participant, ParticipantState, RoleWish

FOUND = 20


@reads
def people(command: FindPeople, uow: UnitOfWork) -> tuple[Person, ...]:
    """
    Return people who would take a place and whose name holds what was typed, in the order of the alphabet.

    Raises:
        OnlyItsOwner: the actor does not answer for the round's programme.
    """
    owner = require(command.actor, uow)
    match_round = uow.get(MatchRound, owner.workspace_id, command.round_id)
    if match_round is None or match_round.programme_id not in {each.id for each in owned_by(command.actor, uow)}:
        raise OnlyItsOwner
    wishes: tuple[RoleWish, ...] = (RoleWish(command.side.value), RoleWish.EITHER)
    if command.side is Side.EITHER:
        wishes = tuple(RoleWish)
    rows = uow.db.execute(
        select(Participant.slack_user_id, Participant.name)
        .join(
            Enrolment,
            (Enrolment.workspace_id == Participant.workspace_id) & (Enrolment.participant_id == Participant.id),
        )
        .where(
            Enrolment.workspace_id == match_round.workspace_id,
            Enrolment.programme_id == match_round.programme_id,
            Enrolment.state.in_(IN_THE_POOL),
            Enrolment.wish.in_(wishes),
            Participant.state != ParticipantState.GONE,
            func.lower(Participant.name).contains(command.typed.strip().lower(), autoescape=True),
        )
        .order_by(Participant.name, Participant.id)
        .limit(FOUND)
    )
    return tuple(Person(user_id, name) for user_id, name in rows)
