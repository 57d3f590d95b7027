"""An owner has pairings drafted, looks at them, edits, approves and sends; what is reckoned comes by itself."""

import pytest

from bot.demo.humans import Payload
from models import MatchRound, Pair, RoundState
from tests.scenarios.people import Person, buttons, words
from tests.scenarios.stage import Stage
from tests.scenarios.test_enrolment import Scene, opened

TEACHES = {"senior": ("Strategy", "Prompting"), "junior": ("Prompting", "Strategy")}
"""What each side offers, and seeks."""
SENIORS, JUNIORS = ("ada", "ben"), ("cleo", "dora", "emil")


@pytest.fixture
async def scene(stage: Stage) -> Scene:
    """Olga's programme: two seniors, three juniors."""
    found = await opened(stage, *SENIORS, *JUNIORS)
    for person in found.people:
        await joins(person, found, "senior" if person.handle in SENIORS else "junior")
    await stage.settles()
    return found


async def joins(person: Person, scene: Scene, wish: str) -> None:
    form = (await person.clicks("enrolment.open", await scene.announcement(person)))["view"]
    offers, seeks = TEACHES[wish]
    for field, word in (("offers", offers), ("seeks", seeks)):
        await person.searches(form, field, word)
    second = await person.hands_in(form, wish=wish, offers=[offers], seeks=[seeks])
    done = await person.hands_in(second["view"])
    assert "You are in" in words(done["view"]), done


async def comes(person: Person, where: Payload, text: str, stage: Stage) -> Payload:
    """Wait until a modal says something; return it."""
    found: Payload = where

    async def says_it() -> bool:
        nonlocal found
        found = next((each for each in await person.modals() if each["id"] == where["id"]), {"blocks": []})
        return text in words(found)

    await stage.until(says_it)
    return found


def first(view: Payload, action_id: str) -> str:
    """The first block that holds such a button."""
    return next(
        str(block["block_id"])
        for block in view["blocks"]
        if any(each.get("action_id") == action_id for each in block.get("elements", []))
    )


async def drafts(scene: Scene) -> Payload:
    """Olga has pairings drafted, and sees them."""
    start = await scene.olga.opens("/mentor", "match")
    assert "5 people to pair" in words(start)
    waiting = (await scene.olga.clicks("match.draft", start))["view"]
    assert "Drafting" in words(waiting)
    return await comes(scene.olga, waiting, "5 people · 2 pairs · 1 has nobody", scene.stage)


async def test_a_draft_comes_by_itself_is_approved_and_goes_out(scene: Scene) -> None:
    stage, olga = scene.stage, scene.olga
    desk = await drafts(scene)
    assert "match.send" not in buttons(desk), "nothing is approved yet"
    while "match.approve" in buttons(desk):
        desk = await olga.clicks_through("match.approve", desk, block_id=first(desk, "match.approve"))
    assert "2 approved" in words(desk)
    assert "4 people each get one private message" in words(desk)
    assert "1 person is told" in words(desk)
    done = await olga.clicks_through("match.send", desk)
    assert "on their way" in words(done)
    await stage.settles()
    inboxes = {person.handle: await person.inbox() for person in scene.people}
    asked = {name for name, posts in inboxes.items() if any("pair.accept" in post.buttons for post in posts)}
    told = {name for name, posts in inboxes.items() if any("has nobody for you" in post.words for post in posts)}
    assert len(asked) == 4
    assert len(told) == 1
    assert asked | told == {*SENIORS, *JUNIORS}
    assert [each.state for each in stage.stored(MatchRound)] == [RoundState.CLOSED]
    assert len(stage.stored(Pair)) == 2


async def test_an_edit_says_what_it_changed_and_the_desk_below_follows(scene: Scene) -> None:
    stage, olga = scene.stage, scene.olga
    desk = await drafts(scene)
    left = await olga.clicks_through("match.left_over", desk)
    assert "1 more senior who offers" in words(left)
    await olga.closes_every_modal()
    desk = await olga.opens("/mentor", "match")
    closer = await olga.clicks_through("match.look", desk, block_id=first(desk, "match.look"))
    assert "Who else?" in words(closer)
    form = await olga.clicks_through("match.swap", closer)
    lonely = next(each for each in scene.people if each.mention in words(left))
    assert await olga.searches(form, "match.junior", lonely.handle[:3]) == [lonely.id]
    answer = await olga.hands_in(form, **{"match.junior": lonely.id})
    assert "Pairing anew" in words(answer["view"])
    told = await comes(olga, answer["view"], "What changed", stage)
    assert f"{lonely.mention} now" in words(told) or f"with {lonely.mention}" in words(told)
    below = await comes(olga, desk, "Since the draft before:", stage)
    assert "wanted by you" in words(below)


async def test_nobody_but_its_owner_gets_a_desk(scene: Scene) -> None:
    desk = await drafts(scene)
    for stranger in (scene.admin, scene.people[0]):
        told = await stranger.types("/mentor", "match")
        assert told["view"] is None
        assert "Only the owner of a programme can do this" in words(told["ephemerals"])
    assert "match.approve" in buttons(desk)
