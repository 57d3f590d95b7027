"""One entry in full, and the question whether it may be shown outside the pair."""

from uuid import UUID

from mentoring.learning_log.commands import WithdrawEntry
from mentoring.learning_log.notices import SharingQuestion
from mentoring.learning_log.permission import Sharing
from mentoring.learning_log.queries import EntryPage, ReadEntry
from mentoring.learning_log.rules import KeptFile, WrittenEntry
from mentoring.learning_log.sharing import AnswerSharing, AskToShare
from mentoring.typed import LINE_LIMIT
from views.kit import (
    PROSE_LIMIT,
    Block,
    Message,
    Modal,
    actions,
    button,
    confirm_danger,
    context,
    divider,
    escape,
    mention,
    mentions,
    modal,
    prose,
    section,
)
from views.learning_log import acts, kinds
from views.learning_log.pages import reading
from views.payloads import Payload, actor, click_receipt
from views.reader import Reader

FILES_SHOWN = 10


def page(reader: Reader, card: EntryPage, place: str = "") -> Modal:
    """
    Return one entry with what can be done about it.

    Args:
        place: where the reader was in the log, for the way back.
    """
    entry = card.entry
    blocks = body(reader, entry)
    blocks += [divider(), *_sharing(reader, card)]
    doors = [button(reader.say("Back to the log"), acts.OPEN, entry.pair_id.hex)]
    if card.mine:
        doors.append(
            button(
                reader.say("Withdraw …"),
                acts.WITHDRAW,
                entry.entry_id.hex,
                confirm=confirm_danger(
                    reader.say("Withdraw this entry?"),
                    reader.say("It leaves the log you share, and its words are erased for good."),
                    reader.say("Withdraw"),
                    reader.say("Keep it"),
                ),
                spoken=reader.say("Withdraw this entry"),
            )
        )
    blocks.append(actions(doors, block_id="doors"))
    return modal(reader.say("Learning Log"), blocks, close=reader.say("Close"), private_metadata=place)


def body(reader: Reader, entry: WrittenEntry) -> list[Block]:
    """Return what an entry says, escaped."""
    text = entry.text
    about = reader.say(
        "{kind} · {day} · kept by {who}",
        kind=kinds.name(reader, entry.kind),
        day=reader.calendar_day(text.day),
        who=mention(entry.keeper),
    )
    blocks = [section(f"*{escape(text.title[:LINE_LIMIT])}*"), context(about)]
    if text.measured:
        blocks += prose(reader.say("Measured"), reading(reader, text))
    if text.note:
        heading = reader.say("Note")
        if entry.author:
            heading = reader.say("In the words of {who}", who=mention(entry.author))
        blocks += prose(heading, text.note)
    if text.link:
        blocks += link(reader, text.link)
    if text.files:
        blocks.append(section("\n".join(_file(each) for each in text.files[:FILES_SHOWN])))
    return blocks


def link(reader: Reader, address: str) -> list[Block]:
    """Return a link that can be followed."""
    if len(escape(address)) <= PROSE_LIMIT:
        return [section(f"<{escape(address)}>")]
    # Escaped it is too long for one section, and a link cannot be cut: its text is shown, to be copied.
    return prose(reader.say("Link"), address)


def _file(file: KeptFile) -> str:
    return f"• <{escape(file.link)}|{escape(file.name.replace('|', ' ')[:80])}>"


def _sharing(reader: Reader, card: EntryPage) -> list[Block]:
    value, stands = card.entry.entry_id.hex, card.sharing
    line = section(_where_it_stands(reader, stands))
    if not stands.asked:
        return [line, actions([button(reader.say("Ask to share outside"), acts.ASK_TO_SHARE, value)])]
    return [line, actions(_answers(reader, value, stands))]


def _where_it_stands(reader: Reader, stands: Sharing) -> str:
    if not stands.asked:
        return reader.say("*Only your pair sees this.* It may be shown outside only when each of you agrees.")
    if stands.agreed:
        return reader.say("*It may be shown outside the pair.* Each of you agreed; anybody can take it back any time.")
    if stands.agree:
        return reader.say("*Only your pair sees this.* You agreed to show it; it needs a yes from each of you.")
    if stands.answered:
        return reader.say("*Only your pair sees this.* You did not agree to show it; nobody is told who did not.")
    return reader.say("*Only your pair sees this.* You are asked whether it may be shown outside.")


def _answers(reader: Reader, value: str, stands: Sharing) -> list[Block]:
    yes = button(reader.say("It may be shown"), acts.AGREE_TO_SHARE, value)
    no = button(reader.say("Please don’t"), acts.REFUSE_TO_SHARE, value)
    if stands.agree:
        return [button(reader.say("Take back my yes"), acts.REFUSE_TO_SHARE, value)]
    return [yes] if stands.answered else [yes, no]


def question(reader: Reader, card: SharingQuestion) -> Message:
    """Return the question to one member, or what came of it; the notification says who asks, not about what."""
    if card.title is None or card.sharing is None:
        text = reader.say("An entry of your Learning Log that you were asked about was withdrawn.")
        return Message(text, [section(text)])
    text = reader.say(
        "May an entry of the Learning Log that you share with {others} be shown outside the pair?",
        others=mentions(reader, card.others),
    )
    blocks = [section(text), section(f"*{escape(card.title)}*")]
    value = card.entry_id.hex
    buttons = [] if card.ended and not card.sharing.agree else _answers(reader, value, card.sharing)
    buttons.append(button(reader.say("Read"), acts.READ, value, spoken=reader.say("Read this entry in full")))
    if card.sharing.answered:
        blocks.append(section(_where_it_stands(reader, card.sharing)))
    blocks.append(actions(buttons))
    blocks.append(
        context(reader.say("Your answer is yours: nobody is told who agreed or not, only whether it may be shown."))
    )
    return Message(text, blocks)


def read_entry(body: Payload) -> ReadEntry:
    """Return the entry that a clicked button names."""
    return ReadEntry(actor(body), _entry(body))


def read_withdrawal(body: Payload) -> WithdrawEntry:
    """Return the click on "Withdraw"."""
    return WithdrawEntry(actor(body), _entry(body))


def read_ask(body: Payload) -> AskToShare:
    """Return the click on "Ask to share outside the pair"."""
    return AskToShare(actor(body), _entry(body), click_receipt(body))


def read_sharing(body: Payload) -> AnswerSharing:
    """Return a member's answer."""
    agrees = body["actions"][0]["action_id"] == acts.AGREE_TO_SHARE
    return AnswerSharing(actor(body), _entry(body), agrees, click_receipt(body))


def _entry(body: Payload) -> UUID:
    return UUID(body["actions"][0]["value"])
