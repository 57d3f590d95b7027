"""The safety pulse: one private tap. Nothing here ever repeats which one it was."""

from uuid import UUID

from msgspec.structs import replace

from mentoring.pulses import AnswerPulse, AskAgain, PulseCard, Score
from mentoring.states import PulseState
from views import who_sees_what
from views.kit import Block, Modal, actions, button, context, mentions, modal, section
from views.payloads import Payload, actor, click_receipt
from views.reader import Reader

OPEN = "pulse.open"
ANSWER = "pulse.answer"
SKIP = "pulse.skip"
CHANGE = "pulse.change"
HISTORY = "pulse.history"
NO_PULSE_YET = "new"


def labels(reader: Reader) -> dict[Score, str]:
    """Return the five answers; each says in words what its number means."""
    return {
        Score.NOT_AT_ALL: reader.say("1 · Not at all"),
        Score.LITTLE: reader.say("2 · A little"),
        Score.PARTLY: reader.say("3 · Partly"),
        Score.MOSTLY: reader.say("4 · Mostly"),
        Score.FULLY: reader.say("5 · Fully"),
    }


def on_card(reader: Reader, card: PulseCard) -> list[Block]:
    """Return the question inside a DM, or what stands where it stood: what was asked, and never what was tapped."""
    if card.state is PulseState.ASKED:
        return [section(f"*{_asked(reader, card)}*"), *_answers(reader, card, ""), context(_who_sees(reader))]
    return [section(_asked(reader, card)), section(_kept(reader, card)), *_change(reader, card, "")]


def page(reader: Reader, cards: tuple[PulseCard, ...]) -> Modal:
    """Return the question, or one a pair, opened by the person themselves."""
    blocks: list[Block] = []
    for number, card in enumerate(cards):
        place = str(number)
        if card.state is PulseState.ASKED:
            blocks += [section(f"*{_asked(reader, card)}*"), *_answers(reader, card, place)]
        else:
            blocks += [section(_asked(reader, card)), section(_kept(reader, card)), *_change(reader, card, place)]
    blocks += [
        context(_who_sees(reader)),
        actions([button(reader.say("My history"), HISTORY, "pulse")], block_id="own"),
    ]
    return modal(reader.say("Safety pulse"), blocks, close=reader.say("Close"))


def reopen(card: PulseCard, wanted: PulseCard | None) -> PulseCard:
    """Return the card, with its question open if it is the one somebody wants to change."""
    if wanted is None or card.pulse_id != wanted.pulse_id:
        return card
    return replace(card, state=PulseState.ASKED)


def read_answer(body: Payload) -> AnswerPulse:
    """Return one tap."""
    action = body["actions"][0]
    pair_id, pulse_id, score = _read_value(action["value"])
    return AnswerPulse(actor(body), pair_id, pulse_id, score, click_receipt(body))


def read_change(body: Payload) -> AskAgain:
    """Return whose question is to be asked again."""
    pair_id, pulse_id, _ = _read_value(body["actions"][0]["value"])
    return AskAgain(actor(body), pair_id, pulse_id)


def _asked(reader: Reader, card: PulseCard) -> str:
    return reader.say("How safe does it feel to speak openly with {others}?", others=mentions(reader, card.others))


def _who_sees(reader: Reader) -> str:
    return reader.say(
        "Only you see your answer: nobody else in your pair, no owner and no admin. It may count in a group"
        " figure of at least five people and three pairs. It is stored encrypted; whoever runs the server holds the"
        " key."
    )


def _answers(reader: Reader, card: PulseCard, place: str) -> list[Block]:
    buttons = [
        button(label, f"{ANSWER}.{score.value}", _value(card, str(score.value)))
        for score, label in labels(reader).items()
    ]
    others = [
        button(reader.say("Skip this time"), SKIP, _value(card, "skip")),
        button(reader.say("Who sees what"), who_sees_what.OPEN, "pulse"),
    ]
    return [
        actions(buttons, block_id=f"pulse-answers{place}"),
        actions(others, block_id=f"pulse-others{place}"),
    ]


def _kept(reader: Reader, card: PulseCard) -> str:
    if card.state is PulseState.SKIPPED:
        return reader.say("Skipped, which is fine. The next question comes in about two weeks.")
    return reader.say("Thank you, it is kept. Only you know what you tapped.")


def _change(reader: Reader, card: PulseCard, place: str) -> list[Block]:
    if not card.changeable:
        return []
    label = reader.say("Answer after all") if card.state is PulseState.SKIPPED else reader.say("Change my answer")
    return [
        actions([button(label, CHANGE, _value(card, "change"))], block_id=f"pulse-change{place}"),
        context(reader.say("You can change it for 24 hours.")),
    ]


def _value(card: PulseCard, what: str) -> str:
    pulse = card.pulse_id.hex if card.pulse_id else NO_PULSE_YET
    return f"{card.pair_id.hex}:{pulse}:{what}"


def _read_value(value: str) -> tuple[UUID, UUID | None, Score | None]:
    pair, pulse, what = value.split(":")
    score = Score(int(what)) if what.isdecimal() else None
    return UUID(pair), None if pulse == NO_PULSE_YET else UUID(pulse), score
