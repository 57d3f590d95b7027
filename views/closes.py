"""The two-way close: a form of one line and one tap, and the pair's summary."""

import json
from uuid import UUID

from slack_sdk.models.blocks import PlainTextInputElement, RadioButtonsElement

from mentoring.closes.commands import CloseHalf
from mentoring.closes.rules import LINE_LIMIT, CloseForm, CloseQuestion
from mentoring.pulses import Score
from mentoring.sessions.queries import InSession
from mentoring.sessions.rules import SessionView
from mentoring.states import Role, SessionState
from views import pulses
from views.kit import (
    Block,
    Message,
    Modal,
    actions,
    both_or_all,
    button,
    context,
    field,
    mention,
    mentions,
    modal,
    option,
    prose,
    section,
)
from views.payloads import Payload, Typed, actor, submission_receipt
from views.reader import Reader

OPEN = "close.open"
KEEP = "close.keep"


def open_button(reader: Reader, session_id: UUID) -> Block:
    """Return the button behind which one's half is; the thing to do once a session is over."""
    return button(reader.say("Close my half"), OPEN, session_id.hex, style="primary")


def progress(reader: Reader, view: SessionView) -> Block:
    """Return who has closed and what comes then, as one quiet line; not a word of what anybody wrote."""
    lines = []
    if view.closed_by:
        lines.append(reader.say("Closed by {people}.", people=mentions(reader, view.closed_by)))
    if view.closes_at is not None:
        lines.append(
            both_or_all(
                len(view.members),
                reader.say(
                    "Your summary appears once you have both closed; at the latest {moment}, with what there is.",
                    moment=reader.moment(view.closes_at),
                ),
                reader.say(
                    "Your summary appears once you have all closed; at the latest {moment}, with what there is.",
                    moment=reader.moment(view.closes_at),
                ),
            )
        )
    return context(" ".join(lines) or reader.say("One line each closes it."))


def summary(reader: Reader, view: SessionView, place: str = "") -> list[Block]:
    """Return what each took from a closed session; who has not said so yet still may."""
    blocks: list[Block] = []
    for each in view.lines:
        learned = (
            reader.say("{who} learned", who=mention(each.member))
            if each.member.role is Role.SENIOR
            else reader.say("{who} practised", who=mention(each.member))
        )
        blocks += prose(learned, each.line)
    if view.missing and not view.is_over:
        who = mentions(reader, view.missing)
        late = button(reader.say("Add my line"), OPEN, view.session_id.hex)
        blocks.append({**section(reader.say("Still open for {who}, no hurry.", who=who)), "accessory": late})
        if place:
            blocks[-1]["block_id"] = f"late{place}"
    return blocks


def form(reader: Reader, card: CloseForm) -> Modal:
    """Return the form for one's own half."""
    is_senior = card.me.role is Role.SENIOR
    label = reader.say("One insight you learned") if is_senior else reader.say("One leadership behaviour you practised")
    hint = (
        reader.say("What do you see differently now?")
        if is_senior
        else reader.say("Such as: asked before advising, said no with a reason, led the demo.")
    )
    rate = reader.say("How safe did it feel to speak openly?")
    again = reader.say("You tapped before. Tap again only to change it.")
    return modal(
        reader.say("Close session {number}", number=card.number),
        [
            section(
                reader.say(
                    "{others} will read your line once the session is closed, not before.",
                    others=mentions(reader, card.others),
                )
            ),
            field(
                "line",
                label,
                PlainTextInputElement(
                    action_id="line",
                    multiline=True,
                    max_length=LINE_LIMIT,
                    initial_value=card.line or None,
                    focus_on_load=True,
                ),
                hint=hint,
            ),
            field(
                "safety",
                rate,
                RadioButtonsElement(
                    action_id="safety",
                    options=[option(text, str(int(score))) for score, text in pulses.labels(reader).items()],
                ),
                optional=True,
                hint=again if card.is_rated else None,
            ),
            context(
                reader.say(
                    "The tap is for you alone: nobody else in your pair sees it, no owner and no admin. It may count in"
                    " a group figure of at least five people and three pairs. It is stored encrypted; whoever runs the"
                    " server holds the key."
                )
            ),
        ],
        callback_id=KEEP,
        submit=reader.say("Close my half"),
        close=reader.say("Cancel"),
        private_metadata=json.dumps({"session": card.session_id.hex}),
    )


def kept(reader: Reader, view: SessionView) -> Modal:
    """Return the confirmation: what happens with the line now."""
    if view.state is SessionState.CLOSED:
        words = reader.say("The summary stands in your conversation.")
    else:
        words = reader.say(
            "Kept. Your pair reads it when the session is closed; until then you can mend it on the card."
        )
    return modal(reader.say("Thank you"), [section(words)], close=reader.say("Done"))


def question(reader: Reader, card: CloseQuestion) -> Message:
    """Return the one question to whoever has not closed; once they have, it asks no more."""
    others = mentions(reader, card.others)
    if not card.is_answerable:
        text = reader.say("Session {number} with {others}: nothing left to do here.", number=card.number, others=others)
        return Message(text, [section(text)])
    text = reader.say("Session {number} with {others}: one line from you closes it.", number=card.number, others=others)
    return Message(
        text,
        [
            section(f"*{text}*"),
            actions([open_button(reader, card.session_id)], block_id="close"),
            context(reader.say("I ask once. Without it the summary appears with what there is.")),
        ],
    )


def read_open(body: Payload) -> InSession:
    """Return the session whose half somebody wants to close."""
    return InSession(actor(body), UUID(body["actions"][0]["value"]))


def read_keep(body: Payload) -> CloseHalf:
    """Return a handed-in half."""
    view = body["view"]
    typed = Typed(view)
    score = typed.choice("safety")
    return CloseHalf(
        actor(body),
        UUID(json.loads(view["private_metadata"])["session"]),
        typed.text("line"),
        Score(int(score)) if score else None,
        submission_receipt(body),
    )
