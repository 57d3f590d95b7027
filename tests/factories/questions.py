"""Many people whose questions fall due at one instant: put into a store at once, as no command would."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, insert, select

from models import (
    Membership,
    MembershipState,
    Pair,
    PairState,
    Participant,
    ParticipantState,
    Programme,
    Role,
    Schedule,
    ScheduleKind,
    ScheduleState,
)
from models.base import new_id


def all_due_at(
    due: datetime, slack_ids: Sequence[str], workspace_id: UUID, before: datetime, store: Connection
) -> None:
    """Everybody in a pair since `before`, two and two, and everybody's fortnightly question due at the same instant."""
    ours = {"workspace_id": workspace_id}
    programme_id = store.execute(select(Programme.id).where(Programme.workspace_id == workspace_id)).scalar_one()
    people = [
        ours
        | {"id": new_id(), "slack_user_id": each, "name": each, "slack_zone": "UTC", "locale": "en"}
        | {"state": ParticipantState.ACTIVE, "created_at": before}
        for each in slack_ids
    ]
    pairs = [
        ours
        | {"id": new_id(), "programme_id": programme_id, "state": PairState.ACTIVE}
        | {"created_at": before, "active_at": before}
        for _ in range(len(slack_ids) // 2)
    ]
    memberships = [
        ours
        | {"id": new_id(), "pair_id": pairs[number // 2]["id"], "participant_id": person["id"]}
        | {"role": (Role.SENIOR, Role.JUNIOR)[number % 2], "state": MembershipState.ACCEPTED}
        for number, person in enumerate(people)
    ]
    schedules = [
        ours
        | {"id": new_id(), "kind": ScheduleKind.PULSE, "membership_id": each["id"], "every_days": 14}
        | {"local_minute": 600, "next_date": due.date(), "next_due_at": due, "state": ScheduleState.RUNNING}
        for each in memberships
    ]
    for model, rows in ((Participant, people), (Pair, pairs), (Membership, memberships), (Schedule, schedules)):
        store.execute(insert(model), rows)
