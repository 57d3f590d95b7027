"""What people do with messages that stand there: change and delete their own, pin any, answer in threads."""

import pytest
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Serving
from tests.sandbox.driver import Control, Json, until

pytestmark = pytest.mark.usefixtures("hears_everything")


@pytest.fixture
async def app(web: AsyncWebClient) -> AsyncApp:
    return AsyncApp(client=web, process_before_response=True)


@pytest.fixture
async def ana(control: Control) -> str:
    return await control.person("ana")


@pytest.fixture
async def ben(control: Control) -> str:
    return await control.person("ben")


@pytest.fixture
async def club(control: Control, slack: Serving, ana: str, ben: str) -> str:
    return await control.channel("club", ana, ben, slack.slack.bot_user)


def of_messages(bodies: list[Json], subtype: str) -> list[Json]:
    return [body["event"] for body in bodies if body["event"].get("subtype") == subtype]


async def test_a_person_changes_and_deletes_what_they_said_and_the_app_is_told(
    control: Control, ana: str, ben: str, club: str, bodies: list[Json]
) -> None:
    said = await control.say(ana, club, "Lunch at noon?")
    at = {"channel": club, "ts": said["ts"]}
    changed = await control.post("/control/message/update", user=ana, text="Lunch at one, @ben?", **at)
    assert (changed["message"]["text"], changed["message"]["edited"]["user"]) == (f"Lunch at one, <@{ben}>?", ana)
    assert (await control.post("/control/message/delete", user=ana, **at))["ok"]
    assert said["ts"] not in [message["ts"] for message in await control.seen(ben, club)]

    async def told() -> bool:
        return bool(of_messages(bodies, "message_deleted"))

    await until(told)
    [event] = of_messages(bodies, "message_changed")
    assert (event["message"]["ts"], event["previous_message"]["text"]) == (said["ts"], "Lunch at noon?")
    [element] = event["message"]["blocks"][0]["elements"][0]["elements"]
    assert element["text"] == f"Lunch at one, <@{ben}>?"


async def test_an_edit_that_changes_nothing_leaves_no_mark(control: Control, ana: str, club: str) -> None:
    said = await control.say(ana, club, "Same & same")
    same = await control.post("/control/message/update", user=ana, channel=club, ts=said["ts"], text="Same & same")
    assert "edited" not in same["message"]


async def test_nobody_changes_or_deletes_what_another_said_nor_a_notice(
    control: Control, web: AsyncWebClient, ana: str, ben: str, club: str
) -> None:
    said = await control.say(ana, club, "mine")
    posted = await web.chat_postMessage(channel=club, text="the app's")
    await control.post("/control/channels/update", channel=club, user=ana, topic="tea")
    notice = (await control.seen(ana, club))[-1]
    for who, ts in ((ben, said["ts"]), (ana, posted["ts"]), (ana, notice["ts"])):
        for call in ("update", "delete"):
            answer = await control.post(f"/control/message/{call}", user=who, channel=club, ts=ts, text="theirs")
            assert (answer["error"], control.status) == ("not_yours", 403)
    answer = await control.post("/control/message/update", user=ana, channel=club, ts=said["ts"], text=" ")
    assert answer["error"] == "no_text"
    answer = await control.post("/control/message", user=ana, channel=club, text="hm", thread_ts=notice["ts"])
    assert answer["error"] == "cannot_reply_to_message"


async def test_a_message_can_be_changed_for_as_long_as_the_workspace_allows(
    control: Control, ana: str, club: str
) -> None:
    said = await control.say(ana, club, "quick")
    await control.post("/control/preferences", edit_window=5)
    await control.post("/control/clock", advance=301)
    answer = await control.post("/control/message/update", user=ana, channel=club, ts=said["ts"], text="late")
    assert answer["error"] == "edit_window_closed"
    assert (await control.post("/control/message/delete", user=ana, channel=club, ts=said["ts"]))["ok"]


