"""What a round of matching says by itself: nobody this time."""

from mentoring.matching import Rule
from mentoring.rounds.notices import NobodyThisTime
from views import enrolment_words
from views.kit import Message, actions, button, context, escape, section
from views.reader import Reader


def nobody(reader: Reader, card: NobodyThisTime) -> Message:
    """Return what somebody reads whom a round left over: why, as far as it may be said, and what comes next."""
    text = reader.say("This round of matching has nobody for you.")
    return Message(
        text,
        [
            section(reader.say("This round of *{programme}* has nobody for you.", programme=escape(card.programme))),
            section(_why(reader, card)),
            section(reader.say("*What happens next*\nIn the next round you come first. You need not do anything.")),
            actions(
                [
                    button(
                        reader.say("Look at my answers"),
                        enrolment_words.OPEN,
                        card.programme_id.hex,
                        style="primary",
                    )
                ]
            ),
            context(reader.say("One more thing you could teach, or learn, is often enough.")),
        ],
    )


def _why(reader: Reader, card: NobodyThisTime) -> str:
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
        return reader.say("There were not enough places this time. It says nothing about you.")
    return reasons[card.mainly]
