"""Which of Slack's published types it is that a payload or an answer claims to have."""

from typing import Any

from sandbox.errors import Json

_INTERACTIONS = {
    "block_suggestion": "BlockSuggestion",
    "message_action": "MessageShortcut",
    "shortcut": "GlobalShortcut",
    "view_closed": "ViewClosedAction",
    "view_submission": "ViewSubmitAction",
}
_REPEATED = ("message", "messages", "view")


def payload_type(payload: Json) -> str:
    """The type that a payload to the app should have; one that Slack does not publish may be among them."""
    if "command" in payload:
        return "SlashCommand"
    kind = str(payload.get("type"))
    if kind == "block_actions":
        # On a modal or the Home tab there is no response_url.
        return "BlockActionInView" if "view" in payload else "BlockAction"
    if kind == "event_callback":
        event = payload["event"]
        if event["type"] == "message" and event.get("subtype"):
            return "MessageOf" + _camel(event["subtype"].split("_"))
        is_gone = event["type"] == "user_change" and event["user"]["deleted"]
        return ("Deactivated" if is_gone else "") + _camel(event["type"].split("_")) + "Event"
    return _INTERACTIONS.get(kind, kind)


def answer_type(method: str) -> str:
    """`chat.postMessage` → `ChatPostMessageResponse`."""
    return _camel(method.split(".")) + "Response"


def without_echo(answer: Json) -> Json:
    """
    An answer without the blocks it repeats from a call, which were judged there.

    Slack derived the types of its answers from examples: they do not know that a context holds plain texts.
    """
    return {name: _without_blocks(part) if name in _REPEATED else part for name, part in answer.items()}


def as_bolt_has_it(payload: Json) -> Json:
    """
    A payload as Bolt's types would have it where Slack sends something else.

    They take the title of a button's question for a plain string, where Slack sends the object it got: the question was
    judged where the app sent it. And of what is chosen they know plain texts alone, where a checkbox or a radio button
    may be labelled in mrkdwn.
    """
    found = dict(payload)
    if "actions" in payload:
        without = [{name: part for name, part in action.items() if name != "confirm"} for action in payload["actions"]]
        found["actions"] = without
    if isinstance(payload.get("view"), dict):
        found["view"] = _plainly_labelled(payload["view"])
    return _plainly_labelled(found)


_LABELLED_FREELY = {"checkboxes", "radio_buttons"}


def _plainly_labelled(stateful: Json) -> Json:
    values = (stateful.get("state") or {}).get("values")
    if not values:
        return stateful
    plain = {
        block: {action: _plain_choice(chosen) for action, chosen in actions.items()}
        for block, actions in values.items()
    }
    return {**stateful, "state": {**stateful["state"], "values": plain}}


def _plain_choice(chosen: Json) -> Json:
    if chosen.get("type") not in _LABELLED_FREELY:
        return chosen
    found = dict(chosen)
    if chosen.get("selected_option"):
        found["selected_option"] = _plain_option(chosen["selected_option"])
    if chosen.get("selected_options"):
        found["selected_options"] = [_plain_option(option) for option in chosen["selected_options"]]
    return found


def _plain_option(option: Json) -> Json:
    if option["text"]["type"] != "mrkdwn":
        return option
    without = {name: part for name, part in option["text"].items() if name != "verbatim"}
    return {**option, "text": {**without, "type": "plain_text"}}


def _without_blocks(part: Any) -> Any:
    if isinstance(part, list):
        return [_without_blocks(each) for each in part]
    return {**part, "blocks": []} if isinstance(part, dict) and "blocks" in part else part


def _camel(words: list[str]) -> str:
    return "".join(word[:1].upper() + word[1:] for word in words)
