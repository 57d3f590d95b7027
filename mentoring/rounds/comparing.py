"""
How groups fare in a draft, as its owner may see it.

Two audits of nearly the same people, or of nearly the same pairs, would tell of one person by what differs: of whoever
joined between them, or of whomever the owner put with somebody else to see which figure moves. So figures stand, over
edits, drafts and rounds, until at least five of the people they are of are others (decision 0015).
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Any
from uuid import UUID

from msgspec.structs import asdict
from sqlalchemy import select

from mentoring.matching import Parity
from mentoring.matching.parity import FEWEST_PEOPLE
from mentoring.rounds.gathering import participants_of
from mentoring.rounds.reckoning import Reckoned
from mentoring.unit_of_work import UnitOfWork
from models import MatchRound

STANDS_FOR = timedelta(days=60)
"""After which the same people, to the last one, are compared anew: by then they are in other pairs."""
MARK_BYTES = 4
AT_ONCE = 5_000
"""People asked for in one question, of which a database takes so many names and no more."""


def compared(match_round: MatchRound, reckoned: Reckoned, uow: UnitOfWork) -> dict[str, Any]:
    """Return what a new draft shows of its groups, and what is remembered so that later ones show no more."""
    told: dict[str, Any] = dict(told_before(match_round, uow))
    marks = _marks(match_round, frozenset[str]().union(*reckoned.told.values()), uow)
    for parity in reckoned.parity:
        people = frozenset(marks[each] for each in reckoned.told[parity.attribute] if each in marks)
        if _may_be_told(told.get(parity.attribute), people, uow.now):
            told[parity.attribute] = {
                "on": uow.now.isoformat(),
                "people": "".join(sorted(people)),
                "parity": _written(parity),
            }
    return {"audit": [told[each.attribute]["parity"] for each in reckoned.parity], "told": told}


def told_before(match_round: MatchRound, uow: UnitOfWork) -> Mapping[str, Any]:
    """Return the figures that stand: of this round's draft, or of the round before it."""
    # Each draft takes over what was told before it, so that the newest one knows.
    summary = uow.db.scalar(
        select(MatchRound.summary)
        .where(
            MatchRound.workspace_id == match_round.workspace_id,
            MatchRound.programme_id == match_round.programme_id,
            MatchRound.drafted > 0,
        )
        .order_by(MatchRound.number.desc())
        .limit(1)
    )
    told: Mapping[str, Any] = (summary or {}).get("told", {})
    return told


def told_on(match_round: MatchRound) -> dict[str, datetime]:
    """Return when each of the figures that stand was reckoned."""
    shown = {each["attribute"] for each in match_round.summary.get("audit", [])}
    told = match_round.summary.get("told", {})
    return {attribute: datetime.fromisoformat(told[attribute]["on"]) for attribute in sorted(shown & told.keys())}


def remembered(match_round: MatchRound) -> dict[str, Any]:
    """Return what outlives the draft of a round."""
    told = match_round.summary.get("told")
    return {"told": told} if told else {}


def _may_be_told(earlier: Mapping[str, Any] | None, people: frozenset[str], now: datetime) -> bool:
    if earlier is None:
        return True
    size = 2 * MARK_BYTES
    marks = earlier["people"]
    others = len(people ^ {marks[start : start + size] for start in range(0, len(marks), size)})
    is_over = now - datetime.fromisoformat(earlier["on"]) >= STANDS_FOR
    return others >= FEWEST_PEOPLE or (is_over and not others)


def _marks(match_round: MatchRound, user_ids: frozenset[str], uow: UnitOfWork) -> dict[str, str]:
    """Return a mark of each of some people: enough to tell whether they are the same, and no name or id."""
    found: dict[str, str] = {}
    in_order = sorted(user_ids)
    for start in range(0, len(in_order), AT_ONCE):
        people = participants_of(in_order[start : start + AT_ONCE], match_round, uow)
        found |= {user_id: _mark(match_round.programme_id, each) for user_id, each in people.items()}
    return found


def _mark(programme_id: UUID, participant_id: UUID) -> str:
    return blake2b(participant_id.bytes, key=programme_id.bytes, digest_size=MARK_BYTES).hexdigest()


def _written(parity: Parity) -> dict[str, Any]:
    return {
        "attribute": parity.attribute,
        "groups": {name: asdict(served) for name, served in parity.groups.items()},
        "hidden": parity.hidden,
        "gap": parity.gap,
    }
