"""One message that cannot go out never holds up the others, and none is given up because Slack is away."""

from uuid import uuid4

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from mentoring.delivery.outcomes import GIVE_UP_AFTER
from models import Base, Gate, OutboxRow, OutboxState, Workspace
from tests.scenarios.people import Person
from tests.scenarios.stage import Stage


def write(stage: Stage, *rows: Base) -> None:
    """Put rows into the store past the product, as a newer release or a broken disk would."""
    assert stage.bot is not None
    with Session(stage.bot.database.engine) as session, session.begin():
        session.add_all(rows)


def row(stage: Stage, kind: str, **facts: str) -> OutboxRow:
    [workspace] = stage.stored(Workspace)
    return OutboxRow(
        workspace_id=workspace.id,
        kind=kind,
        dedup_key=f"test:{uuid4()}",
        facts=facts,
        due_at=stage.now,
        created_at=stage.now,
    )


async def goes_out_to_a_newcomer(stage: Stage) -> None:
    """Something asked for now arrives."""
    alex, bea = await stage.person("alex"), await stage.person("bea")
    await alex.hands_in(await alex.opens("/mentor", "with @bea"))
    await arrives(stage, bea)


async def arrives(stage: Stage, reader: Person) -> None:
    async def is_there() -> bool:
        return len(await reader.inbox()) == 1

    await stage.until(is_there)


async def test_a_poisoned_row_is_set_aside_with_its_reason_and_the_queue_flows(any_stage: Stage) -> None:
    poisoned = [row(any_stage, "off_week", membership_id="not an id") for _ in range(25)]
    ids = {each.dedup_key for each in poisoned}
    write(any_stage, *poisoned)
    await goes_out_to_a_newcomer(any_stage)

    async def all_set_aside() -> bool:
        found = [each for each in any_stage.stored(OutboxRow) if each.dedup_key in ids]
        return {each.state for each in found} == {OutboxState.DEAD}

    await any_stage.until(all_set_aside)
    assert all(each.failure for each in any_stage.stored(OutboxRow) if each.dedup_key in ids)


async def test_a_kind_of_a_newer_release_is_parked_for_those_who_know_it(any_stage: Stage) -> None:
    newer = row(any_stage, "show_and_tell_announced")
    key = newer.dedup_key
    write(any_stage, newer)
    await goes_out_to_a_newcomer(any_stage)
    await any_stage.settles()
    [parked] = [each for each in any_stage.stored(OutboxRow) if each.dedup_key == key]
    assert parked.state is OutboxState.PENDING
    assert "does not know the kind" in (parked.failure or "")


async def test_somebody_slack_does_not_know_any_more_holds_nobody_up(any_stage: Stage) -> None:
    alex, gone = await any_stage.person("alex"), await any_stage.person("gone")
    await any_stage.breaks({"method": "chat.postMessage", "kind": "429", "times": 1, "retry_after": 1})
    await alex.hands_in(await alex.opens("/mentor", "with @gone"))
    await any_stage.control("users/update", {"user": gone.id, "deleted": True})
    bea = await any_stage.person("bea")
    await alex.hands_in(await alex.opens("/mentor", "with @bea"))
    await arrives(any_stage, bea)
    refused = [each for each in any_stage.stored(OutboxRow) if each.state is OutboxState.DEAD]
    assert len(refused) <= 1
    assert all(each.failure and "_" not in each.failure for each in refused)


async def test_while_slack_cannot_be_reached_no_message_is_given_up(any_stage: Stage) -> None:
    alex, bea = await any_stage.person("alex"), await any_stage.person("bea")
    # A gate holds until Slack is gone for certain; a message on its way while Slack goes is another story.
    await any_stage.breaks({"method": "chat.postMessage", "kind": "429", "times": 1, "retry_after": 600})
    await alex.hands_in(await alex.opens("/mentor", "with @bea"))

    async def is_held_back() -> bool:
        [waiting] = any_stage.stored(OutboxRow)
        return waiting.failure == "rate limited"

    await any_stage.until(is_held_back)
    await any_stage.stop_slack()
    assert any_stage.bot is not None
    engine = any_stage.bot.database.engine
    with Session(engine) as session, session.begin():
        session.execute(delete(Gate))

    async def has_tried_and_tries_again() -> bool:
        [waiting] = any_stage.stored(OutboxRow)
        assert waiting.state not in {OutboxState.DEAD, OutboxState.UNKNOWN}, waiting.failure
        with Session(engine) as session, session.begin():
            # As if the outage had lasted: the wait is over, and one more attempt would be one too many. Only while
            # no worker has the row in hand, who would be taken for one that stopped.
            tried = (OutboxRow.state == OutboxState.PENDING) & (OutboxRow.failure == "ClientConnectorError")
            again = {"wait_until_ms": 0, "failure": None, "attempts": GIVE_UP_AFTER - 1}
            return session.connection().execute(update(OutboxRow).where(tried).values(again)).rowcount == 1

    for _ in range(3):
        await any_stage.until(has_tried_and_tries_again)
    await any_stage.start_slack()
    await any_stage.until(any_stage.is_connected)
    await arrives(any_stage, any_stage.again(bea))
