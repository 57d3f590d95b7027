"""What an owner decided about people of a round, and what the edit being reckoned would decide."""

from collections.abc import Collection
from typing import Any, TypeAlias
from uuid import UUID

from msgspec import Struct
from sqlalchemy import delete, or_, select

from mentoring.unit_of_work import UnitOfWork
from models import DecisionKind, MatchDecision, MatchProposal, MatchRound, ProposalState
from models.base import new_id

Group: TypeAlias = tuple[UUID, UUID, UUID | None]
"""A senior, a junior, and who makes it a triad."""


class Wanted(Struct, frozen=True):
    """
    What an edit decides, once its draft is kept.

    Attributes:
        kind: nothing where it only takes something back.
        freed: whose pins and approvals stand against it, and go.
    """

    kind: DecisionKind | None
    people: Group
    freed: frozenset[UUID]

    def written(self) -> dict[str, Any]:
        """Return it as the round keeps it."""
        return {
            "kind": self.kind.value if self.kind else None,
            "people": [each.hex if each else None for each in self.people],
            "freed": sorted(each.hex for each in self.freed),
        }


def wanted_in(match_round: MatchRound) -> Wanted | None:
    """Return what the edit being reckoned decides."""
    found = match_round.wanted
    if found is None:
        return None
    senior, junior, third = (UUID(each) if each else None for each in found["people"])
    if senior is None or junior is None:
        msg = "a decision about nobody"
        raise ValueError(msg)
    return Wanted(
        DecisionKind(found["kind"]) if found["kind"] else None,
        (senior, junior, third),
        frozenset(UUID(each) for each in found["freed"]),
    )


def of_draft(table: Any, match_round: MatchRound) -> tuple[Any, ...]:
    """Return what selects the rows of the draft that stands."""
    return (
        table.workspace_id == match_round.workspace_id,
        table.round_id == match_round.id,
        table.revision == match_round.drafted,
    )


def stands(match_round: MatchRound, uow: UnitOfWork) -> frozenset[Group]:
    """Return what its owner pinned or approved before, without what the edit being reckoned takes back."""
    wanted = wanted_in(match_round)
    freed = wanted.freed if wanted else frozenset()
    approved = uow.db.execute(
        select(MatchProposal.senior_id, MatchProposal.junior_id, MatchProposal.third_id).where(
            *of_draft(MatchProposal, match_round), MatchProposal.state == ProposalState.APPROVED
        )
    )
    found = {(senior, junior, third) for senior, junior, third in approved} | pinned(match_round, uow)
    # Of two triads, or of a pair and its triad, the larger is meant.
    of_three = {(senior, junior) for senior, junior, third in found if third}
    return frozenset(
        each for each in found if not freed.intersection(each) and (each[2] is not None or each[:2] not in of_three)
    )


def pinned(match_round: MatchRound, uow: UnitOfWork) -> set[Group]:
    """Return what its owner pinned."""
    rows = uow.db.execute(
        select(MatchDecision.senior_id, MatchDecision.junior_id, MatchDecision.third_id).where(*_of_round(match_round))
    )
    return {(senior, junior, third) for senior, junior, third in rows}


def settle(match_round: MatchRound, gave_way: Collection[tuple[UUID, UUID]], uow: UnitOfWork) -> None:
    """Write down what the edit decided, now that its draft is kept; what stood against it goes."""
    wanted = wanted_in(match_round)
    match_round.wanted = None
    if wanted is not None:
        free(match_round, wanted.freed, uow)
        if wanted.kind is not None:
            senior_id, junior_id, third_id = wanted.people
            uow.add_once(
                MatchDecision,
                workspace_id=match_round.workspace_id,
                id=new_id(),
                programme_id=match_round.programme_id,
                round_id=match_round.id,
                kind=wanted.kind,
                senior_id=senior_id,
                junior_id=junior_id,
                third_id=third_id,
                decided_at=uow.now,
            )
    for senior_id, junior_id in gave_way:
        uow.db.execute(
            delete(MatchDecision).where(
                *_of_round(match_round),
                MatchDecision.senior_id == senior_id,
                or_(MatchDecision.junior_id == junior_id, MatchDecision.third_id == junior_id),
            )
        )


def free(match_round: MatchRound, people: Collection[UUID], uow: UnitOfWork) -> None:
    """Take back the pins that name any of these people."""
    uow.db.execute(
        delete(MatchDecision).where(
            *_of_round(match_round),
            or_(
                MatchDecision.senior_id.in_(people),
                MatchDecision.junior_id.in_(people),
                MatchDecision.third_id.in_(people),
            ),
        )
    )


def unpin_all(match_round: MatchRound, uow: UnitOfWork) -> None:
    """Forget all pins of a round that is over; what was forbidden is, for the whole programme."""
    uow.db.execute(delete(MatchDecision).where(*_of_round(match_round)))


def _of_round(match_round: MatchRound) -> tuple[Any, ...]:
    return (
        MatchDecision.workspace_id == match_round.workspace_id,
        MatchDecision.round_id == match_round.id,
        MatchDecision.kind != DecisionKind.FORBID,
    )
