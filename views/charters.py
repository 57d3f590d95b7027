"""The charter: written, read, signed, and told."""

import json
from dataclasses import fields as dataclass_fields
from uuid import UUID

from slack_sdk.models.blocks import PlainTextInputElement, PlainTextObject

from mentoring.charters.commands import Basis, SignCharter, WriteCharter
from mentoring.charters.notices import CharterInForce, CharterToSign
from mentoring.charters.queries import CharterPage, WrittenCharter
from mentoring.charters.rules import FIELD_LIMIT, CharterText
from mentoring.pairs.queries import PairChoice
from mentoring.states import CharterVersionState
from views.kit import (
    Block,
    Message,
    Modal,
    actions,
    button,
    context,
    divider,
    field,
    mention,
    mentions,
    modal,
    names,
    prose,
    section,
)
from views.pairs import OPEN_CHARTER
from views.payloads import Payload, Typed, actor
from views.reader import Reader

WRITE = "charter.write"
SIGN = "charter.sign"
EDIT = "charter.edit"
READ_IN_FORCE = "charter.read_in_force"


def choose(reader: Reader, pairs: tuple[PairChoice, ...]) -> Modal:
    """Return the question which pair, for those with several."""
    buttons = [
        button(reader.say("With {names}", names=names(pair.others)), OPEN_CHARTER, pair.pair_id.hex) for pair in pairs
    ]
    return modal(
        reader.say("Which charter?"),
        [
            section(reader.say("You are in several pairs. Each has a charter of its own.")),
            *(actions([each], block_id=f"pair-{number}") for number, each in enumerate(buttons)),
        ],
        close=reader.say("Close"),
    )


def page(reader: Reader, card: CharterPage) -> Modal:
    """Return what the reader can do with the charter now: write it, sign it, or read it."""
    if card.written is None:
        return editor(reader, card) if not card.ended else _blank(reader)
    written = card.written
    blocks = [*_status(reader, card, written), *_older(reader, card), divider(), *_text(reader, written.text)]
    may_sign = written.state is CharterVersionState.OPEN and not card.i_signed and not card.ended
    if not card.ended:
        blocks += [divider(), *_change(reader, card, written)]
    if may_sign:
        blocks.append(
            context(reader.say("Signing is yours alone: nobody can sign for you. Your consent is kept with its date."))
        )
    return modal(
        reader.say("Our charter"),
        blocks,
        callback_id=SIGN if may_sign else None,
        submit=reader.say("Sign") if may_sign else None,
        close=reader.say("Close"),
        private_metadata=_metadata(card),
    )


def in_force_page(reader: Reader, card: CharterPage) -> Modal:
    """Return the text that counts while a newer one is being discussed; once none is, the page itself."""
    counting = card.still_in_force
    if counting is None:
        return page(reader, card)
    back = button(reader.say("Back to the newer text"), OPEN_CHARTER, card.pair_id.hex)
    headline = reader.say("Version {number}, in force.", number=counting.number)
    return modal(
        reader.say("Our charter"),
        [
            section(f"*{headline}*"),
            context(_signatures(reader, counting)),
            divider(),
            *_text(reader, counting.text),
            divider(),
            actions([back], block_id="back"),
        ],
        close=reader.say("Close"),
    )


def editor(reader: Reader, card: CharterPage) -> Modal:
    """Return the page as editable text: the kick-off template, or what was written last."""
    text = card.written.text if card.written else _template(reader)
    blocks: list[Block] = [section(_editor_intro(reader, card))]
    for name, label, hint, placeholder in _fields(reader):
        blocks.append(
            field(
                name,
                label,
                PlainTextInputElement(
                    action_id=name,
                    multiline=True,
                    max_length=FIELD_LIMIT,
                    initial_value=getattr(text, name) or None,
                    placeholder=PlainTextObject(text=placeholder) if placeholder else None,
                ),
                optional=name not in {"purpose", "success"},
                hint=hint,
            )
        )
    return modal(
        reader.say("Our charter"),
        blocks,
        callback_id=WRITE,
        submit=reader.say("Save and preview"),
        close=reader.say("Cancel"),
        private_metadata=_metadata(card),
    )


