"""One's points are private until shared, and whoever comes too late gets a right answer."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from mentoring.audit import Action
from mentoring.closes.rules import ClosedLine
from mentoring.errors import CharterFirst, NoPairYet, NotInThisPair, PairHasEnded
from mentoring.outbox import NoticeKind
from mentoring.pairs import commands as pairs
from mentoring.pairs.commands import LeavePair
from mentoring.prep import commands, queries
from mentoring.prep.commands import KeepPoints, OnAgenda
from mentoring.prep.points import Points
from mentoring.prep.rules import AgendaStands, NothingToPrepare, NothingToShare, PrepIsOver
from mentoring.sessions import commands as sessions
from mentoring.states import ResourceKind, Visibility
from mentoring.typed import TextTooLong
from models import AuditEntry, Participant, Prep
from tests.factories.cast import Cast, receipt
from tests.mentoring.prep.preparing import (
    WORDS,
    ahead,
    close_first,
    in_session,
    keep,
    posts,
    prep,
    redrawings,
    sent,
    share,
    take_course,
    tap,
    told,
    unshare,
)


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
    sent(each_cast)
    assert share(each_cast).card.is_shared
    assert len(redrawings(each_cast.store, NoticeKind.SESSION_CARD)) == drawn
    for _ in range(2):
        assert not unshare(each_cast).card.is_shared
    assert ahead(each_cast).agenda == ()
    assert len(redrawings(each_cast.store, NoticeKind.SESSION_CARD)) == 2
    sent(each_cast)
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
    sent(each_cast)
    keep(each_cast, Points("Another thing."))
    sent(each_cast)
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


def test_the_others_do_not_even_see_that_something_was_written(each_cast: Cast) -> None:
    each_cast.chartered("ada", "ben")
    each_cast.store.clock.set(datetime(2026, 3, 3, 10, 1, tzinfo=UTC))
    sent(each_cast)
    keep(each_cast)
    sent(each_cast)
    keep(each_cast, Points("Another thing."))
    drawn = redrawings(each_cast.store)
    sent(each_cast)
    [ada] = [row for row in each_cast.store.rows(Participant) if row.name == "Ada"]
    assert [row.participant_id for row in drawn] == [ada.id] * 2
    share(each_cast)
    assert len(redrawings(each_cast.store)) == 4, "now it concerns both"
