"""What lies on an owner's desk leads back to it, and rules that were tried can be kept where they were tried."""

from collections.abc import Iterator
from itertools import pairwise

import pytest

from bot.demo.humans import Payload
from models import Programme
from tests.scenarios.people import Person, buttons, words
from tests.scenarios.stage import Stage
from tests.scenarios.test_enrolment import Scene, joins, opened

A_DRAFT = 120
"""Seconds, at the most: a draft starts a process of its own."""


async def of_one_team(stage: Stage) -> Scene:
    """Olga's programme, in which two who could teach each other are of one team."""
    scene = await opened(stage, "alex", "bea")
    alex, bea = scene.people
    await joins(alex, scene, "senior", team="Payments")
    turned = {"offers": "Prompting", "seeks": "Telling stories"}
    await joins(bea, scene, "junior", turned, team="Payments")
    return scene


async def of_two_pairs(stage: Stage) -> Scene:
    """Olga's programme of four: Alex and Bea, senior and junior, are of one team, so Carl and Dora come between."""
    scene = await opened(stage, "alex", "bea", "carl", "dora")
    alex, bea, carl, dora = scene.people
    turned = {"offers": "Prompting", "seeks": "Telling stories"}
    await joins(alex, scene, "senior", team="Payments")
    await joins(bea, scene, "junior", turned, team="Payments")
    await joins(carl, scene, "senior")
    await joins(dora, scene, "junior", turned)
    return scene


async def drafted(scene: Scene, desk: Payload | None = None) -> Payload:
    """The desk with a draft on it."""
    desk = desk or await scene.olga.opens("/mentor", "match")
    await scene.olga.clicks("match.draft", desk)
    return await on_top(scene, "Draft anew")


async def on_top(scene: Scene, text: str) -> Payload:
    """Wait until the page on top says something; return it."""
    found: Payload = {}

    async def says_it() -> bool:
        nonlocal found
        *_, found = await scene.olga.modals()
        return text in words(found)

    await scene.stage.until(says_it, within=A_DRAFT)
    return found


def with_whom(desk: Payload, person: Person) -> str:
    """The block of buttons of the proposal on a desk that somebody is in."""
    return next(str(after["block_id"]) for block, after in proposals(desk) if person.mention in words(block))


def proposals(desk: Payload) -> Iterator[tuple[Payload, Payload]]:
    for block, after in pairwise(desk["blocks"]):
        if str(after.get("block_id")).startswith("proposal-"):
            yield block, after


async def wants_together(scene: Scene, desk: Payload, senior: Person, junior: Person) -> None:
    """Olga swaps the junior in a senior's proposal for another."""
    closer = await scene.olga.clicks_through("match.look", desk, block_id=with_whom(desk, senior))
    form = await scene.olga.clicks_through("match.swap", closer)
    assert junior.id in await scene.olga.searches(form, "match.junior", junior.handle)
    answer = await scene.olga.hands_in(form, **{"match.junior": junior.id})
    assert answer["response_action"] == "update", answer


async def goes_back(scene: Scene) -> Payload:
    """Olga goes the way back that the page on top offers: its button, or else that which closes it."""
    *_, top = await scene.olga.modals()
    if "match.open" in buttons(top):
        return await scene.olga.clicks_through("match.open", top)
    await closes_one(scene)
    *_, below = await scene.olga.modals()
    return below


async def closes_one(scene: Scene) -> list[str]:
    """Olga closes the page on top; return what lies there then, the lowest first."""
    *_, top = await scene.olga.modals()
    await scene.stage.control("close", {"user": scene.olga.id, "view_id": top["id"]})
    return [each["title"]["text"] for each in await scene.olga.modals()]


def titles(views: list[Payload]) -> list[str]:
    return [each["title"]["text"] for each in views]


async def test_cancel_leads_from_the_rules_back_to_the_desk_also_before_a_draft(stage: Stage) -> None:
    scene = await of_one_team(stage)
    desk = await scene.olga.opens("/mentor", "match")
    await scene.olga.clicks_through("match.rules", desk)
    assert titles(await scene.olga.modals()) == ["Match people", "Rules of matching"]
    assert await closes_one(scene) == ["Match people"]


