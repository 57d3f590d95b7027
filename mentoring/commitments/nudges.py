"""Reminders of what is due: to its owner alone, at most two each, and all that falls on a day in one message."""

from datetime import date, datetime, timedelta
from uuid import UUID

from msgspec import Struct
from sqlalchemy import select

from mentoring import outbox, participants, working_time
from mentoring.commitments.queries import line_of
from mentoring.commitments.rules import NUDGES, DueCommitments, DueLine, next_nudge
from mentoring.errors import NotInThisPair
from mentoring.mornings import next_morning
from mentoring.outbox import NoticeKind, ToPerson
from mentoring.pairs.rules import members_of
from mentoring.participants import Actor, quiet_until
from mentoring.unit_of_work import UnitOfWork
from mentoring.working_time import Hours
from models import (
    Commitment,
    CommitmentState,
    Membership,
    OutboxAct,
    OutboxRow,
    OutboxState,
    Pair,
    PairState,
    Participant,
    ParticipantState,
    Session,
    SessionState,
)

WORTH_SAYING = timedelta(days=4)
"""A day that had its message already makes this one wait; what is told of anew meanwhile is in the later one."""
LISTING = (NoticeKind.PREP, NoticeKind.OFF_WEEK)
"""Messages that list their reader's open commitments themselves."""


class SnoozeNudge(Struct, frozen=True):
    """A person wants to be reminded again on their next working day of what one day's message lists."""

    actor: Actor
    day: date


def advance(commitment: Commitment, uow: UnitOfWork) -> None:
    """Remind its owner, unless they are away: then later; and note when to look at it again."""
    person = owner_of(commitment, uow)
    pair = uow.db.get_one(Pair, {"workspace_id": commitment.workspace_id, "id": commitment.pair_id})
    over = commitment.state is not CommitmentState.OPEN or pair.state is not PairState.ACTIVE
    if over or person.state is ParticipantState.GONE:
        commitment.look_at = None
        return
    decent = quiet_until(person, uow.now)
    if decent > uow.now:
        commitment.wanted_at = commitment.wanted_at or commitment.look_at
        commitment.look_at = decent
        return
    commitment.wanted_at = None
    day = working_time.local_date(uow.now, person.zone)
    # With none left, only somebody who asked to be reminded once more comes here.
    is_asked_for = commitment.nudges >= NUDGES
    before, commitment.nudged_on = commitment.nudged_on, day
    commitment.nudges += 1
    commitment.look_at = next_nudge(commitment.due_on, commitment.nudges, hours_of(person), uow.now)
    uow.db.flush()
    if before is not None:
        # From now on its buttons are in the newer message alone.
        outbox.refresh(commitment.workspace_id, key(person.id, before), f"{commitment.id}-{day}", uow)
    if commitment.membership_id in _listed(person, uow):
        # Another message of today lists it; this was the reminder.
        return
    _tell(person, day, str(commitment.id), uow, is_asked_for=is_asked_for)


def snooze(command: SnoozeNudge, uow: UnitOfWork) -> None:
    """
    Remind once more, on the person's next working day. A second tap changes nothing.

    Raises:
        NotInThisPair: the person takes part in nothing here.
    """
    person = participants.find(command.actor, uow)
    if person is None:
        raise NotInThisPair
    today = working_time.local_date(uow.now, person.zone)
    again = next_morning(today, hours_of(person))
    for row, _ in _nudged(person, command.day, uow):
        if row.state is CommitmentState.OPEN:
            row.look_at, row.wanted_at = again, None
            row.nudges = max(row.nudges, NUDGES)
    uow.db.flush()
    outbox.refresh(person.workspace_id, key(person.id, command.day), f"snoozed-{today}", uow)


def due(row: OutboxRow, uow: UnitOfWork) -> DueCommitments | None:
    """
    Return what the day's message tells now.

    Nothing to post when all of it was settled, when its reader is away, or when another message of that day lists it.
    """
    person = uow.db.get_one(Participant, {"workspace_id": row.workspace_id, "id": row.participant_id})
    day = date.fromisoformat(row.facts["day"])
    found = _nudged(person, day, uow)
    if row.act is OutboxAct.POST:
        if quiet_until(person, uow.now) > uow.now:
            return None
        listed = _listed(person, uow)
        found = [
            (each, pair)
            for each, pair in found
            if each.state is CommitmentState.OPEN
            and pair.state is PairState.ACTIVE
            and each.membership_id not in listed
        ]
        if not found:
            return None
    moments = [each.look_at for each, _ in found if each.look_at is not None and each.look_at > uow.now]
    return DueCommitments(day, tuple(_due_line(each, pair, uow) for each, pair in found), min(moments, default=None))


