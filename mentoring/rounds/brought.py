"""Whom owners brought in by a sheet, or up to date, after the draft that stands was reckoned."""

from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, select

from mentoring.roster.rules import ASKED_FOR
from mentoring.rounds.gathering import owners_of
from mentoring.rounds.reckoning import Reckoned
from mentoring.unit_of_work import UnitOfWork
from models import Enrolment, EnrolmentState, MatchRound, Participant, ParticipantState, Programme, RoundState


def noted(reckoned: Reckoned) -> dict[str, Any]:
    """Return what a round remembers of when its people were as its draft takes them."""
    return {"as_of": reckoned.as_of.isoformat()} if reckoned.as_of else {}


def since(match_round: MatchRound, programme: Programme, uow: UnitOfWork) -> int:
    """
    Return how many people owners brought in, or up to date, of which the draft that stands knows nothing.

    What people do themselves is not counted, or its number would tell of them: be it that they said yes, or began to
    correct what an owner entered, which moves `changed_at` as a sheet does. By when they are to have answered is moved
    by a sheet alone, or, at the very end, while rounds are busy. Of a draft of before this was noted nothing is told.
    """
    as_of = match_round.summary.get("as_of")
    if as_of is None or match_round.state is not RoundState.DRAFTED:
        return 0
    moment = datetime.fromisoformat(as_of)
    found = uow.db.scalar(
        # No condition of its own: by it the planner would take everybody of the workspace who has still to answer.
        select(func.count().filter(Enrolment.look_at > moment + ASKED_FOR))
        .select_from(Enrolment)
        .join(
            Participant,
            and_(Participant.workspace_id == Enrolment.workspace_id, Participant.id == Enrolment.participant_id),
        )
        .where(
            Enrolment.workspace_id == programme.workspace_id,
            Enrolment.programme_id == programme.id,
            Enrolment.state == EnrolmentState.IMPORTED,
            Enrolment.changed_at > moment,
            Enrolment.participant_id.not_in(owners_of(programme, uow)),
            Participant.state != ParticipantState.GONE,
        )
    )
    return found or 0
