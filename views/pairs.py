"""Asking a colleague, the invitation, the beginning and the end of a pair."""

from uuid import UUID

from slack_sdk.models.blocks import PlainTextObject, RadioButtonsElement, UserSelectElement

from mentoring.errors import Refusal
from mentoring.pairs.commands import Answer, AnswerInvitation, LeavePair, WithdrawInvitation
from mentoring.pairs.not_again import NotAgain
from mentoring.pairs.notices import Invitation, InvitationDeclined, PairEnded, PairFarewell, PairOpened
from mentoring.pairs.queries import OpenInvitation
from mentoring.pairs.rules import Member
from mentoring.states import CharterVersionState, MembershipState, PairState, Role
from views import who_sees_what
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
    you_and,
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


def invitation(reader: Reader, card: Invitation) -> Message:
    """Return the invitation, or how it ended."""
    who = mention(card.asker) if card.asker else reader.say("Your programme")
    asked = _asked(reader, card, who)
    ending = _ending(reader, card)
    if ending is not None:
        return Message(ending, [section(asked), section(ending)])
    value = card.pair_id.hex
    return Message(
        asked.replace("*", ""),
        [
            section(asked),
            section(
                both_or_all(
                    len(card.others) + 1,
                    reader.say(
                        "You would meet for 50 minutes every two weeks and teach each other. A charter comes first:"
                        " nothing starts before you have both signed it."
                    ),
                    reader.say(
                        "You would meet for 50 minutes every two weeks and teach each other. A charter comes first:"
                        " nothing starts before you have all signed it."
                    ),
                )
            ),
            actions(
                [
                    button(reader.say("Accept"), ACCEPT, value, style="primary"),
                    button(reader.say("Decline"), DECLINE, value),
                    button(reader.say("Who sees what"), who_sees_what.OPEN, "invitation"),
                ]
            ),
            context(reader.say("Declining is fine. They learn that it will not be, never why.")),
        ],
    )


def _asked(reader: Reader, card: Invitation, who: str) -> str:
    role = role_name(reader, card.me.role)
    if card.programme:
        return reader.say(
            "*{programme}* would like you to pair with {others}, you as the {role}.",
            programme=escape(card.programme),
            others=mentions(reader, card.others),
            role=role,
        )
    return reader.say("{who} asks you to be the *{role}* in a pair with them.", who=who, role=role)


def _ending(reader: Reader, card: Invitation) -> str | None:
    if card.state in {PairState.ACTIVE, PairState.ENDED}:
        others = mentions(reader, card.others)
        return both_or_all(
            len(card.others) + 1,
            reader.say("You both accepted. Your conversation with {others} is open.", others=others),
            reader.say("You all accepted. Your conversation with {others} is open.", others=others),
        )
    if card.state is PairState.WITHDRAWN:
        return reader.say("This invitation was taken back. There is nothing to do.")
    if card.me.state is MembershipState.DECLINED:
        return reader.say("You declined. That is all; nobody asks why.")
    if card.state is PairState.DECLINED:
        return reader.say("This pair will not come about. There is nothing to do.")
    if card.me.state is MembershipState.ACCEPTED:
        return _waiting(reader, card.others)
    return None


def _waiting(reader: Reader, others: tuple[Member, ...]) -> str:
    named = mentions(reader, others)
    return both_or_all(
        len(others) + 1,
        reader.say("You accepted. Your conversation with {others} opens when they have too.", others=named),
        reader.say("You accepted. Your conversation with {others} opens when all have.", others=named),
    )


def declined(reader: Reader, card: InvitationDeclined) -> Message:
    """Return the one line an asker gets."""
    text = reader.say("It will not be a pair with {others} this time.", others=mentions(reader, card.others))
    return Message(
        text,
        [
            section(text),
            actions([button(reader.say("Ask somebody else"), START, "declined", style="primary")]),
            context(reader.say("People decline for many reasons, mostly time. None is asked for or kept.")),
        ],
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
            actions([button(label, OPEN_CHARTER, card.pair_id.hex, style="primary")]),
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
            actions([button(reader.say("Start a new pair"), START, "ended")]),
        ],
    )


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


def waiting_line(reader: Reader, card: OpenInvitation) -> str:
    """Return an open invitation as one line of the Home tab."""
    if card.awaits_me:
        return reader.say(
            "You are asked to be the *{role}* in a pair with {others}.",
            role=role_name(reader, card.me.role),
            others=mentions(reader, card.others),
        )
    return reader.say("{people}: invited, no answer yet.", people=you_and(reader, card.others))


def open_invitation(reader: Reader, card: OpenInvitation) -> list[Block]:
    """Return an open invitation with what its reader can do about it: answer, take back, or wait."""
    value = card.pair_id.hex
    buttons: list[Block] = []
    if card.awaits_me:
        buttons = [
            button(reader.say("Accept"), ACCEPT, value, style="primary"),
            button(reader.say("Decline"), DECLINE, value),
        ]
    elif card.mine:
        buttons = [button(reader.say("Take it back"), WITHDRAW, value)]
    row = [actions(buttons, block_id=f"invitation-{value}")] if buttons else []
    return [section(waiting_line(reader, card)), *row]


def accepted(reader: Reader, card: OpenInvitation) -> Modal:
    """Return what somebody reads who accepted before the others."""
    return modal(reader.say("Thank you"), [section(_waiting(reader, card.others))], close=reader.say("Done"))


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


def read_answer(body: Payload, answer: Answer) -> AnswerInvitation:
    """Return an invited person's click."""
    return AnswerInvitation(actor(body), pair_id(body), answer)


def read_withdrawal(body: Payload) -> WithdrawInvitation:
    """Return the asker's click."""
    return WithdrawInvitation(actor(body), pair_id(body))


def read_leave(body: Payload) -> LeavePair:
    """Return a member's click."""
    return LeavePair(actor(body), pair_id(body), click_receipt(body))
