"""Finding somebody of a programme's pool by name, while their owner swaps."""

from sqlalchemy import func, select

from mentoring.matching import Side
from mentoring.rounds.cards import Person
from mentoring.rounds.gathering import IN_THE_POOL, owners_of
from mentoring.rounds.queries import own_round
from mentoring.rounds.rules import FindPeople, InRound
from mentoring.unit_of_work import UnitOfWork, reads
from models import Enrolment, Participant, ParticipantState, Programme, RoleWish

FOUND = 20


@reads
def people(command: FindPeople, uow: UnitOfWork) -> tuple[Person, ...]:
    """
    Return people who would take a place and whose name holds what was typed, in the order of the alphabet.

    Raises:
        OnlyItsOwner: the actor does not answer for the round's programme.
    """
    match_round = own_round(InRound(command.actor, command.round_id), uow)
    programme = uow.db.get_one(Programme, {"workspace_id": match_round.workspace_id, "id": match_round.programme_id})
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
            Enrolment.participant_id.not_in(owners_of(programme, uow)),
            Participant.state != ParticipantState.GONE,
            func.lower(Participant.name).contains(command.typed.strip().lower(), autoescape=True),
        )
        .order_by(Participant.name, Participant.id)
        .limit(FOUND)
    )
    return tuple(Person(user_id, name) for user_id, name in rows)
