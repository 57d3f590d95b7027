"""Several workspaces in one local Slack: one app, one clock, and nothing that leads from one into another."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

import sandbox
from sandbox import Serving
from sandbox.methods.catalogue import METHODS
from sandbox.methods.registry import Opens
from tests.sandbox.driver import Control, Json, home, modal, refused, section


@dataclass(frozen=True)
class Team:
    """One workspace, its control API and the app's client in it."""

    id: str
    control: Control
    web: AsyncWebClient


async def added(slack: Serving, control: Control, name: str) -> tuple[str, str]:
    """Another workspace with the app in it: its id and the app's token there."""
    team = (await control.post("/control/workspaces", name=name))["team"]["id"]
    installed = await control.post("/control/install", team=team)
    return team, installed["team"]["bot_token"]


@pytest.fixture
async def teams(slack: Serving, control: Control) -> AsyncIterator[tuple[Team, Team]]:
    """The first workspace and another one, each with the app and a person called ana."""
    first = Team(slack.slack.team_id, control, AsyncWebClient(slack.bot_token, base_url=slack.api_url))
    team, token = await added(slack, control, "Acme Corp")
    async with Control(slack.url, team) as other:
        yield first, Team(team, other, AsyncWebClient(token, base_url=slack.api_url))


async def test_a_new_workspace_has_people_of_its_own_and_begins_without_the_app(
    slack: Serving, control: Control
) -> None:
    ana = await control.person("ana")
    made = await control.post("/control/workspaces", name="Acme Corp")
    assert (made["team"]["domain"], made["team"]["installed"], made["team"]["bot_token"]) == ("acme-corp", False, "")
    async with Control(slack.url, made["team"]["id"]) as other:
        state = await other.get("/control/state")
        assert [user["name"] for user in state["users"]] == ["slackbot"]
        assert [channel["name"] for channel in state["channels"]] == ["general"]
        namesake = await other.person("ana")
        assert namesake != ana
        assert (await other.command(namesake))["error"] == "dispatch_failed"
        assert (await other.say(namesake, "#general", "hello"))["team"] == made["team"]["id"]
    assert await control.seen(ana, "#general") == []


async def test_a_workspace_is_named_in_a_body_a_query_or_a_header_by_id_or_domain(
    slack: Serving, control: Control, teams: tuple[Team, Team]
) -> None:
    ben = (await control.post("/control/users", name="ben", team="acme-corp"))["user"]["id"]
    by_query = await control.get("/control/state", team=teams[1].id)
    by_header = await teams[1].control.get("/control/state")
    assert by_query["users"] == by_header["users"]
    assert ben in {user["id"] for user in by_query["users"]}
    unnamed = await control.get("/control/state")
    assert unnamed["team"]["id"] == slack.slack.team_id
    assert [team["id"] for team in unnamed["teams"]] == [teams[0].id, teams[1].id]
    assert (await control.get("/control/state", team="T0")) | {"message": ""} == {
        "ok": False,
        "error": "team_not_found",
        "message": "",
    }
    assert control.status == 404


@pytest.mark.parametrize(
    ("name", "domain", "error"),
    [
        ("", "", "invalid_name"),
        ("x" * 61, "", "invalid_name"),
        ("Acme", "A c", "invalid_domain"),
        ("Ωμέγα", "", "invalid_domain"),
        ("Another", "local-workspace", "domain_taken"),
    ],
)
async def test_a_workspace_needs_a_name_and_a_free_domain(control: Control, name: str, domain: str, error: str) -> None:
    assert (await control.post("/control/workspaces", name=name, domain=domain))["error"] == error


async def test_each_token_finds_its_workspace_and_its_own_bot(teams: tuple[Team, Team]) -> None:
    answers = [await team.web.auth_test() for team in teams]
    assert [answer["team_id"] for answer in answers] == [team.id for team in teams]
    assert len({answer["user_id"] for answer in answers}) == len({answer["bot_id"] for answer in answers}) == 2
    entries = (await teams[0].control.get("/page/traffic"))["entries"]
    assert [entry["team"] for entry in entries if entry["name"] == "auth.test"] == [team.id for team in teams]
    only = await teams[1].control.get("/control/requests", method="auth.test", team=teams[1].id)
    assert len(only["requests"]) == 1


