"""A session's calendar file: given to whoever asks, and followed by the next one when the session moves or ends."""

from datetime import timedelta

import pytest

from mentoring.calendars import commands, holds
from mentoring.calendars.commands import TakeFile
from mentoring.calendars.rules import CalendarFile, NoTimeToPutIn, Occasion
from mentoring.errors import NotInThisPair, PairHasEnded
from mentoring.pairs import commands as pairs
from mentoring.pairs.commands import LeavePair
from mentoring.sessions import commands as sessions
from mentoring.sessions.commands import MoveSession
from mentoring.sessions.queries import InSession
from models import CalendarHold, OutboxAct, OutboxRow, OutboxState, Session
from tests.factories.cast import Cast, receipt


def the_session(cast: Cast) -> Session:
    return cast.store.rows(Session)[0]


def take(cast: Cast, name: str = "ada", click: str = "") -> None:
    cast.store.do(commands.take, TakeFile(cast.actor(name), the_session(cast).id, click or receipt()))


def move(cast: Cast, **later: float) -> None:
    session = the_session(cast)
    assert session.starts_at is not None
    command = MoveSession(cast.actor("ben"), session.id, session.revision, session.starts_at + timedelta(**later))
    cast.store.do(sessions.move, command)


def files(cast: Cast) -> list[OutboxRow]:
    return [row for row in cast.store.rows(OutboxRow) if row.kind == "calendar_file"]


def told(cast: Cast, row: OutboxRow) -> CalendarFile | None:
    return cast.store.do(lambda _nothing, uow: holds.file(row, uow), None)


def test_the_file_goes_to_whoever_asked_and_to_nobody_else(each_cast: Cast) -> None:
    each_cast.chartered("ada", "ben")
    take(each_cast)
    [row] = files(each_cast)
    session = the_session(each_cast)
    assert (row.act, row.pair_id) == (OutboxAct.POST, None)
    found = told(each_cast, row)
    assert found is not None
    assert found.occasion is Occasion.TAKEN
    assert (found.entry.session_id, found.entry.starts_at) == (session.id, session.starts_at)
    assert [hold.revision for hold in each_cast.store.rows(CalendarHold)] == [session.revision]


def test_the_same_click_four_times_and_a_second_one_give_one_file(each_cast: Cast) -> None:
    each_cast.chartered("ada", "ben")
    for _ in range(4):
        take(each_cast, click="one-click")
    take(each_cast)
    assert len(files(each_cast)) == 1
    each_cast.store.clock.advance(minutes=5)
    take(each_cast)
    assert len(files(each_cast)) == 2, "whoever lost it may have it again"


def test_when_it_moves_only_those_who_took_the_file_get_the_next_one_with_their_prep(each_cast: Cast) -> None:
    each_cast.chartered("ada", "ben")
    take(each_cast)
    before = the_session(each_cast).revision
    move(each_cast, days=2)
    first, second = files(each_cast)
    assert second.act is OutboxAct.REPLY, "in the thread of the prep, which is the next message anyway"
    [prep] = [row for row in each_cast.store.rows(OutboxRow) if row.id == second.about_id]
    assert prep.kind == "prep"
    assert prep.facts["revision"] == str(before + 1)
    assert prep.facts["membership_id"] == first.facts["membership_id"]
    found = told(each_cast, second)
    assert found is not None
    assert (found.occasion, found.entry.revision, found.entry.is_cancelled) == (Occasion.MOVED, before + 1, False)
    assert told(each_cast, first) is None, "a file of an older time is never sent any more"


def test_moved_twice_only_the_last_time_is_told(each_cast: Cast) -> None:
    each_cast.chartered("ada", "ben")
    take(each_cast)
    move(each_cast, days=2)
    move(each_cast, days=1)
    assert [told(each_cast, row) is not None for row in files(each_cast)] == [False, False, True]


def test_with_the_end_of_the_pair_the_hold_is_taken_back_at_once(each_cast: Cast) -> None:
    pair_id = each_cast.chartered("ada", "ben")
    take(each_cast)
    each_cast.store.do(pairs.leave, LeavePair(each_cast.actor("ben"), pair_id, receipt()))
    last = files(each_cast)[-1]
    assert (last.act, last.state, last.due_at) == (OutboxAct.POST, OutboxState.PENDING, each_cast.store.clock.now())
    found = told(each_cast, last)
    assert found is not None
    assert (found.occasion, found.entry.is_cancelled) == (Occasion.CALLED_OFF, True)
    assert len(files(each_cast)) == 2
    with pytest.raises(PairHasEnded):
        take(each_cast)


def test_what_was_held_is_not_for_a_calendar_any_more(cast: Cast) -> None:
    cast.chartered("ada", "ben")
    cast.store.do(sessions.end, InSession(cast.actor("ada"), the_session(cast).id))
    with pytest.raises(NoTimeToPutIn):
        take(cast)


def test_a_stranger_takes_nothing(cast: Cast) -> None:
    cast.chartered("ada", "ben")
    cast.chartered("eve", "finn")
    with pytest.raises(NotInThisPair):
        take(cast, "eve")
    other = Cast(cast.store, "T2")
    other.chartered("ada", "ben")
    with pytest.raises(NotInThisPair):
        cast.store.do(commands.take, TakeFile(other.actor("ada"), the_session(cast).id, receipt()))
    assert files(cast) == []
