"""The story's app for Bolt's `AsyncApp`."""

from typing import Any

from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from tests.sandbox.conformance import surfaces
from tests.sandbox.driver import Json


def app_of(client: AsyncWebClient, signing_secret: str | None = None) -> AsyncApp:
    app = AsyncApp(client=client, signing_secret=signing_secret)
    _commands_and_views(app)
    _clicks_and_shortcuts(app)
    _events(app)
    return app


def _commands_and_views(app: AsyncApp) -> None:
    @app.command("/help-me")
    async def ask(ack: Any, body: Json, client: AsyncWebClient) -> None:
        await ack(f"Opening: {body['text']}")
        await client.views_open(trigger_id=body["trigger_id"], view=surfaces.form())

    @app.options("colour")
    async def offer(ack: Any, payload: Json) -> None:
        await ack(options=surfaces.colours(payload["value"]))

    @app.view("form")
    async def take(ack: Any, view: Json) -> None:
        answer, colour = surfaces.submitted(view)
        if answer == "wrong":
            await ack(response_action="errors", errors={"q": "Not that"})
        elif answer == "update":
            await ack(response_action="update", view=surfaces.form("updated"))
        else:
            await ack(response_action="push", view=surfaces.second(colour))

    @app.view("second")
    async def finish(ack: Any, view: Json, body: Json, client: AsyncWebClient) -> None:
        await ack(response_action="clear")
        colour = view["private_metadata"]
        await client.chat_postMessage(
            channel=body["user"]["id"], text=f"{colour} it is", blocks=surfaces.decided(colour)
        )

    @app.view_closed("third")
    async def closed(ack: Any, body: Json, client: AsyncWebClient) -> None:
        await ack()
        await client.chat_postMessage(channel=body["user"]["id"], text="You closed third")


def _clicks_and_shortcuts(app: AsyncApp) -> None:
    @app.action("deeper")
    async def deeper(ack: Any, body: Json, client: AsyncWebClient) -> None:
        await ack()
        await client.views_push(trigger_id=body["trigger_id"], view=surfaces.third())

    @app.action("size")
    async def sized(ack: Any, body: Json, payload: Json, client: AsyncWebClient) -> None:
        await ack()
        await client.chat_postMessage(channel=body["user"]["id"], text=f"Size {payload['selected_option']['value']}")

    @app.action("more")
    async def chose(ack: Any, payload: Json, respond: Any) -> None:
        await ack()
        await respond(text=f"Chose {payload['selected_option']['value']}", replace_original=False)

    @app.action("thanks")
    async def thanked(ack: Any, respond: Any) -> None:
        await ack()
        await respond(text="You are welcome", replace_original=True)

    @app.shortcut("begin")
    async def begin(ack: Any, body: Json, client: AsyncWebClient) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=surfaces.form())

    @app.shortcut("keep")
    async def keep(ack: Any, body: Json, client: AsyncWebClient) -> None:
        await ack()
        await client.chat_postMessage(channel=body["user"]["id"], text=f"Kept: {body['message']['text']}")


def _events(app: AsyncApp) -> None:
    @app.event("app_home_opened")
    async def show_home(event: Json, client: AsyncWebClient) -> None:
        await client.views_publish(user_id=event["user"], view=surfaces.home_of(event["user"]))

    @app.event("app_mention")
    async def called(say: Any) -> None:
        await say("I was called")

    @app.event("member_joined_channel")
    async def joined(event: Json, say: Any) -> None:
        await say(f"Welcome <@{event['user']}>")

    @app.event("reaction_added")
    async def liked(event: Json, say: Any) -> None:
        await say(f"A {event['reaction']}", thread_ts=event["item"]["ts"])

    @app.event("reaction_removed")
    async def unliked(event: Json, say: Any) -> None:
        await say(f"No {event['reaction']}", thread_ts=event["item"]["ts"])

    @app.event("message")
    async def echo(event: Json, say: Any) -> None:
        await say(f"echo: {event['text']}")
