"""When a pair meets: by its rhythm, inside everybody's working hours, on a day that is free for nobody."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from msgspec import Struct
from sqlalchemy import select

from mentoring import outbox, working_time
from mentoring.calendars import holds
from mentoring.outbox import NoticeKind, ToPair
from mentoring.pairs.hours import when_all_work
from mentoring.pairs.rules import members_of, pairs_at_work
from mentoring.prep import schedule as preps
from mentoring.sessions import openers
from mentoring.sessions.rules import ASKS_FOR, STILL_PLANNED, UNSTARTED_FOR, leader_after
from mentoring.unit_of_work import AS_IT_IS, UnitOfWork
from mentoring.working_time import Hours
from models import Membership, Pair, PairState, Participant, Programme, Session, SessionState
from models.base import new_id
from models.types import is_word

FIRST_AFTER = timedelta(days=2)
"""From the charter to the first session, and from a close to the next: time for everybody to prepare."""
LEAD = timedelta(hours=1)
"""No session is proposed sooner than this."""
MINUTES = 50


class Person(Struct, frozen=True):
    """A member, as planning needs them."""

    membership_id: UUID
    participant_id: UUID
    hours: Hours
    paused_until: date | None


def people_of(pair: Pair, uow: UnitOfWork) -> tuple[Person, ...]:
    """Return the pair's people, seniors first; the first one's calendar is the one the rhythm counts in."""
    rows = uow.db.execute(
        select(Membership.id, Participant)
        .join(
            Participant,
            (Participant.workspace_id == Membership.workspace_id) & (Participant.id == Membership.participant_id),
        )
        .where(Membership.workspace_id == pair.workspace_id, Membership.pair_id == pair.id)
        .order_by(Membership.role.desc(), Membership.id)
    )
    return tuple(_person(membership_id, person) for membership_id, person in rows)


def _held_people(pair: Pair, uow: UnitOfWork) -> tuple[Person, ...]:
    """
    Return the pair's people, held as they are now: for a session that is planned anew.

    Whoever pauses at this instant, or gets other hours, does not see that session yet and could not move it; so they
    are waited for here, or wait until it is there. They are held in the order of their ids, whatever their place in
    the pair: two people may be in two pairs, the other way round, and neither waits for the other then.
    """
    ids = select(Membership.participant_id).where(
        Membership.workspace_id == pair.workspace_id, Membership.pair_id == pair.id
    )
    held = (
        select(Participant)
        .where(Participant.workspace_id == pair.workspace_id, Participant.id.in_(ids))
        .order_by(Participant.id)
        .with_for_update(key_share=True, of=Participant)
        .execution_options(populate_existing=True)
    )
    uow.db.scalars(held).all()
    return people_of(pair, uow)


def _person(membership_id: UUID, person: Participant) -> Person:
    hours = Hours(person.zone, person.work_starts, person.work_ends, person.country)
    return Person(membership_id, person.id, hours, person.paused_until)


def plan_first(pair: Pair, uow: UnitOfWork) -> None:
    """Propose the first session of a pair whose charter has just come into force."""
    people = _held_people(pair, uow)
    today = working_time.local_date(uow.now, people[0].hours.zone)
    _plan(pair, people, 1, today + FIRST_AFTER, (), uow)


def plan_next(held: Session, uow: UnitOfWork) -> None:
    """Propose the session after one that was held, unless one is planned already or the pair has ended."""
    pair = uow.db.get_one(Pair, {"workspace_id": held.workspace_id, "id": held.pair_id})
    if pair.state is not PairState.ACTIVE or ahead(pair.workspace_id, pair.id, uow) is not None:
        return
    people = _held_people(pair, uow)
    zone = people[0].hours.zone
    met = working_time.local_date(held.ended_at or uow.now, zone)
    rule, soonest = rule_after(held, pair, met, uow), working_time.local_date(uow.now, zone) + FIRST_AFTER
    while rule < soonest:
        # Found after an outage: nobody is asked to meet tomorrow, for a date that went by meanwhile.
        rule += timedelta(days=cadence_of(pair, uow))
    used = uow.db.scalars(
        select(Session.opener).where(Session.workspace_id == pair.workspace_id, Session.pair_id == pair.id)
    ).all()
    _plan(pair, people, held.number + 1, rule, used, uow)


def rule_after(session: Session, pair: Pair, day: date, uow: UnitOfWork) -> date:
    """Return the rhythm's next date, at least half a rhythm after `day`, so that no two sessions crowd each other."""
    cadence = cadence_of(pair, uow)
    rule = session.rule_date + timedelta(days=cadence)
    while rule < day + timedelta(days=max(1, cadence // 2)):
        rule += timedelta(days=cadence)
    return rule


def cadence_of(pair: Pair, uow: UnitOfWork) -> int:
    """Return every how many days the pair meets."""
    return uow.db.get_one(Programme, {"workspace_id": pair.workspace_id, "id": pair.programme_id}).cadence_days


def ahead(workspace_id: UUID, pair_id: UUID, uow: UnitOfWork) -> Session | None:
    """Return the pair's session that is planned or under way."""
    return uow.db.scalars(
        select(Session).where(
            Session.workspace_id == workspace_id,
            Session.pair_id == pair_id,
            is_word(Session.state, SessionState.PLANNED) | is_word(Session.state, SessionState.UNDER_WAY),
        )
    ).one_or_none()


def is_in_doubt(pair: Pair, uow: UnitOfWork) -> bool:
    """Tell whether a pair was asked if it goes on, since its sessions went by, and has not found a time since."""
    session = ahead(pair.workspace_id, pair.id, uow)
    return session is not None and session.starts_at is None and session.missed >= STILL_PLANNED


def propose(people: tuple[Person, ...], not_before: datetime, within_days: int, uow: UnitOfWork) -> datetime | None:
    """Return the first good time for all of them from an instant on; nothing when their hours never meet."""
    earliest = max(not_before, uow.now + LEAD)
    for person in people:
        if person.paused_until is not None:
            back = working_time.at_local(person.paused_until + timedelta(days=1), 0, person.hours.zone)
            earliest = max(earliest, back)
    hours = [person.hours for person in people]
    return working_time.common_time(hours, earliest, earliest + timedelta(days=within_days), MINUTES)


def put_at(session: Session, starts_at: datetime | None, uow: UnitOfWork, *, by: str | None = None) -> None:
    """
    Give a planned session its time, or none; its card, its preps and the calendars follow.

    Args:
        by: the Slack user id of whoever changed it by a click of their own.
    """
    before = session.starts_at
    asked = still_together_key(session)
    session.starts_at = starts_at
    session.revision += 1
    session.look_at = None if starts_at is None else starts_at + UNSTARTED_FOR
    uow.db.flush()
    _announce(session, uow)
    holds.follow(session, before, uow, by=by)
    if before is None:
        outbox.refresh(session.workspace_id, asked, "found", uow)


def hours_of(person: Participant) -> Hours:
    """Return when a person works."""
    return Hours(person.zone, person.work_starts, person.work_ends, person.country)


def follow(person: Participant, before: Hours, uow: UnitOfWork, *, by: str | None = None) -> int:
    """
    Find another time for sessions that suited a person's hours before and do not now, or that lie in their pause.

    The day stays where it can; a time outside these hours was agreed on by hand, and stays. A prep that still waits
    comes by the new hours either way.

    Args:
        by: the person's own Slack user id, if it was a click of theirs.

    Returns:
        How many sessions moved.
    """
    uow.db.flush()
    return sum(_moved(pair, person, before, by, uow) for pair in pairs_at_work(person, uow))


def standing(person: Participant, uow: UnitOfWork) -> int:
    """Return how many sessions a person has ahead that have their time."""
    found = [ahead(pair.workspace_id, pair.id, uow) for pair in pairs_at_work(person, uow)]
    return sum(
        each is not None
        and each.state is SessionState.PLANNED
        and each.starts_at is not None
        and each.starts_at > uow.now
        for each in found
    )


def _moved(pair: Pair, who: Participant, before: Hours, by: str | None, uow: UnitOfWork) -> bool:
    session = _held(pair, uow)
    if session is None or session.state is not SessionState.PLANNED or session.starts_at is None:
        return False
    if session.starts_at <= uow.now:
        return False
    people = people_of(pair, uow)
    if not _is_in_the_way(session.starts_at, who, before):
        own = next(person for person in people if person.participant_id == who.id)
        preps.follow(session, own.membership_id, own.hours, uow)
        return False
    # The rhythm's own date stays: what follows is counted from it, and comes neither sooner nor a whole rhythm later.
    day = working_time.local_date(session.starts_at, people[0].hours.zone)
    put_at(session, propose(people, start_of_day(day, people), cadence_of(pair, uow), uow), uow, by=by)
    return True


def _is_in_the_way(starts_at: datetime, who: Participant, before: Hours) -> bool:
    if who.paused_until is not None and working_time.local_date(starts_at, who.zone) <= who.paused_until:
        return True
    suited = working_time.works_through(before, starts_at, MINUTES)
    return suited and not working_time.works_through(hours_of(who), starts_at, MINUTES)


def _held(pair: Pair, uow: UnitOfWork) -> Session | None:
    """Return the session ahead, held: whoever begins or moves it at this instant comes before, or after."""
    session = ahead(pair.workspace_id, pair.id, uow)
    if session is not None:
        uow.db.refresh(session, with_for_update=AS_IT_IS)
    return session


def asks_until(session: Session) -> datetime | None:
    """Return until when a session whose time went by asks whether the pair met."""
    return None if session.starts_at is None else session.starts_at + timedelta(minutes=session.minutes) + ASKS_FOR


def cancel(pair: Pair, uow: UnitOfWork) -> None:
    """Let go of what a pair that has ended had ahead; what was held stays, and asks for nothing any more."""
    _let_rest(pair, uow)
    session = _held(pair, uow)
    if session is None or session.state not in {SessionState.PLANNED, SessionState.UNDER_WAY}:
        return
    session.state = SessionState.CANCELLED
    outbox.refresh(session.workspace_id, still_together_key(session), "cancelled", uow)
    session.revision += 1
    session.look_at = None
    refresh_card(session, "cancelled", uow)
    preps.redraw(session, "cancelled", uow)
    holds.follow(session, session.starts_at, uow)


def _let_rest(pair: Pair, uow: UnitOfWork) -> None:
    """
    Let the cards of held sessions ask for nothing.

    One that was still being closed is never summed up: a line is read once all have closed, or after two days in which
    they could, and an ending reveals nothing.
    """
    held = (SessionState.CLOSING, SessionState.CLOSED)
    for session in uow.db.scalars(
        select(Session).where(
            Session.workspace_id == pair.workspace_id, Session.pair_id == pair.id, Session.state.in_(held)
        )
    ):
        session.look_at = None
        refresh_card(session, "over", uow)


def card_key(session_id: UUID) -> str:
    """Return the outbox key of a session's one card."""
    return f"session-card:{session_id}"


def still_together_key(session: Session) -> str:
    """Return the outbox key of the question to a pair whose session has waited for a time since this revision."""
    return f"still-together:{session.id}:{session.revision}"


def refresh_card(session: Session, occasion: str, uow: UnitOfWork) -> None:
    """Draw the session's card anew, silently."""
    outbox.refresh(session.workspace_id, card_key(session.id), f"{session.revision}:{occasion}", uow)


def start_of_day(day: date, people: tuple[Person, ...]) -> datetime:
    """Return the beginning of one of the rhythm's days."""
    return working_time.at_local(day, 0, people[0].hours.zone)


def _plan(
    pair: Pair, people: tuple[Person, ...], number: int, rule: date, used: Sequence[str], uow: UnitOfWork
) -> None:
    starts_at = propose(people, start_of_day(rule, people), cadence_of(pair, uow), uow)
    session = Session(
        workspace_id=pair.workspace_id,
        id=new_id(),
        pair_id=pair.id,
        number=number,
        state=SessionState.PLANNED,
        rule_date=rule,
        starts_at=starts_at,
        minutes=MINUTES,
        leader_id=leader_after(members_of(pair, uow), number),
        revision=0,
        opener=openers.pick(used),
        missed=0,
        look_at=None if starts_at is None else starts_at + UNSTARTED_FOR,
        written_revision=0,
        created_at=uow.now,
    )
    uow.db.add(session)
    uow.db.flush()
    _announce(session, uow)


def _announce(session: Session, uow: UnitOfWork) -> None:
    is_first = session.number == 1
    outbox.post(
        session.workspace_id,
        NoticeKind.SESSION_CARD,
        card_key(session.id),
        ToPair(session.pair_id),
        {"session_id": str(session.id)},
        uow,
        # Whoever has just signed is there to read the first; the next ones come when all of them work.
        due_at=None if is_first else when_all_work(session.workspace_id, session.pair_id, uow),
        wanted_at=None if is_first else uow.now,
    )
    refresh_card(session, "planned", uow)
    pair = uow.db.get_one(Pair, {"workspace_id": session.workspace_id, "id": session.pair_id})
    for person in people_of(pair, uow):
        preps.plan(session, person.membership_id, person.participant_id, person.hours, uow)
