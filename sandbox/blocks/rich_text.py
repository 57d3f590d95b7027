"""Rules for rich text: sections, lists, quotes and preformatted text, and all that may stand in a line of them."""

from collections.abc import Mapping
from typing import Any

from sandbox.blocks.objects import BLOCK_ID
from sandbox.blocks.rules import (
    Problems,
    Rule,
    Shape,
    array,
    boolean,
    by_type,
    integer,
    matching,
    number,
    one_of,
    string,
)
from sandbox.errors import Json

_LONGEST = 12_000
_MOST = 1000
_STYLES = ("bold", "italic", "strike", "code", "underline", "highlight", "client_highlight", "unlink")
_STYLE: dict[str, Rule] = {"style": Shape(optional=dict.fromkeys(_STYLES, boolean))}
_ID = string(255, 1)
_TEXT = string(_LONGEST, 1)
_ADDRESS = string(3000, 1)

_LINE: Mapping[str, Rule] = {
    "text": Shape(required={"text": _TEXT}, optional=_STYLE),
    "link": Shape(required={"url": _ADDRESS}, optional={**_STYLE, "text": string(_LONGEST), "unsafe": boolean}),
    "user": Shape(required={"user_id": _ID}, optional=_STYLE),
    "channel": Shape(required={"channel_id": _ID}, optional=_STYLE),
    "usergroup": Shape(required={"usergroup_id": _ID}, optional=_STYLE),
    "team": Shape(required={"team_id": _ID}, optional=_STYLE),
    "broadcast": Shape(required={"range": one_of("here", "channel", "everyone")}, optional=_STYLE),
    "emoji": Shape(
        required={"name": _ID},
        optional={**_STYLE, "unicode": _ID, "url": _ADDRESS, "skin_tone": integer(2, 6)},
    ),
    "date": Shape(
        required={"timestamp": number, "format": _TEXT},
        optional={**_STYLE, "url": _ADDRESS, "fallback": string(_LONGEST)},
    ),
    "color": Shape(
        required={"value": matching(r"#[0-9a-fA-F]{3}([0-9a-fA-F]{3})?", "a hex color")},
        optional=_STYLE,
    ),
}
_PREFORMATTED = ("text", "link", "user", "channel", "usergroup", "team", "emoji")
_BORDER: dict[str, Rule] = {"border": integer(0, 1)}
_SECTION = Shape(required={"elements": array(by_type(_LINE), _MOST)})

PARTS: Mapping[str, Rule] = {
    "rich_text_section": _SECTION,
    "rich_text_list": Shape(
        required={
            "style": one_of("bullet", "ordered"),
            "elements": array(by_type({"rich_text_section": _SECTION}), _MOST),
        },
        optional={**_BORDER, "indent": integer(0, 8), "offset": integer(0, 10**6)},
    ),
    "rich_text_quote": Shape(required={"elements": array(by_type(_LINE), _MOST)}, optional=_BORDER),
    "rich_text_preformatted": Shape(
        required={"elements": array(by_type(_LINE, _PREFORMATTED), _MOST)},
        optional={**_BORDER, "language": string(50)},
    ),
}
RICH_TEXT = Shape(required={"elements": array(by_type(PARTS), _MOST)}, optional={"block_id": BLOCK_ID})
ONE_RICH_TEXT = by_type({"rich_text": RICH_TEXT})


def rich_text_problems(value: Any) -> list[str]:
    """What is wrong with a rich text that somebody wrote; empty when nothing is."""
    problems = Problems()
    ONE_RICH_TEXT(value, "", problems)
    return problems.found


def is_blank(value: Json) -> bool:
    """Whether a rich text shows nothing: no words but white space, and nothing else in its lines."""
    return all(_is_blank(part) for part in value.get("elements") or [])


def _is_blank(part: Json) -> bool:
    inner = part.get("elements")
    if isinstance(inner, list):
        return all(_is_blank(one) for one in inner)
    return part.get("type") == "text" and not str(part.get("text", "")).strip()