def key(participant_id: UUID, day: date) -> str:
    """Return the outbox key of one person's reminder of one day."""
    return f"commitments-due:{participant_id}:{day.isoformat()}"


def owner_of(commitment: Commitment, uow: UnitOfWork) -> Participant:
    """Return the person whose it is."""
    return uow.db.scalars(
        select(Participant)
        .join(
            Membership,
            (Membership.workspace_id == Participant.workspace_id) & (Membership.participant_id == Participant.id),
        )
        .where(Membership.workspace_id == commitment.workspace_id, Membership.id == commitment.membership_id)
    ).one()


def hours_of(person: Participant) -> Hours:
    """Return when a person works."""
    return Hours(person.zone, person.work_starts, person.work_ends, person.country)


def _tell(person: Participant, day: date, occasion: str, uow: UnitOfWork, *, is_asked_for: bool) -> None:
    kind = NoticeKind.COMMITMENTS_AGAIN if is_asked_for else NoticeKind.COMMITMENTS_DUE
    of_today = key(person.id, day)
    outbox.post(
        person.workspace_id,
        kind,
        of_today,
        ToPerson(person.id),
        {"day": day.isoformat()},
        uow,
        keep_until=uow.now + WORTH_SAYING,
    )
    waiting = outbox.posted(person.workspace_id, of_today, uow)
    if is_asked_for and waiting is not None and waiting.state is OutboxState.PENDING:
        # What else is due today comes with what was asked for, and not the other way round.
        waiting.kind = kind
    # If the day's message was said already, it takes this one in where it stands.
    outbox.refresh(person.workspace_id, of_today, occasion, uow)


def _nudged(person: Participant, day: date, uow: UnitOfWork) -> list[tuple[Commitment, Pair]]:
    rows = uow.db.execute(
        select(Commitment, Pair)
        .join(
            Membership,
            (Membership.workspace_id == Commitment.workspace_id) & (Membership.id == Commitment.membership_id),
        )
        .join(Pair, (Pair.workspace_id == Commitment.workspace_id) & (Pair.id == Commitment.pair_id))
        .where(
            Membership.workspace_id == person.workspace_id,
            Membership.participant_id == person.id,
            Commitment.nudged_on == day,
        )
        .order_by(Commitment.due_on, Commitment.created_at, Commitment.id)
    )
    return [(commitment, pair) for commitment, pair in rows]


def _due_line(commitment: Commitment, pair: Pair, uow: UnitOfWork) -> DueLine:
    members = members_of(pair, uow)
    line = line_of(commitment, members, uow)
    return DueLine(line, tuple(member for member in members if member != line.whose))


def _listed(person: Participant, uow: UnitOfWork) -> set[UUID]:
    """Return the places of this person whose commitments another message of today lists."""
    day = working_time.local_date(uow.now, person.zone)
    begins = working_time.at_local(day, 0, person.zone)
    ends = working_time.at_local(day + timedelta(days=1), 0, person.zone)
    facts = uow.db.scalars(
        select(OutboxRow.facts).where(
            OutboxRow.workspace_id == person.workspace_id,
            OutboxRow.participant_id == person.id,
            OutboxRow.kind.in_(LISTING),
            OutboxRow.act == OutboxAct.POST,
            OutboxRow.state.not_in((OutboxState.DROPPED, OutboxState.DEAD)),
            OutboxRow.due_at >= begins,
            OutboxRow.due_at < ends,
            OutboxRow.keep_until >= uow.now,
        )
    )
    return {UUID(each["membership_id"]) for each in facts} | _meeting(person, begins, ends, uow)


def _meeting(person: Participant, begins: datetime, ends: datetime, uow: UnitOfWork) -> set[UUID]:
    """Return the places of this person whose pair meets that day: its prep listed them, and the two speak of them."""
    return set(
        uow.db.scalars(
            select(Membership.id)
            .join(Session, (Session.workspace_id == Membership.workspace_id) & (Session.pair_id == Membership.pair_id))
            .where(
                Membership.workspace_id == person.workspace_id,
                Membership.participant_id == person.id,
                Session.starts_at >= begins,
                Session.starts_at < ends,
                Session.state.in_((SessionState.PLANNED, SessionState.UNDER_WAY)),
            )
        )
    )
