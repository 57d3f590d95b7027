"""A card that stands twice in a pair's conversation, where the bot may not look: a click on the copy leaves one."""

import pytest

from models import OutboxAct, OutboxRow, OutboxState, Signature
from tests.scenarios.fixtures import RaiseStage
from tests.scenarios.people import Person, Post
from tests.scenarios.stage import CHARTER, Stage

IMPATIENT = {"BOTHWAYS_SETTLE_SECONDS": "0.4", "BOTHWAYS_LEASE_SECONDS": "3"}


@pytest.fixture
async def stage(sqlite_store: str, raise_stage: RaiseStage) -> Stage:
    """A bot that soon says again what may have been lost."""
    return await raise_stage(sqlite_store, settings=IMPATIENT)


async def cards(reader: Person, other: Person) -> list[Post]:
    return [post for post in await reader.conversation_with(other) if "charter.open" in post.buttons]


async def asked_twice(stage: Stage, alex: Person, bea: Person) -> list[Post]:
    """The card that asks for a signature was posted, its answer was lost, and it was posted again."""
    page = (await alex.hands_in(await alex.opens("/mentor-charter"), **CHARTER))["view"]
    await stage.settles()
    before = {post.ts for post in await bea.conversation_with(alex)}
    await stage.breaks({"method": "chat.postMessage", "kind": "drop_reply", "times": 1})
    await alex.hands_in(page)

    async def stands_twice() -> bool:
        rows = [row for row in stage.stored(OutboxRow) if row.kind == "charter_to_sign"]
        return [row.state for row in rows] == [OutboxState.SENT]

    await stage.until(stands_twice)
    both = [post for post in await cards(bea, alex) if post.ts not in before]
    assert len(both) == 2
    return both


@pytest.mark.parametrize("first", ["the copy", "the card itself"])
async def test_a_click_on_the_copy_leaves_one_card_and_counts_once(stage: Stage, first: str) -> None:
    alex, bea = await stage.person("alex"), await stage.person("bea")
    await stage.become_a_pair(alex, bea)
    copy, card = await asked_twice(stage, alex, bea)
    order = (copy, card) if first == "the copy" else (card, copy)
    page = (await bea.clicks("charter.open", order[0]))["view"]
    await bea.hands_in(page)
    await stage.settles()
    if first == "the card itself":
        # It told nothing of the copy, which stays as it was until somebody clicks it.
        again = await bea.clicks("charter.open", copy)
        assert "charter.edit" in str(again["view"]), "the copy leads to the same charter"
    await stage.settles()

    async def stands_once() -> bool:
        return copy.ts not in {post.ts for post in await bea.conversation_with(alex)}

    await stage.until(stands_once)
    await stage.settles()
    assert card.ts in {post.ts for post in await bea.conversation_with(alex)}
    assert len(stage.stored(Signature)) == 2
    assert len(stage.calls("chat.delete")) == 1
    assert [row.state for row in stage.stored(OutboxRow) if row.act is OutboxAct.REMOVE] == [OutboxState.SENT]
