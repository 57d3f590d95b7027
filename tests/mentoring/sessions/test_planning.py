"""Sessions by the pair's rhythm: proposed, moved, skipped, missed, cancelled; one ahead, and never a crowd."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from mentoring import breaks, courses, profiles
from mentoring.breaks import Pause
from mentoring.delivery import claims
from mentoring.delivery.steps import LookAhead
from mentoring.errors import NotInThisPair, PairHasEnded
from mentoring.pairs import commands as pairs
from mentoring.pairs.commands import LeavePair
from mentoring.participants import ChangeProfile
from mentoring.schedules import PlanDue
from mentoring.sessions import commands, queries
from mentoring.sessions.commands import AtRevision, MoveSession
from mentoring.sessions.queries import InSession
from mentoring.sessions.rules import NotBeforeNow, NotSoFarAhead, SessionHasMoved, SessionView
from models import OutboxRow, Session, SessionState
from tests.factories.cast import Cast, receipt

LISBON = ZoneInfo("Europe/Lisbon")


def ahead(cast: Cast, name: str = "ada") -> SessionView:
    [view] = cast.store.do(queries.sessions_ahead, cast.actor(name))
    return view


def at(cast: Cast, name: str = "ada") -> AtRevision:
    view = ahead(cast, name)
    return AtRevision(cast.actor(name), view.session_id, view.revision)


def take_course(cast: Cast) -> None:
    """Do whatever is due, as the tick does."""
    while cast.store.do(courses.plan_due, PlanDue(cast.workspace_id)).advanced:
        pass


def move_to(cast: Cast, starts_at: datetime, name: str = "ada") -> SessionView:
    seen = at(cast, name)
    return cast.store.do(commands.move, MoveSession(seen.actor, seen.session_id, seen.revision, starts_at))


def hold(cast: Cast, name: str = "ada") -> SessionView:
    """The pair says that it met."""
    view = ahead(cast, name)
    return cast.store.do(commands.end, InSession(cast.actor(name), view.session_id))


def cards(cast: Cast) -> list[OutboxRow]:
    return [row for row in cast.store.rows(OutboxRow) if row.kind == "session_card" and row.act == "post"]


def test_the_charter_in_force_proposes_the_first_session_with_a_day_to_prepare(each_cast: Cast) -> None:
    pair_id = each_cast.pair("ada", "ben")
    assert each_cast.store.rows(Session) == []
    each_cast.agree(pair_id, "ada", "ben")
    view = ahead(each_cast)
    assert (view.number, view.state, view.is_first) == (1, SessionState.PLANNED, True)
    assert view.starts_at == datetime(2026, 3, 4, 10, tzinfo=UTC)
    assert view.leader.name == "Ben", "the junior leads first"
    assert len(cards(each_cast)) == 1


def test_the_next_one_follows_the_rhythm_and_not_the_day_they_met(each_cast: Cast) -> None:
    each_cast.chartered("ada", "ben")
    first = ahead(each_cast)
    assert first.starts_at is not None
    late = first.starts_at + timedelta(days=3)
    move_to(each_cast, late)
    each_cast.store.clock.set(late + timedelta(minutes=50))
    hold(each_cast)
    each_cast.store.clock.advance(hours=48)
    take_course(each_cast)
    second = ahead(each_cast)
    assert second.starts_at == first.starts_at + timedelta(days=14)
    assert (second.number, second.leader.name, second.is_first) == (2, "Ada", False)
    assert second.opener != first.opener
    assert len(cards(each_cast)) == 2


def test_a_skipped_one_moves_by_a_rhythm_and_a_second_click_not_by_two(each_cast: Cast) -> None:
    each_cast.chartered("ada", "ben")
    before = ahead(each_cast)
    clicked = at(each_cast)
    each_cast.store.do(commands.skip, clicked)
    after = each_cast.store.do(commands.skip, clicked)
    assert before.starts_at is not None
    assert after.starts_at == before.starts_at + timedelta(days=14)
    assert after.number == 1
    assert len(cards(each_cast)) == 1, "the card is edited, not posted again"


def test_one_that_did_not_happen_gets_another_time_soon_and_the_rhythm_stays(each_cast: Cast) -> None:
    each_cast.chartered("ada", "ben")
    first = ahead(each_cast)
    assert first.starts_at is not None
    each_cast.store.clock.set(first.starts_at + timedelta(minutes=20))
    clicked = at(each_cast)
    each_cast.store.do(commands.did_not_happen, clicked)
    again = each_cast.store.do(commands.did_not_happen, clicked)
    assert again.starts_at == first.starts_at + timedelta(days=1)
    [row] = each_cast.store.rows(Session)
    assert (row.missed, row.rule_date) == (0, first.starts_at.date())


def test_one_of_which_nobody_says_anything_asks_and_then_looks_for_another_time(each_cast: Cast) -> None:
    each_cast.chartered("ada", "ben")
    first = ahead(each_cast)
    assert first.starts_at is not None
    each_cast.store.clock.set(first.starts_at + timedelta(minutes=10))
    take_course(each_cast)
    assert ahead(each_cast).is_unstarted
    each_cast.store.clock.set(first.starts_at + timedelta(days=2, minutes=50))
    take_course(each_cast)
    again = ahead(each_cast)
    assert not again.is_unstarted
    assert again.starts_at is not None
    assert again.starts_at > each_cast.store.clock.now()
    assert each_cast.store.rows(Session)[0].missed == 1


def test_hours_that_never_meet_leave_the_time_to_the_pair(each_cast: Cast) -> None:
    each_cast.profile("ada", "Asia/Tokyo")
    each_cast.profile("ben", "America/New_York")
    each_cast.chartered("ada", "ben")
    assert ahead(each_cast).starts_at is None
    evening = each_cast.store.clock.now() + timedelta(days=1)
    assert move_to(each_cast, evening, "ben").starts_at == evening


def test_no_session_is_moved_into_the_past_or_to_next_year_or_over_somebody_elses_move(each_cast: Cast) -> None:
    each_cast.chartered("ada", "ben")
    seen = at(each_cast, "ben")
    now = each_cast.store.clock.now()
    with pytest.raises(NotBeforeNow):
        move_to(each_cast, now)
    with pytest.raises(NotSoFarAhead):
        move_to(each_cast, now + timedelta(days=200))
    moved = move_to(each_cast, now + timedelta(days=1))
    assert move_to(each_cast, now + timedelta(days=1)).revision == moved.revision, "the same time again is no move"
    with pytest.raises(SessionHasMoved):
        each_cast.store.do(
            commands.move, MoveSession(seen.actor, seen.session_id, seen.revision, now + timedelta(days=4))
        )


def test_both_who_start_start_once_and_the_minutes_count_from_the_first(each_cast: Cast) -> None:
    each_cast.chartered("ada", "ben")
    session = ahead(each_cast).session_id
    each_cast.store.do(commands.start, InSession(each_cast.actor("ada"), session))
    each_cast.store.clock.advance(minutes=1)
    view = each_cast.store.do(commands.start, InSession(each_cast.actor("ben"), session))
    assert view.started_at == each_cast.store.clock.now() - timedelta(minutes=1)
    assert [each.ends - each.begins for each in view.segments] == [timedelta(minutes=m) for m in (5, 20, 15, 10)]


def test_a_session_under_way_goes_through_its_segments_calls_ten_minutes_before_and_ends(each_cast: Cast) -> None:
    each_cast.chartered("ada", "ben")
    session = ahead(each_cast).session_id
    each_cast.store.do(commands.start, InSession(each_cast.actor("ada"), session))
    seen: list[str | None] = []
    due = each_cast.store.do(claims.outlook, LookAhead(each_cast.workspace_id)).next_due_at
    while ahead(each_cast).state is SessionState.UNDER_WAY:
        current = ahead(each_cast).current
        seen.append(current.segment if current else None)
        due = each_cast.store.do(claims.outlook, LookAhead(each_cast.workspace_id)).next_due_at
        assert due is not None
        each_cast.store.clock.set(due)
        take_course(each_cast)
    assert seen == ["safety", "demo", "troubleshoot", "commit"]
    whispers = [row for row in each_cast.store.rows(OutboxRow) if row.kind == "last_call"]
    assert len(whispers) == 2
    assert {row.act for row in whispers} == {"whisper"}
    [row] = each_cast.store.rows(Session)
    assert row.started_at is not None
    assert row.ended_at == row.started_at + timedelta(minutes=50)


def test_after_48_hours_it_is_closed_with_what_there_is_and_the_next_one_stands(each_cast: Cast) -> None:
    each_cast.chartered("ada", "ben")
    hold(each_cast)
    take_course(each_cast)
    assert ahead(each_cast).state is SessionState.CLOSING
    each_cast.store.clock.advance(hours=48)
    take_course(each_cast)
    assert [row.state for row in each_cast.store.rows(Session)] == [SessionState.CLOSED, SessionState.PLANNED]


def test_when_a_pair_ends_nothing_stays_ahead_and_nothing_can_be_done(each_cast: Cast) -> None:
    pair_id = each_cast.chartered("ada", "ben")
    clicked = at(each_cast)
    each_cast.store.do(pairs.leave, LeavePair(each_cast.actor("ben"), pair_id, receipt()))
    [row] = each_cast.store.rows(Session)
    assert (row.state, row.look_at) == (SessionState.CANCELLED, None)
    for at_revision in (commands.skip, commands.did_not_happen):
        with pytest.raises(PairHasEnded):
            each_cast.store.do(at_revision, clicked)
    for in_session in (commands.start, commands.end):
        with pytest.raises(PairHasEnded):
            each_cast.store.do(in_session, clicked.session)
    each_cast.store.clock.advance(days=30)
    take_course(each_cast)
    assert len(each_cast.store.rows(Session)) == 1


def test_a_stranger_learns_nothing_of_a_session_by_its_id(each_cast: Cast) -> None:
    each_cast.chartered("ada", "ben")
    session: UUID = ahead(each_cast).session_id
    each_cast.chartered("cyd", "dan")
    other = Cast(each_cast.store, "T2")
    other.chartered("ada", "ben")
    for actor in (each_cast.actor("cyd"), each_cast.actor("eve"), other.actor("ada")):
        with pytest.raises(NotInThisPair):
            each_cast.store.do(queries.look, InSession(actor, session))


def test_a_pair_of_three_meets_when_all_three_can(each_cast: Cast) -> None:
    each_cast.profile("cyd", "America/New_York")
    pair_id = each_cast.triad("ada", "ben", "cyd")
    each_cast.agree(pair_id, "ada", "ben", "cyd")
    starts_at = ahead(each_cast, "cyd").starts_at
    assert starts_at is not None
    assert starts_at.astimezone(LISBON).hour >= 14
    assert [ahead(each_cast, name).session_id for name in ("ada", "ben")] == [ahead(each_cast, "cyd").session_id] * 2


def test_a_time_agreed_on_by_hand_outside_the_hours_stays_when_a_pause_or_a_zone_does_not_touch_it(
    each_cast: Cast,
) -> None:
    each_cast.chartered("ada", "ben")
    evening = datetime(2026, 3, 12, 18, 30, tzinfo=UTC)
    move_to(each_cast, evening)
    each_cast.store.do(breaks.pause, Pause(each_cast.actor("ada"), date(2026, 3, 8)))
    assert ahead(each_cast).starts_at == evening
    moved = replace(each_cast.profile("ben"), zone="Europe/Madrid")
    each_cast.store.do(profiles.change, ChangeProfile(each_cast.team, moved))
    assert ahead(each_cast).starts_at == evening


def test_a_proposed_time_follows_somebody_across_an_ocean(each_cast: Cast) -> None:
    each_cast.chartered("ada", "ben")
    before = ahead(each_cast).starts_at
    moved = replace(each_cast.profile("ben"), zone="America/New_York")
    each_cast.store.do(profiles.change, ChangeProfile(each_cast.team, moved))
    after = ahead(each_cast).starts_at
    assert before is not None
    assert after is not None
    assert after.date() == before.date()
    assert after.astimezone(ZoneInfo("America/New_York")).hour >= 9


def test_a_pair_that_found_a_time_after_the_question_is_asked_once_more_when_it_misses_again(each_cast: Cast) -> None:
    each_cast.chartered("ada", "ben")
    for _ in range(2):
        miss_in_silence(each_cast)
    assert ahead(each_cast).starts_at is None
    move_to(each_cast, each_cast.store.clock.now() + timedelta(days=1))
    assert ahead(each_cast).starts_at is not None
    for _ in range(2):
        miss_in_silence(each_cast)
    asked = [row for row in each_cast.store.rows(OutboxRow) if row.kind == "still_together" and row.act == "post"]
    assert len(asked) == 2


def miss_in_silence(cast: Cast) -> None:
    """The session's time and the two days of asking go by without a word."""
    starts_at = ahead(cast).starts_at
    assert starts_at is not None
    for later in (timedelta(minutes=10), timedelta(days=2, hours=2)):
        cast.store.clock.set(starts_at + later)
        take_course(cast)


def test_an_outage_over_the_end_takes_nobodys_time_to_close(each_cast: Cast) -> None:
    each_cast.chartered("ada", "ben")
    session = ahead(each_cast).session_id
    each_cast.store.do(commands.start, InSession(each_cast.actor("ada"), session))
    each_cast.store.clock.advance(hours=50)
    take_course(each_cast)
    assert ahead(each_cast).state is SessionState.CLOSING
    assert ahead(each_cast).closes_at == each_cast.store.clock.now() + timedelta(hours=48), "and the card says so"
    each_cast.store.clock.advance(hours=48)
    take_course(each_cast)
    assert each_cast.store.do(queries.look, InSession(each_cast.actor("ada"), session)).state is SessionState.CLOSED
