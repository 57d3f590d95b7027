"""On which day a round's invitations begin to arrive, as far as an owner may know it."""

from datetime import datetime

from sqlalchemy import func, select, union

from mentoring import working_time
from mentoring.matching.parity import FEWEST_PAIRS, FEWEST_PEOPLE
from mentoring.rounds.decisions import of_draft
from mentoring.unit_of_work import UnitOfWork
from models import MatchProposal, MatchRound, Participant, ProposalState

GOES_OUT = (ProposalState.APPROVED, ProposalState.SENT)


def first(match_round: MatchRound, uow: UnitOfWork) -> datetime | None:
    """
    Return when the first of those whom a round asks is at work; nothing where these are so few that it tells of one.

    Everybody of what was approved counts, also where no invitation will leave. When somebody pauses or is away is not
    looked at: it is theirs alone.
    """
    sent = [*of_draft(MatchProposal, match_round), MatchProposal.state.in_(GOES_OUT)]
    places = (MatchProposal.senior_id, MatchProposal.junior_id, MatchProposal.third_id)
    people = union(*(select(each.label("person")).where(*sent, each.is_not(None)) for each in places)).subquery()
    pairs = uow.db.scalar(select(func.count()).select_from(MatchProposal).where(*sent)) or 0
    asked = uow.db.scalar(select(func.count()).select_from(people)) or 0
    if pairs < FEWEST_PAIRS or asked < FEWEST_PEOPLE:
        return None
    hours = uow.db.execute(
        select(Participant.zone, Participant.work_starts, Participant.work_ends, Participant.country)
        .join(people, people.c.person == Participant.id)
        .where(Participant.workspace_id == match_round.workspace_id)
        .distinct()
    )
    return min(working_time.next_opening(uow.now, *each) for each in hours)
