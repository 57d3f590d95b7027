"""A session's calendar file: given to whoever asks, and followed by the next one when the session moves or ends."""

from datetime import UTC, datetime, timedelta

import pytest

from mentoring import breaks
from mentoring.breaks import Pause, Quiet
from mentoring.calendars import commands, holds
from mentoring.calendars.commands import TakeFile
from mentoring.calendars.rules import CalendarFile, NoTimeToPutIn, Occasion
from mentoring.delivery import budget
from mentoring.errors import NotInThisPair, PairHasEnded
from mentoring.outbox import NoticeKind
from mentoring.pairs import commands as pairs
from mentoring.pairs.commands import LeavePair
from mentoring.participants import ChangeProfile
from mentoring.profiles import change
from mentoring.sessions import commands as sessions
from mentoring.sessions.commands import AtRevision, MoveSession
from mentoring.sessions.queries import InSession
from models import CalendarHold, OutboxAct, OutboxRow, OutboxState, Session
from tests.factories.cast import Cast, receipt
from tests.mentoring.calendars.waiting import MONDAY, waits

WEDNESDAY, FRIDAY = datetime(2026, 3, 4, 10, tzinfo=UTC), datetime(2026, 3, 6, 10, tzinfo=UTC)
"""A pair's first session is proposed for Wednesday at ten."""
KINDS = {NoticeKind.CALENDAR_FILE.value, NoticeKind.CALENDAR_FOLLOWS.value}


def the_session(cast: Cast) -> Session:
    return cast.store.rows(Session)[0]


def take(cast: Cast, name: str = "ada", click: str = "") -> None:
    cast.store.do(commands.take, TakeFile(cast.actor(name), the_session(cast).id, click or receipt()))


def move(cast: Cast, to: datetime, name: str = "ben") -> None:
    session = the_session(cast)
    cast.store.do(sessions.move, MoveSession(cast.actor(name), session.id, session.revision, to))


def files(cast: Cast) -> list[OutboxRow]:
    return [row for row in cast.store.rows(OutboxRow) if row.kind in KINDS]


def told(cast: Cast, row: OutboxRow) -> CalendarFile | None:
    return cast.store.do(lambda _nothing, uow: holds.file(row, uow), None)


def held(cast: Cast) -> None:
    """Ada and Ben are a pair, and Ada has their session in her calendar."""
    cast.chartered("ada", "ben")
    take(cast)
    [(at, file)] = waits(cast, MONDAY)
    assert (at, file.occasion, file.entry.starts_at) == (MONDAY, Occasion.TAKEN, WEDNESDAY)


def test_the_file_goes_to_whoever_asked_and_to_nobody_else(each_cast: Cast) -> None:
    each_cast.chartered("ada", "ben")
    take(each_cast)
    [row] = files(each_cast)
    session = the_session(each_cast)
    assert (row.act, row.pair_id) == (OutboxAct.POST, None)
    found = told(each_cast, row)
    assert found is not None
    assert found.occasion is Occasion.TAKEN
    assert (found.entry.event_id, found.entry.starts_at) == (session.id, session.starts_at)
    assert [(hold.revision, hold.slack_user_id) for hold in each_cast.store.rows(CalendarHold)] == [(0, "UADA")]


def test_the_same_click_four_times_and_a_second_one_give_one_file(each_cast: Cast) -> None:
    each_cast.chartered("ada", "ben")
    for _ in range(4):
        take(each_cast, click="one-click")
    take(each_cast)
    assert len(files(each_cast)) == 1
    each_cast.store.clock.advance(minutes=5)
    take(each_cast)
    assert len(files(each_cast)) == 2, "whoever lost it may have it again"
    each_cast.store.clock.advance(minutes=5)
    take(each_cast, click="one-click")
    assert len(files(each_cast)) == 2, "a click that Slack delivers late is not another wish"


@pytest.mark.parametrize("to", [FRIDAY, WEDNESDAY - timedelta(days=1)], ids=["later", "earlier"])
def test_moved_it_comes_before_either_time_to_whoever_took_one_and_grows_by_one(each_cast: Cast, to: datetime) -> None:
    held(each_cast)
    before = the_session(each_cast)
    move(each_cast, to)
    [(at, file)] = waits(each_cast, to - timedelta(hours=1))
    assert at == MONDAY + holds.SETTLES < min(WEDNESDAY, to)
    assert (file.occasion, file.entry.is_cancelled, file.entry.starts_at) == (Occasion.MOVED, False, to)
    assert (file.entry.event_id, file.entry.revision) == (before.id, before.revision + 1)
    assert {row.participant_id for row in files(each_cast)} == {files(each_cast)[0].participant_id}


def test_moved_to_very_soon_it_comes_at_once(cast: Cast) -> None:
    held(cast)
    move(cast, MONDAY + timedelta(minutes=30))
    [(at, _)] = waits(cast, WEDNESDAY)
    assert at == MONDAY


