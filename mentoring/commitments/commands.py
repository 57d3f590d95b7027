"""What members do with commitments: promise, confirm, put off, settle."""

from datetime import date
from uuid import UUID

from msgspec import Struct
from sqlalchemy import select

from mentoring import inbound, outbox, working_time
from mentoring.commitments import nudges
from mentoring.commitments.queries import line_of, to_settle
from mentoring.commitments.rules import (
    FARTHEST,
    LATER_BY,
    RISK_LIMIT,
    WHAT_LIMIT,
    CommitmentDayHasPassed,
    CommitmentForm,
    CommitmentIsSettled,
    CommitmentLine,
    CommitmentTooFarAhead,
    OneOfYouPlease,
    PairCommitments,
    Promise,
    SayWhatYouCommitTo,
    TheirsToSettle,
    next_nudge,
)
from mentoring.errors import NotInThisPair
from mentoring.mornings import working_days_after
from mentoring.pairs.circle import Circle, circle
from mentoring.pairs.rules import Member
from mentoring.participants import Actor, InPair
from mentoring.sessions import planning
from mentoring.sessions.queries import InSession, held_by
from mentoring.sessions.rules import SessionIsOver
from mentoring.typed import must_fit
from mentoring.unit_of_work import UnitOfWork, reads
from models import Commitment, CommitmentState, Membership, Pair, Participant, Session, SessionState, Workspace
from models.base import new_id


class AddCommitment(Struct, frozen=True):
    """
    A member adds one to a session.

    Attributes:
        whose: a Slack user id of somebody in the pair.
        due_on: a day in its owner's calendar; without one nobody is reminded.
    """

    actor: Actor
    session_id: UUID
    promise: Promise
    whose: str
    due_on: date | None
    receipt: str


class OneCommitment(Struct, frozen=True):
    """A member acts on one commitment."""

    actor: Actor
    commitment_id: UUID


class PutOff(Struct, frozen=True):
    """
    Its owner needs longer.

    Attributes:
        until: the new day, or nothing for three working days more.
    """

    actor: Actor
    commitment_id: UUID
    until: date | None
    receipt: str


@reads
def form(command: InSession, uow: UnitOfWork) -> CommitmentForm:
    """
    Return what the form for a new one needs.

    Raises:
        NotInThisPair, PairHasEnded, CharterFirst, SessionIsOver: nothing is added here by this person.
    """
    session, pair = held_by(command, uow)
    _must_take_more(session, pair)
    return CommitmentForm(
        session.id, pair.me, tuple(member for member in pair.members if member != pair.me), _next_day(session, uow)
    )


@reads
def look(command: InPair, uow: UnitOfWork) -> PairCommitments:
    """
    Return what the pair has open.

    Raises:
        NotInThisPair: the actor is not one of its people.
    """
    pair = circle(command.pair_id, command.actor, uow)
    row = uow.db.get_one(Pair, {"workspace_id": pair.workspace_id, "id": pair.pair_id})
    others = tuple(member for member in pair.members if member != pair.me)
    return PairCommitments(pair.pair_id, pair.me, others, to_settle(row, pair.members, uow))


def add(command: AddCommitment, uow: UnitOfWork) -> CommitmentLine:
    """
    Keep a commitment; a submission that Slack delivers again is kept once.

    Raises:
        NotInThisPair, PairHasEnded, CharterFirst, SessionIsOver: nothing is added here by this person.
        SayWhatYouCommitTo, TextTooLong, OneOfYouPlease, CommitmentDayHasPassed, CommitmentTooFarAhead: on the field
            concerned.
    """
    promise = Promise(command.promise.what.strip(), command.promise.risk.strip())
    if not promise.what:
        raise SayWhatYouCommitTo(field="what")
    must_fit("what", promise.what, WHAT_LIMIT)
    must_fit("risk", promise.risk, RISK_LIMIT)
    session, pair = held_by(InSession(command.actor, command.session_id), uow)
    _must_take_more(session, pair)
    owner = _member(pair, command.whose)
    kept = _keep(pair, owner, promise, command.due_on, command.receipt, uow, session_id=session.id)
    planning.refresh_card(session, f"commitment-{kept.id}", uow)
    return kept


