"""The charter: written, read, signed, and told."""

import json
from uuid import UUID

from msgspec.structs import fields as struct_fields
from slack_sdk.models.blocks import PlainTextInputElement, PlainTextObject

from mentoring.charters.commands import Basis, SignCharter, WriteCharter
from mentoring.charters.notices import CharterInForce, CharterToSign
from mentoring.charters.queries import CharterPage, WrittenCharter
from mentoring.charters.rules import FIELD_LIMIT, CharterText
from mentoring.pairs.queries import PairChoice
from mentoring.states import CharterVersionState
from views import charter_texts
from views.kit import (
    Block,
    Message,
    Modal,
    actions,
    both_or_all,
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
        button(reader.say("With {names}", names=names(reader, pair.others)), OPEN_CHARTER, pair.pair_id.hex)
        for pair in pairs
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


def signed(reader: Reader, card: CharterPage) -> Modal:
    """
    Return what somebody reads who has just signed.

    It is short: in the long page, which stays where it was scrolled to, the news would be out of sight.
    """
    written = card.written
    if written is None or not card.i_signed or card.ended:
        return page(reader, card)
    read = button(reader.say("Read the charter"), OPEN_CHARTER, card.pair_id.hex)
    return modal(
        reader.say("Thank you"),
        [
            *(section(each) for each in _after_signing(reader, written)),
            context(_signatures(reader, written)),
            actions([read], block_id="read"),
        ],
        close=reader.say("Done"),
    )


def _after_signing(reader: Reader, written: WrittenCharter) -> tuple[str, str]:
    if written.state is not CharterVersionState.IN_FORCE:
        return (
            reader.say(
                "*You signed. It comes into force with the signature of {missing}.*",
                missing=mentions(reader, written.missing),
            ),
            reader.say("*What happens next*\nNothing for you to do. Your conversation says when it is in force."),
        )
    headline = both_or_all(
        len(written.signers),
        reader.say("*Your charter is in force: you have both signed.*"),
        reader.say("*Your charter is in force: you have all signed.*"),
    )
    if written.number > 1:
        return headline, reader.say("*What happens next*\nYour sessions go on as they were planned.")
    return headline, reader.say(
        "*What happens next*\nThe card of your first session comes into your conversation. On the working day before it"
        " I send each of you a short prep."
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
    text = card.written.text if card.written else charter_texts.template(reader, len(card.others) + 1)
    blocks: list[Block] = [section(_editor_intro(reader, card))]
    for name, label, hint, placeholder in charter_texts.fields(reader):
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
    people = len(card.others) + 1
    if card.written is None or not card.written.is_settled:
        return reader.say(
            "One page with {others}. Two lines are yours to write; change the rest as you like.",
            others=mentions(reader, card.others),
        )
    if card.number_in_force:
        return both_or_all(
            people,
            reader.say("*This begins a new version.* You both sign again; until then the version in force stays so."),
            reader.say("*This begins a new version.* You all sign again; until then the version in force stays so."),
        )
    return both_or_all(
        people,
        reader.say("*Somebody has signed this text.* Changing it begins a new version that you both sign again."),
        reader.say("*Somebody has signed this text.* Changing it begins a new version that you all sign again."),
    )


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
        for name, label, _, _ in charter_texts.fields(reader):
            theirs = getattr(card.written.text, name)
            if theirs and theirs != getattr(mine, name):
                note += prose(reader.say("Theirs: {label}", label=label), theirs)
    kept = [block for block in typed_view["blocks"] if block["type"] == "input"]
    return {**fresh, "blocks": [*note, divider(), *kept]}


def to_sign(reader: Reader, card: CharterToSign) -> Message:
    """Return the card that asks for the missing signatures, or what became of the text."""
    people = len(card.signed) + len(card.missing)
    if card.state is CharterVersionState.IN_FORCE:
        text = both_or_all(
            people,
            reader.say("You both signed the charter, version {number}.", number=card.number),
            reader.say("You all signed the charter, version {number}.", number=card.number),
        )
        return Message(text, [section(text)])
    if card.ended:
        text = reader.say("This pair came to an end before its charter was signed.")
        return Message(text, [section(text)])
    if card.state is CharterVersionState.REPLACED:
        text = reader.say("Version {number} of the charter was replaced by a newer text.", number=card.number)
        return Message(
            text, [section(text), actions([button(reader.say("Read the newer one"), OPEN_CHARTER, card.pair_id.hex)])]
        )
    text = reader.say(
        "{signed} signed your charter. Still missing: {missing}.",
        signed=mentions(reader, card.signed),
        missing=mentions(reader, card.missing),
    )
    return Message(
        text,
        [
            section(text),
            actions([button(reader.say("Read and sign"), OPEN_CHARTER, card.pair_id.hex, style="primary")]),
            context(
                both_or_all(
                    people,
                    reader.say("Anything you would change? Edit it; then you both sign the new text."),
                    reader.say("Anything you would change? Edit it; then you all sign the new text."),
                )
            ),
        ],
    )


def in_force(reader: Reader, card: CharterInForce) -> Message:
    """Return the one announcement."""
    if card.replaced:
        text = both_or_all(
            len(card.members),
            reader.say("Charter, version {number}: replaced by a newer one you both signed.", number=card.number),
            reader.say("Charter, version {number}: replaced by a newer one you all signed.", number=card.number),
        )
        return Message(text, [section(text)])
    if card.ended:
        text = reader.say("Your charter was in force from {day} until this pair ended.", day=reader.day(card.since))
        kept = reader.say("Its text stays readable on Bothways’ Home tab.")
        return Message(text, [section(text), context(kept)])
    text = reader.say("Your charter is in force. {members} signed it.", members=mentions(reader, card.members))
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
    return CharterText(**{each.name: typed.text(each.name) for each in struct_fields(CharterText)})


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
        missing = mentions(reader, written.missing)
        return reader.say("You signed. It comes into force with the signature of {missing}.", missing=missing)
    return reader.say("Version {number}, ready to sign.", number=number)


def _text(reader: Reader, text: CharterText) -> list[Block]:
    blocks: list[Block] = []
    for name, label, _, _ in charter_texts.fields(reader):
        typed = getattr(text, name)
        if typed:
            blocks += prose(label, typed)
    return blocks


def _change(reader: Reader, card: CharterPage, written: WrittenCharter) -> list[Block]:
    settled = written.is_settled
    label = reader.say("Propose a change") if settled else reader.say("Edit the text")
    people = len(card.others) + 1
    line = (
        both_or_all(
            people,
            reader.say("A change begins a new version that you both sign again."),
            reader.say("A change begins a new version that you all sign again."),
        )
        if settled
        else both_or_all(
            people,
            reader.say("Either of you may edit until the first signature."),
            reader.say("Each of you may edit until the first signature."),
        )
    )
    return [actions([button(label, EDIT, card.pair_id.hex)], block_id="change"), context(line)]