def test_moved_twice_in_a_row_only_the_last_time_is_told(cast: Cast) -> None:
    held(cast)
    move(cast, FRIDAY)
    cast.store.clock.advance(minutes=5)
    move(cast, FRIDAY + timedelta(hours=2))
    [(at, file)] = waits(cast, FRIDAY)
    assert at == MONDAY + timedelta(minutes=15)
    assert (file.entry.starts_at, file.entry.revision) == (FRIDAY + timedelta(hours=2), 2)
    assert [row.state for row in files(cast)] == [OutboxState.SENT, OutboxState.DROPPED, OutboxState.SENT]


def test_moved_and_moved_back_before_anybody_was_told_nothing_comes(cast: Cast) -> None:
    held(cast)
    move(cast, FRIDAY)
    move(cast, WEDNESDAY)
    assert waits(cast, FRIDAY) == []


def test_moved_told_and_moved_back_both_come(cast: Cast) -> None:
    held(cast)
    move(cast, FRIDAY)
    [(_, first)] = waits(cast, MONDAY + timedelta(hours=1))
    move(cast, WEDNESDAY)
    [(_, second)] = waits(cast, MONDAY + timedelta(hours=2))
    assert [first.entry.starts_at, second.entry.starts_at] == [FRIDAY, WEDNESDAY]
    assert [first.entry.revision, second.entry.revision] == [1, 2]
    assert second.occasion is Occasion.MOVED


def test_a_move_that_is_not_told_yet_does_not_hide_when_the_calendar_has_to_be_right(cast: Cast) -> None:
    """What counts is the time in the calendar, and not the one that the session had in between."""
    held(cast)
    cast.store.clock.set(WEDNESDAY - timedelta(hours=2))
    move(cast, FRIDAY)
    cast.store.clock.set(WEDNESDAY - timedelta(hours=1, minutes=58))
    move(cast, FRIDAY + timedelta(hours=3))
    [(at, _)] = waits(cast, FRIDAY)
    assert at < WEDNESDAY


def test_moved_and_called_off_before_it_was_told_only_the_end_is_told(each_cast: Cast) -> None:
    pair_id = each_cast.chartered("ada", "ben")
    take(each_cast)
    waits(each_cast, MONDAY)
    move(each_cast, FRIDAY)
    each_cast.store.do(pairs.leave, LeavePair(each_cast.actor("ben"), pair_id, receipt()))
    [(at, file)] = waits(each_cast, FRIDAY)
    assert at == MONDAY
    assert (file.occasion, file.entry.is_cancelled, file.entry.revision) == (Occasion.CALLED_OFF, True, 2)
    with pytest.raises(PairHasEnded):
        take(each_cast)


def test_called_off_before_the_first_file_had_left_nothing_comes(cast: Cast) -> None:
    pair_id = cast.chartered("ada", "ben")
    take(cast)
    cast.store.do(pairs.leave, LeavePair(cast.actor("ben"), pair_id, receipt()))
    assert waits(cast, FRIDAY) == []


def test_moved_before_the_first_file_had_left_it_tells_the_new_time_at_once(cast: Cast) -> None:
    cast.chartered("ada", "ben")
    take(cast)
    move(cast, FRIDAY)
    [(at, file)] = waits(cast, FRIDAY)
    assert (at, file.occasion, file.entry.starts_at) == (MONDAY, Occasion.TAKEN, FRIDAY)


def test_whoever_moves_it_has_the_file_at_once_at_whatever_hour(cast: Cast) -> None:
    held(cast)
    night = MONDAY.replace(hour=23)
    waits(cast, night)
    move(cast, FRIDAY, "ada")
    [(at, file)] = waits(cast, FRIDAY - timedelta(hours=2))
    assert (at, file.occasion) == (night, Occasion.MOVED)


@pytest.mark.parametrize("way", [sessions.skip, sessions.did_not_happen])
def test_skipping_it_is_a_click_of_ones_own_too(cast: Cast, way: object) -> None:
    held(cast)
    night = MONDAY.replace(hour=23)
    waits(cast, night)
    session = the_session(cast)
    cast.store.do(way, AtRevision(cast.actor("ada"), session.id, session.revision))  # type: ignore[arg-type]  # either
    [(at, _)] = waits(cast, night)
    assert at == night


@pytest.mark.parametrize(
    ("moved", "comes"),
    [
        (datetime(2026, 3, 2, 22, tzinfo=UTC), datetime(2026, 3, 3, 9, tzinfo=UTC)),
        (datetime(2026, 3, 3, 7, tzinfo=UTC), datetime(2026, 3, 3, 9, tzinfo=UTC)),
    ],
    ids=["in the evening", "early in the morning"],
)
def test_moved_by_somebody_at_night_it_comes_in_the_morning(cast: Cast, moved: datetime, comes: datetime) -> None:
    held(cast)
    waits(cast, moved)
    move(cast, FRIDAY)
    [(at, _)] = waits(cast, FRIDAY - timedelta(hours=2))
    assert at == comes


