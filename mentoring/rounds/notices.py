"""What people are told of a round."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from mentoring.matching import Rule
from mentoring.rounds.queries import counted
from mentoring.unit_of_work import UnitOfWork
from models import (
    Enrolment,
    EnrolmentState,
    MatchRound,
    MatchUnmatched,
    OutboxRow,
    Participant,
    ParticipantState,
    Programme,
    RoundState,
)

MAY_BE_SAID = (Rule.HOURS, Rule.LANGUAGE, Rule.NOTHING_TO_TEACH, Rule.TEAM, Rule.REPORTING_LINE, Rule.PAST_PAIR)
"""What may be told to whoever has nobody; what people wish in private, pauses and decisions of owners never are."""


@dataclass(frozen=True)
class NobodyThisTime:
    """
    Somebody learns that a round has nobody for them.

    Attributes:
        mainly: the rule that took most of their possible partners away, if it may be said.
        competing, places: how many stood for how many places, where that was it; 0 else.
        is_imported: an owner brought what is known of them; they have agreed to nothing yet.
    """

    programme_id: UUID
    programme: str
    mainly: Rule | None
    competing: int
    places: int
    is_imported: bool


@dataclass(frozen=True)
class DraftReady:
    """An owner waited long for a draft, and it is there."""

    programme_id: UUID
    programme: str
    pairs: int
    flagged: int
    nobody: int


def ready(row: OutboxRow, uow: UnitOfWork) -> DraftReady | None:
    """Return the draft in figures; nothing to say once there is a newer one, or none any more."""
    match_round = uow.db.get_one(MatchRound, {"workspace_id": row.workspace_id, "id": UUID(row.facts["round_id"])})
    if match_round.state is not RoundState.DRAFTED or match_round.revision != int(row.facts["revision"]):
        return None
    programme = uow.db.get_one(Programme, {"workspace_id": row.workspace_id, "id": match_round.programme_id})
    counts = counted(match_round, uow)
    pairs = counts.flagged + counts.unflagged + counts.approved
    return DraftReady(programme.id, programme.name, pairs, counts.flagged, counts.nobody)


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
    if person is None or person.state is ParticipantState.GONE or enrolment is None:
        return None
    if enrolment.state not in {EnrolmentState.ACTIVE, EnrolmentState.IMPORTED}:
        return None
    left_over = uow.db.scalars(
        select(MatchUnmatched).where(
            MatchUnmatched.workspace_id == row.workspace_id,
            MatchUnmatched.round_id == match_round.id,
            MatchUnmatched.participant_id == person.id,
        )
    ).one_or_none()
    reasons = left_over.reasons if left_over else {}
    removed = {Rule(rule): number for rule, number in reasons.get("removed", {}).items()}
    competing, places = reasons.get("cut") or (0, 0)
    sayable = [(removed[rule], -place, rule) for place, rule in enumerate(MAY_BE_SAID) if removed.get(rule)]
    return NobodyThisTime(
        programme.id,
        programme.name,
        max(sayable)[2] if sayable and not competing else None,
        competing,
        places,
        is_imported=enrolment.state is EnrolmentState.IMPORTED,
    )
