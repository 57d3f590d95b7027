"""Asking a colleague, the invitation, the beginning and the end of a pair."""

from uuid import UUID

from slack_sdk.models.blocks import PlainTextObject, RadioButtonsElement, UserSelectElement

from mentoring.errors import Refusal
from mentoring.pairs.commands import LeavePair
from mentoring.pairs.not_again import NotAgain
from mentoring.pairs.notices import PairEnded, PairFarewell, PairOpened
from mentoring.pairs.rules import Member
from mentoring.states import CharterVersionState, Role
from views import enrolment_words
from views.kit import (
    Block,
    Message,
    Modal,
    actions,
    both_or_all,
    button,
    confirm_danger,
    confirm_quiet,
    context,
    escape,
    field,
    mention,
    mentions,
    modal,
    option,
    section,
)
from views.payloads import Payload, Typed, actor, click_receipt
from views.reader import Reader

START = "pair.start"
INVITE = "pair.invite"
ACCEPT = "pair.accept"
DECLINE = "pair.decline"
WITHDRAW = "pair.withdraw"
LEAVE = "pair.leave"
NOT_AGAIN = "pair.not_again"
AGAIN_AFTER_ALL = "pair.again_after_all"
OPEN_CHARTER = "charter.open"
SHOWN_OF_TYPED = 80
"""Characters of a command that is not understood, enough to be recognised."""


def role_name(reader: Reader, role: Role) -> str:
    """Return what a role is called."""
    return reader.say("senior") if role is Role.SENIOR else reader.say("junior")


def no_pair(reader: Reader, refusal: Refusal) -> Message:
    """Return the refusal to somebody without a pair, with the way out at hand."""
    text = reader.refusal(refusal)
    start = button(reader.say("Start a pair"), START, "no-pair", style="primary")
    return Message(text, [section(text), actions([start])])


def form(reader: Reader, colleague_id: str | None) -> Modal:
    """Return the modal that asks a colleague; both roles teach, and it says what happens next."""
    senior = option(reader.say("I am the senior"), Role.SENIOR, reader.say("I bring strategy, context and influence"))
    junior = option(reader.say("I am the junior"), Role.JUNIOR, reader.say("I bring hands-on AI and tools"))
    return modal(
        reader.say("Start a pair"),
        [
            section(reader.say("A pair teaches *both ways*. Ask one colleague; you two start as soon as they accept.")),
            field(
                "colleague",
                reader.say("Whom do you ask?"),
                UserSelectElement(
                    action_id="colleague",
                    placeholder=PlainTextObject(text=reader.say("Pick a colleague")),
                    initial_user=colleague_id,
                ),
            ),
            field(
                "my_role",
                reader.say("What do you bring?"),
                RadioButtonsElement(action_id="my_role", options=[senior, junior], initial_option=senior),
                hint=reader.say("Your colleague gets the other role. Both of you teach."),
            ),
            context(reader.say("They get one private message and may decline without a reason.")),
        ],
        callback_id=INVITE,
        submit=reader.say("Send invitation"),
        close=reader.say("Cancel"),
    )


def read_form(view: Payload) -> tuple[str, Role]:
    """Return the colleague's user id (empty when none was picked) and the asker's own role."""
    typed = Typed(view)
    return typed.user("colleague") or "", Role(typed.choice("my_role") or Role.SENIOR)


def nobody_named(reader: Reader, typed: str) -> Message:
    """Return the answer to `/mentor with` and words in which Slack recognised no person."""
    text = reader.say(
        "I found no colleague in “{typed}”, so nothing was sent. Write `/mentor with @` and the beginning of a name,"
        " then pick the person from Slack’s list; or pick them here.",
        typed=escape(typed[:SHOWN_OF_TYPED]),
    )
    return Message(
        text, [section(text), actions([button(reader.say("Start a pair"), START, "nobody", style="primary")])]
    )


def sent(reader: Reader, colleague_id: str) -> Modal:
    """Return what the asker reads once the invitation is on its way."""
    return modal(
        reader.say("Invitation sent"),
        [
            section(reader.say("<@{colleague}> has your invitation now.", colleague=colleague_id)),
            section(
                reader.say(
                    "*What happens next*\nWhen they accept, your own conversation opens with your charter to write"
                    " and sign. You can take the invitation back on Bothways’ Home tab."
                )
            ),
        ],
        close=reader.say("Done"),
    )


