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


def without_confirm(payload: Json) -> Json:
    """
    A payload without the question that its button asks first, which was judged where the app sent it.

    Bolt's types take that question's title for a plain string; Slack sends the object it got.
    """
    if "actions" not in payload:
        return payload
    actions = [{name: part for name, part in action.items() if name != "confirm"} for action in payload["actions"]]
    return {**payload, "actions": actions}


def _without_blocks(part: Any) -> Any:
    if isinstance(part, list):
        return [_without_blocks(each) for each in part]
    return {**part, "blocks": []} if isinstance(part, dict) and "blocks" in part else part


def _camel(words: list[str]) -> str:
    return "".join(word[:1].upper() + word[1:] for word in words)
