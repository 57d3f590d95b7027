"""A triad: a programme proposes three people; each answers alone, and all three sign."""

import pytest

from adapters.slack import fetch_profile
from mentoring.pairs import commands
from mentoring.pairs.commands import ProposedMember, ProposePair
from mentoring.programmes import commands as programmes
from mentoring.programmes.commands import CreateProgramme
from models import Role, Schedule
from tests.scenarios.people import Person, fields, words
from tests.scenarios.stage import CHARTER, Stage

THREE = ("alex", "bea", "cleo")


@pytest.fixture
async def three(stage: Stage) -> list[Person]:
    """Alex, Bea and Cleo, proposed by Olga's programme and not yet asked for an answer."""
    people = [await stage.person(name) for name in THREE]
    assert stage.bot is not None
    web = stage.bot.app.client
    olga, sven = [await fetch_profile(web, (await stage.person(name)).id) for name in ("olga", "sven")]
    programme = await stage.bot.database.transact(
        programmes.create, CreateProgramme(stage.bot.team_id, "Both & <ways>", "C1", olga, sven)
    )
    profiles = [await fetch_profile(web, person.id) for person in people]
    roles = (Role.SENIOR, Role.JUNIOR, Role.JUNIOR)
    members = tuple(ProposedMember(profile, role) for profile, role in zip(profiles, roles, strict=True))
    await stage.bot.database.transact(commands.propose, ProposePair(stage.bot.team_id, programme, members))
    await stage.settles()
    return people


async def test_three_people_sign_one_charter_and_see_what_one_shares(stage: Stage, three: list[Person]) -> None:
    alex, bea, cleo = three
    for person in three:
        [card] = await person.inbox()
        assert "Both &amp; &lt;ways&gt;" in card.words
    for person in (alex, bea):
        answer = await person.clicks("pair.accept", (await person.inbox())[-1])
        assert "opens when all have" in words(answer["view"])
    editor = (await cleo.clicks("pair.accept", (await cleo.inbox())[-1]))["view"]
    await cleo.hands_in((await cleo.hands_in(editor, **CHARTER))["view"])
    await stage.settles()
    await alex.hands_in(await alex.opens("/mentor-charter"))
    await stage.settles()
    posts = await bea.conversation_with(alex, cleo)
    [asking] = [post for post in posts if "Still missing" in post.words]
    assert f"Still missing: {bea.mention}" in asking.words
    await bea.hands_in((await bea.clicks("charter.open", asking))["view"])
    await stage.settles()
    posts = await bea.conversation_with(alex, cleo)
    assert sum("signed it" in post.notification for post in posts) == 1
    assert len(stage.stored(Schedule)) == 3
    form = await cleo.opens("/mentor-checkin")
    assert "pair" not in fields(form)
    await cleo.hands_in(form, moved="We three began")
    await stage.settles()
    for reader, others in ((alex, (bea, cleo)), (bea, (alex, cleo))):
        assert "We three began" in (await reader.conversation_with(*others))[-1].words


async def test_when_one_of_three_declines_the_others_learn_only_that_it_will_not_come_about(
    stage: Stage, three: list[Person]
) -> None:
    alex, bea, cleo = three
    await alex.clicks("pair.accept", (await alex.inbox())[-1])
    await stage.settles()
    await bea.clicks("pair.decline", (await bea.inbox())[-1])
    await stage.settles()
    assert "It will not be a pair" in (await alex.inbox())[-1].words
    assert "This pair will not come about" in (await cleo.inbox())[-1].words
    for reader in (alex, cleo):
        assert "declined" not in "".join(post.words for post in await reader.inbox()).lower()
