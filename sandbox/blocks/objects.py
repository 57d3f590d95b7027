"""Rules for Block Kit's composition objects: texts, options, confirmations, filters."""

from typing import Any

from sandbox.blocks.rules import (
    Problems,
    Rule,
    Shape,
    array,
    at_least_one,
    boolean,
    by_type,
    exactly_one,
    one_of,
    string,
)

MAX_OPTIONS = 100


def plain(longest: int) -> Rule:
    """A plain_text object."""
    return by_type({"plain_text": Shape(required={"text": string(longest, 1)}, optional={"emoji": boolean})})


def text(longest: int) -> Rule:
    """A plain_text or mrkdwn object."""
    return by_type(
        {
            "plain_text": Shape(required={"text": string(longest, 1)}, optional={"emoji": boolean}),
            "mrkdwn": Shape(required={"text": string(longest, 1)}, optional={"verbatim": boolean}),
        }
    )


ACTION_ID = string(255, 1)
BLOCK_ID = string(255, 1)
URL = string(3000, 1)
PLACEHOLDER = plain(150)

CONFIRM = Shape(
    required={"title": plain(100), "text": text(300), "confirm": plain(30), "deny": plain(30)},
    optional={"style": one_of("primary", "danger")},
)

# Slack's documents give 75 and 150 for an option's value; the smaller one is safe against either.
_OPTION = {"text": plain(75), "value": string(75, 1)}
OPTION = Shape(required=_OPTION, optional={"description": plain(75)})
LINK_OPTION = Shape(required=_OPTION, optional={"description": plain(75), "url": URL})
RICH_OPTION = Shape(required={**_OPTION, "text": text(75)}, optional={"description": text(75)})

OPTION_GROUP = Shape(required={"label": plain(75), "options": array(OPTION, MAX_OPTIONS)})

FILTER = Shape(
    optional={
        "include": array(one_of("im", "mpim", "private", "public"), 4),
        "exclude_external_shared_channels": boolean,
        "exclude_bot_users": boolean,
    },
    together=(at_least_one("include", "exclude_external_shared_channels", "exclude_bot_users"),),
)
DISPATCH = Shape(
    required={"trigger_actions_on": array(one_of("on_enter_pressed", "on_character_entered"), 2)},
)
SLACK_FILE = Shape(optional={"id": string(255), "url": URL}, together=(exactly_one("id", "url"),))


def offered_options(element: Any) -> list[Any]:
    """Every option an element offers, those in groups too."""
    options = list(_listed(element.get("options")))
    for group in _listed(element.get("option_groups")):
        if isinstance(group, dict):
            options.extend(_listed(group.get("options")))
    return options


def _listed(value: Any) -> list[Any]:
    # What is no list is already noted as a problem by the rule of its key.
    return value if isinstance(value, list) else []


def initial_among_offered(value: Any, pointer: str, problems: Problems) -> None:
    """What is chosen at first must be one of the options, to the letter; Slack refuses it otherwise."""
    offered = offered_options(value)
    initial = value.get("initial_option")
    if initial is not None and initial not in offered:
        problems.add("initial_option must match an option", f"{pointer}/initial_option")
    many = value.get("initial_options")
    if isinstance(many, list) and any(option not in offered for option in many):
        problems.add("initial_options must match the options", f"{pointer}/initial_options")


def within_most_selected(value: Any, pointer: str, problems: Problems) -> None:
    """No more is chosen at first than may be chosen at all."""
    most = value.get("max_selected_items")
    for key in ("initial_options", "initial_users", "initial_conversations", "initial_channels"):
        chosen = value.get(key)
        if isinstance(most, int) and isinstance(chosen, list) and len(chosen) > most:
            problems.add(f"no more than {most} items allowed", f"{pointer}/{key}")


def distinct_values(value: Any, pointer: str, problems: Problems) -> None:
    """Two options of one value could not be told apart when chosen."""
    values = [option.get("value") for option in offered_options(value) if isinstance(option, dict)]
    if len(values) != len(set(map(str, values))):
        problems.add("option values must be unique", f"{pointer}/options")
