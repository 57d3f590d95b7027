"""What lies on an owner's desk leads back to it, and rules that were tried can be kept where they were tried."""

from bot.demo.humans import Payload
from models import Programme
from tests.scenarios.people import buttons, words
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


async def drafted(scene: Scene) -> Payload:
    """The desk with a draft on it."""
    desk = await scene.olga.opens("/mentor", "match")
    await scene.olga.clicks("match.draft", desk)
    found: Payload = desk

    async def is_there() -> bool:
        nonlocal found
        [found] = await scene.olga.modals()
        return "Draft anew" in words(found)

    await scene.stage.until(is_there, within=A_DRAFT)
    return found


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