async def test_payloads_tell_of_the_workspace_they_come_from(slack: Serving, teams: tuple[Team, Team]) -> None:
    for team in teams:
        person = await team.control.person("ana")
        await team.control.command(person)
        await team.control.post("/control/shortcut", user=person, callback_id="begin")
    entries = (await teams[0].control.get("/page/traffic"))["entries"]
    sent = [entry["request"] for entry in entries if entry["direction"] == "to_app"]
    commands = [payload for payload in sent if "command" in payload]
    shortcuts = [payload for payload in sent if payload.get("type") == "shortcut"]
    events = [payload for payload in sent if payload.get("type") == "event_callback"]
    assert [payload["team_id"] for payload in commands] == [team.id for team in teams]
    assert [payload["team_domain"] for payload in commands] == ["local-workspace", "acme-corp"]
    assert [payload["team"]["id"] for payload in shortcuts] == [team.id for team in teams]
    bots = [(await team.web.auth_test())["user_id"] for team in teams]
    authorized = {(one["team_id"], one["user_id"]) for event in events for one in event["authorizations"]}
    assert authorized == set(zip((team.id for team in teams), bots, strict=True))
    assert all(event["team_id"] == event["authorizations"][0]["team_id"] for event in events)
    assert {payload["api_app_id"] for payload in (*commands, *shortcuts, *events)} == {slack.slack.app_id}
    assert [payload["enterprise"] for payload in shortcuts] == [None, None]


# What a token of one workspace may not reach in another


async def furnished(team: Team, said: str = "hello") -> Json:
    """Something of each kind in a workspace, by what reaches for it."""
    ana = await team.control.person("ana")
    club = await team.control.channel("club", ana)
    await team.web.conversations_join(channel=club)
    message = await team.web.chat_postMessage(channel=club, text=said)
    await team.web.pins_add(channel=club, timestamp=message["ts"])
    upload = await team.web.files_getUploadURLExternal(filename="kept.txt", length=len(said))
    async with team.control.http.post(upload["upload_url"], data=said.encode()):
        pass
    await team.web.files_completeUploadExternal(files=[{"id": upload["file_id"], "title": said}], channel_id=club)
    view = await team.web.views_publish(user_id=ana, view=home(section(said)))
    bot = (await team.web.auth_test())["bot_id"]
    return {
        **dict.fromkeys(("channel", "channel_id"), club),
        **dict.fromkeys(("user", "user_id", "users"), ana),
        **dict.fromkeys(("ts", "timestamp", "message_ts", "thread_ts", "latest", "oldest"), message["ts"]),
        "file": upload["file_id"],
        "files": [{"id": upload["file_id"]}],
        "view_id": view["view"]["id"],
        "bot": bot,
        "team": team.id,
        "team_id": team.id,
    }


# What names somebody or something, and so must lead nowhere; times alone name nothing.
NAMING = {"bot", "channel", "channel_id", "file", "files", "team", "user", "user_id", "users", "view_id"}
# What a call must have beside it to get as far as looking.
NEEDED: Json = {
    "email": "nobody@example.com", "emoji": "eyes", "external_id": "x", "filename": "a.txt", "length": 3,
    "link": "https://a.example/", "name": "named", "post_at": 4_000_000_000, "purpose": "p",
    "scheduled_message_id": "Q1", "text": "hello", "title": "t", "topic": "t", "trigger_id": "1.2.3", "type": "link",
}  # fmt: skip
# Lists that take it for a filter, and then hold nothing; and what asks for a trigger before anything else.
FILTERED = {"files.list"}
FIRST_OF_ALL = {"invalid_trigger_id"}
# Slack's other word, in places, for what is not found.
UNKNOWN = {"invalid_channel", "no_such_subteam"}
# What would end the caller's own installation.
ENDING = {"auth.revoke", "apps.uninstall"}


async def test_no_method_reaches_into_another_workspace(teams: tuple[Team, Team]) -> None:
    foreign, other = teams
    theirs, own = await furnished(foreign, "TheirSecret"), await furnished(other)
    ids = {str(theirs[name]) for name in ("channel", "user", "file", "view_id", "bot", "team")}
    let_through: dict[str, Any] = {}
    for name, method in METHODS.items():
        if method.opens not in {Opens.BOT, Opens.ANYBODY} or name in ENDING:
            continue
        views = {"view": home(section()) if name == "views.publish" else modal(section())}
        known = {**NEEDED, **views, **theirs}
        given = {one.name: known[one.name] for one in method.arguments if one.name in known}
        answer = await refused(other.web.api_call(name, json=given))
        told = json.dumps(answer)
        leaks = "TheirSecret" in told or any(one in told for one in ids)
        found_nothing = answer.get("error", "").endswith("not_found") or answer.get("error") in FIRST_OF_ALL | UNKNOWN
        if leaks or (NAMING & set(given) and not found_nothing and name not in FILTERED):
            let_through[name] = answer
    assert let_through == {}
    assert (await foreign.web.files_info(file=theirs["file"]))["ok"]
    assert (await other.web.files_info(file=own["file"]))["ok"]


async def test_a_trigger_and_a_response_url_belong_to_their_workspace(slack: Serving, teams: tuple[Team, Team]) -> None:
    ana = await teams[0].control.person("ana")
    answer = await refused(teams[1].web.views_open(trigger_id=slack.slack.triggers.mint(ana), view=modal(section())))
    assert answer["error"] == "invalid_trigger_id"
    ben = await teams[1].control.person("ben")
    there = slack.workspaces.named(teams[1].id)
    secret = there.response_urls.mint(ben, there.channels.general().id)
    async with teams[0].control.http.post(f"/response/{secret}", json={"text": "here"}) as response:
        assert response.status == 200
    assert [message["text"] for message in await teams[1].control.seen(ben, "#general")] == ["here"]
    assert await teams[0].control.seen(ana, "#general") == []


