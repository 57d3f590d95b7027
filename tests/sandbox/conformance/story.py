"""
One story that any Bolt app of ours must carry, in whatever language and over whichever way it is connected.

The app is small: a command, buttons and menus, a modal with errors, an update and a push, Home, two shortcuts, events,
and the options of an external menu. Each language writes it down once; this module plays the people.
"""

from typing import Any

from tests.sandbox.driver import Control, Json, manifest_document, until

EVENTS = [
    "app_home_opened", "app_mention", "member_joined_channel", "message.im", "reaction_added", "reaction_removed",
]  # fmt: skip


def manifest(**more: Any) -> Json:
    return manifest_document(events=EVENTS, **more)


async def play(control: Control) -> None:
    """Everything a person can do with the app, and what they see of it."""
    ana = await control.person("ana")
    await _opens_the_form_by_command(control, ana)
    await _clicks_on_a_message(control, ana)
    await _uses_shortcuts(control, ana)
    await _looks_at_home(control, ana)
    await _talks(control, ana)


async def _opens_the_form_by_command(control: Control, ana: str) -> None:
    opened = await control.command(ana, text="please")
    assert opened["error"] is None
    assert opened["ack"] == {"text": "Opening: please"}
    form = await top(control, ana, "form")
    where = {"user": ana, "view_id": form, "action_id": "colour"}
    offered = await control.post("/control/suggest", {**where, "query": "bl"})
    assert [option["value"] for option in offered["options"]] == ["blue", "black"]

    async def submit(view: str, **values: str) -> Json:
        return await control.post("/control/submit", user=ana, view_id=view, values=values)

    wrong = await submit(form, answer="wrong", colour="blue")
    assert (wrong["response_action"], wrong["errors"]) == ("errors", {"q": "Not that"})
    updated = await submit(form, answer="update")
    assert (updated["response_action"], updated["view"]["callback_id"]) == ("update", "form")
    assert updated["view"]["private_metadata"] == "updated"
    pushed = await submit(form, answer="push")
    assert (pushed["response_action"], pushed["view"]["callback_id"]) == ("push", "second")
    clicked = await control.post("/control/action", user=ana, view_id=pushed["view"]["id"], action_id="deeper")
    assert clicked["error"] is None
    await top(control, ana, "third")
    stack = (await control.get("/control/views", user=ana))["views"]
    assert [view["callback_id"] for view in stack] == ["form", "second", "third"]
    closed = await control.post("/control/close", user=ana, view_id=stack[2]["id"])
    assert closed["view"]["callback_id"] == "second"
    await until(lambda: _said(control, ana, "You closed third"))
    done = await submit(stack[1]["id"])
    assert (done["response_action"], done["view"]) == ("clear", None)
    await until(lambda: _said(control, ana, "blue it is"))


async def _clicks_on_a_message(control: Control, ana: str) -> None:
    message = next(m for m in await control.seen(ana, f"bot:{ana}") if m["text"] == "blue it is")
    where = {"user": ana, "channel": f"bot:{ana}", "ts": message["ts"]}
    chosen = await control.post("/control/action", {**where, "action_id": "size", "selected": "large"})
    assert chosen["error"] is None
    await until(lambda: _said(control, ana, "Size large"))
    kept = await control.post("/control/action", {**where, "action_id": "more", "selected": "later"})
    assert kept["error"] is None
    await until(lambda: _said(control, ana, "Chose later"))
    clicked = await control.post("/control/action", {**where, "action_id": "thanks"})
    assert clicked["error"] is None

    async def replaced() -> bool:
        return any(
            m["ts"] == message["ts"] and m["text"] == "You are welcome" for m in await control.seen(ana, "bot:ana")
        )

    await until(replaced)


