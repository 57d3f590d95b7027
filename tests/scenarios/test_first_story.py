"""The first story: in an empty workspace two people reach a signed charter and a stored check-in, in Slack alone."""

from models import CheckIn, Visibility
from tests.scenarios.people import buttons, fields, words
from tests.scenarios.stage import Stage


async def test_two_people_begin_with_nothing_and_end_with_a_charter_and_a_check_in(any_stage: Stage) -> None:
    stage = any_stage
    alex, bea = await stage.person("alex"), await stage.person("bea", tz="America/New_York")

    home = await alex.home()
    assert "you are the first here" in words(home)
    assert buttons(home) == ["pair.start", "who_sees_what.open"]

    form = await alex.opens("/mentor", "with @bea")
    sent = await alex.hands_in(form, my_role="senior")
    assert bea.mention in words(sent["view"])
    await stage.settles()
    assert "invited, no answer yet" in words(await alex.home())

    invitation = (await bea.inbox())[-1]
    assert alex.mention in invitation.notification
    assert "You are asked to be the" in words(await bea.home())
    assert "pair.accept" in buttons(await bea.home())
    editor = (await bea.clicks("pair.accept", invitation))["view"]
    assert [name for name, must in fields(editor).items() if must] == ["purpose", "success"]

    await stage.settles()
    opened = (await alex.conversation_with(bea))[-1]
    assert alex.mention in opened.words
    assert bea.mention in opened.words
    assert "not written yet" in words(await alex.home())
    assert "You both accepted" in (await bea.inbox())[-1].words

    page = (await bea.hands_in(editor, purpose="Answer ten questions", success="Fewer tickets"))["view"]
    assert "waits for your signature" in words(await alex.home())
    await bea.hands_in(page)
    await stage.settles()
    assert f"it waits for {alex.mention}" in words(await bea.home())
    to_sign = (await alex.conversation_with(bea))[-1]
    assert f"Still missing: {alex.mention}" in to_sign.words
    signed = await alex.hands_in((await alex.clicks("charter.open", to_sign))["view"])
    assert "in force" in words(signed["view"])
    await stage.settles()

    told = [post for post in await bea.conversation_with(alex) if "signed it" in post.notification]
    assert len(told) == 1
    assert told[0].is_pinned
    home = await bea.home()
    assert "in force since" in words(home)
    assert "one private question comes" in words(home)
    assert buttons(home)[:3] == ["checkin.open", "charter.open", "session.open"]

    form = await bea.opens("/mentor-checkin")
    assert [name for name, must in fields(form).items() if must] == ["moved"]
    kept = await bea.hands_in(form, moved="The first three answers are drafted")
    assert f"shared with {alex.mention}" in words(kept["view"])
    await stage.settles()
    assert "The first three answers are drafted" in (await alex.conversation_with(bea))[-1].words
    assert "The first three answers are drafted" in words(await alex.home())
    [stored] = stage.stored(CheckIn)
    assert stored.visibility is Visibility.SHARED


async def test_a_pulse_is_one_tap_and_asks_for_nothing_else(stage: Stage) -> None:
    alex, bea = await stage.person("alex"), await stage.person("bea")
    await stage.begin_pair(alex, bea)
    question = await alex.opens("/mentor-pulse")
    assert fields(question) == {}
    answered = await alex.clicks("pulse.answer.4", question)
    assert "Thank you, it is kept" in words(answered["view"])
