"""Prep: it comes the day before, what is written stays one's own until it is shared, and it is there at any time."""

import json

import pytest

from bot.demo.humans import NotPossible
from mentoring.pairs.commands import ProposedMember, ProposePair, propose
from mentoring.participants import Profile
from mentoring.states import Role
from models import Prep, Programme, Session
from tests.faults.test_the_store_fails import TRY_AGAIN
from tests.scenarios.people import Person, Post, fields, typed, words
from tests.scenarios.stage import Stage, locked

MINE = {"changed": "The first draft is with support", "blocked": "Nobody owns the refund rule", "next_step": ""}


@pytest.fixture
async def pair(stage: Stage) -> tuple[Person, Person]:
    """Alex and Bea on a Monday, whose charter is in force; their first session is on Wednesday at ten."""
    alex, bea = await stage.person("alex"), await stage.person("bea")
    await stage.begin_pair(alex, bea)
    return alex, bea


async def preps(person: Person) -> list[Post]:
    return [post for post in await person.inbox() if "prep.write" in post.buttons]


async def session_card(person: Person, other: Person) -> Post:
    [card] = [post for post in await person.conversation_with(other) if "session.start" in post.buttons]
    return card


async def test_it_comes_on_the_working_day_before_and_says_what_one_needs(
    stage: Stage, pair: tuple[Person, Person]
) -> None:
    alex, bea = pair
    await stage.comes("2027-02-02T09:59:00+00:00")
    assert await preps(alex) == []
    await stage.comes("2027-02-02T10:01:00+00:00")
    for person in pair:
        [prep] = await preps(person)
        assert prep.notification == "Your prep for session 1 is here."
        for said in ("rank, age or field", "stays between you", "you may be wrong about", "One real task", "Bothways"):
            assert said in prep.words
        assert prep.buttons[:1] == ["prep.write"]
        assert {"session.move", "session.skip", "prep.read"} <= set(prep.buttons)
    [prep] = await preps(bea)
    text = await bea.clicks("prep.read", prep, block_id="case")
    assert "Ines has led support" in words(text["view"])


async def test_alex_writes_shares_with_one_tap_and_takes_it_back(stage: Stage, pair: tuple[Person, Person]) -> None:
    alex, bea = pair
    await stage.comes("2027-02-02T10:01:00+00:00")
    [prep] = await preps(alex)
    form = (await alex.clicks("prep.write", prep))["view"]
    assert fields(form) == {"changed": False, "blocked": False, "next_step": False}
    kept = (await alex.hands_in(form, **MINE))["view"]
    assert "Only you see it" in words(kept)
    await stage.settles()

    [prep] = await preps(alex)
    assert "only you see it" in prep.words
    for seen in (await preps(alex), await preps(bea), await bea.conversation_with(alex)):
        assert "refund rule" not in "".join(post.words for post in seen)
    assert "refund rule" not in words(await bea.home())
    assert "refund rule" not in words(await bea.opens("/mentor", "prep"))

    await alex.closes_every_modal()
    await alex.double_clicks("prep.share", prep)
    await stage.settles()
    assert "Nobody owns the refund rule" in (await session_card(bea, alex)).words
    [prep] = await preps(alex)
    assert "Your agenda is on the card" in prep.words
    assert alex.mention in (await preps(bea))[0].words
    card = await session_card(bea, alex)
    assert "refund rule" not in card.notification

    await alex.clicks("prep.unshare", prep)
    await stage.settles()
    assert "refund rule" not in (await session_card(bea, alex)).words
    await alex.clicks("prep.share", (await preps(alex))[0])
    await stage.settles()
    await alex.clicks("session.start", await session_card(alex, bea))
    await stage.settles()
    [under_way] = [post for post in await bea.conversation_with(alex) if "session.end" in post.buttons]
    assert "Nobody owns the refund rule" in under_way.words
    assert len(await preps(alex)) == 1, "all of it was one message"
    assert len(stage.stored(Prep)) == 1

    await bea.clicks("session.end", under_way)
    await stage.settles()
    [over] = [post for post in await alex.inbox() if "this prep is over" in post.words]
    assert over.buttons == []


async def test_at_any_time_it_opens_as_a_page_and_nothing_typed_is_lost(
    stage: Stage, pair: tuple[Person, Person]
) -> None:
    alex, bea = pair
    page = await alex.opens("/mentor", "prep")
    assert "Your first one" in words(page)
    form = (await alex.clicks("prep.write", page))["view"]
    await bea.clicks("session.met", await session_card(bea, alex))
    late = await alex.hands_in(form, **MINE)
    assert "This session is over" in words(late["view"])
    assert typed(late["view"], "blocked") == MINE["blocked"]
    assert stage.stored(Prep) == []
    answer = await alex.types("/mentor", "prep")
    assert "No session is planned yet" in json.dumps(answer)


