"""Show-and-tell: called by a pair, joined by anybody, shown with everybody's yes, told of afterwards."""

import json
from dataclasses import dataclass
from datetime import timedelta

import pytest

from adapters.slack import fetch_profile
from mentoring.pairs import commands as pairs
from mentoring.pairs.commands import ProposedMember, ProposePair
from models import Programme, ProgrammeKind, Role, Rsvp, ShowAndTell, ShowState
from tests.scenarios.people import Person, Post, words
from tests.scenarios.stage import Stage
from tests.scenarios.test_calendar import files_of
from tests.scenarios.test_enrolment import opened

TITLE = "What we made in March"


@dataclass(frozen=True)
class Hall:
    """A programme with a channel, a pair in it with something in its log, and colleagues who read the channel."""

    stage: Stage
    owner: Person
    alex: Person
    bea: Person
    dan: Person
    channel: str

    async def announcement(self) -> Post:
        """The one message that stands in the channel itself."""
        found = [Post(self.channel, each) for each in await self.stage.humans.reads(self.dan.id, self.channel)]
        [post] = [each for each in found if each.message.get("bot_id") and "enrolment.open" not in each.buttons]
        return post

    async def thread(self) -> list[str]:
        """What the bot said in its thread."""
        top = await self.announcement()
        kept = self.stage.serving.slack.messages.thread(self.channel, top.ts)
        return [words(message) for message in kept if message["ts"] != top.ts]

    async def everything(self) -> str:
        """All that anybody in the channel can read of it."""
        return "\n".join([(await self.announcement()).words, *await self.thread()])


@pytest.fixture
async def hall(any_stage: Stage) -> Hall:
    scene = await opened(any_stage, "alex", "bea", "dan")
    alex, bea, dan = scene.people
    bot = any_stage.bot
    assert bot is not None
    [programme] = [each for each in any_stage.stored(Programme) if each.kind is ProgrammeKind.LED]
    profiles = [await fetch_profile(bot.app.client, person.id) for person in (alex, bea)]
    roles = (Role.SENIOR, Role.JUNIOR)
    members = tuple(ProposedMember(profile, role) for profile, role in zip(profiles, roles, strict=True))
    await bot.database.transact(pairs.propose, ProposePair(bot.team_id, programme.id, members))
    await any_stage.settles()
    for person in (alex, bea):
        await person.clicks("pair.accept", (await person.inbox())[-1])
        await person.closes_every_modal()
    await any_stage.settles()
    await any_stage.sign_a_charter(alex, bea)
    form = await alex.clicks_through("log.add", await alex.opens("/mentor-log"))
    await alex.hands_in(form, title="The help page, live", link="https://example.com/help")
    await alex.closes_every_modal()
    return Hall(any_stage, scene.olga, alex, bea, dan, scene.channel)


async def call(hall: Hall, person: Person, *, brings: bool) -> None:
    """Call an event at the time that is proposed."""
    form = await person.opens("/mentor", "show-and-tell")
    values: dict[str, object] = {"title": TITLE}
    if brings:
        [field] = [block for block in form["blocks"] if block.get("block_id") == "entries"]
        values["entries"] = [field["element"]["options"][0]["value"]]
    answer = await person.hands_in(form, **values)
    assert "announced in the channel" in words(answer["view"]), answer
    await person.closes_every_modal()
    await hall.stage.settles()


async def test_nothing_is_shown_before_both_agreed_and_nothing_after_one_took_it_back(hall: Hall) -> None:
    await call(hall, hall.alex, brings=True)
    assert "The help page, live" not in (await hall.announcement()).words
    assert "No pair has said yet" in (await hall.announcement()).words
    assert await hall.thread() == []
    question = (await hall.bea.inbox())[-1]
    assert "The help page, live" in question.words
    await hall.bea.clicks("log.agree_to_share", question)
    await hall.stage.settles()
    shown = (await hall.announcement()).words
    for told in ("The help page, live", "https://example.com/help", "Alex and Bea"):
        assert told in shown
    [line] = await hall.thread()
    assert "show what they made" in line
    await hall.bea.clicks("log.refuse_to_share", (await hall.bea.inbox())[-1])
    await hall.stage.settles()
    assert "The help page, live" not in await hall.everything()
    assert "another time" in (await hall.thread())[0]


async def test_anybody_in_the_channel_says_whether_they_come_and_the_count_follows(hall: Hall) -> None:
    await call(hall, hall.alex, brings=False)
    await hall.dan.clicks("show.coming", await hall.announcement())
    await hall.dan.double_clicks("show.coming", await hall.announcement())
    await hall.owner.clicks("show.maybe", await hall.announcement())
    await hall.stage.settles()
    assert "Coming: 1 · maybe: 1 · not this time: 0" in (await hall.announcement()).words
    await hall.dan.clicks("show.not_coming", await hall.announcement())
    await hall.stage.settles()
    assert "Coming: 0 · maybe: 1 · not this time: 1" in (await hall.announcement()).words
    assert len(hall.stage.stored(Rsvp)) == 2


