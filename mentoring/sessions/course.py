"""What a session does by itself as time goes by."""

from datetime import timedelta

from mentoring import outbox, working_time
from mentoring.closes import notices as closes
from mentoring.outbox import NoticeKind, ToMember, ToPair
from mentoring.prep import schedule as preps
from mentoring.remedies import silence
from mentoring.sessions.planning import (
    asks_until,
    cadence_of,
    people_of,
    plan_next,
    propose,
    put_at,
    refresh_card,
    rule_after,
    start_of_day,
    still_together_key,
)
from mentoring.sessions.rules import ASKS_FOR, CLOSE_WITHIN, FOUND_LATE, LAST_CALL, STILL_PLANNED, next_hand
from mentoring.unit_of_work import UnitOfWork
from models import Pair, PairState, Session, SessionState


def advance(session: Session, uow: UnitOfWork) -> None:
    """Do what is due for one session now, and note when to look at it again."""
    match session.state:
        case SessionState.PLANNED:
            _unstarted(session, uow)
        case SessionState.UNDER_WAY:
            _under_way(session, uow)
        case SessionState.CLOSING:
            close(session, uow)
        case SessionState.CLOSED | SessionState.CANCELLED:
            session.look_at = None


def end(session: Session, uow: UnitOfWork) -> None:
    """The pair has met: from now on its members close, for 48 hours."""
    session.state = SessionState.CLOSING
    # From now on, should the server have been away at the end: nobody's time to close is lost to an outage.
    session.look_at = uow.now + CLOSE_WITHIN
    refresh_card(session, "ended", uow)
    closes.ask(session, uow)
    preps.redraw(session, "ended", uow)


def close(session: Session, uow: UnitOfWork) -> None:
    """Sum the session up with what there is, and propose the next one."""
    session.state = SessionState.CLOSED
    session.look_at = None
    # One planned or under way is a unique index: the old one steps down before the new one is planned.
    uow.db.flush()
    refresh_card(session, "closed", uow)
    plan_next(session, uow)
    silence.notice(uow.db.get_one(Pair, {"workspace_id": session.workspace_id, "id": session.pair_id}), uow)


def not_held(session: Session, uow: UnitOfWork, *, by: str) -> None:
    """
    It did not happen, and nobody is to blame: another time before the rhythm's next date, or that date itself.

    Args:
        by: the Slack user id of whoever says so.
    """
    pair = uow.db.get_one(Pair, {"workspace_id": session.workspace_id, "id": session.pair_id})
    session.missed += 1
    people = people_of(pair, uow)
    tomorrow = working_time.local_date(uow.now, people[0].hours.zone) + timedelta(days=1)
    following = rule_after(session, pair, tomorrow, uow)
    room = (following - tomorrow).days // 2
    starts_at = propose(people, start_of_day(tomorrow, people), room, uow) if room >= 1 else None
    if starts_at is None:
        session.rule_date = following
        starts_at = propose(people, start_of_day(following, people), (following - tomorrow).days + 1, uow)
    put_at(session, starts_at, uow, by=by)


def _unstarted(session: Session, uow: UnitOfWork) -> None:
    asks = asks_until(session)
    pair = uow.db.get_one(Pair, {"workspace_id": session.workspace_id, "id": session.pair_id})
    if asks is None or pair.state is not PairState.ACTIVE:
        session.look_at = None
    elif uow.now < asks or _is_found_late(session, uow):
        # The card asks whether they met; whoever knows will say so, and after an outage they get their time for it.
        session.look_at = asks if uow.now < asks else uow.now + ASKS_FOR
        refresh_card(session, "unstarted", uow)
    else:
        _gone_by(session, pair, uow)


def _is_found_late(session: Session, uow: UnitOfWork) -> bool:
    return session.look_at is not None and uow.now - session.look_at > FOUND_LATE


def _gone_by(session: Session, pair: Pair, uow: UnitOfWork) -> None:
    """
    Nobody said a word of it: the rhythm's next date, and after the second time only a question.

    A pair that does not meet is not prompted week after week.
    """
    session.missed += 1
    people = people_of(pair, uow)
    today = working_time.local_date(uow.now, people[0].hours.zone)
    session.rule_date = rule_after(session, pair, today, uow)
    if session.missed < STILL_PLANNED:
        put_at(session, propose(people, start_of_day(session.rule_date, people), cadence_of(pair, uow), uow), uow)
        return
    put_at(session, None, uow)
    outbox.post(
        session.workspace_id,
        NoticeKind.STILL_TOGETHER,
        still_together_key(session),
        ToPair(pair.id),
        {"session_id": str(session.id)},
        uow,
    )


def _under_way(session: Session, uow: UnitOfWork) -> None:
    started_at = session.started_at or uow.now
    ends = started_at + timedelta(minutes=session.minutes)
    if uow.now >= ends:
        session.ended_at = ends
        end(session, uow)
        return
    if uow.now >= ends - LAST_CALL:
        _call(session, uow)
    session.look_at = next_hand(started_at, session.minutes, uow.now)
    refresh_card(session, f"at-{int((uow.now - started_at).total_seconds() // 60)}", uow)


def _call(session: Session, uow: UnitOfWork) -> None:
    pair = uow.db.get_one(Pair, {"workspace_id": session.workspace_id, "id": session.pair_id})
    for person in people_of(pair, uow):
        outbox.post(
            session.workspace_id,
            NoticeKind.LAST_CALL,
            f"last-call:{session.id}:{session.look_at}:{person.membership_id}",
            ToMember(session.pair_id, person.participant_id),
            {"session_id": str(session.id)},
            uow,
            keep_until=uow.now + LAST_CALL,
        )
