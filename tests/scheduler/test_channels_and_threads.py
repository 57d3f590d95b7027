"""What is said in a programme's channel, and in the thread of what was said there."""

from uuid import UUID

import pytest

from adapters.slack import OutcomeLost, SlackRefused
from mentoring import outbox
from mentoring.outbox import NoticeKind, ToProgramme
from models import OutboxAct, OutboxRow, OutboxState
from scheduler.delivery import Delivery, Patience
from scheduler.retries import INVITE_ME
from tests.factories.cast import Cast
from tests.mentoring.delivery.waiting import let_waiting_end
from tests.scheduler.slack_of_words import SlackOfWords, refusing

CHANNEL = "C1"


def worker(cast: Cast, slack: SlackOfWords) -> Delivery:
    return Delivery(cast.store.database.transact, slack, Patience(30_000, 60_000), cast.workspace_id, per_second=100)


def announced(cast: Cast) -> UUID:
    """Something to be said in a programme's channel, and nothing else."""
    programme_id = cast.programme()
    pair_id = cast.pair("ada", "ben")
    with cast.store.transaction() as uow:
        for row in uow.db.query(OutboxRow):
            uow.db.delete(row)
        to = ToProgramme(programme_id)
        outbox.post(cast.workspace_id, NoticeKind.PAIR_OPENED, "announcement", to, {"pair_id": str(pair_id)}, uow)
    return pair_id


def answered(cast: Cast, pair_id: UUID) -> None:
    """A reply in its thread."""
    with cast.store.transaction() as uow:
        about = outbox.posted(cast.workspace_id, "announcement", uow)
        assert about is not None
        outbox.reply(about, NoticeKind.PAIR_OPENED, "reply", {"pair_id": str(pair_id)}, uow)


def rows(cast: Cast) -> dict[OutboxAct, OutboxRow]:
    return {row.act: row for row in cast.store.rows(OutboxRow)}


async def test_a_programmes_message_goes_to_its_channel_and_a_reply_into_its_thread(each_cast: Cast) -> None:
    pair_id = announced(each_cast)
    answered(each_cast, pair_id)
    slack = SlackOfWords()
    delivery = worker(each_cast, slack)
    while await delivery.run_once():
        let_waiting_end(each_cast.store)
    assert slack.asked == [("post", CHANNEL), ("reply", "1.0")]
    kept = rows(each_cast)
    assert {row.state for row in kept.values()} == {OutboxState.SENT}
    assert (kept[OutboxAct.REPLY].channel_id, kept[OutboxAct.REPLY].message_ts) == (CHANNEL, "2.0")


async def test_a_reply_is_drawn_anew_where_the_reply_stands(cast: Cast) -> None:
    answered(cast, announced(cast))
    slack = SlackOfWords()
    delivery = worker(cast, slack)
    await delivery.run_once()
    with cast.store.transaction() as uow:
        outbox.refresh(cast.workspace_id, "reply", "changed", uow)
    await delivery.run_once()
    assert slack.asked[-1] == ("update", "2.0")


async def test_a_reply_to_what_could_not_be_posted_is_dropped(cast: Cast) -> None:
    answered(cast, announced(cast))
    slack = SlackOfWords(refusing(SlackRefused("channel_not_found")))
    await worker(cast, slack).run_once()
    assert rows(cast)[OutboxAct.REPLY].state is OutboxState.DROPPED
    assert slack.count("reply") == 0


async def test_a_public_channel_is_joined_when_the_bot_is_not_in_it(cast: Cast) -> None:
    announced(cast)
    slack = SlackOfWords(refusing(SlackRefused("not_in_channel")))

    async def let_in() -> None:
        slack.answer = SlackOfWords().answer

    slack.joining = let_in
    await worker(cast, slack).run_once()
    assert slack.asked == [("post", CHANNEL), ("join", CHANNEL), ("post", CHANNEL)]
    assert rows(cast)[OutboxAct.POST].state is OutboxState.SENT


@pytest.mark.parametrize("error", ["channel_not_found", "not_in_channel"])
async def test_a_channel_that_lets_nobody_in_is_a_dead_letter_that_says_what_to_do(cast: Cast, error: str) -> None:
    announced(cast)
    slack = SlackOfWords(refusing(SlackRefused(error)))
    slack.joining = refusing(SlackRefused("method_not_supported_for_channel_type"))
    await worker(cast, slack).run_once()
    dead = rows(cast)[OutboxAct.POST]
    assert (dead.state, dead.failure) == (OutboxState.DEAD, INVITE_ME)


async def test_nobody_looks_into_a_channel_for_what_may_stand_there(cast: Cast) -> None:
    """The bot may not read it: what was perhaps said is said again, a few times at the most."""
    answered(cast, announced(cast))
    slack = SlackOfWords(refusing(OutcomeLost("500")))
    delivery = worker(cast, slack)
    for _ in range(6):
        await delivery.run_once()
        let_waiting_end(cast.store)
    assert [asked for asked in slack.asked if asked[0] != "ask"] == [("post", CHANNEL)] * 3
    kept = rows(cast)
    assert (kept[OutboxAct.POST].state, kept[OutboxAct.REPLY].state) == (OutboxState.DEAD, OutboxState.DROPPED)


async def test_an_outage_of_slack_however_long_does_not_count_as_saying(cast: Cast) -> None:
    announced(cast)
    slack = SlackOfWords(refusing(OutcomeLost("503")))
    slack.asking = refusing(OutcomeLost("503"))
    delivery = worker(cast, slack)
    for _ in range(20):
        await delivery.run_once()
        let_waiting_end(cast.store)
    assert slack.count("post") == 1
    slack.answer = slack.asking = SlackOfWords().answer
    await delivery.run_once()
    assert slack.count("post") == 2
    assert rows(cast)[OutboxAct.POST].state is OutboxState.SENT
