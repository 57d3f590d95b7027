"""
What falls due when: a rule in local time, one occurrence a date, the next instant only.

The next date is counted from the date before: a holiday rolls one occurrence, daylight saving shifts its UTC instant,
neither drifts.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

import structlog
from msgspec import Struct
from sqlalchemy import ColumnElement, Integer, Select, Uuid, and_, bindparam, func, select
from sqlalchemy.exc import InterfaceError, OperationalError

from mentoring import off_week, working_time
from mentoring.happenings import What
from mentoring.participants import is_paused
from mentoring.remedies import silence
from mentoring.sessions import planning
from mentoring.unit_of_work import UnitOfWork
from models import (
    Membership,
    Occurrence,
    OccurrenceState,
    Pair,
    PairState,
    Participant,
    ParticipantState,
    Programme,
    Schedule,
    ScheduleKind,
    ScheduleState,
    Workspace,
    WorkspaceState,
)
from models.base import new_id
from models.types import Instant, is_word

log = structlog.get_logger()

USUAL_MINUTE = 10 * 60
SPREAD_MINUTES = 20
"""Prompts of one hour are spread over so many minutes, for Slack's sake; always the same minute for one person."""
STILL_USEFUL = timedelta(hours=24)
"""An occurrence found later than this (the server was down) is recorded as skipped."""
PUT_OFF = timedelta(hours=1)
"""A schedule that cannot be planned waits so long; the others of its batch are planned all the same."""

_IS_RUNNING = and_(
    is_word(Schedule.state, ScheduleState.RUNNING),
    # A parked workspace plans nothing: what fell due meanwhile is recorded as skipped when it is back.
    Schedule.workspace_id.in_(select(Workspace.id).where(Workspace.state == WorkspaceState.ACTIVE)),
)


class PlanDue(Struct, frozen=True):
    """Look for what fell due in one workspace."""

    workspace_id: UUID
    limit: int = 25


class Planned(Struct, frozen=True):
    """How many schedules were advanced; fewer than the limit means that nothing is left."""

    advanced: int


