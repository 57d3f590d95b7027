"""A programme is opened, people join it in two steps, the owner pairs them, and they begin as any two do."""

from collections.abc import Mapping
from dataclasses import dataclass

import pytest

from bot.demo.humans import Payload
from models import (
    Consent,
    ConsentKind,
    Enrolment,
    EnrolmentState,
    OutboxRow,
    OutboxState,
    Pair,
    PairState,
    Participant,
    Schedule,
)
from tests.scenarios.people import Person, Post, buttons, fields, heard, typed, words
from tests.scenarios.stage import Stage, locked

SKILLS = {"offers": "Telling stories", "seeks": "Prompting"}
CANARY = "canary: become calm before the board"


@dataclass(frozen=True)
class Scene:
    """An admin, an owner, people, and the channel they all read."""

    stage: Stage
    admin: Person
    olga: Person
    people: tuple[Person, ...]
    channel: str

    async def posts(self, reader: Person) -> list[Post]:
        """What the bot has posted in the channel."""
        posts = [Post(self.channel, each) for each in await self.stage.humans.reads(reader.id, self.channel)]
        return [post for post in posts if post.buttons]

    async def announcement(self, reader: Person) -> Post:
        """The bot's message there."""
        return next(post for post in await self.posts(reader) if "enrolment.open" in post.buttons)


async def opened(stage: Stage, *names: str, is_private: bool = False) -> Scene:
    """An admin opens a programme and appoints Olga."""
    admin, olga = await stage.person("admin", is_admin=True), await stage.person("olga")
    people = tuple([await stage.person(name) for name in names])
    members = [each.id for each in (admin, olga, *people)]
    body = {"name": "both-ways", "is_private": is_private, "members": members}
    channel = (await stage.control("channels", body))["channel"]["id"]
    form = await admin.opens("/mentor", "programme new")
    assert fields(form) == {"name": True, "channel": False, "owner": False}, "all but the name is there already"
    answer = await admin.hands_in(form, name="Both & <ways>", channel=channel, owner=olga.id)
    assert answer["errors"] == {}, answer
    assert "Programme opened" in words(answer["view"])
    await stage.settles()
    return Scene(stage, admin, olga, people, channel)


async def first_step(
    person: Person, form: Payload, wish: str = "either", skills: Mapping[str, str] = SKILLS
) -> Payload:
    """Type one skill on each side, pick what is offered, and go on."""
    for field, word in skills.items():
        assert (await person.searches(form, field, word))[0] == word
    return await person.hands_in(form, wish=wish, **{field: [word] for field, word in skills.items()})


async def joins(
    person: Person, scene: Scene, wish: str = "either", skills: Mapping[str, str] = SKILLS, **second: object
) -> Payload:
    """Join by the channel's button, and leave the rest as it is."""
    form = (await person.clicks("enrolment.open", await scene.announcement(person)))["view"]
    answer = await first_step(person, form, wish, skills)
    assert answer["errors"] == {}, answer
    done = await person.hands_in(answer["view"], **second)
    assert "You are in" in words(done["view"]), done
    return done


async def test_an_admin_opens_a_programme_and_its_channel_learns_of_it_once(any_stage: Stage) -> None:
    scene = await opened(any_stage)
    [post] = await scene.posts(scene.olga)
    assert "Both &amp; &lt;ways&gt;" in post.words
    assert f"{scene.olga.mention} sees who joined" in post.words
    assert post.buttons == ["enrolment.open", "who_sees_what.open"]
    [told] = await scene.olga.inbox()
    assert "You are the owner" in told.words
    assert await scene.admin.inbox() == []
    page = (await scene.olga.clicks("programme.page", told))["view"]
    assert "Enrolled: 0" in words(page)


