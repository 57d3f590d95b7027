"""A sheet that its owner posted into their direct message with the bot: shall it be read, and which, and for which?"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from mentoring.programmes.queries import OwnProgramme
from mentoring.roster.posted import OneWaits, PostedSheet, SheetOffer, SheetPosted, TakePosted
from mentoring.states import ImportState
from views import choosing, roster
from views.kit import Block, Message, Modal, actions, button, escape, modal, section
from views.payloads import Payload, actor, event_actor
from views.reader import Reader

TAKE = "roster.take_posted"
NAMES = (".csv", ".tsv", ".xlsx")
TYPES = frozenset(
    {
        "text/csv",
        "text/tab-separated-values",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    }
)
"""How a file is called, or of which kind Slack says it is, that may hold people; what is in it is not looked at."""


def offer(reader: Reader, card: SheetOffer) -> Message:
    """Return what an owner reads who posted sheets to the bot: what became of each, and one button."""
    if not card.sheets:
        return _of_somebody_else(reader, card)
    if len(card.sheets) > 1:
        return _of_several(reader, card)
    [sheet] = card.sheets
    match sheet.state:
        case None:
            text = reader.say("A sheet? I have not opened it. Shall I?")
            words = reader.say(
                "*A sheet?* I have not opened it. If it holds people for your programme, I read it when you say so. You"
                " look it through before anybody is in, and *nobody is written to.*"
            )
            return Message(text, [section(words), actions([_take(reader, card)])])
        case ImportState.READ | ImportState.MAPPED:
            text = reader.say("I have read your sheet. Nobody is brought in yet.")
            words = reader.say("*I have read your sheet.* Nobody is brought in yet.")
            return Message(text, [section(words), actions([_go_on(reader, sheet, style="primary")])])
        case ImportState.DONE:
            text = reader.say("Your sheet is done. Its report stands below, row by row.")
            words = reader.say("*Your sheet is done.* Its report stands below, row by row.")
            return Message(text, [section(words)])
        case ImportState.DROPPED:
            text = reader.say("I have forgotten this sheet. To bring its people in, post it once more.")
            return Message(text, [section(text)])


def _of_somebody_else(reader: Reader, card: SheetOffer) -> Message:
    text = reader.say("A sheet? Somebody else uploaded it, so I leave it closed.")
    words = reader.say(
        "*A sheet?* Somebody else uploaded it, so I leave it closed. If it holds people for your programme, hand in a"
        " copy of your own."
    )
    return Message(text, [section(words), actions([roster.open_button(reader, card.programme_id)])])


def _of_several(reader: Reader, card: SheetOffer) -> Message:
    number = len(card.sheets)
    lines = [_line(reader, each, place) for place, each in enumerate(card.sheets, 1)]
    if all(each.state is not None for each in card.sheets):
        text = reader.say("How far your {number} sheets are.", number=number)
        words = reader.say("*How far your {number} sheets are:*", number=number)
        return Message(text, [section(words), *lines])
    text = reader.say("{number} sheets? I open them only when you say so.", number=number)
    words = reader.say(
        "*{number} sheets?* I open them only when you say so, one at a time. You look each through before anybody is"
        " in, and *nobody is written to.*",
        number=number,
    )
    return Message(text, [section(words), *lines, actions([_take(reader, card)])])


def _line(reader: Reader, sheet: PostedSheet, place: int) -> Block:
    line = section(reader.say("*Sheet {number}:* {what}", number=place, what=_became(reader, sheet)))
    spoken = reader.say("Go on with sheet {number}", number=place)
    return line if sheet.import_id is None else {**line, "accessory": _go_on(reader, sheet, spoken=spoken)}


def _became(reader: Reader, sheet: PostedSheet) -> str:
    match sheet.state:
        case None:
            return reader.say("closed")
        case ImportState.READ | ImportState.MAPPED:
            return reader.say("read, nobody is brought in yet")
        case ImportState.DONE:
            return reader.say("done, its report stands below")
        case ImportState.DROPPED:
            return reader.say("forgotten; to bring its people in, post it once more")


def _take(reader: Reader, card: SheetOffer) -> Block:
    return button(reader.say("Bring these people in"), TAKE, _value(card.offer_id), style="primary")


def _go_on(reader: Reader, sheet: PostedSheet, *, style: str | None = None, spoken: str | None = None) -> Block:
    value = sheet.import_id.hex if sheet.import_id else ""
    return button(reader.say("Go on with it"), roster.GO_ON, value, style=style, spoken=spoken)


def which_sheet(reader: Reader, command: TakePosted, files: Sequence[tuple[str, str]]) -> Modal:
    """
    Return the question which of the sheets is to be read.

    Args:
        files: Slack's id of each, and what it is called.
    """
    label = reader.say("Read it")
    lines: list[tuple[str, Block]] = []
    for file_id, name in files:
        spoken = reader.say("Read {sheet}", sheet=name)
        lines.append((name, button(label, TAKE, _value(command.offer_id, file_id), spoken=spoken)))
    return choosing.which_sheet(reader, lines)


def which_programme(reader: Reader, command: TakePosted, file_id: str, programmes: Sequence[OwnProgramme]) -> Modal:
    """Return the question for which programme a sheet is, for owners of several."""
    label = reader.say("Bring them in here")
    lines: list[tuple[str, Block]] = []
    for each in programmes:
        spoken = reader.say("Bring them into {programme}", programme=each.name)
        value = _value(command.offer_id, file_id, each.programme_id)
        lines.append((each.name, button(label, TAKE, value, spoken=spoken)))
    return choosing.which_programme(reader, lines)


def one_waits(reader: Reader, command: TakePosted, card: OneWaits) -> Modal:
    """Return the question which of two sheets is to be gone on with: the posted one, or the one that waits."""
    return modal(
        reader.say("Bring people in"),
        [
            section(f"*{escape(card.programme)}*"),
            section(
                reader.say(
                    "*A sheet of {rows} rows waits for you.* Handed in: {day}. As soon as I read the new one, it is"
                    " forgotten; nobody was brought in by it.",
                    rows=card.waiting.rows,
                    day=reader.day(card.waiting.begun_at),
                )
            ),
            actions(
                [
                    button(
                        reader.say("Read the new one"),
                        TAKE,
                        _value(command.offer_id, card.file_id, card.programme_id, card.waiting.import_id),
                        style="primary",
                    ),
                    button(reader.say("Go on with the old one"), roster.GO_ON, card.waiting.import_id.hex),
                ],
                block_id="waiting",
            ),
        ],
        close=reader.say("Close"),
    )


def _value(offer_id: UUID, file_id: str | None = None, *ids: UUID) -> str:
    return " ".join([offer_id.hex, *([file_id] if file_id else []), *(each.hex for each in ids)])


def read_take(body: Payload) -> TakePosted:
    """Return which sheet is to be read, as far as its owner has said; who may is not for a button to say."""
    offer_id, *more = str(body["actions"][0]["value"]).split(" ")
    file_id, programme_id, instead_of = [*more, None, None, None][:3]
    return TakePosted(
        actor(body),
        UUID(offer_id),
        file_id,
        UUID(programme_id) if programme_id else None,
        UUID(instead_of) if instead_of else None,
    )


def read_posted(body: Payload) -> SheetPosted | None:
    """Return the sheets of a message to the bot; nothing where there are none, or where others read along."""
    event: dict[str, Any] = body["event"]
    sheets = [each for each in event.get("files") or () if _is_sheet(each)]
    if event.get("channel_type") != "im" or not sheets:
        return None
    who = event_actor(body)
    # Of a file of another organisation's Slack says neither whose it is nor what it is called.
    own = tuple(str(each["id"]) for each in sheets if each.get("user") == who.user_id)
    return SheetPosted(who, str(event["channel"]), own, f"event:{body['event_id']}")


def _is_sheet(file: dict[str, Any]) -> bool:
    return str(file.get("name") or "").lower().endswith(NAMES) or file.get("mimetype") in TYPES
