"""Reactions: who reacted with what to which message, within Slack's limits, and who is told."""

import pytest
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Serving, emoji
from tests.sandbox.driver import Control, Json, refusal, refused, until

pytestmark = pytest.mark.usefixtures("hears_everything")


@pytest.fixture
async def app(web: AsyncWebClient) -> AsyncApp:
    """An app that listens to what it does itself, which Bolt leaves out by default."""
    return AsyncApp(client=web, process_before_response=True, ignoring_self_events_enabled=False)


@pytest.fixture
async def ana(control: Control) -> str:
    return await control.person("ana")


@pytest.fixture
async def posted(web: AsyncWebClient, ana: str) -> dict[str, str]:
    """A message in ana's direct message with the app, as the methods name it."""
    answer = await web.chat_postMessage(channel=ana, text="hi")
    return {"channel": answer["channel"], "timestamp": answer["ts"]}


async def react(control: Control, user: str, posted: dict[str, str], name: str, **more: bool) -> Json:
    where = {"channel": posted["channel"], "ts": posted["timestamp"]}
    return await control.post("/control/reactions", {"user": user, **where, "name": name, **more})


async def test_a_reaction_is_counted_shown_and_taken_away(
    slack: Serving, web: AsyncWebClient, control: Control, ana: str, posted: dict[str, str]
) -> None:
    assert (await web.reactions_add(name="thumbsup", **posted))["ok"]
    await react(control, ana, posted, "thumbsup")
    await react(control, ana, posted, "wave::skin-tone-3")
    got = await web.reactions_get(channel=posted["channel"], timestamp=posted["timestamp"])
    assert (got["type"], got["channel"]) == ("message", posted["channel"])
    assert got["message"]["reactions"] == [
        {"name": "thumbsup", "users": [slack.slack.bot_user, ana], "count": 2},
        {"name": "wave::skin-tone-3", "users": [ana], "count": 1},
    ]
    [in_history] = (await web.conversations_history(channel=posted["channel"]))["messages"]
    assert in_history["reactions"] == got["message"]["reactions"]
    assert (await web.reactions_remove(name="thumbsup", **posted))["ok"]
    await react(control, ana, posted, "wave::skin-tone-3", remove=True)
    left = (await web.reactions_get(channel=posted["channel"], timestamp=posted["timestamp"]))["message"]["reactions"]
    assert left == [{"name": "thumbsup", "users": [ana], "count": 1}]


async def test_reactions_are_told_to_an_app_that_is_there(
    web: AsyncWebClient, control: Control, ana: str, posted: dict[str, str], bodies: list[Json]
) -> None:
    await react(control, ana, posted, "eyes")
    await react(control, ana, posted, "eyes", remove=True)
    elsewhere = await control.channel("elsewhere", ana)
    said = await control.say(ana, elsewhere, "hello")
    await react(control, ana, {"channel": elsewhere, "timestamp": said["ts"]}, "eyes")
    await web.reactions_add(name="tada", **posted)

    def told() -> list[tuple[str, str]]:
        events = [body["event"] for body in bodies]
        return [(event["type"], event["reaction"]) for event in events if event["type"].startswith("reaction")]

    async def all_came() -> bool:
        return ("reaction_added", "tada") in told()

    await until(all_came)
    assert told() == [("reaction_added", "eyes"), ("reaction_removed", "eyes"), ("reaction_added", "tada")]
    event = next(body["event"] for body in bodies if body["event"]["type"] == "reaction_added")
    assert event["item"] == {"type": "message", "channel": posted["channel"], "ts": posted["timestamp"]}


