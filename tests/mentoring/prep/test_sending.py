"""A prep is sent once, at a decent hour, and drawn anew rather than sent again."""

from datetime import UTC, date, datetime, timedelta

from mentoring import library
from mentoring.library import AddResource
from mentoring.notices import TELLINGS
from mentoring.outbox import NoticeKind
from mentoring.pairs import commands as pairs
from mentoring.pairs.commands import LeavePair
from mentoring.sessions import commands as sessions
from mentoring.sessions.commands import AtRevision
from mentoring.states import ResourceKind
from models import OutboxRow, OutboxState, Participant, Session
from tests.factories.cast import Cast, receipt
from tests.factories.store import Store
from tests.mentoring.prep.preparing import WORDS, ahead, keep, move_to, posts, prep, redrawings, sent, share, told


def test_each_member_gets_it_at_ten_on_their_own_working_day_before(each_cast: Cast) -> None:
    each_cast.profile("ben", "America/New_York")
    each_cast.chartered("ada", "ben")
    # A Monday: the day before is a Friday for both.
    move_to(each_cast, datetime(2026, 3, 9, 15, tzinfo=UTC))
    due = {row.due_at for row in posts(each_cast.store) if row.facts["revision"] == "1"}
    assert due == {datetime(2026, 3, 6, 10, tzinfo=UTC), datetime(2026, 3, 6, 15, tzinfo=UTC)}
    assert {row.keep_until for row in posts(each_cast.store) if row.facts["revision"] == "1"} == {
        datetime(2026, 3, 9, 15, tzinfo=UTC)
    }
    assert TELLINGS[NoticeKind.PREP].keeps_hours


def test_a_holiday_is_no_working_day_and_late_risers_get_it_when_their_day_begins(each_cast: Cast) -> None:
    each_cast.chartered("ada", "ben")
    with each_cast.store.transaction() as uow:
        for person in uow.db.query(Participant):
            person.work_starts, person.work_ends = (13 * 60, 21 * 60) if person.name == "Ada" else (5 * 60, 9 * 60)
    # Friday 3 April 2026 is Good Friday in Portugal.
    move_to(each_cast, datetime(2026, 4, 6, 15, tzinfo=UTC))
    due = sorted(row.due_at for row in posts(each_cast.store) if row.facts["revision"] == "1")
    assert due == [datetime(2026, 4, 2, 4, tzinfo=UTC), datetime(2026, 4, 2, 12, tzinfo=UTC)]


def test_it_is_never_due_in_the_past(each_cast: Cast) -> None:
    each_cast.chartered("ada", "ben")
    now = each_cast.store.clock.now()
    move_to(each_cast, now + timedelta(hours=3))
    assert {row.due_at for row in posts(each_cast.store) if row.facts["revision"] == "1"} == {now}


def test_of_a_session_that_moved_only_the_last_time_is_told(each_cast: Cast) -> None:
    each_cast.chartered("ada", "ben")
    move_to(each_cast, datetime(2026, 3, 20, 10, tzinfo=UTC))
    told_of = {row.facts["revision"]: told(each_cast, row) for row in posts(each_cast.store)}
    assert told_of["0"] is None
    assert told_of["1"] is not None


def test_a_prep_that_was_sent_is_drawn_anew_and_not_sent_again_for_another_hour_of_the_day(each_cast: Cast) -> None:
    each_cast.chartered("ada", "ben")
    starts_at = ahead(each_cast).starts_at
    assert starts_at is not None
    each_cast.store.clock.set(starts_at - timedelta(hours=23))
    sent(each_cast)
    move_to(each_cast, starts_at + timedelta(hours=4))
    assert {row.facts["revision"] for row in posts(each_cast.store)} == {"0"}
    cards = [told(each_cast, row) for row in redrawings(each_cast.store)]
    assert [card.session.starts_at for card in cards if card] == [starts_at + timedelta(hours=4)] * 2
    move_to(each_cast, starts_at + timedelta(days=7))
    assert len(posts(each_cast.store)) == 4, "another day has a day before of its own"


def test_whoever_pauses_is_not_written_to(each_cast: Cast) -> None:
    each_cast.chartered("ada", "ben")
    assert all(told(each_cast, row) for row in posts(each_cast.store))
    with each_cast.store.transaction() as uow:
        for person in uow.db.query(Participant):
            if person.name == "Ada":
                person.paused_until = date(2026, 3, 2)
    assert sorted(bool(told(each_cast, row)) for row in posts(each_cast.store)) == [False, True]
    each_cast.store.clock.advance(days=1)
    assert all(told(each_cast, row) for row in posts(each_cast.store)), "the pause ends by itself"


def test_a_pair_that_ended_leaves_nothing_to_send_and_says_so_where_it_was_sent(each_cast: Cast) -> None:
    pair_id = each_cast.chartered("ada", "ben")
    sent(each_cast)
    with each_cast.store.transaction() as uow:
        for row in uow.db.query(OutboxRow).filter(OutboxRow.kind == NoticeKind.PREP):
            row.state = OutboxState.SENT
    each_cast.store.do(pairs.leave, LeavePair(each_cast.actor("ben"), pair_id, receipt()))
    assert [told(each_cast, row) for row in posts(each_cast.store)] == [None, None]
    cards = [told(each_cast, row) for row in redrawings(each_cast.store)]
    assert [card.is_open for card in cards if card] == [False, False]


def test_a_skipped_session_has_one_prep_for_its_new_time_and_the_points_stay(each_cast: Cast) -> None:
    each_cast.chartered("ada", "ben")
    keep(each_cast)
    share(each_cast)
    seen = ahead(each_cast)
    for _ in range(2):
        each_cast.store.do(sessions.skip, AtRevision(each_cast.actor("ben"), seen.session_id, seen.revision))
    current = [row for row in posts(each_cast.store) if told(each_cast, row)]
    assert len(current) == 2
    assert prep(each_cast).points == WORDS
    [session] = each_cast.store.rows(Session)
    assert session.revision == 1


def test_a_message_that_is_being_sent_does_not_wait_for_a_member_who_waits_for_it(store_on_postgres: Store) -> None:
    cast = Cast(store_on_postgres)
    programme_id = cast.programme()
    pair_id = cast.proposal(programme_id, "ada", "ben")
    for name in ("ada", "ben"):
        cast.answer(name, pair_id)
    cast.agree(pair_id, "ada", "ben")
    entry = AddResource(
        cast.actor("olga"), programme_id, ResourceKind.CASE, "One", "https://example.com/1", "Ours", "", receipt()
    )
    cast.store.do(library.add, entry)
    [row, _] = posts(cast.store)
    with cast.store.transaction() as uow:
        uow.get(Session, cast.workspace_id, ahead(cast).session_id, lock=True)
        # Another transaction, as delivery's: it would wait here for ever.
        card = told(cast, row)
        assert card is not None
        assert [each.entry is not None for each in card.resources] == [False, True, False]
    assert cast.store.rows(Session)[0].resource_ids == []
    told(cast, row)
    assert len(cast.store.rows(Session)[0].resource_ids) == 1
