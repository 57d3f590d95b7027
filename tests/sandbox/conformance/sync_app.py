"""The story's app for Bolt's ordinary `App`, whose listeners run in threads."""

from typing import Any

from slack_bolt import App
from slack_sdk import WebClient

from tests.sandbox.conformance import surfaces
from tests.sandbox.driver import Json


def app_of(client: WebClient) -> App:
    app = App(client=client)
    _commands_and_views(app)
    _clicks_and_shortcuts(app)
    _events(app)
    return app


def _commands_and_views(app: App) -> None:
    @app.command("/help-me")
    def ask(ack: Any, body: Json, client: WebClient) -> None:
        ack(f"Opening: {body['text']}")
        client.views_open(trigger_id=body["trigger_id"], view=surfaces.form())

    @app.options("colour")
    def offer(ack: Any, payload: Json) -> None:
        ack(options=surfaces.colours(payload["value"]))

    @app.view("form")
    def take(ack: Any, view: Json) -> None:
        answer, colour = surfaces.submitted(view)
        if answer == "wrong":
            ack(response_action="errors", errors={"q": "Not that"})
        elif answer == "update":
            ack(response_action="update", view=surfaces.form("updated"))
        else:
            ack(response_action="push", view=surfaces.second(colour))

    @app.view("second")
    def finish(ack: Any, view: Json, body: Json, client: WebClient) -> None:
        ack(response_action="clear")
        colour = view["private_metadata"]
        client.chat_postMessage(channel=body["user"]["id"], text=f"{colour} it is", blocks=surfaces.decided(colour))

    @app.view_closed("third")
    def closed(ack: Any, body: Json, client: WebClient) -> None:
        ack()
        client.chat_postMessage(channel=body["user"]["id"], text="You closed third")


def _clicks_and_shortcuts(app: App) -> None:
    @app.action("deeper")
    def deeper(ack: Any, body: Json, client: WebClient) -> None:
        ack()
        client.views_push(trigger_id=body["trigger_id"], view=surfaces.third())

    @app.action("size")
    def sized(ack: Any, body: Json, payload: Json, client: WebClient) -> None:
        ack()
        client.chat_postMessage(channel=body["user"]["id"], text=f"Size {payload['selected_option']['value']}")

    @app.action("more")
    def chose(ack: Any, payload: Json, respond: Any) -> None:
        ack()
        respond(text=f"Chose {payload['selected_option']['value']}", replace_original=False)

    @app.action("thanks")
    def thanked(ack: Any, respond: Any) -> None:
        ack()
        respond(text="You are welcome", replace_original=True)

    @app.shortcut("begin")
    def begin(ack: Any, body: Json, client: WebClient) -> None:
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=surfaces.form())

    @app.shortcut("keep")
    def keep(ack: Any, body: Json, client: WebClient) -> None:
        ack()
        client.chat_postMessage(channel=body["user"]["id"], text=f"Kept: {body['message']['text']}")


def _events(app: App) -> None:
    @app.event("app_home_opened")
    def show_home(event: Json, client: WebClient) -> None:
        client.views_publish(user_id=event["user"], view=surfaces.home_of(event["user"]))

    @app.event("app_mention")
    def called(say: Any) -> None:
        say("I was called")

    @app.event("member_joined_channel")
    def joined(event: Json, say: Any) -> None:
        say(f"Welcome <@{event['user']}>")

    @app.event("reaction_added")
    def liked(event: Json, say: Any) -> None:
        say(f"A {event['reaction']}", thread_ts=event["item"]["ts"])

    @app.event("reaction_removed")
    def unliked(event: Json, say: Any) -> None:
        say(f"No {event['reaction']}", thread_ts=event["item"]["ts"])

    @app.event("message")
    def echo(event: Json, say: Any) -> None:
        say(f"echo: {event['text']}")
