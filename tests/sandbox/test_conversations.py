"""People and conversations as the app may know them, with each refusal by name."""

import json
from pathlib import Path

import pytest
from slack_sdk.web.async_client import AsyncWebClient

import sandbox
from sandbox import Serving
from tests.sandbox.conftest import client_of
from tests.sandbox.driver import Control, manifest_document, refusal, refused


async def test_a_user_is_shown_as_slack_shows_one(web: AsyncWebClient, control: Control) -> None:
    ana = await control.person("ana", real_name="Ana Ruiz", tz="Asia/Kolkata", locale="es-ES", is_admin=True)
    user = (await web.users_info(user=ana, include_locale=True))["user"]
    assert (user["tz"], user["tz_offset"], user["locale"]) == ("Asia/Kolkata", 19_800, "es-ES")
    assert (user["is_admin"], user["is_bot"], user["profile"]["email"]) == (True, False, "ana@example.com")
    assert await refusal(web.users_info(user="U404")) == "user_not_found"


async def test_emails_need_a_scope_of_their_own(tmp_path: Path) -> None:
    path = tmp_path / "narrow.json"
    path.write_text(json.dumps(manifest_document(scopes=["users:read"])))
    async with sandbox.serve(path) as slack, Control(slack.url) as control:
        ana = await control.person("ana")
        web = client_of(slack)
        assert "email" not in (await web.users_info(user=ana))["user"]["profile"]
        answer = await refused(web.users_lookupByEmail(email="ana@example.com"))
        assert (answer["error"], answer["needed"]) == ("missing_scope", "users:read.email")


async def test_users_are_listed_page_by_page(web: AsyncWebClient, control: Control) -> None:
    for name in ("ana", "ben", "cho"):
        await control.person(name)
    names: list[str] = []
    async for page in await web.users_list(limit=2):
        names += [member["name"] for member in page["members"]]
    assert names == ["slackbot", "helper", "ana", "ben", "cho"]
    assert await refusal(web.users_list(cursor="nonsense")) == "invalid_cursor"


async def test_people_are_found_by_email(web: AsyncWebClient, control: Control) -> None:
    ana = await control.person("ana", email="Ana@Example.org")
    assert (await web.users_lookupByEmail(email="ana@example.ORG"))["user"]["id"] == ana
    assert await refusal(web.users_lookupByEmail(email="nobody@example.org")) == "users_not_found"


async def test_the_same_people_always_share_the_same_conversation(web: AsyncWebClient, control: Control) -> None:
    ana, ben = await control.person("ana"), await control.person("ben")
    first = (await web.conversations_open(users=[ana, ben]))["channel"]
    again = await web.conversations_open(users=f"{ben},{ana}")
    assert again["channel"]["id"] == first["id"]
    assert again["already_open"] is True
    assert first["is_mpim"] is True
    members = (await web.conversations_members(channel=first["id"]))["members"]
    assert len(members) == 3
    assert {ana, ben} < set(members)


async def test_a_direct_message_is_opened_by_one_user(web: AsyncWebClient, control: Control) -> None:
    ana = await control.person("ana")
    short = (await web.conversations_open(users=ana))["channel"]
    assert set(short) == {"id"}
    full = (await web.conversations_open(users=ana, return_im=True))["channel"]
    assert (full["id"], full["is_im"], full["user"]) == (short["id"], True, ana)