async def test_the_names_of_what_is_elsewhere_are_those_of_what_is_nowhere(teams: tuple[Team, Team]) -> None:
    theirs = await furnished(teams[0])
    await teams[0].control.person("only.there")
    web = teams[1].web
    calls = {
        "channel_not_found": web.conversations_info(channel=theirs["channel"]),
        "user_not_found": web.users_info(user=theirs["user"]),
        "file_not_found": web.files_info(file=theirs["file"]),
        "bot_not_found": web.bots_info(bot=theirs["bot"]),
        "team_not_found": web.team_info(team=teams[0].id),
        "not_found": web.views_update(view_id=theirs["view_id"], view=modal(section())),
        "users_not_found": web.users_lookupByEmail(email="only.there@example.com"),
    }
    assert {(await refused(call))["error"] for call in calls.values()} == set(calls)


async def test_a_file_is_not_downloaded_with_another_workspaces_token(teams: tuple[Team, Team]) -> None:
    theirs = await furnished(teams[0])
    shown = (await teams[0].web.files_info(file=theirs["file"]))["file"]["url_private_download"]
    for team, found in zip(teams, (200, 302), strict=True):
        headers = {"Authorization": f"Bearer {team.web.token}"}
        async with teams[0].control.http.get(shown, headers=headers, allow_redirects=False) as response:
            assert response.status == found


async def test_links_lead_to_the_page_of_their_workspace(teams: tuple[Team, Team]) -> None:
    own = await furnished(teams[1])
    link = (await teams[1].web.chat_getPermalink(channel=own["channel"], message_ts=own["ts"]))["permalink"]
    async with teams[1].control.http.get(link, allow_redirects=False) as response:
        assert response.headers["Location"].startswith(f"/?team={teams[1].id}&channel={own['channel']}&ts=")


# What they share


async def test_one_clock_moves_all_and_goes_back_in_none(teams: tuple[Team, Team]) -> None:
    await teams[1].control.say(await teams[1].control.person("ana"), "#general", "something happened here")
    moved = await teams[0].control.post("/control/clock", advance=3600)
    assert (await teams[1].control.get("/control/state"))["clock"]["offset"] == moved["clock"]["offset"]
    assert (await teams[0].control.post("/control/clock", advance=-60))["error"] == "clock_going_back"


async def test_the_data_folder_keeps_every_workspace_and_a_reset_leaves_the_first(
    manifest: Path, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    async with sandbox.serve(manifest, data=data) as slack, Control(slack.url) as control:
        team, token = await added(slack, control, "Acme Corp")
        async with Control(slack.url, team) as other:
            ana = await other.person("ana")
            await other.say(ana, "#general", "hello")
        state = await control.get("/control/state", team=team)
    async with sandbox.serve(manifest, data=data) as slack, Control(slack.url, team) as control:
        again = await control.get("/control/state")
        assert (again["teams"], again["users"], again["app"]) == (state["teams"], state["users"], state["app"])
        assert [message["text"] for message in await control.seen(ana, "#general")] == ["hello"]
        assert (await AsyncWebClient(token, base_url=slack.api_url).auth_test())["team_id"] == team
        await control.post("/control/reset")
        async with Control(slack.url) as first:
            assert [one["id"] for one in (await first.get("/control/state"))["teams"]] == [slack.slack.team_id]
        answer = await refused(AsyncWebClient(token, base_url=slack.api_url).auth_test())
        assert answer["error"] == "invalid_auth"
        assert slack.bot_token


async def test_a_folder_of_the_version_before_opens_with_the_same_tokens(manifest: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    async with sandbox.serve(manifest, data=data) as slack:
        storage, team = slack.slack.storage, slack.slack.team_id
        # As it was kept when there was one workspace only: its app and token among the team and the secrets.
        identity, secrets = storage.get("meta", "team") or {}, storage.get("meta", "credentials") or {}
        app = secrets.pop("app_id")
        storage.put("meta", "team", identity | {"app_id": app, "installed": True})
        storage.put("meta", "credentials", secrets | {"bot_token": "xoxb-of-old"})
        for kind in ("installation", "token"):
            storage._db.execute("DELETE FROM documents WHERE kind = ? OR key = ?", (kind, kind))
    async with sandbox.serve(manifest, data=data) as slack:
        answer = await AsyncWebClient("xoxb-of-old", base_url=slack.api_url).auth_test()
        assert (answer["team_id"], slack.slack.app_id, slack.bot_token) == (team, app, "xoxb-of-old")
