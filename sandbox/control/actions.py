"""Clicks and choices on messages, modals and Home."""

from typing import Any

from sandbox.blocks.state import find_element
from sandbox.control import inviting
from sandbox.control.filling_in import acted, filled_in
from sandbox.control.reading import channel_of, human_of, mapping_of
from sandbox.control.witness import Witness
from sandbox.errors import ControlError, Json
from sandbox.inbound import payloads
from sandbox.inbound.parcels import Parcel
from sandbox.local_slack import LocalSlack
from sandbox.posting import shown
from sandbox.state.conversations import Conversation
from sandbox.state.people import SLACKBOT, Person

_BUTTONS = {"button", "icon_button"}


async def act(slack: LocalSlack, body: Json) -> Json:
    """A person uses an interactive element; wait for what they get to see."""
    person = human_of(slack, body)
    where = None if body.get("view_id") else visible_message(slack, person, body)
    if where is not None and where[1].get("user") == SLACKBOT:
        return await _on_offer(slack, person, *where, body)
    if not slack.manifest.interactivity:
        raise ControlError("interactivity_disabled", "the manifest turns interactivity off", status=409)
    witness = Witness(slack, person.id)
    parcel = _on_view(slack, person, body) if where is None else _on_message(slack, person, *where, body)
    outcome = await slack.dispatcher.deliver(parcel)
    await slack.quiet()
    return {
        "view": witness.new_view(),
        "ephemerals": witness.new_ephemerals(),
        "message": None if where is None else message_now(slack, person, where[0], where[1]["ts"]),
        "error": outcome.failure,
        "reason": outcome.detail,
    }


async def _on_offer(slack: LocalSlack, person: Person, channel: Conversation, message: Json, body: Json) -> Json:
    witness = Witness(slack, person.id)
    inviting.answer(slack, channel, person, message, _text(body, "action_id"))
    await slack.quiet()
    return {
        "view": None,
        "ephemerals": witness.new_ephemerals(),
        "message": message_now(slack, person, channel, message["ts"]),
        "error": None,
        "reason": "",
    }


def _text(body: Json, key: str) -> str:
    return str(body.get(key) or "")


def _plain(body: Json) -> Any:
    return body["selected"] if body.get("selected") is not None else body.get("value")


def _on_view(slack: LocalSlack, person: Person, body: Json) -> Parcel:
    view = own_view(slack, person, str(body["view_id"]))
    blocks = slack.offers.within(person.id, view["id"], view["blocks"], view["state"]["values"])
    block, element = _acted_on(blocks, body)
    action = payloads.action(block, element, _plain(body), slack.messages.new_ts())
    values = filled_in(slack, person, blocks, view["state"]["values"], mapping_of(body, "values"))
    slack.views.put_values(view, acted(slack, person, values, block, element, _plain(body)))
    return payloads.action_on_view(slack, person, view, action)


def _on_message(slack: LocalSlack, person: Person, channel: Conversation, message: Json, body: Json) -> Parcel:
    if message.get("bot_id") != slack.bot_id:
        raise ControlError("not_interactive", "only the app's own messages have buttons")
    before = slack.views.message_values(person.id, channel.id, message)
    blocks = slack.offers.within(person.id, place_of(channel, message), message.get("blocks") or [], before)
    block, element = _acted_on(blocks, body)
    action = payloads.action(block, element, _plain(body), slack.messages.new_ts())
    values = filled_in(slack, person, blocks, before, mapping_of(body, "values"))
    values = acted(slack, person, values, block, element, _plain(body))
    slack.views.put_message_values(person.id, channel.id, message, values)
    return payloads.action_on_message(slack, person, channel, message, values, action)


def _acted_on(blocks: list[Json], body: Json) -> tuple[Json, Json]:
    """
    The element, and the block it stands in.

    Raises:
        ControlError: it is not there, or is another button by now than the one that was pressed.
    """
    block, element = find_element(blocks, _text(body, "action_id"), _text(body, "block_id"))
    pressed = body.get("value")
    if element["type"] in _BUTTONS and pressed is not None and pressed != element.get("value", ""):
        raise ControlError("button_changed", f"the button's value is {element.get('value', '')!r} now", status=409)
    return block, element


def own_view(slack: LocalSlack, person: Person, view_id: str) -> Json:
    """
    A view this person has open.

    Raises:
        ControlError: it is not open, or it is another person's.
    """
    found = slack.views.owner(view_id)
    if found is None or found[0] != person.id:
        raise ControlError("view_not_found", f"@{person.name} has no view {view_id} open", status=404)
    return found[1]


def visible_message(slack: LocalSlack, person: Person, body: Json) -> tuple[Conversation, Json]:
    """
    The message an act is on.

    Raises:
        ControlError: the person cannot see such a message.
    """
    channel = channel_of(slack, str(body.get("channel") or ""))
    ts = str(body.get("ts") or "")
    found = slack.messages.ephemeral(person.id, channel.id, ts) or slack.messages.get(channel.id, ts)
    if found is None or not slack.may_see(channel, person.id):
        raise ControlError("message_not_found", f"@{person.name} sees no message {ts} there", status=404)
    return channel, found


def place_of(channel: Conversation, message: Json) -> str:
    """Where on a message a menu stands, as one word beside the ids of views."""
    return f"{channel.id}/{message['ts']}"


def message_now(slack: LocalSlack, person: Person, channel: Conversation, ts: str) -> Json | None:
    found = slack.messages.ephemeral(person.id, channel.id, ts) or slack.messages.get(channel.id, ts)
    return None if found is None else shown(channel, found)
