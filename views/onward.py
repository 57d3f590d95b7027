"""After three months: go on together, or somebody new? Asked of each alone."""

from mentoring.pairs.onward import OnwardQuestion, Outcome, SayOnward
from mentoring.states import Onward
from views.kit import Message, actions, button, context, mentions, section
from views.pairs import pair_id
from views.payloads import Payload, actor
from views.reader import Reader

TOGETHER = "pair.onward.together"
SOMEBODY_NEW = "pair.onward.somebody_new"


def question(reader: Reader, card: OnwardQuestion) -> Message:
    """Return the question, with what the reader chose so far, or how it was settled."""
    others = mentions(reader, card.others)
    if card.outcome is Outcome.OVER:
        text = reader.say("Your pair with {others} has come to its end.", others=others)
        return Message(text, [section(text)])
    if card.outcome is Outcome.GOES_ON:
        text = reader.say("You and {others} go on together. I ask again in three months.", others=others)
        return Message(text, [section(text)])
    text = reader.say("Three more months with {others}, or somebody new?", others=others)
    value = card.pair_id.hex
    style = None if card.choice else "primary"
    return Message(
        text,
        [
            section(text),
            section(_choice(reader, card)),
            actions(
                [
                    button(reader.say("Go on together"), TOGETHER, value, style=style),
                    button(reader.say("Somebody new"), SOMEBODY_NEW, value),
                ]
            ),
            context(
                reader.say("Nobody sees what you choose, not the owner either. Without an answer you go on together.")
            ),
        ],
    )


def _choice(reader: Reader, card: OnwardQuestion) -> str:
    match card.choice:
        case Onward.TOGETHER:
            return reader.say("You chose: *go on together*. You can change it while an answer is missing.")
        case Onward.SOMEBODY_NEW:
            return reader.say("You chose: *somebody new*. You can change it while an answer is missing.")
        case None:
            return reader.say(
                "Both are good. If anybody would rather learn with somebody new, the pair ends without a word on who,"
                " and you are in the next round."
            )


def read_choice(body: Payload, choice: Onward) -> SayOnward:
    """Return a member's choice."""
    return SayOnward(actor(body), pair_id(body), choice)
