"""A session's close, told as the pair's story: a line each, what they promised, and what becomes of it."""

import json

from models import Commitment, CommitmentState, Pulse, Session, SessionState
from tests.scenarios.curtain import stored_bytes
from tests.scenarios.fixtures import RaiseStage
from tests.scenarios.people import Person, Post, fields, typed, words
from tests.scenarios.stage import Stage

ALEX_LINE = "A chart without its baseline persuades nobody."
BEA_LINE = "I asked before I advised."
PROMISE = "Show the dashboard to support"


async def card_for(person: Person, other: Person, number: int = 1) -> Post:
    """A session's card in the pair's conversation."""
    [card] = [post for post in await person.conversation_with(other) if f"Session {number}" in post.notification]
    return card


async def asked_for_half(person: Person) -> list[Post]:
    return [post for post in await person.inbox() if "one line from you closes it" in post.notification]


async def reminders(person: Person) -> list[Post]:
    return [post for post in await person.inbox() if "of yours" in post.notification]


async def met(raise_stage: RaiseStage, store: str) -> tuple[Stage, Person, Person]:
    """Alex and Bea have just met, Wednesday at half past ten."""
    stage = await raise_stage(store)
    alex, bea = await stage.person("alex"), await stage.person("bea")
    await stage.begin_pair(alex, bea)
    await stage.passes(days=2, hours=1)
    await alex.clicks("session.start", await card_for(alex, bea))
    await stage.settles()
    return stage, alex, bea


async def closes(person: Person, other: Person, line: str, safety: str | None = None) -> None:
    form = (await person.clicks("close.open", await card_for(person, other)))["view"]
    answer = await person.hands_in(form, line=line, **({"safety": safety} if safety else {}))
    assert answer["response_action"] == "update", answer


async def test_a_session_ends_in_promises_two_lines_and_one_summary(any_store: str, raise_stage: RaiseStage) -> None:
    stage, alex, bea = await met(raise_stage, any_store)
    form = (await alex.clicks("commitment.add", await card_for(alex, bea)))["view"]
    assert [name for name, is_required in fields(form).items() if is_required] == ["what"]
    await alex.hands_in(form, what=PROMISE, whose=bea.id, risk="They have no time this week")
    await bea.clicks("session.end", await card_for(bea, alex))
    await stage.settles()

    closing = await card_for(bea, alex)
    assert f"{bea.mention}: {PROMISE}" in closing.words
    assert closing.buttons[0] == "close.open"
    form = (await alex.clicks("close.open", closing))["view"]
    assert [name for name, is_required in fields(form).items() if is_required] == ["line"]
    assert "One insight you learned" in words(form)
    assert "for you alone" in words(form)
    await alex.hands_in(form, line=ALEX_LINE, safety="2")
    await stage.settles()
    assert f"Closed by {alex.mention}" in (await card_for(bea, alex)).words
    for trace in (
        (await card_for(bea, alex)).words,
        words(await bea.home()),
        words(await bea.opens("/mentor", "session")),
    ):
        assert ALEX_LINE not in trace

    form = (await bea.clicks("close.open", await card_for(bea, alex)))["view"]
    assert "One leadership behaviour you practised" in words(form)
    before = len(await bea.conversation_with(alex))
    done = await bea.hands_in(form, line=BEA_LINE)
    assert "The summary stands in your conversation" in words(done["view"])
    await stage.settles()
    summary = await card_for(alex, bea)
    assert ALEX_LINE in summary.words
    assert BEA_LINE in summary.words
    assert PROMISE in summary.words
    assert "what you took from it" in summary.notification
    assert len(await bea.conversation_with(alex)) == before + 1, "the next session's card, and nothing else"
    assert [row.state for row in stage.stored(Session)] == [SessionState.CLOSED, SessionState.PLANNED]
    [pulse] = stage.stored(Pulse)
    assert pulse.session_id is not None


async def test_a_partner_who_forgot_is_asked_once_and_may_still_add_their_line_after_the_summary(
    sqlite_store: str, raise_stage: RaiseStage
) -> None:
    stage, alex, bea = await met(raise_stage, sqlite_store)
    await stage.passes(minutes=51)
    await closes(alex, bea, ALEX_LINE)
    await stage.passes(days=1)
    assert await asked_for_half(alex) == []
    [question] = await asked_for_half(bea)
    assert question.buttons == ["close.open"]
    await stage.passes(days=2)
    summary = await card_for(bea, alex)
    assert ALEX_LINE in summary.words
    assert f"Still open for {bea.mention}" in summary.words
    before = len(await alex.conversation_with(bea)), len(await alex.inbox())
    form = (await bea.clicks("close.open", question))["view"]
    await bea.hands_in(form, line=BEA_LINE)
    await stage.settles()
    whole = await card_for(alex, bea)
    assert BEA_LINE in whole.words
    assert "close.open" not in whole.buttons
    assert (len(await alex.conversation_with(bea)), len(await alex.inbox())) == before, "nobody is notified"
    [answered] = [post for post in await bea.inbox() if post.ts == question.ts]
    assert answered.buttons == []