async def test_reactions_are_refused_by_name(
    web: AsyncWebClient, control: Control, ana: str, posted: dict[str, str]
) -> None:
    await web.reactions_add(name="tada", **posted)
    channel, ts = posted["channel"], posted["timestamp"]
    outside = await control.channel("outside", ana)
    for call, error in (
        (web.reactions_add(name="tada", **posted), "already_reacted"),
        (web.reactions_add(name="no_such_emoji", **posted), "invalid_name"),
        (web.reactions_add(name=":eyes:", **posted), "invalid_name"),
        (web.reactions_add(name="tada::skin-tone-2", **posted), "invalid_name"),
        (web.reactions_add(name="eyes", channel=channel, timestamp="1.000001"), "message_not_found"),
        (web.reactions_add(name="eyes", channel=channel, timestamp="yesterday"), "bad_timestamp"),
        (web.reactions_add(name="eyes", channel="C404", timestamp=ts), "channel_not_found"),
        (web.reactions_add(name="eyes", channel=outside, timestamp=ts), "not_in_channel"),
        (web.api_call("reactions.add", json={"name": "eyes", "channel": channel}), "no_item_specified"),
        (web.reactions_remove(name="eyes", **posted), "no_reaction"),
        (web.reactions_remove(name="eyes", file="F404"), "file_not_found"),
        (web.reactions_get(file_comment="Fc1"), "file_comment_not_found"),
        (web.reactions_list(user="U404"), "user_not_found"),
    ):
        assert await refusal(call) == error


async def test_a_message_holds_so_many_reactions_and_no_more(
    web: AsyncWebClient, control: Control, ana: str, posted: dict[str, str]
) -> None:
    names = emoji.categories()["Flags"]
    for name in names[:23]:
        await web.reactions_add(name=name, **posted)
    assert await refusal(web.reactions_add(name="tada", **posted)) == "too_many_reactions"
    for name in names[23:46]:
        await react(control, ana, posted, name)
    ben = await control.person("ben")
    assert (await react(control, ben, posted, "tada"))["error"] == "message_not_found"
    assert (await react(control, ana, posted, "tada"))["error"] == "too_many_reactions"


async def test_fifty_different_emoji_are_the_most(web: AsyncWebClient, control: Control) -> None:
    people = [await control.person(name) for name in ("ana", "ben", "cho")]
    club = await control.channel("club", *people)
    said = await control.say(people[0], club, "hello")
    posted = {"channel": club, "timestamp": said["ts"]}
    names = emoji.categories()["Flags"]
    for number, name in enumerate(names[:50]):
        await react(control, people[number // 20], posted, name)
    assert (await react(control, people[2], posted, names[50]))["error"] == "too_many_emoji"
    assert (await react(control, people[2], posted, names[0]))["ok"]


async def test_what_somebody_reacted_to_is_listed_newest_first(web: AsyncWebClient, ana: str) -> None:
    direct = (await web.conversations_open(users=ana))["channel"]["id"]
    times = [(await web.chat_postMessage(channel=direct, text=word))["ts"] for word in ("one", "two", "three")]
    for ts in times:
        await web.reactions_add(name="eyes", channel=direct, timestamp=ts)
    listed = await web.reactions_list()
    assert [item["message"]["text"] for item in listed["items"]] == ["three", "two", "one"]
    assert listed["paging"] == {"count": 100, "total": 3, "page": 1, "pages": 1}
    first = await web.reactions_list(limit=2)
    rest = await web.reactions_list(limit=2, cursor=first["response_metadata"]["next_cursor"])
    assert [item["message"]["ts"] for item in first["items"] + rest["items"]] == times[::-1]
    await web.chat_delete(channel=direct, ts=times[2])
    assert len((await web.reactions_list())["items"]) == 2


async def test_the_emoji_of_the_workspace_are_its_own_only(web: AsyncWebClient) -> None:
    assert (await web.emoji_list())["emoji"] == {}
    shown = await web.emoji_list(include_categories=True)
    assert "thumbsup" in next(one["emoji_names"] for one in shown["categories"] if one["name"] == "People & Body")


async def test_a_person_cannot_react_where_nobody_can(web: AsyncWebClient, control: Control, ana: str) -> None:
    general = (await web.conversations_list())["channels"][0]["id"]
    await web.conversations_join(channel=general)
    whispered = await web.chat_postEphemeral(channel=general, user=ana, text="psst")
    posted = {"channel": general, "timestamp": whispered["message_ts"]}
    assert (await react(control, ana, posted, "eyes"))["error"] == "no_reactions_here"
    assert (await refused(web.reactions_get(channel=posted["channel"], timestamp=posted["timestamp"])))[
        "error"
    ] == "message_not_found"