def _editor_intro(reader: Reader, card: CharterPage) -> str:
    if card.written is None or not card.written.is_settled:
        return reader.say(
            "One page with {others}. Two lines are yours to write; change the rest as you like.",
            others=mentions(card.others),
        )
    if card.number_in_force:
        return reader.say(
            "*This begins a new version.* Everybody signs again; until then the version in force stays so."
        )
    return reader.say("*Somebody has signed this text.* Changing it begins a new version that everybody signs again.")


def moved_on(reader: Reader, card: CharterPage) -> Modal:
    """Return the newest text with a note that it is newer than what the reader had before them."""
    fresh = page(reader, card)
    note = section(reader.say("*The text has changed since you opened it.* Please read it again before you sign."))
    return {**fresh, "blocks": [note, *fresh["blocks"]]}


def conflict(reader: Reader, card: CharterPage, typed_view: Payload) -> Modal:
    """Return the writer's own text, kept, with the other's text above it; saving again then replaces that one."""
    mine = read_text(typed_view)
    fresh = editor(reader, card)
    note = [
        section(
            reader.say(
                "*Somebody saved another text while you wrote.* Yours is kept below and not saved yet. Take over"
                " what you like from theirs, then save."
            )
        ),
    ]
    if card.written:
        for name, label, _, _ in _fields(reader):
            theirs = getattr(card.written.text, name)
            if theirs and theirs != getattr(mine, name):
                note += prose(reader.say("Theirs: {label}", label=label), theirs)
    kept = [block for block in typed_view["blocks"] if block["type"] == "input"]
    return {**fresh, "blocks": [*note, divider(), *kept]}


def to_sign(reader: Reader, card: CharterToSign) -> Message:
    """Return the card that asks for the missing signatures, or what became of the text."""
    if card.state is CharterVersionState.IN_FORCE:
        text = reader.say("Everybody signed the charter, version {number}.", number=card.number)
        return Message(text, [section(text)])
    if card.state is CharterVersionState.REPLACED:
        text = reader.say("Version {number} of the charter was replaced by a newer text.", number=card.number)
        return Message(
            text, [section(text), actions([button(reader.say("Read the newer one"), OPEN_CHARTER, card.pair_id.hex)])]
        )
    text = reader.say(
        "{signed} signed your charter. Still missing: {missing}.",
        signed=mentions(card.signed),
        missing=mentions(card.missing),
    )
    return Message(
        text,
        [
            section(text),
            actions([button(reader.say("Read and sign"), OPEN_CHARTER, card.pair_id.hex, style="primary")]),
            context(reader.say("Anything you would change? Edit it; then everybody signs the new text.")),
        ],
    )


def in_force(reader: Reader, card: CharterInForce) -> Message:
    """Return the one announcement."""
    if card.replaced:
        text = reader.say("Charter, version {number}: replaced by a newer one you all signed.", number=card.number)
        return Message(text, [section(text)])
    text = reader.say("Your charter is in force. {members} signed it.", members=mentions(card.members))
    return Message(
        text,
        [
            section(f"*{text}*"),
            section(
                reader.say(
                    "*What happens next*\nWrite a ten-minute check-in whenever something moved: `/mentor-checkin`. In"
                    " a week a private question asks each of you how safe it feels; only you see your answer."
                )
            ),
            actions([button(reader.say("Open our charter"), OPEN_CHARTER, card.pair_id.hex)]),
            context(reader.say("Version {number} · since {day}", number=card.number, day=reader.day(card.since))),
        ],
    )


def read_text(view: Payload) -> CharterText:
    """Return the page as typed."""
    typed = Typed(view)
    return CharterText(**{each.name: typed.text(each.name) for each in dataclass_fields(CharterText)})


def read_write(body: Payload) -> WriteCharter:
    """Return a saved page, and which text it was written over."""
    view = body["view"]
    pair_id, basis = _read_metadata(view)
    return WriteCharter(actor(body), pair_id, read_text(view), basis)


def read_sign(body: Payload) -> SignCharter:
    """Return a signature under exactly the text that was shown."""
    pair_id, basis = _read_metadata(body["view"])
    return SignCharter(actor(body), pair_id, basis)


def _metadata(card: CharterPage) -> str:
    basis = [card.written.version_id.hex, card.written.revision] if card.written else None
    return json.dumps({"pair": card.pair_id.hex, "basis": basis}, separators=(",", ":"))


