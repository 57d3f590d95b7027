"""A triad's fortnight, whole: three people in three zones, from the charter until one of them leaves."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from mentoring import working_time
from models import Commitment, CommitmentState, Session
from models import SessionState as State
from tests.scenarios.fixtures import RaiseStage
from tests.scenarios.people import Person, Post, words
from tests.scenarios.stage import CHARTER, Stage
from tests.scenarios.test_enrolment import Scene, joins, opened

ZONES = {"alex": "Europe/Lisbon", "bea": "Europe/Berlin", "cleo": "America/New_York"}
WISHES = {"alex": "senior", "bea": "junior", "cleo": "junior"}
MOST = 14
"""Notifying messages in the first seventeen days, the six of the first day included."""
PROMISE = "Show the dashboard to support"
LINES = {
    "alex": "A chart without its baseline persuades nobody",
    "bea": "I asked before I advised",
    "cleo": "I said no, with a reason",
}


@dataclass
class Triad:
    """Three people and their conversation."""

    stage: Stage
    scene: Scene
    people: tuple[Person, ...]

    def others(self, person: Person) -> list[Person]:
        return [other for other in self.people if other is not person]

    async def conversation(self, reader: Person) -> list[Post]:
        return await reader.conversation_with(*self.others(reader))

    async def card(self, reader: Person, number: int) -> Post:
        posts = await self.conversation(reader)
        return next(post for post in posts if post.notification.startswith(f"Session {number}"))

    async def proposed(self, number: int) -> datetime:
        found = re.search(r"<!date\^(\d+)\^", (await self.card(self.people[0], number)).words)
        assert found is not None
        return datetime.fromtimestamp(int(found.group(1)), UTC)

    async def close(self, person: Person, number: int, safety: str | None = None) -> str:
        """Close one's own half; return what the form and the thanks said."""
        form = (await person.clicks("close.open", await self.card(person, number)))["view"]
        answer = await person.hands_in(
            form, line=LINES[person.handle], **({"safety": safety} if safety is not None else {})
        )
        assert not answer["errors"], answer
        await person.closes_every_modal()
        await self.stage.settles()
        return words(form) + words(answer["view"])

    async def meets(self, number: int) -> datetime:
        """Meet when it is proposed, inside everybody's working hours."""
        moment = await self.proposed(number)
        for person in self.people:
            assert 9 <= moment.astimezone(ZoneInfo(ZONES[person.handle])).hour < 17
        await self.stage.comes(moment.isoformat())
        await self.people[0].clicks("session.start", await self.card(self.people[0], number))
        await self.stage.settles()
        return moment


async def begun(stage: Stage) -> Triad:
    """They join, the owner asks all three, each accepts, and all three sign."""
    scene = await opened(stage, *ZONES)
    for person in scene.people:
        await stage.control("users/update", {"user": person.id, "tz": ZONES[person.handle]})
        await joins(person, scene, WISHES[person.handle])
        await person.closes_every_modal()
    form = await scene.olga.opens("/mentor", "pair " + " ".join(f"@{person.handle}" for person in scene.people))
    answer = await scene.olga.hands_in(form)
    assert not answer["errors"], answer
    await stage.settles()
    for person in scene.people:
        await person.clicks("pair.accept", (await person.inbox())[-1])
        await person.closes_every_modal()
    await stage.settles()
    triad = Triad(stage, scene, scene.people)
    alex, *juniors = triad.people
    page = (await alex.hands_in(await alex.opens("/mentor-charter"), **CHARTER))["view"]
    await alex.hands_in(page)
    for person in juniors:
        assert not [post for post in await triad.conversation(alex) if "in force" in post.notification]
        await person.hands_in(await person.opens("/mentor-charter"))
        await stage.settles()
    for person in triad.people:
        await person.closes_every_modal()
    assert "You all signed the charter" in "".join(post.notification for post in await triad.conversation(alex))
    return triad


async def first_session(triad: Triad) -> None:
    """Two close at once, the third forgets: after 48 hours the summary appears with what there is."""
    alex, bea, cleo = triad.people
    moment = await triad.meets(1)
    for person in triad.people:
        [prep] = [post for post in await person.inbox() if post.notification.startswith("Your prep")]
        assert all(other.mention in prep.words for other in triad.others(person))
        assert ("you lead this time" in prep.words) == (person is bea), "the first to lead is a junior"
    form = (await bea.clicks("commitment.add", await triad.card(bea, 1)))["view"]
    await bea.hands_in(form, what=PROMISE, whose=cleo.id, due_on="2027-02-08")
    await bea.closes_every_modal()
    await triad.stage.passes(minutes=51)
    assert "One insight you learned" in await triad.close(alex, 1, "4")
    low = await triad.close(bea, 1, "2")
    assert "One leadership behaviour you practised" in low
    assert "Words you could use" in low
    assert "Ask for a swap" in low
    assert "triad" not in low.lower(), "it is one already"
    card = (await triad.card(cleo, 1)).words
    assert f"Closed by {alex.mention} and {bea.mention}" in card
    seen = [card, words(await cleo.home()), *[post.words for post in await cleo.inbox()]]
    assert [line for line in (LINES["alex"], LINES["bea"]) if line in "".join(seen)] == []
    await triad.stage.comes(datetime(2027, 2, 5, 15, 30, tzinfo=UTC).isoformat())
    assert (triad.stage.now - moment).days == 2
    for person in triad.people:
        asked = [post for post in await person.inbox() if "one line from you closes it" in post.notification]
        assert len(asked) == (1 if person is cleo else 0)
    summary = (await triad.card(cleo, 1)).words
    assert LINES["alex"] in summary
    assert LINES["bea"] in summary
    assert f"Still open for {cleo.mention}" in summary


