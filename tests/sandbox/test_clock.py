"""The workspace's clock: it jumps forward, tells its watchers, and waits for them."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

import sandbox
from sandbox import live
from sandbox.clock import WorkspaceClock
from sandbox.storage import Storage
from sandbox.watchers import IDLE_SECONDS
from tests.sandbox.driver import Control, Json, home, section, until


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


class Stream:
    """A server-sent stream, event by event."""

    def __init__(self, response: aiohttp.ClientResponse) -> None:
        self._response = response

    async def next(self) -> Json:
        while True:
            line = await asyncio.wait_for(self._response.content.readline(), 60)
            assert line, "the stream ended"
            if line.startswith(b"data: "):
                event: Json = json.loads(line.removeprefix(b"data: "))
                return event

    async def next_of(self, *types: str) -> Json:
        while (event := await self.next())["type"] not in types:
            continue
        return event


@asynccontextmanager
async def streaming(control: Control, path: str, **query: str) -> AsyncIterator[Stream]:
    async with control.http.get(path, params=query) as response:
        assert response.content_type == "text/event-stream"
        yield Stream(response)


async def test_the_clock_runs_with_the_host_until_it_is_moved(control: Control) -> None:
    earlier = time.time()
    before = await control.get("/clock")
    assert before["offset"] == 0
    # It is told in thousandths.
    assert earlier - 0.001 <= instant(before["now"]).timestamp() <= time.time()
    moved = await control.post("/control/clock", advance=86_400)
    assert moved["clock"]["revision"] == before["revision"] + 1
    assert 86_399 < moved["clock"]["offset"] < 86_401
    assert instant(moved["clock"]["now"]) - instant(before["now"]) >= timedelta(days=1)


async def test_the_clock_goes_back_only_before_anything_has_happened(control: Control) -> None:
    past = datetime.now(UTC) - timedelta(days=35)  # noqa: TID251 - the host's own time is what the jump starts from
    assert (await control.post("/control/clock", to=past.isoformat()))["ok"]
    ana = await control.person("ana")
    await control.say(ana, "#general", "five weeks ago")
    again = await control.post("/control/clock", advance=-60)
    assert (control.status, again["error"]) == (409, "clock_going_back")
    assert (await control.post("/control/clock", advance=60))["ok"]


def test_a_jump_that_comes_late_does_not_take_the_clock_back() -> None:
    host = 1_000.0
    clock = WorkspaceClock(Storage(None), host_time=lambda: host)
    clock.move_to(5_000.0)
    wanted = clock.now() + 0.001
    host += 0.05
    before = clock.now()
    clock.move_to(wanted)
    assert clock.now() == before
    assert clock.revision == 2, "whoever follows it reports anew all the same"
    clock.go_back_to(10.0)
    assert clock.now() == 10.0


FURTHER: list[Json] = [{"advance": "NaN"}, {"advance": "Infinity"}, {"advance": 1e10}, {"to": "9999-12-31T23:59:59Z"}]


@pytest.mark.parametrize("wrong", [{}, {"advance": "soon"}, {"to": "soon"}, {"to": "2030-01-01T00:00:00"}, *FURTHER])
async def test_a_jump_that_makes_no_sense_is_refused(control: Control, wrong: Json) -> None:
    assert (await control.post("/control/clock", wrong))["error"] == "invalid_clock"
    assert control.status == 400
    assert (await control.get("/clock"))["revision"] == 0


async def test_a_jump_waits_until_every_watcher_is_idle(control: Control) -> None:
    async with streaming(control, "/clock/stream") as one, streaming(control, "/clock/stream") as two:
        names = [(await stream.next())["watcher"] for stream in (one, two)]
        jumping = asyncio.create_task(control.post("/control/clock", advance=3600))
        seen = [await stream.next() for stream in (one, two)]
        assert [event["revision"] for event in seen] == [1, 1]
        due = (instant(seen[0]["now"]) + timedelta(hours=2)).isoformat()
        await control.post("/clock/idle", revision=1, watcher=names[0], next_due=due)
        assert (await control.get("/clock"))["idle"] is False
        assert not jumping.done()
        sooner = (instant(due) - timedelta(hours=1)).isoformat()
        await control.post("/clock/idle", revision=1, watcher=names[1], next_due=sooner)
        clock = (await jumping)["clock"]
        assert (clock["idle"], clock["watchers"], clock["next_due"]) == (True, 2, sooner)


async def test_the_next_event_is_a_jump_away(control: Control) -> None:
    assert (await control.post("/control/clock", to="next"))["error"] == "nothing_due"
    async with streaming(control, "/clock/stream") as stream:
        due = (instant((await stream.next())["now"]) + timedelta(days=3)).isoformat()
        await control.post("/clock/idle", revision=0, next_due=due)
        jumping = asyncio.create_task(control.post("/control/clock", to="next"))
        now = instant((await stream.next())["now"])
        await control.post("/clock/idle", revision=1, next_due=None)
        await jumping
    assert timedelta() <= now - instant(due) < timedelta(seconds=1)


async def test_a_killed_watcher_is_not_waited_for(control: Control, monkeypatch: pytest.MonkeyPatch) -> None:
    # The stream itself would not notice before an hour is over.
    monkeypatch.setattr(live, "_ALIVE_EVERY", 3_600.0)
    async with aiohttp.ClientSession() as other, other.get(f"{control.url}/clock/stream") as response:
        await Stream(response).next()
        assert (await control.get("/clock"))["watchers"] == 1
        jumping = asyncio.create_task(control.post("/control/clock", advance=60))
        await until(lambda: revision_is(control, 1))
        assert not jumping.done()
    answer = await jumping
    assert answer["waited_ms"] < IDLE_SECONDS * 500, "given up for its being gone, and not out of patience"
    assert (answer["clock"]["watchers"], answer["clock"]["idle"]) == (0, True)


async def revision_is(control: Control, revision: int) -> bool:
    return bool((await control.get("/clock"))["revision"] == revision)


async def test_reports_that_make_no_sense_are_refused(control: Control) -> None:
    assert (await control.post("/clock/idle", revision="one"))["error"] == "invalid_revision"
    assert (await control.post("/clock/idle", revision=0, next_due="soon"))["error"] == "invalid_next_due"
    assert (await control.post("/clock/idle", revision=0, watcher="w404"))["error"] == "unknown_watcher"


async def test_the_offset_survives_a_restart_and_time_runs_on(manifest: Path, tmp_path: Path) -> None:
    async with sandbox.serve(manifest, data=tmp_path / "data") as slack, Control(slack.url) as control:
        moved = (await control.post("/control/clock", advance=1_000_000))["clock"]
    async with sandbox.serve(manifest, data=tmp_path / "data") as slack, Control(slack.url) as control:
        kept = await control.get("/clock")
    assert (kept["offset"], kept["revision"]) == (moved["offset"], moved["revision"])
    assert instant(kept["now"]) > instant(moved["now"])


# The page's stream


async def test_a_page_hears_only_what_its_viewer_may_see(control: Control) -> None:
    ana, ben, cho = [await control.person(name) for name in ("ana", "ben", "cho")]
    async with streaming(control, "/page/events", **{"as": cho}) as stream:
        await control.say(ana, f"{ana},{ben}", "between us")
        said = await control.say(ana, "#general", "for all")
        event = await stream.next_of("message")
    assert event["message"] == said


async def test_an_ephemeral_reaches_only_its_viewers_page(control: Control, web: AsyncWebClient) -> None:
    ana, ben = await control.person("ana"), await control.person("ben")
    group = (await web.conversations_open(users=[ana, ben]))["channel"]["id"]
    async with (
        streaming(control, "/page/events", **{"as": ana}) as hers,
        streaming(control, "/page/events", **{"as": ben}) as his,
    ):
        await web.chat_postEphemeral(channel=group, user=ana, text="only you")
        await web.chat_postMessage(channel=group, text="both")
        assert [(await hers.next_of("message"))["message"]["text"] for _ in range(2)] == ["only you", "both"]
        assert (await his.next_of("message"))["message"]["text"] == "both"


async def test_a_page_hears_of_views_home_clock_traffic_and_people(control: Control, slack: sandbox.Serving) -> None:
    ana = await control.person("ana")
    async with streaming(control, "/page/events", **{"as": ana}) as stream:
        slack.slack.views.publish_home(ana, home(section("Hello")), None)
        slack.slack.home_changed(ana)
        assert (await stream.next_of("home"))["view"]["type"] == "home"
        await control.post("/control/clock", advance=60)
        assert (await stream.next_of("clock"))["clock"]["revision"] == 1
        await control.person("ben")
        assert await stream.next_of("users") == {"type": "users"}
        assert (await stream.next_of("traffic"))["entry"]["name"] == "team_join"
        slack.slack.views_changed(ana)
        assert (await stream.next_of("views"))["views"] == []


async def test_closed_pages_leave_nothing_behind(control: Control, slack: sandbox.Serving) -> None:
    ana = await control.person("ana")
    for _ in range(5):
        async with aiohttp.ClientSession() as tab, tab.get(f"{slack.url}/page/events", params={"as": ana}):
            pass

    async def nobody_left() -> bool:
        return not slack.slack.pages._subscribers

    await until(nobody_left)
