"""Where Slack asks to wait, whatever the method: nothing of the same act is tried until it is over."""

import ast
import inspect
from uuid import UUID

import pytest
from sqlalchemy import select, update

from adapters import slack as adapter
from adapters.slack import RateLimited
from mentoring import outbox
from mentoring.delivery.gates import LOOKING, METHODS_OF
from mentoring.outbox import NoticeKind, ToMember, ToPair
from models import Gate, OutboxAct, OutboxRow, OutboxState, Participant
from scheduler.delivery import Delivery, Patience
from tests.factories.cast import Cast
from tests.mentoring.delivery.waiting import let_waiting_end
from tests.scheduler.slack_of_words import SlackOfWords, refusing

FAR_AHEAD_MS = 2**60
CALLED_FOR = {
    OutboxAct.POST: {"post", "open_conversation", "join", "hand_over", "share"},
    OutboxAct.REPLY: {"reply"},
    OutboxAct.WHISPER: {"whisper", "open_conversation"},
    OutboxAct.REFRESH: {"update"},
    OutboxAct.PIN: {"pin"},
    OutboxAct.UNPIN: {"unpin"},
    OutboxAct.REMOVE: {"remove"},
}
"""What delivery asks of its messenger for each act."""
LOOKED_FOR = {"find", "find_file"}
"""And what it asks first for a message of unknown outcome."""
ONLY_A_QUESTION = {"quiet_hours", "ask"}
"""Delivery goes on without an answer, so nothing need wait for one."""


def slack_methods() -> dict[str, set[str]]:
    """The Web API methods that each call to the messenger can come to, by the adapter's own source."""
    tree = ast.parse(inspect.getsource(adapter))
    [messenger] = [each for each in tree.body if isinstance(each, ast.ClassDef) and each.name == "SlackMessenger"]
    called: dict[str, set[str]] = {}
    asks: dict[str, set[str]] = {}
    for function in messenger.body:
        if not isinstance(function, ast.AsyncFunctionDef):
            continue
        called[function.name], asks[function.name] = set(), set()
        for node in ast.walk(function):
            match node:
                case ast.Call(func=ast.Name(id="called"), args=[ast.Constant(value=str(method)), *_]):
                    called[function.name].add(method)
                case ast.Call(func=ast.Attribute(value=ast.Name(id="self"), attr=other)):
                    asks[function.name].add(other)
    for _ in called:
        for name, others in asks.items():
            called[name] |= set().union(*(called[other] for other in others))
    return {name: methods for name, methods in called.items() if not name.startswith("_")}


def test_every_act_waits_for_every_method_it_may_call_and_for_no_other() -> None:
    methods = slack_methods()
    assert set(methods) == set().union(*CALLED_FOR.values()) | LOOKED_FOR | ONLY_A_QUESTION
    assert set(METHODS_OF) == set(OutboxAct)
    for act, calls in CALLED_FOR.items():
        assert set(METHODS_OF[act]) == set().union(*(methods[call] for call in calls)), act
    assert set(LOOKING) == set().union(*(methods[call] for call in LOOKED_FOR))


async def test_what_need_not_be_looked_for_does_not_stand_behind_the_reading_of_history(each_cast: Cast) -> None:
    to_be_said(each_cast, OutboxAct.POST)
    with each_cast.store.transaction() as uow:
        uow.add_once(Gate, workspace_id=each_cast.workspace_id, method="conversations.history", until_ms=FAR_AHEAD_MS)
        tried = uow.db.scalars(select(OutboxRow)).first()
        assert tried is not None
        tried.first_tried_ms = 1
    slack = SlackOfWords()
    await worker(each_cast, slack).run_once()
    assert slack.count("post") == 1
    states = {row.id: row.state for row in each_cast.store.rows(OutboxRow)}
    assert states.pop(tried.id) is OutboxState.PENDING
    assert list(states.values()) == [OutboxState.SENT]


def worker(cast: Cast, slack: SlackOfWords) -> Delivery:
    return Delivery(cast.store.database.transact, slack, Patience(30_000, 60_000), cast.workspace_id, per_second=100)


def to_be_said(cast: Cast, act: OutboxAct) -> UUID:
    """Two rows of one act to one pair whose conversation is not open yet, and nothing else."""
    pair_id = cast.pair("ada", "ben")
    with cast.store.transaction() as uow:
        for row in uow.db.query(OutboxRow):
            uow.db.delete(row)
        for person in uow.db.query(Participant).all():
            to = ToMember(pair_id, person.id) if act is OutboxAct.WHISPER else ToPair(pair_id)
            facts = {"pair_id": str(pair_id)}
            outbox.post(cast.workspace_id, NoticeKind.PAIR_OPENED, f"said-{person.id}", to, facts, uow)
    return pair_id


def over(cast: Cast) -> None:
    """As if Slack's waiting time had passed."""
    with cast.store.transaction() as uow:
        uow.db.execute(update(Gate).values(until_ms=0))
    let_waiting_end(cast.store)


async def test_after_a_whisper_too_many_nobody_is_whispered_to_until_the_wait_is_over(each_cast: Cast) -> None:
    to_be_said(each_cast, OutboxAct.WHISPER)
    slack = SlackOfWords(refusing(RateLimited("chat.postEphemeral", 30)))
    delivery = worker(each_cast, slack)
    for _ in range(4):
        await delivery.run_once()
        let_waiting_end(each_cast.store)
    assert slack.count("whisper") == 1
    slack.answer = SlackOfWords().answer
    over(each_cast)
    await delivery.run_once()
    assert slack.count("whisper") == 3
    assert {row.state for row in each_cast.store.rows(OutboxRow)} == {OutboxState.SENT}


async def test_a_conversation_that_slack_is_slow_to_open_is_not_opened_for_the_next_whisper(each_cast: Cast) -> None:
    to_be_said(each_cast, OutboxAct.WHISPER)
    slack = SlackOfWords()
    slack.opening = refusing(RateLimited("conversations.open", 30))
    delivery = worker(each_cast, slack)
    for _ in range(4):
        await delivery.run_once()
        let_waiting_end(each_cast.store)
    assert [method for method, _ in slack.asked] == ["open"]


@pytest.mark.parametrize("method", ["files.getUploadURLExternal", "files.completeUploadExternal"])
async def test_after_a_file_too_many_nothing_is_posted_until_the_wait_is_over(cast: Cast, method: str) -> None:
    to_be_said(cast, OutboxAct.POST)
    slack = SlackOfWords(refusing(RateLimited(method, 30)))
    delivery = worker(cast, slack)
    for _ in range(4):
        await delivery.run_once()
        let_waiting_end(cast.store)
    assert slack.count("post") == 1
