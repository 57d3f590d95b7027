"""Asking a colleague, the invitation, the beginning and the end of a pair."""

from uuid import UUID

from slack_sdk.models.blocks import PlainTextObject, RadioButtonsElement, UserSelectElement

from mentoring.pairs.commands import Answer, AnswerInvitation, LeavePair, WithdrawInvitation
from mentoring.pairs.notices import Invitation, InvitationDeclined, PairEnded, PairOpened
from mentoring.pairs.queries import OpenInvitation
from mentoring.pairs.rules import Member
from mentoring.states import CharterVersionState, MembershipState, PairState, Role
from views import who_sees_what
from views.kit import (
    Block,
    Message,
    Modal,
    actions,
    button,
    confirm,
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
OPEN_CHARTER = "charter.open"


def role_name(reader: Reader, role: Role) -> str:
    """Return what a role is called."""
    return reader.say("senior") if role is Role.SENIOR else reader.say("junior")


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
                reader.say(
                    "You would meet for 50 minutes every two weeks and teach each other. A charter comes first:"
                    " nothing starts before you have all signed it."
                )
            ),
            actions(
                [
                    button(reader.say("Accept"), ACCEPT, value, style="primary"),
                    button(reader.say("Decline"), DECLINE, value),
                    button(reader.say("Who sees what"), who_sees_what.OPEN, "invitation"),
                ]
            ),
            context(reader.say("Declining is fine. The others learn that it will not be, never why.")),
        ],
    )


def _asked(reader: Reader, card: Invitation, who: str) -> str:
    role = role_name(reader, card.me.role)
    if card.programme:
        return reader.say(
            "*{programme}* would like you to pair with {others}, you as the {role}.",
            programme=escape(card.programme),
            others=mentions(card.others),
            role=role,
        )
    return reader.say("{who} asks you to be the *{role}* in a pair with them.", who=who, role=role)


def _ending(reader: Reader, card: Invitation) -> str | None:
    if card.state in {PairState.ACTIVE, PairState.ENDED}:
        return reader.say("You all accepted. Your conversation with {others} is open.", others=mentions(card.others))
    if card.state is PairState.WITHDRAWN:
        return reader.say("This invitation was taken back. There is nothing to do.")
    if card.me.state is MembershipState.DECLINED:
        return reader.say("You declined. That is all; nobody asks why.")
    if card.state is PairState.DECLINED:
        return reader.say("This pair will not come about. There is nothing to do.")
    if card.me.state is MembershipState.ACCEPTED:
        return reader.say("You accepted. We open your conversation when everybody has.")
    return None


def declined(reader: Reader, card: InvitationDeclined) -> Message:
    """Return the one line an asker gets."""
    text = reader.say("It will not be a pair with {others} this time.", others=mentions(card.others))
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
    text = reader.say("Welcome, {members}. This is your pair’s own conversation.", members=mentions(card.members))
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
                    "*First, your charter*: one page on what you want in 30 days and how you treat each other. Either"
                    " of you writes it, each signs. Then check-ins and pulses begin."
                )
            ),
            actions([button(label, OPEN_CHARTER, card.pair_id.hex, style="primary")]),
            context(reader.say("Bothways never reads what you write to each other here.")),
        ],
    )


def ended(reader: Reader, card: PairEnded) -> Message:
    """Return what the others are told when somebody left."""
    text = reader.say("Your pair with {others} has ended.", others=mentions(card.others))
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


def waiting_line(reader: Reader, card: OpenInvitation) -> str:
    """Return an open invitation as one line of the Home tab."""
    others = mentions(card.others)
    role = role_name(reader, card.me.role)
    if card.awaits_me:
        return reader.say("{others} and you, you as the *{role}*: your answer is awaited.", others=others, role=role)
    return reader.say("You and {others}: invited, no answer yet.", others=others)


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
    text = reader.say(
        "You accepted. Your conversation with {others} opens when all have.", others=mentions(card.others)
    )
    return modal(reader.say("Thank you"), [section(text)], close=reader.say("Done"))


def leave_question(reader: Reader, others: tuple[Member, ...]) -> Block:
    """Return what Slack asks before somebody leaves."""
    return confirm(
        reader.say("Leave this pair?"),
        reader.say(
            "It ends for {others} too. They are told that it ended, not why. What you wrote stays readable.",
            others=mentions(others),
        ),
        reader.say("Leave"),
        reader.say("Stay"),
    )


def pair_id(body: Payload) -> UUID:
    """Return the pair a clicked button belongs to."""
    return UUID(body["actions"][0]["value"])


def read_answer(body: Payload, answer: Answer) -> AnswerInvitation:
    """Return an invited person's click."""
    return AnswerInvitation(actor(body), pair_id(body), answer)


def read_withdrawal(body: Payload) -> WithdrawInvitation:
    """Return the asker's click."""
    return WithdrawInvitation(actor(body), pair_id(body))


def read_leave(body: Payload) -> LeavePair:
    """Return a member's click."""
    return LeavePair(actor(body), pair_id(body), click_receipt(body))
