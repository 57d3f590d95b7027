"""Prep: sent once at a decent hour, private until shared, and right answers to whoever comes too late."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from mentoring import courses, library
from mentoring.audit import Action
from mentoring.closes.rules import ClosedLine
from mentoring.errors import CharterFirst, NoPairYet, NotInThisPair, PairHasEnded
from mentoring.library import AddResource
from mentoring.notices import TELLINGS
from mentoring.outbox import NoticeKind
from mentoring.pairs import commands as pairs
from mentoring.pairs.commands import LeavePair
from mentoring.prep import commands, notices, queries
from mentoring.prep.commands import KeepPoints, OnAgenda
from mentoring.prep.points import Points
from mentoring.prep.rules import AgendaStands, NothingToPrepare, NothingToShare, PrepCard, PrepIsOver, PrepPage
from mentoring.schedules import PlanDue
from mentoring.sessions import commands as sessions
from mentoring.sessions import queries as session_queries
from mentoring.sessions.commands import AtRevision, MoveSession
from mentoring.sessions.queries import InSession
from mentoring.sessions.rules import SessionView
from mentoring.states import ResourceKind, Visibility
from mentoring.typed import TextTooLong
from models import AuditEntry, Close, OutboxRow, OutboxState, Participant, ParticipantState, Prep, Session
from models.base import new_id
from tests.factories.cast import Cast, receipt
from tests.factories.store import Store

WORDS = Points("The draft is out.", "Legal is silent.", "Ask Mo.")


def ahead(cast: Cast, name: str = "ada") -> SessionView:
    [view] = cast.store.do(session_queries.sessions_ahead, cast.actor(name))
    return view


def prep(cast: Cast, name: str = "ada") -> PrepPage:
    [page] = cast.store.do(queries.preps_ahead, cast.actor(name))
    return page


def in_session(cast: Cast, name: str = "ada") -> InSession:
    return InSession(cast.actor(name), ahead(cast, name).session_id)


def keep(cast: Cast, points: Points = WORDS, name: str = "ada") -> PrepPage:
    return cast.store.do(commands.keep, KeepPoints(cast.actor(name), ahead(cast, name).session_id, receipt(), points))


def share(cast: Cast, name: str = "ada") -> PrepPage:
    return cast.store.do(commands.share, tap(cast, name))


def unshare(cast: Cast, name: str = "ada") -> PrepPage:
    return cast.store.do(commands.unshare, tap(cast, name))


def tap(cast: Cast, name: str = "ada") -> OnAgenda:
    return OnAgenda(cast.actor(name), ahead(cast, name).session_id, receipt())


def posts(store: Store) -> list[OutboxRow]:
    return [row for row in store.rows(OutboxRow) if row.kind == NoticeKind.PREP and row.act == "post"]


def redrawings(store: Store, kind: NoticeKind = NoticeKind.PREP) -> list[OutboxRow]:
    return [row for row in store.rows(OutboxRow) if row.kind == kind and row.act == "refresh"]


def sent(cast: Cast) -> None:
    """Let everything that waits be posted, as delivery does."""
    with cast.store.transaction() as uow:
        for row in uow.db.query(OutboxRow).filter(OutboxRow.due_at <= uow.now):
            row.state = OutboxState.SENT


def move_to(cast: Cast, starts_at: datetime) -> None:
    seen = ahead(cast)
    cast.store.do(sessions.move, MoveSession(cast.actor("ada"), seen.session_id, seen.revision, starts_at))


def told(cast: Cast, row: OutboxRow) -> PrepCard | None:
    return cast.store.do(notices.told, row)


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


def test_whoever_pauses_or_is_gone_is_not_written_to(each_cast: Cast) -> None:
    each_cast.chartered("ada", "ben")
    assert all(told(each_cast, row) for row in posts(each_cast.store))
    with each_cast.store.transaction() as uow:
        for person in uow.db.query(Participant):
            if person.name == "Ada":
                person.paused_until = date(2026, 3, 2)
            else:
                person.state = ParticipantState.GONE
    assert [told(each_cast, row) for row in posts(each_cast.store)] == [None, None]
    each_cast.store.clock.advance(days=1)
    assert [bool(told(each_cast, row)) for row in posts(each_cast.store)].count(True) == 1, "the pause ends by itself"


def test_what_is_written_stays_with_its_author_until_it_is_shared(each_cast: Cast) -> None:
    each_cast.chartered("ada", "ben")
    assert keep(each_cast).points == WORDS
    assert prep(each_cast).points == WORDS
    theirs = prep(each_cast, "ben")
    assert "draft" not in repr(theirs)
    assert ahead(each_cast, "ben").agenda == ()
    assert "draft" not in repr([told(each_cast, row) for row in posts(each_cast.store)]), "Slack keeps what is posted"
    assert "draft" not in str(each_cast.store.contents())
    share(each_cast)
    [shared] = ahead(each_cast, "ben").agenda
    assert (shared.member.name, shared.points) == ("Ada", WORDS)


def test_sharing_happens_once_and_can_be_taken_back_until_the_start(each_cast: Cast) -> None:
    each_cast.chartered("ada", "ben")
    sent(each_cast)
    with pytest.raises(NothingToShare):
        share(each_cast)
    keep(each_cast)
    share(each_cast)
    drawn = len(redrawings(each_cast.store, NoticeKind.SESSION_CARD))
    assert drawn == 1
    assert share(each_cast).card.is_shared
    assert len(redrawings(each_cast.store, NoticeKind.SESSION_CARD)) == drawn
    for _ in range(2):
        assert not unshare(each_cast).card.is_shared
    assert ahead(each_cast).agenda == ()
    assert len(redrawings(each_cast.store, NoticeKind.SESSION_CARD)) == 2
    share(each_cast)
    assert len(redrawings(each_cast.store, NoticeKind.SESSION_CARD)) == 3, "at one instant, and yet a change of its own"
    each_cast.store.do(sessions.start, in_session(each_cast))
    with pytest.raises(AgendaStands):
        unshare(each_cast)
    assert len(ahead(each_cast).agenda) == 1


def test_what_is_changed_after_sharing_changes_on_the_card_and_nothing_left_takes_it_off(each_cast: Cast) -> None:
    each_cast.chartered("ada", "ben")
    sent(each_cast)
    keep(each_cast)
    share(each_cast)
    keep(each_cast, Points("Another thing."))
    keep(each_cast, Points("  Another thing. "))
    assert ahead(each_cast, "ben").agenda[0].points == Points("Another thing.")
    assert len(redrawings(each_cast.store, NoticeKind.SESSION_CARD)) == 2, "the same again changes nothing"
    assert not keep(each_cast, Points()).card.is_shared
    assert ahead(each_cast, "ben").agenda == ()
    [row] = each_cast.store.rows(Prep)
    assert (row.shared_at, row.revision) == (None, 4)


def test_nothing_typed_leaves_no_row_and_too_much_is_refused_beside_its_field(each_cast: Cast) -> None:
    each_cast.chartered("ada", "ben")
    keep(each_cast, Points(" ", "", "\n"))
    assert each_cast.store.rows(Prep) == []
    for number, field in enumerate(("changed", "blocked", "next_step")):
        points = Points(*("x" * 501 if each == number else "" for each in range(3)))
        with pytest.raises(TextTooLong) as refused:
            keep(each_cast, points)
        assert refused.value.field == field


def test_somebody_too_late_gets_a_right_answer(each_cast: Cast) -> None:
    pair_id = each_cast.chartered("ada", "ben")
    seen = in_session(each_cast)
    keep(each_cast)
    taps = (commands.share, commands.unshare)
    each_cast.store.do(sessions.end, seen)
    for act in taps:
        with pytest.raises(PrepIsOver):
            each_cast.store.do(act, OnAgenda(seen.actor, seen.session_id, receipt()))
    with pytest.raises(PrepIsOver):
        each_cast.store.do(commands.keep, KeepPoints(seen.actor, seen.session_id, receipt(), WORDS))
    with pytest.raises(PrepIsOver):
        each_cast.store.do(queries.look, seen)
    with pytest.raises(NothingToPrepare):
        prep(each_cast)
    each_cast.store.do(pairs.leave, LeavePair(each_cast.actor("ben"), pair_id, receipt()))
    for act in taps:
        with pytest.raises(PairHasEnded):
            each_cast.store.do(act, OnAgenda(seen.actor, seen.session_id, receipt()))
    with pytest.raises(PairHasEnded):
        each_cast.store.do(queries.look, seen)
    with pytest.raises(NoPairYet):
        prep(each_cast)


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


def test_a_stranger_and_somebody_without_a_charter_get_nothing(each_cast: Cast) -> None:
    each_cast.chartered("ada", "ben")
    seen = ahead(each_cast).session_id
    each_cast.pair("cyd", "dan")
    with pytest.raises(CharterFirst):
        prep(each_cast, "cyd")
    other = Cast(each_cast.store, "T2")
    other.chartered("ada", "ben")
    for actor in (each_cast.actor("cyd"), other.actor("ada")):
        with pytest.raises(NotInThisPair):
            each_cast.store.do(commands.share, OnAgenda(actor, seen, receipt()))
        with pytest.raises(NotInThisPair):
            each_cast.store.do(commands.keep, KeepPoints(actor, seen, receipt(), WORDS))
    assert each_cast.store.rows(Prep) == []


def close_first(cast: Cast, lines: dict[str, str]) -> UUID:
    """The first session was held, and these lines were left of it."""
    seen = ahead(cast)
    cast.store.do(sessions.end, InSession(cast.actor("ada"), seen.session_id))
    with cast.store.transaction() as uow:
        for member in seen.members:
            if member.name in lines:
                uow.db.add(
                    Close(
                        workspace_id=cast.workspace_id,
                        id=new_id(),
                        session_id=seen.session_id,
                        membership_id=member.membership_id,
                        sealed_line=uow.vault.seal(lines[member.name]),
                        closed_at=uow.now,
                    )
                )
    return seen.session_id


def take_course(cast: Cast) -> None:
    """Do whatever is due, as the tick does."""
    while cast.store.do(courses.plan_due, PlanDue(cast.workspace_id)).advanced:
        pass


def test_what_each_took_from_the_session_before_is_at_hand_once_it_is_closed(each_cast: Cast) -> None:
    each_cast.chartered("ada", "ben")
    assert (prep(each_cast).card.last, prep(each_cast).card.session.is_first) == ((), True)
    close_first(each_cast, {"Ada": "I asked too little.", "Ben": "I led the room."})
    each_cast.store.clock.advance(hours=49)
    take_course(each_cast)
    card = prep(each_cast).card
    assert [(each.member.name, each.line) for each in card.last] == [
        ("Ada", "I asked too little."),
        ("Ben", "I led the room."),
    ]
    assert isinstance(card.last[0], ClosedLine)
    assert not card.session.is_first


def test_without_a_library_each_prep_brings_our_own_three(each_cast: Cast) -> None:
    each_cast.chartered("ada", "ben")
    brought = prep(each_cast).card.resources
    assert [(each.kind, each.entry) for each in brought] == [(kind, None) for kind in ResourceKind]


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


def test_what_slack_brings_once_more_undoes_nothing_that_came_after(each_cast: Cast) -> None:
    each_cast.chartered("ada", "ben")
    session = ahead(each_cast).session_id
    first = KeepPoints(each_cast.actor("ada"), session, receipt(), WORDS)
    each_cast.store.do(commands.keep, first)
    shared = tap(each_cast)
    each_cast.store.do(commands.share, shared)
    unshare(each_cast)
    keep(each_cast, Points("Newer."))
    each_cast.store.do(commands.keep, first)
    each_cast.store.do(commands.share, shared)
    page = prep(each_cast)
    assert (page.points, page.card.is_shared) == (Points("Newer."), False)


def test_taps_at_one_instant_share_once(each_cast: Cast) -> None:
    each_cast.chartered("ada", "ben")
    sent(each_cast)
    keep(each_cast)
    taps = [tap(each_cast) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        pages = list(pool.map(lambda each: each_cast.store.do(commands.share, each), taps))
    assert all(page.card.is_shared for page in pages)
    assert len(redrawings(each_cast.store, NoticeKind.SESSION_CARD)) == 1
    assert [row.action for row in each_cast.store.rows(AuditEntry)].count(Action.PREP_SHARED) == 1


def test_first_words_at_one_instant_make_one_row_each(each_cast: Cast) -> None:
    each_cast.chartered("ada", "ben")
    session = ahead(each_cast).session_id
    written = [
        KeepPoints(each_cast.actor(name), session, receipt(), Points(name)) for name in ("ada", "ben", "ada", "ben")
    ]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda each: each_cast.store.do(commands.keep, each), written))
    assert len(each_cast.store.rows(Prep)) == 2
    assert [prep(each_cast, name).points.changed for name in ("ada", "ben")] == ["ada", "ben"]


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


def test_what_was_told_in_a_check_in_since_they_met_is_suggested_and_a_private_one_is_not(each_cast: Cast) -> None:
    pair_id = each_cast.chartered("ada", "ben")
    assert prep(each_cast).suggested.is_empty
    each_cast.check_in("ada", pair_id, "m" * 600)
    each_cast.store.clock.advance(minutes=1)
    each_cast.check_in("ada", pair_id, "Nobody else reads this.", Visibility.PRIVATE)
    assert prep(each_cast).suggested == Points("m" * 500)
    assert prep(each_cast).points.is_empty, "nothing is kept until it is saved"
    assert prep(each_cast, "ben").suggested.is_empty
    keep(each_cast, Points("Mine."))
    keep(each_cast, Points())
    assert prep(each_cast).suggested.is_empty, "who took it all out meant it"
    close_first(each_cast, {})
    each_cast.store.clock.advance(hours=49)
    take_course(each_cast)
    assert prep(each_cast).suggested.is_empty, "that was before they met"
    each_cast.check_in("ada", pair_id, "Since then.")
    assert prep(each_cast).suggested == Points("Since then.")
