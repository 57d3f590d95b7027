"""User groups: one space of names with people and channels, and what is told of a change."""

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Serving
from tests.sandbox.driver import Control, Json, refusal, until

pytestmark = pytest.mark.usefixtures("hears_everything")


@pytest.fixture
async def crew(web: AsyncWebClient) -> str:
    group: str = (await web.usergroups_create(name="The Crew", handle="crew"))["usergroup"]["id"]
    return group


async def test_a_group_is_made_filled_and_listed(
    slack: Serving, web: AsyncWebClient, control: Control, crew: str, bodies: list[Json]
) -> None:
    ana, ben = await control.person("ana"), await control.person("ben")
    filled = (await web.usergroups_users_update(usergroup=crew, users=[ana, ben]))["usergroup"]
    assert (filled["users"], filled["updated_by"]) == ([ana, ben], slack.slack.bot_user)
    assert (await web.usergroups_users_list(usergroup=crew))["users"] == [ana, ben]
    await web.usergroups_users_update(usergroup=crew, users=[ben])
    [bare] = (await web.usergroups_list())["usergroups"]
    assert "users" not in bare
    [listed] = (await web.usergroups_list(include_users=True, include_count=True))["usergroups"]
    assert (listed["handle"], listed["users"], listed["user_count"]) == ("crew", [ben], 1)

    async def told() -> bool:
        return [body["event"]["type"] for body in bodies].count("subteam_members_changed") == 2

    await until(told)
    last = next(body["event"] for body in reversed(bodies) if body["event"]["type"] == "subteam_members_changed")
    assert (last["added_users"], last["removed_users"]) == ([], [ana])


async def test_a_group_is_changed_put_out_of_use_and_back(web: AsyncWebClient, crew: str) -> None:
    changed = (await web.usergroups_update(usergroup=crew, name="Crew", description="Who sails"))["usergroup"]
    assert (changed["name"], changed["handle"], changed["description"]) == ("Crew", "crew", "Who sails")
    assert (await web.usergroups_disable(usergroup=crew))["usergroup"]["date_delete"] > 0
    assert (await web.usergroups_list())["usergroups"] == []
    assert len((await web.usergroups_list(include_disabled=True))["usergroups"]) == 1
    assert await refusal(web.usergroups_users_list(usergroup=crew)) == "no_such_subteam"
    assert (await web.usergroups_enable(usergroup=crew))["usergroup"]["date_delete"] == 0


async def test_groups_are_refused_by_name(web: AsyncWebClient, control: Control, crew: str) -> None:
    ana = await control.person("ana")
    for call, error in (
        (web.usergroups_create(name="The Crew"), "name_already_exists"),
        (web.usergroups_create(name="Other", handle="crew"), "handle_already_exists"),
        (web.usergroups_create(name="Other", handle="ana"), "handle_already_exists"),
        (web.usergroups_create(name="Other", handle="general"), "handle_already_exists"),
        (web.usergroups_create(name="Other", handle="No!"), "bad_handle"),
        (web.usergroups_create(name=""), "missing_subteam_name"),
        (web.usergroups_create(name="Other", description="x" * 141), "description_too_long"),
        (web.usergroups_create(name="Other", channels=["C404"]), "invalid_channel_provided"),
        (web.usergroups_update(usergroup="S404", name="x"), "no_such_subteam"),
        (web.usergroups_users_update(usergroup=crew, users=""), "no_users_provided"),
        (web.usergroups_users_update(usergroup=crew, users=[ana, "U404"]), "invalid_users"),
        (web.conversations_create(name="crew"), "name_taken"),
    ):
        assert await refusal(call) == error
