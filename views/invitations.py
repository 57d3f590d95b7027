"""The invitation into a pair, its answers, and how it ended."""

from datetime import date
from uuid import UUID

from slack_sdk.models.blocks import DatePickerElement, PlainTextObject

from mentoring.pairs.commands import Answer, AnswerInvitation, WithdrawInvitation
from mentoring.pairs.course import InvitationReminder
from mentoring.pairs.not_now import NotNow
from mentoring.pairs.notices import Invitation, InvitationDeclined
from mentoring.pairs.queries import OpenInvitation
from mentoring.pairs.rules import Member
from mentoring.states import MembershipState, PairState
from views import enrolment_words, held, who_sees_what, why
from views.kit import (
    Block,
    Message,
    Modal,
    actions,
    both_or_all,
    button,
    context,
    escape,
    field,
    mention,
    mentions,
    modal,
    section,
    you_and,
)
from views.pairs import AGAIN_AFTER_ALL, NOT_AGAIN, START, pair_id, role_name
from views.payloads import Payload, Typed, actor, submission_receipt
from views.reader import Reader

ACCEPT = "pair.accept"
DECLINE = "pair.decline"
WITHDRAW = "pair.withdraw"
NOT_NOW = "pair.not_now"
PICK_DAY = "pair.available_from"
OVER = (PairState.DECLINED, PairState.WITHDRAWN)
"""States of an invitation of which nothing comes."""


def invitation(reader: Reader, card: Invitation) -> Message:
    """Return the invitation, or how it ended."""
    who = mention(card.asker) if card.asker else reader.say("Your programme")
    asked = _asked(reader, card, who)
    ending = _ending(reader, card)
    if ending is not None:
        return Message(ending, [section(asked), section(ending), *_afterwards(reader, card)])
    return Message(
        asked.replace("*", ""),
        [
            section(asked),
            *(why.shown(reader, card.why, card.others) if card.why else []),
            section(_how(reader, card)),
            *(held.shown(reader, card.held) if card.held else []),
            actions([*_buttons(reader, card), button(reader.say("Who sees what"), who_sees_what.OPEN, "invitation")]),
            context(reader.say("Declining is fine. They learn that it will not be, never why.")),
        ],
    )


def _buttons(reader: Reader, card: Invitation) -> list[Block]:
    """Return what somebody can answer; whom an owner had entered says yes or no to that as well."""
    value = card.pair_id.hex
    if card.held is None or card.programme_id is None:
        return _answers(reader, value, is_led=card.programme is not None)
    programme = card.programme_id.hex
    return [
        *_answers(reader, value, is_led=False, accepted=held.marked(value, card.held)),
        held.correct(reader, programme),
        held.delete(reader, programme),
    ]


def _answers(reader: Reader, value: str, *, is_led: bool, accepted: str | None = None) -> list[Block]:
    """
    Return the answers there are; who is asked by a programme may also be free from a day on.

    Args:
        accepted: the value of a yes that is one to more than the pair.
    """
    later = [button(reader.say("Not now …"), NOT_NOW, value)] if is_led else []
    return [
        button(reader.say("Accept"), ACCEPT, accepted or value, style="primary"),
        button(reader.say("Decline"), DECLINE, value),
        *later,
    ]


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


def _how(reader: Reader, card: Invitation) -> str:
    """Return what it would be like; of who would only teach, or only learn, it is not said that they do both."""
    meet = reader.say("You would meet for 50 minutes every two weeks and teach each other.")
    if card.why is not None and not card.why.is_both_ways:
        meet = reader.say("You would meet for 50 minutes every two weeks.")
    charter = both_or_all(
        len(card.others) + 1,
        reader.say("A charter comes first: nothing starts before you have both signed it."),
        reader.say("A charter comes first: nothing starts before you have all signed it."),
    )
    return f"{meet} {charter}"


