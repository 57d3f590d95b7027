"""Claims: each row by one worker, for as long as its lease runs; gates and parked workspaces wait."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from msgspec.structs import replace
from sqlalchemy import func, select, text, update

from mentoring import schedules, workspaces
from mentoring.charters import commands as charters
from mentoring.charters.commands import WriteCharter
from mentoring.delivery import claims, outcomes
from mentoring.delivery.outcomes import GIVE_UP_AFTER, LONGEST_WAIT_MS, SAID_AT_MOST
from mentoring.delivery.rows import now_ms
from mentoring.delivery.steps import Claim, CloseGate, Delivered, LookAhead, OutcomeUnknown, Recover, Retry
from mentoring.schedules import PlanDue
from mentoring.workspaces import MeetWorkspace, ParkWorkspace
from models import OutboxAct, OutboxRow, OutboxState
from tests.factories.cast import TEXT, Cast
from tests.factories.store import Store
from tests.mentoring.delivery.waiting import begin, claim, claim_unknown, fill, let_waiting_end, row, send_next, sending


def database_now(cast: Cast) -> int:
    with cast.store.transaction() as uow:
        return now_ms(uow)


def invitations(cast: Cast, number: int) -> None:
    for each in range(number):
        cast.invitation(f"ada{each}", f"ben{each}")


def test_a_row_is_held_by_one_worker_at_a_time(each_cast: Cast) -> None:
    invitations(each_cast, 3)
    first, second = claim(each_cast.store, 2), claim(each_cast.store, 2)
    assert [len(first), len(second)] == [2, 1]
    assert not {each.row_id for each in first} & {each.row_id for each in second}
    assert len({each.token for each in (*first, *second)}) == 2
    assert claim(each_cast.store) == ()


def test_what_is_due_first_is_taken_first_and_what_is_not_due_stays(each_cast: Cast) -> None:
    invitations(each_cast, 3)
    with each_cast.store.transaction() as uow:
        early, late, never = uow.db.scalars(select(OutboxRow).order_by(OutboxRow.id.desc()))
        now = each_cast.store.clock.now()
        early.due_at = now.replace(hour=8)
        late.due_at = now.replace(hour=9)
        never.due_at = now.replace(hour=11)
    assert [each.row_id for each in claim(each_cast.store)] == [early.id, late.id]


@pytest.mark.postgres
@pytest.mark.parametrize("rounds", [20])
def test_workers_that_claim_at_one_instant_never_share_a_row(store_on_postgres: Store, rounds: int) -> None:
    cast = Cast(store_on_postgres)
    fill(cast, 4_000)
    workers = 4
    start = Barrier(workers)

    def work(_worker: int) -> list[object]:
        held: list[object] = []
        for _ in range(rounds):
            start.wait()
            held += [each.row_id for each in claim(store_on_postgres, 5)]
        return held

    with ThreadPoolExecutor(workers) as threads:
        held = [row_id for worker in threads.map(work, range(workers)) for row_id in worker]
    assert len(held) == len(set(held)) == workers * rounds * 5


def test_a_worker_that_claims_does_not_wait_for_another_in_mid_claim(store_on_postgres: Store) -> None:
    cast = Cast(store_on_postgres)
    invitations(cast, 2)
    with store_on_postgres.transaction() as uow:
        [mine] = claims.claim(Claim(cast.workspace_id, 1, 30_000), uow)
        uow.db.flush()
        [theirs] = claim(store_on_postgres, 2)
        assert theirs.row_id != mine.row_id


@pytest.mark.postgres
@pytest.mark.parametrize("outcome", ["delivered", "not sent", "lost"])
def test_a_message_goes_out_while_a_click_holds_its_pair(store_on_postgres: Store, outcome: str) -> None:
    cast = Cast(store_on_postgres)
    pair_id = cast.chartered("ada", "ben")
    with store_on_postgres.transaction() as uow:
        uow.db.execute(update(OutboxRow).values(state=OutboxState.SENT, channel_id="G1", message_ts="1.0"))
    cast.check_in("ada", pair_id)
    [held] = claim(store_on_postgres)
    changed = replace(TEXT, norms="Others.")
    with store_on_postgres.transaction() as uow:
        charters.write(WriteCharter(cast.actor("ben"), pair_id, changed, cast.basis("ben", pair_id)), uow)
        uow.db.flush()
        ready = begin(store_on_postgres, held)
        assert ready is not None
        match outcome:
            case "delivered":
                store_on_postgres.do(outcomes.deliver, Delivered(held, "G1", "1.1"))
            case "not sent":
                store_on_postgres.do(outcomes.retry, Retry(held, 60_000, "away", ready.tried_ms))
            case _:
                store_on_postgres.do(outcomes.lose_sight, OutcomeUnknown(held, 60_000, "timeout"))


def test_a_worker_leaves_other_workspaces_to_those_who_have_their_token(each_cast: Cast) -> None:
    store, other = each_cast.store, Cast(each_cast.store, "T2")
    other.chartered("ada", "ben")
    store.clock.advance(days=7, hours=2)
    mine = each_cast.workspace_id
    before = store.contents()
    assert claim(store) == claim_unknown(store) == ()
    assert store.do(schedules.plan_due, PlanDue(mine)).advanced == 0
    assert store.do(claims.outlook, LookAhead(mine)).idle
    assert store.contents() == before
    assert claim(store, workspace_id=other.workspace_id) != ()
    let_waiting_end(store)
    assert store.do(claims.recover, Recover(mine, 60_000)) == 0
    assert store.do(schedules.plan_due, PlanDue(other.workspace_id)).advanced == 2


def test_a_parked_workspace_is_sent_nothing_until_it_is_back(each_cast: Cast) -> None:
    other = Cast(each_cast.store, "T2")
    invitations(each_cast, 1)
    other.invitation("ada", "ben")
    each_cast.store.do(workspaces.park, ParkWorkspace(each_cast.team))
    assert claim(each_cast.store) == ()
    [theirs] = claim(each_cast.store, workspace_id=other.workspace_id)
    assert theirs.workspace_id == other.workspace_id
    each_cast.store.do(workspaces.meet, MeetWorkspace(each_cast.team))
    assert [each.workspace_id for each in claim(each_cast.store)] == [each_cast.workspace_id]


def test_a_gate_holds_back_one_method_of_one_workspace(each_cast: Cast) -> None:
    other = Cast(each_cast.store, "T2")
    pair_id = each_cast.invitation("ada", "ben")
    invitation = send_next(each_cast.store)
    with each_cast.store.transaction() as uow:
        sent = uow.db.get_one(OutboxRow, {"workspace_id": each_cast.workspace_id, "id": invitation.claimed.row_id})
        sent.state = OutboxState.SENT
    each_cast.answer("ben", pair_id)
    other.invitation("ada", "ben")
    each_cast.store.do(outcomes.close_gate, CloseGate(each_cast.workspace_id, "chat.postMessage", 60_000))
    held = (*claim(each_cast.store), *claim(each_cast.store, workspace_id=other.workspace_id))
    acts = [(each.workspace_id, row(each_cast.store, each.row_id).act) for each in held]
    assert sorted(acts, key=str) == sorted(
        [(each_cast.workspace_id, OutboxAct.REFRESH), (other.workspace_id, OutboxAct.POST)], key=str
    )


def test_a_gate_opens_by_itself_and_a_shorter_one_never_opens_it_early(each_cast: Cast) -> None:
    invitations(each_cast, 1)
    for wait_ms in (60_000, 1):
        each_cast.store.do(outcomes.close_gate, CloseGate(each_cast.workspace_id, "chat.postMessage", wait_ms))
    assert claim(each_cast.store) == ()
    with each_cast.store.transaction() as uow:
        uow.db.execute(text("UPDATE gates SET until_ms = until_ms - 60000"))
    assert len(claim(each_cast.store)) == 1


def test_nothing_is_looked_for_behind_a_gate(each_cast: Cast) -> None:
    under_way = sending(each_cast)
    each_cast.store.do(outcomes.lose_sight, OutcomeUnknown(under_way.claimed, 0, "timeout"))
    each_cast.store.do(outcomes.close_gate, CloseGate(each_cast.workspace_id, "conversations.history", 60_000))
    assert claim_unknown(each_cast.store) == ()
    with each_cast.store.transaction() as uow:
        uow.db.execute(text("UPDATE gates SET until_ms = until_ms - 60000"))
    assert len(claim_unknown(each_cast.store)) == 1


def test_a_lease_that_ran_out_is_taken_up_what_was_only_claimed_at_once(each_cast: Cast) -> None:
    invitations(each_cast, 1)
    [lost] = claim(each_cast.store)
    assert each_cast.store.do(claims.recover, Recover(each_cast.workspace_id, 60_000)) == 0
    let_waiting_end(each_cast.store)
    assert each_cast.store.do(claims.recover, Recover(each_cast.workspace_id, 60_000)) == 1
    [again] = claim(each_cast.store)
    assert (again.row_id, again.token) != (lost.row_id, lost.token)
    assert begin(each_cast.store, lost) is None, "whoever lost the lease does not send"
    assert begin(each_cast.store, again) is not None


def test_what_may_have_been_sent_waits_for_a_look_and_is_not_claimed_as_new(each_cast: Cast) -> None:
    under_way = sending(each_cast)
    let_waiting_end(each_cast.store)
    each_cast.store.do(claims.recover, Recover(each_cast.workspace_id, 60_000))
    left = row(each_cast.store, under_way.claimed.row_id)
    assert (left.state, left.claim_token) == (OutboxState.UNKNOWN, None)
    assert claim(each_cast.store) == claim_unknown(each_cast.store) == ()
    let_waiting_end(each_cast.store)
    [held] = claim_unknown(each_cast.store)
    assert held.row_id == under_way.claimed.row_id


def test_where_the_bot_may_not_read_an_unknown_outcome_is_sent_again(each_cast: Cast) -> None:
    each_cast.pair("ada", "ben")
    with each_cast.store.transaction() as uow:
        uow.db.execute(update(OutboxRow).where(OutboxRow.pair_id.is_(None)).values(state=OutboxState.SENT))
    opened = send_next(each_cast.store)
    each_cast.store.do(outcomes.lose_sight, OutcomeUnknown(opened.claimed, 60_000, "timeout"))
    left = row(each_cast.store, opened.claimed.row_id)
    assert (left.state, left.first_tried_ms, left.attempts) == (OutboxState.PENDING, None, 1)
    assert claim(each_cast.store) == ()
    let_waiting_end(each_cast.store)
    assert len(claim(each_cast.store)) == 1


@pytest.mark.parametrize("step", ["the reply is lost", "the worker dies"])
def test_where_the_bot_may_not_read_it_is_said_three_times_at_most(each_cast: Cast, step: str) -> None:
    each_cast.pair("ada", "ben")
    store = each_cast.store
    with store.transaction() as uow:
        uow.db.execute(update(OutboxRow).where(OutboxRow.pair_id.is_(None)).values(state=OutboxState.SENT))
    left, waits = OutboxRow(), []
    for _ in range(SAID_AT_MOST):
        opened = send_next(store)
        if step == "the worker dies":
            let_waiting_end(store)
            store.do(claims.recover, Recover(each_cast.workspace_id, 60_000))
        else:
            store.do(outcomes.lose_sight, OutcomeUnknown(opened.claimed, 60_000, "timeout"))
        left = row(store, opened.claimed.row_id)
        waits.append(round((left.wait_until_ms - database_now(each_cast)) / 60_000))
        let_waiting_end(store)
    assert (left.state, left.attempts) == (OutboxState.DEAD, SAID_AT_MOST)
    assert left.failure is not None
    assert left.failure.endswith(".")
    assert waits[:2] == [1, 2], "it waits longer each time"
    assert claim(store) == ()


def test_an_edit_whose_replies_are_lost_is_tried_as_often_as_any_attempt(cast: Cast) -> None:
    pair_id = cast.invitation("ada", "ben")
    invitation = send_next(cast.store)
    cast.answer("ben", pair_id)
    cast.store.do(outcomes.deliver, Delivered(invitation.claimed, "D1", "1.1"))
    with cast.store.transaction() as uow:
        uow.db.execute(update(OutboxRow).where(OutboxRow.act == OutboxAct.POST).values(state=OutboxState.SENT))
    left = OutboxRow()
    for _ in range(GIVE_UP_AFTER):
        refresh = send_next(cast.store)
        cast.store.do(outcomes.lose_sight, OutcomeUnknown(refresh.claimed, 60_000, "timeout"))
        left = row(cast.store, refresh.claimed.row_id)
        assert left.wait_until_ms <= database_now(cast) + LONGEST_WAIT_MS
        let_waiting_end(cast.store)
    assert left.state is OutboxState.DEAD


def test_the_outlook_tells_what_is_under_way_and_what_comes_next(each_cast: Cast) -> None:
    look = LookAhead(each_cast.workspace_id)
    assert each_cast.store.do(claims.outlook, look).idle
    each_cast.invitation("ada", "ben")
    assert not each_cast.store.do(claims.outlook, look).idle
    [held] = claim(each_cast.store)
    assert not each_cast.store.do(claims.outlook, look).idle
    with each_cast.store.transaction() as uow:
        waiting = uow.db.get_one(OutboxRow, {"workspace_id": held.workspace_id, "id": held.row_id})
        waiting.state = OutboxState.PENDING
        waiting.due_at = each_cast.store.clock.now().replace(hour=12)
    outlook = each_cast.store.do(claims.outlook, look)
    assert (outlook.idle, outlook.next_due_at) == (True, waiting.due_at)


def test_a_fallen_due_schedule_is_work_too(cast: Cast) -> None:
    cast.chartered("ada", "ben")
    with cast.store.transaction() as uow:
        uow.db.execute(update(OutboxRow).values(state=OutboxState.SENT))
    quiet = cast.store.do(claims.outlook, LookAhead(cast.workspace_id))
    assert quiet.idle
    assert quiet.next_due_at is not None
    cast.store.clock.set(quiet.next_due_at)
    assert not cast.store.do(claims.outlook, LookAhead(cast.workspace_id)).idle


def test_a_parked_workspace_is_no_work(cast: Cast) -> None:
    cast.invitation("ada", "ben")
    cast.store.do(workspaces.park, ParkWorkspace(cast.team))
    assert cast.store.do(claims.outlook, LookAhead(cast.workspace_id)).idle


def test_a_batch_is_no_larger_than_asked_for(cast: Cast) -> None:
    fill(cast, 500)
    assert len(claim(cast.store, 20)) == 20
    with cast.store.transaction() as uow:
        claimed = select(func.count()).select_from(OutboxRow).where(OutboxRow.state == OutboxState.CLAIMED)
        assert uow.db.scalar(claimed) == 20


@pytest.mark.parametrize("hours", [2, -2])
def test_a_host_whose_clock_is_wrong_by_hours_takes_nothing_away_from_another(each_cast: Cast, hours: int) -> None:
    for name in ("ben", "cem"):
        each_cast.invitation("ada", name)
    [held, _] = claim(each_cast.store)
    assert begin(each_cast.store, held) is not None
    each_cast.store.clock.advance(hours=hours)
    assert claim(each_cast.store) == claim_unknown(each_cast.store) == ()
    assert each_cast.store.do(claims.recover, Recover(each_cast.workspace_id, 1)) == 0