async def test_from_those_left_over_a_rule_in_the_way_is_tried_and_kept_by_one_button(stage: Stage) -> None:
    scene = await of_one_team(stage)
    desk = await drafted(scene)
    page = await scene.olga.clicks_through("match.left_over", desk)
    assert page["close"]["text"] == "Back to the draft"
    assert "One rule less: most of those who might suit are of the same team." in words(page)
    form = await scene.olga.clicks_through("match.rules", page)
    asked = {"lifted": {"lifted": ["team"]}}
    tried = await scene.olga.clicks_through("match.suppose", form, values=asked)
    assert "Under these rules 2 people would have somebody; now nobody has." in words(tried)
    assert titles(await scene.olga.modals()) == ["Match people", "Rules of matching", "What if"]
    assert {each.matching for each in stage.stored(Programme) if each.channel_id} == {None}
    kept = await scene.olga.clicks_through("match.keep_supposed", tried)
    assert "The next draft goes by these rules" in words(kept)
    [set_now] = [each.matching for each in stage.stored(Programme) if each.channel_id]
    assert set_now == {"least_shared": 120, "lifted": ["team"], "repeat_days": 365}
    await stage.settles()
    _, below, _ = await scene.olga.modals()
    assert "*Kept.*" in words(below), "the form below does not look as if it were still to be saved"
    assert below["close"]["text"] == "Back"
    assert await closes_one(scene) == ["Match people", "Rules of matching"]
    again = await scene.olga.clicks_through("match.suppose", (await scene.olga.modals())[-1])
    assert "match.keep_supposed" not in buttons(again), "they are set already"
    assert "These rules are set already" in words(again)


async def test_rules_that_are_saved_lead_to_the_desk_from_wherever_they_were_opened(stage: Stage) -> None:
    scene = await of_one_team(stage)
    form = await scene.olga.clicks_through("match.rules", await scene.olga.opens("/mentor", "match"))
    kept = (await scene.olga.hands_in(form, least_shared="60"))["view"]
    assert buttons(kept) == [], "the desk lies below"
    assert await closes_one(scene) == ["Match people"]
    await scene.olga.closes_every_modal()
    page = await scene.olga.opens("/mentor", "programme")
    settings = await scene.olga.clicks_through("programme.settings", page)
    form = await scene.olga.clicks_through("match.rules", settings)
    assert titles(await scene.olga.modals()) == ["Settings", "Rules of matching"]
    kept = (await scene.olga.hands_in(form, least_shared="120"))["view"]
    assert buttons(kept) == ["match.open"]
    assert "Match people" in titles([await scene.olga.clicks_through("match.open", kept)])


async def test_after_a_swap_that_was_refused_what_lies_below_is_the_draft_as_it_stands(stage: Stage) -> None:
    scene = await of_two_pairs(stage)
    alex, bea, carl, _ = scene.people
    desk = await drafted(scene)
    await wants_together(scene, desk, alex, bea)
    told = await on_top(scene, "These two cannot be together: both are in the same team")
    assert told["title"]["text"] == "Nothing changed"
    await stage.settles()
    desk = await goes_back(scene)
    closer = await scene.olga.clicks_through("match.look", desk, block_id=with_whom(desk, carl))
    await scene.olga.clicks("match.forbid", closer)
    await on_top(scene, "“Back” leads to the new draft")
    await stage.settles()
    desk = await goes_back(scene)
    assert titles(await scene.olga.modals()) == ["Match people"], "there is one desk, and nothing below it"
    assert "Since the draft before:" in words(desk), "an old draft lies there"
    assert "Said no to (1)" in words(desk)
    closer = await scene.olga.clicks_through("match.look", desk, block_id=with_whom(desk, alex))
    assert closer["title"]["text"] == "Look closer"
    assert "match.pin" in buttons(closer)