async def test_however_busy_the_store_is_it_opens_in_time_and_keeps_what_was_typed(
    stage: Stage, pair: tuple[Person, Person]
) -> None:
    alex, bea = pair
    await stage.comes("2027-02-02T10:01:00+00:00")
    [prep] = await preps(alex)
    with locked(stage):
        for opened in (await alex.types("/mentor", "prep"), await alex.clicks("prep.write", prep)):
            assert opened["error"] is None, opened
            assert opened["view"] is not None
    await alex.closes_every_modal()
    form = (await alex.clicks("prep.write", prep))["view"]
    with locked(stage):
        answer = await alex.hands_in(form, **MINE)
    assert TRY_AGAIN in words(answer["view"])
    assert typed(answer["view"], "blocked") == MINE["blocked"]
    kept = (await alex.hands_in(answer["view"]))["view"]
    assert MINE["blocked"] in words(kept)
    with locked(stage):
        assert TRY_AGAIN in json.dumps(await alex.clicks("prep.share", kept))
    await alex.clicks("prep.share", kept)
    await stage.settles()
    assert MINE["blocked"] in (await session_card(alex, bea)).words


async def test_a_page_shares_what_was_written_and_a_stranger_has_none(
    stage: Stage, pair: tuple[Person, Person]
) -> None:
    alex, bea = pair
    carl = await stage.person("carl")
    form = (await alex.clicks("prep.write", await alex.opens("/mentor", "prep")))["view"]
    kept = (await alex.hands_in(form, **MINE))["view"]
    assert "Your agenda is on the card" in words((await alex.clicks("prep.share", kept))["view"])
    await stage.settles()
    assert (
        "refund rule" in words(await bea.opens("/mentor", "prep"))
        or "refund rule" in (await session_card(bea, alex)).words
    )
    with pytest.raises(NotPossible):
        await carl.clicks("prep.share", kept)
    assert "You have no pair under way" in json.dumps(await carl.types("/mentor", "prep"))


async def test_a_session_that_moves_takes_its_prep_along(stage: Stage, pair: tuple[Person, Person]) -> None:
    alex, bea = pair
    await stage.comes("2027-02-02T10:01:00+00:00")
    [prep] = await preps(alex)
    await alex.clicks("session.skip", prep)
    await stage.settles()
    [session] = stage.stored(Session)
    assert session.starts_at is not None
    assert session.starts_at.isoformat() == "2027-02-17T10:00:00+00:00"
    [drawn] = await preps(bea)
    assert str(int(session.starts_at.timestamp())) in drawn.words
    await stage.comes("2027-02-16T10:01:00+00:00")
    assert len(await preps(alex)) == 2
    assert len(await preps(bea)) == 2


async def test_an_owner_curates_what_the_pairs_of_the_programme_are_given(any_stage: Stage) -> None:
    stage = any_stage
    admin, olga = await stage.person("admin", is_admin=True), await stage.person("olga")
    alex, bea = await stage.person("alex"), await stage.person("bea")
    assert "Only the owner" in json.dumps(await olga.types("/mentor", "library"))
    channel = await stage.humans.channel("both-ways", [each.id for each in (admin, olga, alex, bea)])
    form = await admin.opens("/mentor", "programme new")
    await admin.hands_in(form, name="Both ways", channel=channel["id"], owner=olga.id)
    await stage.settles()

    form = (await olga.clicks("library.add", await olga.opens("/mentor", "library")))["view"]
    about = {"kind": "tutorial", "title": "Prompts that hold", "source": "Our handbook", "skills": ""}
    refused = await olga.hands_in(form, link="https://localhost", **about)
    assert list(refused["errors"]) == ["link"]
    assert typed(refused["view"], "title") == "Prompts that hold"
    page = (await olga.hands_in(form, link="https://handbook.example/prompts", **about))["view"]
    assert "Prompts that hold" in words(page)
    assert "Only the owner" in json.dumps(await alex.types("/mentor", "library"))

    assert stage.bot is not None
    team = stage.bot.team_id
    members = tuple(
        ProposedMember(Profile(each.id, each.handle, each.zone), role)
        for each, role in ((alex, Role.SENIOR), (bea, Role.JUNIOR))
    )
    [programme] = [each for each in stage.stored(Programme) if each.name == "Both ways"]
    await stage.bot.database.transact(propose, ProposePair(team, programme.id, members))
    await stage.settles()
    for person in (alex, bea):
        await person.clicks("pair.accept", (await person.inbox())[-1])
    await stage.settles()
    await stage.sign_a_charter(alex, bea)
    await stage.comes("2027-02-02T10:01:00+00:00")
    for person in (alex, bea):
        [prep] = await preps(person)
        assert "<https://handbook.example/prompts|Prompts that hold> · Our handbook" in prep.words
        assert "The answer that read too well" in prep.words

    retired = (await olga.clicks("library.retire", page))["view"]
    assert "Prompts that hold" not in words(retired)
    assert "One real task" in words(await alex.opens("/mentor", "prep"))


async def test_the_same_story_holds_on_both_databases(any_stage: Stage) -> None:
    alex, bea = await any_stage.person("alex", tz="America/New_York"), await any_stage.person("bea")
    await any_stage.begin_pair(alex, bea)
    # The first time that suits both: 14:30 in Lisbon, 9:30 in New York.
    await any_stage.comes("2027-02-02T10:01:00+00:00")
    assert len(await preps(bea)) == 1
    assert await preps(alex) == [], "it is five in the morning in New York"
    await any_stage.comes("2027-02-02T15:01:00+00:00")
    [prep] = await preps(alex)
    form = (await alex.clicks("prep.write", prep))["view"]
    kept = (await alex.hands_in(form, **MINE))["view"]
    await alex.double_clicks("prep.share", kept)
    await any_stage.settles()
    assert (await session_card(bea, alex)).words.count("Nobody owns the refund rule") == 1
    assert len(await preps(alex)) == 1
