"""Asking whether blocks, a message or a view would be taken, without showing them to anybody."""

import re
from collections.abc import Callable
from typing import Any

from sandbox.blocks.checking import message_problems, view_problems
from sandbox.errors import InvalidArguments, Json, SlackError
from sandbox.methods.arguments import document
from sandbox.methods.registry import Call, Method
from sandbox.rates import Tier

_PROBLEM = re.compile(r"(?P<message>.*) \[json-pointer:(?P<pointer>[^\]]*)\]")


def validate(call: Call) -> Json:
    given = [name for name in _CHECKS if call.arguments.given(name)]
    if len(given) != 1:
        raise InvalidArguments("must provide exactly one of: blocks, message, view")
    [name] = given
    problems = _CHECKS[name](call.arguments.document(name))
    if problems:
        raise SlackError(
            f"invalid_{name}",
            errors=[_error(problem) for problem in problems],
            response_metadata={"messages": [f"[ERROR] {problem}" for problem in problems]},
        )
    return {}


def _error(problem: str) -> Json:
    found = _PROBLEM.fullmatch(problem)
    message, pointer = (found["message"], found["pointer"]) if found else (problem, "")
    return {"pointer": pointer, "code": "failed_constraint", "message": message}


def _message(message: Any) -> list[str]:
    if not isinstance(message, dict):
        return ["must provide an object [json-pointer:/message]"]
    if not (message.get("text") or message.get("blocks") or message.get("attachments")):
        return ["must define one of: text, blocks, attachments [json-pointer:/message]"]
    return message_problems(message["blocks"], "/message/blocks") if message.get("blocks") is not None else []


def _view(view: Any) -> list[str]:
    kind = view.get("type") if isinstance(view, dict) else None
    return view_problems(view, "home" if kind == "home" else "modal")


_CHECKS: dict[str, Callable[[Any], list[str]]] = {
    "blocks": lambda blocks: message_problems(blocks, "/blocks"),
    "message": _message,
    "view": _view,
}

METHODS = (
    Method(
        "blocks.validate",
        validate,
        Tier.FOUR,
        (),
        (
            document("blocks", "invalid_blocks"),
            document("message", "invalid_message"),
            document("view", "invalid_view"),
        ),
    ),
)
