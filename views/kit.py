"""The few shapes our surfaces are made of; Slack's own model classes check the limits while they are built."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from slack_sdk.models.blocks import (
    ActionsBlock,
    ButtonElement,
    ConfirmObject,
    ContextBlock,
    DividerBlock,
    HeaderBlock,
    InputBlock,
    InputInteractiveElement,
    MarkdownTextObject,
    Option,
    PlainTextObject,
    SectionBlock,
)
from slack_sdk.models.views import View

from mentoring.pairs.rules import Member

Block = dict[str, Any]
Modal = dict[str, Any]

PROSE_LIMIT = 2_900
"""Characters of one section, a little under Slack's 3000 to leave room for the heading's marks."""


@dataclass(frozen=True)
class Message:
    """
    A message for Slack.

    Attributes:
        text: what notifications and screen readers get: who and what, never what somebody wrote in private.
    """

    text: str
    blocks: list[Block]


def escape(typed: str) -> str:
    """Return text that a person typed with Slack's three control characters made harmless."""
    return typed.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def mention(member: Member) -> str:
    """Return a member's name as a mention."""
    return f"<@{member.user_id}>"


def mentions(members: Sequence[Member]) -> str:
    """Return several members' mentions, joined for reading."""
    return " · ".join(mention(member) for member in members)


def names(members: Sequence[Member]) -> str:
    """Return several members' plain names, for menus, where Slack cannot show a mention."""
    return ", ".join(member.name for member in members)


def header(text: str) -> Block:
    """Return a heading in plain text."""
    return HeaderBlock(text=PlainTextObject(text=text, emoji=True)).to_dict()


def section(text: str, *, block_id: str | None = None) -> Block:
    """Return a paragraph of mrkdwn."""
    return SectionBlock(text=MarkdownTextObject(text=text), block_id=block_id).to_dict()


def context(text: str) -> Block:
    """Return a quiet line of mrkdwn."""
    return ContextBlock(elements=[MarkdownTextObject(text=text)]).to_dict()


def divider() -> Block:
    """Return a line."""
    return DividerBlock().to_dict()


def prose(heading: str, typed: str) -> list[Block]:
    """Return what a person typed under a bold heading, escaped, in as many sections as it needs."""
    pieces = list(_pieces(typed))
    first = section(f"*{heading}*\n{pieces[0]}")
    return [first, *(section(piece) for piece in pieces[1:])]


def _pieces(typed: str) -> Iterator[str]:
    limit = PROSE_LIMIT - 100
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
    confirm: ConfirmObject | None = None,
    spoken: str | None = None,
) -> ButtonElement:
    """Return a button; `spoken` is what a screen reader says where the label alone is not enough."""
    return ButtonElement(
        text=PlainTextObject(text=text, emoji=True),
        action_id=action_id,
        value=value,
        style=style,
        confirm=confirm,
        accessibility_label=spoken,
    )


def confirm(title: str, text: str, yes: str, no: str) -> ConfirmObject:
    """Return a question that Slack asks before the click counts."""
    return ConfirmObject(title=title, text=MarkdownTextObject(text=text), confirm=yes, deny=no)


def actions(buttons: Sequence[ButtonElement], *, block_id: str | None = None) -> Block:
    """Return buttons in a row."""
    return ActionsBlock(elements=list(buttons), block_id=block_id).to_dict()


def field(
    name: str, label: str, element: InputInteractiveElement, *, optional: bool = False, hint: str | None = None
) -> Block:
    """
    Return one input; its block_id is the field's name in the domain, so that a refusal finds its place.
    """
    return InputBlock(
        block_id=name,
        label=PlainTextObject(text=label, emoji=True),
        element=element,
        optional=optional,
        hint=PlainTextObject(text=hint, emoji=True) if hint else None,
    ).to_dict()


def option(text: str, value: str, description: str | None = None) -> Option:
    """Return a choice; its label is cut at Slack's 75 characters."""
    label = text if len(text) <= 75 else f"{text[:74]}…"  # noqa: PLR2004 - Slack's limit, named in the docstring
    return Option(
        text=PlainTextObject(text=label, emoji=True),
        value=value,
        description=PlainTextObject(text=description, emoji=True) if description else None,
    )


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
    return View(
        type="modal",
        title=PlainTextObject(text=title, emoji=True),
        submit=PlainTextObject(text=submit, emoji=True) if submit else None,
        close=PlainTextObject(text=close, emoji=True),
        blocks=list(blocks),
        callback_id=callback_id,
        private_metadata=private_metadata,
    ).to_dict()
