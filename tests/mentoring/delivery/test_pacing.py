"""Slack's rates, kept by all workers together: in a workspace, and in each conversation."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring import outbox
from mentoring.delivery import claims, dispatch, pacing
from mentoring.delivery.pacing import CONVERSATION, Bucket, Rate
from mentoring.delivery.steps import Begin, ClaimBatch, Claimed
from mentoring.outbox import NoticeKind, ToNewcomer
from models import OutboxAct, OutboxRow, OutboxState, Pace, Participant
from tests.factories.cast import Cast
from tests.factories.store import Store
from tests.mentoring.delivery.waiting import LEASE_MS, claim, let_waiting_end

SLOW = Rate(per_second=0.001, burst=7)


def batch(cast: Cast, rate: Rate = SLOW, limit: int = 100) -> tuple[Claimed, ...]:
    return cast.store.do(claims.claim_batch, ClaimBatch(cast.workspace_id, limit, LEASE_MS, rate)).held


def invited(cast: Cast, number: int) -> None:
    for each in range(number):
        cast.invitation(f"ada{each}", f"ben{each}")


def test_no_more_is_taken_in_hand_than_the_rate_allows_and_later_more(each_cast: Cast) -> None:
    invited(each_cast, 20)
    assert len(batch(each_cast, limit=5)) == 5
    assert len(batch(each_cast)) == SLOW.burst - 5
    assert batch(each_cast) == ()
    let_waiting_end(each_cast.store)
    assert len(batch(each_cast)) == SLOW.burst


def test_what_is_not_there_is_not_counted(each_cast: Cast) -> None:
    for _ in range(3):
        assert batch(each_cast) == ()
    invited(each_cast, 20)
    assert len(batch(each_cast)) == SLOW.burst


def test_one_workspace_does_not_use_up_what_another_may_send(each_cast: Cast) -> None:
    other = Cast(each_cast.store, "T2")
    for cast in (each_cast, other):
        invited(cast, 10)
    assert len(batch(each_cast)) == len(batch(other)) == SLOW.burst


@pytest.mark.postgres
def test_replicas_that_take_at_one_instant_keep_to_the_rate_together(store_on_postgres: Store) -> None:
    cast = Cast(store_on_postgres)
    invited(cast, 40)
    workers = 4
    start = Barrier(workers)

    def work(_worker: int) -> int:
        taken = 0
        for _ in range(5):
            start.wait()
            taken += len(batch(cast, limit=3))
        return taken

    with ThreadPoolExecutor(workers) as threads:
        assert sum(threads.map(work, range(workers))) == SLOW.burst


@pytest.mark.postgres
def test_a_worker_that_stands_still_in_mid_claim_holds_no_other_up(store_on_postgres: Store) -> None:
    cast = Cast(store_on_postgres)
    invited(cast, 3)
    assert len(batch(cast, limit=1)) == 1
    with store_on_postgres.transaction() as uow:
        assert pacing.hold(cast.workspace_id, SLOW, uow) is not None
        assert batch(cast) == (), "it left them to the one that is at it, and did not wait"


@given(
    per_second=st.floats(0.01, 1_000),
    burst=st.integers(1, 50),
    steps=st.lists(st.tuples(st.integers(0, 5_000_000), st.integers(0, 60)), max_size=40),
)
def test_however_it_is_asked_no_span_of_time_sees_more_than_the_burst_and_the_rate(
    per_second: float, burst: int, steps: list[tuple[int, int]]
) -> None:
    rate, pace, now_us, taken = Rate(per_second, burst), Pace(ahead_us=0), 10**12, list[tuple[int, int]]()
    for passes, wanted in steps:
        now_us += passes
        bucket = Bucket(pace, rate, now_us)
        assert 0 <= bucket.room <= burst
        assert bool(bucket.room) is not bool(bucket.room_in_ms)
        assert Bucket(pace, rate, now_us + 1_000 * bucket.room_in_ms).room, "it has room when it says so"
        if bucket.room_in_ms > 1:
            assert not Bucket(pace, rate, now_us + 1_000 * (bucket.room_in_ms - 2)).room, "and no sooner"
        number = min(wanted, bucket.room)
        bucket.take(number)
        taken.append((now_us, number))
    for first, (begins, _) in enumerate(taken):
        total = 0
        for ends, number in taken[first:]:
            total += number
            assert total <= burst + (ends - begins) // rate.each_us + 1
    rested = Bucket(pace, rate, now_us + (burst + 1) * rate.each_us)
    assert rested.room == burst, "after a quiet time the whole burst is there again"


def turns(cast: Cast, person: Participant, number: int) -> list[int]:
    """Take a turn for so many messages to one person; return how long each had to wait first, in milliseconds."""
    waits = []
    for _ in range(number):
        with cast.store.transaction() as uow:
            row = OutboxRow(workspace_id=cast.workspace_id, participant_id=person.id, act=OutboxAct.POST)
            waits.append(pacing.take_turn(row, uow))
    return waits


def test_a_conversation_takes_a_few_at_once_and_then_about_one_a_second(each_cast: Cast) -> None:
    each_cast.pair("ada", "ben")
    ada, ben = each_cast.store.rows(Participant)
    waits = turns(each_cast, ada, CONVERSATION.burst + 3)
    assert waits[: CONVERSATION.burst] == [0] * CONVERSATION.burst
    assert all(0 < wait <= 1_001 for wait in waits[CONVERSATION.burst :])
    assert turns(each_cast, ben, 1) == [0], "another conversation has its own"
    let_waiting_end(each_cast.store)
    assert turns(each_cast, ada, 1) == [0]


def test_a_message_whose_turn_has_not_come_waits_and_is_no_attempt(cast: Cast) -> None:
    cast.invitation("ada", "ben")
    [held] = claim(cast.store)
    ben = next(each for each in cast.store.rows(Participant) if each.slack_user_id == cast.actor("ben").user_id)
    turns(cast, ben, CONVERSATION.burst)
    assert cast.store.do(dispatch.begin, Begin(held, LEASE_MS)) is None
    [row] = cast.store.rows(OutboxRow)
    assert (row.state, row.attempts, row.first_tried_ms) == (OutboxState.PENDING, 0, None)
    assert claim(cast.store) == ()
    let_waiting_end(cast.store)
    [held] = claim(cast.store)
    assert cast.store.do(dispatch.begin, Begin(held, LEASE_MS)) is not None


def test_edits_and_pins_take_no_turn_of_the_conversation(cast: Cast) -> None:
    cast.pair("ada", "ben")
    ada, _ = cast.store.rows(Participant)
    turns(cast, ada, CONVERSATION.burst)
    with cast.store.transaction() as uow:
        for act in (OutboxAct.REFRESH, OutboxAct.PIN, OutboxAct.UNPIN):
            row = OutboxRow(workspace_id=cast.workspace_id, participant_id=ada.id, act=act)
            assert pacing.take_turn(row, uow) == 0


def test_nothing_is_kept_of_somebody_who_takes_part_in_nothing(cast: Cast) -> None:
    with cast.store.transaction() as uow:
        outbox.post(cast.workspace_id, NoticeKind.HELLO, "hello", ToNewcomer("USTRANGER"), {}, uow)
    [held] = claim(cast.store)
    assert cast.store.do(dispatch.begin, Begin(held, LEASE_MS)) is not None
    assert "USTRANGER" not in repr([(pace.what, pace.ahead_us) for pace in cast.store.rows(Pace)])


@pytest.mark.parametrize(("per_second", "burst"), [(0, 1), (-1, 1), (1, 0)])
def test_a_rate_that_lets_nothing_through_is_refused(per_second: float, burst: int) -> None:
    with pytest.raises(ValueError, match="at least one"):
        Rate(per_second, burst)
