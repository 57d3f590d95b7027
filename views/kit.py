"""
The few shapes our surfaces are made of, as the plain dictionaries that Slack reads.

Slack's own model classes check limits while they build, at three times the cost of the whole click; here the same
limits are proven for every surface in every state by the tests, against Slack's own published types.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from msgspec import Struct
from slack_sdk.models.blocks import InputInteractiveElement, Option, PlainTextObject

from mentoring.calendars.rules import CalendarEntry
from mentoring.pairs.rules import Member
from views.reader import Reader

Block = dict[str, Any]
Modal = dict[str, Any]

PAIR_OF_TWO = 2
LABEL_LIMIT = 75
"""Characters of a button or a choice, as Slack has it; people's names may be longer."""
OVERRIDES = dict.fromkeys((0x202D, 0x202E))
"""No language needs them: what is written from right to left does so by itself."""
PROSE_LIMIT = 2_900
"""Characters of one section, a little under Slack's 3000 to leave room for the heading's marks."""


class AttachedEvent(Struct, frozen=True):
    """
    A session or a show-and-tell for somebody's own calendar.

    Attributes:
        title: what it is called there.
        name: the file's.
    """

    entry: CalendarEntry
    title: str
    name: str


class AttachedText(Struct, frozen=True):
    """A text as a file of its own, such as a log to take along."""

    name: str
    content: str


Attachment = AttachedEvent | AttachedText
"""What comes with a message as a file; its bytes are made when it is handed to Slack."""


class Message(Struct, frozen=True):
    """
    A message for Slack.

    Attributes:
        text: what notifications and screen readers get: who and what, never what somebody wrote in private.
        attached: files that come with it; then the text is all that is said.
    """

    text: str
    blocks: list[Block]
    attached: tuple[Attachment, ...] = ()


def escape(typed: str) -> str:
    """Return text that a person typed with Slack's three control characters made harmless, and read forwards."""
    return forwards(typed).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def forwards(typed: str) -> str:
    """Return text without the two marks that turn the letters after them around, those of our own words included."""
    return typed.translate(OVERRIDES)


def mention(member: Member) -> str:
    """Return a member's name as a mention."""
    return f"<@{member.user_id}>"


def mentions(reader: Reader, members: Sequence[Member]) -> str:
    """Return several members' mentions, as a sentence holds them."""
    return reader.listed([mention(member) for member in members])


def names(reader: Reader, members: Sequence[Member]) -> str:
    """Return several members' plain names, for menus, where Slack cannot show a mention."""
    return reader.listed([member.name for member in members])


def you_and(reader: Reader, others: Sequence[Member]) -> str:
    """Return the reader and the others of a pair, at the beginning of a line."""
    return reader.listed([reader.say("You"), *(mention(member) for member in others)])


def both_or_all(people: int, both: str, everybody: str) -> str:
    """Return the words for a pair of two, or those for a triad: nobody says “you all” to two people."""
    return both if people == PAIR_OF_TWO else everybody


def plain_text(text: str) -> Block:
    """Return text that Slack shows as it is."""
    return {"type": "plain_text", "text": forwards(text), "emoji": True}


def mrkdwn(text: str) -> Block:
    """Return text with Slack's marks."""
    return {"type": "mrkdwn", "text": text}


def header(text: str) -> Block:
    """Return a heading in plain text."""
    return {"type": "header", "text": plain_text(text)}


def section(text: str, *, block_id: str | None = None) -> Block:
    """Return a paragraph of mrkdwn."""
    return _with_id({"type": "section", "text": mrkdwn(text)}, block_id)


def context(text: str) -> Block:
    """Return a quiet line of mrkdwn."""
    return {"type": "context", "elements": [mrkdwn(text)]}


def divider() -> Block:
    """Return a line."""
    return {"type": "divider"}


def prose(heading: str, typed: str) -> list[Block]:
    """Return what a person typed under a bold heading, escaped, in as many sections as it needs."""
    pieces = list(_pieces(typed))
    first = section(f"*{heading}*\n{pieces[0]}")
    return [first, *(section(piece) for piece in pieces[1:])]


def _pieces(typed: str) -> Iterator[str]:
    limit = PROSE_LIMIT - 100
    whole = escape(typed)
    if len(whole) <= limit:
        yield whole
        return
    piece: list[str] = []
    length = 0
    for character in typed:
        escaped = escape(character)
        if length + len(escaped) > limit:
            yield "".join(piece)
            piece, length = [], 0
        piece.append(escaped)
        length += len(escaped)
    yield "".join(piece)


def button(
    text: str,
    action_id: str,
    value: str,
    *,
    style: str | None = None,
    confirm: Block | None = None,
    spoken: str | None = None,
) -> Block:
    """
    Return a button; `spoken` is what a screen reader says where the label alone is not enough.

    Both are cut at Slack's 75 characters.
    """
    built: Block = {"type": "button", "text": plain_text(_label(text)), "action_id": action_id, "value": value}
    if style:
        built["style"] = style
    if confirm:
        built["confirm"] = confirm
    if spoken:
        built["accessibility_label"] = _label(spoken)
    return built


def confirm_danger(title: str, text: str, yes: str, no: str) -> Block:
    """Return a question that Slack asks before a click counts which ends something; its yes is red."""
    return {
        "style": "danger",
        "title": plain_text(title),
        "text": mrkdwn(text),
        "confirm": plain_text(yes),
        "deny": plain_text(no),
    }


def confirm_quiet(title: str, text: str, yes: str, no: str) -> Block:
    """Return a question that Slack asks before a click counts which can be taken back."""
    return {"title": plain_text(title), "text": mrkdwn(text), "confirm": plain_text(yes), "deny": plain_text(no)}


def actions(buttons: Sequence[Block], *, block_id: str | None = None) -> Block:
    """Return buttons in a row."""
    return _with_id({"type": "actions", "elements": list(buttons)}, block_id)


def field(
    name: str, label: str, element: InputInteractiveElement, *, optional: bool = False, hint: str | None = None
) -> Block:
    """Return one input; its block_id is the field's name in the domain, so that a refusal finds its place."""
    built: Block = {
        "type": "input",
        "block_id": name,
        "label": plain_text(label),
        "element": element.to_dict(),
        "optional": optional,
    }
    if hint:
        built["hint"] = plain_text(hint)
    return built


def option(text: str, value: str, description: str | None = None) -> Option:
    """Return a choice; its label is cut at Slack's 75 characters."""
    return Option(
        text=PlainTextObject(text=_label(forwards(text)), emoji=True),
        value=value,
        description=PlainTextObject(text=forwards(description), emoji=True) if description else None,
    )


def _label(text: str) -> str:
    return text if len(text) <= LABEL_LIMIT else f"{text[: LABEL_LIMIT - 1]}…"


def modal(
    title: str,
    blocks: Sequence[Block],
    *,
    close: str,
    callback_id: str | None = None,
    submit: str | None = None,
    private_metadata: str = "",
) -> Modal:
    """Return a modal; title and buttons hold 24 characters."""
    built: Modal = {
        "type": "modal",
        "title": plain_text(title),
        "close": plain_text(close),
        "blocks": list(blocks),
        "private_metadata": private_metadata,
    }
    if submit:
        built["submit"] = plain_text(submit)
    if callback_id:
        built["callback_id"] = callback_id
    return built


def _with_id(block: Block, block_id: str | None) -> Block:
    return block if block_id is None else {**block, "block_id": block_id}
