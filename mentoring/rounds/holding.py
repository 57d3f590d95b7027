"""
A draft under way is held by whoever reckons it, for a few seconds at a time: what nobody holds was lost.

The lease follows the database's clock, one for all replicas, because another one may truly be at it.
"""

from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from mentoring.rounds.rules import HoldDraft
from mentoring.unit_of_work import UnitOfWork
from models import MatchRound, RoundState
from models.types import database_ms

HELD_FOR = timedelta(seconds=15)
"""Longer than whoever holds it may have to wait for a store that is busy."""


def hold(command: HoldDraft, uow: UnitOfWork) -> None:
    """Tell that a draft is being reckoned still; one that is not awaited any more stays as it is."""
    match_round = uow.get(MatchRound, command.workspace_id, command.round_id, lock=True)
    if match_round is not None and is_awaited(match_round, command.revision):
        match_round.drafting_since = moment(uow)


def is_awaited(match_round: MatchRound, revision: int) -> bool:
    """Tell whether it is this very draft that a round waits for."""
    return match_round.revision == revision and match_round.state is RoundState.DRAFTING


def is_lost(match_round: MatchRound, uow: UnitOfWork) -> bool:
    """Tell whether a draft was begun that nobody is at any more, such as when its process was killed."""
    if match_round.state is not RoundState.DRAFTING:
        return False
    held = match_round.drafting_since
    # Also one that is held from a time to come: that was another database's clock, or this one before it was set back.
    return held is None or abs(moment(uow) - held) >= HELD_FOR


def moment(uow: UnitOfWork) -> datetime:
    """Return what the database's clock says."""
    return datetime.fromtimestamp(uow.db.scalars(select(database_ms())).one() / 1_000, UTC)