async def _uses_shortcuts(control: Control, ana: str) -> None:
    begun = await control.post("/control/shortcut", user=ana, callback_id="begin")
    assert begun["error"] is None
    await control.post("/control/close", user=ana, view_id=await top(control, ana, "form"))
    said = await control.say(ana, "#general", "worth keeping")
    kept = await control.post("/control/shortcut", user=ana, callback_id="keep", channel="#general", ts=said["ts"])
    assert kept["error"] is None
    await until(lambda: _said(control, ana, "Kept: worth keeping"))


async def _looks_at_home(control: Control, ana: str) -> None:
    home = await control.post("/control/home", user=ana)
    assert home["view"]["blocks"][0]["text"]["text"].startswith(f"Home of <@{ana}>")


async def _talks(control: Control, ana: str) -> None:
    await control.say(ana, f"bot:{ana}", "hello")
    await until(lambda: _said(control, ana, "echo: hello"))
    bot = (await control.get("/control/state"))["app"]["bot_user_id"]
    club = await control.channel("club", ana, bot)
    said = await control.say(ana, club, "what do you think, @helper")
    await until(lambda: _said(control, ana, "I was called", club))
    await control.post("/control/channels/join", channel=club, user=await control.person("ben"))
    ben = (await control.get("/control/state"))["users"][-1]["id"]
    await until(lambda: _said(control, ana, f"Welcome <@{ben}>", club))
    reaction = {"user": ben, "channel": club, "ts": said["ts"], "name": "tada"}
    await control.post("/control/reactions", reaction)
    await control.post("/control/reactions", {**reaction, "remove": True})

    async def heard() -> bool:
        thread = await control.get("/control/messages", {"channel": club, "thread_ts": said["ts"], "as": ana})
        return {"A tada", "No tada"} <= {message["text"] for message in thread["messages"]}

    await until(heard)


async def come_back(control: Control) -> None:
    """Slack renews the app's connection, and the app is there again for a command."""
    await control.post("/control/connections", action="refresh")

    # One client asks for two addresses: at the warning, and when the old connection ends by that.
    async def came_back() -> bool:
        return len((await control.get("/control/requests", method="apps.connections.open"))["requests"]) >= 2

    await until(came_back)
    ana = await control.person("ana")

    # The old connection may be gone before the new one is up.
    async def answers() -> bool:
        return bool((await control.command(ana, text="again"))["ack"] == {"text": "Opening: again"})

    await until(answers)
    await top(control, ana, "form")


async def top(control: Control, user: str, callback_id: str) -> str:
    """The id of the modal on top, once it is this one: an app that acknowledges first opens it a little later."""
    found: list[Json] = []

    async def shown() -> bool:
        found[:] = (await control.get("/control/views", user=user))["views"]
        return bool(found) and found[-1]["callback_id"] == callback_id

    await until(shown)
    return str(found[-1]["id"])


async def _said(control: Control, user: str, text: str, channel: str = "") -> bool:
    """Whether this person sees a message with this text, in their conversation with the app or another one."""
    return any(message["text"] == text for message in await control.seen(user, channel or f"bot:{user}"))


# What passed in the story, all of which is judged by Slack's own types.
PAYLOADS = {
    "block_actions", "block_suggestion", "message_action", "shortcut", "view_closed", "view_submission", "/help-me",
    "app_home_opened", "app_mention", "member_joined_channel", "message", "reaction_added", "reaction_removed",
}  # fmt: skip
METHODS = {"auth.test", "chat.postMessage", "response_url", "views.open", "views.publish", "views.push"}


async def traffic(control: Control) -> list[Json]:
    """All that passed between the app and the local Slack; every payload and method of the story is among it."""
    entries: list[Json] = []

    # An event is in the log once it is acknowledged, and an app may answer it before.
    async def all_acknowledged() -> bool:
        entries[:] = (await control.get("/page/traffic", limit="5000"))["entries"]
        return {entry["name"] for entry in entries if entry["direction"] == "to_app"} >= PAYLOADS

    await until(all_acknowledged)
    assert {entry["name"] for entry in entries if entry["direction"] == "to_app"} == PAYLOADS
    assert {entry["name"] for entry in entries if entry["direction"] == "to_slack"} >= METHODS
    return entries
