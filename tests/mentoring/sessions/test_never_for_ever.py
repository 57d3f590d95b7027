"""What time and outages do to a pair's sessions: no say and no rhythm is lost, and no series is endless."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from mentoring import breaks
from mentoring.breaks import Pause
from mentoring.closes import commands as closes
from mentoring.closes.commands import CloseHalf
from mentoring.closes.rules import CloseQuestion
from mentoring.off_week import OffWeekCard
from mentoring.pairs import commands as pairs
from mentoring.pairs.commands import LeavePair
from mentoring.sessions import commands
from mentoring.sessions.commands import AtRevision, MoveSession
from mentoring.sessions.queries import InSession
from mentoring.sessions.rules import StillTogether
from models import OutboxAct, Session, SessionState
from tests.factories.cast import Cast, receipt
from tests.mentoring.delivery.waiting import Sending, live
from views import notices
from views.reader import Reader


def at(month: int, day: int, hour: int = 10) -> datetime:
    """A moment of 2026, in UTC."""
    return datetime(2026, month, day, hour, tzinfo=UTC)


def newest(cast: Cast) -> Session:
    return cast.store.rows(Session)[-1]


def posted(sendings: list[Sending], kind: type) -> Iterator[date]:
    """The days on which something of a kind was posted."""
    for each in sendings:
        if each.dispatch.act is OutboxAct.POST and isinstance(each.dispatch.notice, kind):
            yield each.dispatch.now.date()


def meet(cast: Cast) -> None:
    """The pair has met, and both close."""
    session_id = newest(cast).id
    cast.store.do(commands.end, InSession(cast.actor("ada"), session_id))
    for name in ("ada", "ben"):
        cast.store.do(closes.close_half, CloseHalf(cast.actor(name), session_id, "Mine.", None, receipt()))


def test_after_an_outage_in_a_session_all_are_asked_to_close_and_nobody_is_to_meet_tomorrow(each_cast: Cast) -> None:
    each_cast.chartered("ada", "ben")
    live(each_cast, at(3, 4))
    each_cast.store.do(commands.start, InSession(each_cast.actor("ada"), newest(each_cast).id))
    each_cast.store.clock.set(at(3, 24))
    said = live(each_cast, at(3, 27))
    days = list(posted(said, CloseQuestion))
    assert len(days) == 2
    assert max(days) <= date(2026, 3, 25), "one message a day: the off week's question may come first"
    assert newest(each_cast).starts_at == at(4, 1, 9)


def test_a_session_that_an_outage_swallowed_is_asked_about_before_it_counts_as_missed(each_cast: Cast) -> None:
    each_cast.chartered("ada", "ben")
    live(each_cast, at(3, 3))
    each_cast.store.clock.set(at(3, 24))
    live(each_cast, at(3, 25))
    assert (newest(each_cast).missed, newest(each_cast).starts_at) == (0, at(3, 4)), "its card asks"
    each_cast.store.do(commands.end, InSession(each_cast.actor("ben"), newest(each_cast).id))
    assert newest(each_cast).state is SessionState.CLOSING


def test_a_session_about_which_an_outage_left_no_time_to_say_anything_gets_it_afterwards(each_cast: Cast) -> None:
    each_cast.chartered("ada", "ben")
    live(each_cast, at(3, 4, 11))
    each_cast.store.clock.set(at(3, 24))
    live(each_cast, at(3, 25))
    assert newest(each_cast).missed == 0
    live(each_cast, at(3, 27))
    assert newest(each_cast).missed == 1


def test_a_short_pause_shifts_one_session_and_not_the_rhythm(each_cast: Cast) -> None:
    each_cast.chartered("ada", "ben")
    each_cast.store.do(breaks.pause, Pause(each_cast.actor("ada"), date(2026, 3, 8)))
    live(each_cast, at(3, 9))
    assert newest(each_cast).starts_at == at(3, 9)
    meet(each_cast)
    assert newest(each_cast).starts_at == at(3, 18)


def test_what_was_moved_to_much_later_is_not_skipped_to_before_that(each_cast: Cast) -> None:
    each_cast.chartered("ada", "ben")
    session = newest(each_cast)
    each_cast.store.do(commands.move, MoveSession(each_cast.actor("ada"), session.id, session.revision, at(4, 20)))
    moved = newest(each_cast)
    each_cast.store.do(commands.skip, AtRevision(each_cast.actor("ada"), moved.id, moved.revision))
    assert newest(each_cast).starts_at == at(4, 29, 9)


def test_a_pair_that_answers_nothing_is_asked_whether_it_goes_on_and_then_left_in_peace(each_cast: Cast) -> None:
    pair_id = each_cast.chartered("ada", "ben")
    said = live(each_cast, at(6, 30))
    assert len(list(posted(said, StillTogether))) == 1
    assert max(posted(said, OffWeekCard)) == date(2026, 3, 23)
    each_cast.check_in("ada", pair_id)
    said = live(each_cast, at(6, 30) + timedelta(days=15))
    assert len(list(posted(said, OffWeekCard))) == 1, "who gives a sign is asked again"
    [asked] = [each.dispatch.notice for each in said if isinstance(each.dispatch.notice, OffWeekCard)]
    assert "next session" not in notices.render(Reader("en"), asked).text, "there is none ahead"


def test_what_was_asked_of_a_pair_that_did_not_meet_asks_no_more_once_it_has_a_time_begins_or_parts(cast: Cast) -> None:
    session = {}
    for name in ("ben", "cleo", "dora"):
        cast.chartered("ada", name)
        session[name] = newest(cast).id
    live(cast, at(4, 30))
    waiting = {name: next(each for each in cast.store.rows(Session) if each.id == session[name]) for name in session}
    assert {each.starts_at for each in waiting.values()} == {None}
    cast.store.do(commands.move, MoveSession(cast.actor("ben"), session["ben"], waiting["ben"].revision, at(5, 6)))
    cast.store.do(commands.start, InSession(cast.actor("cleo"), session["cleo"]))
    cast.store.do(pairs.leave, LeavePair(cast.actor("dora"), waiting["dora"].pair_id, receipt()))
    notices_now = [each.dispatch.notice for each in live(cast, at(4, 30, 12))]
    settled = {each.session_id for each in notices_now if isinstance(each, StillTogether) and each.is_settled}
    assert settled == set(session.values())