def keep_from_checkin(pair: Circle, who: str, what: str, due_on: date | None, receipt: str, uow: UnitOfWork) -> None:
    """
    Keep a check-in's next step as somebody's commitment.

    Args:
        pair: access was checked.
        who: a Slack user id of somebody in the pair.
        receipt: the check-in's own.
    """
    _keep(pair, _member(pair, who), Promise(what), due_on, receipt, uow)


def propose(
    pair: Circle, owner: Member, promise: Promise, due_on: date | None, receipt: str, session_id: UUID, uow: UnitOfWork
) -> None:
    """
    Keep what a transcript seems to promise; it counts once its owner says so.

    Args:
        pair: access was checked.
        due_on: a day that has passed meanwhile is left out.
    """
    today = working_time.local_date(uow.now, _zone_of(pair, owner, uow))
    day = due_on if due_on is not None and today <= due_on <= today + FARTHEST else None
    _keep(pair, owner, promise, day, receipt, uow, session_id=session_id, state=CommitmentState.PROPOSED)


def confirm(command: OneCommitment, uow: UnitOfWork) -> PairCommitments:
    """
    Let a proposed one count. A second tap finds it open and changes nothing.

    Raises:
        NotInThisPair, PairHasEnded, TheirsToSettle, CommitmentIsSettled: it is not this person's to confirm.
    """
    row, pair = _own(command, uow)
    if row.state in {CommitmentState.DONE, CommitmentState.DROPPED}:
        raise CommitmentIsSettled
    if row.state is CommitmentState.PROPOSED:
        row.state = CommitmentState.OPEN
        _remind(row, uow)
        _tell(row, "confirmed", uow)
    return look(InPair(command.actor, pair.pair_id), uow)


def done(command: OneCommitment, uow: UnitOfWork) -> PairCommitments:
    """
    Say that it is done. A second tap changes nothing.

    Raises:
        NotInThisPair, PairHasEnded, TheirsToSettle: it is not this person's to settle.
        CommitmentIsSettled: it was dropped.
    """
    return _settle(command, CommitmentState.DONE, uow)


def drop(command: OneCommitment, uow: UnitOfWork) -> PairCommitments:
    """
    Let go of it, without a reason. A second tap changes nothing.

    Raises:
        NotInThisPair, PairHasEnded, TheirsToSettle: it is not this person's to settle.
        CommitmentIsSettled: it was done.
    """
    return _settle(command, CommitmentState.DROPPED, uow)


def put_off(command: PutOff, uow: UnitOfWork) -> PairCommitments:
    """
    Move it by three working days, or to the day that was picked; a tap that Slack delivers again moves it once.

    Raises:
        NotInThisPair, PairHasEnded, TheirsToSettle, CommitmentIsSettled: it is not this person's to move, or no more.
        CommitmentDayHasPassed, CommitmentTooFarAhead: the picked day does not fit.
    """
    row, pair = _own(OneCommitment(command.actor, command.commitment_id), uow)
    if inbound.admit(pair.workspace_id, command.receipt, {}, uow) is None:
        if row.state not in {CommitmentState.OPEN, CommitmentState.PROPOSED}:
            raise CommitmentIsSettled
        person = nudges.owner_of(row, uow)
        today = working_time.local_date(uow.now, person.zone)
        until = command.until or working_days_after(max(today, row.due_on or today), LATER_BY, person.country)
        _must_be_ahead(until, today, None)
        row.due_on = until
        row.nudges = 0
        _remind(row, uow)
        _tell(row, f"put-off-{command.receipt[:16]}", uow)
    return look(InPair(command.actor, pair.pair_id), uow)


def _settle(command: OneCommitment, state: CommitmentState, uow: UnitOfWork) -> PairCommitments:
    row, pair = _own(command, uow)
    if row.state is not state:
        if row.state in {CommitmentState.DONE, CommitmentState.DROPPED}:
            raise CommitmentIsSettled
        row.state = state
        row.settled_at = uow.now
        row.look_at = row.wanted_at = None
        _tell(row, state, uow)
    return look(InPair(command.actor, pair.pair_id), uow)


def _own(command: OneCommitment, uow: UnitOfWork) -> tuple[Commitment, Circle]:
    # The id alone proves nothing: the pair that it leads to is asked whether the actor is one of its people.
    pair_id = uow.db.scalar(
        select(Commitment.pair_id)
        .join(Workspace, Workspace.id == Commitment.workspace_id)
        .where(Workspace.team_id == command.actor.team_id, Commitment.id == command.commitment_id)
    )
    if pair_id is None:
        raise NotInThisPair
    pair = circle(pair_id, command.actor, uow)
    pair.must_be_at_work()
    row = uow.get(Commitment, pair.workspace_id, command.commitment_id, lock=True)
    if row is None:
        raise NotInThisPair
    if row.membership_id != pair.me.membership_id:
        raise TheirsToSettle
    return row, pair


