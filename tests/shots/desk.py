"""The owner's desk, before anybody new has joined."""

from collections.abc import AsyncIterator

from tests.shots.cast import Cast, Shot


async def pictures(cast: Cast) -> AsyncIterator[Shot]:
    """The owner of the example drafts pairings, looks, tries other rules, changes one, and throws it away again."""
    general = await cast.channel("owner", "general")
    desk = await cast.types("owner", "/mentor", "match")
    yield Shot("match-nothing-yet", "owner", general, keeps=True)
    await cast.clicks_in("owner", desk, "match.draft")
    desk = await cast.waits_for("owner", "Draft anew")
    yield Shot("match-draft", "owner", general, keeps=True)
    await cast.clicks_in("owner", desk, "match.left_over")
    yield Shot("match-left-over", "owner", general)
    form = await cast.clicks_in("owner", await cast.types("owner", "/mentor", "match"), "match.rules")
    yield Shot("match-rules", "owner", general, keeps=True)
    await cast.clicks_in("owner", form, "match.suppose")
    await cast.waits_for("owner", "Under these rules")
    yield Shot("match-what-if", "owner", general)
    closer = await cast.clicks_in("owner", await cast.types("owner", "/mentor", "match"), "match.look")
    yield Shot("match-look-closer", "owner", general, keeps=True)
    form = await cast.clicks_in("owner", closer, "match.swap")
    yield Shot("match-swap", "owner", general, keeps=True)
    await cast.searches("owner", form, "match.junior", "osk")
    await cast.hands_in("owner", form, **{"match.junior": cast.ids["oskar"]})
    await cast.waits_for("owner", "leads to the new draft")
    yield Shot("match-what-changed", "owner", general)
    desk = await cast.types("owner", "/mentor", "match")
    yield Shot("match-since-the-draft-before", "owner", general, keeps=True)
    await cast.clicks_in("owner", desk, "match.drop")
    yield Shot("match-thrown-away", "owner", general)
