"""
Whether what passed has the shape that Slack gives it and asks for, for people who look at the inspector.

What the app sent is judged by the local Slack's own rules, the same by which it takes or refuses a call; that they
agree with Slack's published types is what `make test` holds. What this Slack sent, payloads and answers, is judged by
those types themselves.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

from sandbox.blocks.checking import message_problems, view_problems
from sandbox.blocks.rules import Problems
from sandbox.content import checked_blocks, checked_metadata, require_short_together
from sandbox.control.suggestions import ANSWER
from sandbox.errors import InvalidArguments, Json, SlackError
from sandbox.methods.arguments import read_arguments
from sandbox.methods.catalogue import METHODS
from sandbox.slacks_types.judge import CannotJudgeError, faults
from sandbox.slacks_types.naming import answer_type, as_bolt_has_it, payload_type, without_echo

# Bolt's clients send the workspace with every call, and Slack takes it everywhere.
_ALWAYS_TAKEN = {"team_id", "token"}


@dataclass
class _Findings:
    about: list[str] = field(default_factory=list)
    failing: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    unjudged: list[str] = field(default_factory=list)

    def looked(self, at: str, problems: list[str]) -> None:
        if at not in self.about:
            self.about.append(at)
        if problems and at not in self.failing:
            self.failing.append(at)
        self.problems += problems

    @property
    def fitting(self) -> list[str]:
        return [at for at in self.about if at not in self.failing]


def judged(entry: Json) -> Json:
    """
    `{fits, about, failing, fitting, problems, remarks, unjudged}` for one entry of the traffic.

    `fits` is null where nothing could be judged; `about` names what was looked at, `failing` and `fitting` which of it
    has a fault and which has none; each problem ends with the path of what is wrong, a remark is what Slack would
    overlook, and `unjudged` says why something was not looked at.
    """
    findings = _Findings()
    if entry["direction"] == "to_app":
        _made_here("payload", payload_type(entry["request"]), as_bolt_has_it(entry["request"]), findings)
        _answer(entry["response"] or {}, findings)
    elif entry["name"] == "response_url":
        _message(entry["request"], findings)
    elif entry["name"] in METHODS:
        _call(entry["name"], entry["request"], findings)
    elif entry["status"] == "unknown_method":
        findings.looked("method", [f"this Slack serves no method {entry['name']} [json-pointer:]"])
    if entry["direction"] == "to_slack" and entry["name"] in METHODS and entry["response"] is not None:
        _made_here("answer", answer_type(entry["name"]), without_echo(entry["response"]), findings)
    return {"fits": not findings.problems if findings.about else None, "fitting": findings.fitting, **asdict(findings)}


def _made_here(what: str, type_name: str, made: Json, findings: _Findings) -> None:
    """What this Slack sent, by Slack's own types."""
    try:
        problems = faults(type_name, made)
    except CannotJudgeError as reason:
        findings.unjudged.append(str(reason))
    else:
        findings.looked(f"{what} ({type_name})", [f"in the {what}: {problem}" for problem in problems])


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
            findings.looked("blocks", [f"{error.name} [json-pointer:/blocks]"])
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
