"""Breaks: a quiet while, and a pause that ends by itself; what was planned moves out of the way, nobody is nagged."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from mentoring import breaks
from mentoring.breaks import Pause, PauseHasPassed, PauseTooLong, PickTheLastDay, Quiet
from mentoring.closes import commands as closes
from mentoring.closes.commands import CloseHalf
from mentoring.errors import NoPairYet
from mentoring.home import OpenHome, open_home
from mentoring.pairs.notices import Invitation
from mentoring.sessions import commands as session_commands
from mentoring.sessions import queries
from mentoring.sessions.queries import InSession
from mentoring.sessions.rules import SessionView
from mentoring.side_by_side import SessionCard
from mentoring.unit_of_work import UnitOfWork
from models import Occurrence, OccurrenceState, OutboxAct, Participant
from tests.factories.cast import Cast, receipt
from tests.factories.store import Store
from tests.mentoring.delivery.waiting import deliver_all, live, take_course
from views import home
from views.reader import Reader

MONDAY = date(2026, 3, 2)


def ahead(cast: Cast) -> SessionView:
    [view] = cast.store.do(queries.sessions_ahead, cast.actor("ben"))
    return view


def pause(cast: Cast, last_day: date | None, name: str = "ada") -> breaks.Break:
    return cast.store.do(breaks.pause, Pause(cast.actor(name), last_day))


def dms(cast: Cast) -> list[str]:
    """To whom something goes unprompted now."""
    take_course(cast)
    return [getattr(each.dispatch.address, "user_id", "the pair") for each in deliver_all(cast)]


def test_a_pause_moves_the_session_to_after_it_and_keeps_the_rhythm(each_cast: Cast) -> None:
    each_cast.chartered("ada", "ben")
    before = ahead(each_cast)
    told = pause(each_cast, MONDAY + timedelta(days=6))
    after = ahead(each_cast)
    assert told.sessions == 1
    assert after.starts_at == datetime(2026, 3, 9, 10, tzinfo=before.now.tzinfo)
    assert after.revision == before.revision + 1
    assert pause(each_cast, MONDAY + timedelta(days=6)).sessions == 0, "the same pause again moves nothing"


def test_a_pause_that_gets_a_later_end_moves_the_session_on_and_one_with_a_nearer_end_leaves_it(
    each_cast: Cast,
) -> None:
    each_cast.chartered("ada", "ben")
    pause(each_cast, MONDAY + timedelta(days=6))
    assert pause(each_cast, MONDAY + timedelta(days=10)).sessions == 1
    moved = ahead(each_cast).starts_at
    assert moved == datetime(2026, 3, 13, 10, tzinfo=UTC)
    shorter = pause(each_cast, MONDAY + timedelta(days=2))
    assert (shorter.sessions, shorter.stay) == (0, 1)
    assert ahead(each_cast).starts_at == moved


def test_a_pause_at_the_very_instant_at_which_the_next_session_is_planned_finds_it(store_on_postgres: Store) -> None:
    cast = Cast(store_on_postgres)
    cast.chartered("ada", "ben")
    cast.store.clock.set(datetime(2026, 3, 4, 12, tzinfo=UTC))
    held, last_day = ahead(cast).session_id, MONDAY + timedelta(days=24)
    cast.store.do(session_commands.end, InSession(cast.actor("ben"), held))
    cast.store.do(closes.close_half, CloseHalf(cast.actor("ben"), held, "Mine.", None, receipt()))
    deliver_all(cast)
    with ThreadPoolExecutor(1) as pool:
        with store_on_postgres.transaction() as uow:
            closes.close_half(CloseHalf(cast.actor("ada"), held, "Mine.", None, receipt()), uow)
            uow.db.flush()
            pausing = pool.submit(pause, cast, last_day, "ben")
            while not pausing.done() and not store_on_postgres.somebody_waits():
                pass
        assert pausing.result().sessions == 1
    following = ahead(cast).starts_at
    assert following is not None
    assert following.date() > last_day


def test_who_is_held_for_a_plan_is_held_in_one_order_whatever_their_places(store_on_postgres: Store) -> None:
    """Two plans for people of two pairs, the other way round, would each wait for the other."""
    cast = Cast(store_on_postgres)
    cast.pair("ben", "carl")
    cast.chartered("ada", "ben")
    cast.store.clock.set(datetime(2026, 3, 4, 12, tzinfo=UTC))
    held = next(each.session_id for each in cast.store.do(queries.sessions_ahead, cast.actor("ada")))
    cast.store.do(session_commands.end, InSession(cast.actor("ben"), held))
    cast.store.do(closes.close_half, CloseHalf(cast.actor("ben"), held, "Mine.", None, receipt()))

    def held_at_once(name: str, uow: UnitOfWork) -> Participant:
        user_id = cast.actor(name).user_id
        row = select(Participant).where(Participant.slack_user_id == user_id)
        return uow.db.scalars(row.with_for_update(key_share=True, nowait=True)).one()

    with ThreadPoolExecutor(1) as pool:
        with store_on_postgres.transaction() as uow:
            ben = held_at_once("ben", uow)
            last = CloseHalf(cast.actor("ada"), held, "Mine.", None, receipt())
            closing = pool.submit(cast.store.do, closes.close_half, last)
            while not closing.done() and not store_on_postgres.somebody_waits():
                pass
            assert held_at_once("ada", uow).id > ben.id, "whose id is greater is not held before whose is smaller"
        closing.result()
    assert ahead(cast).session_id != held, "the next one is planned"


def test_the_next_sessions_card_waits_for_whoever_pauses(each_cast: Cast) -> None:
    each_cast.chartered("ada", "ben")
    live(each_cast, datetime(2026, 3, 4, 12, tzinfo=UTC))
    # Friday evening: the card of the next one is put out for Monday, and then Ada pauses.
    each_cast.store.clock.set(datetime(2026, 3, 6, 18, tzinfo=UTC))
    each_cast.store.do(session_commands.end, InSession(each_cast.actor("ada"), ahead(each_cast).session_id))
    for name in ("ada", "ben"):
        close = CloseHalf(each_cast.actor(name), ahead(each_cast).session_id, "Mine.", None, receipt())
        each_cast.store.do(closes.close_half, close)
    pause(each_cast, MONDAY + timedelta(days=8))
    came = [each.dispatch for each in live(each_cast, datetime(2026, 3, 11, 8, tzinfo=UTC))]
    assert [each.now for each in came if isinstance(each.notice, SessionCard) and each.act is OutboxAct.POST] == []
    came = [each.dispatch for each in live(each_cast, datetime(2026, 3, 12, 8, tzinfo=UTC))]
    assert [each.now for each in came if isinstance(each.notice, SessionCard) and each.act is OutboxAct.POST] == [
        datetime(2026, 3, 11, 9, tzinfo=UTC)
    ]


def test_what_a_programme_asks_waits_for_a_pause_that_began_after_it_was_drafted(each_cast: Cast) -> None:
    each_cast.chartered("ada", "ben")
    each_cast.store.clock.set(datetime(2026, 3, 6, 18, tzinfo=UTC))
    live(each_cast, each_cast.store.clock.now())
    each_cast.proposal(each_cast.programme(), "cleo", "ada")
    pause(each_cast, MONDAY + timedelta(days=8))
    came = [each.dispatch for each in live(each_cast, datetime(2026, 3, 12, 8, tzinfo=UTC))]
    asked = {each.notice.me.name: each.now for each in came if isinstance(each.notice, Invitation)}
    assert asked == {
        "Cleo": datetime(2026, 3, 9, 9, tzinfo=UTC),
        "Ada": datetime(2026, 3, 11, 9, tzinfo=UTC),
    }


def test_a_pause_that_is_over_before_the_session_leaves_it_alone(each_cast: Cast) -> None:
    each_cast.chartered("ada", "ben")
    before = ahead(each_cast)
    assert pause(each_cast, MONDAY).sessions == 0
    assert ahead(each_cast).starts_at == before.starts_at


def test_who_pauses_hears_nothing_and_the_other_is_asked_as_usual(each_cast: Cast) -> None:
    each_cast.chartered("ada", "ben")
    dms(each_cast)
    pause(each_cast, MONDAY + timedelta(days=10))
    each_cast.store.clock.advance(days=7, hours=2)
    told = dms(each_cast)
    assert "UADA" not in told
    assert "UBEN" in told
    [reason] = [row.reason for row in each_cast.store.rows(Occurrence) if row.state is OccurrenceState.SKIPPED]
    assert reason == "paused"


def test_it_ends_by_itself(each_cast: Cast) -> None:
    each_cast.chartered("ada", "ben")
    pause(each_cast, MONDAY + timedelta(days=2))
    assert each_cast.store.do(breaks.stands, each_cast.actor("ada")).paused_until == MONDAY + timedelta(days=2)
    each_cast.store.clock.advance(days=3)
    assert each_cast.store.do(breaks.stands, each_cast.actor("ada")).paused_until is None


def test_a_quiet_day_waits_for_the_next_working_morning_and_then_speaks(each_cast: Cast) -> None:
    each_cast.chartered("ada", "ben")
    dms(each_cast)
    each_cast.store.clock.advance(days=4)
    each_cast.store.do(breaks.be_quiet, Quiet(each_cast.actor("ada"), 1))
    assert each_cast.store.do(breaks.stands, each_cast.actor("ada")).quiet_until == datetime(
        2026, 3, 9, 9, tzinfo=each_cast.store.clock.now().tzinfo
    ), "Friday's quiet day lasts until Monday"


def test_ending_it_is_one_click_and_a_second_one_is_harmless(each_cast: Cast) -> None:
    each_cast.chartered("ada", "ben")
    pause(each_cast, MONDAY + timedelta(days=20))
    moved = ahead(each_cast)
    for stay in (1, 0):
        assert each_cast.store.do(breaks.resume, each_cast.actor("ada")) == breaks.Break(None, None, stay=stay)
    assert ahead(each_cast).starts_at == moved.starts_at, "all have heard of its time"
    with each_cast.store.transaction() as uow:
        assert set(uow.db.scalars(select(Participant.paused_until))) == {None}


def test_a_pause_needs_an_end_that_is_neither_past_nor_next_year(each_cast: Cast) -> None:
    each_cast.chartered("ada", "ben")
    for last_day, refusal in (
        (None, PickTheLastDay),
        (MONDAY - timedelta(days=1), PauseHasPassed),
        (MONDAY + timedelta(days=184), PauseTooLong),
    ):
        with pytest.raises(refusal) as refused:
            pause(each_cast, last_day)
        assert refused.value.field == "last_day"
    with pytest.raises(NoPairYet):
        each_cast.store.do(breaks.stands, each_cast.actor("nobody"))


def test_the_pair_sees_on_home_who_pauses_and_until_when_and_nobody_sees_a_quiet_while(cast: Cast) -> None:
    """The form for a pause says so."""
    cast.chartered("ada", "ben")
    pause(cast, MONDAY + timedelta(days=6))
    cast.store.do(breaks.be_quiet, Quiet(cast.actor("ben"), 3))
    for reader, told in (
        ("ada", ["You pause until Sun 8 Mar 2026."]),
        ("ben", ["<@UADA> pauses until Sun 8 Mar 2026."]),
    ):
        page = str(home.view(Reader(), cast.store.do(open_home, OpenHome(cast.actor(reader)))))
        assert [line for line in told if line in page] == told
        assert page.count("pauses until") + page.count("You pause until") == 1
    cast.store.do(breaks.resume, cast.actor("ada"))
    assert "pauses until" not in str(home.view(Reader(), cast.store.do(open_home, OpenHome(cast.actor("ben")))))
