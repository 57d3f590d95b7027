"""What an owner sets for a programme: a small form that shows nothing of what anybody tapped."""

import json
from uuid import UUID

from slack_sdk.models.blocks import RadioButtonsElement

from mentoring.programmes.settings import USUALLY, ChangeSettings, OpenSettings, ProgrammeSettings
from views import audit_questions
from views.kit import Modal, actions, button, context, escape, field, modal, option, section
from views.matching import rules
from views.payloads import Payload, Typed, actor, submission_receipt
from views.reader import Reader

OPEN = "programme.settings"
KEEP = "programme.set"
FIELD = "opens_below"


def form(reader: Reader, card: ProgrammeSettings) -> Modal:
    """Return the form, with what is set now."""
    choices = [
        option(label, str(below), reader.say("The usual choice") if below == USUALLY else None)
        for below, label in _choices(reader).items()
    ]
    return modal(
        reader.say("Settings"),
        [
            section(f"*{escape(card.name)}*"),
            section(
                reader.say(
                    "The safety pulse asks how safe it feels to speak openly, from 1 (not at all) to 5 (fully). After a"
                    " low tap, private options open to that person alone: words to use, a third person, a swap,"
                    " somebody to talk to, an end."
                )
            ),
            field(
                FIELD,
                reader.say("After which taps do they open?"),
                RadioButtonsElement(
                    action_id=FIELD,
                    options=choices,
                    initial_option=next((each for each in choices if each.value == str(card.opens_below)), None),
                ),
            ),
            context(
                reader.say(
                    "It counts for taps to come. *You see no tap, and not whether anything opened*, before a change or"
                    " after it. Nobody is told of a change; members can read that you choose this."
                )
            ),
            actions(
                [
                    rules.open_button(reader, card.programme_id),
                    audit_questions.open_button(reader, card.programme_id),
                ],
                block_id="more",
            ),
        ],
        callback_id=KEEP,
        submit=reader.say("Save"),
        close=reader.say("Cancel"),
        private_metadata=json.dumps({"programme": card.programme_id.hex}, separators=(",", ":")),
    )


def kept(reader: Reader, card: ProgrammeSettings, page: str) -> Modal:
    """
    Return what an owner reads who has set it.

    Args:
        page: the action that opens the programme's page.
    """
    return modal(
        reader.say("Kept"),
        [
            section(
                reader.say(
                    "*{choice}*, private options open by themselves from now on.",
                    choice=_choices(reader)[card.opens_below],
                )
            ),
            actions([button(reader.say("Back to the programme"), page, card.programme_id.hex)]),
        ],
        close=reader.say("Done"),
    )


def read_open(body: Payload) -> OpenSettings:
    """Return whose settings somebody opens."""
    return OpenSettings(actor(body), UUID(body["actions"][0]["value"]))


def read_keep(body: Payload) -> ChangeSettings:
    """Return what somebody sets."""
    chosen = Typed(body["view"]).choice(FIELD)
    programme_id = UUID(json.loads(body["view"]["private_metadata"])["programme"])
    below = int(chosen) if chosen is not None and chosen.isdecimal() else None
    return ChangeSettings(actor(body), programme_id, below, submission_receipt(body))


def _choices(reader: Reader) -> dict[int, str]:
    return {2: reader.say("After a 1"), 3: reader.say("After a 1 or a 2"), 4: reader.say("After a 1, a 2 or a 3")}
