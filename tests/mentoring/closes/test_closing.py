"""The two-way close: a line of each, private until the session is closed; once, however often it comes."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from uuid import UUID

import pytest

from mentoring import courses
from mentoring.closes import commands, summary_of
from mentoring.closes.commands import CloseHalf
from mentoring.closes.rules import LINE_LIMIT, CloseForm, CloseIsSettled, CloseQuestion, NotMetYet, OneLinePlease
from mentoring.errors import NotInThisPair, PairHasEnded
from mentoring.pairs import commands as pairs
from mentoring.pairs.commands import LeavePair
from mentoring.pulses import Score
from mentoring.schedules import PlanDue
from mentoring.sessions import commands as session_commands
from mentoring.sessions import queries
from mentoring.sessions.queries import InSession
from mentoring.sessions.rules import SessionView
from mentoring.side_by_side import SessionCard
from mentoring.typed import TextTooLong
from models import (
    Close,
    Occurrence,
    OutboxAct,
    OutboxRow,
    Participant,
    Pulse,
    Session,
    SessionState,
)
from tests.factories.cast import Cast, receipt
from tests.mentoring.delivery.waiting import deliver_all

ROUNDS = 6


def held(cast: Cast) -> UUID:
    """The session that the one pair has just met for."""
    [session] = cast.store.rows(Session)
    return held_by(cast, session.pair_id, "ada")


def held_by(cast: Cast, pair_id: UUID, name: str) -> UUID:
    """The session that a pair has just met for, as one of them says."""
    [session] = [row for row in cast.store.rows(Session) if row.pair_id == pair_id]
    cast.store.do(session_commands.end, InSession(cast.actor(name), session.id))
    return session.id


def half(cast: Cast, name: str, session_id: UUID, line: str = "", score: Score | None = None) -> CloseHalf:
    return CloseHalf(cast.actor(name), session_id, line or f"{name}’s line", score, receipt())


def close(cast: Cast, name: str, session_id: UUID, line: str = "", score: Score | None = None) -> SessionView:
    return cast.store.do(commands.close_half, half(cast, name, session_id, line, score))


def form(cast: Cast, name: str, session_id: UUID) -> CloseForm:
    return cast.store.do(commands.form, InSession(cast.actor(name), session_id))


def look(cast: Cast, name: str, session_id: UUID) -> SessionView:
    return cast.store.do(queries.look, InSession(cast.actor(name), session_id))


def take_course(cast: Cast) -> None:
    while cast.store.do(courses.plan_due, PlanDue(cast.workspace_id)).advanced:
        pass


def summaries_drawn(cast: Cast) -> int:
    """How often the card of a closed session is drawn from now on."""
    drawn = [each.dispatch for each in deliver_all(cast) if each.dispatch.act is OutboxAct.REFRESH]
    return sum(isinstance(each.notice, SessionCard) and each.notice.view.state is SessionState.CLOSED for each in drawn)


def questions(cast: Cast) -> list[str]:
    """To whom the question for their half goes now."""
    return [
        each.dispatch.address.user_id  # type: ignore[union-attr]  # it is a DM
        for each in deliver_all(cast)
        if isinstance(each.dispatch.notice, CloseQuestion) and each.dispatch.act is OutboxAct.POST
    ]


def test_the_last_half_closes_the_session_tells_the_summary_and_plans_the_next(each_cast: Cast) -> None:
    each_cast.chartered("ada", "ben")
    session_id = held(each_cast)
    deliver_all(each_cast)
    first = close(each_cast, "ada", session_id, "Dashboards lie by their axes.")
    assert (first.state, [each.name for each in first.closed_by], first.lines) == (SessionState.CLOSING, ["Ada"], ())
    last = close(each_cast, "ben", session_id, "I asked before advising.")
    assert last.state is SessionState.CLOSED
    assert [(each.member.name, each.line) for each in last.lines] == [
        ("Ada", "Dashboards lie by their axes."),
        ("Ben", "I asked before advising."),
    ]
    assert [row.state for row in each_cast.store.rows(Session)] == [SessionState.CLOSED, SessionState.PLANNED]
    assert summaries_drawn(each_cast) == 1


def test_in_a_triad_it_takes_all_three(each_cast: Cast) -> None:
    pair_id = each_cast.triad("ada", "ben", "cleo")
    each_cast.agree(pair_id, "ada", "ben", "cleo")
    session_id = held(each_cast)
    close(each_cast, "cleo", session_id)
    assert close(each_cast, "ada", session_id).state is SessionState.CLOSING
    assert close(each_cast, "ben", session_id).state is SessionState.CLOSED


def test_nobody_reads_the_others_line_before_the_session_is_closed(each_cast: Cast) -> None:
    each_cast.chartered("ada", "ben")
    session_id = held(each_cast)
    close(each_cast, "ada", session_id, "a secret", Score.NOT_AT_ALL)
    assert "a secret" not in repr(look(each_cast, "ben", session_id))
    assert form(each_cast, "ben", session_id).line == ""
    assert form(each_cast, "ada", session_id).line == "a secret"
    [session] = each_cast.store.rows(Session)
    with each_cast.store.transaction() as uow:
        assert summary_of(session, uow) == ()


def test_a_line_may_be_mended_until_the_summary_and_not_after(each_cast: Cast) -> None:
    each_cast.chartered("ada", "ben")
    session_id = held(each_cast)
    close(each_cast, "ada", session_id, "first", Score.LITTLE)
    [before] = each_cast.store.rows(Pulse)
    close(each_cast, "ada", session_id, "mended")
    close(each_cast, "ada", session_id, "mended", Score.FULLY)
    [after] = each_cast.store.rows(Pulse)
    assert before.sealed_score != after.sealed_score
    assert close(each_cast, "ben", session_id).lines[0].line == "mended"
    with pytest.raises(CloseIsSettled):
        close(each_cast, "ada", session_id, "another")
    with pytest.raises(CloseIsSettled):
        form(each_cast, "ada", session_id)
    assert look(each_cast, "ben", session_id).lines[0].line == "mended"


def test_a_half_delivered_four_times_is_kept_once_and_an_old_one_undoes_no_mending(each_cast: Cast) -> None:
    each_cast.chartered("ada", "ben")
    session_id = held(each_cast)
    first = half(each_cast, "ada", session_id, "first", Score.PARTLY)
    each_cast.store.do(commands.close_half, first)
    close(each_cast, "ada", session_id, "mended")
    for _ in range(3):
        each_cast.store.do(commands.close_half, first)
    last = half(each_cast, "ben", session_id)
    seen = {repr(each_cast.store.do(commands.close_half, last).lines) for _ in range(4)}
    assert len(seen) == 1
    assert "mended" in seen.pop()
    assert len(each_cast.store.rows(Close)) == 2
    assert len(each_cast.store.rows(Pulse)) == 1
    assert len(each_cast.store.rows(Session)) == 2


def test_both_at_one_instant_close_it_once(each_cast: Cast) -> None:
    for number in range(ROUNDS):
        senior, junior = f"ada{number}", f"ben{number}"
        pair_id = each_cast.chartered(senior, junior)
        session_id = held_by(each_cast, pair_id, senior)
        deliver_all(each_cast)
        views = at_once(
            each_cast, *(half(each_cast, name, session_id, score=Score.MOSTLY) for name in (senior, junior))
        )
        assert sorted(view.state for view in views) == [SessionState.CLOSED, SessionState.CLOSING]
        states = [row.state for row in each_cast.store.rows(Session) if row.pair_id == pair_id]
        assert states == [SessionState.CLOSED, SessionState.PLANNED]
        assert summaries_drawn(each_cast) == 1
        assert len(each_cast.store.rows(Close)) == 2 * (number + 1)
    cards = [row for row in each_cast.store.rows(OutboxRow) if row.kind == "session_card" and row.act == "post"]
    assert len(cards) == 2 * ROUNDS


def at_once(cast: Cast, *halves: CloseHalf) -> list[SessionView]:
    """Hand in each from a thread of its own, at the same instant."""
    gate = Barrier(len(halves))

    def act(command: CloseHalf) -> SessionView:
        gate.wait(timeout=60)
        return cast.store.do(commands.close_half, command)

    with ThreadPoolExecutor(len(halves)) as threads:
        return list(threads.map(act, halves))


def test_after_48_hours_there_is_a_summary_of_what_there_is_and_a_late_line_joins_it_in_silence(
    each_cast: Cast,
) -> None:
    each_cast.chartered("ada", "ben")
    session_id = held(each_cast)
    close(each_cast, "ada", session_id)
    each_cast.store.clock.advance(hours=48)
    take_course(each_cast)
    assert [each.member.name for each in look(each_cast, "ben", session_id).lines] == ["Ada"]
    each_cast.store.clock.advance(days=3)
    deliver_all(each_cast)
    late = half(each_cast, "ben", session_id, "late", Score.MOSTLY)
    posted = [row.id for row in each_cast.store.rows(OutboxRow) if row.act is not OutboxAct.REFRESH]
    for _ in range(2):
        each_cast.store.do(commands.close_half, late)
    assert [each.line for each in look(each_cast, "ada", session_id).lines] == ["ada’s line", "late"]
    assert [row.id for row in each_cast.store.rows(OutboxRow) if row.act is not OutboxAct.REFRESH] == posted
    assert len(each_cast.store.rows(Session)) == 2
    assert len(each_cast.store.rows(Pulse)) == 1


def test_only_a_session_that_was_held_can_be_closed_and_one_line_is_enough(each_cast: Cast) -> None:
    each_cast.chartered("ada", "ben")
    [session] = each_cast.store.rows(Session)
    with pytest.raises(NotMetYet):
        close(each_cast, "ada", session.id)
    each_cast.store.do(session_commands.start, InSession(each_cast.actor("ada"), session.id))
    with pytest.raises(NotMetYet):
        form(each_cast, "ada", session.id)
    held(each_cast)
    for line, refusal in (("  ", OneLinePlease), ("x" * (LINE_LIMIT + 1), TextTooLong)):
        with pytest.raises(refusal) as refused:
            close(each_cast, "ada", session.id, line)
        assert refused.value.field == "line"
    assert close(each_cast, "ada", session.id, "x" * LINE_LIMIT).closed_by


def test_a_stranger_cannot_and_in_an_ended_pair_nobody_can(each_cast: Cast) -> None:
    pair_id = each_cast.chartered("ada", "ben")
    session_id = held(each_cast)
    each_cast.chartered("eve", "finn")
    with pytest.raises(NotInThisPair):
        close(each_cast, "eve", session_id)
    each_cast.store.do(pairs.leave, LeavePair(each_cast.actor("ben"), pair_id, receipt()))
    with pytest.raises(PairHasEnded):
        close(each_cast, "ada", session_id)
    each_cast.store.clock.advance(days=3)
    assert questions(each_cast) == []


def test_when_the_pair_ends_the_card_asks_for_nothing_and_reveals_no_line(each_cast: Cast) -> None:
    pair_id = each_cast.chartered("ada", "ben")
    session_id = held(each_cast)
    close(each_cast, "ada", session_id, "Mine.")
    deliver_all(each_cast)
    each_cast.store.do(pairs.leave, LeavePair(each_cast.actor("ben"), pair_id, receipt()))
    cards = [each.dispatch.notice for each in deliver_all(each_cast)]
    [view] = [card.view for card in cards if isinstance(card, SessionCard)]
    assert (view.state, view.is_over, view.lines) == (SessionState.CLOSING, True, ())
    each_cast.store.clock.advance(days=3)
    take_course(each_cast)
    later = [each.dispatch.notice for each in deliver_all(each_cast)]
    assert [card for card in later if isinstance(card, SessionCard)] == []


def test_whoever_has_not_closed_is_asked_once_on_their_next_working_morning(each_cast: Cast) -> None:
    each_cast.profile("ben", "America/New_York")
    each_cast.chartered("ada", "ben")
    session_id = held(each_cast)
    close(each_cast, "ada", session_id)
    each_cast.store.clock.set(datetime(2026, 3, 3, 13, 59, tzinfo=UTC))
    assert questions(each_cast) == []
    each_cast.store.clock.set(datetime(2026, 3, 3, 14, 0, tzinfo=UTC))
    assert questions(each_cast) == ["UBEN"], "nine in New York"
    each_cast.store.clock.advance(days=1)
    take_course(each_cast)
    assert questions(each_cast) == []


def test_on_a_friday_the_question_waits_for_monday_and_still_makes_sense(each_cast: Cast) -> None:
    each_cast.chartered("ada", "ben")
    each_cast.store.clock.set(datetime(2026, 3, 6, 11, 0, tzinfo=UTC))
    session_id = held(each_cast)
    each_cast.store.clock.set(datetime(2026, 3, 8, 20, 0, tzinfo=UTC))
    take_course(each_cast)
    assert look(each_cast, "ada", session_id).state is SessionState.CLOSED
    assert questions(each_cast) == []
    each_cast.store.clock.set(datetime(2026, 3, 9, 9, 0, tzinfo=UTC))
    assert sorted(questions(each_cast)) == ["UADA", "UBEN"]


def test_the_paused_are_not_asked_and_an_answered_question_asks_no_more(each_cast: Cast) -> None:
    each_cast.chartered("ada", "ben")
    session_id = held(each_cast)
    with each_cast.store.transaction() as uow:
        [ben] = [each for each in uow.db.query(Participant) if each.slack_user_id == "UBEN"]
        ben.paused_until = each_cast.store.clock.now().date() + timedelta(days=9)
    each_cast.store.clock.set(datetime(2026, 3, 3, 9, 0, tzinfo=UTC))
    assert questions(each_cast) == ["UADA"]
    close(each_cast, "ada", session_id)
    told = [each.dispatch.notice for each in deliver_all(each_cast)]
    [stands] = [notice for notice in told if isinstance(notice, CloseQuestion)]
    assert not stands.is_answerable


def test_a_tap_in_the_close_spares_the_question_of_the_off_week_and_no_later_one(each_cast: Cast) -> None:
    each_cast.chartered("ada", "ben")
    session_id = held(each_cast)
    close(each_cast, "ada", session_id, score=Score.MOSTLY)
    close(each_cast, "ben", session_id)
    each_cast.store.clock.advance(days=7, hours=1)
    take_course(each_cast)
    reasons = {each.reason for each in each_cast.store.rows(Occurrence)}
    assert reasons == {None, "the pulse was given in a close"}
    assert [each.occurrence_id is None for each in each_cast.store.rows(Pulse)] == [True, False], "only Ben is asked"
    each_cast.store.clock.advance(days=14)
    take_course(each_cast)
    assert len(each_cast.store.rows(Pulse)) == 4


def test_the_tap_is_sealed_and_one_of_each_session_and_member(each_cast: Cast) -> None:
    each_cast.chartered("ada", "ben")
    session_id = held(each_cast)
    view = close(each_cast, "ada", session_id, score=Score.NOT_AT_ALL)
    [pulse] = each_cast.store.rows(Pulse)
    assert pulse.session_id == session_id
    assert each_cast.store.vault.open(pulse.sealed_score or "") == 1
    assert str(pulse.id) not in repr(view)
    assert "NOT_AT_ALL" not in repr(form(each_cast, "ada", session_id))
