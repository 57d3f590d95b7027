"""On which day a round's invitations begin to arrive, as far as an owner may know it."""

from datetime import datetime

from sqlalchemy import func, select

from mentoring import working_time
from mentoring.matching.parity import FEWEST_PAIRS, FEWEST_PEOPLE
from mentoring.rounds.decisions import of_draft
from mentoring.rounds.queries import DECIDED, people_in, placed
from mentoring.unit_of_work import UnitOfWork
from models import MatchProposal, MatchRound, Participant


def first(match_round: MatchRound, uow: UnitOfWork) -> datetime | None:
    """
    Return when the first of those whom a round asks is at work; nothing where these are so few that it tells of one.

    Everybody of what was approved counts, also where no invitation will leave. When somebody pauses or is away is not
    looked at: it is theirs alone.
    """
    sent = [*of_draft(MatchProposal, match_round), MatchProposal.state.in_(DECIDED)]
    pairs = uow.db.scalar(select(func.count()).select_from(MatchProposal).where(*sent)) or 0
    if pairs < FEWEST_PAIRS or people_in(match_round, DECIDED, uow) < FEWEST_PEOPLE:
        return None
    people = placed(match_round, DECIDED)
    hours = uow.db.execute(
        select(Participant.zone, Participant.work_starts, Participant.work_ends, Participant.country)
        .join(people, people.c.person == Participant.id)
        .where(Participant.workspace_id == match_round.workspace_id)
        .distinct()
    )
    return min(working_time.next_opening(uow.now, *each) for each in hours)
