"""An owner tries a rule before she keeps it; three months later one of the pair it made wants somebody new."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import pytest

from bot.demo.humans import Payload
from mentoring.states import RoleWish
from models import Membership, Pair, PairState
from tests.factories.store import BESIDE_A_BOT_MS, Store
from tests.mentoring.pairs.led import joins
from tests.scenarios.people import Person, Post, words
from tests.scenarios.stage import Stage
from tests.scenarios.test_matching import comes, first
from tests.walks.house import StageCast

FOUNDERS, LATER = {"ada": RoleWish.SENIOR, "ben": RoleWish.JUNIOR}, {"cleo": RoleWish.SENIOR, "dora": RoleWish.JUNIOR}
CHOICES = {"ada": "pair.onward.together", "ben": "pair.onward.somebody_new"}


class Quarter:
    """Olga's programme, and those who are in it."""

    def __init__(self, stage: Stage, people: dict[str, Person]) -> None:
        self.stage = stage
        self.people = people
        self.olga = people["olga"]
        with self._cast() as cast:
            self.programme_id: UUID = cast.programme()

    def join(self, wishes: dict[str, RoleWish], team: str, strategy: str = "Strategy") -> None:
        with self._cast() as cast:
            for name, wish in wishes.items():
                skills = (strategy, "Prompting") if wish is RoleWish.SENIOR else ("Prompting", strategy)
                joins(cast, self.programme_id, name, wish, *skills, team=team)

    async def latest(self, name: str, button: str) -> Post:
        """The newest message to somebody that has a button."""
        return next(post for post in reversed(await self.people[name].inbox()) if button in post.buttons)

    async def drafts(self, desk: Payload, figures: str) -> Payload:
        waiting = (await self.olga.clicks("match.draft", desk))["view"]
        return await comes(self.olga, waiting, figures, self.stage)

    async def sends(self, desk: Payload) -> None:
        approved = await self.olga.clicks_through("match.approve", desk, block_id=first(desk, "match.approve"))
        await self.olga.clicks_through("match.send", approved)
        await self.stage.settles()

    @contextmanager
    def _cast(self) -> Iterator[StageCast]:
        assert self.stage.bot is not None
        store = Store(self.stage.scene.store_url, tuple(self.stage.settings().keys()), busy_ms=BESIDE_A_BOT_MS)
        try:
            store.clock.set(self.stage.now)
            yield StageCast(store, self.stage.bot.team_id, "C1", self.people)
        finally:
            store.close()


@pytest.fixture
async def quarter(stage: Stage) -> Quarter:
    """Ada and Ben: of all people they fit best, but are of one team, which as a rule keeps them apart."""
    names = ("olga", "sven", "mia", *FOUNDERS, *LATER)
    found = Quarter(stage, {name: await stage.person(name) for name in names})
    found.join(FOUNDERS, "Payments", "Strategy, Negotiation")
    return found


async def test_a_rule_is_tried_and_kept_and_its_pair_rotates_after_ninety_days(quarter: Quarter) -> None:
    stage, olga, people = quarter.stage, quarter.olga, quarter.people
    # The rule keeps them apart; Olga looks what it costs before she changes it.
    desk = await quarter.drafts(await olga.opens("/mentor", "match"), "0 pairs · 2 have nobody")
    form = await olga.clicks_through("match.rules", desk)
    tried = (await olga.clicks("match.suppose", form, values={"lifted": {"lifted": ["team"]}}))["view"]
    assert "2 people would have somebody; now nobody has" in words(tried)
    assert all(people[name].mention in words(tried) for name in FOUNDERS)
    await stage.control("close", {"user": olga.id, "view_id": tried["id"]})
    assert "The next draft goes by these rules" in words((await olga.hands_in(form))["view"])
    desk = await quarter.drafts(await olga.opens("/mentor", "match"), "1 pair · nobody left over")
    await quarter.sends(desk)
    for name in FOUNDERS:
        await people[name].clicks("pair.accept", await quarter.latest(name, "pair.accept"))
    await stage.settles()
    # Ninety days, and what it says to each alone.
    await stage.passes(days=92)
    for name, choice in CHOICES.items():
        question = await quarter.latest(name, choice)
        assert "Three more months with" in question.notification
        await people[name].clicks(choice, question)
    await stage.passes(days=1)
    [hers, his] = [(await people[name].inbox())[-1].words for name in FOUNDERS]
    assert hers.replace(people["ben"].id, "X") == his.replace(people["ada"].id, "X"), "the end names nobody"
    assert "next round" in hers
    for name in FOUNDERS:
        assert not [post for post in await people[name].inbox() if set(CHOICES.values()) & set(post.buttons)]
    assert [each.state for each in stage.stored(Pair)] == [PairState.ENDED]
    assert {each.onward for each in stage.stored(Membership)} == {None}
    # Both stand in the next draft, with whoever is new.
    quarter.join(LATER, "Search")
    desk = await quarter.drafts(await olga.opens("/mentor", "match"), "4 people · 2 pairs · nobody left over")
    drafted = [block["text"]["text"].split("*")[1] for block in desk["blocks"] if " with <@" in words(block)]
    one, other, *new = (people[name].mention for name in (*FOUNDERS, *LATER))
    assert sorted(drafted) == sorted([f"{one} with {new[1]}", f"{new[0]} with {other}"])
