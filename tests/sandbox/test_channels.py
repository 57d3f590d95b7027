"""What is done to a channel as a whole: its notices, its events, and who is refused."""

import pytest
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Serving
from tests.sandbox.driver import Control, Json, refusal, refused, until

pytestmark = [pytest.mark.usefixtures("hears_everything"), pytest.mark.timeout(20)]


@pytest.fixture
async def app(web: AsyncWebClient) -> AsyncApp:
    """An app that listens to what it does itself, which Bolt leaves out by default."""
    return AsyncApp(client=web, process_before_response=True, ignoring_self_events_enabled=False)


def events_of(bodies: list[Json], kind: str) -> list[Json]:
    return [body["event"] for body in bodies if body.get("event", {}).get("type") == kind]


async def told(bodies: list[Json], kind: str) -> Json:
    async def came() -> bool:
        return bool(events_of(bodies, kind))

    await until(came)
    return events_of(bodies, kind)[-1]


def notices(messages: list[Json]) -> list[tuple[str, str]]:
    """The newest first, as Slack lists them."""
    return [(message["subtype"], message["text"]) for message in messages if "subtype" in message]


async def test_a_new_channel_begins_with_its_maker_and_is_told(
    slack: Serving, web: AsyncWebClient, bodies: list[Json]
) -> None:
    club = (await web.conversations_create(name="club"))["channel"]
    bot = slack.slack.bot_user
    history = (await web.conversations_history(channel=club["id"]))["messages"]
    assert notices(history) == [("channel_join", f"<@{bot}> has joined the channel")]
    made = await told(bodies, "channel_created")
    assert (made["channel"]["name"], made["channel"]["creator"]) == ("club", bot)
    joined = await told(bodies, "message")
    assert (joined["subtype"], joined["channel"], joined["user"]) == ("channel_join", club["id"], bot)


async def test_topic_and_purpose_are_set_with_a_notice_each(slack: Serving, web: AsyncWebClient) -> None:
    club = (await web.conversations_create(name="club"))["channel"]["id"]
    bot = slack.slack.bot_user
    shown = (await web.conversations_setTopic(channel=club, topic="Tides"))["channel"]
    assert (shown["topic"]["value"], shown["topic"]["creator"]) == ("Tides", bot)
    assert shown["topic"]["last_set"] > 0
    purpose = await web.conversations_setPurpose(channel=club, purpose="To talk of tides")
    assert purpose["channel"]["purpose"]["value"] == "To talk of tides"
    history = (await web.conversations_history(channel=club))["messages"]
    assert notices(history)[:2] == [
        ("channel_purpose", f"<@{bot}> set the channel description: To talk of tides"),
        ("channel_topic", f"<@{bot}> set the channel topic: Tides"),
    ]
    assert (history[0]["purpose"], history[1]["topic"]) == ("To talk of tides", "Tides")
    cleared = await web.conversations_setTopic(channel=club, topic="")
    assert cleared["channel"]["topic"]["value"] == ""


async def test_a_private_channel_has_notices_of_its_own_name(web: AsyncWebClient) -> None:
    den = (await web.conversations_create(name="den", is_private=True))["channel"]["id"]
    await web.conversations_setTopic(channel=den, topic="Quiet")
    subtypes = [subtype for subtype, _ in notices((await web.conversations_history(channel=den))["messages"])]
    assert subtypes == ["group_topic", "group_join"]


async def test_a_topic_is_refused_by_name(web: AsyncWebClient, control: Control) -> None:
    ana = await control.person("ana")
    elsewhere = await control.channel("elsewhere", ana)
    club = (await web.conversations_create(name="club"))["channel"]["id"]
    direct = (await web.conversations_open(users=ana))["channel"]["id"]
    missing = await refused(web.api_call("conversations.setTopic", json={"channel": club}))
    assert missing["response_metadata"]["messages"] == ["[ERROR] missing required field: topic"]
    assert await refusal(web.conversations_setTopic(channel=club, topic="x" * 251)) == "too_long"
    assert await refusal(web.conversations_setTopic(channel=elsewhere, topic="x")) == "not_in_channel"
    assert await refusal(web.conversations_setTopic(channel="C404", topic="x")) == "channel_not_found"
    wrong_kind = web.conversations_setPurpose(channel=direct, purpose="x")
    assert await refusal(wrong_kind) == "method_not_supported_for_channel_type"