async def test_opening_is_refused_by_name(slack: Serving, web: AsyncWebClient, control: Control) -> None:
    people = [await control.person(f"p{number}") for number in range(9)]
    gone = await control.person("gone")
    await control.post("/control/users/update", user=gone, deleted=True)
    assert await refusal(web.conversations_open(users=people)) == "too_many_users"
    assert (await web.conversations_open(users=people[:8]))["ok"]
    assert await refusal(web.conversations_open(users="")) == "users_list_not_supplied"
    assert await refusal(web.conversations_open(users="U404")) == "user_not_found"
    assert await refusal(web.conversations_open(users=gone)) == "user_disabled"
    assert await refusal(web.conversations_open(users=slack.slack.bot_user)) == "not_enough_users"


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("general", "name_taken"),
        ("", "invalid_name_required"),
        ("Upper", "invalid_name"),
        ("two words", "invalid_name_specials"),
        ("---", "invalid_name_punctuation"),
        ("x" * 81, "invalid_name_maxlength"),
    ],
)
async def test_channel_names_are_refused_by_name(web: AsyncWebClient, name: str, error: str) -> None:
    assert await refusal(web.conversations_create(name=name)) == error


async def test_a_private_channel_is_unknown_to_a_bot_outside_of_it(web: AsyncWebClient, control: Control) -> None:
    ana = await control.person("ana")
    secret = await control.channel("secret", ana, is_private=True)
    assert await refusal(web.conversations_info(channel=secret)) == "channel_not_found"
    assert await refusal(web.chat_postMessage(channel=secret, text="hi")) == "channel_not_found"
    listed = (await web.conversations_list(types="public_channel,private_channel"))["channels"]
    assert [channel["name"] for channel in listed] == ["general"]


async def test_joining_inviting_and_leaving(slack: Serving, web: AsyncWebClient, control: Control) -> None:
    ana, ben = await control.person("ana"), await control.person("ben")
    club = await control.channel("club", ana)
    assert await refusal(web.conversations_invite(channel=club, users=ben)) == "not_in_channel"
    assert (await web.conversations_join(channel=club))["channel"]["is_member"] is True
    assert (await web.conversations_join(channel=club))["warning"] == "already_in_channel"
    assert (await web.conversations_invite(channel=club, users=ben))["ok"]
    several = await refused(web.conversations_invite(channel=club, users=[ben, "U404"]))
    assert several["error"] == "already_in_channel"
    assert [one["error"] for one in several["errors"]] == ["already_in_channel", "user_not_found"]
    assert await refusal(web.conversations_invite(channel=club, users=slack.slack.bot_user)) == "cant_invite_self"
    assert (await web.conversations_leave(channel=club))["ok"]
    assert (await web.conversations_leave(channel=club))["not_in_channel"] is True
    general = (await web.conversations_list())["channels"][0]["id"]
    assert await refusal(web.conversations_leave(channel=general)) == "cant_leave_general"
    direct = (await web.conversations_open(users=ana))["channel"]["id"]
    assert await refusal(web.conversations_invite(channel=direct, users=ben)) == "method_not_supported_for_channel_type"


async def test_each_kind_of_conversation_has_its_scope(tmp_path: Path) -> None:
    path = tmp_path / "narrow.json"
    path.write_text(json.dumps(manifest_document(scopes=["im:write", "im:history", "mpim:write"])))
    async with sandbox.serve(path) as slack, Control(slack.url) as control:
        ana, ben = await control.person("ana"), await control.person("ben")
        web = client_of(slack)
        direct = (await web.conversations_open(users=ana))["channel"]["id"]
        group = (await web.conversations_open(users=[ana, ben]))["channel"]["id"]
        assert (await web.conversations_history(channel=direct))["ok"]
        answer = await refused(web.conversations_history(channel=group))
        assert (answer["error"], answer["needed"]) == ("missing_scope", "mpim:history")
        assert await refusal(web.conversations_info(channel=direct)) == "missing_scope"


async def test_the_team_and_the_bot_can_be_asked_for(slack: Serving, web: AsyncWebClient) -> None:
    assert (await web.team_info())["team"]["id"] == slack.slack.team_id
    assert await refusal(web.team_info(team="T404")) == "team_not_found"
    assert (await web.bots_info(bot=slack.slack.bot_id))["bot"]["user_id"] == slack.slack.bot_user
    assert await refusal(web.bots_info(bot="B404")) == "bot_not_found"
