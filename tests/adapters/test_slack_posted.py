"""Whose a posted file is and where it stands, as the local Slack tells it: only one's own, in one's own DM."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

import sandbox
from adapters.slack import OutcomeLost
from adapters.slack_downloads import fetch
from adapters.slack_posted import look_at, look_at_each
from bot import manifest
from bot.demo.humans import Humans
from mentoring.roster.rules import SIZE_LIMIT, PostedSheetGone, SheetOutOfReach, SheetTooLong
from sandbox import Serving
from tests.adapters.test_slack_people import manifest_without, web

FEW = "Email,Name\nada@example.com,Ada\n"


class Place:
    """A local Slack in which Olga and Ben write to the bot."""

    def __init__(self, slack: Serving, humans: Humans, olga: str, ben: str) -> None:
        self.slack = slack
        self.humans = humans
        self.olga = olga
        self.ben = ben
        self.web: AsyncWebClient = web(slack)

    async def control(self, call: str, body: Any) -> dict[str, Any]:
        async with aiohttp.ClientSession(self.slack.url) as http, http.post(f"/control/{call}", json=body) as answer:
            found: dict[str, Any] = await answer.json()
        return found

    async def posts(self, user: str, *channels: str, name: str = "people.csv") -> str:
        """Upload a sheet and post it; return its id."""
        made = await self.control("files", {"user": user, "name": name, "content": FEW, "mimetype": "text/csv"})
        file_id = str(made["file"]["id"])
        for channel in channels:
            said = await self.control("message", {"user": user, "channel": channel, "text": "", "files": [file_id]})
            assert said["ok"], said
        return file_id

    async def dm(self, user: str) -> str:
        return await self.humans.channel_id(user, f"bot:{user}")


async def raised(slack: Serving, humans: Humans) -> Place:
    olga, ben = [str((await humans.join(name))["id"]) for name in ("olga", "ben")]
    return Place(slack, humans, olga, ben)


@pytest.fixture
async def place() -> AsyncIterator[Place]:
    async with sandbox.serve(manifest.path(), rates=False) as slack, Humans(slack.url) as humans:
        yield await raised(slack, humans)


async def test_ones_own_file_in_ones_own_dm_is_told_and_can_be_fetched(place: Place) -> None:
    file_id = await place.posts(place.olga, f"bot:{place.olga}")
    file = await look_at(place.web, place.olga, await place.dm(place.olga), file_id)
    assert (file.file_id, file.name, file.size) == (file_id, "people.csv", len(FEW))
    assert await fetch(place.web, file.url, SIZE_LIMIT, SheetOutOfReach(), SheetTooLong()) == FEW.encode()


async def test_a_file_of_somebody_else_is_not_told_wherever_it_stands(place: Place) -> None:
    file_id = await place.posts(place.ben, f"bot:{place.ben}")
    for channel in (await place.dm(place.ben), await place.dm(place.olga)):
        with pytest.raises(PostedSheetGone):
            await look_at(place.web, place.olga, channel, file_id)


async def test_ones_own_file_that_was_posted_elsewhere_is_not_told(place: Place) -> None:
    dm = await place.dm(place.olga)
    for where in ([f"{place.olga},{place.ben},{place.slack.slack.bot_user}"], []):
        with pytest.raises(PostedSheetGone):
            await look_at(place.web, place.olga, dm, await place.posts(place.olga, *where))


async def test_a_file_or_message_that_was_deleted_is_gone(place: Place) -> None:
    dm = await place.dm(place.olga)
    deleted = await place.posts(place.olga, dm)
    await place.control("files/delete", {"user": place.olga, "file": deleted})
    unsaid = await place.posts(place.olga, dm)
    [message] = [each for each in await place.humans.reads(place.olga, dm) if each["files"][0]["id"] == unsaid]
    assert (await place.control("message/delete", {"user": place.olga, "channel": dm, "ts": message["ts"]}))["ok"]
    for file_id in (deleted, unsaid, "F404"):
        with pytest.raises(PostedSheetGone):
            await look_at(place.web, place.olga, dm, file_id)


async def test_of_several_those_that_are_still_there_are_told(place: Place) -> None:
    dm = await place.dm(place.olga)
    first, lost, last = [await place.posts(place.olga, dm, name=f"{name}.csv") for name in "abc"]
    await place.control("files/delete", {"user": place.olga, "file": lost})
    found = await look_at_each(place.web, place.olga, dm, [first, lost, last])
    assert [each.name for each in found] == ["a.csv", "c.csv"]
    with pytest.raises(PostedSheetGone):
        await look_at_each(place.web, place.olga, dm, [lost])


async def test_where_slack_does_not_answer_nobody_is_told_that_it_is_gone(place: Place) -> None:
    dm = await place.dm(place.olga)
    file_id = await place.posts(place.olga, dm)
    await place.control("faults", [{"method": "files.info", "kind": "500", "times": 2}])
    with pytest.raises(OutcomeLost):
        await look_at(place.web, place.olga, dm, file_id)
    with pytest.raises(OutcomeLost):
        await look_at_each(place.web, place.olga, dm, [file_id, "F404"])


async def test_without_the_scope_it_is_out_of_reach(tmp_path: Path) -> None:
    less = manifest_without("files:read", tmp_path)
    async with sandbox.serve(less, rates=False) as slack, Humans(slack.url) as humans:
        place = await raised(slack, humans)
        file_id = await place.posts(place.olga, f"bot:{place.olga}")
        with pytest.raises(SheetOutOfReach):
            await look_at(place.web, place.olga, await place.dm(place.olga), file_id)