def _ending(reader: Reader, card: Invitation) -> str | None:
    if card.state in {PairState.ACTIVE, PairState.ENDED}:
        others = mentions(reader, card.others)
        return both_or_all(
            len(card.others) + 1,
            reader.say("You both accepted. Your conversation with {others} is open.", others=others),
            reader.say("You all accepted. Your conversation with {others} is open.", others=others),
        )
    if card.me.state is MembershipState.DECLINED:
        return reader.say("You declined. That is all; nobody asks why.")
    if card.state is PairState.WITHDRAWN and not card.programme:
        return reader.say("This invitation was taken back. There is nothing to do.")
    if card.state in OVER and card.held is not None:
        return reader.say("This pair will not come about.")
    if card.state in OVER:
        # By the words alone nobody can tell a no, no time and no answer from each other.
        return reader.say("This pair will not come about. There is nothing to do.")
    if card.me.state is MembershipState.ACCEPTED:
        return _waiting(reader, card.others)
    return None


def _afterwards(reader: Reader, card: Invitation) -> list[Block]:
    """Return what somebody who said no may add in private, each with its effect alone, and what is held of them."""
    if card.state not in OVER:
        return []
    if card.is_out:
        return [context(held.gone(reader))]
    if card.programme_id is None:
        return []
    is_mine = card.me.state is MembershipState.DECLINED or card.available_from or card.not_again
    if card.held is not None and not is_mine:
        return held.to_keep_or_not(
            reader,
            card.programme_id.hex,
            card.held,
            next_round=reader.say(
                "*What happens next*\nStay, and the next round looks for somebody else for you. If you would rather"
                " not, delete it; either is fine."
            ),
        )
    if card.state is not PairState.DECLINED or not is_mine:
        return []
    day = card.available_from
    until = [section(reader.say("You are in no new pair before {day}.", day=reader.calendar_day(day)))] if day else []
    return [
        *until,
        section(reader.say("*If you like*, say what the next proposal should heed. Nobody else learns of it.")),
        *_not_with(reader, card),
        actions(_other_reasons(reader, card, card.programme_id.hex), block_id="afterwards"),
        context(held.still(reader, card.held) if card.held else _something_else(reader)),
    ]


def _something_else(reader: Reader) -> str:
    return reader.say(
        "“I’d learn something else” opens what you teach and want to learn; the next proposal goes by it."
    )


def _not_with(reader: Reader, card: Invitation) -> list[Block]:
    """Return a line for each of the others, with the wish that only its author ever sees."""
    lines = []
    for number, other in enumerate(card.others):
        value = f"{card.pair_id.hex}:{other.membership_id.hex}"
        if other.membership_id in card.not_again:
            text = reader.say("You will not be paired with {who} again.", who=mention(other))
            label, name = reader.say("With them after all"), f"{AGAIN_AFTER_ALL}.{number}"
        else:
            text = reader.say("Was it about {who}?", who=mention(other))
            label, name = reader.say("Not with this person"), f"{NOT_AGAIN}.{number}"
        lines.append({**section(text), "accessory": button(label, name, value, spoken=f"{label}: {other.name}")})
    return lines


def _other_reasons(reader: Reader, card: Invitation, programme: str) -> list[Block]:
    """
    Return what else a no may have been about.

    Who agreed to nothing yet names no day from which on: it would be erased with the rest, and be no yes. What they
    would rather learn they say where they correct what is held.
    """
    if card.held is not None:
        return [held.correct(reader, programme), held.delete(reader, programme)]
    when = reader.say("Another day") if card.available_from else reader.say("No time now")
    return [
        button(when, NOT_NOW, card.pair_id.hex),
        button(reader.say("I’d learn something else"), enrolment_words.OPEN, programme),
    ]


def not_now_form(reader: Reader, pair: UUID) -> Modal:
    """Return the question from which day on a new pair would suit somebody."""
    picker = DatePickerElement(action_id="available_from", placeholder=PlainTextObject(text=reader.say("Pick a day")))
    return modal(
        reader.say("Not now"),
        [
            section(reader.say("That is fine. This pair does not form, and you are asked again when there is time.")),
            field("available_from", reader.say("From which day on?"), picker),
            context(
                reader.say("The others read that it will not be, as after a no. Neither they nor the owner read why.")
            ),
        ],
        callback_id=PICK_DAY,
        submit=reader.say("Save"),
        close=reader.say("Cancel"),
        private_metadata=pair.hex,
    )


