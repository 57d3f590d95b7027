"""What people are told of a round."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from msgspec import Struct
from sqlalchemy import select

from mentoring.enrolments.held import Held, held_of
from mentoring.matching import Rule
from mentoring.rounds.queries import counted
from mentoring.rounds.rules import NotDrafted
from mentoring.unit_of_work import UnitOfWork
from models import (
    Enrolment,
    EnrolmentState,
    MatchRound,
    OutboxAct,
    OutboxRow,
    Participant,
    ParticipantState,
    Programme,
    RoundState,
)

MAY_BE_SAID = (Rule.HOURS, Rule.LANGUAGE, Rule.NOTHING_TO_TEACH, Rule.TEAM, Rule.REPORTING_LINE, Rule.PAST_PAIR)
"""What may be told to whoever has nobody; what people wish in private, pauses and decisions of owners never are."""


class NobodyThisTime(Struct, frozen=True):
    """
    Somebody learns that a round has nobody for them.

    Attributes:
        mainly: the rule that took most of their possible partners away, if it may be said.
        competing, places: how many stood for how many places, where that was it; 0 else.
        held: what an owner entered about them, who have agreed to nothing yet.
        is_over: what was held is erased, or they left.
    """

    programme_id: UUID
    programme: str
    mainly: Rule | None
    competing: int
    places: int
    held: Held | None = None
    is_over: bool = False


class DraftReady(Struct, frozen=True):
    """An owner waited long for a draft, and it is there."""

    programme_id: UUID
    programme: str
    pairs: int
    flagged: int
    nobody: int


class DraftNotMade(Struct, frozen=True):
    """An owner waited long for a draft, and nothing came of it."""

    programme_id: UUID
    programme: str
    why: NotDrafted


def ready(row: OutboxRow, uow: UnitOfWork) -> DraftReady | None:
    """Return the draft in figures; nothing to say once there is a newer one, or none any more."""
    match_round = uow.db.get_one(MatchRound, {"workspace_id": row.workspace_id, "id": UUID(row.facts["round_id"])})
    if match_round.state is not RoundState.DRAFTED or match_round.drafted != int(row.facts["revision"]):
        return None
    programme = uow.db.get_one(Programme, {"workspace_id": row.workspace_id, "id": match_round.programme_id})
    counts = counted(match_round, uow)
    pairs = counts.flagged + counts.unflagged + counts.approved
    return DraftReady(programme.id, programme.name, pairs, counts.flagged, counts.nobody)


def not_ready(row: OutboxRow, uow: UnitOfWork) -> DraftNotMade | None:
    """Return that there is no draft; nothing to say to whoever has begun another."""
    programme = uow.db.get_one(Programme, {"workspace_id": row.workspace_id, "id": UUID(row.facts["programme_id"])})
    # A first draft of which nothing came leaves no round; the next one is another.
    same = uow.get(MatchRound, row.workspace_id, UUID(row.facts["round_id"]))
    later = select(MatchRound.id).where(
        MatchRound.workspace_id == row.workspace_id,
        MatchRound.programme_id == programme.id,
        MatchRound.id != UUID(row.facts["round_id"]),
        MatchRound.created_at >= row.created_at,
    )
    if uow.db.scalar(later.limit(1)) or (same is not None and same.revision > int(row.facts["revision"])):
        return None
    return DraftNotMade(programme.id, programme.name, NotDrafted(row.facts["why"]))


def what_may_be_said(reasons: Mapping[str, Any]) -> dict[str, str]:
    """Return what somebody may be told of why they are left over: what they were short of, or the rule in the way."""
    if reasons.get("cut"):
        competing, places = reasons["cut"]
        return {"competing": str(competing), "places": str(places)}
    removed = reasons.get("removed", {})
    sayable = [(removed[rule.value], -place) for place, rule in enumerate(MAY_BE_SAID) if removed.get(rule.value)]
    return {"mainly": MAY_BE_SAID[-max(sayable)[1]].value} if sayable else {}


def nobody(row: OutboxRow, uow: UnitOfWork) -> NobodyThisTime | None:
    """Return why; nothing to say once they left the programme, or have no account any more."""
    match_round = uow.db.get_one(MatchRound, {"workspace_id": row.workspace_id, "id": UUID(row.facts["round_id"])})
    programme = uow.db.get_one(Programme, {"workspace_id": row.workspace_id, "id": match_round.programme_id})
    person = uow.get(Participant, row.workspace_id, UUID(row.facts["participant_id"]))
    enrolment = uow.db.scalars(
        select(Enrolment).where(
            Enrolment.workspace_id == row.workspace_id,
            Enrolment.programme_id == programme.id,
            Enrolment.participant_id == UUID(row.facts["participant_id"]),
        )
    ).one_or_none()
    if person is None or person.state is ParticipantState.GONE:
        return None
    # Whoever never agreed to be in the programme has no enrolment any more once that is erased.
    is_over = enrolment is None or enrolment.state not in {EnrolmentState.ACTIVE, EnrolmentState.IMPORTED}
    if is_over and row.act is OutboxAct.POST:
        return None
    said = row.facts
    return NobodyThisTime(
        programme.id,
        programme.name,
        Rule(said["mainly"]) if said.get("mainly") else None,
        int(said.get("competing", 0)),
        int(said.get("places", 0)),
        held=held_of(enrolment, uow),
        is_over=is_over,
    )
