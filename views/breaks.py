"""Taking a break: the form, and what came of it."""

from datetime import date

from slack_sdk.models.blocks import DatePickerElement, PlainTextObject, RadioButtonsElement

from mentoring.breaks import Break, Pause, Quiet
from views.kit import Modal, actions, button, context, field, modal, option, section
from views.payloads import Payload, Typed, actor
from views.reader import Reader

OPEN = "break.open"
TAKE = "break.take"
RESUME = "break.resume"
QUIET_DAY, QUIET_WEEK, PAUSE = "quiet-day", "quiet-week", "pause"
WORKING_DAYS = {QUIET_DAY: 1, QUIET_WEEK: 5}


def form(reader: Reader, stands: Break, asked: date | None = None) -> Modal:
    """
    Return the form.

    Args:
        asked: the day that was typed after `/mentor pause until`.
    """
    choices = {
        QUIET_DAY: option(reader.say("A quiet day"), QUIET_DAY, reader.say("Nothing from me until tomorrow morning")),
        QUIET_WEEK: option(reader.say("A quiet week"), QUIET_WEEK, reader.say("Your sessions stay where they are")),
        PAUSE: option(reader.say("Pause until a day"), PAUSE, reader.say("Sessions and prompts move to after it")),
    }
    picker = DatePickerElement(
        action_id="last_day",
        initial_date=asked.isoformat() if asked else None,
        placeholder=PlainTextObject(text=reader.say("Pick a day")),
    )
    kind = RadioButtonsElement(
        action_id="kind", options=list(choices.values()), initial_option=choices[PAUSE if asked else QUIET_DAY]
    )
    now = []
    if stands.paused_until or stands.quiet_until:
        now = [
            section(f"*{_line(reader, stands)}*"),
            actions([button(reader.say("End it now"), RESUME, "form")], block_id="resume"),
        ]
    return modal(
        reader.say("Take a break"),
        [
            *now,
            field("kind", reader.say("How much of one?"), kind),
            field("last_day", reader.say("Last day of the pause"), picker, optional=True),
            context(reader.say("No reason is asked. Your pair sees on the Home tab that you pause, and until when.")),
        ],
        callback_id=TAKE,
        submit=reader.say("Take it"),
        close=reader.say("Cancel"),
    )


def taken(reader: Reader, stands: Break) -> Modal:
    """Return what came of it, and what happens next."""
    lines = [f"*{_line(reader, stands)}*"]
    if stands.paused_until:
        lines.append(reader.say("It ends by itself. Nothing comes before then, and nobody is asked why."))
    if stands.sessions:
        lines.append(reader.say("Your next session moved to after it; its card shows the new time."))
    if stands.stay:
        lines.append(reader.say("A session that had moved for your pause stays there; `/mentor session` moves it."))
    return modal(reader.say("Take a break"), [section("\n".join(lines))], close=reader.say("Close"))


def read_choice(body: Payload) -> Pause | Quiet:
    """Return what was chosen."""
    typed = Typed(body["view"])
    kind = typed.choice("kind") or QUIET_DAY
    if kind == PAUSE:
        return Pause(actor(body), typed.day("last_day"))
    return Quiet(actor(body), WORKING_DAYS[kind])


def read_day(typed: str) -> date | None:
    """Return the day after `pause until`, when it was written as 2027-02-28; anything else is picked in the form."""
    word = typed.lower().removeprefix("until").strip()
    try:
        return date.fromisoformat(word)
    except ValueError:
        return None


def _line(reader: Reader, stands: Break) -> str:
    if stands.paused_until:
        return reader.say("You pause until {day}.", day=reader.calendar_day(stands.paused_until))
    if stands.quiet_until:
        return reader.say("You hear nothing from me until {moment}.", moment=reader.moment(stands.quiet_until))
    return reader.say("You are back: prompts come as usual.")
