"""Whom a draft moved, and with whom they are now: of three the other two together, of several pairs each apart."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from uuid import UUID

from sqlalchemy import or_, select

from mentoring.rounds.cards import Moved, Person
from mentoring.rounds.decisions import of_draft
from mentoring.unit_of_work import UnitOfWork
from models import MatchProposal, MatchRound

MOST_MOVED_SHOWN = 10
SEVERAL = 2

Groups = list[list[UUID]]


def moved(match_round: MatchRound, uow: UnitOfWork) -> dict[UUID, Groups]:
    """Return the first of those whom the draft that stands moved, each with the groups they are in now."""
    rows = list(match_round.summary.get("moved", {}).items())[:MOST_MOVED_SHOWN]
    others = {UUID(one): [UUID(each) for each in those] for one, those in rows}
    threes = _threes(match_round, [one for one, those in others.items() if len(those) >= SEVERAL], uow)
    found: dict[UUID, Groups] = {}
    for one, those in others.items():
        of_three = [[each for each in those if each in three] for three in threes[one]]
        found[one] = of_three + [[each] for each in those if not any(each in group for group in of_three)]
    return found


def everybody(those: Mapping[UUID, Groups]) -> set[UUID]:
    """Return who they are, and with whom they are now."""
    return {*those, *(each for groups in those.values() for group in groups for each in group)}


def named(those: Mapping[UUID, Groups], people: Mapping[UUID, Person]) -> tuple[Moved, ...]:
    """Return them by name."""
    return tuple(
        Moved(people[one], tuple(tuple(people[each] for each in group) for group in groups))
        for one, groups in those.items()
    )


def _threes(match_round: MatchRound, those: Collection[UUID], uow: UnitOfWork) -> Mapping[UUID, list[set[UUID]]]:
    """Return in which threes of the draft that stands each of some people is, without themselves."""
    found: dict[UUID, list[set[UUID]]] = defaultdict(list)
    if not those:
        return found
    places = (MatchProposal.senior_id, MatchProposal.junior_id, MatchProposal.third_id)
    rows = uow.db.execute(
        select(*places).where(
            *of_draft(MatchProposal, match_round),
            MatchProposal.third_id.is_not(None),
            or_(*(each.in_(those) for each in places)),
        )
    )
    for senior_id, junior_id, third_id in rows:
        three = {each for each in (senior_id, junior_id, third_id) if each is not None}
        for each in three:
            found[each].append(three - {each})
    return found
