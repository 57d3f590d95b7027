"""A session: proposed in hours that both work, moved, begun, walked through its four segments, written in together."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from tests.scenarios.fixtures import RaiseStage
from tests.scenarios.people import Person, Post, fields, words
from tests.scenarios.stage import Stage

LISBON, NEW_YORK = ZoneInfo("Europe/Lisbon"), ZoneInfo("America/New_York")
WEDNESDAY_AFTERNOON = datetime(2027, 2, 3, 14, tzinfo=LISBON)


async def card_for(person: Person, other: Person) -> Post:
    """The newest session card in the pair's conversation."""
    cards = [post for post in await person.conversation_with(other) if post.notification.startswith("Session")]
    return cards[-1]


async def pair_over_an_ocean(raise_stage: RaiseStage, store: str) -> tuple[Stage, Person, Person]:
    stage = await raise_stage(store)
    alex, bea = await stage.person("alex", tz="Europe/Lisbon"), await stage.person("bea", tz="America/New_York")
    await stage.begin_pair(alex, bea)
    return stage, alex, bea


async def test_the_first_session_is_proposed_when_both_work_and_is_walked_through_by_one_card(
    any_store: str, raise_stage: RaiseStage
) -> None:
    stage, alex, bea = await pair_over_an_ocean(raise_stage, any_store)
    card = await card_for(bea, alex)
    assert f"<!date^{int(WEDNESDAY_AFTERNOON.timestamp())}^" in card.words
    assert "say aloud what stands between you" in card.words
    assert card.buttons == ["session.start", "session.move", "session.skip", "session.met", "calendar.file"]

    await stage.passes(hours=53)
    await alex.double_clicks("session.start", card)
    await stage.settles()
    under_way = await card_for(bea, alex)
    assert under_way.ts == card.ts, "the one card is edited"
    assert "Safety and wins, now" in under_way.words
    assert "No question counts against anybody" in under_way.words
    for minutes, segment in ((5, "Live demo or practice"), (20, "Troubleshoot"), (15, "Commit")):
        await stage.passes(minutes=minutes)
        assert f"{segment}, now" in (await card_for(alex, bea)).words

    for person, other in ((alex, bea), (bea, alex)):
        whispers = [post for post in await person.conversation_with(other) if "Ten minutes left" in post.words]
        assert len(whispers) == 1
    form = (await alex.clicks("session.write", await card_for(alex, bea)))["view"]
    await alex.hands_in(form, notes="We cut the form to one field.", hypothesis="Shorter forms are filled in")
    await stage.settles()
    assert "We cut the form to one field." in (await card_for(bea, alex)).words
    await stage.passes(minutes=11)
    assert "you met" in (await card_for(bea, alex)).words
    assert len([post for post in await bea.conversation_with(alex) if post.notification.startswith("Session")]) == 1


async def test_it_is_moved_from_the_card_and_the_other_sees_it_without_a_new_message(
    sqlite_store: str, raise_stage: RaiseStage
) -> None:
    stage, alex, bea = await pair_over_an_ocean(raise_stage, sqlite_store)
    before = len(await alex.conversation_with(bea))
    form = (await bea.clicks("session.move", await card_for(bea, alex)))["view"]
    past = await bea.hands_in(form, starts_at=int(WEDNESDAY_AFTERNOON.timestamp()) - 7 * 86_400)
    assert "still to come" in past["errors"]["starts_at"]
    later = WEDNESDAY_AFTERNOON + timedelta(days=1, hours=1)
    await bea.hands_in(form, starts_at=int(later.timestamp()))
    await stage.settles()
    assert f"<!date^{int(later.timestamp())}^" in (await card_for(alex, bea)).words
    assert len(await alex.conversation_with(bea)) == before
    assert f"<!date^{int(later.timestamp())}^" in words(await alex.home())
    assert f"<!date^{int(later.timestamp())}^" in words(await alex.opens("/mentor", "session"))


async def test_one_that_nobody_came_to_is_nobodys_fault(sqlite_store: str, raise_stage: RaiseStage) -> None:
    stage, alex, bea = await pair_over_an_ocean(raise_stage, sqlite_store)
    await stage.passes(hours=54)
    asks = await card_for(alex, bea)
    assert "did you meet?" in asks.words
    assert "nobody’s fault" in asks.words
    await bea.clicks("session.missed", asks)
    await stage.settles()
    again = await card_for(alex, bea)
    assert f"<!date^{int((WEDNESDAY_AFTERNOON + timedelta(days=1)).timestamp())}^" in again.words


async def test_two_who_write_at_once_lose_nothing(sqlite_store: str, raise_stage: RaiseStage) -> None:
    stage, alex, bea = await pair_over_an_ocean(raise_stage, sqlite_store)
    await alex.clicks("session.start", await card_for(alex, bea))
    await stage.settles()
    card = await card_for(alex, bea)
    forms = [(await person.clicks("session.write", card))["view"] for person in (alex, bea)]
    await alex.hands_in(forms[0], notes="Alex was first.")
    second = await bea.hands_in(forms[1], notes="Bea was second.")
    assert "Alex was first." in words(second["view"])
    await bea.hands_in(second["view"], notes="Alex was first. Bea was second.")
    await stage.settles()
    assert "Alex was first. Bea was second." in (await card_for(alex, bea)).words


async def test_whoever_lost_the_card_under_newer_messages_is_led_to_it_and_acts_without_it(
    sqlite_store: str, raise_stage: RaiseStage
) -> None:
    stage, alex, bea = await pair_over_an_ocean(raise_stage, sqlite_store)
    card = await card_for(alex, bea)
    conversation = await stage.humans.channel_id(alex.id, card.channel)
    way = f"<{stage.serving.url}/archives/{conversation}/p{card.ts.replace('.', '')}|Go to its card>"
    await stage.passes(hours=53)
    assert way in words(await alex.home())
    # Begun away from the card: what is shown then is the session as it runs, with the way to it.
    begun = await alex.clicks_through("session.start", await alex.opens("/mentor", "session"))
    assert "is under way" in words(begun)
    assert way in words(begun)
    assert "*Now:* Session 1 is under way" in words(await bea.home())
    await alex.closes_every_modal()

    await stage.passes(minutes=41)
    before = await bea.conversation_with(alex)
    [whisper] = [post for post in before if "Ten minutes left" in post.words]
    assert whisper.buttons == ["commitment.add", "session.write", "session.end"]
    assert way in whisper.words
    await bea.clicks("session.end", whisper)
    await stage.settles()
    after = await bea.conversation_with(alex)
    assert len(after) == len(before), "nothing more lights up a phone"
    [told] = [post for post in after if "session.end" not in post.buttons and way in post.words]
    assert "you met" in told.words
    form = (await bea.clicks("close.open", told))["view"]
    assert [name for name, must in fields(form).items() if must] == ["line"]
    # Slack lets nobody change what it whispered, so Alex's has its buttons still: they tell the truth.
    [stale] = [post for post in await alex.conversation_with(bea) if "Ten minutes left" in post.words]
    await alex.clicks("session.end", stale)
    [told] = [post for post in await alex.conversation_with(bea) if post.ts == stale.ts]
    assert "you met" in told.words
    assert told.buttons == ["close.open", "commitment.add", "session.write"]
