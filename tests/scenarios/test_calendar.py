"""Sessions in people's own calendars: the file that follows, and the secret address."""

import io
import re
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
from icalendar import Calendar

import sandbox
from bot.app import Bot
from bot.demo.humans import Humans, Payload
from bot.http import EVENTS_PATH
from bot.settings import load
from sandbox import Serving
from tests.scenarios.doors import open_door
from tests.scenarios.fixtures import RaiseStage
from tests.scenarios.people import Person, Post, buttons, words
from tests.scenarios.stage import MANIFEST, OPENS_AT, Scene, Stage
from tests.scenarios.test_sessions import card_for

PUBLIC = "https://mentoring.example.org/"


async def two(raise_stage: RaiseStage, store: str, **scene: Any) -> tuple[Stage, Person, Person]:
    stage = await raise_stage(store, **scene)
    alex, bea = await stage.person("alex"), await stage.person("bea")
    await stage.begin_pair(alex, bea)
    return stage, alex, bea


def attached(post: Post) -> list[Payload]:
    return [each for each in post.message.get("files", []) if each["name"].endswith(".ics")]


@dataclass(frozen=True)
class Entry:
    """What a calendar reads of one event."""

    method: str
    uid: str
    sequence: int
    status: str
    title: str
    starts_at: datetime
    ends_at: datetime
    raw: str

    @property
    def said(self) -> str:
        """All of it but ids, which are written in letters from a to f: Bea's name may be in one by chance."""
        return re.sub("[0-9a-f]{32}", "", self.raw.replace("\r\n ", "").replace("-", ""))


def entries(content: Any) -> list[Entry]:
    """Read iCalendar as a calendar does."""
    calendar: Any = Calendar.from_ical(content)
    return [
        Entry(
            str(calendar["METHOD"]),
            str(event["UID"]),
            int(event["SEQUENCE"]),
            str(event["STATUS"]),
            str(event["SUMMARY"]),
            event["DTSTART"].dt,
            event["DTEND"].dt,
            event.to_ical().decode().lower(),
        )
        for event in calendar.walk("VEVENT")
    ]


def file_of(stage: Stage, file_id: str) -> Entry:
    held = stage.serving.slack.files.get(file_id)
    assert held is not None
    [entry] = entries(stage.serving.slack.files.content(held))
    return entry


async def files_of(stage: Stage, person: Person) -> list[tuple[str, Entry]]:
    """What came with calendar files into the DM: the line, and the event."""
    return [(post.notification, file_of(stage, each["id"])) for post in await person.inbox() for each in attached(post)]


async def test_whoever_takes_the_file_gets_it_alone_and_is_told_when_it_is_called_off(
    any_store: str, raise_stage: RaiseStage
) -> None:
    stage, alex, bea = await two(raise_stage, any_store)
    await bea.clicks("calendar.file", await card_for(bea, alex))
    await stage.settles()
    [(line, first)] = await files_of(stage, bea)
    assert await files_of(stage, alex) == []
    assert "open the file" in line
    assert (first.method, first.status, first.title) == ("PUBLISH", "CONFIRMED", "Mentoring session 1")
    assert not any(word in first.said for word in ("alex", "bea", "attendee", "organizer", "description"))
    assert first.ends_at - first.starts_at == timedelta(minutes=50)

    await alex.clicks("pair.leave", await alex.home())
    await stage.settles()
    line, last = (await files_of(stage, bea))[-1]
    assert "called off" in line
    assert "remove it there by hand" in line
    assert (last.method, last.status, last.uid) == ("CANCEL", "CANCELLED", first.uid)
    assert last.sequence > first.sequence
    assert await files_of(stage, alex) == []


async def moves(person: Person, other: Person, to: datetime) -> None:
    form = (await person.clicks("session.move", await card_for(person, other)))["view"]
    answer = await person.hands_in(form, starts_at=int(to.timestamp()))
    assert not answer["errors"], answer


async def test_a_moved_session_brings_the_next_file_before_either_time_and_to_its_mover_at_once(
    sqlite_store: str, raise_stage: RaiseStage
) -> None:
    stage, alex, bea = await two(raise_stage, sqlite_store)
    page = await bea.opens("/mentor", "session")
    await bea.clicks("calendar.file", page)
    await bea.closes_every_modal()
    await stage.settles()
    [(_, first)] = await files_of(stage, bea)

    later = first.starts_at + timedelta(days=2)
    await moves(alex, bea, later)
    await stage.settles()
    assert len(await files_of(stage, bea)) == 1, "who moves it again now makes one file of it"
    await stage.passes(minutes=10)
    line, moved = (await files_of(stage, bea))[-1]
    assert stage.now < first.starts_at
    assert (moved.starts_at, moved.uid, moved.sequence) == (later, first.uid, first.sequence + 1)
    assert (moved.method, moved.status) == ("PUBLISH", "CONFIRMED")
    assert "remove the old" in line

    await moves(bea, alex, first.starts_at)
    await stage.settles()
    _, again = (await files_of(stage, bea))[-1]
    assert (again.starts_at, again.sequence) == (first.starts_at, first.sequence + 2)
    await stage.comes((first.starts_at + timedelta(minutes=5)).isoformat())
    assert len(await files_of(stage, bea)) == 3
    assert await files_of(stage, alex) == []


