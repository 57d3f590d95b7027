"""What a draft would be like under other rules: reckoned like any, compared with the one that stands, and not kept."""

from collections.abc import Collection

from sqlalchemy import select

from mentoring.rounds import gathering
from mentoring.rounds.cards import Figures, Person, WhatIf
from mentoring.rounds.decisions import of_draft
from mentoring.rounds.queries import by_user, figures_of, own_round, people_in
from mentoring.rounds.reckoning import Gathered
from mentoring.rounds.rules import CompareDrafts, DraftUnderWay, InRound, RoundIsOver, Suppose
from mentoring.unit_of_work import UnitOfWork, reads, reads_at_length
from models import MatchRound, MatchUnmatched, Participant, Programme, RoundState

SHOWN = 10
"""People who would gain or lose, on the card."""


@reads_at_length
def supposed(command: Suppose, uow: UnitOfWork) -> Gathered:
    """
    Return all that a draft under other rules depends on; `adapters.drafting.drafted` reckons it.

    Raises:
        OnlyItsOwner, RoundIsOver, DraftUnderWay: there is no draft to compare it with.
        SheetGoesIn: half of a sheet would be in it; `adapters.drafting` waits for the other half.
    """
    match_round = own_round(InRound(command.actor, command.round_id), uow)
    _must_stand(match_round)
    programme = uow.db.get_one(Programme, {"workspace_id": match_round.workspace_id, "id": match_round.programme_id})
    return gathering.gather(match_round, programme, uow, command.rules)


@reads
def what_if(command: CompareDrafts, uow: UnitOfWork) -> WhatIf:
    """
    Return how a draft under other rules compares with the one that stands.

    Raises:
        OnlyItsOwner, RoundIsOver, DraftUnderWay: there is no draft to compare it with.
    """
    match_round = own_round(InRound(command.actor, command.round_id), uow)
    _must_stand(match_round)
    draft = command.reckoned.draft
    alone = set(
        uow.db.scalars(
            select(Participant.slack_user_id)
            .join(
                MatchUnmatched,
                (MatchUnmatched.workspace_id == Participant.workspace_id)
                & (MatchUnmatched.participant_id == Participant.id),
            )
            .where(*of_draft(MatchUnmatched, match_round))
        )
    )
    alone_then = {each.person for each in draft.unmatched}
    gain, lose = alone - alone_then, alone_then - alone
    apart = [(each.senior, each.junior) for each in draft.gave_way[:SHOWN]]
    people = by_user(match_round, {user for pair in apart for user in pair}, uow)
    figures = draft.summary
    paired = {user for each in draft.proposals for user in (each.pair.senior, each.pair.junior)}
    return WhatIf(
        match_round.id,
        matched=people_in(match_round, (), uow),
        matched_then=len(paired | {each.joins for each in draft.triads}),
        figures=figures_of(match_round),
        figures_then=Figures(
            figures.worst, round(figures.total / figures.pairs) if figures.pairs else None, round(figures.gini, 3)
        ),
        gain=_some(gain, match_round, uow),
        gain_in_all=len(gain),
        lose=_some(lose, match_round, uow),
        lose_in_all=len(lose),
        gave_way=tuple((people[one], people[other]) for one, other in apart if one in people and other in people),
    )


def _must_stand(match_round: MatchRound) -> None:
    if match_round.state is RoundState.DRAFTING:
        raise DraftUnderWay
    if match_round.state is not RoundState.DRAFTED:
        raise RoundIsOver


def _some(user_ids: Collection[str], match_round: MatchRound, uow: UnitOfWork) -> tuple[Person, ...]:
    found = by_user(match_round, sorted(user_ids)[:SHOWN], uow)
    return tuple(sorted(found.values(), key=lambda each: each.name))