def test_over_a_weekend_it_waits_for_monday(cast: Cast) -> None:
    held(cast)
    move(cast, FRIDAY + timedelta(days=7))
    waits(cast, FRIDAY + timedelta(days=1))
    move(cast, FRIDAY + timedelta(days=6))
    [(at, _)] = waits(cast, FRIDAY + timedelta(days=5))
    assert at == datetime(2026, 3, 9, 9, tzinfo=UTC)


@pytest.mark.parametrize("hour", [8, 20], ids=["before work", "after work"])
def test_where_their_hours_leave_no_moment_it_comes_an_hour_before(cast: Cast, hour: int) -> None:
    """They agreed to meet outside their hours; nobody shall sit there alone."""
    held(cast)
    tuesday = datetime(2026, 3, 3, hour, tzinfo=UTC)
    move(cast, tuesday)
    waits(cast, MONDAY.replace(hour=18))
    if hour > 17:
        waits(cast, tuesday - timedelta(hours=2))
    move(cast, FRIDAY)
    [(at, file)] = waits(cast, FRIDAY - timedelta(hours=2))
    assert at == tuesday - holds.NOTICE
    assert file.entry.starts_at == FRIDAY


def test_whoever_pauses_gets_the_new_time_with_their_own_click_and_is_left_alone_from_then_on(cast: Cast) -> None:
    held(cast)
    cast.store.do(breaks.pause, Pause(cast.actor("ada"), (FRIDAY + timedelta(days=4)).date()))
    starts_at = the_session(cast).starts_at
    assert starts_at is not None
    assert starts_at > FRIDAY + timedelta(days=4)
    [(at, file)] = waits(cast, MONDAY + timedelta(minutes=30))
    assert (at, file.entry.starts_at) == (MONDAY, starts_at)
    move(cast, starts_at + timedelta(days=1))
    [(at, _)] = waits(cast, starts_at)
    assert at == datetime(2026, 3, 11, 9, tzinfo=UTC), "the first morning after the pause"


def test_a_pause_is_not_broken_even_when_the_new_time_lies_in_it(cast: Cast) -> None:
    held(cast)
    cast.store.do(breaks.pause, Pause(cast.actor("ada"), FRIDAY.date()))
    waits(cast, MONDAY)
    move(cast, FRIDAY)
    assert waits(cast, FRIDAY + timedelta(hours=1)) == []


def test_quiet_days_are_kept_until_the_hour_before(cast: Cast) -> None:
    held(cast)
    cast.store.do(breaks.be_quiet, Quiet(cast.actor("ada"), 3))
    move(cast, FRIDAY)
    [(at, _)] = waits(cast, FRIDAY)
    assert at == WEDNESDAY - holds.NOTICE


def test_it_takes_nothing_of_what_may_be_said_unprompted_and_waits_for_no_other_day(cast: Cast) -> None:
    assert NoticeKind.CALENDAR_FOLLOWS.value not in budget.UNPROMPTED
    held(cast)
    waits(cast, WEDNESDAY - timedelta(hours=23))
    preps = [row for row in cast.store.rows(OutboxRow) if row.kind == NoticeKind.PREP]
    assert {row.state for row in preps} == {OutboxState.SENT}, "Tuesday's word has been said"
    move(cast, FRIDAY + timedelta(days=7))
    [(at, _)] = waits(cast, WEDNESDAY)
    assert at == datetime(2026, 3, 3, 11, 10, tzinfo=UTC)


def test_whoever_asks_again_after_a_move_gets_one_file_and_not_two(cast: Cast) -> None:
    held(cast)
    cast.store.clock.advance(minutes=5)
    move(cast, FRIDAY)
    cast.store.clock.advance(minutes=2)
    take(cast)
    [(at, file)] = waits(cast, FRIDAY)
    assert at == MONDAY + timedelta(minutes=7)
    assert (file.occasion, file.entry.starts_at) == (Occasion.MOVED, FRIDAY)


def test_what_was_held_before_the_file_had_left_needs_no_new_time(cast: Cast) -> None:
    held(cast)
    move(cast, FRIDAY)
    cast.store.do(sessions.end, InSession(cast.actor("ben"), the_session(cast).id))
    assert waits(cast, FRIDAY) == []
    with pytest.raises(NoTimeToPutIn):
        take(cast)


def test_without_a_time_any_more_the_old_hold_is_taken_back(cast: Cast) -> None:
    """Ben moves to where nobody works when Ada does."""
    held(cast)
    cast.store.do(change, ChangeProfile(cast.team, cast.profile("ben", "Pacific/Auckland")))
    assert the_session(cast).starts_at is None
    [(at, file)] = waits(cast, WEDNESDAY)
    assert at == MONDAY + holds.SETTLES
    assert (file.occasion, file.entry.is_cancelled, file.entry.revision) == (Occasion.WITHOUT_TIME, True, 1)


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