async def test_people_pin_and_unpin_and_the_app_is_told_by_whom(
    control: Control, web: AsyncWebClient, ana: str, ben: str, club: str, bodies: list[Json]
) -> None:
    said = await control.say(ana, club, "keep this")
    at = {"channel": club, "ts": said["ts"]}
    assert (await control.post("/control/pins", user=ben, **at))["message"]["pinned"]
    assert (await control.post("/control/pins", user=ben, **at))["error"] == "already_pinned"
    [item] = (await web.pins_list(channel=club))["items"]
    assert (item["message"]["ts"], item["created_by"]) == (said["ts"], ben)
    assert "pinned" not in (await control.post("/control/pins", user=ana, remove=True, **at))["message"]
    elsewhere = await control.channel("elsewhere", ana)
    there = await control.say(ana, elsewhere, "not the app's business")
    await control.post("/control/pins", user=ana, channel=elsewhere, ts=there["ts"])
    answer = await control.post("/control/pins", user=ben, channel=elsewhere, ts=there["ts"])
    assert answer["error"] == "not_pinnable"
    await control.say(ana, club, "last")

    async def told() -> bool:
        return any(body["event"].get("text") == "last" for body in bodies)

    await until(told)
    events = [body["event"] for body in bodies if body["event"]["type"].startswith("pin_")]
    assert [(event["type"], event["user"], event["item"]["created_by"]) for event in events] == [
        ("pin_added", ben, ben),
        ("pin_removed", ana, ben),
    ]


async def test_a_reply_can_be_sent_to_the_channel_as_well(
    control: Control, slack: Serving, ana: str, ben: str, club: str, bodies: list[Json]
) -> None:
    root = await control.say(ana, club, "Shall we?")
    bot = slack.slack.people.get(slack.slack.bot_user)
    assert bot is not None
    await control.say(ben, club, f"@{bot.name} yes", thread_ts=root["ts"], reply_broadcast=True)
    [*_, shown] = await control.seen(ana, club)
    assert (shown["subtype"], shown["root"]["text"]) == ("thread_broadcast", "Shall we?")

    async def mentioned() -> bool:
        return any(body["event"]["type"] == "app_mention" for body in bodies)

    await until(mentioned)


async def test_a_thread_is_unread_for_those_it_concerns_until_they_read_it(
    control: Control, slack: Serving, ana: str, ben: str, club: str
) -> None:
    eve = await control.person("eve")
    await control.post("/control/channels/join", channel=club, user=eve)

    async def unread(user: str) -> list[str]:
        found = (await control.get("/page/conversations", {"as": user}))["unread_threads"]
        return [thread["ts"] for thread in found]

    root = (await control.say(ana, club, "Who comes?"))["ts"]
    await control.say(ben, club, "I do", thread_ts=root)
    assert (await unread(ana), await unread(ben), await unread(eve)) == ([root], [], [])
    await control.say(ana, club, "And @eve?", thread_ts=root)
    assert (await unread(ana), await unread(ben), await unread(eve)) == ([], [root], [root])
    [thread] = (await control.get("/page/threads", {"as": eve}))["threads"]
    assert (thread["unread"], [message["text"] for message in thread["messages"][:2]]) == (1, ["Who comes?", "I do"])
    last = thread["messages"][-1]["ts"]
    await control.post("/page/read", user=eve, channel=club, thread_ts=root, ts=last)
    assert (await unread(eve), await unread(ben)) == ([], [root])
    await control.post("/control/message/delete", user=ana, channel=club, ts=last)
    assert await unread(ben) == []


async def test_a_page_can_be_read_from_an_instant_on(control: Control, ana: str, club: str) -> None:
    said = [await control.say(ana, club, f"number {number}") for number in range(7)]
    query = {"channel": club, "as": ana, "limit": "3"}
    page = await control.get("/control/messages", {**query, "after": said[1]["ts"]})
    assert [message["text"] for message in page["messages"]] == ["number 2", "number 3", "number 4"]
    assert page["has_more"]
    page = await control.get("/control/messages", {**query, "after": said[4]["ts"]})
    assert ([message["text"] for message in page["messages"]], page["has_more"]) == (["number 5", "number 6"], False)


async def test_of_many_unread_messages_the_newest_are_counted(slack: Serving, control: Control, ana: str) -> None:
    club = await control.channel("crowded", ana)
    for number in range(501):
        ts = f"{1_600_000_000 + number}.000000"
        slack.slack.messages.put(club, {"type": "message", "user": "U1", "ts": ts, "text": "x"})
    for read, is_more in (("1600000000.000000", False), ("1500000000.000000", True)):
        answer = await control.post("/page/read", user=ana, channel=club, ts=read)
        assert (answer["channel"]["unread"], answer["channel"]["unread_is_more"]) == (500, is_more)
