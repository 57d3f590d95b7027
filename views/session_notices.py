"""What is said about sessions apart from their card: the last call, and the question to a pair that does not meet."""

from mentoring.sessions.rules import LastCall, SessionView, StillTogether
from views import breaks, sessions
from views.kit import Block, Message, actions, button, context, section
from views.reader import Reader


def last_call(reader: Reader, call: LastCall) -> Message:
    """Return the quiet word ten minutes before the end, with the card's own buttons: the card may be far above."""
    text = reader.say("Ten minutes left: time to commit.")
    asked = reader.say("Who does what by when, and what could go wrong?")
    return Message(f"{text} {asked}", [section(f"*{text}*\n{asked}"), *_acts(reader, call.session)])


def after_call(reader: Reader, view: SessionView) -> Message:
    """Return what stands in its place once somebody said there that they are done."""
    text = f"{sessions.line(reader, view)}."
    return Message(text, [section(f"*{text}*"), *_acts(reader, view)])


def _acts(reader: Reader, view: SessionView) -> list[Block]:
    if not view.is_now:
        return []
    way = sessions.way_to_card(reader, view)
    row = actions(sessions.acts_now(reader, view), block_id="now")
    return [row] if way is None else [row, context(way)]


def still_together(reader: Reader, card: StillTogether) -> Message:
    """Return the one question to a pair that does not meet, or that it is settled; its answers are all fine."""
    if card.is_settled:
        text = reader.say("You had not met for a while. That is settled; nothing is left to do here.")
        return Message(text, [section(text)])
    text = reader.say("You have not met for a while, which happens. What would help?")
    return Message(
        text,
        [
            section(f"*{text}*"),
            section(
                reader.say(
                    "Set a time and I carry on. Or let it rest: `/mentor pause` ends by itself. If it is over, leave"
                    " the pair on Bothways’ Home tab; nobody is asked why, and what you wrote stays readable."
                )
            ),
            actions(
                [
                    button(
                        reader.say("Set a time"),
                        sessions.MOVE,
                        f"{card.session_id.hex}:{card.revision}",
                        style="primary",
                    ),
                    button(reader.say("Take a break"), breaks.OPEN, card.pair_id.hex),
                ]
            ),
            context(reader.say("I ask this once. Until you set a time, I plan no session and send no prep.")),
        ],
    )