async def test_with_socket_mode_no_address_is_offered_since_nobody_could_ask_it(
    sqlite_store: str, raise_stage: RaiseStage
) -> None:
    _, alex, _ = await two(raise_stage, sqlite_store, settings={"BOTHWAYS_PUBLIC_URL": PUBLIC})
    page = await alex.opens("/mentor", "calendar")
    assert "calendar.make" not in buttons(page)
    assert "Google and Outlook" in words(page)


@asynccontextmanager
async def over_http(store: str, folder: Path) -> AsyncIterator[tuple[Bot, Humans, Serving, str]]:
    """A bot that Slack reaches by signed requests, as an installation with a public address has it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    door = f"http://127.0.0.1:{port}"
    async with (
        sandbox.serve(
            MANIFEST, rates=False, data=folder / "slack", request_url=f"{door}{EVENTS_PATH}", patience=15
        ) as serving,
        Humans(serving.url) as humans,
    ):
        about = {**serving.environment(), "BOTHWAYS_DATA": str(folder / "bot"), "BOTHWAYS_DATABASE_URL": store}
        del about["SLACK_APP_TOKEN"]
        await humans.clock(to=OPENS_AT)
        bot = Bot(load(_env_file=None, **about, BOTHWAYS_PUBLIC_URL=PUBLIC))
        await bot.start()
        try:
            async with open_door(bot, port):
                yield bot, humans, serving, door
        finally:
            await bot.stop()


async def asked(url: str) -> tuple[int, str, Mapping[str, str]]:
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        return answer.status, await answer.text(), answer.headers


def path_in(view: Payload) -> str:
    found = re.search(re.escape(PUBLIC) + r"(calendar/[0-9a-f]{32}/[\w-]+\.ics)", words(view))
    assert found is not None, words(view)
    return f"/{found.group(1)}"


async def test_an_address_shows_ones_sessions_until_it_is_replaced_or_turned_off(
    any_store: str, tmp_path: Path, log: io.StringIO
) -> None:
    async with over_http(any_store, tmp_path) as (bot, humans, serving, door):
        people = [await humans.join(name, tz="Europe/Lisbon") for name in ("alex", "bea")]
        alex, bea = (Person(humans, each, serving.slack.bot_user, [], serving.url) for each in people)
        stage = Stage(Scene(tmp_path, any_store))
        stage.bot, stage._serving, stage._humans = bot, serving, humans
        await stage.begin_pair(alex, bea)

        page = await alex.opens("/mentor", "calendar")
        # The second of two quick clicks makes no second address, and takes the first one from nobody's eyes.
        await alex.double_clicks("calendar.make", page)
        first = path_in(await the_modal(alex))
        status, content, headers = await asked(door + first)
        assert (status, headers["Content-Type"].partition(";")[0]) == (200, "text/calendar")
        assert "private" in headers["Cache-Control"]
        assert [each.title for each in entries(content)] == ["Mentoring session 1"]
        assert "alex" not in content.lower()

        reopened = await alex.opens("/mentor", "calendar")
        assert "shown once" in words(reopened)
        await alex.clicks("calendar.make", reopened)
        second = path_in(await the_modal(alex))
        unknown = first.replace(first.rpartition("/")[2], "nobody-ever-had-this.ics")
        assert len({(each[0], each[1]) for each in [await asked(door + first), await asked(door + unknown)]}) == 1
        assert (await asked(door + first))[0] == 404
        assert (await asked(door + second))[0] == 200

        await bea.clicks("pair.leave", await bea.home())
        await stage.settles()
        assert "VEVENT" not in (await asked(door + second))[1], "what is called off vanishes"
        await alex.clicks("calendar.turn_off", await the_modal(alex))
        assert (await asked(door + second))[0] == 404
        for each in (first, second):
            assert each.rpartition("/")[2].removesuffix(".ics") not in log.getvalue()


async def the_modal(person: Person) -> Payload:
    """The modal somebody has before them."""
    where, whose = f"{person._url}/control/views", {"user": person.id}
    async with aiohttp.ClientSession() as session, session.get(where, params=whose) as answer:
        found: Payload = (await answer.json())["views"][-1]
        return found
