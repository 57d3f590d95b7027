"""Adding something: one required line, and for a reading what was measured."""

import json
from uuid import UUID

from slack_sdk.models.blocks import (
    DatePickerElement,
    NumberInputElement,
    Option,
    PlainTextInputElement,
    PlainTextObject,
    StaticSelectElement,
    UrlInputElement,
)

from mentoring.learning_log.commands import AddEntry
from mentoring.learning_log.queries import EntryForm
from mentoring.learning_log.rules import EntryDraft
from mentoring.states import LogKind
from mentoring.typed import LINE_LIMIT, TEXT_LIMIT
from views.kit import Block, Modal, escape, field, mentions, modal, option, section
from views.learning_log import acts, kinds
from views.payloads import Payload, Typed, actor, submission_receipt
from views.reader import Reader

BASELINE_SHOWN = 500


def form(
    reader: Reader, card: EntryForm, kind: LogKind = LogKind.DEMO, *, link: str = "", note: str | None = None
) -> Modal:
    """
    Return the form.

    Args:
        kind: decides which fields there are; those that stay keep what was typed in them.
        link: filled in beforehand.
        note: why the form came, said on top.
    """
    blocks: list[Block] = [section(note)] if note else []
    blocks += [
        section(reader.say("It is kept for you and {others}.", others=mentions(reader, card.others))),
        _kind(reader, kind),
        field(
            "title",
            reader.say("What is it?"),
            PlainTextInputElement(
                action_id="title",
                max_length=LINE_LIMIT,
                placeholder=PlainTextObject(text=reader.say("A name you will know it by")),
            ),
            # A reading has a name already: what was measured.
            optional=kind is LogKind.READING,
        ),
    ]
    if kind is LogKind.READING:
        blocks += _reading(reader, card)
    blocks += [
        field(
            "link",
            reader.say("A link to it"),
            UrlInputElement(action_id="link", placeholder=PlainTextObject(text="https://"), initial_value=link or None),
            optional=True,
        ),
        field(
            "note",
            reader.say("A note"),
            PlainTextInputElement(action_id="note", multiline=True, max_length=TEXT_LIMIT),
            optional=True,
        ),
        field(
            "day",
            reader.say("When was it?"),
            DatePickerElement(action_id="day", initial_date=card.today.isoformat()),
            optional=True,
        ),
    ]
    return modal(
        reader.say("Add to the log"),
        blocks,
        callback_id=acts.KEEP,
        submit=reader.say("Keep it"),
        close=reader.say("Cancel"),
        private_metadata=json.dumps({"pair": card.pair_id.hex}),
    )


def read_pair(body: Payload) -> UUID:
    """Return the pair that a clicked button names."""
    return UUID(body["actions"][0]["value"])


def read_kind(body: Payload) -> tuple[UUID, LogKind]:
    """Return the form's pair and the kind that was just chosen in it."""
    view = body["view"]
    return UUID(json.loads(view["private_metadata"])["pair"]), LogKind(Typed(view).choice("kind") or LogKind.DEMO)


def read_keep(body: Payload) -> AddEntry:
    """Return a handed-in form."""
    view = body["view"]
    typed = Typed(view)
    return AddEntry(
        actor=actor(body),
        pair_id=UUID(json.loads(view["private_metadata"])["pair"]),
        kind=LogKind(typed.choice("kind") or LogKind.DEMO),
        draft=EntryDraft(
            title=typed.text("title"),
            link=typed.text("link"),
            note=typed.text("note"),
            day=typed.day("day"),
            measured=typed.text("measured"),
            value=typed.text("value"),
        ),
        receipt=submission_receipt(body),
    )


def _kind(reader: Reader, kind: LogKind) -> Block:
    choices: dict[LogKind, Option] = {each: option(kinds.name(reader, each), each.value) for each in kinds.TO_CHOOSE}
    element = StaticSelectElement(
        action_id=acts.CHOOSE_KIND, options=list(choices.values()), initial_option=choices[kind]
    )
    return {**field("kind", reader.say("Kind"), element), "dispatch_action": True}


def _reading(reader: Reader, card: EntryForm) -> list[Block]:
    blocks = [
        field(
            "measured",
            reader.say("What was measured?"),
            PlainTextInputElement(
                action_id="measured",
                max_length=LINE_LIMIT,
                placeholder=PlainTextObject(text=reader.say("Tickets a week")),
            ),
        ),
        field(
            "value",
            reader.say("Its value"),
            NumberInputElement(
                action_id="value", is_decimal_allowed=True, placeholder=PlainTextObject(text=reader.say("92"))
            ),
        ),
    ]
    if card.baseline.strip():
        told = card.baseline.strip()
        shown = told if len(told) <= BASELINE_SHOWN else f"{told[: BASELINE_SHOWN - 1]}…"
        blocks.append(section(reader.say("*Your charter’s baseline*\n{baseline}", baseline=escape(shown))))
    return blocks
