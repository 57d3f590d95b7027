"""A pair that never signs its charter: reminded once, asked, kept or released, and nobody is blamed."""

from tests.scenarios.people import Person, Post, words
from tests.scenarios.stage import Stage

CHOICE = "Is it still right for you?"


async def choices(person: Person) -> list[Post]:
    """The posts in somebody's DM that ask whether the pair goes on."""
    return [post for post in await person.inbox() if CHOICE in post.words]


async def test_two_who_never_sign_are_reminded_asked_and_let_go(any_stage: Stage) -> None:
    stage = any_stage
    alex, bea = await stage.person("alex"), await stage.person("bea")
    await stage.become_a_pair(alex, bea)
    await stage.passes(days=8)
    reminders = [post for post in await alex.inbox() if "has no charter yet" in post.words]
    assert [post.buttons for post in reminders] == [["charter.open"]]
    [asked] = await choices(alex)
    kept = await alex.clicks("pair.still_wanted", asked)
    assert "Good. It begins with the charter" in words(kept["message"])
    await stage.passes(days=8)
    [_, again] = await choices(bea)
    await bea.clicks("pair.leave", again)
    await stage.settles()
    assert await choices(bea) == []
    assert f"Your pair with {bea.mention} has ended." in (await alex.inbox())[-1].words
    before = len(await alex.inbox())
    await stage.passes(days=30)
    assert len(await alex.inbox()) == before


async def test_a_charter_signed_in_time_spares_every_word_of_it(stage: Stage) -> None:
    alex, bea = await stage.person("alex"), await stage.person("bea")
    await stage.begin_pair(alex, bea)
    await stage.passes(days=14)
    assert not any("charter" in post.words.lower() and "no charter" in post.words for post in await bea.inbox())
    assert await choices(bea) == []
