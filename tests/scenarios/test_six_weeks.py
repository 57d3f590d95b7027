"""
Six weeks of one pair, whole: joined, paired by an owner, three sessions, and everything that comes between.

Alex lives in Lisbon; Bea moves from Lisbon to New York in the third week. America's clocks change on 14 March,
Europe's on the 28th; the 26th is Good Friday.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from mentoring import working_time
from models import CheckIn, Close, Commitment, CommitmentState, LogEntry, Pulse, Session
from models import SessionState as State
from tests.scenarios.fixtures import RaiseStage
from tests.scenarios.people import Person, Post, words
from tests.scenarios.stage import Stage
from tests.scenarios.test_enrolment import Scene, joins, opened
from tests.scenarios.troubles import (
    IMPATIENT,
    Course,
    Trouble,
    bot_is_away,
    bot_is_killed,
    bot_is_restarted,
    is_told_to_try_again,
    slack_fails,
    store_is_locked,
)

LISBON, NEW_YORK = "Europe/Lisbon", "America/New_York"
MOST = 18
"""Notifying messages a person may get in six weeks."""
MOMENT = re.compile(r"<!date\^(\d+)\^")


@dataclass
class Life:
    """
    The pair's six weeks.

    Attributes:
        course: how its time passes.
        zones: where each lives from which instant on.
    """

    stage: Stage
    scene: Scene
    alex: Person
    bea: Person
    course: Course
    zones: dict[str, list[tuple[datetime, str]]] = field(default_factory=dict)

    async def at(self, local: str, zone: str = LISBON) -> None:
        """Let time pass until a wall clock shows this."""
        moment = datetime.fromisoformat(f"{local}:00").replace(tzinfo=ZoneInfo(zone))
        await self.course.comes(moment)

    async def card(self) -> Post:
        """The newest session's card."""
        posts = await self.alex.conversation_with(self.bea)
        return [post for post in posts if re.match(r"Session \d+", post.notification)][-1]

    async def proposed(self) -> datetime:
        """When the next session is proposed for."""
        found = MOMENT.search((await self.card()).words)
        assert found is not None, (await self.card()).words
        return datetime.fromtimestamp(int(found.group(1)), UTC)

    async def close(self, person: Person, line: str, safety: str | None = None) -> None:
        """Close one's own half by the card."""
        form = (await person.clicks("close.open", await self.card()))["view"]
        answer = await person.hands_in(form, line=line, **({"safety": safety} if safety else {}))
        assert not answer["errors"], answer
        await person.closes_every_modal()
        await self.stage.settles()

    async def check_in(self, person: Person, **values: str) -> None:
        answer = await person.hands_in(await person.opens("/mentor-checkin"), **values)
        assert not answer["errors"], answer
        await person.closes_every_modal()
        await self.stage.settles()

    def zone_of(self, person: Person, moment: datetime) -> str:
        return next(zone for since, zone in reversed(self.zones[person.id]) if since <= moment)

    async def notifying(self, person: Person, other: Person) -> list[Post]:
        """Everything from the bot that made somebody's phone light up: DMs, group DM posts, whispers, mentions."""
        # A mention that an edit brings makes no sound, so the words of the first moment count.
        mentioned = [
            Post(self.scene.channel, {**call["request"], "ts": call["response"]["ts"]})
            for call in self.stage.calls("chat.postMessage")
            if call["request"]["channel"] == self.scene.channel and person.mention in str(call["request"])
        ]
        heard = [post for post in await person.conversation_with(other) if post.message.get("bot_id")]
        return sorted([*(await person.inbox()), *heard, *mentioned], key=lambda post: float(post.ts))


def moment_of(post: Post) -> datetime:
    return datetime.fromtimestamp(float(post.ts), UTC)


