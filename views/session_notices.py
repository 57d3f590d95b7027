"""What is said about sessions apart from their card: the last call, and the question to a pair that does not meet."""

from mentoring.sessions.rules import LastCall, StillTogether
from views import breaks, sessions
from views.kit import Message, actions, button, context, section
from views.reader import Reader


def last_call(reader: Reader, _call: LastCall) -> Message:
    """Return the one quiet line ten minutes before the end."""
    text = reader.say(
        "Ten minutes left: time to commit. Who does what by when, and what could go wrong? The card is above."
    )
    return Message(text, [section(text)])


def still_together(reader: Reader, card: StillTogether) -> Message:
    """Return the one question to a pair that does not meet; its answers are all fine."""
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
