"""An owner works through a draft: she looks closer, edits, sees what each edit changed, approves and sends."""

import re
from collections.abc import Collection
from itertools import pairwise

from bot.demo.humans import Payload
from tests.scenarios.people import buttons, words
from tests.scenarios.season import MENTIONED, TWO, Group, Season

A_DRAFT = 120
"""Seconds, at the most: a draft starts a process of its own, which a machine that runs all tests at once lets wait."""


async def comes(season: Season, where: Payload, text: str) -> Payload:
    """Wait until a modal of Olga's says something; return it."""
    found: Payload = where

    async def says_it() -> bool:
        nonlocal found
        found = next((each for each in await season.olga.modals() if each["id"] == where["id"]), {"blocks": []})
        return text in words(found)

    await season.stage.until(says_it, within=A_DRAFT)
    return found


def proposals(season: Season, desk: Payload) -> dict[str, Group]:
    """The proposals on a page of the desk: the block of their buttons, and who they are."""
    return {
        str(after["block_id"]): season.named(words(block).splitlines()[0])
        for block, after in pairwise(desk["blocks"])
        if str(after.get("block_id")).startswith("proposal-")
    }


async def reopened(season: Season) -> Payload:
    """The desk as it is now."""
    await season.olga.closes_every_modal()
    return await season.olga.opens("/mentor", "match")


async def left_over(season: Season) -> dict[str, str]:
    """Everybody whom the draft leaves over, with what is said of each, page by page."""
    page = await season.olga.clicks_through("match.left_over", await reopened(season))
    found: dict[str, str] = {}
    while True:
        told = [words(block) for block in page["blocks"] if words(block).startswith("*<@")]
        found |= {name: text for text in told for name in season.named(text.splitlines()[0])}
        if "match.left_over.later" not in buttons(page):
            return found
        page = await season.olga.clicks_through("match.left_over.later", page)


async def tries_and_keeps(season: Season, desk: Payload, **rules: list[str]) -> str:
    """Olga looks what other rules would change, then keeps them; return what she read before."""
    form = await season.olga.clicks_through("match.rules", desk)
    values = {name: {name: value} for name, value in rules.items()}
    tried = (await season.olga.clicks("match.suppose", form, values=values))["view"]
    await season.stage.control("close", {"user": season.olga.id, "view_id": tried["id"]})
    assert "The next draft goes by these rules" in words((await season.olga.hands_in(form))["view"])
    return words(tried)


async def drafts(season: Season, desk: Payload, people: int, in_pairs: int = 0) -> Payload:
    """Olga has pairings drafted, of people of whom some are in pairs that go on."""
    await season.olga.clicks("match.draft", desk)
    to_pair = f"{people} people: {people - in_pairs} to pair, {in_pairs} paired or invited"
    return await comes(season, desk, f"{to_pair if in_pairs else f'{people} people to pair'}\n")


async def a_pair(season: Season, but: Collection[str]) -> Group:
    """The first pair on the desk with nobody of these."""
    found = proposals(season, await reopened(season)).values()
    return next(each for each in found if len(each) == TWO and not each & set(but))


async def looks_at(season: Season, group: Group) -> Payload:
    """Olga looks closer at a proposal of the first page."""
    desk = await reopened(season)
    [block] = [block for block, people in proposals(season, desk).items() if people == group]
    return await season.olga.clicks_through("match.look", desk, block_id=block)


async def changed(season: Season, closer: Payload) -> str:
    """Wait until an edit is reckoned; return what it says it changed."""
    return words(await comes(season, closer, "“Back” leads to the new draft"))


async def pins(season: Season, group: Group) -> str:
    closer = await looks_at(season, group)
    await season.olga.clicks("match.pin", closer)
    return await changed(season, closer)


async def parts(season: Season, group: Group) -> str:
    closer = await looks_at(season, group)
    await season.olga.clicks("match.forbid", closer)
    return await changed(season, closer)


async def puts_together(season: Season, group: Group, junior: str) -> tuple[Group, str]:
    """Olga gives the senior of a proposal another junior; return who are together now, and what that changed."""
    closer = await looks_at(season, group)
    [senior] = season.named(f"<@{MENTIONED.findall(words(closer))[0]}>")
    form = await season.olga.clicks_through("match.swap", closer)
    assert season.people[junior].id in await season.olga.searches(form, "match.junior", junior[:3])
    answer = await season.olga.hands_in(form, **{"match.junior": season.people[junior].id})
    assert answer["response_action"] == "update", answer
    told = await changed(season, answer["view"])
    [desk] = [each for each in await season.olga.modals() if "match.drop" in buttons(each)]
    # The desk below follows by itself.
    below = await comes(season, desk, told.splitlines()[0])
    assert frozenset({senior, junior}) in proposals(season, below).values()
    return frozenset({senior, junior}), told


async def lets_join(season: Season, group: Group, but: Collection[str]) -> tuple[Group, str]:
    """Olga has the first of those left over join a pair, but for some; return the three, and what that changed."""
    closer = await looks_at(season, group)
    [menu] = [each for block in closer["blocks"] for each in block.get("elements", []) if is_menu(each)]
    ids = {season.people[name].id for name in but}
    third = next(str(each["value"]) for each in menu["options"] if each["value"] not in ids)
    asked = await season.olga.clicks_through("match.join", closer, selected=third)
    assert f"<@{third}> joins" in words(asked)
    await season.olga.clicks("match.three", asked)
    return group | season.named(f"<@{third}>"), await changed(season, closer)


def is_menu(element: Payload) -> bool:
    return element.get("action_id") == "match.join"


async def approves_everything(season: Season) -> Payload:
    """Olga approves those without a flag at once, and the others page by page."""
    desk = await season.olga.clicks_through("match.approve_unflagged", await reopened(season))
    while "a look" in words(desk).splitlines()[2]:
        # What is to be decided comes first, so that no page has to be turned.
        if "match.approve_page" in buttons(desk):
            desk = await season.olga.clicks_through("match.approve_page", desk)
        else:
            block = next(each["block_id"] for each in desk["blocks"] if "match.approve" in buttons({"blocks": [each]}))
            desk = await season.olga.clicks_through("match.approve", desk, block_id=block)
    return desk


async def sends(season: Season, desk: Payload) -> tuple[int, int]:
    """Olga sends what she approved; return how many the desk says are asked, and told that there is nobody."""
    said = words(desk)
    asked, told = re.search(r"(\d+) people get", said), re.search(r"(\d+) pe\w+ (?:is|are) told", said)
    assert asked, said
    assert "on their way" in words(await season.olga.clicks_through("match.send", desk))
    await season.stage.settles()
    return int(asked[1]), int(told[1]) if told else 0
