"""Somebody, or the app, is brought into a channel: by Slack's own commands, and by the offer beside a mention."""

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Serving
from tests.sandbox.driver import Control, Json, refusal


async def said(control: Control, user: str, channel: str, command: str, text: str = "") -> list[str]:
    """What a command's author is told, in private."""
    answer = await control.command(user, command, text, channel)
    assert answer["error"] is None
    return [message["text"] for message in answer["ephemerals"]]


async def offers(control: Control, user: str, channel: str) -> list[Json]:
    return [message for message in await control.seen(user, channel) if message.get("ephemeral")]


async def test_an_app_is_invited_to_a_channel_and_may_post_there_then(web: AsyncWebClient, control: Control) -> None:
    ana = await control.person("ana")
    club = await control.channel("club", ana)
    assert await refusal(web.chat_postMessage(channel=club, text="t")) == "not_in_channel"
    assert await said(control, ana, club, "/invite", "@helper") == []
    assert await refusal(web.chat_postMessage(channel=club, text="t")) == "ok"


async def test_people_are_invited_and_taken_out_again_and_the_channel_says_so(control: Control) -> None:
    ana, ben = await control.person("ana"), await control.person("ben")
    await control.channel("club", ana)
    assert await said(control, ana, "#club", "/invite", f"@ben <@{await control.person('cleo')}>") == []
    assert await said(control, ana, "#club", "/remove", "@ben") == []
    assert await said(control, ana, "#club", "/kick", "@cleo") == []
    assert await said(control, ana, "#club", "/topic", "Plans") == []
    assert await said(control, ana, "#club", "/leave") == []
    last = [(message["subtype"], message["user"]) for message in await control.seen(ben, "#club")]
    assert last[0] == ("channel_join", ben)
    assert last[-2:] == [("channel_topic", ana), ("channel_leave", ana)]


@pytest.mark.parametrize(
    ("command", "text", "told"),
    [
        ("/invite", "", "Say whom: /invite @somebody"),
        ("/invite", "@zoe", "Nobody here is called @zoe."),
        ("/invite", "@ben please", "Nobody here is called please."),
        ("/invite", "@ana", "is already in this channel."),
        ("/invite", "@slackbot", "cannot be invited to a channel."),
        ("/remove", "@ben", "@ben is not in club"),
        ("/topic", "x" * 251, "It holds 250 characters at most"),
    ],
)
async def test_what_cannot_be_done_slackbot_tells_in_private(
    control: Control, command: str, text: str, told: str
) -> None:
    ana, _ = await control.person("ana"), await control.person("ben")
    await control.channel("club", ana)
    (words,) = await said(control, ana, "#club", command, text)
    assert words.endswith(told)
    (general,) = await said(control, ana, "#general", "/leave")
    assert general == "Nobody leaves #general"
    (direct,) = await said(control, ana, f"bot:{ana}", "/invite", "@ben")
    assert direct == "Nobody can be added to a direct message."


async def test_who_is_mentioned_and_absent_can_be_invited_with_one_click(slack: Serving, control: Control) -> None:
    ana, ben = await control.person("ana"), await control.person("ben")
    club, bot = await control.channel("club", ana, ben), slack.slack.bot_user
    await control.say(ana, club, "Ask @helper, @ben")
    (offer,) = await offers(control, ana, club)
    assert offer["text"] == f"You mentioned <@{bot}>, but they’re not in this channel."
    assert await offers(control, ben, club) == [], "it is for the author alone"
    click = {"user": ana, "channel": club, "ts": offer["ts"], "action_id": "slackbot_invite"}
    clicked = await control.post("/control/action", click)
    assert clicked["message"]["text"] == f"OK! I’ve invited <@{bot}> to this channel."
    assert (await control.post("/control/action", click))["error"] == "not_interactive"
    await control.say(ana, club, "@helper again")
    assert len(await offers(control, ana, club)) == 1, "it is there now"


async def test_an_offer_can_be_declined_and_stands_in_the_thread_it_belongs_to(control: Control) -> None:
    ana = await control.person("ana")
    club = await control.channel("club", ana)
    root = await control.say(ana, club, "Well")
    await control.say(ana, club, "@helper?", thread_ts=root["ts"])
    thread = (await control.get("/control/messages", {"channel": club, "as": ana, "thread_ts": root["ts"]}))["messages"]
    declined = await control.post(
        "/control/action", user=ana, channel=club, ts=thread[-1]["ts"], action_id="slackbot_do_nothing"
    )
    assert (declined["error"], declined["message"]) == (None, None)
    await control.say(ana, f"bot:{ana}", "@helper")
    assert await offers(control, ana, f"bot:{ana}") == []
