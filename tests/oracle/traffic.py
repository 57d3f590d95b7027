"""
Judges everything that passed between an app and the local Slack, by Slack's own types.

What the app sent (arguments, messages through a response_url, answers to clicks) is judged to the word; of what the
local Slack sent (payloads, answers) each named field must be there and of its kind.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sandbox.slacks_types.naming import as_bolt_has_it, payload_type, without_echo
from tests.oracle.slack_types import SlackTypes

# No types are published for these answers of the connection itself, or nothing of ours depends on their shape.
NOT_JUDGED = {"api.test", "apps.connections.open", "file download", "file upload"}

# A form carries text only: these arguments are written there as JSON, as a flag, or as a number.
_AS_JSON = {"attachments", "blocks", "files", "metadata", "view"}
_AS_FLAG = {
    "include_all_metadata",
    "include_labels",
    "include_locale",
    "inclusive",
    "mrkdwn",
    "prevent_creation",
    "reply_broadcast",
    "return_im",
    "unfurl_links",
    "unfurl_media",
}
_AS_NUMBER = {"count", "length", "limit", "page"}

# Bolt's clients add the workspace to every call, for apps that an organisation installs as a whole.
_ADDED_BY_BOLT = {"team_id"}


def judged(slack_types: SlackTypes, entries: Iterable[Mapping[str, Any]]) -> list[str]:
    """
    The faults of all entries of ``GET /page/traffic``, each as ``#number name: path: reason``; none is good.

    A call or payload without a schema is a fault too, so that nothing new goes unjudged.
    """
    return [f"#{entry['n']} {entry['name']}: {fault}" for entry in entries for fault in _faults(slack_types, entry)]


def _faults(slack_types: SlackTypes, entry: Mapping[str, Any]) -> Iterator[str]:
    try:
        if entry["direction"] == "to_app":
            yield from _inbound(slack_types, entry["request"], entry["response"])
        elif entry["name"] == "response_url":
            yield from slack_types.errors("ResponseUrlMessage", entry["request"])
        elif entry["name"] not in NOT_JUDGED:
            yield from slack_types.arguments(entry["name"], as_typed(entry["request"]))
            if entry["response"] and entry["response"].get("ok"):
                yield from slack_types.response(entry["name"], without_echo(entry["response"]))
    except LookupError as unknown:
        yield str(unknown)


def _inbound(slack_types: SlackTypes, payload: dict[str, Any], answer: dict[str, Any] | None) -> Iterator[str]:
    name = payload_type(payload)
    yield from slack_types.errors(name, as_bolt_has_it(payload))
    if answer and name == "ViewSubmitAction":
        yield from (f"the answer: {fault}" for fault in slack_types.errors("ViewResponse", answer))
    elif answer and name == "SlashCommand":
        yield from (f"the answer: {fault}" for fault in slack_types.errors("ResponseUrlMessage", answer))


def as_typed(sent: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments as a client meant them, whether they came as JSON or as a form."""
    return {name: _meant(name, value) for name, value in sent.items() if name not in _ADDED_BY_BOLT}


def _meant(name: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if name in _AS_JSON:
        return json.loads(value)
    if name in _AS_FLAG and value in {"0", "1", "true", "false", "True", "False"}:
        return value in {"1", "true", "True"}
    return int(value) if name in _AS_NUMBER and value.isdigit() else value