def _read_metadata(view: Payload) -> tuple[UUID, Basis | None]:
    kept = json.loads(view["private_metadata"])
    basis = Basis(UUID(kept["basis"][0]), int(kept["basis"][1])) if kept["basis"] else None
    return UUID(kept["pair"]), basis


def _blank(reader: Reader) -> Modal:
    text = reader.say("This pair ended before its charter was written.")
    return modal(reader.say("Our charter"), [section(text)], close=reader.say("Close"))


def _status(reader: Reader, card: CharterPage, written: WrittenCharter) -> list[Block]:
    return [section(f"*{_headline(reader, card, written)}*"), context(_signatures(reader, written))]


def _older(reader: Reader, card: CharterPage) -> list[Block]:
    if card.still_in_force is None:
        return []
    read = button(reader.say("Read the one in force"), READ_IN_FORCE, card.pair_id.hex)
    return [actions([read], block_id="older")]


def _signatures(reader: Reader, written: WrittenCharter) -> str:
    signers = [
        reader.say("{who} · signed {day}", who=mention(signer.member), day=reader.day(signer.signed_at))
        if signer.signed_at
        else reader.say("{who} · not signed yet", who=mention(signer.member))
        for signer in written.signers
    ]
    return "\n".join(signers)


def _headline(reader: Reader, card: CharterPage, written: WrittenCharter) -> str:
    number = written.number
    if card.ended:
        return reader.say("This pair has ended. Version {number}, to read.", number=number)
    if written.state is CharterVersionState.IN_FORCE:
        return reader.say("Version {number}, in force.", number=number)
    if card.number_in_force:
        return reader.say(
            "Version {number}, ready to sign. Until then version {old} stays in force.",
            number=number,
            old=card.number_in_force,
        )
    if card.i_signed:
        return reader.say("You signed. It comes into force when everybody has.")
    return reader.say("Version {number}, ready to sign.", number=number)


def _text(reader: Reader, text: CharterText) -> list[Block]:
    blocks: list[Block] = []
    for name, label, _, _ in _fields(reader):
        typed = getattr(text, name)
        if typed:
            blocks += prose(label, typed)
    return blocks


def _change(reader: Reader, card: CharterPage, written: WrittenCharter) -> list[Block]:
    settled = written.is_settled
    label = reader.say("Propose a change") if settled else reader.say("Edit the text")
    line = (
        reader.say("A change begins a new version that everybody signs again.")
        if settled
        else reader.say("Either of you may edit until the first signature.")
    )
    return [actions([button(label, EDIT, card.pair_id.hex)], block_id="change"), context(line)]


def _fields(reader: Reader) -> tuple[tuple[str, str, str | None, str | None], ...]:
    """Return name, label, hint and placeholder of each field, in the order of the page."""
    return (
        (
            "purpose",
            reader.say("What we want in 30 days"),
            reader.say("One outcome you could show to somebody."),
            reader.say("Our help page answers the ten most asked questions, drafted with AI, checked by us."),
        ),
        (
            "success",
            reader.say("How we will know"),
            None,
            reader.say("A tenth fewer tickets on those questions."),
        ),
        (
            "baseline",
            reader.say("Where it stands today"),
            reader.say("A number is best; without it nobody can tell later."),
            reader.say("About 120 tickets a week."),
        ),
        ("confidentiality", reader.say("What stays between us"), None, None),
        ("tools", reader.say("Tools, and how we use AI"), None, None),
        ("cadence", reader.say("When we meet"), None, None),
        ("norms", reader.say("How we treat each other"), None, None),
    )


def _template(reader: Reader) -> CharterText:
    """Return the kick-off page. Purpose and measure stay empty: a goal that was filled in is nobody's goal."""
    return CharterText(
        purpose="",
        success="",
        baseline="",
        confidentiality=reader.say(
            "What we say here stays between us. Outside we tell only what we have both agreed to, in words we have"
            " both seen. Either of us may take a topic off the table without a reason."
        ),
        tools=reader.say(
            "We use the tools our company has approved. AI may draft; we check and decide. We say when we used it and"
            " what for, and we put no personal or customer data into it."
        ),
        cadence=reader.say(
            "50 minutes every two weeks; in the week between, ten minutes in writing. If one of us cannot, we say so"
            " and move it."
        ),
        norms=reader.say(
            "We ask before advising. We begin by naming something we may be wrong about. No question is a bad one."
            " When something fails we look at what happened, not at who."
        ),
    )
