"""Brings the bot whatever somebody does, as Slack would and signed as Slack signs, and tells what reached whom."""

import json
from dataclasses import dataclass
from typing import Any

from bot.demo.humans import Payload
from sandbox.blocks.filling import filled as with_names
from sandbox.control.uploads import hand_in
from sandbox.inbound import payloads
from sandbox.local_slack import LocalSlack
from sandbox.shapes import user_json
from sandbox.state.people import Person
from tests.bot.running import Running
from tests.walks.acts import Act, Kind, Surface, filled

PATIENCE = 60.0
VIEW_CALLS = {"views.open", "views.push", "views.update", "views.publish"}
MESSAGE_CALLS = {"chat.postMessage", "chat.update", "chat.postEphemeral"}


@dataclass(frozen=True)
class Answer:
    """
    What came of one payload.

    Attributes:
        acknowledged: what the bot said at once; nothing where it said nothing.
        entries: what passed between bot and Slack meanwhile, as the traffic log has it.
    """

    payload: Payload
    status: int
    acknowledged: Payload
    entries: tuple[Payload, ...]


class Postman:
    """
    Between the people of a local Slack and a bot reached over HTTP.

    Args:
        people: whom forms name, where they ask for people.
        channel: which conversation they name.
        files: what they hand in.
    """

    def __init__(self, running: Running, people: tuple[str, ...], channel: str, files: tuple[Payload, ...]) -> None:
        self._running = running
        self._people = people
        self._channel = channel
        self._files = files

    @property
    def slack(self) -> LocalSlack:
        return self._running.slack.slack

    def somebody(self, user_id: str) -> Person:
        person = self.slack.people.get(user_id)
        assert person is not None, user_id
        return person

    def payload(self, act: Act, user_id: str) -> Payload:
        """What Slack sends when somebody does it."""
        person = self.somebody(user_id)
        if act.surface.is_view:
            return self._on_view(act, person, self._shown(person, act.surface.payload))
        return self._on_message(act, person)

    def command(self, name: str, user_id: str, text: str) -> Payload:
        general = self.slack.channels.general()
        return payloads.command(self.slack, self.somebody(user_id), general, name, text).payload

    def shortcut(self, callback_id: str, user_id: str, channel_id: str, message: Payload) -> Payload:
        channel = self._conversation(channel_id)
        return payloads.message_shortcut(self.slack, self.somebody(user_id), channel, message, callback_id).payload

    def described(self, user_id: str) -> Payload:
        """Somebody as Slack describes them."""
        return user_json(self.slack, self.somebody(user_id), with_email=False)

    def event(self, kind: str, user_id: str, **more: Any) -> Payload:
        number = self.slack.ids.new("Ev")
        told = self._running.event(user_id, kind)
        return told | {"event_id": number, "event": told["event"] | more}

    def on_screen(self, screen: str, payload: Payload) -> Payload:
        """
        The same payload, with its modal and its trigger on a screen of its own.

        One person has one stack of modals; on screens of their own their clicks can be brought at once.
        """
        moved, view_id = dict(payload), ""
        view = payload.get("view") or {}
        if view.get("type") == "modal":
            shown = self.slack.views.open(screen, view)
            self.slack.views.put_values(shown, view["state"]["values"])
            view_id = shown["id"]
            moved |= {"view": view | {"id": view_id, "hash": shown["hash"]}}
            moved |= {"container": {"type": "view", "view_id": view_id}} if "container" in payload else {}
        if "trigger_id" in payload:
            channel = (payload.get("channel") or {}).get("id") or payload.get("channel_id") or ""
            moved["trigger_id"] = self.slack.triggers.mint(screen, view_id, channel)
        return moved

    def screen(self, name: str) -> Payload | None:
        """The modal on top of a screen."""
        return self.slack.views.top(name)

    def was_answered_beside(self, payload: Payload) -> bool:
        """Tell whether the address was used that came with a click on a message."""
        secret = str(payload.get("response_url") or "").rpartition("/")[2]
        return secret in self.slack.response_urls._urls and self.slack.response_urls._urls[secret].uses > 0

    async def hands_over(self, payload: Payload) -> tuple[int, Payload]:
        """Hand it over; return status and body of what the bot answers."""
        answered = await self._running.receive(payload)
        return answered.status, json.loads(answered.body) if answered.body else {}

    async def brings(self, payload: Payload) -> Answer:
        """Hand it over, and wait until the bot has answered and what goes on after it is over."""
        before = self.last
        status, body = await self.hands_over(payload)
        await self._running.bot._background.drain(PATIENCE)
        return Answer(payload, status, body, tuple(self.since(before)))

    @property
    def last(self) -> int:
        """The number of the newest entry of the traffic log."""
        newest = self.slack.traffic.after(0, 1)
        return int(newest[-1]["n"]) if newest else 0

    def since(self, entry: int) -> list[Payload]:
        """What passed between bot and Slack after an entry of the traffic log."""
        return self.slack.traffic.after(entry, 5_000)

    def _shown(self, person: Person, view: Payload) -> Payload:
        """The view where the person has it open, so that the bot can change it."""
        if view["type"] == "home":
            return self.slack.views.publish_home(person.id, view, None)
        return self.slack.views.open(person.id, view)

    def _on_view(self, act: Act, person: Person, view: Payload) -> Payload:
        if act.kind is Kind.FORM:
            whole = filled(view, self._people, self._channel, self._files)
            hand_in(self.slack, whole["state"]["values"])
            return payloads.submission(self.slack, person, whole).payload
        block, element = self._place(act, view)
        if act.kind is Kind.PRESS and view["type"] == "modal":
            # Whoever presses a button within a form has filled it in: some show what comes of what stands there.
            whole = filled(view, self._people, self._channel, self._files)
            self.slack.views.put_values(view, whole["state"]["values"])
        if act.kind is Kind.SEARCH:
            where = payloads.in_view(view)
            return payloads.suggestion(self.slack, person, where, block, element, act.value).payload
        action = payloads.action(block, element, act.value, self.slack.messages.new_ts())
        return payloads.action_on_view(self.slack, person, view, action).payload

    def _on_message(self, act: Act, person: Person) -> Payload:
        message = self._message(act.surface)
        block, element = self._place(act, message)
        action = payloads.action(block, element, act.value, self.slack.messages.new_ts())
        channel = self._conversation(act.surface.channel)
        return payloads.action_on_message(self.slack, person, channel, message, {}, action).payload

    def _place(self, act: Act, shown: Payload) -> tuple[Payload, Payload]:
        """The block and the element as they stand now, by the places they had."""
        assert act.block is not None
        number = act.surface.payload["blocks"].index(act.block)
        block: Payload = shown["blocks"][number]
        held = [*block.get("elements", []), block.get("element"), block.get("accessory")]
        return block, next(each for each in held if isinstance(each, dict) and each.get("action_id") == act.name)

    def _message(self, surface: Surface) -> Payload:
        stored = self.slack.messages.get(self._conversation(surface.channel).id, surface.ts) if surface.ts else None
        base = stored or {
            "type": "message",
            "ts": self.slack.messages.new_ts(),
            "bot_id": self.slack.bot_id,
            "ephemeral": True,
        }
        return base | surface.payload | {"blocks": with_names(surface.payload["blocks"])}

    def _conversation(self, name: str) -> Any:
        """A conversation by its id, or somebody's DM with the bot by theirs."""
        return self.slack.channels.get(name) or self.slack.open_direct([self.slack.bot_user, name])


def shown_by(entry: Payload, reader: str) -> Surface | None:
    """
    What an entry of the traffic log showed to somebody.

    Args:
        reader: who acted, for what does not say to whom it goes.
    """
    if entry["direction"] != "to_slack" or entry["status"] != "ok":
        return None
    sent = entry["request"]
    if entry["name"] in VIEW_CALLS:
        return Surface(str(sent.get("user_id") or reader), read(sent["view"]))
    if not sent.get("blocks"):
        return None
    content = {"text": sent.get("text", ""), "blocks": read(sent["blocks"])}
    if entry["name"] == "response_url":
        return Surface(reader, content, reader)
    if entry["name"] in MESSAGE_CALLS:
        ts = str(sent.get("ts") or entry["response"].get("ts") or "")
        return Surface(reader, content, str(sent["channel"]), ts)
    return None


def read(content: Any) -> Any:
    """A part of a call, which may have come as JSON inside a form."""
    return json.loads(content) if isinstance(content, str) else content