async def test_renaming_is_for_the_maker_and_is_told(
    slack: Serving, web: AsyncWebClient, control: Control, bodies: list[Json]
) -> None:
    ana = await control.person("ana")
    hers = await control.channel("hers", ana)
    await web.conversations_join(channel=hers)
    club = (await web.conversations_create(name="club"))["channel"]["id"]
    renamed = (await web.conversations_rename(channel=club, name="crew"))["channel"]
    assert (renamed["name"], renamed["previous_names"]) == ("crew", ["club"])
    assert (await told(bodies, "channel_rename"))["channel"]["name"] == "crew"
    notice = (await web.conversations_history(channel=club, limit=1))["messages"][0]
    assert (notice["subtype"], notice["old_name"], notice["name"]) == ("channel_name", "club", "crew")
    assert notice["text"] == f'<@{slack.slack.bot_user}> has renamed the channel from "club" to "crew"'
    assert await refusal(web.conversations_rename(channel=hers, name="ours")) == "not_authorized"
    assert await refusal(web.conversations_rename(channel=club, name="hers")) == "name_taken"
    assert await refusal(web.conversations_rename(channel=club, name="ana")) == "name_taken"
    assert await refusal(web.conversations_rename(channel=club, name="No!")) == "invalid_name"


async def test_an_archived_channel_is_closed_and_no_bot_opens_it_again(
    slack: Serving, web: AsyncWebClient, control: Control, bodies: list[Json]
) -> None:
    ana = await control.person("ana")
    club = (await web.conversations_create(name="club"))["channel"]["id"]
    await web.conversations_invite(channel=club, users=ana)
    assert (await web.conversations_archive(channel=club))["ok"]
    gone = await told(bodies, "channel_archive")
    assert (gone["channel"], gone["user"]) == (club, slack.slack.bot_user)
    info = (await web.conversations_info(channel=club))["channel"]
    assert (info["is_archived"], info["is_member"]) == (True, False)
    assert await refusal(web.chat_postMessage(channel=club, text="x")) == "is_archived"
    assert await refusal(web.conversations_join(channel=club)) == "is_archived"
    assert await refusal(web.conversations_archive(channel=club)) == "already_archived"
    assert await refusal(web.conversations_unarchive(channel=club)) == "not_in_channel"
    listed = (await web.conversations_list(exclude_archived=True))["channels"]
    assert [channel["name"] for channel in listed] == ["general"]

    opened = await control.post("/control/channels/update", channel=club, user=ana, is_archived=False)
    assert opened["channel"]["is_archived"] is False
    assert (await told(bodies, "channel_unarchive"))["user"] == ana
    assert (await web.conversations_join(channel=club))["ok"]
    assert await refusal(web.conversations_unarchive(channel=club)) == "not_archived"
    general = slack.slack.channels.general().id
    await web.conversations_join(channel=general)
    assert await refusal(web.conversations_archive(channel=general)) == "cant_archive_general"


async def test_taking_somebody_out(slack: Serving, web: AsyncWebClient, control: Control, bodies: list[Json]) -> None:
    ana, bot = await control.person("ana"), slack.slack.bot_user
    club = (await web.conversations_create(name="club"))["channel"]["id"]
    assert await refusal(web.conversations_kick(channel=club, user=ana)) == "not_in_channel"
    await web.conversations_invite(channel=club, users=ana)
    assert (await web.conversations_kick(channel=club, user=ana))["ok"]
    assert (await web.conversations_members(channel=club))["members"] == [bot]
    assert (await told(bodies, "member_left_channel"))["user"] == ana
    assert await refusal(web.conversations_kick(channel=club, user=bot)) == "cant_kick_self"
    assert await refusal(web.conversations_kick(channel=club, user="U404")) == "user_not_found"
    assert await refusal(web.api_call("conversations.kick", json={"channel": club})) == "no_user"
    general = slack.slack.channels.general().id
    await web.conversations_join(channel=general)
    assert await refusal(web.conversations_kick(channel=general, user=ana)) == "cant_kick_from_general"


