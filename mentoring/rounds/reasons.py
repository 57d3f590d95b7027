"""Why a pair was proposed: kept while its people are asked, and no longer."""

from sqlalchemy import delete

from mentoring.unit_of_work import UnitOfWork
from models import MatchProposal, Pair


def forget(pair: Pair, uow: UnitOfWork) -> None:
    """Forget why a pair was proposed, now that it is formed, or will not be."""
    uow.db.execute(
        delete(MatchProposal).where(MatchProposal.workspace_id == pair.workspace_id, MatchProposal.pair_id == pair.id)
    )
