"""Commitments: the form, what the card and Home show of them, and the reminder to their owner."""

import json
from collections.abc import Sequence
from datetime import date
from uuid import UUID

from slack_sdk.models.blocks import DatePickerElement, PlainTextInputElement, StaticSelectElement

from mentoring.commitments.commands import AddCommitment, OneCommitment, PutOff
from mentoring.commitments.nudges import SnoozeNudge
from mentoring.commitments.rules import (
    RISK_LIMIT,
    WHAT_LIMIT,
    CommitmentForm,
    CommitmentLine,
    DueCommitments,
    PairCommitments,
    Promise,
)
from mentoring.participants import InPair
from mentoring.sessions.queries import InSession
from mentoring.states import CommitmentState
from views.kit import (
    Block,
    Message,
    Modal,
    actions,
    button,
    context,
    escape,
    field,
    mention,
    mentions,
    modal,
    option,
    section,
)
from views.payloads import Payload, Typed, actor, click_receipt, submission_receipt
from views.reader import Reader

OPEN = "commitment.open"
ADD = "commitment.add"
ADDED = "commitment.added"
DONE = "commitment.done"
LATER = "commitment.later"
DAY = "commitment.day"
DROP = "commitment.drop"
CONFIRM = "commitment.confirm"
SNOOZE = "commitment.snooze"

ON_CARD = 8
MINE_ON_HOME = 3
THEIRS_ON_HOME = 2
ON_PAGE = 15
"""Of mine and of theirs; three blocks each at the most, of a modal's hundred."""


def add_button(reader: Reader, session_id: UUID) -> Block:
    """Return the button for a new one."""
    return button(reader.say("Add a commitment"), ADD, session_id.hex)


def on_card(reader: Reader, lines: Sequence[CommitmentLine]) -> list[Block]:
    """Return a session's commitments for all of the pair to see; their owners settle them on Home or when due."""
    blocks = [section(_line(reader, line, whose=True)) for line in lines[:ON_CARD]]
    if len(lines) > ON_CARD:
        blocks.append(context(reader.say("And {count} more, on your Home tabs.", count=len(lines) - ON_CARD)))
    return [section(reader.say("*Commitments*")), *blocks] if blocks else []


def on_home(reader: Reader, pair: PairCommitments) -> list[Block]:
    """Return what a pair has open, the reader's own first, each with its buttons."""
    if not pair.lines:
        return []
    everything = button(
        reader.say("All of them"), OPEN, pair.pair_id.hex, spoken=reader.say("Show all commitments of this pair")
    )
    is_whole = len(pair.mine) <= MINE_ON_HOME and len(pair.theirs) <= THEIRS_ON_HOME
    title = section(reader.say("*Commitments*"))
    blocks = [title if is_whole else {**title, "accessory": everything}]
    for line in pair.mine[:MINE_ON_HOME]:
        blocks += _settle(reader, line, "home")
    blocks += [section(_line(reader, line, whose=True)) for line in pair.theirs[:THEIRS_ON_HOME]]
    return blocks


def page(reader: Reader, pair: PairCommitments) -> Modal:
    """Return everything a pair has open."""
    blocks: list[Block] = []
    for line in pair.mine[:ON_PAGE]:
        blocks += _settle(reader, line, "page")
    blocks += [section(_line(reader, line, whose=True)) for line in pair.theirs[:ON_PAGE]]
    if not blocks:
        blocks.append(section(reader.say("Nothing is open. What comes next is on your session’s card.")))
    blocks.append(
        context(
            reader.say("{others} and you see this, and nobody else does.", others=mentions(reader, pair.others))
            + " "
            + reader.say("Whose it is, settles it.")
        )
    )
    return modal(reader.say("Commitments"), blocks, close=reader.say("Close"))


def form(reader: Reader, card: CommitmentForm) -> Modal:
    """Return the form for a new one: one line, the rest is filled in already."""
    me = option(reader.say("Me"), card.me.user_id)
    people = [me, *(option(other.name, other.user_id) for other in card.others)]
    return modal(
        reader.say("Add a commitment"),
        [
            field(
                "what",
                reader.say("What will be done?"),
                PlainTextInputElement(action_id="what", max_length=WHAT_LIMIT, focus_on_load=True),
            ),
            field(
                "whose",
                reader.say("Who does it?"),
                StaticSelectElement(action_id="whose", options=people, initial_option=me),
            ),
            field(
                "due_on",
                reader.say("By when?"),
                DatePickerElement(action_id="due_on", initial_date=card.due_on.isoformat()),
                hint=reader.say("Until you meet next, unless you pick another day."),
            ),
            field(
                "risk",
                reader.say("What could go wrong?"),
                PlainTextInputElement(action_id="risk", max_length=RISK_LIMIT),
                optional=True,
            ),
            context(
                reader.say(
                    "{others} and you see it, and nobody else does. Whoever does it is reminded on the working day"
                    " before and on the day itself, in private, and then no more.",
                    others=mentions(reader, card.others),
                )
            ),
        ],
        callback_id=ADDED,
        submit=reader.say("Add it"),
        close=reader.say("Cancel"),
        private_metadata=json.dumps({"session": card.session_id.hex}),
    )