async def test_nobody_but_an_admin_opens_a_programme_whatever_a_form_claims(stage: Stage) -> None:
    alex = await stage.person("alex")
    answer = await alex.types("/mentor", "programme new")
    assert "Only a workspace admin can open a programme. Ask one" in heard(answer)
    admin = await stage.person("admin", is_admin=True)
    form = await admin.opens("/mentor", "programme new")
    await stage.control("users/update", {"user": admin.id, "is_admin": False})
    answer = await admin.hands_in(form, name="Mine", owner=alex.id)
    assert "Only a workspace admin" in words(answer["view"])
    assert typed(answer["view"], "name") == "Mine", "what was typed is still there"
    await stage.settles()
    assert stage.stored(OutboxRow) == []


async def test_a_private_channel_has_to_invite_the_bot_and_the_owner_is_told_how(stage: Stage) -> None:
    scene = await opened(stage, is_private=True)
    told = next(post for post in await scene.olga.inbox() if "could not post" in post.words)
    assert "/invite @Bothways" in told.words
    answer = await scene.olga.clicks("programme.post", told)
    assert answer["error"] is None
    await stage.settles()
    dead = [row for row in stage.stored(OutboxRow) if row.state is OutboxState.DEAD]
    assert len(dead) == 2, "it was tried again, in vain, and told again"
    assert sum("could not post" in post.words for post in await scene.olga.inbox()) == 1


async def test_somebody_joins_in_two_short_steps_and_only_then_is_enrolled(any_stage: Stage) -> None:
    scene = await opened(any_stage, "alex")
    [alex] = scene.people
    form = (await alex.clicks("enrolment.open", await scene.announcement(alex)))["view"]
    assert form["title"]["text"] == "Step 1 of 2"
    assert "Who sees this" in words(form)
    second = (await first_step(alex, form))["view"]
    assert second["title"]["text"] == "Step 2 of 2"
    assert "Slack says: Lisbon, Portugal." in words(second)
    assert "Portugal, by your time zone" in words(second)
    assert "Confidential: nobody sees it, not the owner" in words(second)
    required = {**fields(form), **fields(second)}
    assert sum(required.values()) == 2, required
    await alex.closes_every_modal()
    assert any_stage.stored(Enrolment)[0].state is EnrolmentState.DRAFT
    assert "half done" in words(await alex.home())
    assert any_stage.stored(Consent) == []
    # Coming back finds it.
    again = await alex.opens("/mentor", "join")
    assert "Telling stories" in words(again)
    done = await alex.hands_in((await alex.hands_in(again))["view"], goal=CANARY)
    assert "You are in: Both &amp; &lt;ways&gt;" in words(done["view"])
    [consent] = any_stage.stored(Consent)
    assert (consent.kind, consent.wording) == (ConsentKind.ENROLMENT, "who-sees-what/3")
    home = await alex.home()
    assert "You take part as a senior or a junior." in words(home)
    assert CANARY not in words(home)
    edit = (await alex.clicks("enrolment.open", home, value=None))["view"]
    assert typed((await alex.hands_in(edit))["view"], "goal") == CANARY


async def test_what_was_typed_stays_when_a_field_is_refused(stage: Stage) -> None:
    scene = await opened(stage, "alex")
    [alex] = scene.people
    form = (await alex.clicks("enrolment.open", await scene.announcement(alex)))["view"]
    second = (await first_step(alex, form))["view"]
    answer = await alex.hands_in(second, goal=CANARY, work_starts="09:00", work_ends="09:00", manager=alex.id)
    assert "an hour at the least" in answer["errors"]["work_ends"]
    answer = await alex.hands_in(second, goal=CANARY, work_ends="17:00", manager=alex.id)
    assert "the person you report to" in answer["errors"]["manager"]
    assert typed(answer["view"], "goal") == CANARY


