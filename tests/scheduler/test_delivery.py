"""A batch on its way to Slack: what one message meets there decides what becomes of the next."""

import io
from collections.abc import Callable
from typing import Any

from sqlalchemy import update

from adapters.slack import OutcomeLost, RateLimited, SlackRefused
from mentoring.delivery import claims
from mentoring.delivery.rows import now_ms
from mentoring.unit_of_work import UnitOfWork
from models import OutboxRow, OutboxState
from scheduler import retries
from scheduler.delivery import AT_ONCE, Delivery, Patience
from tests.factories.cast import Cast
from tests.factories.store import Store
from tests.mentoring.delivery.waiting import begin, claim, let_waiting_end, row
from tests.scheduler.slack_of_words import SlackOfWords, refusing

BATCH = 10


def invited(cast: Cast, number: int = BATCH) -> None:
    for each in range(number):
        cast.invitation(f"ada{each}", f"ben{each}")


def worker(cast: Cast, slack: SlackOfWords, settle_ms: int = 60_000) -> Delivery:
    return Delivery(cast.store.database.transact, slack, Patience(30_000, settle_ms), cast.workspace_id, per_second=100)


def states(cast: Cast) -> set[OutboxState]:
    return {row.state for row in cast.store.rows(OutboxRow)}


async def test_a_gate_that_closes_in_a_batch_holds_the_rest_of_it_back(each_cast: Cast) -> None:
    invited(each_cast)
    slack = SlackOfWords(refusing(RateLimited("chat.postMessage", 30)))
    delivery = worker(each_cast, slack)
    assert await delivery.run_once() == BATCH
    assert 1 <= slack.count("post") <= AT_ONCE
    assert states(each_cast) == {OutboxState.PENDING}
    assert await delivery.run_once() == 0


async def test_a_token_revoked_in_a_batch_is_used_no_more(each_cast: Cast) -> None:
    invited(each_cast)
    slack = SlackOfWords(refusing(SlackRefused("token_revoked")))
    delivery = worker(each_cast, slack)
    assert await delivery.run_once() == BATCH
    assert 1 <= slack.count("post") <= AT_ONCE
    assert states(each_cast) == {OutboxState.PENDING}
    assert await delivery.run_once() == 0


async def test_a_worker_told_that_there_is_no_room_asks_again_when_there_is(each_cast: Cast) -> None:
    asked, now = 0, 0.0

    async def transact(function: Callable[[Any, UnitOfWork], Any], command: Any) -> Any:
        nonlocal asked
        asked += function is claims.claim_batch
        return await each_cast.store.database.transact(function, command)

    invited(each_cast, 4)
    slack, ours = SlackOfWords(), each_cast.workspace_id
    delivery = Delivery(transact, slack, Patience(), ours, per_second=0.001, batch=2, tick=lambda: now)
    assert [await delivery.run_once() for _ in range(4)] == [2, 0, 0, 0]
    assert asked == 2, "the second time it is told how long there will be none"
    now = 1_001.0
    assert await delivery.run_once() == 0, "by the store's clock no time has passed"
    assert asked == 3
    assert slack.count("post") == 2


async def test_a_card_that_somebody_deleted_in_slack_is_edited_in_vain_once(each_cast: Cast) -> None:
    pair_id = each_cast.invitation("ada", "ben")
    slack = SlackOfWords()
    await worker(each_cast, slack).run_once()
    each_cast.answer("ben", pair_id)
    slack.answer = refusing(SlackRefused("message_not_found"))
    await worker(each_cast, slack).run_once()
    assert slack.count("update") == 1
    card, edit = [row for row in each_cast.store.rows(OutboxRow) if row.kind == "pair_invitation"]
    assert card.state is edit.state is OutboxState.DROPPED
    assert card.failure == edit.failure == retries.reason("message_not_found")


async def test_a_surprise_while_sending_holds_nobody_up_and_is_looked_for(
    each_cast: Cast,
    log: io.StringIO,  # asked for, since a traceback made for a terminal takes seconds, and then a lease runs out
) -> None:
    invited(each_cast, 3)
    slack = SlackOfWords(refusing(KeyError("channel")))
    assert await worker(each_cast, slack).run_once() == 3
    assert slack.count("post") == 3
    assert states(each_cast) == {OutboxState.UNKNOWN}
    assert {row.failure for row in each_cast.store.rows(OutboxRow)} == {"KeyError"}


