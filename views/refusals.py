"""Saying no, and saying that something broke, where the person can see it; what they typed is never lost."""

from typing import Any

from mentoring.errors import Refusal
from views.kit import Block, Message, Modal, modal, section
from views.reader import Reader

NOTE_BLOCK = "refusal"


def message(reader: Reader, refusal: Refusal) -> Message:
    """Return a refusal as a private reply."""
    text = reader.refusal(refusal)
    return Message(text, [section(text)])


def try_again(reader: Reader) -> str:
    """Return what is said when something of ours failed; nothing was half done."""
    return reader.say("That did not work just now, and nothing was changed. Please try again in a moment.")


def not_installed(reader: Reader, address: str | None) -> str:
    """Return what is said where the bot has no token, with where it can be installed, if it can."""
    if address is None:
        return reader.say(
            "Bothways is not at work in this workspace. Whoever looks after it can run `bothways doctor`."
        )
    return reader.say(
        "Bothways is not installed in this workspace (any more). An admin can do it: {address}", address=address
    )


def done(reader: Reader) -> str:
    """Return what is said when an act counts, and only what came of it could not be shown."""
    return reader.say("That is done. Only what came of it could not be shown just now.")


def page(reader: Reader, text: str) -> Modal:
    """Return a text as a modal, for places where no reply can be posted."""
    return modal(reader.say("Bothways"), [section(text)], close=reader.say("Close"))


def beside_field(reader: Reader, refusal: Refusal, view: dict[str, Any]) -> dict[str, str] | None:
    """Return the errors for `response_action: errors`, or nothing when no field of the view fits."""
    fields = {block["block_id"] for block in view["blocks"] if block["type"] == "input"}
    if refusal.field is None or refusal.field not in fields:
        return None
    return {refusal.field: reader.refusal(refusal)}


def above_fields(view: dict[str, Any], text: str) -> Modal:
    """
    Return the very same modal with a note on top.

    Block and action ids stay, so Slack keeps everything that was typed.
    """
    kept = {"type", "title", "submit", "close", "callback_id", "private_metadata"}
    note: Block = section(text, block_id=NOTE_BLOCK)
    return {
        **{name: value for name, value in view.items() if name in kept and value is not None},
        "blocks": [note, *(block for block in view["blocks"] if block.get("block_id") != NOTE_BLOCK)],
    }


def plain(text: str) -> Message:
    """Return one sentence as a private reply."""
    return Message(text, [section(text)])