async def begun(stage: Stage) -> Life:
    """They join, the owner pairs them, both accept, and sign."""
    scene = await opened(stage, "alex", "bea")
    alex, bea = scene.people
    await joins(alex, scene, "senior", goal="To see what the tools can do")
    await joins(bea, scene, "junior", goal="To be heard")
    form = await scene.olga.opens("/mentor", f"pair @{alex.handle} @{bea.handle}")
    answer = await scene.olga.hands_in(form)
    assert not answer["errors"], answer
    await scene.olga.closes_every_modal()
    await stage.settles()
    for person in (alex, bea):
        await person.clicks("pair.accept", (await person.inbox())[-1])
        await person.closes_every_modal()
    await stage.settles()
    await stage.sign_a_charter(alex, bea)
    for person in (alex, bea):
        await person.closes_every_modal()
    life = Life(stage, scene, alex, bea, Course(stage))
    for person in (alex, bea):
        life.zones[person.id] = [(datetime(2027, 1, 1, tzinfo=UTC), LISBON)]
    return life


async def first_fortnight(life: Life) -> None:
    """A session that is moved by a day, both close at once; one checks in on time, the other late."""
    assert await life.proposed() == datetime(2027, 3, 3, 10, tzinfo=UTC)
    await life.at("2027-03-02T10:30")
    prep = next(post for post in await life.bea.inbox() if post.notification.startswith("Your prep"))
    points = (await life.bea.clicks("prep.write", prep))["view"]
    await life.bea.hands_in(points, changed="I have a draft", blocked="The refund rule", next_step="Show six answers")
    await life.bea.closes_every_modal()
    move = (await life.bea.clicks("session.move", await life.card()))["view"]
    friday = datetime(2027, 3, 5, 11, tzinfo=UTC)
    await life.bea.hands_in(move, starts_at=int(friday.timestamp()))
    await life.stage.settles()
    assert await life.proposed() == friday
    await life.at("2027-03-05T11:00")
    await life.alex.clicks("session.start", await life.card())
    await life.stage.settles()
    form = (await life.alex.clicks("commitment.add", await life.card()))["view"]
    await life.alex.hands_in(form, what="Introduce Bea to the owner of the refund rule")
    await life.alex.closes_every_modal()
    await life.at("2027-03-05T11:51")
    await life.close(life.alex, "Short answers are trusted more", "4")
    assert "Short answers are trusted more" not in (await life.card()).words
    await life.close(life.bea, "I asked before I advised", "2")
    summary = [post for post in await life.alex.conversation_with(life.bea) if "what you took" in post.notification]
    assert "Short answers are trusted more" in summary[0].words
    assert "I asked before I advised" in summary[0].words
    await life.at("2027-03-08T11:00")
    await life.check_in(life.bea, moved="Six answers are drafted", metric="Tickets a week", reading="117")
    await life.at("2027-03-11T14:00")
    await life.check_in(life.alex, moved="I wrote a prompt of my own")
    card = await life.card()
    assert "Six answers are drafted" in card.words
    assert "I wrote a prompt of my own" in card.words


async def second_fortnight(life: Life) -> None:
    """Bea moves across an ocean, nobody comes the first time, and one closes three days late."""
    await life.at("2027-03-15T15:00")
    await life.stage.control("users/update", {"user": life.bea.id, "tz": NEW_YORK})
    life.bea.zone = NEW_YORK
    life.zones[life.bea.id].append((life.stage.now, NEW_YORK))
    await life.stage.settles()
    proposed = await life.proposed()
    assert proposed.date().isoformat() == "2027-03-17"
    assert proposed.astimezone(ZoneInfo(NEW_YORK)).hour >= 9
    assert proposed.astimezone(ZoneInfo(LISBON)).hour <= 16
    await life.at("2027-03-17T16:15")
    await life.alex.clicks("session.missed", await life.card())
    await life.stage.settles()
    again = await life.proposed()
    assert again.date().isoformat() == "2027-03-18"
    await life.course.comes(again)
    await life.bea.clicks("session.start", await life.card())
    await life.course.passes(minutes=51)
    await life.close(life.alex, "My rule has three exceptions because I never wrote it down", "5")
    await life.at("2027-03-23T15:00")
    form = (await life.bea.clicks("close.open", await _summary(life, 2)))["view"]
    await life.bea.hands_in(form, line="I led the demo")
    await life.bea.closes_every_modal()
    await life.stage.settles()
    assert "I led the demo" in (await _summary(life, 2)).words
    form = await life.bea.clicks_through("log.add", await life.bea.opens("/mentor-log"))
    await life.bea.hands_in(form, title="The help page, live", link="https://example.com/help")
    await life.bea.closes_every_modal()