async def test_a_worker_that_lacks_the_key_leaves_the_message_to_those_who_have_it(each_cast: Cast) -> None:
    pair_id = each_cast.chartered("ada", "ben")
    with each_cast.store.transaction() as uow:
        uow.db.execute(update(OutboxRow).values(state=OutboxState.SENT, channel_id="G1", message_ts="1.0"))
    each_cast.check_in("ada", pair_id)
    slack = SlackOfWords()
    stranger = Store(each_cast.store.url)
    await Delivery(stranger.database.transact, slack, Patience(), each_cast.workspace_id, per_second=100).run_once()
    stranger.close()
    [row] = [row for row in each_cast.store.rows(OutboxRow) if row.state is not OutboxState.SENT]
    assert (row.state, row.attempts, row.failure) == (OutboxState.PENDING, 0, "sealed with an unknown key")
    let_waiting_end(each_cast.store)
    await worker(each_cast, slack).run_once()
    assert states(each_cast) == {OutboxState.SENT}


async def test_new_messages_and_looks_for_lost_ones_share_one_pace(cast: Cast) -> None:
    invited(cast)
    slack = SlackOfWords(refusing(OutcomeLost("500")))
    now = 0.0
    # A pace goes by the database's clock, which nobody holds: at one a second there was room again on a busy machine.
    one_in_100_seconds, until_there_is_room = 0.01, 1_000
    delivery = Delivery(
        cast.store.database.transact,
        slack,
        Patience(),
        cast.workspace_id,
        per_second=one_in_100_seconds,
        batch=BATCH,
        tick=lambda: now,
    )
    assert await delivery.run_once() == BATCH
    let_waiting_end(cast.store)
    for each in range(BATCH - 2):
        cast.invitation(f"cleo{each}", f"dan{each}")
    now += until_there_is_room
    assert await delivery.run_once() == BATCH
    assert (slack.count("post"), slack.count("find")) == (BATCH + BATCH - 2, 2)
    assert await delivery.run_once() == 0


async def test_whose_lease_ran_out_while_a_conversation_was_opened_does_not_speak(each_cast: Cast) -> None:
    each_cast.pair("ada", "ben")
    with each_cast.store.transaction() as uow:
        uow.db.execute(update(OutboxRow).where(OutboxRow.pair_id.is_(None)).values(state=OutboxState.SENT))
    now = 0.0
    slack = SlackOfWords()

    async def takes_long() -> None:
        nonlocal now
        now += 31

    slack.opening = takes_long
    delivery = Delivery(
        each_cast.store.database.transact, slack, Patience(), each_cast.workspace_id, per_second=1, tick=lambda: now
    )
    assert await delivery.run_once() == 1
    assert [method for method, _ in slack.asked] == ["open"]
    let_waiting_end(each_cast.store)
    await delivery.recover()
    let_waiting_end(each_cast.store)
    await delivery.run_once()
    assert [method for method, _ in slack.asked] == ["open", "post"]
    assert states(each_cast) == {OutboxState.SENT}


async def test_what_a_crashed_worker_left_is_sent_when_lease_and_settling_time_are_over(each_cast: Cast) -> None:
    each_cast.invitation("ada", "ben")
    [held] = claim(each_cast.store)
    assert begin(each_cast.store, held) is not None
    let_waiting_end(each_cast.store)
    waited_ms = 0
    delivery = worker(each_cast, SlackOfWords())
    assert await delivery.recover() == 1
    for _ in range(2):
        with each_cast.store.transaction() as uow:
            waited_ms += row(each_cast.store, held.row_id).wait_until_ms - now_ms(uow)
        let_waiting_end(each_cast.store)
        await delivery.run_once()
    # Not before the history may be trusted, counted from the try; and with time to spare for the steps themselves.
    assert 30_000 < waited_ms <= 45_000
    assert row(each_cast.store, held.row_id).state is OutboxState.PENDING
