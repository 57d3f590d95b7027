"""Whom an owner said no to, and that they may be proposed again."""

from uuid import UUID

from mentoring.rounds.apart import AllowAgain, ApartPage, KeptApart, LookApart
from views.kit import Block, Modal, button, context, escape, modal, section
from views.matching import acts, turning, words
from views.matching.acts import Carried
from views.matching.turning import Turn
from views.payloads import Payload, actor
from views.reader import Reader


def open_button(reader: Reader, programme_id: UUID, number: int) -> Block:
    """Return the button that lists whom an owner said no to."""
    return button(reader.say("Said no to ({number})", number=number), acts.APART, programme_id.hex)


def page(reader: Reader, card: ApartPage, carried: Carried) -> Modal:
    """Return one page of them, each with the way back."""
    blocks: list[Block] = []
    if card.pairs:
        blocks.append(
            section(
                reader.say(
                    "*Whom you said no to*\n{programme} drafts none of these pairs, in any round. Only its owners see"
                    " this.",
                    programme=escape(card.name),
                )
            )
        )
        blocks += [_two(reader, each) for each in card.pairs]
    else:
        blocks.append(section(reader.say("There is nobody whom you said no to.")))
    turn = Turn(acts.APART_EARLIER, acts.APART_LATER, card.programme_id.hex, card.page, card.pages)
    blocks += turning.blocks(reader, turn)
    if card.pairs:
        blocks.append(
            context(reader.say("Allowed again, two may be in the next draft; the one that stands stays as it is."))
        )
    return modal(
        reader.say("Said no to"),
        blocks,
        close=reader.say("Back"),
        private_metadata=acts.carry(Carried(carried.programme_id, carried.round_id, card.page)),
    )


def read_open(body: Payload) -> LookApart:
    """Return the first page of the desk that a click came from."""
    return LookApart(actor(body), acts.read_carried(body["view"]).programme_id)


def read_again(body: Payload, step: int = 0) -> LookApart:
    """Return the page that a click came from; `step` is by how many it turns."""
    carried = acts.read_carried(body["view"])
    return LookApart(actor(body), carried.programme_id, carried.page + step)


def read_allow(body: Payload) -> AllowAgain:
    """Return which two an owner allows again."""
    programme_id = acts.read_carried(body["view"]).programme_id
    return AllowAgain(actor(body), programme_id, UUID(body["actions"][0]["value"]))


def _two(reader: Reader, apart: KeptApart) -> Block:
    one, other = (words.mention(each) for each in (apart.one, apart.other))
    return {
        **section(reader.say("*{one} and {other}*", one=one, other=other), block_id=f"apart-{apart.decision_id.hex}"),
        "accessory": button(
            reader.say("Allow again"),
            acts.ALLOW,
            apart.decision_id.hex,
            spoken=reader.say("Allow {one} and {other} again", one=apart.one.name, other=apart.other.name),
        ),
    }