def opened(reader: Reader, card: PairOpened) -> Message:
    """Return the first message of the pair's conversation."""
    text = reader.say(
        "Welcome, {members}. This is your pair’s own conversation.", members=mentions(reader, card.members)
    )
    if card.ended:
        return Message(text, [section(text)])
    if card.charter is CharterVersionState.IN_FORCE:
        return Message(
            text,
            [
                section(text),
                section(reader.say("Your charter is in force. Everything else follows from it.")),
                actions([button(reader.say("Open our charter"), OPEN_CHARTER, card.pair_id.hex)]),
            ],
        )
    label = reader.say("Write our charter") if card.charter is None else reader.say("Read and sign")
    # Once somebody signed, a card further down asks for the rest: one button for one thing.
    way = [] if card.is_signed_by_some else [actions([button(label, OPEN_CHARTER, card.pair_id.hex, style="primary")])]
    return Message(
        text,
        [
            section(text),
            section(
                reader.say(
                    "*First, your charter*: one page on what you want in 30 days and how you treat each other. One"
                    " of you writes it, each signs. Then check-ins and pulses begin."
                )
            ),
            *way,
            context(reader.say("Bothways never reads what you write to each other here.")),
        ],
    )


def ended(reader: Reader, card: PairEnded) -> Message:
    """Return what the others are told when somebody left."""
    text = reader.say("Your pair with {others} has ended.", others=mentions(reader, card.others))
    return Message(
        text,
        [
            section(text),
            section(
                reader.say(
                    "No fault, and no reason is asked. No more questions or reminders come; what you wrote together"
                    " stays readable on Bothways’ Home tab."
                )
            ),
            *_next_round(reader, card),
            actions([*_next_goal(reader, card), button(reader.say("Start a new pair"), START, "ended")]),
        ],
    )


def _next_round(reader: Reader, card: PairEnded) -> list[Block]:
    if card.programme is None:
        return []
    return [
        section(
            reader.say(
                "*What happens next*\nYou are in the next round of *{programme}*. What would you learn next?",
                programme=escape(card.programme),
            )
        )
    ]


def _next_goal(reader: Reader, card: PairEnded) -> list[Block]:
    if card.programme_id is None:
        return []
    label = reader.say("My next goal")
    return [button(label, enrolment_words.OPEN, card.programme_id.hex, style="primary")]


def farewell(reader: Reader, card: PairFarewell) -> Message:
    """Return the last line of the pair's conversation; it names nobody and asks nothing."""
    text = both_or_all(
        card.people,
        reader.say(
            "This pair has come to an end. What you wrote stays readable for both of you, on Bothways’ Home tab."
        ),
        reader.say(
            "This pair has come to an end. What you wrote stays readable for all of you, on Bothways’ Home tab."
        ),
    )
    return Message(text, [section(text)])


def leave_question(reader: Reader, others: tuple[Member, ...]) -> Block:
    """Return what Slack asks before somebody leaves."""
    return confirm_danger(
        reader.say("Leave this pair?"),
        reader.say(
            "It ends for {others} too. They are told that it ended, not why; your conversation gets one line that"
            " names nobody. What you wrote stays readable.",
            others=mentions(reader, others),
        ),
        reader.say("Leave"),
        reader.say("Stay"),
    )


def not_again(reader: Reader, pair_id: UUID, others: tuple[Member, ...], wished: frozenset[UUID]) -> list[Block]:
    """Return the buttons, one for each other of an ended pair, that say in silence: not again; or take it back."""
    buttons = []
    for number, other in enumerate(others):
        value = f"{pair_id.hex}:{other.membership_id.hex}"
        if other.membership_id in wished:
            label = reader.say("Take “not again” back")
            spoken = reader.say("Take “not again” back: {name}", name=other.name)
            buttons.append(button(label, f"{AGAIN_AFTER_ALL}.{number}", value, spoken=spoken))
            continue
        label = reader.say("Not again, please")
        spoken = reader.say("Not again with {name}", name=other.name)
        confirm = confirm_quiet(
            reader.say("Not again?"),
            reader.say(
                "You will not be paired with {who} again. Nobody is told, neither they nor an owner, and you can take"
                " it back here.",
                who=mention(other),
            ),
            reader.say("Not again"),
            reader.say("Cancel"),
        )
        buttons.append(button(label, f"{NOT_AGAIN}.{number}", value, confirm=confirm, spoken=spoken))
    return buttons


def read_not_again(body: Payload) -> NotAgain:
    """Return with whom somebody does not want to be paired again, or does after all."""
    pair_id, membership_id = body["actions"][0]["value"].split(":")
    return NotAgain(actor(body), UUID(pair_id), UUID(membership_id), click_receipt(body))


def pair_id(body: Payload) -> UUID:
    """Return the pair a clicked button belongs to."""
    return as_id(body["actions"][0]["value"])


def as_id(value: str) -> UUID:
    """Return the pair that a button's value, or a part of it, names."""
    return UUID(value)


def read_leave(body: Payload) -> LeavePair:
    """Return a member's click."""
    return LeavePair(actor(body), pair_id(body), click_receipt(body))
