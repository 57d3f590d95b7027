"""The loop that looks: what fails in one of its works does not stop the others."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import update

from bot.tenants import OneTenant
from mentoring import courses
from mentoring.delivery import claims
from mentoring.unit_of_work import UnitOfWork
from models import OutboxRow, OutboxState
from scheduler.delivery import Delivery, Patience
from scheduler.messenger import Messenger, Messengers
from scheduler.metronome import Metronome
from tests.factories.cast import Cast
from tests.mentoring.delivery.waiting import set_all_sent
from tests.scheduler.slack_of_words import SlackOfWords


class Crew:
    """Each workspace with its own Slack; nobody speaks where there is none."""

    def __init__(self, slacks: dict[UUID, SlackOfWords]) -> None:
        self.slacks = slacks

    async def messenger_of(self, workspace_id: UUID) -> Messenger | None:
        return self.slacks.get(workspace_id)

    def only(self) -> None:
        return None


@asynccontextmanager
async def at_work(transact: Any, crew: Messengers) -> AsyncIterator[Metronome]:
    def delivery_of(workspace_id: UUID, messenger: Messenger) -> Delivery:
        return Delivery(transact, messenger, Patience(), workspace_id, per_second=100)

    metronome = Metronome(transact, crew, delivery_of)
    await metronome.start()
    try:
        async with asyncio.timeout(20):
            yield metronome
    finally:
        await metronome.stop()


def let_a_question_fall_due(cast: Cast) -> None:
    """Two who met are to be asked how it goes; nothing else is to be said."""
    cast.chartered("eve", "dan")
    set_all_sent(cast)
    cast.store.clock.advance(days=7, hours=1)


def let_a_worker_die(cast: Cast) -> None:
    """Somebody took a message in hand, and is no more."""
    cast.invitation("eve", "dan")
    with cast.store.transaction() as uow:
        uow.db.execute(update(OutboxRow).values(state=OutboxState.CLAIMED, wait_until_ms=1))


@pytest.mark.parametrize(
    ("broken", "before"), [(courses.plan_due, let_a_question_fall_due), (claims.recover, let_a_worker_die)]
)
async def test_messages_go_out_although_the_work_before_them_fails(
    cast: Cast, broken: object, before: Callable[[Cast], None]
) -> None:
    was_posted, has_failed = asyncio.Event(), asyncio.Event()

    async def take() -> None:
        was_posted.set()

    async def transact(function: Callable[[Any, UnitOfWork], Any], command: Any) -> Any:
        if function is broken:
            has_failed.set()
            raise ZeroDivisionError
        return await cast.store.database.transact(function, command)

    before(cast)
    cast.invitation("ada", "ben")

    async with at_work(transact, OneTenant(cast.workspace_id, SlackOfWords(take))):
        await has_failed.wait()
        await was_posted.wait()


async def test_what_falls_due_while_a_queue_does_not_end_is_planned_all_the_same(cast: Cast) -> None:
    is_planned, is_under_way = asyncio.Event(), asyncio.Event()

    async def transact(function: Callable[[Any, UnitOfWork], Any], command: Any) -> Any:
        answer = await cast.store.database.transact(function, command)
        if function is courses.plan_due and answer.advanced:
            is_planned.set()
        return answer

    async def take() -> None:
        is_under_way.set()
        if not is_planned.is_set():
            cast.invitation(f"ada{uuid4().hex}", f"ben{uuid4().hex}")

    cast.chartered("eve", "dan")
    set_all_sent(cast)
    cast.invitation("ada", "ben")
    async with at_work(transact, OneTenant(cast.workspace_id, SlackOfWords(take))) as metronome:
        await is_under_way.wait()
        cast.store.clock.advance(days=7, hours=1)
        metronome.wake()
        await is_planned.wait()


async def test_a_workspace_to_which_slack_does_not_answer_holds_up_no_other(each_cast: Cast) -> None:
    other = Cast(each_cast.store, "T2")
    for cast in (each_cast, other):
        cast.invitation("ada", "ben")
    is_asked, others_posted, answers = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def hang() -> None:
        is_asked.set()
        await answers.wait()

    async def take() -> None:
        others_posted.set()

    crew = Crew({each_cast.workspace_id: SlackOfWords(hang), other.workspace_id: SlackOfWords(take)})
    async with at_work(each_cast.store.database.transact, crew) as metronome:
        await is_asked.wait()
        await others_posted.wait()
        others_posted.clear()
        other.invitation("eve", "dan")
        metronome.wake()
        await others_posted.wait()
        assert not answers.is_set()
        answers.set()


async def test_without_a_token_nothing_of_a_workspace_is_touched_and_with_one_it_goes_on(each_cast: Cast) -> None:
    other = Cast(each_cast.store, "T2")
    for cast in (each_cast, other):
        cast.invitation("ada", "ben")
    posted, later = asyncio.Event(), asyncio.Event()

    async def take() -> None:
        posted.set()

    async def take_later() -> None:
        later.set()

    crew = Crew({other.workspace_id: SlackOfWords(take)})
    async with at_work(each_cast.store.database.transact, crew) as metronome:
        await posted.wait()
        [kept] = [row for row in each_cast.store.rows(OutboxRow) if row.workspace_id == each_cast.workspace_id]
        assert (kept.state, kept.attempts) == (OutboxState.PENDING, 0)
        crew.slacks[each_cast.workspace_id] = SlackOfWords(take_later)
        metronome.wake()
        await later.wait()


async def test_with_a_new_token_nothing_goes_out_with_the_old_one(cast: Cast) -> None:
    cast.invitation("ada", "ben")
    posted = asyncio.Event()

    async def take() -> None:
        posted.set()

    old, new = SlackOfWords(take), SlackOfWords(take)
    crew = Crew({cast.workspace_id: old})
    async with at_work(cast.store.database.transact, crew) as metronome:
        await posted.wait()
        posted.clear()
        crew.slacks[cast.workspace_id] = new
        cast.invitation("eve", "dan")
        metronome.wake()
        await posted.wait()
    assert (old.count("post"), new.count("post")) == (1, 1)