async def test_one_reminder_and_a_recap_come_in_the_thread(hall: Hall) -> None:
    await call(hall, hall.alex, brings=True)
    await hall.bea.clicks("log.agree_to_share", (await hall.bea.inbox())[-1])
    await hall.dan.clicks("show.coming", await hall.announcement())
    await hall.stage.settles()
    [show] = hall.stage.stored(ShowAndTell)
    await hall.stage.comes((show.starts_at - timedelta(minutes=59)).isoformat())
    assert sum("begins in an hour" in line for line in await hall.thread()) == 1
    await hall.stage.comes((show.starts_at + timedelta(hours=3)).isoformat())
    thread = await hall.thread()
    assert sum("begins in an hour" in line for line in thread) == 1
    [recap] = [line for line in thread if "That was it" in line]
    assert "1 had said they would come" in recap
    assert "The help page, live" in recap
    assert hall.stage.stored(ShowAndTell)[0].state is ShowState.RECAPPED
    assert "show.coming" not in (await hall.announcement()).buttons


async def test_it_moves_and_is_cancelled_by_whoever_called_it_and_by_nobody_else(hall: Hall) -> None:
    await call(hall, hall.alex, brings=False)
    page = (await hall.dan.clicks("show.open", await hall.announcement()))["view"]
    assert "show.change_time" not in json.dumps(page)
    await hall.dan.closes_every_modal()
    page = (await hall.alex.clicks("show.open", await hall.announcement()))["view"]
    form = (await hall.alex.clicks("show.change_time", page))["view"]
    [show] = hall.stage.stored(ShowAndTell)
    refused = await hall.alex.hands_in(form, starts_at=int((hall.stage.now - timedelta(days=1)).timestamp()))
    assert list(refused["errors"]) == ["starts_at"]
    moved = await hall.alex.hands_in(form, starts_at=int((show.starts_at + timedelta(days=1)).timestamp()))
    assert "Moved." in words(moved["view"])
    await hall.stage.settles()
    assert sum("Another time" in line for line in await hall.thread()) == 1
    page = (await hall.owner.clicks("show.open", await hall.announcement()))["view"]
    assert "Cancelled." in words((await hall.owner.clicks("show.cancel", page))["view"])
    await hall.stage.settles()
    assert any("is cancelled" in line for line in await hall.thread())
    await hall.stage.passes(days=10)
    assert not any("begins in an hour" in line or "That was it" in line for line in await hall.thread())


async def test_whoever_reads_the_channel_has_it_in_their_calendar_and_is_told_when_it_moves(hall: Hall) -> None:
    await call(hall, hall.alex, brings=True)
    await hall.bea.clicks("log.agree_to_share", (await hall.bea.inbox())[-1])
    await hall.stage.settles()
    await hall.dan.double_clicks("calendar.show_file", await hall.announcement())
    await hall.stage.settles()
    [(line, first)] = await files_of(hall.stage, hall.dan)
    assert f"“{TITLE}” for your calendar" in line
    assert (first.method, first.status, first.title) == ("PUBLISH", "CONFIRMED", f"{TITLE} · Both & <ways>")
    assert not any(told in first.said for told in ("help page", "alex", "bea", "attendee", "organizer", "description"))
    for other in (hall.alex, hall.bea, hall.owner):
        assert await files_of(hall.stage, other) == []

    page = (await hall.alex.clicks("show.open", await hall.announcement()))["view"]
    form = (await hall.alex.clicks("show.change_time", page))["view"]
    later = first.starts_at + timedelta(days=1)
    await hall.alex.hands_in(form, starts_at=int(later.timestamp()))
    await hall.stage.passes(minutes=10)
    line, moved = (await files_of(hall.stage, hall.dan))[-1]
    assert hall.stage.now < first.starts_at
    assert "remove the old one" in line
    assert (moved.starts_at, moved.uid, moved.sequence) == (later, first.uid, first.sequence + 1)

    page = (await hall.owner.clicks("show.open", await hall.announcement()))["view"]
    await hall.owner.clicks("show.cancel", page)
    await hall.stage.settles()
    line, off = (await files_of(hall.stage, hall.dan))[-1]
    assert "remove it there by hand" in line
    assert (off.method, off.status, off.uid, off.sequence) == ("CANCEL", "CANCELLED", first.uid, first.sequence + 2)
    assert len(await files_of(hall.stage, hall.dan)) == 3
    assert "calendar.show_file" not in (await hall.announcement()).buttons


async def test_an_entry_is_taken_back_from_the_event_and_stays_in_the_log(hall: Hall) -> None:
    await call(hall, hall.alex, brings=True)
    await hall.bea.clicks("log.agree_to_share", (await hall.bea.inbox())[-1])
    await hall.stage.settles()
    page = (await hall.bea.clicks("show.open", await hall.announcement()))["view"]
    assert "Taken back" in words((await hall.bea.clicks("show.take_back", page))["view"])
    await hall.stage.settles()
    assert "The help page, live" not in await hall.everything()
    assert "The help page, live" in words(await hall.alex.opens("/mentor-log"))


async def test_without_a_programme_it_says_where_it_happens(hall: Hall) -> None:
    told = await hall.dan.types("/mentor", "show-and-tell")
    assert "happens in a programme’s channel" in json.dumps(told, ensure_ascii=False)
