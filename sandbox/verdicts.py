"""
Whether what the app sent has the shape Slack asks for, for people who look at the inspector.

The judge is the local Slack's own rules, the same by which it takes or refuses a call; it needs nobody's types at hand.
That these rules agree with Slack's published types, and that the payloads this Slack makes do, is what `make test`
holds; so a payload made here is not judged again, only what the app answers to it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sandbox.blocks.checking import message_problems, view_problems
from sandbox.blocks.rules import Problems
from sandbox.content import checked_blocks, checked_metadata, require_short_together
from sandbox.control.suggestions import ANSWER
from sandbox.errors import InvalidArguments, Json, SlackError
from sandbox.methods.arguments import read_arguments
from sandbox.methods.catalogue import METHODS

# Bolt's clients send the workspace with every call, and Slack takes it everywhere.
_ALWAYS_TAKEN = {"team_id", "token"}


@dataclass
class _Findings:
    about: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def looked(self, at: str, problems: list[str]) -> None:
        self.about.append(at)
        self.problems += problems


def judged(entry: Json) -> Json:
    """
    `{fits, about, problems, remarks}` for one entry of the traffic.

    `fits` is null where nothing of the app's could be judged; `about` names what was looked at; each problem ends with
    the path of what is wrong, and a remark is what Slack would overlook.
    """
    findings = _Findings()
    if entry["direction"] == "to_app":
        _answer(entry["response"] or {}, findings)
    elif entry["name"] == "response_url":
        _message(entry["request"], findings)
    elif entry["name"] in METHODS:
        _call(entry["name"], entry["request"], findings)
    elif entry["status"] == "unknown_method":
        findings.looked("method", [f"this Slack serves no method {entry['name']} [json-pointer:]"])
    fits = not findings.problems if findings.about else None
    return {"fits": fits, "about": findings.about, "problems": findings.problems, "remarks": findings.remarks}


def _call(name: str, sent: Json, findings: _Findings) -> None:
    method = METHODS[name]
    known = {argument.name for argument in method.arguments} | _ALWAYS_TAKEN
    findings.remarks += [
        f"{name} has no argument {key} here; Slack overlooks what it does not know [json-pointer:/{key}]"
        for key in sent
        if key not in known
    ]
    try:
        # A secret was not kept, and that it was missing the call's own answer tells.
        arguments = read_arguments(
            {argument.name: "-" for argument in method.arguments if argument.name in _NOT_KEPT} | sent, method.arguments
        )
    except InvalidArguments as error:
        findings.looked("arguments", _worded(error))
        return
    except SlackError as error:
        findings.looked("arguments", [f"{error.name} [json-pointer:]"])
        return
    findings.looked("arguments", [])
    read = {key: arguments.document(key) for key in _DOCUMENTS if key in known and arguments.given(key)}
    _message(read, findings)
    if "blocks" in read and not findings.problems:
        try:
            require_short_together(checked_blocks(read["blocks"]))
        except SlackError as error:
            findings.problems.append(f"{error.name} [json-pointer:/blocks]")
    if "view" in read:
        findings.looked("view", view_problems(read["view"], "home" if name == "views.publish" else "modal"))


_DOCUMENTS = ("blocks", "attachments", "metadata", "view")
_NOT_KEPT = {"client_secret", "refresh_token", "token"}


def _worded(error: SlackError) -> list[str]:
    messages = error.body().get("response_metadata", {}).get("messages", [])
    return [str(message).removeprefix("[ERROR] ") for message in messages] or [f"{error.name} [json-pointer:]"]


def _message(sent: Any, findings: _Findings) -> None:
    """What may be in a message, whichever way it is sent."""
    if not isinstance(sent, dict):
        findings.looked("message", ["must provide an object [json-pointer:]"])
        return
    if sent.get("blocks") is not None:
        findings.looked("blocks", message_problems(sent["blocks"]))
    for at, attachment in _attachments(sent.get("attachments")):
        findings.looked("attachments", message_problems(attachment["blocks"], f"/attachments/{at}/blocks"))
    if sent.get("metadata") is not None:
        try:
            checked_metadata(sent["metadata"], removing=True)
            findings.looked("metadata", [])
        except SlackError as error:
            findings.looked("metadata", [f"{error.name} [json-pointer:/metadata]"])


def _attachments(given: Any) -> Iterator[tuple[int, Json]]:
    for at, attachment in enumerate(given if isinstance(given, list) else []):
        if isinstance(attachment, dict) and attachment.get("blocks"):
            yield at, attachment


def _answer(answer: Any, findings: _Findings) -> None:
    """What an app says with its acknowledgement: a message, the next view, errors beside fields, or options."""
    _message(answer, findings)
    if not isinstance(answer, dict):
        return
    if "view" in answer:
        findings.looked("view", view_problems(answer["view"], "modal"))
    if "errors" in answer:
        words = answer["errors"].values() if isinstance(answer["errors"], dict) else [None]
        is_sound = all(isinstance(word, str) for word in words)
        findings.looked("errors", [] if is_sound else ["must map block ids to texts [json-pointer:/errors]"])
    if "options" in answer or "option_groups" in answer:
        problems = Problems()
        ANSWER({key: answer[key] for key in ("options", "option_groups") if key in answer}, "", problems)
        findings.looked("options", problems.found)
