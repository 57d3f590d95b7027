"""Statuses, presence and do-not-disturb: set by people, read by the app, and told to it."""

from datetime import datetime
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

import sandbox
from sandbox import Serving
from sandbox.state.quiet_hours import QuietHours, scheduled
from tests.sandbox.driver import Control, Json, refusal, until


@pytest.fixture
async def ana(control: Control) -> str:
    return await control.person("ana", tz="Europe/Madrid")


async def test_a_status_is_told_and_ends_by_the_clock(
    slack: Serving, web: AsyncWebClient, control: Control, ana: str, bodies: list[Json]
) -> None:
    until_when = int(slack.slack.clock.now()) + 3600
    await control.post("/control/users/update", user=ana, status_text="Away", status_expiration=until_when)
    profile = (await web.users_profile_get(user=ana))["profile"]
    shown = (profile["status_text"], profile["status_emoji"], profile["status_expiration"])
    assert shown == ("Away", ":speech_balloon:", until_when)
    assert bodies[-1]["event"]["type"] == "user_change"
    assert bodies[-1]["event"]["user"]["profile"]["status_text"] == "Away"
    await control.post("/control/clock", advance=3601)

    async def ended() -> bool:
        changes = [body["event"]["user"] for body in bodies if body["event"]["type"] == "user_change"]
        return [user["profile"]["status_text"] for user in changes] == ["Away", ""]

    await until(ended)
    profile = (await web.users_profile_get(user=ana))["profile"]
    assert (profile["status_emoji"], profile["status_expiration"]) == ("", 0)


async def test_a_later_status_is_not_ended_by_an_earlier_ones_end(
    slack: Serving, web: AsyncWebClient, control: Control, ana: str
) -> None:
    now = int(slack.slack.clock.now())
    await control.post("/control/users/update", user=ana, status_text="Lunch", status_expiration=now + 3600)
    await control.post("/control/users/update", user=ana, status_text="Holiday", status_expiration=now + 9000)
    await control.post("/control/clock", advance=4000)
    assert (await web.users_profile_get(user=ana))["profile"]["status_text"] == "Holiday"


@pytest.mark.parametrize(
    "wrong",
    [
        {"status_text": "x" * 101},
        {"status_text": "x", "status_emoji": "palm"},
        {"status_text": "x", "status_expiration": 1},
        {"dnd_until": 1},
        {"dnd_until": "tomorrow"},
        {"dnd_schedule": {"from": "22:00"}},
        {"dnd_schedule": {"from": "22:00", "to": "22:00"}},
    ],
)
async def test_what_no_client_lets_one_set_is_refused(control: Control, ana: str, wrong: Json) -> None:
    answer = await control.post("/control/users/update", {"user": ana, **wrong})
    assert answer["error"] in {"invalid_status", "invalid_dnd"}


async def test_a_pause_of_notifications_is_told_and_ends_by_itself(
    slack: Serving, web: AsyncWebClient, control: Control, ana: str, bodies: list[Json]
) -> None:
    now = int(slack.slack.clock.now())
    assert (await web.dnd_info(user=ana)).data == {
        "ok": True, "dnd_enabled": False, "next_dnd_start_ts": 1, "next_dnd_end_ts": 1
    }  # fmt: skip
    await control.post("/control/users/update", user=ana, dnd_until=now + 600)
    (body,) = bodies
    event = body["event"]
    assert (event["type"], event["user"]) == ("dnd_updated_user", ana)
    assert event["dnd_status"]["dnd_enabled"] is True
    assert event["dnd_status"]["next_dnd_start_ts"] <= now + 5
    assert event["dnd_status"]["next_dnd_end_ts"] == now + 600
    team = (await web.dnd_teamInfo(users=[ana]))["users"]
    assert team == {ana: event["dnd_status"]}
    await control.post("/control/clock", advance=601)
    assert (await web.dnd_info(user=ana))["dnd_enabled"] is False


async def test_the_app_learns_of_a_pause_but_not_that_it_is_one(
    slack: Serving, web: AsyncWebClient, control: Control, ana: str
) -> None:
    await control.post("/control/users/update", user=ana, dnd_until=int(slack.slack.clock.now()) + 600)
    told: Any = (await web.dnd_info(user=ana)).data
    assert not [key for key in told if key.startswith("snooze")]


@pytest.mark.parametrize(
    ("at", "begins", "ends", "going_on"),
    [
        ("2026-03-02T12:00:00+01:00", "2026-03-02T22:00:00+01:00", "2026-03-03T08:00:00+01:00", False),
        ("2026-03-02T23:00:00+01:00", "2026-03-02T22:00:00+01:00", "2026-03-03T08:00:00+01:00", True),
        ("2026-03-03T07:59:00+01:00", "2026-03-02T22:00:00+01:00", "2026-03-03T08:00:00+01:00", True),
        # The night in which the clocks go forward is an hour shorter.
        ("2026-03-29T01:00:00+01:00", "2026-03-28T22:00:00+01:00", "2026-03-29T08:00:00+02:00", True),
    ],
)
def test_nightly_hours_follow_the_persons_own_clock(at: str, begins: str, ends: str, going_on: bool) -> None:
    def instant(text: str) -> int:
        return int(datetime.fromisoformat(text).timestamp())

    quiet = scheduled(QuietHours(), {"from": "22:00", "to": "08:00"})
    assert quiet.next(instant(at), "Europe/Madrid") == (instant(begins), instant(ends))
    assert quiet.going_on(instant(at), "Europe/Madrid") is going_on


async def test_refusals_of_these_methods(web: AsyncWebClient, ana: str) -> None:
    assert await refusal(web.dnd_info(user="U404")) == "user_not_found"
    assert await refusal(web.dnd_teamInfo(users=[ana] * 51)) == "too_many_users"
    assert await refusal(web.users_getPresence(user="U404")) == "user_not_found"
    assert await refusal(web.users_profile_get(user="U404")) == "user_not_found"


async def test_presence_is_what_a_person_set(slack: Serving, web: AsyncWebClient, control: Control, ana: str) -> None:
    assert (await web.users_getPresence(user=ana)).data == {"ok": True, "presence": "active"}
    await control.post("/control/users/update", user=ana, is_away=True)
    assert (await web.users_getPresence(user=ana))["presence"] == "away"
    assert (await web.users_getPresence(user=slack.slack.bot_user))["online"] is True


async def test_a_status_and_quiet_hours_outlive_the_server(manifest: Any, tmp_path: Any) -> None:
    async with sandbox.serve(manifest, data=tmp_path) as slack, Control(slack.url) as control:
        now = int(slack.slack.clock.now())
        await control.person("ana")
        hours = {"from": "22:00", "to": "08:00"}
        await control.post(
            "/control/users/update", user="ana", status_text="Away", status_expiration=now + 3600, dnd_schedule=hours
        )
    async with sandbox.serve(manifest, data=tmp_path) as slack, Control(slack.url) as control:

        async def shown() -> Json:
            users = (await control.get("/page/users"))["users"]
            found: Json = next(user for user in users if user["name"] == "ana")
            return found

        assert ((await shown())["status_text"], (await shown())["dnd_schedule"]) == ("Away", hours)
        await control.post("/control/clock", advance=3601)

        async def ended() -> bool:
            return not (await shown())["status_text"]

        await until(ended)