def _keep(
    pair: Circle,
    owner: Member,
    promise: Promise,
    due_on: date | None,
    receipt: str,
    uow: UnitOfWork,
    *,
    session_id: UUID | None = None,
    state: CommitmentState = CommitmentState.OPEN,
) -> CommitmentLine:
    row = Commitment(
        workspace_id=pair.workspace_id,
        id=new_id(),
        pair_id=pair.pair_id,
        membership_id=owner.membership_id,
        session_id=session_id,
        state=state,
        sealed_body=uow.vault.seal({"what": promise.what, "risk": promise.risk}),
        due_on=due_on,
        receipt=receipt,
        look_at=None,
        wanted_at=None,
        nudges=0,
        nudged_on=None,
        created_at=uow.now,
        settled_at=None,
    )
    # What was only proposed is nothing to be reminded of.
    if due_on is not None and state is CommitmentState.OPEN:
        hours = nudges.hours_of(nudges.owner_of(row, uow))
        row.look_at = next_nudge(due_on, 0, hours, uow.now)
        if session_id is not None:
            # A check-in has looked at its own day.
            _must_be_ahead(due_on, working_time.local_date(uow.now, hours.zone), "due_on")
    # The row is its own receipt, and its own entry in the trail.
    if not uow.insert_once(row):
        row = uow.db.scalars(
            select(Commitment).where(Commitment.workspace_id == pair.workspace_id, Commitment.receipt == receipt)
        ).one()
    return line_of(row, pair.members, uow)


def _zone_of(pair: Circle, owner: Member, uow: UnitOfWork) -> str:
    row = uow.db.get_one(Membership, {"workspace_id": pair.workspace_id, "id": owner.membership_id})
    return uow.db.get_one(Participant, {"workspace_id": pair.workspace_id, "id": row.participant_id}).zone


def _remind(row: Commitment, uow: UnitOfWork) -> None:
    row.look_at = next_nudge(row.due_on, row.nudges, nudges.hours_of(nudges.owner_of(row, uow)), uow.now)
    row.wanted_at = None


def _tell(row: Commitment, occasion: str, uow: UnitOfWork) -> None:
    """Draw the card and the reminder anew that show it; nobody is notified."""
    uow.db.flush()
    if row.session_id is not None:
        session = uow.db.get_one(Session, {"workspace_id": row.workspace_id, "id": row.session_id})
        planning.refresh_card(session, f"commitment-{row.id}-{occasion}", uow)
    if row.nudged_on is not None:
        person = nudges.owner_of(row, uow)
        outbox.refresh(row.workspace_id, nudges.key(person.id, row.nudged_on), f"{row.id}-{occasion}", uow)


def _must_take_more(session: Session, pair: Circle) -> None:
    pair.must_be_at_work()
    if session.state is SessionState.CANCELLED:
        raise SessionIsOver


def _must_be_ahead(day: date, today: date, field: str | None) -> None:
    if day < today:
        raise CommitmentDayHasPassed(field=field)
    if day > today + FARTHEST:
        raise CommitmentTooFarAhead(field=field)


def _member(pair: Circle, user_id: str) -> Member:
    owner = next((member for member in pair.members if member.user_id == user_id), None)
    if owner is None:
        raise OneOfYouPlease(field="whose")
    return owner


def _next_day(session: Session, uow: UnitOfWork) -> date:
    """Return the day of the session after this one: the one that is planned, or the rhythm's next date."""
    pair = uow.db.get_one(Pair, {"workspace_id": session.workspace_id, "id": session.pair_id})
    zone = planning.people_of(pair, uow)[0].hours.zone
    ahead = planning.ahead(pair.workspace_id, pair.id, uow)
    if ahead is not None and ahead.id != session.id and ahead.starts_at is not None:
        return max(working_time.local_date(ahead.starts_at, zone), working_time.local_date(uow.now, zone))
    return planning.rule_after(session, pair, working_time.local_date(uow.now, zone), uow)
