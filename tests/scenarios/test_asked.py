"""People of a programme are asked by a round: yes, no with a reason, not now, silence, and somebody from a sheet."""

import asyncio
from dataclasses import dataclass

from mentoring.states import RoleWish
from models import Enrolment, EnrolmentState, NeverAgain, Pair, PairState
from tests.factories.store import BESIDE_A_BOT_MS, Store
from tests.mentoring.pairs.led import goes_out, imports, joins
from tests.scenarios.people import Person, Post, words
from tests.scenarios.stage import Stage
from tests.walks.house import StageCast

SENIORS = ("ada", "anna", "alma", "aron", "alan")
JUNIORS = ("ben", "bert", "bela", "boris", "ivy")
TEACH = ("Strategy", "Budgeting", "Negotiation", "Facilitation", "Recruiting")
LEARN = ("Prompting", "Automation", "SQL", "Photography", "Prototyping")


@dataclass(frozen=True)
class Asked:
    """Five pairs of which each knows nothing yet; the last junior came from a sheet."""

    people: dict[str, Person]

    async def invitation(self, name: str) -> Post:
        return (await self.people[name].inbox())[0]

    async def says(self, name: str, button: str) -> None:
        await self.people[name].clicks(button, await self.invitation(name))


async def asked_by_a_round(stage: Stage) -> Asked:
    people = {name: await stage.person(name) for name in ("olga", "sven", "mia", *SENIORS, *JUNIORS)}
    assert stage.bot is not None
    store = Store(stage.scene.store_url, tuple(stage.settings().keys()), busy_ms=BESIDE_A_BOT_MS)
    try:
        store.clock.set(stage.now)
        cast = StageCast(store, stage.bot.team_id, "C1", people)
        programme_id = cast.programme()
        for name, teaches, learns in zip(SENIORS, TEACH, LEARN, strict=True):
            joins(cast, programme_id, name, RoleWish.SENIOR, teaches, learns)
        for name, learns, teaches in zip(JUNIORS, TEACH, LEARN, strict=True):
            if name == "ivy":
                imports(cast, programme_id, name, RoleWish.JUNIOR, teaches, learns)
            else:
                joins(cast, programme_id, name, RoleWish.JUNIOR, teaches, learns)
        goes_out(cast, programme_id)
    finally:
        store.close()
    await stage.settles()
    return Asked(people)


async def test_five_answers_to_a_round(stage: Stage) -> None:
    asked = await asked_by_a_round(stage)
    assert "You could learn: *Prompting*" in (await asked.invitation("ada")).words
    assert "Payments" in (await asked.invitation("ivy")).words
    # Two who accept at the same instant.
    await asyncio.gather(asked.says("ada", "pair.accept"), asked.says("ben", "pair.accept"))
    # No, and not with her again.
    await asked.says("anna", "pair.accept")
    await asked.says("bert", "pair.decline")
    await stage.settles()
    await asked.says("bert", "pair.not_again.0")
    # Not now.
    await asked.says("alma", "pair.accept")
    form = (await asked.people["bela"].clicks("pair.not_now", await asked.invitation("bela")))["view"]
    day = stage.now.date().replace(day=1).replace(month=stage.now.month % 12 + 1)
    thanks = await asked.people["bela"].hands_in(form, available_from=day.isoformat())
    assert "You are in no new pair before" in words(thanks["view"])
    # From a sheet: a yes to the pair is one to the programme.
    for name in ("alan", "ivy"):
        await asked.says(name, "pair.accept")
    # Aron accepts, and Boris says nothing.
    await asked.says("aron", "pair.accept")
    await stage.settles()
    hers, alma = [(await asked.people[name].inbox())[-1].words for name in ("anna", "alma")]
    assert hers.replace(asked.people["bert"].id, "X") == alma.replace(asked.people["bela"].id, "X")
    await stage.passes(days=4)
    assert "Your answer is still awaited" in (await asked.people["boris"].inbox())[-1].words
    await stage.passes(days=5)
    aron = (await asked.people["aron"].inbox())[-1].words
    assert aron.replace(asked.people["boris"].id, "X") == hers.replace(asked.people["bert"].id, "X")
    states = sorted(each.state for each in stage.stored(Pair))
    assert states == sorted([PairState.ACTIVE] * 2 + [PairState.DECLINED] * 2 + [PairState.WITHDRAWN])
    assert len(stage.stored(NeverAgain)) == 1
    assert {each.state for each in stage.stored(Enrolment)} == {EnrolmentState.ACTIVE}
