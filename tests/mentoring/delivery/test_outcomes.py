"""From a held row to its end: begun once, sent once, looked for twice, dropped when it is no longer true."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from mentoring import schedules
from mentoring.delivery import claims, outcomes
from mentoring.delivery.outcomes import GIVE_UP_AFTER
from mentoring.delivery.steps import (
    DirectMessage,
    KeepConversation,
    NotFoundInHistory,
    OutcomeUnknown,
    PairConversation,
    Recover,
    Retry,
    Undeliverable,
)
from mentoring.home import glance
from mentoring.off_week import OffWeekCard
from mentoring.outbox import NoticeKind
from mentoring.pairs import commands as pairs
from mentoring.pairs.commands import LeavePair, WithdrawInvitation
from mentoring.pairs.notices import Invitation, PairOpened
from mentoring.pulses import Score
from mentoring.schedules import PlanDue
from mentoring.states import PulseState
from models import OutboxAct, OutboxRow, OutboxState, Pair
from tests.factories.cast import Cast, receipt
from tests.mentoring.delivery.waiting import (
    begin,
    claim,
    claim_unknown,
    deliver,
    deliver_all,
    let_waiting_end,
    row,
    send_next,
    sending,
    set_all_sent,
)


def test_beginning_gives_all_that_the_sending_needs(each_cast: Cast) -> None:
    under_way = sending(each_cast)
    ready = under_way.dispatch
    assert (ready.team_id, ready.kind, ready.act) == (each_cast.team, NoticeKind.PAIR_INVITATION, OutboxAct.POST)
    assert ready.address == DirectMessage("UBEN")
    assert isinstance(ready.notice, Invitation)
    assert ready.locale == "en-GB"
    assert (ready.target, ready.look_since, ready.tried_ms, ready.attempts) == (None, None, None, 0)
    assert row(each_cast.store, under_way.claimed.row_id).state is OutboxState.SENDING


def test_a_pairs_message_goes_to_all_of_them_in_the_programmes_language(cast: Cast) -> None:
    pair_id = cast.triad("ada", "ben", "cleo")
    opened = next(each for each in deliver_all(cast) if isinstance(each.dispatch.notice, PairOpened))
    assert opened.dispatch.address == PairConversation(pair_id, None, ("UADA", "UBEN", "UCLEO"))
    assert opened.dispatch.locale == "en"
    for channel in ("G1", "G2"):
        cast.store.do(outcomes.keep_conversation, KeepConversation(cast.workspace_id, pair_id, channel))
    assert [each.conversation_id for each in cast.store.rows(Pair)] == ["G1"]


def test_what_was_sent_is_never_sent_again(each_cast: Cast) -> None:
    under_way = sending(each_cast)
    sent = deliver(each_cast, under_way)
    assert (sent.state, sent.channel_id, sent.message_ts) == (OutboxState.SENT, "C1", "1.1")
    assert sent.finished_at == each_cast.store.clock.now()
    assert deliver(each_cast, under_way, "2.2").message_ts == "1.1"
    let_waiting_end(each_cast.store)
    assert each_cast.store.do(claims.recover, Recover(each_cast.workspace_id, 1)) == 0
    assert claim_unknown(each_cast.store) == ()
    left = claim(each_cast.store)
    assert [row(each_cast.store, each.row_id).act for each in left] == [OutboxAct.REMOVE], "but its second copy goes"


def test_a_message_that_arrived_counts_even_if_the_lease_was_lost(each_cast: Cast) -> None:
    under_way = sending(each_cast)
    let_waiting_end(each_cast.store)
    each_cast.store.do(claims.recover, Recover(each_cast.workspace_id, 60_000))
    assert deliver(each_cast, under_way).state is OutboxState.SENT


@pytest.mark.parametrize("step", ["retry", "lose_sight", "not_found", "give_up", "release"])
def test_whoever_lost_the_lease_changes_nothing(cast: Cast, step: str) -> None:
    under_way = sending(cast)
    let_waiting_end(cast.store)
    cast.store.do(claims.recover, Recover(cast.workspace_id, 60_000))
    before = cast.store.contents()
    lost = under_way.claimed
    match step:
        case "retry":
            cast.store.do(outcomes.retry, Retry(lost, 0, "x", None))
        case "lose_sight":
            cast.store.do(outcomes.lose_sight, OutcomeUnknown(lost, 0, "x"))
        case "not_found":
            cast.store.do(outcomes.not_found, NotFoundInHistory(lost, 0))
        case "give_up":
            cast.store.do(outcomes.give_up, Undeliverable(lost, "x"))
        case _:
            cast.store.do(outcomes.release, lost)
    assert cast.store.contents() == before


def test_a_row_handed_back_unbegun_is_free_at_once(each_cast: Cast) -> None:
    each_cast.invitation("ada", "ben")
    [held] = claim(each_cast.store)
    each_cast.store.do(outcomes.release, held)
    [again] = claim(each_cast.store)
    assert begin(each_cast.store, again) is not None
    each_cast.store.do(outcomes.release, again)
    assert row(each_cast.store, again.row_id).state is OutboxState.SENDING, "what has begun is not handed back"


def test_a_row_handed_back_before_its_look_is_still_of_unknown_outcome(each_cast: Cast) -> None:
    under_way = sending(each_cast)
    each_cast.store.do(outcomes.lose_sight, OutcomeUnknown(under_way.claimed, 0, "timeout"))
    [held] = claim_unknown(each_cast.store)
    each_cast.store.do(outcomes.release, held)
    assert row(each_cast.store, held.row_id).state is OutboxState.UNKNOWN
    assert claim(each_cast.store) == ()


def test_two_looks_in_vain_come_before_sending_again(each_cast: Cast) -> None:
    under_way = sending(each_cast)
    created = row(each_cast.store, under_way.claimed.row_id).created_at
    each_cast.store.do(outcomes.lose_sight, OutcomeUnknown(under_way.claimed, 60_000, "timeout"))
    assert claim(each_cast.store) == claim_unknown(each_cast.store) == ()
    for look in range(2):
        let_waiting_end(each_cast.store)
        assert claim(each_cast.store) == (), look
        [held] = claim_unknown(each_cast.store)
        ready = begin(each_cast.store, held)
        assert ready is not None
        assert ready.look_since == created
        each_cast.store.do(outcomes.not_found, NotFoundInHistory(held, 15_000))
    [held] = claim(each_cast.store)
    ready = begin(each_cast.store, held)
    assert ready is not None
    assert ready.look_since is None, "now it is sent"


def test_a_refusal_after_a_try_of_unknown_outcome_does_not_forget_that_try(each_cast: Cast) -> None:
    under_way = sending(each_cast)
    each_cast.store.do(outcomes.lose_sight, OutcomeUnknown(under_way.claimed, 0, "timeout"))
    [held] = claim_unknown(each_cast.store)
    ready = begin(each_cast.store, held)
    assert ready is not None
    each_cast.store.do(outcomes.retry, Retry(held, 0, "rate limited", ready.tried_ms, attempts=0))
    [again] = claim(each_cast.store)
    looking = begin(each_cast.store, again)
    assert looking is not None
    assert looking.look_since is not None


def test_after_too_many_attempts_it_is_set_aside_with_its_reason(cast: Cast) -> None:
    cast.invitation("ada", "ben")
    for attempt in range(GIVE_UP_AFTER):
        under_way = send_next(cast.store)
        assert under_way.dispatch.attempts == attempt
        cast.store.do(outcomes.retry, Retry(under_way.claimed, 0, "fatal", None))
    [left] = cast.store.rows(OutboxRow)
    assert (left.state, left.failure, left.attempts) == (OutboxState.DEAD, "fatal", GIVE_UP_AFTER)
    assert claim(cast.store) == ()


def test_a_closed_gate_is_no_attempt(cast: Cast) -> None:
    cast.invitation("ada", "ben")
    for _ in range(GIVE_UP_AFTER + 3):
        under_way = send_next(cast.store)
        cast.store.do(outcomes.retry, Retry(under_way.claimed, 0, "rate limited", None, attempts=0))
    assert [left.attempts for left in cast.store.rows(OutboxRow)] == [0]


def test_a_back_off_holds_the_row_and_one_given_up_does_not_block_the_next(cast: Cast) -> None:
    cast.invitation("ada", "ben")
    cast.invitation("cleo", "dan")
    poisoned = send_next(cast.store)
    cast.store.do(outcomes.give_up, Undeliverable(poisoned.claimed, "no such channel"))
    under_way = send_next(cast.store)
    cast.store.do(outcomes.retry, Retry(under_way.claimed, 60_000, "later", None))
    assert claim(cast.store) == ()
    assert row(cast.store, poisoned.claimed.row_id).failure == "no such channel"


def test_an_unknown_kind_waits_for_a_newer_replica_and_lets_the_rest_flow(each_cast: Cast) -> None:
    each_cast.invitation("ada", "ben")
    with each_cast.store.transaction() as uow:
        uow.db.execute(update(OutboxRow).values(kind="of_a_newer_release"))
    each_cast.store.clock.advance(minutes=1)
    each_cast.invitation("cleo", "dan")
    newer, known = claim(each_cast.store)
    assert begin(each_cast.store, newer) is None
    assert begin(each_cast.store, known) is not None
    left = row(each_cast.store, newer.row_id)
    assert (left.state, left.attempts) == (OutboxState.PENDING, 0)
    assert claim(each_cast.store) == ()


def dropped(cast: Cast) -> list[tuple[str, str | None]]:
    return [(each.kind, each.failure) for each in cast.store.rows(OutboxRow) if each.state is OutboxState.DROPPED]


def test_an_invitation_taken_back_is_not_posted(cast: Cast) -> None:
    pair_id = cast.invitation("ada", "ben")
    cast.store.do(pairs.withdraw, WithdrawInvitation(cast.actor("ada"), pair_id))
    assert deliver_all(cast) == []
    assert dropped(cast) == [(NoticeKind.PAIR_INVITATION, "no longer true")]


def test_a_pair_that_ended_is_told_so_and_nothing_else(cast: Cast) -> None:
    pair_id = cast.pair("ada", "ben")
    set_all_sent(cast)
    cast.agree(pair_id, "ada", "ben")
    cast.check_in("ada", pair_id)
    cast.store.do(pairs.leave, LeavePair(cast.actor("ada"), pair_id, receipt()))
    told = [each.dispatch.kind for each in deliver_all(cast) if each.dispatch.act is OutboxAct.POST]
    assert told == [NoticeKind.PAIR_ENDED]
    assert set(dropped(cast)) >= {
        (NoticeKind.CHARTER_TO_SIGN, "no longer true"),
        (NoticeKind.CHARTER_IN_FORCE, "no longer true"),
    }


def test_a_card_to_sign_that_comes_too_late_to_help_is_not_posted(cast: Cast) -> None:
    pair_id = cast.pair("ada", "ben")
    set_all_sent(cast)
    cast.agree(pair_id, "ada", "ben")
    kinds = [each.dispatch.kind for each in deliver_all(cast) if each.dispatch.act is OutboxAct.POST]
    assert kinds == [NoticeKind.CHARTER_IN_FORCE, NoticeKind.SESSION_CARD]


def asked(cast: Cast) -> None:
    """Both have been asked how safe it feels, and nothing else is to be said."""
    cast.chartered("ada", "ben")
    set_all_sent(cast)
    cast.store.clock.advance(days=7, hours=1)
    cast.store.do(schedules.plan_due, PlanDue(cast.workspace_id))


def test_a_pulse_answered_before_its_message_went_out_is_not_asked_again(cast: Cast) -> None:
    asked(cast)
    [pair] = cast.store.do(glance, cast.actor("ada")).pairs
    cast.tap("ada", pair.pair_id, Score.MOSTLY)
    asks = {}
    for each in deliver_all(cast):
        assert isinstance(each.dispatch.notice, OffWeekCard)
        assert each.dispatch.notice.pulse is not None
        asks[each.dispatch.address] = each.dispatch.notice.pulse.state
    assert asks == {DirectMessage("UADA"): PulseState.ANSWERED, DirectMessage("UBEN"): PulseState.ASKED}


def test_a_pulse_is_not_sent_outside_working_hours_however_late_it_is_found(cast: Cast) -> None:
    asked(cast)
    evening = cast.store.clock.now().replace(hour=19)
    cast.store.clock.set(evening)
    assert deliver_all(cast) == []
    assert claim(cast.store) == (), "it waits without being looked at"
    cast.store.clock.set((evening + timedelta(days=1)).replace(hour=8, minute=59))
    assert deliver_all(cast) == []
    cast.store.clock.set((evening + timedelta(days=1)).replace(hour=9, minute=0))
    assert len(deliver_all(cast)) == 2


def test_a_pulse_that_is_days_late_is_dropped(cast: Cast) -> None:
    asked(cast)
    cast.store.clock.advance(days=5)
    assert deliver_all(cast) == []
    late = [each for each in dropped(cast) if each[0] == NoticeKind.OFF_WEEK]
    assert late == [(NoticeKind.OFF_WEEK, "its time was over")] * 2
