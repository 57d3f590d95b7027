"""A message is kept by its shortcut: one's own at once, another's with their yes, anybody else's not at all."""

from typing import Any

import pytest

from bot.demo.humans import Payload
from models import LogEntry, WordsRequest, WordsState
from tests.scenarios.people import Person, conversation, fields, heard, typed, words
from tests.scenarios.stage import Stage

SAID = "Ask the *users* first & often"


@pytest.fixture
async def pair(any_stage: Stage) -> tuple[Person, Person]:
    """Alex and Bea, whose charter is in force."""
    alex, bea = await any_stage.person("alex"), await any_stage.person("bea")
    await any_stage.begin_pair(alex, bea)
    return alex, bea


async def saves(stage: Stage, person: Person, channel: str, ts: str) -> Payload:
    """Use the shortcut on a message; return the modal it opens."""
    found = await stage.control(
        "shortcut", {"user": person.id, "callback_id": "log.save", "channel": channel, "ts": ts}
    )
    view = await stage.humans.waits_for(person.id, found["view"])
    assert view is not None, found
    return view


async def says(stage: Stage, author: Person, *with_whom: Person, text: str = SAID) -> tuple[str, str]:
    """Write something in the pair's conversation; return where it stands."""
    channel = conversation(author, *with_whom, bot_user=stage.bot_user)
    message = await author.says(channel, text)
    return channel, str(message["ts"])


async def test_ones_own_words_are_kept_after_one_look(any_stage: Stage, pair: tuple[Person, Person]) -> None:
    alex, bea = pair
    form = await saves(any_stage, alex, *await says(any_stage, alex, bea))
    assert "pair" not in fields(form)
    assert typed(form, "words") == SAID
    assert typed(form, "title").startswith("Ask the *users* first")
    kept = await alex.hands_in(form)
    assert "*Kept.*" in words(kept["view"])
    entry = (await bea.clicks("log.read", await bea.opens("/mentor-log", "users first")))["view"]
    assert f"In the words of {alex.mention}" in words(entry)
    assert "/archives/" in words(entry)
    await any_stage.settles()
    assert any_stage.stored(WordsRequest) == []


async def test_anothers_words_are_kept_with_their_yes(any_stage: Stage, pair: tuple[Person, Person]) -> None:
    alex, bea = pair
    form = await saves(any_stage, alex, *await says(any_stage, bea, alex))
    assert "words" not in fields(form), "another's words cannot be changed"
    asked = await alex.hands_in(form, title="Bea on users")
    assert "is asked in private" in words(asked["view"])
    await alex.closes_every_modal()
    await any_stage.settles()
    assert any_stage.stored(LogEntry) == []
    assert "waiting for their author’s yes: 1" in words(await alex.opens("/mentor-log"))
    assert "waiting" not in words(await bea.opens("/mentor-log"))
    question = (await bea.inbox())[-1]
    assert question.notification == f"{alex.mention} would like to keep words of yours in your pair’s Learning Log."
    assert "Ask the *users* first &amp; often" in question.words
    await bea.clicks("log.let_words_be_kept", question)
    await any_stage.settles()
    answered = (await bea.inbox())[-1]
    assert (answered.buttons, "They are in your Learning Log" in answered.words) == ([], True)
    assert "Bea on users" in words(await alex.opens("/mentor-log"))


async def test_a_no_leaves_nothing_anywhere(any_stage: Stage, pair: tuple[Person, Person]) -> None:
    alex, bea = pair
    where = await says(any_stage, bea, alex)
    await alex.hands_in(await saves(any_stage, alex, *where), title="Bea on users")
    await any_stage.settles()
    inbox = len(await alex.inbox())
    await bea.clicks("log.refuse_words", (await bea.inbox())[-1])
    await any_stage.settles()
    assert "Ask the" not in (await bea.inbox())[-1].words
    [request] = any_stage.stored(WordsRequest)
    assert (request.sealed_body, any_stage.stored(LogEntry)) == (None, [])
    assert len(await alex.inbox()) == inbox, "Alex is told nothing"
    before = len(await bea.inbox())
    await alex.hands_in(await saves(any_stage, alex, *where), title="Bea on users, again")
    await any_stage.settles()
    assert len(await bea.inbox()) == before, "and Bea is not asked about it again"


async def test_without_an_answer_they_are_erased_after_a_week(any_stage: Stage, pair: tuple[Person, Person]) -> None:
    alex, bea = pair
    await alex.hands_in(await saves(any_stage, alex, *await says(any_stage, bea, alex)), title="Bea on users")
    await any_stage.settles()
    await any_stage.passes(days=6, hours=23)
    assert any_stage.stored(WordsRequest)[0].state is WordsState.ASKED
    await any_stage.passes(hours=2)
    [request] = any_stage.stored(WordsRequest)
    assert (request.state, request.sealed_body) == (WordsState.EXPIRED, None)
    assert "Ask the" not in "".join(post.words for post in await bea.inbox())


async def test_of_somebody_outside_only_a_link_is_kept(any_stage: Stage, pair: tuple[Person, Person]) -> None:
    alex, _ = pair
    dan = await any_stage.person("dan")
    message: dict[str, Any] = await dan.says("#general", "What Dan thinks of it all")
    form = await saves(any_stage, alex, "#general", str(message["ts"]))
    assert "only a link to it can be kept" in words(form)
    assert "What Dan thinks" not in words(form)
    assert "/archives/" in typed(form, "link")
    kept = await alex.hands_in(form, title="Dan's view")
    assert "Dan's view" in words(kept["view"])
    asked = await any_stage.control(
        "shortcut", {"user": dan.id, "callback_id": "log.save", "channel": "#general", "ts": str(message["ts"])}
    )
    assert "You have no pair under way" in heard(
        asked | {"view": await any_stage.humans.waits_for(dan.id, asked["view"])}
    )


async def test_elsewhere_it_asks_which_pair(any_stage: Stage, pair: tuple[Person, Person]) -> None:
    alex, bea = pair
    cleo = await any_stage.person("cleo")
    await any_stage.become_a_pair(alex, cleo)
    page = (await cleo.hands_in(await cleo.opens("/mentor-charter"), purpose="Learn to plan", success="A plan"))["view"]
    await cleo.hands_in(page)
    await any_stage.settles()
    await alex.hands_in((await alex.clicks("charter.open", (await alex.conversation_with(cleo))[-1]))["view"])
    await any_stage.settles()
    message = await alex.says("#general", "My own thought in public")
    form = await saves(any_stage, alex, "#general", str(message["ts"]))
    assert "pair" in fields(form)
    in_conversation = await saves(any_stage, alex, *await says(any_stage, bea, alex))
    assert "pair" not in fields(in_conversation)
    theirs = await bea.says("#general", "Bea in public")
    form = await saves(any_stage, alex, "#general", str(theirs["ts"]))
    assert "pair" not in fields(form), "only one of the pairs has Bea in it"