async def third_fortnight(life: Life) -> None:
    """Alex pauses over Good Friday, they meet again, and show what they made."""
    await life.at("2027-03-24T15:00")
    form = await life.alex.opens("/mentor", "pause until 2027-04-01")
    answer = await life.alex.hands_in(form, kind="pause", last_day="2027-04-01")
    assert "You pause until" in words(answer["view"])
    await life.alex.closes_every_modal()
    await life.stage.settles()
    proposed = await life.proposed()
    assert proposed.date().isoformat() == "2027-04-02"
    await life.course.comes(proposed)
    await life.alex.clicks("session.start", await life.card())
    await life.course.passes(minutes=51)
    await life.close(life.alex, "Waiting is harder than writing", "5")
    await life.close(life.bea, "I said no, with a reason", "4")
    form = await life.bea.opens("/mentor", "show-and-tell")
    [entries] = [block for block in form["blocks"] if block.get("block_id") == "entries"]
    chosen = entries["element"]["options"][0]["value"]
    await life.bea.hands_in(form, title="What we made in March", entries=[chosen])
    await life.bea.closes_every_modal()
    await life.stage.settles()
    await life.at("2027-04-05T15:00")
    question = next(post for post in reversed(await life.alex.inbox()) if "log.agree_to_share" in post.buttons)
    await life.alex.clicks("log.agree_to_share", question)
    await life.stage.settles()
    await life.at("2027-04-12T09:00")


async def _summary(life: Life, number: int) -> Post:
    posts = await life.alex.conversation_with(life.bea)
    return next(post for post in posts if post.notification.startswith(f"Session {number}: what you took"))


def told(posts: Sequence[Post], life: Life) -> list[str]:
    """What was said on which day, as it can be compared between two tellings."""
    names = {life.alex.mention: "Alex", life.bea.mention: "Bea"}
    lines = []
    for post in posts:
        text = re.sub("<@[^>]+>", lambda found: names[found.group()], post.notification)
        lines.append(f"{moment_of(post):%d %b} {text.partition(' <!date')[0][:55]}")
    return lines


def troubles(life: Life) -> list[Trouble]:
    """Each falls on a moment at which something is due to one of them or to both."""
    three_lost = [{"method": "chat.postMessage", "kind": kind, "times": 1} for kind in ("drop_reply", "500", "429")]
    all_fails = {"method": "*", "kind": "500", "probability": 1}
    return [
        Trouble("2027-03-02T09:40:00+00:00", bot_is_away("2027-03-02T10:20:00+00:00")),
        Trouble("2027-03-05T11:20:00+00:00", bot_is_restarted),
        Trouble(
            "2027-03-08T09:59:00+00:00",
            store_is_locked("2027-03-08T10:30:00+00:00", is_told_to_try_again(life.alex)),
        ),
        Trouble("2027-03-16T13:50:00+00:00", slack_fails("2027-03-16T14:30:00+00:00", *three_lost)),
        Trouble("2027-03-17T15:00:00+00:00", slack_fails("2027-03-17T15:01:00+00:00", {"kind": "socket_close"})),
        Trouble("2027-03-22T12:50:00+00:00", slack_fails("2027-03-22T16:00:00+00:00", all_fails)),
        Trouble("2027-04-01T13:59:00+00:00", bot_is_restarted),
    ]


