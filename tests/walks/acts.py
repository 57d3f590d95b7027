"""What can be done with what people are shown: every button, picker, field, menu and form, with its real values."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from bot.demo.humans import Payload

SEARCHED_FOR = "canar"
"""What is typed where something is looked for: whoever finds the rest of the word was shown it."""
FORGED = "forged"
PICKED = {"datepicker": "2027-06-04", "timepicker": "10:00", "datetimepicker": 1_811_930_400}
"""A Friday in June, at a working hour: ahead of every walk."""
TYPED = {"plain_text_input": FORGED, "number_input": "3", "url_text_input": f"https://example.com/{FORGED}"}


class Kind(StrEnum):
    """How it reaches the bot."""

    PRESS = "block_actions"
    FORM = "view_submission"
    SEARCH = "block_suggestion"


@dataclass(frozen=True)
class Surface:
    """
    What somebody was shown.

    Attributes:
        payload: a view as the bot made it; for a message `{"text": …, "blocks": […]}`.
        channel: the conversation of a message; empty for a view.
        ts: the message's own; empty where one person alone saw it.
    """

    shown_to: str
    payload: Payload
    channel: str = ""
    ts: str = ""

    @property
    def is_view(self) -> bool:
        return not self.channel

    @property
    def carried(self) -> str:
        """What a view carries to the bot besides its fields."""
        return str(self.payload.get("private_metadata") or "")


@dataclass(frozen=True)
class Act:
    """
    One thing that somebody could do on a surface.

    Attributes:
        name: the action_id, or a form's callback_id.
        value: what a picker or a menu holds then; a button has its own.
    """

    kind: Kind
    name: str
    surface: Surface
    block: Payload | None = None
    element: Payload | None = None
    value: Any = None

    @property
    def likeness(self) -> tuple[str, ...]:
        """Equal for two acts that reach the same listener from the same kind of surface."""
        return (self.kind, self.name, "view" if self.surface.is_view else "message")

    @property
    def told(self) -> str:
        """What it tells the bot beyond its name."""
        return json.dumps([(self.element or {}).get("value", self.value), self.surface.carried])

    @property
    def key(self) -> tuple[str, ...]:
        """Equal for two acts that tell the bot the same."""
        return (*self.likeness, self.told)


def acts_of(surface: Surface) -> Iterator[Act]:
    """Everything that can be done there."""
    for block in surface.payload.get("blocks") or []:
        for element in _elements(block):
            kind = str(element["type"])
            name = str(element["action_id"])
            if kind.endswith("external_select"):
                yield Act(Kind.SEARCH, name, surface, block, element, SEARCHED_FOR)
            if block["type"] == "input" and not block.get("dispatch_action"):
                continue
            for value in _values(element):
                yield Act(Kind.PRESS, name, surface, block, element, value)
    if surface.payload.get("submit"):
        yield Act(Kind.FORM, str(surface.payload["callback_id"]), surface)


def _elements(block: Payload) -> Iterator[Payload]:
    held = [*block.get("elements", []), block.get("element"), block.get("accessory")]
    yield from (each for each in held if isinstance(each, dict) and "action_id" in each)


def _values(element: Payload) -> list[Any]:
    """What a button tells is in it; of a menu each choice is tried."""
    kind = str(element["type"])
    if kind == "button":
        return [None]
    if kind in PICKED:
        return [PICKED[kind]]
    if "options" in element:
        return [option["value"] for option in element["options"]]
    return [SEARCHED_FOR]


def filled(view: Payload, people: tuple[str, ...], channel: str, files: tuple[Payload, ...]) -> Payload:
    """A view whose every field holds something: what was chosen already, else the first choice, else a forged line."""
    values: Payload = {}
    for block in view["blocks"]:
        if block["type"] != "input":
            continue
        element = block["element"]
        before = view["state"]["values"][block["block_id"]][element["action_id"]]
        entry = _entry(element, before, people, channel, files)
        values[block["block_id"]] = {element["action_id"]: entry}
    return view | {"state": {"values": view["state"]["values"] | values}}


def _entry(
    element: Payload, before: Payload, people: tuple[str, ...], channel: str, files: tuple[Payload, ...]
) -> Payload:
    kind = str(element["type"])
    if kind in TYPED:
        return {"type": kind, "value": TYPED[kind]}
    chosen = next(key for key in before if key != "type")
    if before[chosen]:
        return before
    first = {"text": {"type": "plain_text", "text": FORGED}, "value": FORGED}
    offered = element.get("options") or [first]
    given: dict[str, Any] = {
        "selected_option": offered[0],
        "selected_options": offered,
        "selected_user": people[0],
        "selected_users": list(people),
        "selected_conversation": channel,
        "selected_date": PICKED["datepicker"],
        "selected_time": PICKED["timepicker"],
        "selected_date_time": PICKED["datetimepicker"],
        "files": list(files),
    }
    return {"type": kind, chosen: given[chosen]}


def without(secret: str, payload: Payload) -> Payload:
    """A payload of somebody who does not know a secret: whatever comes back of it came from the store."""
    clean: Payload = json.loads(json.dumps(payload).replace(secret, FORGED))
    return clean


def forged(act: Act, secret: str) -> Act:
    """The same act as somebody would make it up who knows every id, and nothing that was written."""
    known = without(secret, {"surface": act.surface.payload, "block": act.block, "element": act.element})
    # A forger sends no more than what is looked at.
    inputs = [each for each in known["surface"]["blocks"] if each["type"] == "input"]
    shorter = known["surface"] | {"blocks": inputs if act.kind is Kind.FORM else [known["block"]]}
    return replace(act, surface=replace(act.surface, payload=shorter), block=known["block"], element=known["element"])