async def off_week(triad: Triad) -> None:
    """A promise is recalled to its owner alone; three check-ins stand side by side; a pulse to whom gave none."""
    alex, bea, cleo = triad.people
    await triad.stage.comes("2027-02-09T15:30:00+00:00")
    for person in triad.people:
        inbox = [post for post in await person.inbox() if post.notification.startswith("Half-way")]
        assert len(inbox) == 1
        assert ("How safe" in inbox[0].words) == (person is cleo), "the others tapped in their close"
        reminded = [post for post in await person.inbox() if PROMISE in post.words]
        assert bool(reminded) == (person is cleo)
    await cleo.clicks("commitment.done", await cleo.home())
    await triad.stage.settles()
    assert [row.state for row in triad.stage.stored(Commitment)] == [CommitmentState.DONE]
    for person in triad.people:
        form = await person.opens("/mentor-checkin")
        await person.hands_in(form, moved=f"What moved for {person.handle}")
        await person.closes_every_modal()
    await triad.stage.settles()
    card = (await triad.card(alex, 2)).words
    assert all(f"What moved for {person.handle}" in card for person in triad.people)
    pulse = await cleo.opens("/mentor-pulse")
    assert "nobody else in your pair" in words(pulse)
    answered = await cleo.clicks("pulse.answer.1", pulse)
    assert "Only for you" in words(answered["view"])
    await cleo.closes_every_modal()
    for person in (alex, bea, triad.scene.olga):
        assert "Only for you" not in words(await person.home())


async def second_session(triad: Triad) -> None:
    """Another leads, all three close, and the summary is there at once."""
    alex, bea, cleo = triad.people
    await triad.meets(2)
    assert f"{cleo.mention} leads this time" in (await triad.card(alex, 2)).words
    await triad.stage.passes(minutes=51)
    for person in (cleo, alex, bea):
        await triad.close(person, 2, "4")
    summary = (await triad.card(bea, 2)).words
    assert all(line in summary for line in LINES.values())
    assert f"*{alex.mention} learned*" in summary
    assert f"*{bea.mention} practised*" in summary
    assert f"*{cleo.mention} practised*" in summary
    assert f"{alex.mention} leads this time" in (await triad.card(bea, 3)).words, "and then the senior"


async def one_leaves(triad: Triad) -> None:
    """It ends for all three; the two who stay are told so, not by whom, and can begin anew with each other."""
    alex, bea, cleo = triad.people
    before = len(await cleo.inbox())
    await cleo.clicks("pair.leave", await cleo.home())
    await triad.stage.settles()
    assert len(await cleo.inbox()) == before
    for person in (alex, bea):
        told = (await person.inbox())[-1]
        assert "has ended" in told.notification
        assert all(other.mention in told.words for other in triad.others(person)), "it names all and blames nobody"
        assert "left" not in told.words
        assert "You have no pair at the moment" in words(await person.home())
        assert "Pairs that were" in words(await person.home())
    posts = await triad.conversation(bea)
    assert "stays readable for all of you" in posts[-1].notification
    assert "<@" not in posts[-1].words
    # A whisper is gone when its reader looks away, and nobody can change it.
    assert not any(post.buttons for post in posts if not post.notification.startswith("Ten minutes left"))
    await triad.stage.become_a_pair(alex, bea)
    assert len(await alex.conversation_with(bea)) == 1, "their own conversation, which the third is not in"


async def test_a_triad_lives_its_fortnight(any_store: str, raise_stage: RaiseStage) -> None:
    stage = await raise_stage(any_store, opens_at="2027-02-01T14:30:00+00:00")
    triad = await begun(stage)
    await first_session(triad)
    await off_week(triad)
    await second_session(triad)
    assert [row.state for row in sorted(stage.stored(Session), key=lambda row: row.number)] == [
        State.CLOSED,
        State.CLOSED,
        State.PLANNED,
    ]
    for person in triad.people:
        heard = [post for post in await triad.conversation(person) if post.message.get("bot_id")]
        heard += await person.inbox()
        assert len(heard) <= MOST, [post.notification for post in heard]
        zone = ZONES[person.handle]
        for post in heard:
            local = datetime.fromtimestamp(float(post.ts), UTC).astimezone(ZoneInfo(zone))
            assert working_time.is_working_day(local.date(), working_time.country_of(zone)), post.notification
            assert 9 <= local.hour < 17, (local, post.notification)
    await one_leaves(triad)
