"""A show-and-tell in people's calendars: for anybody who reads the channel, and no more than the channel reads."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from adapters.attachments import content_of
from mentoring.calendars import commands, feeds, holds
from mentoring.calendars.commands import TakeShowFile
from mentoring.calendars.feeds import AskFeed, ChangeFeed
from mentoring.calendars.rules import CalendarEntry, Occasion, ShowName
from mentoring.learning_log import commands as log
from mentoring.learning_log.commands import WithdrawEntry
from mentoring.outbox import NoticeKind
from mentoring.show_and_tell import commands as shows
from mentoring.show_and_tell.commands import CancelShow, MoveShow, SayWhether, TakeBackEntry
from mentoring.show_and_tell.rules import NoSuchShow, ShowIsOver
from mentoring.show_and_tell.telling import ShowCard
from mentoring.states import Reply
from models import CalendarHold, OutboxRow, Participant
from tests.factories.cast import Cast, receipt
from tests.mentoring.calendars.waiting import MONDAY, waits
from tests.mentoring.hoard import hoard
from tests.mentoring.test_show_and_tell import Evening
from tests.mentoring.ways_in import CANARY
from views import calendar as views
from views.reader import Reader

NEXT_MONDAY = MONDAY + timedelta(days=7)
"""When the event is that is called in these stories; Ada called it."""
TUESDAY = NEXT_MONDAY + timedelta(days=1)
KINDS = {NoticeKind.CALENDAR_FILE.value, NoticeKind.CALENDAR_FOLLOWS.value}


@pytest.fixture
def evening(cast: Cast) -> Evening:
    return Evening(cast)


def take(evening: Evening, show: ShowCard, who: str, click: str = "") -> None:
    command = TakeShowFile(evening.cast.actor(who), show.show_id, click or receipt())
    evening.cast.store.do(commands.take_show, command)


def move(evening: Evening, show: ShowCard, to: datetime, who: str = "ada") -> None:
    evening.cast.store.do(shows.move, MoveShow(evening.cast.actor(who), show.show_id, to))


def cancel(evening: Evening, show: ShowCard) -> None:
    evening.cast.store.do(shows.cancel, CancelShow(evening.cast.actor("ada"), show.show_id))


def says(evening: Evening, show: ShowCard, who: str, reply: Reply) -> None:
    evening.cast.store.do(shows.say_whether, SayWhether(evening.cast.actor(who), show.show_id, reply, receipt()))


def files(evening: Evening) -> list[OutboxRow]:
    return [row for row in evening.cast.store.rows(OutboxRow) if row.kind in KINDS]


@pytest.mark.parametrize("who", ["ben", "eve", "olga", "nobody"])
def test_anybody_takes_it_and_gets_the_next_one_before_either_time(each_cast: Cast, who: str) -> None:
    evening = Evening(each_cast)
    show = evening.call(title="What we made")
    take(evening, show, who)
    [(at, first)] = waits(each_cast, MONDAY)
    assert (at, first.occasion, first.entry.starts_at) == (MONDAY, Occasion.TAKEN, NEXT_MONDAY)
    assert first.entry.name == ShowName("What we made", "Both ways")
    move(evening, show, TUESDAY)
    [(at, moved)] = waits(each_cast, MONDAY + timedelta(hours=1))
    assert (at, moved.occasion) == (MONDAY + holds.SETTLES, Occasion.MOVED)
    cancel(evening, show)
    [(at, off)] = waits(each_cast, MONDAY + timedelta(hours=2))
    assert (at, off.occasion, off.entry.is_cancelled) == (MONDAY + timedelta(hours=1), Occasion.CALLED_OFF, True)
    assert {each.entry.event_id for each in (first, moved, off)} == {show.show_id}
    assert [each.entry.revision for each in (first, moved, off)] == [0, 1, 2]


def test_who_takes_part_in_nothing_stays_nobody_and_is_forgotten_when_it_is_over(cast: Cast) -> None:
    evening = Evening(cast)
    show = evening.call()
    people = len(cast.store.rows(Participant))
    take(evening, show, "nobody")
    assert [row.user_id for row in files(evening)] == ["UNOBODY"]
    waits(cast, MONDAY)
    assert [row.user_id for row in files(evening)] == [None], "once it was said, the row leads back to nobody"
    assert len(cast.store.rows(Participant)) == people
    assert [hold.slack_user_id for hold in cast.store.rows(CalendarHold)] == ["UNOBODY"]
    waits(cast, NEXT_MONDAY + timedelta(hours=2))
    assert cast.store.rows(CalendarHold) == []
    assert "UNOBODY" not in repr(cast.store.contents())


def test_of_one_that_was_cancelled_nobody_is_remembered_either(evening: Evening) -> None:
    show = evening.call()
    take(evening, show, "nobody")
    waits(evening.cast, MONDAY)
    cancel(evening, show)
    [(_, off)] = waits(evening.cast, NEXT_MONDAY)
    assert off.occasion is Occasion.CALLED_OFF
    assert evening.cast.store.rows(CalendarHold) == []


@pytest.mark.parametrize("who", ["eve", "nobody"])
def test_moved_at_night_it_comes_in_the_morning(evening: Evening, who: str) -> None:
    """Nobody knows the hours of somebody who takes part in nothing: those of whoever called it are kept."""
    show = evening.call()
    take(evening, show, who)
    waits(evening.cast, MONDAY.replace(hour=22))
    move(evening, show, TUESDAY)
    [(at, _)] = waits(evening.cast, NEXT_MONDAY)
    assert at == MONDAY.replace(day=3, hour=9)


@pytest.mark.parametrize("who", ["eve", "nobody"])
def test_where_no_hour_is_left_it_comes_an_hour_before(evening: Evening, who: str) -> None:
    early = MONDAY.replace(day=3, hour=8)
    show = evening.call(starts_at=early)
    take(evening, show, who)
    waits(evening.cast, MONDAY.replace(hour=22))
    move(evening, show, TUESDAY)
    [(at, _)] = waits(evening.cast, NEXT_MONDAY)
    assert at == early - holds.NOTICE


def test_whoever_moves_it_has_theirs_at_once(evening: Evening) -> None:
    show = evening.call()
    take(evening, show, "ada")
    waits(evening.cast, MONDAY.replace(hour=22))
    move(evening, show, TUESDAY)
    [(at, _)] = waits(evening.cast, MONDAY.replace(hour=22))
    assert at == MONDAY.replace(hour=22)


def test_a_click_counts_once_however_often_and_late_it_comes(each_cast: Cast) -> None:
    evening = Evening(each_cast)
    show = evening.call()
    for _ in range(4):
        take(evening, show, "nobody", "one-click")
    take(evening, show, "nobody")
    assert len(files(evening)) == 1, "and a second click right after is the same wish"
    waits(each_cast, MONDAY)
    move(evening, show, TUESDAY)
    waits(each_cast, MONDAY + timedelta(hours=1))
    take(evening, show, "nobody", "one-click")
    assert waits(each_cast, MONDAY + timedelta(hours=2)) == []
    assert len(each_cast.store.rows(CalendarHold)) == 1


def test_moving_adds_no_second_reminder_to_the_thread(evening: Evening) -> None:
    show = evening.call()
    take(evening, show, "eve")
    move(evening, show, TUESDAY)
    waits(evening.cast, TUESDAY + timedelta(hours=3))
    news = [row.facts["news"] for row in evening.cast.store.rows(OutboxRow) if row.kind == NoticeKind.SHOW_NEWS]
    assert sorted(news) == ["moved", "recap", "reminder"]


def test_of_what_is_over_or_elsewhere_there_is_no_file(evening: Evening) -> None:
    show = evening.call()
    elsewhere = Cast(evening.cast.store, "T2")
    elsewhere.chartered("ada", "ben")
    with pytest.raises(NoSuchShow):
        evening.cast.store.do(commands.take_show, TakeShowFile(elsewhere.actor("ada"), show.show_id, receipt()))
    evening.cast.store.clock.set(NEXT_MONDAY)
    with pytest.raises(ShowIsOver):
        take(evening, show, "eve")
    called = evening.call(starts_at=TUESDAY)
    cancel(evening, called)
    with pytest.raises(ShowIsOver):
        take(evening, called, "eve")
    assert files(evening) == []


class Address:
    """One person's secret address."""

    def __init__(self, evening: Evening, who: str) -> None:
        self.evening = evening
        made = evening.cast.store.do(feeds.make, ChangeFeed(evening.cast.actor(who), None))
        assert made is not None
        assert made.secret is not None
        self.asked = AskFeed(made.workspace_id.hex, made.secret)

    def read(self) -> tuple[CalendarEntry, ...]:
        found = self.evening.cast.store.do(feeds.read, self.asked)
        assert found is not None
        return found

    @property
    def shows(self) -> list[UUID]:
        return [entry.event_id for entry in self.read() if isinstance(entry.name, ShowName)]


