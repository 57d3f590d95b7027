"""Payloads in Slack's shape: commands, shortcuts, block actions, type-ahead, submissions and closings of views."""

from typing import TYPE_CHECKING, Any

from sandbox.blocks.layout import every_block
from sandbox.blocks.state import HOLDERS, Values, chosen
from sandbox.errors import ControlError, Json
from sandbox.inbound.parcels import Parcel
from sandbox.shapes import payload_channel_name, view_for_app
from sandbox.state.conversations import Conversation
from sandbox.state.people import Person

if TYPE_CHECKING:
    from sandbox.local_slack import LocalSlack

_SHOWN_OF_ELEMENT = ("placeholder", "style", "confirm")


def command(slack: "LocalSlack", person: Person, channel: Conversation, name: str, text: str) -> Parcel:
    secret = slack.response_urls.mint(person.id, channel.id)
    payload: Json = {
        "token": slack.credentials.verification_token,
        "team_id": slack.team_id,
        "team_domain": slack.team_domain,
        "channel_id": channel.id,
        "channel_name": payload_channel_name(channel),
        "user_id": person.id,
        "user_name": person.name,
        "command": name,
        "text": text,
        "api_app_id": slack.app_id,
        "is_enterprise_install": "false",
        "response_url": f"{slack.base_url}/response/{secret}",
        "trigger_id": slack.triggers.mint(person.id, channel=channel.id),
    }
    return Parcel("slash_commands", name, payload)


def _interactive(slack: "LocalSlack", kind: str, person: Person, view_id: str = "", channel: str = "") -> Json:
    return {
        "type": kind,
        "user": {"id": person.id, "username": person.name, "name": person.name, "team_id": slack.team_id},
        "api_app_id": slack.app_id,
        "token": slack.credentials.verification_token,
        "trigger_id": slack.triggers.mint(person.id, view_id, channel),
        "team": {"id": slack.team_id, "domain": slack.team_domain},
        "enterprise": None,
        "is_enterprise_install": False,
    }


def action_on_view(slack: "LocalSlack", person: Person, view: Json, action: Json) -> Parcel:
    modal = view["id"] if view["type"] == "modal" else ""
    payload = _interactive(slack, "block_actions", person, modal) | in_view(view) | {"actions": [action]}
    return Parcel("interactive", "block_actions", payload, accepts_response=False)


def action_on_message(
    slack: "LocalSlack", person: Person, channel: Conversation, message: Json, values: Values, action: Json
) -> Parcel:
    is_ephemeral = bool(message.get("ephemeral"))
    secret = slack.response_urls.mint(person.id, channel.id, message["ts"], is_ephemeral=is_ephemeral)
    payload = _interactive(slack, "block_actions", person, channel=channel.id) | in_message(channel, message)
    payload |= {
        "state": {"values": values},
        "response_url": f"{slack.base_url}/response/{secret}",
        "actions": [action],
    }
    return Parcel("interactive", "block_actions", payload, accepts_response=False)


def submission(slack: "LocalSlack", person: Person, view: Json) -> Parcel:
    payload = _interactive(slack, "view_submission", person, view["id"]) | {
        "view": view_for_app(view),
        "response_urls": _asked_response_urls(slack, person, view),
    }
    return Parcel("interactive", "view_submission", payload)


def _asked_response_urls(slack: "LocalSlack", person: Person, view: Json) -> list[Json]:
    """A response URL for each conversation chosen in a menu that asks for one."""
    urls: list[Json] = []
    for _, block in every_block(view["blocks"]):
        element = block.get("element") or {}
        if not element.get("response_url_enabled"):
            continue
        entry = view["state"]["values"].get(block["block_id"], {}).get(element["action_id"], {})
        channel_id = entry.get("selected_conversation") or entry.get("selected_channel")
        if channel_id:
            secret = slack.response_urls.mint(person.id, channel_id)
            urls.append(
                {
                    "block_id": block["block_id"],
                    "action_id": element["action_id"],
                    "channel_id": channel_id,
                    "response_url": f"{slack.base_url}/response/{secret}",
                }
            )
    return urls


