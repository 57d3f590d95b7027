"""A pair without a charter: one reminder, then the choice to let it go."""

from mentoring.charters.unsigned import CharterNudge, Outlook, ReleaseChoice, StillWant
from views import pairs
from views.kit import Block, Message, actions, button, context, mentions, section
from views.payloads import Payload, actor
from views.reader import Reader

KEEP = "pair.still_wanted"


def nudge(reader: Reader, card: CharterNudge) -> Message:
    """Return the one reminder of a charter that is missing."""
    others = mentions(reader, card.others)
    if card.outlook is not Outlook.WAITING:
        return _settled(reader, card)
    label = reader.say("Read and sign") if card.is_written else reader.say("Write our charter")
    if card.is_written:
        text = reader.say("Your charter with {others} waits for your signature.", others=others)
    else:
        text = reader.say("Your pair with {others} has no charter yet.", others=others)
    return Message(
        text,
        [
            section(f"*{text}*"),
            section(reader.say("Two lines are enough to begin; it can be changed at any time.")),
            actions([button(label, pairs.OPEN_CHARTER, card.pair_id.hex, style="primary")], block_id="charter"),
            context(reader.say("I remind you of it once.")),
        ],
    )


def choice(reader: Reader, card: ReleaseChoice) -> Message:
    """Return the choice, or what stands in its place once it was made."""
    if card.outlook is not Outlook.WAITING:
        return _settled(reader, card)
    others = mentions(reader, card.others)
    text = reader.say("Your pair with {others} has not begun. Is it still right for you?", others=others)
    return Message(text, [section(f"*{text}*"), *_answers(reader, card)])


def read_keep(body: Payload) -> StillWant:
    """Return whose pair is still wanted."""
    pair_id, number = body["actions"][0]["value"].split(":")
    return StillWant(actor(body), pairs.as_id(pair_id), int(number))


def _answers(reader: Reader, card: ReleaseChoice) -> list[Block]:
    value = card.pair_id.hex
    charter = button(reader.say("Our charter"), pairs.OPEN_CHARTER, value, style="primary" if card.is_kept else None)
    if card.is_kept:
        words = reader.say("Good. It begins with the charter; two lines are enough.")
        return [section(words), actions([charter], block_id="kept")]
    release = button(
        reader.say("Release the pair"),
        pairs.LEAVE,
        value,
        confirm=pairs.leave_question(reader, card.others),
    )
    keep = button(reader.say("We still want this"), KEEP, f"{value}:{card.round}", style="primary")
    return [
        section(reader.say("Times change, and nobody has to say why. Either answer is a good one.")),
        actions([keep, release, charter], block_id="choice"),
        context(reader.say("Without an answer nothing happens, and nothing more comes.")),
    ]


def _settled(reader: Reader, card: CharterNudge | ReleaseChoice) -> Message:
    others = mentions(reader, card.others)
    if card.outlook is Outlook.IN_FORCE:
        text = reader.say("Your charter with {others} is in force. Nothing left to do here.", others=others)
    else:
        text = reader.say("Your pair with {others} has ended. Nothing left to do here.", others=others)
    return Message(text, [section(text)])