def test_an_address_shows_it_to_those_who_come_and_to_nobody_else(each_cast: Cast) -> None:
    evening = Evening(each_cast)
    show = evening.call()
    eve, finn, ada = (Address(evening, who) for who in ("eve", "finn", "ada"))
    assert (eve.shows, finn.shows, ada.shows) == ([], [], [])
    says(evening, show, "eve", Reply.COMING)
    says(evening, show, "finn", Reply.MAYBE)
    assert (eve.shows, finn.shows, ada.shows) == ([show.show_id], [], [])
    says(evening, show, "eve", Reply.NOT_COMING)
    assert eve.shows == []


def test_an_address_shows_it_to_those_who_present_until_they_take_it_back(each_cast: Cast) -> None:
    evening = Evening(each_cast)
    show = evening.call("ada", evening.entry_id)
    ada, ben, eve = (Address(evening, who) for who in ("ada", "ben", "eve"))
    assert (ada.shows, ben.shows) == ([], []), "nobody presents before each of the pair agreed"
    evening.agree("ben")
    assert (ada.shows, ben.shows, eve.shows) == ([show.show_id], [show.show_id], [])
    says(evening, show, "ben", Reply.NOT_COMING)
    assert (ada.shows, ben.shows) == ([show.show_id], [])
    evening.agree("ben", agrees=False)
    assert ada.shows == []
    evening.agree("ben")
    assert ada.shows == [show.show_id]
    each_cast.store.do(
        shows.take_back, TakeBackEntry(each_cast.actor("ada"), show.show_id, evening.entry_id, receipt())
    )
    assert ada.shows == []