BOTH_HEAR = [
    "01 Mar Welcome, Alex and Bea. This is your pair’s own conversa",
    "01 Mar You both signed the charter, version 1.",
    "01 Mar Your charter is in force. Alex and Bea signed it.",
    "01 Mar Session 1: what you took from it.",
    "02 Mar Your prep for session 1 is here.",
    "05 Mar Ten minutes left: time to commit. Who does what by when",
    "05 Mar Session 2: what you took from it.",
    "16 Mar Your prep for session 2 is here.",
    "18 Mar Ten minutes left: time to commit. Who does what by when",
    "22 Mar Session 3: what you took from it.",
    "02 Apr Ten minutes left: time to commit. Who does what by when",
    "02 Apr Session 4 is proposed for",
]
ALEX_HEARS = [
    "01 Mar You both accepted. Your conversation with Bea is open.",
    "08 Mar Half-way to your next session with Bea.",
    "22 Mar Half-way to your next session with Bea.",
    "02 Apr Your prep for session 3 is here.",
    "05 Apr May an entry of the Learning Log that you share with Be",
    "06 Apr Half-way to your next session with Bea.",
]
BEA_HEARS = [
    "01 Mar You both accepted. Your conversation with Alex is open.",
    "08 Mar Half-way to your next session with Alex.",
    "19 Mar Session 2 with Alex: nothing left to do here.",
    "22 Mar Half-way to your next session with Alex. One private qu",
    "01 Apr Your prep for session 3 is here.",
    "05 Apr Half-way to your next session with Alex.",
]


@pytest.mark.parametrize("is_troubled", [pytest.param(False, id="calm"), pytest.param(True, id="troubled")])
async def test_a_pair_lives_six_weeks(any_store: str, raise_stage: RaiseStage, is_troubled: bool) -> None:
    stage = await raise_stage(any_store, opens_at="2027-03-01T09:00:00+00:00", settings=IMPATIENT)
    life = await begun(stage)
    if is_troubled:
        life.course = Course(stage, troubles(life))
    await first_fortnight(life)
    await second_fortnight(life)
    await third_fortnight(life)
    assert life.course.is_over

    assert [row.state for row in sorted(stage.stored(Session), key=lambda row: row.number)][:3] == [State.CLOSED] * 3
    assert len(stage.stored(Close)) == 6
    assert len(stage.stored(CheckIn)) >= 2
    assert {row.state for row in stage.stored(Commitment)} <= set(CommitmentState)
    assert len(stage.stored(LogEntry)) >= 2
    assert sum(row.sealed_score is not None for row in stage.stored(Pulse)) >= 5
    for person, other, hears in ((life.alex, life.bea, ALEX_HEARS), (life.bea, life.alex, BEA_HEARS)):
        heard = await life.notifying(person, other)
        print(f"\n{person.handle}: {len(heard)} notifying messages in six weeks", *told(heard, life), sep="\n  ")  # noqa: T201 - the count is to be read
        assert len(heard) <= MOST
        assert sorted(told(heard, life)) == sorted([*BOTH_HEAR, *hears])
        for post in heard:
            moment = moment_of(post)
            zone = life.zone_of(person, moment)
            local = moment.astimezone(ZoneInfo(zone))
            assert working_time.is_working_day(local.date(), working_time.country_of(zone)), (local, post.notification)
            assert 9 <= local.hour < 17, (local, post.notification)


async def test_a_bot_that_is_killed_when_something_is_due_says_it_once(
    sqlite_store: str, raise_stage: RaiseStage
) -> None:
    stage = await raise_stage(sqlite_store, opens_at="2027-03-01T09:00:00+00:00", settings=IMPATIENT, as_process=True)
    life = await begun(stage)
    kills = [
        Trouble("2027-03-02T09:59:00+00:00", bot_is_killed("2027-03-02T10:25:00+00:00")),
        Trouble("2027-03-08T09:59:00+00:00", bot_is_killed("2027-03-08T10:30:00+00:00")),
    ]
    life.course = Course(stage, kills)
    await first_fortnight(life)
    assert life.course.is_over
    for person, other in ((life.alex, life.bea), (life.bea, life.alex)):
        assert told(await person.inbox(), life)[-2:] == [
            "02 Mar Your prep for session 1 is here.",
            f"08 Mar Half-way to your next session with {other.handle.title()}.",
        ]
