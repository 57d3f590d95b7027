"""What a person puts into the inputs of a view or message: only what their screen would let them."""

from collections.abc import Mapping
from typing import Any

from sandbox.blocks.field_checks import value_problem
from sandbox.blocks.state import HOLDERS, Values, entry, holders, with_plain
from sandbox.control.uploads import with_files
from sandbox.errors import ControlError, Json
from sandbox.local_slack import LocalSlack
from sandbox.state.people import Person

_PEOPLE = {"users_select", "multi_users_select"}
_PLACES = {"conversations_select", "multi_conversations_select", "channels_select", "multi_channels_select"}
_KINDS = {"im": "im", "mpim": "mpim", "public": "channel", "private": "private"}


def filled_in(
    slack: LocalSlack, person: Person, blocks: list[Json], before: Values, plain: Mapping[str, Any]
) -> Values:
    """
    The values of a surface with what the person put in. `blocks` hold what external menus offered.

    Raises:
        ControlError: a field does not exist, or its control would not take that value.
    """
    values = with_files(slack, person, with_plain(before, blocks, plain))
    for block, element in holders(blocks):
        after = values.get(block["block_id"], {}).get(element["action_id"])
        # What the app itself chose at first, or was there before, is not the person's doing.
        if after is not None and after != before.get(block["block_id"], {}).get(element["action_id"]):
            _require_choosable(slack, person, element, after)
    return values


def acted(slack: LocalSlack, person: Person, values: Values, block: Json, element: Json, plain: Any) -> Values:
    """
    The values with the act itself, which Slack includes in what it sends.

    Raises:
        ControlError: the element's control would not take that value.
    """
    if element["type"] not in HOLDERS:
        return values
    made = entry(element, plain)
    _require_choosable(slack, person, element, made)
    chosen = made[HOLDERS[element["type"]].key]
    problem = value_problem(element, chosen) if element["type"] not in _TYPED and chosen else None
    if problem is not None:
        raise ControlError("invalid_value", problem)
    inner = values.get(block["block_id"], {})
    return values | {block["block_id"]: inner | {element["action_id"]: made}}


# An app that listens to each character also hears of texts that could not be submitted.
_TYPED = {"plain_text_input", "email_text_input", "url_text_input", "number_input", "rich_text_input"}


def _require_choosable(slack: LocalSlack, person: Person, element: Json, made: Json) -> None:
    kind = element["type"]
    if kind not in _PEOPLE | _PLACES:
        return
    chosen = made[HOLDERS[kind].key]
    for one in chosen if isinstance(chosen, list) else [chosen]:
        # Somebody who left may have been picked just before.
        offered = one is None or (
            slack.people.get(one) is not None if kind in _PEOPLE else _lists(slack, person, element, one)
        )
        if not offered:
            raise ControlError("no_such_option", f"@{person.name} finds no {one} in this menu")


def _lists(slack: LocalSlack, person: Person, element: Json, channel_id: str) -> bool:
    channel = slack.channels.get(channel_id)
    if channel is None or channel.is_archived or not slack.may_see(channel, person.id):
        return False
    if element["type"].endswith("channels_select"):
        return channel.kind == "channel"
    wanted = element.get("filter") or {}
    if wanted.get("include") and channel.kind not in {_KINDS[kind] for kind in wanted["include"]}:
        return False
    with_bot = channel.kind == "im" and slack.bot_user in channel.members
    return not (wanted.get("exclude_bot_users") and with_bot)
