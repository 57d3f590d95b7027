"""A session in people's own calendars: links, a file, and an address that stays true by itself."""

from datetime import UTC, datetime
from urllib.parse import urlencode
from uuid import UUID

from mentoring.calendars.commands import TakeFile
from mentoring.calendars.feeds import ChangeFeed, FeedPage
from mentoring.calendars.rules import CalendarEntry, CalendarFile, Occasion
from mentoring.sessions.rules import SessionView
from views.kit import AttachedEvent, Block, Message, Modal, actions, button, context, modal, section
from views.payloads import Payload, actor, click_receipt
from views.reader import Reader

TAKE = "calendar.file"
OPEN = "calendar.open"
MAKE = "calendar.make"
TURN_OFF = "calendar.turn_off"
NONE = "none"


def on_card(reader: Reader, view: SessionView) -> Block:
    """Return the line by which a planned session gets into somebody's own calendar; it names nobody."""
    take = button(
        reader.say("Calendar file"), TAKE, view.session_id.hex, spoken=reader.say("Send me this session as a file")
    )
    return {**section(_links(reader, view)), "accessory": take}


def title(reader: Reader, number: int) -> str:
    """Return what a session is called in a calendar that others may see."""
    return reader.say("Mentoring session {number}", number=number)


def calendar_name(reader: Reader) -> str:
    """Return what the whole calendar of an address is called."""
    return reader.say("Mentoring sessions")


def titled(reader: Reader, entries: tuple[CalendarEntry, ...]) -> tuple[tuple[CalendarEntry, str], ...]:
    """Return the sessions of an address with what they are called."""
    return tuple((entry, title(reader, entry.number)) for entry in entries)


def file(reader: Reader, card: CalendarFile) -> Message:
    """Return the message with which a calendar file comes: one line that says what to do with it."""
    text = _line(reader, card)
    return Message(text, [section(text)], AttachedEvent(card.entry, title(reader, card.entry.number)))


def page(reader: Reader, card: FeedPage, base_url: str | None) -> Modal:
    """
    Return what somebody may do about their own calendar.

    Args:
        base_url: where the bot is reached from outside; without it there is no address to offer.
    """
    blocks = [
        section(
            reader.say(
                "Every session’s card has links for Google and Outlook, and a file for any other calendar. Whoever took"
                " the file gets the next one when the session moves."
            )
        )
    ]
    if base_url is not None:
        blocks += _address(reader, card, base_url)
    blocks.append(
        context(reader.say("Your calendar is told “Mentoring session” and when: no name, and nothing of what you do."))
    )
    return modal(reader.say("Your calendar"), blocks, close=reader.say("Close"))


def read_take(body: Payload) -> TakeFile:
    """Return the wish for a session's file."""
    return TakeFile(actor(body), UUID(body["actions"][0]["value"]), click_receipt(body))


def read_change(body: Payload) -> ChangeFeed:
    """Return a click on one's own address, as it was shown."""
    value = body["actions"][0]["value"]
    return ChangeFeed(actor(body), None if value == NONE else UUID(value))


def _address(reader: Reader, card: FeedPage, base_url: str) -> list[Block]:
    if card.feed_id is None or card.since is None:
        offer = reader.say(
            "*An address of your own* shows all your sessions and keeps itself true: what moves moves there too, and"
            " what is called off vanishes. Whoever knows it can read it, so keep it to yourself."
        )
        return [section(offer), actions([button(reader.say("Make my address"), MAKE, NONE, style="primary")])]
    buttons = actions(
        [
            button(reader.say("New address"), MAKE, card.feed_id.hex),
            button(reader.say("Turn it off"), TURN_OFF, card.feed_id.hex),
        ]
    )
    if card.secret is None:
        told = reader.say(
            "You have an address since {day}. It was shown once and is not kept, so it cannot be shown again. A new one"
            " makes the old one useless.",
            day=reader.day(card.since),
        )
        return [section(told), buttons]
    address = f"{base_url}/calendar/{card.workspace_id.hex}/{card.secret}.ics"
    letters = {"type": "text", "text": address}
    return [
        section(reader.say("*Your address.* Copy it now: it is shown this once. Add it as a calendar “from a URL”.")),
        {"type": "rich_text", "elements": [{"type": "rich_text_preformatted", "elements": [letters]}]},
        context(reader.say("Whoever knows it can read it, so keep it to yourself.")),
        buttons,
    ]


def _line(reader: Reader, card: CalendarFile) -> str:
    number = card.entry.number
    match card.occasion:
        case Occasion.CALLED_OFF:
            return reader.say(
                "Session {number} was called off. Open this file to take the old hold out of your calendar, or remove"
                " it there by hand.",
                number=number,
            )
        case Occasion.WITHOUT_TIME:
            return reader.say(
                "Session {number} has no time at the moment. Open this file to take the old hold out of your calendar,"
                " or remove it there by hand.",
                number=number,
            )
        case Occasion.MOVED if card.entry.starts_at is not None:
            return reader.say(
                "Session {number} is {moment} now. Open this file to move the hold in your calendar, and remove the old"
                " one if it is still there.",
                number=number,
                moment=reader.moment(card.entry.starts_at),
            )
        case _:
            return reader.say(
                "Session {number} for your calendar: open the file. When the session moves, you get the next one.",
                number=number,
            )


def _links(reader: Reader, view: SessionView) -> str:
    if view.starts_at is None:
        return reader.say("For your calendar:")
    ends_at = datetime.fromtimestamp(view.starts_at.timestamp() + view.minutes * 60, UTC)
    name = title(reader, view.number)
    stamp = "%Y%m%dT%H%M%SZ"
    dates = f"{view.starts_at.astimezone(UTC).strftime(stamp)}/{ends_at.strftime(stamp)}"
    google = "https://calendar.google.com/calendar/render?" + urlencode(
        {"action": "TEMPLATE", "text": name, "dates": dates}
    )
    outlook = "https://outlook.office.com/calendar/0/deeplink/compose?" + urlencode(
        {
            "path": "/calendar/action/compose",
            "rru": "addevent",
            "subject": name,
            "startdt": view.starts_at.astimezone(UTC).isoformat(),
            "enddt": ends_at.isoformat(),
        }
    )
    return reader.say(
        "Put it into your calendar: <{google}|Google> · <{outlook}|Outlook>",
        google=google.replace("&", "&amp;"),
        outlook=outlook.replace("&", "&amp;"),
    )
