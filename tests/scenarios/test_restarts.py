"""The bot, or Slack, is started again: nothing is lost, nothing is repeated."""

from tests.scenarios.fixtures import RaiseStage
from tests.scenarios.people import words
from tests.scenarios.stage import CHARTER, Stage


async def test_a_restart_in_the_middle_of_the_story_loses_and_repeats_nothing(any_stage: Stage) -> None:
    stage = any_stage
    alex, bea = await stage.person("alex"), await stage.person("bea", tz="America/New_York")
    await stage.become_a_pair(alex, bea)
    await stage.restart()
    page = (await alex.hands_in(await alex.opens("/mentor-charter"), **CHARTER))["view"]
    await stage.restart()
    await alex.hands_in(page)
    await bea.hands_in(await bea.opens("/mentor-charter"))
    await stage.restart()
    await stage.settles()
    await bea.hands_in(await bea.opens("/mentor-checkin"), moved="The draft is written")
    await stage.passes(days=14)
    [question] = [post for post in await bea.inbox() if "How safe" in post.words]
    await bea.clicks("pulse.answer.4", question)
    await stage.settles()
    seen = [[post.message for post in await alex.conversation_with(bea)], [post.message for post in await bea.inbox()]]
    await bea.home()
    home = words(await bea.home())
    await stage.restart()
    await stage.settles()
    assert seen == [
        [post.message for post in await alex.conversation_with(bea)],
        [post.message for post in await bea.inbox()],
    ]
    assert words(await bea.home()) == home
    assert "The draft is written" in home


async def test_what_was_about_to_be_said_is_said_after_the_restart(stage: Stage) -> None:
    alex, bea = await stage.person("alex"), await stage.person("bea")
    await stage.breaks({"method": "chat.postMessage", "kind": "429", "times": 1, "retry_after": 2})
    await alex.hands_in(await alex.opens("/mentor", "with @bea"))
    await stage.restart()
    await stage.settles()
    assert len(await bea.inbox()) == 1


async def test_when_slack_itself_was_away_the_bot_finds_back_to_it(stage: Stage) -> None:
    alex, bea = await stage.person("alex"), await stage.person("bea")
    await stage.become_a_pair(alex, bea)
    before = [post.message for post in await alex.conversation_with(bea)]
    await stage.stop_slack()
    await stage.start_slack()
    await stage.until(stage.is_connected)
    alex, bea = stage.again(alex), stage.again(bea)
    await stage.sign_a_charter(alex, bea)
    posts = await alex.conversation_with(bea)
    assert [post.ts for post in posts][: len(before)] == [message["ts"] for message in before]
    assert sum("signed it" in post.notification for post in posts) == 1


async def test_the_whole_story_runs_in_a_process_of_its_own(any_store: str, raise_stage: RaiseStage) -> None:
    stage = await raise_stage(any_store, as_process=True)
    alex, bea = await stage.person("alex"), await stage.person("bea")
    await stage.begin_pair(alex, bea)
    await bea.hands_in(await bea.opens("/mentor-checkin"), moved="The draft is written", visibility="private")
    await stage.passes(days=14)
    [question] = [post for post in await bea.inbox() if "How safe" in post.words]
    await bea.clicks("pulse.answer.4", question)
    await stage.restart()
    await stage.settles()
    assert len([post for post in await bea.inbox() if "kept" in post.words]) == 1
    assert "The draft is written" in words(await bea.home())
