"""The end of a pair, as the one who leaves and the one who stays each see it."""

from bot.demo.humans import Payload
from tests.scenarios.people import Person, Post, words
from tests.scenarios.stage import Stage

FAREWELL = "This pair has come to an end. What you wrote stays readable for both of you"


def leave_button(home: Payload) -> Payload:
    """The button that ends a pair."""
    held = [element for block in home["blocks"] for element in block.get("elements", [])]
    [found] = [element for element in held if element.get("action_id") == "pair.leave"]
    return dict(found)


async def conversation(reader: Person, other: Person) -> list[Post]:
    """What stands in the pair's conversation; nothing in it may still be clicked."""
    posts = await reader.conversation_with(other)
    assert [post.buttons for post in posts] == [[]] * len(posts)
    return posts


async def test_leaving_asks_first_and_looks_like_what_it_is(stage: Stage) -> None:
    alex, bea = await stage.person("alex"), await stage.person("bea")
    await stage.begin_pair(alex, bea)
    button = leave_button(await alex.home())
    assert "style" not in button, "it is the quietest one, and asks first"
    assert button["confirm"]["style"] == "danger"
    assert f"It ends for {bea.mention} too" in words(button["confirm"])


async def test_both_find_one_kind_line_that_names_nobody_and_the_charter_unpinned(any_stage: Stage) -> None:
    stage = any_stage
    alex, bea = await stage.person("alex"), await stage.person("bea")
    await stage.begin_pair(alex, bea)
    assert [post.is_pinned for post in await bea.conversation_with(alex)].count(True) == 1
    before = len(await alex.inbox())
    await alex.double_clicks("pair.leave", await alex.home())
    await stage.settles()

    said = len(await bea.conversation_with(alex))
    for reader, other in ((alex, bea), (bea, alex)):
        posts = await conversation(reader, other)
        [farewell] = [post for post in posts if FAREWELL in post.notification]
        assert posts[-1].ts == farewell.ts
        assert "<@" not in farewell.words
        assert not any(post.is_pinned for post in posts)
        assert any("Your charter was in force from" in post.words for post in posts)
        home = words(await reader.home())
        assert "Pairs that were" in home
        assert "What you wrote stays readable." in home

    assert len(await alex.inbox()) == before, "whoever leaves is not told what they did"
    assert f"Your pair with {alex.mention} has ended." in (await bea.inbox())[-1].words
    await stage.passes(days=30)
    assert len(await alex.conversation_with(bea)) == said, "nothing is said there any more"


async def test_a_charter_that_was_not_signed_by_both_asks_nobody_any_more(stage: Stage) -> None:
    alex, bea = await stage.person("alex"), await stage.person("bea")
    await stage.become_a_pair(alex, bea)
    await stage.sign_a_charter(alex)
    assert "Still missing" in (await bea.conversation_with(alex))[-1].words
    await bea.clicks("pair.leave", await bea.home())
    await stage.settles()
    posts = await conversation(alex, bea)
    assert "This pair came to an end before its charter was signed." in posts[-2].words
    assert FAREWELL in posts[-1].words


async def test_nothing_is_opened_only_to_say_that_it_is_over(stage: Stage) -> None:
    alex, bea = await stage.person("alex"), await stage.person("bea")
    await alex.hands_in(await alex.opens("/mentor", "with @bea"), my_role="senior")
    await stage.settles()
    await stage.breaks({"method": "conversations.open", "kind": "429", "times": 1, "retry_after": 1})
    await bea.clicks("pair.accept", (await bea.inbox())[-1])
    await bea.clicks("pair.leave", await bea.home())
    await stage.settles()
    assert await alex.conversation_with(bea) == []
    assert f"Your pair with {bea.mention} has ended." in (await alex.inbox())[-1].words


async def test_a_new_pair_of_the_same_two_begins_after_the_farewell(stage: Stage) -> None:
    alex, bea = await stage.person("alex"), await stage.person("bea")
    await stage.begin_pair(alex, bea)
    await bea.clicks("pair.leave", await bea.home())
    await stage.settles()
    await stage.begin_pair(alex, bea)
    posts = await alex.conversation_with(bea)
    assert sum(FAREWELL in post.words for post in posts) == 1
    assert sum(post.is_pinned for post in posts) == 1
    assert any("charter.open" in post.buttons for post in posts if post.is_pinned)
