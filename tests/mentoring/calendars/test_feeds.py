"""A person's secret calendar address: theirs alone, revocable, and good for nothing but their own sessions."""

from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mentoring.calendars import feeds
from mentoring.calendars.feeds import AskFeed, ChangeFeed, FeedPage
from mentoring.calendars.rules import CalendarEntry
from mentoring.errors import NoPairYet
from mentoring.pairs import commands as pairs
from mentoring.pairs.commands import LeavePair
from mentoring.sessions import commands as sessions
from mentoring.sessions.queries import InSession
from mentoring.workspaces import ParkWorkspace, park
from models import CalendarFeed, Participant, Session
from tests.factories.cast import Cast, receipt


def make(cast: Cast, name: str = "ada", instead_of: UUID | None = None) -> FeedPage:
    made = cast.store.do(feeds.make, ChangeFeed(cast.actor(name), instead_of))
    assert made is not None
    assert made.secret is not None
    return made


def ask(cast: Cast, page: FeedPage, secret: str | None = None) -> tuple[CalendarEntry, ...] | None:
    return cast.store.do(feeds.read, AskFeed(page.workspace_id.hex, secret or page.secret or ""))


def test_it_shows_the_sessions_of_all_ones_pairs_and_of_nobody_elses(each_cast: Cast) -> None:
    each_cast.chartered("ada", "ben")
    each_cast.chartered("carl", "ada")
    each_cast.chartered("eve", "finn")
    found = ask(each_cast, make(each_cast))
    assert found is not None
    assert len(found) == 2
    theirs = ask(each_cast, make(each_cast, "eve"))
    assert theirs is not None
    assert {each.event_id for each in found}.isdisjoint(each.event_id for each in theirs)


def test_what_is_called_off_vanishes_and_what_was_held_stays(each_cast: Cast) -> None:
    pair_id = each_cast.chartered("ada", "ben")
    page = make(each_cast)
    [entry] = ask(each_cast, page) or ()
    assert entry.starts_at is not None
    each_cast.store.clock.set(entry.starts_at)
    each_cast.store.do(sessions.start, InSession(each_cast.actor("ada"), entry.event_id))
    each_cast.store.do(sessions.end, InSession(each_cast.actor("ada"), entry.event_id))
    each_cast.store.do(pairs.leave, LeavePair(each_cast.actor("ben"), pair_id, receipt()))
    assert [each.event_id for each in ask(each_cast, page) or ()] == [entry.event_id]


def test_a_session_that_was_held_before_its_time_is_not_at_that_time(cast: Cast) -> None:
    cast.chartered("ada", "ben")
    page = make(cast)
    [row] = cast.store.rows(Session)
    cast.store.do(sessions.end, InSession(cast.actor("ada"), row.id))
    assert ask(cast, page) == ()


def test_cancelled_before_it_was_held_it_is_gone(each_cast: Cast) -> None:
    pair_id = each_cast.chartered("ada", "ben")
    page = make(each_cast)
    each_cast.store.do(pairs.leave, LeavePair(each_cast.actor("ben"), pair_id, receipt()))
    assert ask(each_cast, page) == ()


def test_a_new_address_makes_the_old_one_useless_and_turning_off_makes_none(each_cast: Cast) -> None:
    each_cast.chartered("ada", "ben")
    old = make(each_cast)
    new = make(each_cast, instead_of=old.feed_id)
    assert ask(each_cast, old) is None
    assert ask(each_cast, new) is not None
    off = each_cast.store.do(feeds.turn_off, ChangeFeed(each_cast.actor("ada"), new.feed_id))
    assert off.feed_id is None
    assert ask(each_cast, new) is None
    assert ask(each_cast, old) is None
    assert each_cast.store.do(feeds.turn_off, ChangeFeed(each_cast.actor("ada"), new.feed_id)) == off


def test_a_second_click_does_not_take_away_what_was_just_shown(each_cast: Cast) -> None:
    each_cast.chartered("ada", "ben")
    shown = make(each_cast)
    assert each_cast.store.do(feeds.make, ChangeFeed(each_cast.actor("ada"), None)) is None
    assert ask(each_cast, shown) is not None
    assert each_cast.store.do(feeds.page, each_cast.actor("ada")).secret is None


def test_only_a_hash_is_kept(cast: Cast) -> None:
    cast.chartered("ada", "ben")
    page = make(cast)
    assert page.secret is not None
    assert len(page.secret) >= 43
    assert page.secret not in repr(cast.store.contents())
    assert len(cast.store.rows(CalendarFeed)) == 1


def test_another_workspace_with_the_same_people_is_another_place(each_cast: Cast) -> None:
    each_cast.chartered("ada", "ben")
    other = Cast(each_cast.store, "T2")
    other.chartered("ada", "ben")
    here, there = make(each_cast), make(other)
    assert ask(each_cast, here, there.secret) is None
    assert ask(other, there, here.secret) is None
    own, others = ask(each_cast, here) or (), ask(other, there) or ()
    assert {each.event_id for each in own}.isdisjoint({each.event_id for each in others})


def test_nobodys_address_is_answered_once_they_or_their_workspace_are_gone(each_cast: Cast) -> None:
    each_cast.chartered("ada", "ben")
    page = make(each_cast)
    with each_cast.store.transaction() as uow:
        for person in uow.db.query(Participant):
            if person.slack_user_id == "UADA":
                person.state = person.state.GONE
    assert ask(each_cast, page) is None
    bens = make(each_cast, "ben")
    each_cast.store.do(park, ParkWorkspace("T1"))
    assert ask(each_cast, bens) is None


def test_whoever_takes_part_in_nothing_has_no_address(cast: Cast) -> None:
    with pytest.raises(NoPairYet):
        cast.store.do(feeds.make, ChangeFeed(cast.actor("nobody"), None))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)
@given(secret=st.text() | st.text(alphabet="\ud800\udfff%\x00/._- "), workspace=st.text() | st.uuids().map(str))
def test_no_odd_secret_is_ever_answered(cast: Cast, secret: str, workspace: str) -> None:
    workspace_id = cast.workspace_id
    for where in (workspace, workspace_id.hex, str(workspace_id), workspace_id.hex.upper() + " ", uuid4().hex):
        assert cast.store.do(feeds.read, AskFeed(where, secret)) is None
