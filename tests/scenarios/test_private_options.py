"""What helps when a pair does not feel right, or somebody falls silent: to one person, and only if they choose."""

from bot.demo.humans import Payload
from tests.scenarios.people import Person, Post, buttons, words
from tests.scenarios.stage import Stage

ONLY_FOR_YOU = "Nothing of this is told to anybody unless you choose it."


async def off_week(person: Person) -> Post:
    return next(post for post in reversed(await person.inbox()) if "How safe" in post.words)


async def card_of(person: Person, other: Person) -> Post:
    [card] = [post for post in await person.conversation_with(other) if "Session 1" in post.notification]
    return card


def modal_of(answer: Payload) -> Payload:
    view: Payload = answer["view"]
    assert view is not None, answer
    return view


async def test_a_low_tap_opens_the_options_in_a_window_and_the_message_looks_the_same_for_all(stage: Stage) -> None:
    alex, bea = await stage.person("alex"), await stage.person("bea")
    await stage.begin_pair(alex, bea)
    await stage.passes(days=8)
    low = await alex.clicks("pulse.answer.1", await off_week(alex))
    high = await bea.clicks("pulse.answer.5", await off_week(bea))
    opened = modal_of(low)
    assert ONLY_FOR_YOU in words(opened)
    assert "Words you could use" in words(opened)
    assert high["view"] is None
    said = [words(each["message"]).replace(alex.mention, "@").replace(bea.mention, "@") for each in (low, high)]
    assert said[0] == said[1]
    assert "charter.open" in buttons(opened)
    before = len(await bea.inbox())
    ended = modal_of(await alex.clicks("pair.leave", opened))
    assert "The pair has ended" in words(ended)
    await stage.settles()
    assert len(await bea.inbox()) == before + 1


async def test_the_same_opens_in_the_modal_of_the_pulse_and_ones_own_history_is_behind_a_button(stage: Stage) -> None:
    alex, bea = await stage.person("alex"), await stage.person("bea")
    await stage.begin_pair(alex, bea)
    options = modal_of(await alex.clicks("pulse.answer.2", await alex.opens("/mentor-pulse")))
    assert ONLY_FOR_YOU in words(options)
    assert "2 ·" not in words(options)
    page = modal_of(await alex.clicks("pulse.open", options))
    history = modal_of(await alex.clicks("pulse.history", page))
    assert "2 · A little" in words(history)
    theirs = modal_of(await bea.clicks("pulse.history", await bea.opens("/mentor-pulse")))
    assert "None yet." in words(theirs)
    assert "A little" not in words(theirs)
    again = modal_of(await bea.clicks("remedy.options", theirs))
    assert ONLY_FOR_YOU in words(again)


async def test_a_low_tap_in_a_close_opens_them_under_the_thanks(stage: Stage) -> None:
    alex, bea = await stage.person("alex"), await stage.person("bea")
    await stage.begin_pair(alex, bea)
    await stage.passes(days=2, hours=1)
    await alex.clicks("session.start", await card_of(alex, bea))
    await stage.settles()
    await alex.clicks("session.end", await card_of(alex, bea))
    await stage.settles()
    card = await card_of(alex, bea)
    form = modal_of(await alex.clicks("close.open", card))
    thanks = modal_of(await alex.hands_in(form, line="Axes lie.", safety="1"))
    assert "Kept." in words(thanks)
    assert ONLY_FOR_YOU in words(thanks)
    form = modal_of(await bea.clicks("close.open", card))
    assert ONLY_FOR_YOU not in words(modal_of(await bea.hands_in(form, line="I asked first.", safety="5")))


async def test_a_partner_who_never_answers_the_other_is_asked_in_private_and_one_friendly_line_goes_out(
    any_stage: Stage,
) -> None:
    stage = any_stage
    alex, bea = await stage.person("alex"), await stage.person("bea")
    await stage.begin_pair(alex, bea)
    for _ in range(12):
        await stage.passes(days=3)
        form = await alex.opens("/mentor-checkin")
        await alex.hands_in(form, moved="The draft moved on.")
    [asked] = [post for post in await alex.inbox() if "It has been quiet around" in post.words]
    assert not any("quiet" in post.words for post in await bea.inbox())
    chosen = await alex.clicks("silence.nudge", asked)
    assert "not that you asked" in words(chosen["message"])
    await stage.settles()
    await stage.passes(days=4)
    [line] = [post for post in await bea.inbox() if "would be glad to hear from you" in post.words]
    assert alex.mention not in line.words
    assert len([post for post in await alex.inbox() if "It has been quiet around" in post.words]) <= 1


async def test_not_again_is_said_in_silence_and_looks_like_no_answer(stage: Stage) -> None:
    alex, bea = await stage.person("alex"), await stage.person("bea")
    await stage.become_a_pair(alex, bea)
    await bea.clicks("pair.leave", await bea.home())
    await stage.settles()
    before = (words(await alex.home()), len(await alex.inbox()))
    await bea.clicks("pair.not_again.0", await bea.home())
    await stage.settles()
    assert "pair.again_after_all.0" in buttons(await bea.home())
    assert (words(await alex.home()), len(await alex.inbox())) == before
    inbox = len(await bea.inbox())
    form = await alex.opens("/mentor", f"with @{bea.handle}")
    sent = modal_of(await alex.hands_in(form, colleague=bea.id, my_role="senior"))
    await stage.settles()
    assert "has your invitation now" in words(sent)
    assert "invited, no answer yet" in words(await alex.home())
    assert len(await bea.inbox()) == inbox
    assert "answer is awaited" not in words(await bea.home())
    await bea.clicks("pair.again_after_all.0", await bea.home())
    assert "pair.not_again.0" in buttons(await bea.home())
