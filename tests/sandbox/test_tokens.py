"""Tokens that expire and are renewed, are given back, and go with the app."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

import sandbox
from sandbox import Serving
from tests.sandbox.driver import Control, Json, refusal, refused
from tests.sandbox.installing import Door, door_of

TWELVE_HOURS = 43_200


@pytest.fixture
async def door(tmp_path: Path) -> AsyncIterator[Door]:
    async with door_of(tmp_path, rotates=True) as door:
        yield door


@pytest.fixture
async def steady(tmp_path: Path) -> AsyncIterator[Door]:
    """Of an app whose tokens do not rotate."""
    async with door_of(tmp_path) as door:
        yield door


async def renewed(door: Door, refresh: str) -> Json:
    return await door.access(grant_type="refresh_token", refresh_token=refresh, redirect_uri=None)


async def test_a_rotating_token_expires_after_twelve_hours_of_workspace_time(door: Door) -> None:
    answer = await door.installed(await door.control.person("ana"))
    assert answer["access_token"].startswith("xoxe.xoxb-1-")
    assert answer["refresh_token"].startswith("xoxe-1-")
    assert answer["expires_in"] == TWELVE_HOURS
    web = door.client_of(answer["access_token"])
    await door.control.post("/control/clock", advance=TWELVE_HOURS - 60)
    assert await refusal(web.auth_test()) == "ok"
    await door.control.post("/control/clock", advance=61)
    assert await refusal(web.auth_test()) == "token_expired"


async def test_a_refresh_token_buys_the_next_pair_once(door: Door) -> None:
    first = await door.installed(await door.control.person("ana"))
    await door.control.post("/control/clock", advance=TWELVE_HOURS + 1)
    second = await renewed(door, first["refresh_token"])
    assert (second["token_type"], second["scope"], second["bot_user_id"]) == (
        "bot",
        first["scope"],
        first["bot_user_id"],
    )
    assert second["expires_in"] == TWELVE_HOURS
    assert await refusal(door.client_of(second["access_token"]).auth_test()) == "ok"
    assert (await renewed(door, first["refresh_token"]))["error"] == "invalid_refresh_token"
    assert (await renewed(door, second["refresh_token"]))["ok"]


async def test_a_refresh_token_opens_no_method_and_an_access_token_renews_nothing(door: Door) -> None:
    answer = await door.installed(await door.control.person("ana"))
    assert await refusal(door.client_of(answer["refresh_token"]).auth_test()) == "invalid_auth"
    assert (await renewed(door, answer["access_token"]))["error"] == "invalid_refresh_token"


async def test_a_persons_token_rotates_as_well(door: Door) -> None:
    answer = await door.installed(await door.control.person("ana"), door.url(scope=None, user_scope="users:read"))
    own = answer["authed_user"]
    assert own["access_token"].startswith("xoxe.xoxp-1-")
    again = await renewed(door, own["refresh_token"])
    assert (again["token_type"], again["scope"]) == ("user", "users:read")
    assert again["authed_user"] == {"id": own["id"]}


async def test_an_app_that_was_installed_from_the_start_finds_its_refresh_token_in_the_state(
    door: Door, tmp_path: Path
) -> None:
    async with sandbox.serve(tmp_path / "manifest.json") as slack, Control(slack.url) as control:
        app = (await control.get("/control/state"))["app"]
        assert (app["bot_token"], app["refresh_token"][:7]) == (slack.bot_token, "xoxe-1-")


# Turning rotation on


async def exchanged(slack: Serving, token: str, **changed: str) -> Json:
    door = Door(slack, Control(slack.url))
    return await refused(door.web.oauth_v2_exchange(**{"token": token, **door.client, **changed}))


async def test_a_token_from_before_rotation_is_exchanged_once(tmp_path: Path) -> None:
    data = tmp_path / "data"
    async with door_of(tmp_path) as before:
        manifest = tmp_path / "manifest.json"
        assert (await exchanged(before.slack, "xoxb-any"))["error"] == "token_rotation_not_enabled"
        steady = manifest.read_text()
    async with sandbox.serve(manifest, data=data) as slack:
        token = slack.bot_token
    manifest.write_text(steady.replace('"token_rotation_enabled": false', '"token_rotation_enabled": true'))
    async with sandbox.serve(manifest, data=data) as slack, Control(slack.url) as control:
        door = Door(slack, control)
        assert (await exchanged(slack, token, client_secret="guessed"))["error"] == "bad_client_secret"
        answer = await exchanged(slack, token)
        assert (answer["token_type"], answer["expires_in"]) == ("bot", TWELVE_HOURS)
        assert await refusal(door.client_of(answer["access_token"]).auth_test()) == "ok"
        assert (await exchanged(slack, token))["error"] == "token_already_exchanged"
        assert (await exchanged(slack, answer["access_token"]))["error"] == "invalid_token"
        assert (await exchanged(slack, "xoxb-guessed"))["error"] == "invalid_token"
        await control.post("/control/uninstall")
        await control.post("/control/install")
        assert (await exchanged(slack, token))["error"] == "token_already_exchanged"


# Giving back, and going


async def told(control: Control) -> list[tuple[str, Any]]:
    """The events of ends that the app was sent, each with the tokens it names."""
    entries = (await control.get("/page/traffic"))["entries"]
    events = [one["request"]["event"] for one in entries if one["name"] in {"app_uninstalled", "tokens_revoked"}]
    # Nobody listens: each event comes again at once.
    return list(dict.fromkeys((event["type"], str(event.get("tokens", ""))) for event in events))


async def test_revoking_the_last_token_removes_the_app(steady: Door) -> None:
    answer = await steady.installed(await steady.control.person("ana"))
    web = steady.client_of(answer["access_token"])
    assert (await web.auth_revoke(test=True))["revoked"] is False
    assert await refusal(web.auth_test()) == "ok"
    assert (await web.auth_revoke())["revoked"] is True
    assert await refusal(web.auth_test()) == "account_inactive"
    assert (await steady.control.get("/control/state"))["app"]["installed"] is False


async def test_revoking_one_token_of_two_leaves_the_other(steady: Door) -> None:
    ana = await steady.control.person("ana")
    answer = await steady.installed(ana, steady.url(user_scope="users:read"))
    bot, own = (steady.client_of(one["access_token"]) for one in (answer, answer["authed_user"]))
    await own.auth_revoke()
    assert await refusal(own.auth_test()) == "token_revoked"
    assert await refusal(bot.auth_test()) == "ok"
    assert (await steady.control.get("/control/state"))["app"]["installed"] is True
    await steady.control.post("/control/clock", advance=1)
    assert await told(steady.control) == [("tokens_revoked", str({"oauth": [ana], "bot": []}))]


async def test_revoking_the_bots_token_sends_the_bot_away_and_leaves_a_persons(steady: Door) -> None:
    ana = await steady.control.person("ana")
    answer = await steady.installed(ana, steady.url(user_scope="users:read"))
    await steady.client_of(answer["access_token"]).auth_revoke()
    users = (await steady.control.get("/control/state"))["users"]
    assert [user["deleted"] for user in users if user["id"] == answer["bot_user_id"]] == [True]
    assert await refusal(steady.client_of(answer["authed_user"]["access_token"]).auth_test()) == "ok"


@pytest.mark.parametrize(
    ("changed", "error"),
    [({"client_id": "1.2"}, "invalid_client_id"), ({"client_secret": "guessed"}, "bad_client_secret"), ({}, "ok")],
)
async def test_an_app_may_remove_itself_with_its_secret(steady: Door, changed: dict[str, str], error: str) -> None:
    token = (await steady.installed(await steady.control.person("ana")))["access_token"]
    web = steady.client_of(token)
    assert await refusal(web.apps_uninstall(**{**steady.client, **changed})) == error
    assert await refusal(web.auth_test()) == ("account_inactive" if error == "ok" else "ok")


async def test_an_app_that_was_removed_is_told_all_and_comes_back_with_a_new_token(steady: Door) -> None:
    ana = await steady.control.person("ana")
    before = await steady.installed(ana, steady.url(user_scope="users:read"))
    club = await steady.control.channel("club", ana, before["bot_user_id"])
    assert (await steady.control.post("/control/uninstall"))["installed"] is False
    ended = str({"oauth": [ana], "bot": [before["bot_user_id"]]})
    assert await told(steady.control) == [("tokens_revoked", ended), ("app_uninstalled", "")]
    after = await steady.installed(ana)
    assert after["access_token"] != before["access_token"]
    assert after["bot_user_id"] == before["bot_user_id"]
    assert await refusal(steady.client_of(before["access_token"]).auth_test()) == "account_inactive"
    web = steady.client_of(after["access_token"])
    assert await refusal(web.chat_postMessage(channel=club, text="t")) == "not_in_channel"
    assert await refusal(web.chat_postMessage(channel=ana, text="back")) == "ok"


async def test_the_way_in_that_was_asked_for_is_printed_instead_of_a_token(steady: Door, tmp_path: Path) -> None:
    assert set(steady.client.values()) <= set(steady.slack.environment().values())
    assert "SLACK_BOT_TOKEN" not in steady.slack.environment()
    async with sandbox.serve(tmp_path / "manifest.json") as slack:
        assert "SLACK_CLIENT_ID" not in slack.environment()
