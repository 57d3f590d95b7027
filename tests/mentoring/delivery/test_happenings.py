"""What is told of messages once a transaction is committed: enough to count and to follow them, and nothing more."""

import contextlib
from datetime import datetime
from uuid import UUID

import pytest
from msgspec.structs import fields

from adapters.database import StoreUnavailable
from adapters.slack import NotSent, OutcomeLost, RateLimited, SlackRefused
from mentoring import workspaces
from mentoring.happenings import Happening, What
from mentoring.unit_of_work import UnitOfWork
from mentoring.workspaces import MeetWorkspace
from scheduler.delivery import Delivery, Patience
from tests.factories.cast import Cast
from tests.mentoring.delivery.waiting import let_waiting_end
from tests.scheduler.slack_of_words import SlackOfWords, refusing


class HasIt(SlackOfWords):
    """A Slack in which the message stands, whatever it answered."""

    async def find(self, user_id: str, outbox_id: UUID, since: datetime) -> tuple[str, str] | None:  # noqa: ARG002 - the messenger's signature
        return "D1", "1.0"


async def delivered(
    cast: Cast, error: Exception | None = None, of_words: type[SlackOfWords] = SlackOfWords
) -> list[What]:
    """Let one invitation go out; what was told of it."""
    slack = of_words(refusing(error)) if error else of_words()
    transact = cast.store.database.transact
    await Delivery(transact, slack, Patience(30_000, 100), cast.workspace_id, per_second=100).run_once()
    told = [each.what for each in cast.store.happened]
    cast.store.happened.clear()
    return told


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (None, [What.SENT]),
        (NotSent("unreachable"), [What.RETRIED]),
        (OutcomeLost("500"), [What.UNKNOWN]),
        (RateLimited("chat.postMessage", 30), [What.GATE_CLOSED, What.RETRIED]),
        (SlackRefused("user_not_found"), [What.DEAD]),
    ],
    ids=["taken", "not reached", "its reply lost", "asked to wait", "refused for good"],
)
async def test_each_end_of_a_message_is_told_once(cast: Cast, error: Exception | None, told: list[What]) -> None:
    cast.invitation("ada", "ben")
    assert await delivered(cast, error) == told


async def test_what_was_looked_for_in_vain_twice_is_tried_again_and_then_sent(cast: Cast) -> None:
    cast.invitation("ada", "ben")
    assert await delivered(cast, OutcomeLost("500")) == [What.UNKNOWN]
    told = []
    for _ in range(3):
        let_waiting_end(cast.store)
        told += await delivered(cast)
    assert told == [What.RETRIED, What.SENT]


async def test_what_was_looked_for_and_found_is_told_as_reconciled(cast: Cast) -> None:
    cast.invitation("ada", "ben")
    assert await delivered(cast, OutcomeLost("500")) == [What.UNKNOWN]
    let_waiting_end(cast.store)
    assert await delivered(cast, of_words=HasIt) == [What.SENT, What.RECONCILED]


async def test_what_may_stand_in_a_pairs_conversation_already_is_told_as_repeated(cast: Cast) -> None:
    cast.pair("ada", "ben")
    await delivered(cast)
    let_waiting_end(cast.store)
    cast.agree(cast.pair("cleo", "dan"), "cleo", "dan")
    told = await delivered(cast, OutcomeLost("500"))
    assert What.REPEATED in told


async def test_what_is_put_into_the_outbox_is_told_by_its_row_and_an_act_rolled_back_tells_nothing(cast: Cast) -> None:
    def invites(_command: None, uow: UnitOfWork) -> None:
        uow.tell(What.QUEUED, UUID(int=7))

    def fails(command: None, uow: UnitOfWork) -> None:
        invites(command, uow)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await cast.store.database.transact(fails, None)
    assert cast.store.happened == []
    await cast.store.database.transact(invites, None)
    assert cast.store.happened == [Happening(What.QUEUED, UUID(int=7))]


async def test_a_part_that_failed_and_was_taken_back_tells_nothing(cast: Cast) -> None:
    def does_its_part(_command: None, uow: UnitOfWork) -> None:
        uow.tell(What.PLANNED)
        with contextlib.suppress(ZeroDivisionError), uow.apart():
            uow.tell(What.QUEUED, UUID(int=7))
            raise ZeroDivisionError
        with uow.apart():
            uow.tell(What.SKIPPED)

    await cast.store.database.transact(does_its_part, None)
    assert [each.what for each in cast.store.happened] == [What.PLANNED, What.SKIPPED]


async def test_a_store_that_fails_is_told(cast: Cast) -> None:
    with cast.store.database.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE workspaces RENAME TO lost")
    with pytest.raises(StoreUnavailable):
        await cast.store.database.transact(workspaces.meet, MeetWorkspace("T1"))
    assert cast.store.failures == 1


def test_a_happening_has_no_place_for_people_workspaces_or_words() -> None:
    assert {each.name for each in fields(Happening)} == {"what", "row_id", "kind"}