async def test_a_zone_is_found_by_typing_and_stays_until_slacks_is_picked_again(stage: Stage) -> None:
    scene = await opened(stage, "alex")
    [alex] = scene.people

    async def moves_in_slack(zone: str) -> str:
        await stage.control("users/update", {"user": alex.id, "tz": zone})
        await stage.settles()
        return next(each.zone for each in stage.stored(Participant) if each.slack_user_id == alex.id)

    form = (await alex.clicks("enrolment.open", await scene.announcement(alex)))["view"]
    second = (await first_step(alex, form))["view"]
    assert await alex.searches(second, "zone", "new york") == ["America/New_York"]
    await alex.hands_in(second, zone="America/New_York")
    assert await moves_in_slack("Asia/Tokyo") == "America/New_York"
    second = (await alex.hands_in(await alex.opens("/mentor", "join")))["view"]
    assert "Slack says: Tokyo, Japan." in words(second)
    assert "New York, United States" in words(second)
    assert (await alex.searches(second, "zone", ""))[0] == "Asia/Tokyo"
    assert "up to date" in words((await alex.hands_in(second, zone="Asia/Tokyo"))["view"])
    assert await moves_in_slack("Europe/Lisbon") == "Europe/Lisbon"


async def test_leaving_erases_everything_and_one_may_join_again(any_stage: Stage) -> None:
    scene = await opened(any_stage, "alex", "bea")
    alex, bea = scene.people
    await joins(alex, scene, goal=CANARY, never=[bea.id])
    form = await alex.opens("/mentor", "join")
    answer = await alex.clicks("enrolment.leave", form)
    assert "are erased" in words(answer["view"])
    [left] = any_stage.stored(Enrolment)
    assert (left.state, left.sealed_private) == (EnrolmentState.LEFT, None)
    assert [each.decision.value for each in any_stage.stored(Consent)] == ["given", "withdrawn"]
    await joins(alex, scene)


async def test_the_owner_pairs_two_who_then_begin_as_any_two_do(any_stage: Stage) -> None:
    scene = await opened(any_stage, "alex", "bea")
    alex, bea = scene.people
    await joins(alex, scene, "senior")
    await joins(bea, scene, "junior", work_starts="12:00", work_ends="20:00")
    form = await scene.olga.opens("/mentor", f"pair @{alex.handle} @{bea.handle}")
    assert "Would take: senior" in words(form)
    answer = await scene.olga.hands_in(form)
    assert "proposed as a pair" in words(answer["view"])
    await any_stage.settles()
    assert await bea.inbox() == [], "her day begins at noon"
    await any_stage.passes(hours=3)
    for person in (alex, bea):
        [invitation] = [post for post in await person.inbox() if "pair.accept" in post.buttons]
        assert "Both &amp; &lt;ways&gt;* would like you to pair" in invitation.words
        await person.clicks("pair.accept", invitation)
    await any_stage.settles()
    assert "own conversation" in (await alex.conversation_with(bea))[-1].words
    await any_stage.sign_a_charter(alex, bea)
    page = await scene.olga.opens("/mentor", "programme")
    assert f"{alex.mention} and {bea.mention} · under way" in words(page)
    late = [each for each in any_stage.stored(Schedule) if each.local_minute >= 12 * 60]
    assert len(late) == 1, "Bea's question keeps her hours"
    settings = (await scene.olga.clicks("programme.settings", page))["view"]
    kept = await scene.olga.hands_in(settings, opens_below="4")
    assert "After a 1, a 2 or a 3" in words(kept["view"])
    partly = (await alex.clicks("pulse.answer.3", await alex.opens("/mentor-pulse")))["view"]
    assert "Your programme’s owner chose after which taps" in words(partly)


async def test_over_a_wish_never_to_be_paired_nothing_is_said_to_anybody(any_stage: Stage) -> None:
    scene = await opened(any_stage, "alex", "bea", "cleo", "dora")
    alex, bea, cleo, dora = scene.people
    await joins(alex, scene, "senior", never=[bea.id])
    for person in (bea, cleo, dora):
        await joins(person, scene)
    seen = []
    for one, other in ((alex, bea), (cleo, dora)):
        form = await scene.olga.opens("/mentor", f"pair @{one.handle} @{other.handle}")
        answer = await scene.olga.hands_in(form)
        seen.append(words(answer["view"]).replace(one.mention, "A").replace(other.mention, "B"))
    assert seen[0] == seen[1]
    await any_stage.settles()
    assert [len(await person.inbox()) for person in (alex, bea, cleo, dora)] == [0, 0, 1, 1]
    page = words(await scene.olga.opens("/mentor", "programme"))
    assert page.count("answers are awaited") == 2
    for person in (alex, bea):
        assert "pair.accept" not in buttons(await person.home())


