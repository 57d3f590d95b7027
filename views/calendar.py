"""Sessions and show-and-tells in people's own calendars: links, a file, an address that stays true by itself."""

from datetime import UTC, datetime, timedelta
from urllib.parse import quote_plus, urlencode
from uuid import UUID

from mentoring.calendars.commands import TakeFile, TakeShowFile
from mentoring.calendars.feeds import ChangeFeed, FeedPage
from mentoring.calendars.rules import CalendarEntry, CalendarFile, EventName, Occasion, SessionName, ShowName
from mentoring.sessions.rules import SessionView
from mentoring.show_and_tell.telling import ShowCard
from views.kit import AttachedEvent, Block, Message, Modal, actions, button, context, escape, modal, section
from views.payloads import Payload, actor, click_receipt
from views.reader import Reader

TAKE = "calendar.file"
TAKE_SHOW = "calendar.show_file"
OPEN = "calendar.open"
MAKE = "calendar.make"
TURN_OFF = "calendar.turn_off"
NONE = "none"
LINK_ROOM = 900
"""Characters of a name in an address."""


def on_card(reader: Reader, view: SessionView) -> Block:
    """Return the line by which a planned session gets into somebody's own calendar; it names nobody."""
    spoken = reader.say("Send me this session as a file")
    take = button(reader.say("Calendar file"), TAKE, view.session_id.hex, spoken=spoken)
    links = _links(reader, title(reader, SessionName(view.number)), view.starts_at, view.minutes)
    return {**section(links), "accessory": take}


def on_announcement(reader: Reader, card: ShowCard) -> Block:
    """Return the line by which a show-and-tell gets into anybody's own calendar; it says what the channel reads."""
    spoken = reader.say("Send me this show-and-tell as a file")
    take = button(reader.say("Calendar file"), TAKE_SHOW, card.show_id.hex, spoken=spoken)
    name = title(reader, ShowName(card.title, card.programme))
    return {**section(_links(reader, name, card.starts_at, card.minutes)), "accessory": take}


def title(reader: Reader, name: EventName) -> str:
    """Return what an event is called in a calendar that others may see."""
    match name:
        case SessionName(number):
            return reader.say("Mentoring session {number}", number=number)
        case ShowName(called, programme):
            return reader.say("{title} · {programme}", title=called, programme=programme)


def calendar_name(reader: Reader) -> str:
    """Return what the whole calendar of an address is called."""
    return reader.say("Mentoring sessions")


def titled(reader: Reader, entries: tuple[CalendarEntry, ...]) -> tuple[tuple[CalendarEntry, str], ...]:
    """Return the events of an address with what they are called."""
    return tuple((entry, title(reader, entry.name)) for entry in entries)


def file(reader: Reader, card: CalendarFile) -> Message:
    """Return the message with which a calendar file comes: one line that says what to do with it."""
    called = card.entry.name
    if isinstance(called, SessionName):
        text, name = _line(reader, card, called.number), f"mentoring-session-{called.number}.ics"
    else:
        text, name = _show_line(reader, card, escape(called.title)), "show-and-tell.ics"
    return Message(text, [section(text)], (AttachedEvent(card.entry, title(reader, called), name),))


def page(reader: Reader, card: FeedPage, base_url: str | None) -> Modal:
    """
    Return what somebody may do about their own calendar.

    Args:
        base_url: where the bot is reached from outside; without it there is no address to offer.
    """
    blocks = [
        section(
            reader.say(
                "Every session’s card, and every announcement of a show-and-tell, has links for Google and Outlook and"
                " a file for any other calendar. Whoever took the file gets the next one when it moves."
            )
        )
    ]
    if base_url is not None:
        blocks += _address(reader, card, base_url)
    blocks.append(
        context(
            reader.say(
                "Of a session your calendar is told “Mentoring session” and when: no name, and nothing of what you do."
                " Of a show-and-tell, what its channel reads."
            )
        )
    )
    return modal(reader.say("Your calendar"), blocks, close=reader.say("Close"))


def read_take(body: Payload) -> TakeFile:
    """Return the wish for a session's file."""
    return TakeFile(actor(body), UUID(body["actions"][0]["value"]), click_receipt(body))


def read_take_show(body: Payload) -> TakeShowFile:
    """Return the wish for a show-and-tell's file."""
    return TakeShowFile(actor(body), UUID(body["actions"][0]["value"]), click_receipt(body))


def read_change(body: Payload) -> ChangeFeed:
    """Return a click on one's own address, as it was shown."""
    value = body["actions"][0]["value"]
    return ChangeFeed(actor(body), None if value == NONE else UUID(value))


def _address(reader: Reader, card: FeedPage, base_url: str) -> list[Block]:
    if card.feed_id is None or card.since is None:
        offer = reader.say(
            "*An address of your own* shows all your sessions, and the show-and-tells that you come to or present at."
            " It keeps itself true: what moves moves there too, and what is called off vanishes. Whoever knows it can"
            " read it, so keep it to yourself."
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


def _line(reader: Reader, card: CalendarFile, number: int) -> str:
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


def _show_line(reader: Reader, card: CalendarFile, called: str) -> str:
    match card.occasion:
        case Occasion.CALLED_OFF | Occasion.WITHOUT_TIME:
            return reader.say(
                "“{title}” was cancelled. Open this file to take the old hold out of your calendar, or remove it there"
                " by hand.",
                title=called,
            )
        case Occasion.MOVED if card.entry.starts_at is not None:
            return reader.say(
                "“{title}” is {moment} now. Open this file to move the hold in your calendar, and remove the old one if"
                " it is still there.",
                title=called,
                moment=reader.moment(card.entry.starts_at),
            )
        case _:
            return reader.say(
                "“{title}” for your calendar: open the file. When it moves, you get the next one.", title=called
            )


def _links(reader: Reader, name: str, starts_at: datetime | None, minutes: int) -> str:
    if starts_at is None:
        return reader.say("For your calendar:")
    begins = starts_at.astimezone(UTC)
    ends = begins + timedelta(minutes=minutes)
    stamp = "%Y%m%dT%H%M%SZ"
    called = _for_link(name)
    google = "https://calendar.google.com/calendar/render?" + urlencode(
        {"action": "TEMPLATE", "text": called, "dates": f"{begins.strftime(stamp)}/{ends.strftime(stamp)}"}
    )
    outlook = "https://outlook.office.com/calendar/0/deeplink/compose?" + urlencode(
        {
            "path": "/calendar/action/compose",
            "rru": "addevent",
            "subject": called,
            "startdt": begins.isoformat(),
            "enddt": ends.isoformat(),
        }
    )
    return reader.say(
        "For your calendar: <{google}|Google> · <{outlook}|Outlook>",
        google=google.replace("&", "&amp;"),
        outlook=outlook.replace("&", "&amp;"),
    )


def _for_link(name: str) -> str:
    """Return as much of a name as two links of one section hold: a character can take twelve in an address."""
    shown = name
    while len(quote_plus(shown)) > LINK_ROOM:
        shown = shown[: len(shown) * 3 // 4]
    return shown if shown == name else f"{shown}…"
