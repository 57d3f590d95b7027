"""
What people put into a view or message, in the shape of Slack's `state.values`.

Pages and tests give plain values (a text, an option's value, an id, a date); this module turns them into Slack's
entries by the element they belong to, and keeps what was typed when a view is updated, as Slack's clients do.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.blocks.layout import elements_of, every_block
from sandbox.blocks.objects import offered_options
from sandbox.blocks.rich_text import rich_text_problems
from sandbox.errors import ControlError, Json

Values = dict[str, dict[str, Json]]


@dataclass(frozen=True)
class Holder:
    """How an element type holds its value: under which key, from which initial key, and what empty looks like."""

    key: str
    initial: str
    many: bool = False

    def empty(self) -> Any:
        return [] if self.many else None


_TEXT = Holder("value", "initial_value")
_OPTION = Holder("selected_option", "initial_option")
_OPTIONS = Holder("selected_options", "initial_options", many=True)

HOLDERS: Mapping[str, Holder] = {
    "plain_text_input": _TEXT,
    "email_text_input": _TEXT,
    "url_text_input": _TEXT,
    "number_input": _TEXT,
    "rich_text_input": Holder("rich_text_value", "initial_value"),
    "static_select": _OPTION,
    "external_select": _OPTION,
    "radio_buttons": _OPTION,
    "checkboxes": _OPTIONS,
    "multi_static_select": _OPTIONS,
    "multi_external_select": _OPTIONS,
    "users_select": Holder("selected_user", "initial_user"),
    "conversations_select": Holder("selected_conversation", "initial_conversation"),
    "channels_select": Holder("selected_channel", "initial_channel"),
    "multi_users_select": Holder("selected_users", "initial_users", many=True),
    "multi_conversations_select": Holder("selected_conversations", "initial_conversations", many=True),
    "multi_channels_select": Holder("selected_channels", "initial_channels", many=True),
    "datepicker": Holder("selected_date", "initial_date"),
    "timepicker": Holder("selected_time", "initial_time"),
    "datetimepicker": Holder("selected_date_time", "initial_date_time"),
    "file_input": Holder("files", "", many=True),
}
# Options an app serves on demand are not in the blocks; what it offered to whom is kept by `Offers`.
EXTERNAL = {"external_select", "multi_external_select"}


def holders(blocks: list[Json]) -> Iterator[tuple[Json, Json]]:
    """Each (block, element) that holds a value."""
    for _, block in every_block(blocks):
        for _, element in elements_of(block):
            if element.get("type") in HOLDERS:
                yield block, element


def find_element(blocks: list[Json], action_id: str, block_id: str | None) -> tuple[Json, Json]:
    """
    The element people act on.

    Raises:
        ControlError: there is none of that name, or more than one and no block_id to tell them apart.
    """
    found = [
        (block, element)
        for _, block in every_block(blocks)
        for _, element in elements_of(block)
        if element.get("action_id") == action_id and block_id in {None, "", block.get("block_id")}
    ]
    if not found:
        raise ControlError("no_such_action", f"nothing with action_id {action_id!r} is shown there", status=404)
    if len(found) > 1:
        raise ControlError("ambiguous_action", f"several elements have action_id {action_id!r}: give block_id")
    return found[0]


def initial_values(blocks: list[Json]) -> Values:
    """The state of freshly shown blocks."""
    return carried_values({}, blocks)


def at_conversation(values: Values, blocks: list[Json], channel: str) -> Values:
    """The same values, with menus that ask for it holding the conversation the person looks at."""
    filled = {block_id: dict(entries) for block_id, entries in values.items()}
    for block, element in holders(blocks):
        made = filled[block["block_id"]][element["action_id"]]
        key = HOLDERS[element["type"]].key
        if element.get("default_to_current_conversation") and not made[key]:
            filled[block["block_id"]][element["action_id"]] = made | {key: [channel] if made[key] == [] else channel}
    return filled


def carried_values(before: Values, blocks: list[Json]) -> Values:
    """The state after an update: an entry survives where block_id, action_id and type all stay."""
    values: Values = {}
    for block, element in holders(blocks):
        kind, action_id, block_id = element["type"], element["action_id"], block["block_id"]
        kept = before.get(block_id, {}).get(action_id)
        if kept is None or kept["type"] != kind:
            holder = HOLDERS[kind]
            kept = {"type": kind, holder.key: element.get(holder.initial, holder.empty())}
        values.setdefault(block_id, {})[action_id] = kept
    return values


def with_plain(before: Values, blocks: list[Json], plain: Mapping[str, Any]) -> Values:
    """
    The state once plain values are filled in.

    Args:
        plain: `{block_id: {action_id: value}}`, or `{action_id: value}` where the action_id is unique.

    Raises:
        ControlError: a name does not exist there, or a value is none the element could take.
    """
    values = {block_id: dict(entries) for block_id, entries in before.items()}
    by_block = {block["block_id"] for _, block in every_block(blocks)}
    for name, inner in plain.items():
        if name in by_block and isinstance(inner, dict):
            for action_id, value in inner.items():
                block, element = find_element(blocks, action_id, name)
                values.setdefault(block["block_id"], {})[action_id] = entry(element, value)
        else:
            block, element = find_element(blocks, name, None)
            values.setdefault(block["block_id"], {})[name] = entry(element, inner)
    return values


def entry(element: Json, value: Any) -> Json:
    """
    One `state.values` entry from a plain value.

    Raises:
        ControlError: the element holds no value, or not this one.
    """
    kind = element["type"]
    holder = HOLDERS.get(kind)
    if holder is None:
        raise ControlError("not_an_input", f"a {kind} holds no value")
    # A time is told with the zone the app gave the clock.
    zone = {"timezone": element["timezone"]} if kind == "timepicker" and element.get("timezone") else {}
    return {"type": kind, holder.key: chosen(element, value), **zone}


def chosen(element: Json, value: Any) -> Any:
    """
    What an element holds once a plain value is put into it.

    Raises:
        ControlError: it is none of the element's options, or of the wrong type.
    """
    kind = element["type"]
    holder = HOLDERS.get(kind, _OPTION)
    if holder.many:
        if value in (None, ""):
            return []
        items = value if isinstance(value, list) else [value]
        if holder is _OPTIONS:
            return [_option(element, item) for item in items]
        # A menu's entry can be chosen once; of files each must be another one, which is asked where they are looked up.
        return items if kind == "file_input" else list(dict.fromkeys(str(item) for item in items))
    if value in (None, ""):
        return None
    if holder is _OPTION:
        return _option(element, value)
    if kind == "datetimepicker":
        return _seconds(value)
    if kind == "rich_text_input":
        return _rich_text(value)
    if isinstance(value, dict | list):
        raise ControlError("invalid_value", f"a {kind} takes one plain value")
    return str(value)


def _option(element: Json, value: Any) -> Json:
    wanted = value.get("value") if isinstance(value, dict) else str(value)
    for option in offered_options(element):
        if option.get("value") == wanted:
            found: Json = option
            return found
    offered = ", ".join(str(option.get("value")) for option in offered_options(element))
    ask_first = "; ask with /control/suggest first" if element["type"] in EXTERNAL else ""
    raise ControlError("no_such_option", f"{wanted!r} is none of the options: {offered}{ask_first}")


def _seconds(value: Any) -> int:
    try:
        return int(value)
    except (TypeError, ValueError) as error:
        raise ControlError("invalid_value", "a datetimepicker takes seconds since 1970") from error


def _rich_text(value: Any) -> Json:
    rich: Json = value if isinstance(value, dict) else _rich(str(value))
    problems = rich_text_problems(rich)
    if problems:
        raise ControlError("invalid_value", f"this is no rich text: {'; '.join(problems)}")
    return rich


def _rich(text: str) -> Json:
    return {
        "type": "rich_text",
        "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}],
    }
