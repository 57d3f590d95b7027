"""What an owner asks for the audit of groups: two small questions at the most, and what becomes of the answers."""

import json
from collections.abc import Iterator
from uuid import UUID

from slack_sdk.models.blocks import PlainTextInputElement, PlainTextObject

from mentoring.programmes.audit_questions import (
    MOST_QUESTIONS,
    QUESTION_LIMIT,
    Asked,
    AuditQuestions,
    ChangeAuditQuestions,
    OpenAuditQuestions,
)
from views.kit import Block, Modal, actions, button, context, escape, field, modal, section
from views.payloads import Payload, Typed, actor, submission_receipt
from views.reader import Reader

OPEN = "programme.audit_questions"
KEEP = "programme.audit_questions_set"
CHOICES_LIMIT = 400
"""Characters of all choices together, in the field."""
NOTHING = Asked("", ())


def form(reader: Reader, card: AuditQuestions) -> Modal:
    """Return the form, with what is asked now."""
    asked = [*card.asked, *(NOTHING for _ in range(MOST_QUESTIONS - len(card.asked)))]
    return modal(
        reader.say("Questions for audit"),
        [
            section(f"*{escape(card.name)}*"),
            section(
                reader.say(
                    "With every draft you see whether it serves groups of people alike, by team and place. If you want"
                    " to know it of something else, ask for it here. Anybody may leave it empty."
                )
            ),
            *(block for number, each in enumerate(asked) for block in _fields(reader, number, each)),
            context(
                reader.say(
                    "*Nobody ever sees an answer*, you neither: you see groups of five people and more. None counts in"
                    " a score. Answers to a question that is not asked any more are deleted."
                )
            ),
        ],
        callback_id=KEEP,
        submit=reader.say("Save"),
        close=reader.say("Cancel"),
        private_metadata=json.dumps({"programme": card.programme_id.hex}, separators=(",", ":")),
    )


def kept(reader: Reader, card: AuditQuestions, page: str) -> Modal:
    """
    Return what an owner reads who has set it.

    Args:
        page: the action that opens the programme's page.
    """
    names = reader.listed([f"*{escape(each.name)}*" for each in card.asked])
    told = (
        reader.say("People are asked for {questions} when they join or change their answers.", questions=names)
        if card.asked
        else reader.say("Nothing is asked for the audit any more; team and place are compared as before.")
    )
    return modal(
        reader.say("Kept"),
        [
            section(told),
            actions([button(reader.say("Back to the programme"), page, card.programme_id.hex)]),
        ],
        close=reader.say("Done"),
    )


def open_button(reader: Reader, programme_id: UUID) -> Block:
    """Return the button that opens the form."""
    return button(reader.say("Questions for audit"), OPEN, programme_id.hex)


def read_open(body: Payload) -> OpenAuditQuestions:
    """Return whose questions somebody opens."""
    return OpenAuditQuestions(actor(body), UUID(body["actions"][0]["value"]))


def read_keep(body: Payload) -> ChangeAuditQuestions:
    """Return what somebody asks."""
    typed = Typed(body["view"])
    programme_id = UUID(json.loads(body["view"]["private_metadata"])["programme"])
    asked = tuple((typed.text(f"name-{number}"), typed.text(f"choices-{number}")) for number in range(MOST_QUESTIONS))
    return ChangeAuditQuestions(actor(body), programme_id, asked, submission_receipt(body))


def _fields(reader: Reader, number: int, asked: Asked) -> Iterator[Block]:
    is_first = number == 0
    name = reader.say("What do you ask?") if is_first else reader.say("And what else?")
    example = reader.say("Career stage") if is_first else reader.say("Years in the company")
    yield field(
        f"name-{number}",
        name,
        PlainTextInputElement(
            action_id=f"name-{number}",
            max_length=QUESTION_LIMIT,
            initial_value=asked.name or None,
            placeholder=PlainTextObject(text=example),
        ),
        optional=True,
    )
    yield field(
        f"choices-{number}",
        reader.say("What may be answered?"),
        PlainTextInputElement(
            action_id=f"choices-{number}",
            multiline=True,
            max_length=CHOICES_LIMIT,
            initial_value="\n".join(asked.choices) or None,
        ),
        optional=True,
        hint=reader.say("Two to six choices, one a line."),
    )
