"""The invitation into a pair, its answers, and how it ended."""

from mentoring.pairs.commands import Answer, AnswerInvitation, WithdrawInvitation
from mentoring.pairs.notices import Invitation, InvitationDeclined
from mentoring.pairs.queries import OpenInvitation
from mentoring.pairs.rules import Member
from mentoring.states import MembershipState, PairState
from views import who_sees_what
from views.kit import (
    Block,
    Message,
    Modal,
    actions,
    both_or_all,
    button,
    context,
    escape,
    mention,
    mentions,
    modal,
    section,
    you_and,
)
from views.pairs import START, pair_id, role_name
from views.payloads import Payload, actor
from views.reader import Reader

ACCEPT = "pair.accept"
DECLINE = "pair.decline"
WITHDRAW = "pair.withdraw"
AN_HOUR = 60
MOST_NAMED = 4
"""Skills named for either way."""


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
            *_why(reader, card),
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


def _why(reader: Reader, card: Invitation) -> list[Block]:
    """Return what speaks for the pair, either way; it is the reader's own, and nobody else reads the same."""
    if card.why is None:
        return []
    lines = []
    if card.why.they_show:
        lines.append(reader.say("You could learn: {skills}", skills=_named(reader, card.why.they_show)))
    if card.why.i_show:
        others = mentions(reader, card.others)
        skills = _named(reader, card.why.i_show)
        lines.append(reader.say("You could show {others}: {skills}", others=others, skills=skills))
    if card.why.minutes:
        lines.append(reader.say("Of your working days you share {hours}.", hours=_hours(reader, card.why.minutes)))
    if not lines:
        return []
    headline = both_or_all(len(card.others) + 1, reader.say("*Why you two*"), reader.say("*Why you three*"))
    return [section("\n".join([headline, *lines]))]


def _named(reader: Reader, skills: tuple[str, ...]) -> str:
    """Return the first few skills; who shares more has more than enough to begin with."""
    return f"*{reader.listed([escape(each) for each in skills[:MOST_NAMED]])}*"


def _hours(reader: Reader, minutes: int) -> str:
    if minutes < 2 * AN_HOUR:
        return reader.say("{number} minutes", number=minutes)
    return reader.say("{number} hours", number=minutes // AN_HOUR)


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


def read_answer(body: Payload, answer: Answer) -> AnswerInvitation:
    """Return an invited person's click."""
    return AnswerInvitation(actor(body), pair_id(body), answer)


def read_withdrawal(body: Payload) -> WithdrawInvitation:
    """Return the asker's click."""
    return WithdrawInvitation(actor(body), pair_id(body))
