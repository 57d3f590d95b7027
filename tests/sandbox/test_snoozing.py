"""A person's own do-not-disturb, which only their own token changes."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from tests.sandbox.driver import refusal
from tests.sandbox.installing import Door, door_of

SCOPES = "dnd:read,dnd:write"


@dataclass(frozen=True)
class Person:
    """Somebody, and the clients of their own token and of the app's bot."""

    id: str
    own: AsyncWebClient
    bot: AsyncWebClient
    door: Door


@pytest.fixture
async def ana(tmp_path: Path) -> AsyncIterator[Person]:
    async with door_of(tmp_path, scopes=["dnd:read"], user_scopes=SCOPES.split(",")) as door:
        user = await door.control.person("ana", tz="Europe/Madrid")
        answer = await door.installed(user, door.url(scope="dnd:read", user_scope=SCOPES))
        own, bot = (door.client_of(one["access_token"]) for one in (answer["authed_user"], answer))
        yield Person(user, own, bot, door)


async def test_a_pause_is_set_told_and_ended(ana: Person) -> None:
    paused = await ana.own.dnd_setSnooze(num_minutes=30)
    assert paused["snooze_enabled"] is True
    assert 1790 <= paused["snooze_remaining"] <= 1800
    assert (await ana.own.dnd_info())["snooze_endtime"] == paused["snooze_endtime"]
    seen = await ana.bot.dnd_info(user=ana.id)
    assert (seen["dnd_enabled"], seen["next_dnd_end_ts"]) == (True, paused["snooze_endtime"])
    assert not [key for key in seen.data if key.startswith("snooze")]  # type: ignore[union-attr]  # JSON was asked for
    assert (await ana.own.dnd_endSnooze())["snooze_enabled"] is False
    assert (await ana.bot.dnd_info(user=ana.id))["dnd_enabled"] is False


async def test_a_night_is_ended_and_the_next_one_comes(ana: Person) -> None:
    await ana.door.control.post("/control/users/update", user=ana.id, dnd_schedule={"from": "22:00", "to": "08:00"})
    night = datetime.fromisoformat("2030-03-04T23:00:00+01:00")
    await ana.door.control.post("/control/clock", to=night.isoformat())
    assert (await ana.own.dnd_endDnd())["ok"]
    after = await ana.bot.dnd_info(user=ana.id)
    assert after["next_dnd_start_ts"] == int(night.timestamp()) + 23 * 3600
    assert await refusal(ana.own.dnd_endDnd()) == "not_in_dnd"


async def test_it_is_refused_by_name(ana: Person) -> None:
    assert await refusal(ana.own.api_call("dnd.setSnooze")) == "missing_duration"
    assert await refusal(ana.own.dnd_setSnooze(num_minutes=20_000)) == "too_long"
    assert await refusal(ana.own.dnd_setSnooze(num_minutes=0)) == "snooze_failed"
    assert await refusal(ana.own.dnd_endSnooze()) == "snooze_end_failed"
    assert await refusal(ana.bot.dnd_setSnooze(num_minutes=5)) == "not_allowed_token_type"
    assert await refusal(ana.bot.dnd_teamInfo(users="")) == "no_users_provided"
    assert await refusal(ana.own.dnd_teamInfo(users=ana.id)) == "not_allowed_token_type"
