"""What a round of matching says by itself: nobody this time."""

from mentoring.matching import Rule
from mentoring.rounds.notices import NobodyThisTime
from views import enrolment_words, held
from views.kit import Message, actions, button, escape, section
from views.reader import Reader


def nobody(reader: Reader, card: NobodyThisTime) -> Message:
    """Return what somebody reads whom a round left over: why, as far as it may be said, and what comes next."""
    text = reader.say("This round of matching has nobody for you.")
    programme = card.programme_id.hex
    headline = section(reader.say("*{programme}* has nobody for you in this round.", programme=escape(card.programme)))
    if card.is_over:
        gone = held.gone(reader)
        return Message(gone.replace("`", ""), [section(gone)])
    if card.held is not None:
        return Message(
            text,
            [
                section(
                    reader.say(
                        "An owner of *{programme}* entered you from a list. People there are paired to teach each other"
                        " both ways; this round has nobody for you.",
                        programme=escape(card.programme),
                    )
                ),
                section(_why(reader, card)),
                *held.to_keep_or_not(
                    reader,
                    programme,
                    card.held,
                    next_round=reader.say(
                        "*What happens next*\nStay, and you come first in the next round. If you would rather not,"
                        " delete it; either is fine."
                    ),
                ),
            ],
        )
    return Message(
        text,
        [
            headline,
            section(_why(reader, card)),
            section(reader.say("*What happens next*\nYou come first in the next round. You need do nothing.")),
            section(_hint(reader, card)),
            actions([button(_label(reader, card), enrolment_words.OPEN, programme, style=_style(card))]),
        ],
    )


def _label(reader: Reader, card: NobodyThisTime) -> str:
    if card.mainly is Rule.HOURS:
        return reader.say("Look at my hours")
    if card.mainly is Rule.LANGUAGE:
        return reader.say("Look at my languages")
    return reader.say("Add a skill")


def _hint(reader: Reader, card: NobodyThisTime) -> str:
    """Return the one thing that somebody can do, if they like."""
    if card.mainly is Rule.HOURS:
        return reader.say("An hour earlier or later on one side is often enough.")
    if card.mainly is Rule.LANGUAGE:
        return reader.say("Another language you could meet in, however haltingly, opens doors.")
    if _is_about_skills(card):
        return reader.say("One more thing you could teach, or learn, is often enough.")
    return reader.say(
        "*If you like*, name one more thing you could teach, or learn; then the next round has more choice."
    )


def _is_about_skills(card: NobodyThisTime) -> bool:
    return card.mainly is Rule.NOTHING_TO_TEACH or card.competing > 0


def _style(card: NobodyThisTime) -> str | None:
    """Return how a button looks: it calls for somebody alone where what it leads to is what stood between."""
    is_asked = _is_about_skills(card) or card.mainly in {Rule.HOURS, Rule.LANGUAGE}
    return "primary" if is_asked else None


def _why(reader: Reader, card: NobodyThisTime) -> str:
    if card.competing and card.places == 1:
        return reader.say("It was close: {people} people stood for one place.", people=card.competing)
    if card.competing:
        return reader.say(
            "It was close: {people} people stood for {places} places.", people=card.competing, places=card.places
        )
    reasons = {
        Rule.HOURS: reader.say("Mostly it was the hours: too few of a working day in common."),
        Rule.LANGUAGE: reader.say("Mostly it was the language: too few people here share one with you."),
        Rule.NOTHING_TO_TEACH: reader.say(
            "Mostly it was the subjects: too few people here teach what you seek, or seek what you teach."
        ),
        Rule.TEAM: reader.say("Mostly it was the team: those who would have fitted work in your own."),
        Rule.REPORTING_LINE: reader.say("Mostly it was the reporting line: nobody is paired within it."),
        Rule.PAST_PAIR: reader.say("Mostly it was the past: those who would have fitted were your pair not long ago."),
    }
    if card.mainly is None:
        # Of whoever was in a pair that did not go out, and of whoever is left over a private wish: all read the same.
        return reader.say("This time it did not work out for you. It says nothing about you.")
    return reasons[card.mainly]