def begin_pulses(pair: Pair, uow: UnitOfWork) -> None:
    """
    Start each member's question, in their own zone: as often as the programme has its pairs meet, half-way between.

    With the usual fortnight the first one comes in the off week, a week after the charter came into force.
    """
    programme = uow.db.get_one(Programme, {"workspace_id": pair.workspace_id, "id": pair.programme_id})
    every_days = programme.cadence_days
    for membership, person in uow.db.execute(
        select(Membership, Participant)
        .join(
            Participant,
            (Participant.workspace_id == Membership.workspace_id) & (Participant.id == Membership.participant_id),
        )
        .where(Membership.workspace_id == pair.workspace_id, Membership.pair_id == pair.id)
    ):
        first = working_time.local_date(uow.now, person.zone) + timedelta(days=every_days // 2)
        schedule_id = new_id()
        minute = _minute(schedule_id, person)
        uow.add_once(
            Schedule,
            workspace_id=pair.workspace_id,
            id=schedule_id,
            kind=ScheduleKind.PULSE,
            membership_id=membership.id,
            every_days=every_days,
            local_minute=minute,
            next_date=first,
            next_due_at=_due(first, every_days, minute, person),
            state=ScheduleState.RUNNING,
        )


def plan_due(command: PlanDue, uow: UnitOfWork) -> Planned:
    """
    Plan the occurrences that are due, each once, however many replicas look at the same time.

    One that is found within a day of its moment is asked (at the person's next working hour); an older one is
    recorded as skipped, so that after an outage each person gets one catch-up at the most.
    """
    asked = {"workspace_id": command.workspace_id, "now": uow.now, "limit": command.limit}
    due = uow.db.scalars(_due_now(), asked).all()
    for schedule in due:
        _plan_or_put_off(schedule, uow)
    return Planned(len(due))


@cache
def _due_now() -> Select[Schedule]:
    """Built once: putting it together takes longer than its answer."""
    is_due = Schedule.next_due_at <= bindparam("now", type_=Instant())
    return (
        select(Schedule)
        .where(_IS_RUNNING, Schedule.workspace_id == bindparam("workspace_id", type_=Uuid()), is_due)
        .order_by(Schedule.next_due_at)
        .limit(bindparam("limit", type_=Integer()))
        .with_for_update(skip_locked=True, key_share=True)
    )


def follow(person: Participant, uow: UnitOfWork) -> None:
    """Let a person's running schedules follow their zone, hours and holidays as they now are: same dates."""
    for schedule in _running(person, uow):
        schedule.local_minute = _minute(schedule.id, person)
        schedule.next_due_at = _due(schedule.next_date, schedule.every_days, schedule.local_minute, person)


def _running(person: Participant, uow: UnitOfWork) -> Sequence[Schedule]:
    return uow.db.scalars(
        select(Schedule)
        .join(
            Membership,
            (Membership.workspace_id == Schedule.workspace_id) & (Membership.id == Schedule.membership_id),
        )
        .where(
            Membership.workspace_id == person.workspace_id,
            Membership.participant_id == person.id,
            is_word(Schedule.state, ScheduleState.RUNNING),
        )
        .order_by(Schedule.id)
        .with_for_update(key_share=True)
    ).all()


def where_due(now: ColumnElement[datetime]) -> Select[UUID]:
    """Return the question for workspaces in which a schedule is due, earliest first."""
    is_due = (is_word(Schedule.state, ScheduleState.RUNNING), Schedule.next_due_at <= now)
    return select(Schedule.workspace_id).where(*is_due).order_by(Schedule.next_due_at)


def when_next(only: ColumnElement[Any] | None) -> Select[Any]:
    """Return the question for the earliest instant at which any schedule falls due: in one workspace, or in all."""
    earliest = select(func.min(Schedule.next_due_at)).where(_IS_RUNNING)
    return earliest if only is None else earliest.where(Schedule.workspace_id == only)


def _plan_or_put_off(schedule: Schedule, uow: UnitOfWork) -> None:
    try:
        with uow.apart():
            _plan(schedule, uow)
    except (OperationalError, InterfaceError):
        # The store failed, not the schedule.
        raise
    except Exception:
        log.exception("schedules.put_off", schedule=schedule.id.hex)
        schedule.next_due_at = uow.now + PUT_OFF


def _plan(schedule: Schedule, uow: UnitOfWork) -> None:
    membership = uow.db.get_one(Membership, {"workspace_id": schedule.workspace_id, "id": schedule.membership_id})
    pair = uow.db.get_one(Pair, {"workspace_id": schedule.workspace_id, "id": membership.pair_id})
    person = uow.db.get_one(Participant, {"workspace_id": schedule.workspace_id, "id": membership.participant_id})
    if pair.state is not PairState.ACTIVE:
        schedule.state = ScheduleState.STOPPED
        return
    occurrence = Occurrence(
        workspace_id=schedule.workspace_id,
        id=new_id(),
        schedule_id=schedule.id,
        local_date=schedule.next_date,
        due_at=schedule.next_due_at,
        state=OccurrenceState.PLANNED,
    )
    uow.db.add(occurrence)
    uow.db.flush()
    skipped = _why_skipped(schedule, person, uow)
    if skipped is None and planning.is_in_doubt(pair, uow) and silence.is_silent(membership, uow):
        # Every series ends: they were asked whether they go on, and the next word is theirs.
        skipped = "the pair was asked whether it goes on"
    if skipped is not None:
        occurrence.state = OccurrenceState.SKIPPED
        occurrence.reason = skipped
        uow.tell(What.SKIPPED)
    else:
        uow.tell(What.PLANNED)
        moment = max(uow.now, schedule.next_due_at)
        decent = working_time.next_opening(moment, person.zone, person.work_starts, person.work_ends, person.country)
        off_week.ask(membership, occurrence, schedule.every_days, decent, uow)
    silence.notice(pair, uow)
    schedule.next_date += timedelta(days=schedule.every_days)
    schedule.next_due_at = _due(schedule.next_date, schedule.every_days, schedule.local_minute, person)


def _why_skipped(schedule: Schedule, person: Participant, uow: UnitOfWork) -> str | None:
    if person.state is ParticipantState.GONE:
        return "the account is closed"
    if is_paused(person, uow.now):
        return "paused"
    if uow.now - schedule.next_due_at > STILL_USEFUL:
        return "found more than a day late"
    return None


def _minute(schedule_id: UUID, person: Participant) -> int:
    """Return ten in the morning or the person's own first hours, spread by the schedule's id."""
    length = (person.work_ends - person.work_starts) % working_time.MINUTES_A_DAY
    usual = (USUAL_MINUTE - person.work_starts) % working_time.MINUTES_A_DAY
    offset = usual if usual + SPREAD_MINUTES <= length else 0
    spread = schedule_id.int % max(1, min(SPREAD_MINUTES, length))
    return (person.work_starts + offset + spread) % working_time.MINUTES_A_DAY


def _due(day: date, every_days: int, minute: int, person: Participant) -> datetime:
    working_day = working_time.next_working_day(day, person.country, before=day + timedelta(days=every_days))
    return working_time.at_local(working_day, minute, person.zone)
