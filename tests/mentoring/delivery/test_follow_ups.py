"""What follows a message: drawn anew, pinned and unpinned in the right order, and never by two workers at a time."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from msgspec.structs import replace
from sqlalchemy import select, update

from mentoring import outbox
from mentoring.delivery import outcomes
from mentoring.delivery.steps import Claimed, Undeliverable
from mentoring.outbox import NoticeKind
from mentoring.pairs import commands as pairs
from mentoring.pairs.commands import Answer, LeavePair
from models import OutboxAct, OutboxRow, OutboxState
from tests.factories.cast import TEXT, Cast, receipt
from tests.factories.store import Store
from tests.mentoring.delivery.waiting import (
    Sending,
    begin,
    claim,
    deliver,
    deliver_all,
    let_waiting_end,
    row,
    send_next,
    set_all_sent,
)


def test_only_the_charter_in_force_is_pinned_and_only_once_it_stands(cast: Cast) -> None:
    pair_id = cast.pair("ada", "ben")
    set_all_sent(cast)
    cast.agree(pair_id, "ada", "ben")
    sent = deliver_all(cast)
    pins = [each.dispatch for each in sent if each.dispatch.act is OutboxAct.PIN]
    assert [(pin.kind, pin.notice, pin.target and pin.target[0]) for pin in pins] == [
        (NoticeKind.CHARTER_IN_FORCE, None, "C1")
    ]
    cast.agree(pair_id, "ada", "ben", text=replace(TEXT, norms="Others."))
    acts = [each.dispatch.act for each in deliver_all(cast) if each.dispatch.kind is NoticeKind.CHARTER_IN_FORCE]
    assert sorted(acts) == [OutboxAct.PIN, OutboxAct.POST, OutboxAct.REFRESH, OutboxAct.UNPIN]


def test_a_charter_replaced_before_it_was_told_is_not_told(each_cast: Cast) -> None:
    pair_id = each_cast.pair("ada", "ben")
    set_all_sent(each_cast)
    each_cast.agree(pair_id, "ada", "ben")
    each_cast.agree(pair_id, "ada", "ben", text=replace(TEXT, norms="Others."))
    told = [each.dispatch for each in deliver_all(each_cast) if each.dispatch.kind is NoticeKind.CHARTER_IN_FORCE]
    assert [(each.act, getattr(each.notice, "number", None)) for each in told] == [
        (OutboxAct.POST, 2),
        (OutboxAct.PIN, None),
    ]


@pytest.mark.parametrize("reason", ["replaced", "ended"])
def test_a_pin_that_comes_too_late_pins_nothing(each_cast: Cast, reason: str) -> None:
    pair_id = each_cast.pair("ada", "ben")
    set_all_sent(each_cast)
    each_cast.agree(pair_id, "ada", "ben")
    with each_cast.store.transaction() as uow:
        earlier = OutboxRow.kind != NoticeKind.CHARTER_IN_FORCE
        uow.db.execute(update(OutboxRow).where(earlier).values(state=OutboxState.DROPPED))
    deliver(each_cast, send_next(each_cast.store))
    if reason == "replaced":
        each_cast.agree(pair_id, "ada", "ben", text=replace(TEXT, norms="Others."))
    else:
        each_cast.store.do(pairs.leave, LeavePair(each_cast.actor("ada"), pair_id, receipt()))
    late = [each.dispatch.act for each in deliver_all(each_cast) if each.dispatch.target == ("C1", "1.1")]
    assert late == [OutboxAct.REFRESH, OutboxAct.UNPIN]


def test_a_follow_up_waits_for_its_message_and_goes_with_it(each_cast: Cast) -> None:
    pair_id = each_cast.invitation("ada", "ben")
    invitation = send_next(each_cast.store)
    each_cast.answer("ben", pair_id, Answer.DECLINE)
    with each_cast.store.transaction() as uow:
        uow.db.execute(
            update(OutboxRow).where(OutboxRow.kind == NoticeKind.INVITATION_DECLINED).values(state=OutboxState.SENT)
        )
    [refresh] = claim(each_cast.store)
    assert begin(each_cast.store, refresh) is None
    assert row(each_cast.store, refresh.row_id).state is OutboxState.PENDING
    each_cast.store.do(outcomes.give_up, Undeliverable(invitation.claimed, "user_disabled"))
    let_waiting_end(each_cast.store)
    [refresh] = claim(each_cast.store)
    assert begin(each_cast.store, refresh) is None
    assert row(each_cast.store, refresh.row_id).state is OutboxState.DROPPED


def leave_two_edits(cast: Cast) -> None:
    """Two edits of one message wait, as when it changed again after a worker had taken the first and died."""
    pair_id = cast.pair("ada", "ben")
    set_all_sent(cast)
    cast.agree(pair_id, "ada", "ben")
    with cast.store.transaction() as uow:
        is_edit = OutboxRow.act == OutboxAct.REFRESH
        uow.db.execute(update(OutboxRow).where(~is_edit).values(state=OutboxState.SENT))
        [edit] = uow.db.scalars(select(OutboxRow).where(is_edit))
        about = uow.db.get_one(OutboxRow, {"workspace_id": edit.workspace_id, "id": edit.about_id})
        edit.state = OutboxState.CLAIMED
        outbox.refresh(edit.workspace_id, about.dedup_key, "changed again", uow)
        edit.state = OutboxState.PENDING


def test_of_two_edits_of_one_message_only_one_is_under_way(each_cast: Cast) -> None:
    leave_two_edits(each_cast)
    [older], [newer] = claim(each_cast.store, limit=1), claim(each_cast.store, limit=1)
    slow = begin(each_cast.store, older)
    assert slow is not None
    assert begin(each_cast.store, newer) is None, "it would overtake the older one, or be overtaken by it"
    assert row(each_cast.store, newer.row_id).state is OutboxState.PENDING
    deliver(each_cast, Sending(older, slow))
    let_waiting_end(each_cast.store)
    [newer] = claim(each_cast.store, limit=1)
    assert begin(each_cast.store, newer) is not None


def test_what_changes_while_a_message_is_being_drawn_is_drawn_again(each_cast: Cast) -> None:
    each_cast.invitation("ada", "ben")
    invitation = send_next(each_cast.store)
    posted = deliver(each_cast, invitation)

    def draw(occasion: str) -> None:
        with each_cast.store.transaction() as uow:
            outbox.refresh(posted.workspace_id, posted.dedup_key, occasion, uow)

    def drawings() -> list[str]:
        return [each.dedup_key.rpartition(":")[2] for each in each_cast.store.rows(OutboxRow) if each.about_id]

    draw("one")
    draw("while it waits")
    assert drawings() == ["one"], "it will read what is true when it is taken in hand"
    [held] = claim(each_cast.store)
    draw("while it is held")
    assert begin(each_cast.store, held) is not None
    draw("while it is under way")
    assert drawings() == ["one", "while it is held"]


@pytest.mark.postgres
def test_two_workers_that_begin_at_one_instant_do_not_both_edit_one_message(store_on_postgres: Store) -> None:
    leave_two_edits(Cast(store_on_postgres))
    for _ in range(20):
        held = claim(store_on_postgres)
        assert len(held) == 2
        start = Barrier(len(held))

        def start_with(claimed: Claimed, start: Barrier = start) -> bool:
            start.wait()
            return begin(store_on_postgres, claimed) is not None

        with ThreadPoolExecutor(len(held)) as threads:
            assert sum(threads.map(start_with, held)) == 1
        with store_on_postgres.transaction() as uow:
            uow.db.execute(
                update(OutboxRow)
                .where(OutboxRow.act == OutboxAct.REFRESH)
                .values(state=OutboxState.PENDING, first_tried_ms=None, wait_until_ms=0)
            )