def from_then_on(reader: Reader, day: date) -> Modal:
    """Return what somebody reads who has no time before a day."""
    return modal(
        reader.say("Thank you"),
        [
            section(reader.say("You are in no new pair before *{day}*.", day=reader.calendar_day(day))),
            section(
                reader.say("*What happens next*\nFrom then on you are in the rounds again. You need not do anything.")
            ),
        ],
        close=reader.say("Done"),
    )


def reminder(reader: Reader, card: InvitationReminder) -> Message:
    """Return the one reminder that an invitation waits, with its answers."""
    others = mentions(reader, card.others)
    if not card.is_open and card.is_entered:
        # This is not drawn anew when they say yes, or delete it: it stays true.
        text = reader.say(
            "About a pair with {others}: that is settled. The invitation, further up here, says the rest.",
            others=others,
        )
        return Message(text, [section(text)])
    if not card.is_open:
        text = reader.say("About a pair with {others}: that is settled, there is nothing to do.", others=others)
        return Message(text, [section(text)])
    text = reader.say("Would you pair with {others}? Your answer is still awaited.", others=others)
    asked = reader.say(
        "*{programme}* asked you a few days ago; the invitation, with why, is further up here. A no is as welcome as a"
        " yes.",
        programme=escape(card.programme),
    )
    answers = [] if card.is_entered else [actions(_answers(reader, card.pair_id.hex, is_led=True))]
    return Message(
        text,
        [
            section(text),
            section(asked),
            *answers,
            context(reader.say("This is the only reminder. In three working days the invitation ends by itself.")),
        ],
    )


def _waiting(reader: Reader, others: tuple[Member, ...]) -> str:
    named = mentions(reader, others)
    return both_or_all(
        len(others) + 1,
        reader.say("You accepted. Your conversation with {others} opens when they have too.", others=named),
        reader.say("You accepted. Your conversation with {others} opens when all have.", others=named),
    )


def declined(reader: Reader, card: InvitationDeclined) -> Message:
    """Return what somebody gets who asked, or who had accepted."""
    text = reader.say("It will not be a pair with {others} this time.", others=mentions(reader, card.others))
    if card.programme is not None:
        reasons = context(reader.say("It has many reasons, mostly time. Nobody has to give one."))
        return Message(
            text,
            [
                section(text),
                section(
                    reader.say(
                        "*What happens next*\nYou come first in the next round of *{programme}*. You need do nothing.",
                        programme=escape(card.programme),
                    )
                ),
                reasons,
            ],
        )
    return Message(
        text,
        [
            section(text),
            actions([button(reader.say("Ask somebody else"), START, "declined", style="primary")]),
            context(reader.say("It has many reasons, mostly time. None is asked for or kept.")),
        ],
    )


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
    if card.awaits_me and card.is_entered:
        entered = reader.say("My message about it shows what is held about you; say yes there, or no here.")
        return [
            section(waiting_line(reader, card)),
            context(entered),
            actions([button(reader.say("Decline"), DECLINE, value)], block_id=f"invitation-{value}"),
        ]
    if card.awaits_me:
        buttons = _answers(reader, value, is_led=card.is_led)
    elif card.mine:
        buttons = [button(reader.say("Take it back"), WITHDRAW, value)]
    row = [actions(buttons, block_id=f"invitation-{value}")] if buttons else []
    return [section(waiting_line(reader, card)), *row]


def accepted(reader: Reader, card: OpenInvitation) -> Modal:
    """Return what somebody reads who accepted before the others."""
    return modal(reader.say("Thank you"), [section(_waiting(reader, card.others))], close=reader.say("Done"))


def read_answer(body: Payload, answer: Answer) -> AnswerInvitation:
    """Return an invited person's click."""
    pair, shown = held.read_marked(body["actions"][0]["value"])
    return AnswerInvitation(actor(body), pair, answer, shown)


def read_withdrawal(body: Payload) -> WithdrawInvitation:
    """Return the asker's click."""
    return WithdrawInvitation(actor(body), pair_id(body))


def read_not_now(body: Payload) -> NotNow:
    """Return from which day on somebody has time for a new pair."""
    view = body["view"]
    day = Typed(view).day("available_from")
    return NotNow(actor(body), UUID(view["private_metadata"]), day, submission_receipt(body))