async def test_a_line_can_be_mended_until_the_summary_and_the_tap_is_never_shown_again(
    sqlite_store: str, raise_stage: RaiseStage
) -> None:
    stage, alex, bea = await met(raise_stage, sqlite_store)
    await stage.passes(minutes=51)
    await closes(alex, bea, ALEX_LINE, "1")
    form = (await alex.clicks("close.open", await card_for(alex, bea)))["view"]
    assert typed(form, "line") == ALEX_LINE
    assert "initial_option" not in json.dumps(form)
    assert "You tapped before" in words(form)
    await alex.hands_in(form, line="Better words for it.")
    await closes(bea, alex, BEA_LINE, "5")
    await stage.settles()
    summary = (await card_for(bea, alex)).words
    assert "Better words for it." in summary
    assert ALEX_LINE not in summary
    assert len(stage.stored(Pulse)) == 2
    held = stored_bytes(stage.scene.store_url)
    assert all(line.encode() not in held for line in (ALEX_LINE, BEA_LINE))


async def test_a_promise_is_reminded_of_in_private_and_settled_in_one_tap(
    any_store: str, raise_stage: RaiseStage
) -> None:
    stage, alex, bea = await met(raise_stage, any_store)
    form = (await bea.clicks("commitment.add", await card_for(bea, alex)))["view"]
    await bea.hands_in(form, what=PROMISE, due_on="2027-02-25")
    await stage.passes(minutes=51)
    for person, other in ((alex, bea), (bea, alex)):
        await closes(person, other, f"What {person.handle} took along")
    await stage.settles()
    home = await bea.home()
    assert PROMISE in words(home)
    assert "commitment.done" in json.dumps(home)
    theirs = await alex.home()
    assert PROMISE in words(theirs)
    assert "commitment.done" not in json.dumps(theirs)

    await stage.comes("2027-02-26T12:00:00+00:00")
    assert await reminders(alex) == []
    told = await reminders(bea)
    assert len(told) == 1
    assert len([post for post in await bea.inbox() if "in a newer reminder" in post.words]) == 1, "the day before’s"
    assert PROMISE not in told[-1].notification, "a locked phone shows nothing that was written"
    await bea.clicks("commitment.later", told[-1])
    await stage.settles()
    [row] = stage.stored(Commitment)
    assert row.due_on is not None
    assert row.due_on.isoformat() == "2027-03-03"
    settled = await bea.clicks("commitment.done", await bea.home())
    assert settled["error"] is None
    await stage.settles()
    assert PROMISE not in words(await bea.home())
    [row] = stage.stored(Commitment)
    assert row.state is CommitmentState.DONE
    assert all("commitment.done" not in post.buttons for post in await bea.inbox())


async def test_more_promises_than_home_shows_are_on_a_page_where_each_is_settled(
    sqlite_store: str, raise_stage: RaiseStage
) -> None:
    stage, alex, bea = await met(raise_stage, sqlite_store)
    for number in range(4):
        form = (await bea.clicks("commitment.add", await card_for(bea, alex)))["view"]
        await bea.hands_in(form, what=f"Promise number {number}", due_on=f"2027-02-{24 + number}")
    await stage.settles()
    home = await bea.home()
    assert "Promise number 2" in words(home)
    assert "Promise number 3" not in words(home)
    page = (await bea.clicks("commitment.open", home))["view"]
    assert "Promise number 3" in words(page)
    first, second = (row.id.hex for row in stage.stored(Commitment)[:2])
    left = (await bea.clicks("commitment.drop", page, block_id=f"commitment-page-{first}"))["view"]
    assert "Promise number 0" not in words(left)
    left = (await bea.clicks("commitment.day", left, block_id=f"commitment-page-{second}", value="2027-03-08"))["view"]
    assert "By Mon 8 Mar 2027" in words(left)
    of_alex = (await alex.clicks("commitment.open", await alex.home()))["view"]
    assert "Promise number 3" in words(of_alex)
    assert "commitment.done" not in json.dumps(of_alex)


async def test_the_last_reminder_can_be_had_once_more(sqlite_store: str, raise_stage: RaiseStage) -> None:
    stage, alex, bea = await met(raise_stage, sqlite_store)
    form = (await bea.clicks("commitment.add", await card_for(bea, alex)))["view"]
    await bea.hands_in(form, what=PROMISE, due_on="2027-02-10")
    for person, other in ((alex, bea), (bea, alex)):
        await stage.passes(minutes=51)
        await closes(person, other, f"What {person.handle} took along", "4")
    await stage.comes("2027-02-10T12:00:00+00:00")
    [told] = await reminders(bea)
    assert "the last time" in told.words
    await bea.clicks("commitment.snooze", told)
    await stage.settles()
    assert "I come back to it" in (await reminders(bea))[0].words
    await stage.comes("2027-02-11T12:00:00+00:00")
    again = await reminders(bea)
    assert len(again) == 1, "although the week had its three: it was asked for"
    assert again[0].ts != told.ts