def test_a_withdrawn_entry_takes_it_out_of_the_address_too(evening: Evening) -> None:
    show = evening.call("ada", evening.entry_id)
    evening.agree("ben")
    ada = Address(evening, "ada")
    assert ada.shows == [show.show_id]
    evening.cast.store.do(log.withdraw, WithdrawEntry(evening.cast.actor("ada"), evening.entry_id))
    assert ada.shows == []


def test_what_moves_moves_in_the_address_and_what_is_cancelled_vanishes(evening: Evening) -> None:
    show = evening.call()
    eve = Address(evening, "eve")
    says(evening, show, "eve", Reply.COMING)
    move(evening, show, TUESDAY)
    [entry] = [each for each in eve.read() if isinstance(each.name, ShowName)]
    assert (entry.starts_at, entry.revision) == (TUESDAY, 1)
    cancel(evening, show)
    assert eve.shows == []


def test_a_calendar_is_told_nothing_of_what_a_pair_keeps(cast: Cast) -> None:
    prize = hoard(cast)
    cast.store.do(commands.take_show, TakeShowFile(cast.actor("nobody"), prize.show_ids[0], receipt()))
    [(_, file)] = waits(cast, cast.store.clock.now())
    message = views.file(Reader(), file)
    [attached] = message.attached
    content = content_of(attached).decode()
    assert "An evening · Both ways" in content
    for told in (content, message.text, attached.name):
        assert CANARY not in told
        assert not any(name in told for name in ("Ada", "Ben", "ATTENDEE", "ORGANIZER", "DESCRIPTION"))
    [row] = [row for row in cast.store.rows(OutboxRow) if row.kind in KINDS]
    assert list(row.facts) == ["hold_id"]