def reminder(reader: Reader, card: DueCommitments) -> Message:
    """Return the one message of a day about all that is due, to its owner alone."""
    open_lines = [each for each in card.lines if each.line.state is CommitmentState.OPEN]
    if not open_lines:
        day = reader.calendar_day(card.day)
        text = (
            reader.say("Your commitments of {day} are settled.", day=day)
            if card.lines
            else reader.say("What was due around {day} is in a newer reminder, or on your Home tab.", day=day)
        )
        return Message(text, [section(text)])
    text = (
        reader.say("A commitment of yours is due.")
        if len(open_lines) == 1
        else reader.say("{count} commitments of yours are due.", count=len(open_lines))
    )
    blocks = [section(f"*{text}*")]
    for each in card.lines[:ON_CARD]:
        if each.line.state is CommitmentState.OPEN:
            blocks += _settle(reader, each.line, "due", mentions(reader, each.others))
        else:
            blocks.append(section(_line(reader, each.line)))
    if card.again_at is not None:
        blocks.append(context(reader.say("I come back to it {moment}.", moment=reader.moment(card.again_at))))
    else:
        tomorrow = button(reader.say("Remind me tomorrow"), SNOOZE, card.day.isoformat())
        blocks.append(actions([tomorrow], block_id="snooze"))
        blocks.append(context(reader.say("Otherwise this was the last time: it stays on your Home tab.")))
    return Message(text, blocks)


def read_pair(body: Payload) -> InPair:
    """Return the pair whose commitments somebody wants to see."""
    return InPair(actor(body), UUID(body["actions"][0]["value"]))


def read_add(body: Payload) -> InSession:
    """Return the session that somebody wants to add one to."""
    return InSession(actor(body), UUID(body["actions"][0]["value"]))


def read_added(body: Payload) -> AddCommitment:
    """Return a handed-in form."""
    view = body["view"]
    typed = Typed(view)
    who = actor(body)
    return AddCommitment(
        actor=who,
        session_id=UUID(json.loads(view["private_metadata"])["session"]),
        promise=Promise(typed.text("what"), typed.text("risk")),
        whose=typed.choice("whose") or who.user_id,
        due_on=typed.day("due_on"),
        receipt=submission_receipt(body),
    )


def read_one(body: Payload) -> OneCommitment:
    """Return the commitment whose button was clicked."""
    return OneCommitment(actor(body), UUID(body["actions"][0]["value"]))


def read_put_off(body: Payload) -> PutOff:
    """Return a tap on later, or the day that was picked."""
    action = body["actions"][0]
    picked = action.get("selected_date")
    commitment_id = UUID(action["block_id"].rpartition("-")[2])
    return PutOff(actor(body), commitment_id, date.fromisoformat(picked) if picked else None, click_receipt(body))


def read_snooze(body: Payload) -> SnoozeNudge:
    """Return which day's reminder shall come again."""
    return SnoozeNudge(actor(body), date.fromisoformat(body["actions"][0]["value"]))


def _settle(reader: Reader, line: CommitmentLine, place: str, others: str = "") -> list[Block]:
    value = line.id.hex
    drop = button(reader.say("Drop"), DROP, value, spoken=reader.say("Drop this commitment"))
    if line.state is CommitmentState.PROPOSED:
        choices = [button(reader.say("Yes, I do this"), CONFIRM, value), drop]
    else:
        picker = DatePickerElement(action_id=DAY, initial_date=line.due_on.isoformat() if line.due_on else None)
        choices = [
            button(reader.say("Done"), DONE, value, spoken=reader.say("This commitment is done")),
            button(reader.say("3 days later"), LATER, value, spoken=reader.say("Three working days later")),
            picker.to_dict(),
            drop,
        ]
    return [section(_line(reader, line, others=others)), actions(choices, block_id=f"commitment-{place}-{value}")]


def _line(reader: Reader, line: CommitmentLine, *, whose: bool = False, others: str = "") -> str:
    what = escape(line.what if len(line.what) <= WHAT_LIMIT else f"{line.what[: WHAT_LIMIT - 1]}…")
    about = []
    match line.state:
        case CommitmentState.DONE:
            about.append(reader.say("Done"))
        case CommitmentState.DROPPED:
            about.append(reader.say("Dropped"))
        case CommitmentState.PROPOSED:
            about.append(reader.say("Proposed, and waits for a yes"))
        case _:
            if line.due_on is not None:
                about.append(reader.say("By {day}", day=reader.calendar_day(line.due_on)))
    if others:
        about.append(reader.say("with {others}", others=others))
    if line.risk:
        about.append(reader.say("what could go wrong: {risk}", risk=escape(line.risk)))
    first = reader.say("{who}: {what}", who=mention(line.whose), what=what) if whose else what
    return "\n".join([first, " · ".join(about)] if about else [first])