async def test_the_app_hears_that_it_was_taken_out(
    slack: Serving, web: AsyncWebClient, control: Control, bodies: list[Json]
) -> None:
    ana, bot = await control.person("ana"), slack.slack.bot_user
    den = await control.channel("den", ana, is_private=True)
    await control.post("/control/channels/join", channel=den, user=bot, inviter=ana)
    await control.post("/control/channels/leave", channel=den, user=bot, by=ana)
    assert (await told(bodies, "group_left"))["actor_id"] == ana
    assert await refusal(web.conversations_info(channel=den)) == "channel_not_found"


async def test_inviting_by_force_takes_those_who_can_come(web: AsyncWebClient, control: Control) -> None:
    ana = await control.person("ana")
    club = (await web.conversations_create(name="club"))["channel"]["id"]
    assert await refusal(web.conversations_invite(channel=club, users=[ana, "U404"])) == "user_not_found"
    forced = await web.conversations_invite(channel=club, users=[ana, "U404"], force=True)
    assert [one["error"] for one in forced["errors"]] == ["user_not_found"]
    assert ana in (await web.conversations_members(channel=club))["members"]


async def test_where_somebody_is_is_listed_as_far_as_the_app_is_there(
    slack: Serving, web: AsyncWebClient, control: Control
) -> None:
    ana, ben = await control.person("ana"), await control.person("ben")
    await control.channel("open", ana)
    await control.channel("secret", ana, ben, is_private=True)
    await web.conversations_create(name="club")
    own = (await web.users_conversations())["channels"]
    assert [channel["name"] for channel in own] == ["club"]
    every = "public_channel,private_channel,im,mpim"
    hers = (await web.users_conversations(user=ana, types=every))["channels"]
    assert {channel.get("name", channel.get("user")) for channel in hers} == {"general", ana, "open"}
    first = await web.users_conversations(user=ana, types=every, limit=2)
    rest = await web.users_conversations(
        user=ana, types=every, limit=2, cursor=first["response_metadata"]["next_cursor"]
    )
    assert [channel["id"] for channel in first["channels"] + rest["channels"]] == [one["id"] for one in hers]
    assert await refusal(web.users_conversations(user="U404")) == "user_not_found"
    assert await refusal(web.users_conversations(types="salons")) == "invalid_types"
    assert await refusal(web.users_conversations(limit=1000)) == "invalid_limit"


async def test_people_change_channels_as_far_as_slack_lets_them(control: Control) -> None:
    ana, ben = await control.person("ana"), await control.person("ben")
    club = await control.channel("club", ana)
    changed = await control.post("/control/channels/update", channel=club, user=ana, name="crew", topic="Tides")
    assert (changed["channel"]["name"], changed["channel"]["topic"]) == ("crew", "Tides")
    for body, error in (
        ({"channel": club, "user": ben, "topic": "x"}, "not_in_channel"),
        ({"channel": club, "user": ana, "topic": "x" * 251}, "too_long"),
        ({"channel": club, "user": ana, "name": "general"}, "name_taken"),
        ({"channel": "#general", "user": ana, "is_archived": True}, "cant_archive_general"),
        ({"channel": "bot:" + ana, "user": ana, "topic": "x"}, "not_a_channel"),
    ):
        assert (await control.post("/control/channels/update", body))["error"] == error
    await control.post("/control/channels/update", channel=club, user=ana, is_archived=True)
    assert (await control.post("/control/channels/leave", channel=club, user=ana))["error"] == "is_archived"