async def test_a_capacity_is_never_overrun_by_two_clicks_at_one_instant(any_stage: Stage) -> None:
    scene = await opened(any_stage, "alex", "bea", "cleo")
    alex, bea, cleo = scene.people
    for person in scene.people:
        await joins(person, scene)
    for other in (bea, cleo):
        await scene.olga.hands_in(await scene.olga.opens("/mentor", f"pair @{alex.handle} @{other.handle}"))
    await any_stage.settles()
    first, second = await alex.inbox()
    for other in (bea, cleo):
        await other.clicks("pair.accept", (await other.inbox())[-1])
    await alex.clicks("pair.accept", first)
    refused = await alex.clicks("pair.accept", second)
    assert "as many pairs of this programme as you wanted" in heard(refused)
    states = sorted(pair.state for pair in any_stage.stored(Pair))
    assert states == [PairState.ACTIVE, PairState.INVITED]


async def test_reporting_lines_and_strangers_are_refused_in_plain_words(stage: Stage) -> None:
    scene = await opened(stage, "alex", "bea", "cleo")
    alex, bea, cleo = scene.people
    await joins(alex, scene)
    await joins(bea, scene, manager=alex.id)
    form = await scene.olga.opens("/mentor", f"pair @{alex.handle} @{bea.handle}")
    answer = await scene.olga.hands_in(form)
    assert "A pair stays outside reporting lines" in words(answer["view"])
    answer = await scene.olga.types("/mentor", f"pair @{alex.handle} @{cleo.handle}")
    assert "not all enrolled" in heard(answer)
    answer = await cleo.types("/mentor", f"pair @{alex.handle} @{bea.handle}")
    assert "Only the owner of a programme" in heard(answer)
    assert stage.stored(Pair) == []


async def test_without_a_programme_join_says_what_can_be_done(stage: Stage) -> None:
    alex = await stage.person("alex")
    assert "There is no programme to join yet" in heard(await alex.types("/mentor", "join"))
    assert "enrolment.open" not in buttons(await alex.home())


@pytest.mark.parametrize("click", ["enrolment.open", "who_sees_what.open"])
async def test_the_buttons_of_the_channel_are_for_anybody_in_it(stage: Stage, click: str) -> None:
    scene = await opened(stage, "alex")
    [alex] = scene.people
    answer = await alex.clicks(click, await scene.announcement(alex))
    assert answer["error"] is None
    assert answer["view"] is not None


async def test_the_form_opens_whole_however_busy_the_store_is(stage: Stage) -> None:
    scene = await opened(stage, "alex")
    [alex] = scene.people
    with locked(stage):
        answer = await alex.types("/mentor", "join")
        assert answer["error"] is None, answer
        assert answer["view"]["title"]["text"] == "Step 1 of 2"


async def test_what_was_typed_outlives_a_store_and_a_slack_that_fail(stage: Stage) -> None:
    scene = await opened(stage, "alex")
    [alex] = scene.people
    form = (await alex.clicks("enrolment.open", await scene.announcement(alex)))["view"]
    await stage.breaks({"method": "users.info", "times": 1, "kind": "500"})
    again = (await first_step(alex, form))["view"]
    assert "Please try again in a moment" in words(again)
    second = (await alex.hands_in(again))["view"]
    assert second["title"]["text"] == "Step 2 of 2", "both skills were still there"
    with locked(stage):
        answer = await alex.hands_in(second, goal=CANARY)
    assert "Please try again in a moment" in words(answer["view"])
    assert typed(answer["view"], "goal") == CANARY
    assert "You are in" in words((await alex.hands_in(answer["view"]))["view"])