async def test_a_desk_that_was_opened_from_the_settings_is_drawn_anew_and_not_the_settings(stage: Stage) -> None:
    scene = await of_two_pairs(stage)
    alex, *_ = scene.people
    page = await scene.olga.opens("/mentor", "programme")
    settings = await scene.olga.clicks_through("programme.settings", page)
    form = await scene.olga.clicks_through("match.rules", settings)
    kept = (await scene.olga.hands_in(form, least_shared="60"))["view"]
    desk = await drafted(scene, await scene.olga.clicks_through("match.open", kept))
    closer = await scene.olga.clicks_through("match.look", desk, block_id=with_whom(desk, alex))
    await scene.olga.clicks("match.forbid", closer)
    await on_top(scene, "“Back” leads to the new draft")
    await stage.settles()
    assert await closes_one(scene) == ["Settings", "Match people"]
    assert "Since the draft before:" in words(await scene.olga.modals())


@pytest.mark.parametrize("act", ["match.look", "match.approve"])
async def test_from_a_proposal_on_an_old_desk_the_way_leads_to_the_desk_as_it_stands(stage: Stage, act: str) -> None:
    scene = await of_two_pairs(stage)
    alex, bea, *_ = scene.people
    desk = await drafted(scene)
    await leaves(alex)
    told = await scene.olga.clicks_through(act, desk, block_id=with_whom(desk, alex))
    assert "not in the draft any more" in words(told)
    await shows_the_desk_without(scene, alex, bea)


@pytest.mark.parametrize("act", ["match.pin", "match.approve", "match.swap", "hands in"])
async def test_from_a_page_about_a_proposal_that_is_gone_it_leads_there_too(stage: Stage, act: str) -> None:
    scene = await of_two_pairs(stage)
    alex, bea, *_ = scene.people
    desk = await drafted(scene)
    top = await scene.olga.clicks_through("match.look", desk, block_id=with_whom(desk, alex))
    if act == "hands in":
        top = await scene.olga.clicks_through("match.swap", top)
        await leaves(alex)
        told = (await scene.olga.hands_in(top))["view"]
    else:
        await leaves(alex)
        told = await scene.olga.clicks_through(act, top)
    assert "not in the draft any more" in words(told)
    await shows_the_desk_without(scene, alex, bea)


async def leaves(person: Person) -> None:
    """Somebody leaves the programme, and the draft forgets them."""
    answer = await person.clicks("enrolment.leave", await person.opens("/mentor", "join"))
    assert "are erased" in words(answer["view"])


async def shows_the_desk_without(scene: Scene, gone: Person, there: Person) -> None:
    """The page on top leads back to the one desk, on which a pair can be looked at and somebody is no more."""
    *_, told = await scene.olga.modals()
    assert told["close"]["text"] == "Back to the desk"
    assert buttons(told) == []
    await scene.stage.settles()
    assert await closes_one(scene) == ["Match people"]
    [desk] = await scene.olga.modals()
    assert gone.mention not in words(desk)
    closer = await scene.olga.clicks_through("match.look", desk, block_id=with_whom(desk, there))
    assert "match.pin" in buttons(closer)


async def test_whoever_is_to_join_two_is_named_before_it_counts_and_another_can_be_picked(stage: Stage) -> None:
    scene = await opened(stage, "alex", "bea", "dora", "eve")
    alex, *juniors = scene.people
    await joins(alex, scene, "senior")
    for each in juniors:
        await joins(each, scene, "junior", {"offers": "Prompting", "seeks": "Telling stories"})
    desk = await drafted(scene)
    assert "Three instead of two" not in words(await scene.olga.clicks_through("match.left_over", desk))
    await closes_one(scene)
    closer = await scene.olga.clicks_through("match.look", desk, block_id=with_whom(desk, alex))
    one, other = (each for each in juniors if each.mention not in words(closer["blocks"][0]))
    asked = await scene.olga.clicks_through("match.join", closer, selected=one.id)
    assert f"{one.mention} joins {alex.mention} and " in words(asked)
    assert f"{one.mention} has not agreed to be one of three" in words(asked)
    closer = await scene.olga.clicks_through("match.look", asked)
    assert titles(await scene.olga.modals()) == ["Match people", "Look closer"]
    asked = await scene.olga.clicks_through("match.join", closer, selected=other.id)
    await scene.olga.clicks("match.three", asked)
    await on_top(scene, "“Back” leads to the new draft")
    await stage.settles()
    assert await closes_one(scene) == ["Match people"]
    [desk] = await scene.olga.modals()
    [(three, _)] = proposals(desk)
    assert all(each.mention in words(three) for each in (alex, other))
    assert one.mention not in words(three)