def closing(slack: "LocalSlack", person: Person, view: Json, *, is_cleared: bool) -> Parcel:
    payload = _interactive(slack, "view_closed", person) | {"view": view_for_app(view), "is_cleared": is_cleared}
    # A closed view leaves nothing to open another modal from.
    del payload["trigger_id"]
    return Parcel("interactive", "view_closed", payload, accepts_response=False)


def suggestion(slack: "LocalSlack", person: Person, where: Json, block: Json, element: Json, typed: str) -> Parcel:
    """What was typed into an external menu, `where` being from `in_view` or `in_message`."""
    payload = _interactive(slack, "block_suggestion", person) | where
    payload |= {"action_id": element["action_id"], "block_id": block["block_id"], "value": typed}
    del payload["trigger_id"]
    return Parcel("interactive", "block_suggestion", payload)


def global_shortcut(slack: "LocalSlack", person: Person, callback_id: str) -> Parcel:
    payload = _interactive(slack, "shortcut", person)
    payload |= {"callback_id": callback_id, "action_ts": slack.messages.new_ts()}
    return Parcel("interactive", "shortcut", payload, accepts_response=False)


def message_shortcut(
    slack: "LocalSlack", person: Person, channel: Conversation, message: Json, callback_id: str
) -> Parcel:
    # Only the app's own message can be replaced or deleted through the URL; beside others it can just speak.
    own = message["ts"] if message.get("bot_id") == slack.bot_id else ""
    secret = slack.response_urls.mint(person.id, channel.id, own)
    payload = _interactive(slack, "message_action", person, channel=channel.id)
    payload |= {
        "callback_id": callback_id,
        "action_ts": slack.messages.new_ts(),
        "message_ts": message["ts"],
        "message": message,
        "channel": {"id": channel.id, "name": payload_channel_name(channel)},
        "response_url": f"{slack.base_url}/response/{secret}",
    }
    return Parcel("interactive", "message_action", payload, accepts_response=False)


def in_view(view: Json) -> Json:
    return {"container": {"type": "view", "view_id": view["id"]}, "view": view_for_app(view)}


def in_message(channel: Conversation, message: Json) -> Json:
    """Where on a message something happened. Slack leaves the message itself out where only one person sees it."""
    is_ephemeral = bool(message.get("ephemeral"))
    container: Json = {
        "type": "message",
        "message_ts": message["ts"],
        "channel_id": channel.id,
        "is_ephemeral": is_ephemeral,
    }
    if message.get("thread_ts"):
        container["thread_ts"] = message["thread_ts"]
    where: Json = {
        "container": container,
        "channel": {"id": channel.id, "name": payload_channel_name(channel)},
    }
    return where if is_ephemeral else where | {"message": message}


def action(block: Json, element: Json, value: Any, action_ts: str) -> Json:
    """
    One entry of `actions`, from the element and the plain value a person gave it.

    Raises:
        ControlError: the element cannot be acted on, or not with this value.
    """
    kind = element["type"]
    common: Json = {"type": kind, "action_id": element["action_id"], "block_id": block["block_id"]}
    common |= {key: element[key] for key in _SHOWN_OF_ELEMENT if key in element}
    common["action_ts"] = action_ts
    if kind == "button":
        return common | {key: element[key] for key in ("text", "value", "url") if key in element}
    if kind == "icon_button":
        return common | {key: element[key] for key in ("icon", "text", "value") if key in element}
    if kind == "feedback_buttons":
        return common | _feedback(element, value)
    if kind == "overflow":
        return common | {"selected_option": chosen(element, value)}
    holder = HOLDERS.get(kind)
    if holder is None:
        raise ControlError("not_interactive", f"a {kind} cannot be acted on")
    if block["type"] == "input" and not block.get("dispatch_action"):
        raise ControlError("not_interactive", "this input tells the app nothing before it is submitted")
    if element.get(holder.initial) is not None:
        common[holder.initial] = element[holder.initial]
    return common | {holder.key: chosen(element, value)}


def _feedback(element: Json, value: Any) -> Json:
    """Which of the two buttons it was, by its value."""
    for button in (element["positive_button"], element["negative_button"]):
        if button["value"] == value:
            return {"text": button["text"], "value": value}
    raise ControlError("no_such_option", f"{value!r} is neither the positive nor the negative button's value")
