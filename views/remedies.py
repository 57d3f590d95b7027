"""Private options: in a modal and in one's own DM, never where anybody else looks, and never with a number."""

from collections.abc import Sequence
from uuid import UUID

from mentoring.participants import InPair
from mentoring.remedies.gone import PartnerGone
from mentoring.remedies.options import AskFor, TakeBackWish
from mentoring.remedies.rules import OwnTaps, PrivateOptions, Remedy
from mentoring.remedies.silence import AboutPartner, GladToHear, PartnerSilent
from views import checkins, pairs, pulses
from views.kit import (
    Block,
    Message,
    Modal,
    actions,
    button,
    confirm_quiet,
    context,
    divider,
    mention,
    mentions,
    modal,
    section,
)
from views.payloads import Payload, actor, click_receipt
from views.reader import Reader

OPTIONS = "remedy.options"
ASK_FOR = "remedy.ask_for"
TAKE_BACK = "remedy.take_back"
NUDGE = "silence.nudge"
CONTACT = "silence.contact"
NEW_PARTNER = "silence.new_partner"
LEAVE_IT = "silence.leave_it"
HISTORIES_SHOWN = 10


def after_tap(reader: Reader, card: PrivateOptions) -> Modal:
    """Return what opens for the author alone after a tap; whatever it was is not said."""
    kept = section(reader.say("Thank you, it is kept. Only you know what you tapped."))
    back = button(reader.say("Back"), pulses.OPEN, card.pair_id.hex)
    return _page(reader, [kept, *_options(reader, card), actions([back], block_id="back")])


def page(reader: Reader, card: PrivateOptions) -> Modal:
    """Return the private options by themselves."""
    back = button(reader.say("My history"), pulses.HISTORY, card.pair_id.hex)
    return _page(reader, [*_options(reader, card), actions([back], block_id="back")])


def after_close(reader: Reader, kept: Modal, card: PrivateOptions) -> Modal:
    """Return the confirmation of a close with the options under it."""
    return {**kept, "blocks": [*kept["blocks"], divider(), *_options(reader, card)]}


def history(reader: Reader, cards: Sequence[OwnTaps]) -> Modal:
    """Return the reader's own taps, newest first."""
    labels = pulses.labels(reader)
    blocks: list[Block] = []
    for number, card in enumerate(cards[:HISTORIES_SHOWN]):
        title = reader.say("*Your own taps* · {others}", others=mentions(reader, card.others))
        lines = [
            reader.say("{day}: {answer}", day=reader.day(tap.day), answer=labels[tap.score]) for tap in card.taps
        ] or [reader.say("None yet.")]
        helps = button(reader.say("What could help"), OPTIONS, card.pair_id.hex)
        blocks += [
            section("\n".join([title, *lines])),
            actions([helps], block_id=f"helps{number}"),
            context(_opens_by_itself(reader, card)),
        ]
    back = button(reader.say("Back"), pulses.OPEN, "history")
    return modal(
        reader.say("My history"),
        [*blocks, actions([back], block_id="back"), context(reader.say("Only you see this page. It is not posted."))],
        close=reader.say("Close"),
    )


def released(reader: Reader) -> Modal:
    """Return what somebody reads who left their pair from a window."""
    text = reader.say("The pair has ended. No fault, and no reason is asked.")
    return modal(reader.say("Ended"), [section(text)], close=reader.say("Done"))


def partner_silent(reader: Reader, card: PartnerSilent) -> Message:
    """Return the private options about a partner who does not answer."""
    who = mention(card.silent)
    if card.is_over:
        return _line(reader.say("Your pair with {who}: nothing left to do here.", who=who))
    text = reader.say("It has been quiet around {who} lately. Would something help?", who=who)
    value = _about(card)
    buttons = [button(reader.say("Nudge for me"), NUDGE, value)]
    if card.contacts:
        confirm = _confirm(
            reader,
            reader.say("Your programme’s owner sees that this pair needs attention: not whose wish it is, nor why."),
        )
        buttons += [
            button(reader.say("Talk to somebody"), CONTACT, value),
            button(reader.say("A new partner"), NEW_PARTNER, value, confirm=confirm),
        ]
    buttons.append(button(reader.say("Leave it"), LEAVE_IT, value))
    return Message(
        text,
        [
            section(f"*{text}*"),
            section(
                reader.say(
                    "People fall silent for many reasons, mostly time. A nudge is one friendly line that does not say"
                    " who asked for it."
                )
            ),
            actions(buttons, block_id="silent"),
            context(reader.say("Only you got this, once. Nothing is told to anybody unless you choose it here.")),
        ],
    )


def partner_gone(reader: Reader, card: PartnerGone) -> Message:
    """Return what somebody can do whose partner cannot be reached any more; why that is so is nobody's to tell."""
    who = mention(card.gone)
    if card.is_over:
        return _line(reader.say("Your pair with {who}: nothing left to do here.", who=who))
    text = reader.say("{who} cannot be reached in Slack any more.", who=who)
    value = f"{card.pair_id.hex}:{card.gone.membership_id.hex}"
    buttons = []
    if card.contacts:
        seen = reader.say("Your programme’s owner sees that this pair needs attention: not whose wish it is, nor why.")
        buttons += [
            button(reader.say("A new partner"), NEW_PARTNER, value, confirm=_confirm(reader, seen)),
            button(reader.say("Talk to somebody"), CONTACT, value),
        ]
    leave = pairs.leave_question(reader, card.others)
    buttons += [
        button(reader.say("End, without fault"), pairs.LEAVE, card.pair_id.hex, confirm=leave),
        button(reader.say("Leave it"), LEAVE_IT, value),
    ]
    return Message(
        text,
        [
            section(f"*{text}*"),
            section(
                reader.say(
                    "What you wrote together stays readable. Nothing has to be decided today: you can go on, begin with"
                    " somebody new, or end the pair without a reason."
                )
            ),
            actions(buttons, block_id="gone"),
            context(reader.say("I say this once. Nothing is told to anybody unless you choose it here.")),
        ],
    )


def nudged(reader: Reader, card: PartnerSilent) -> Message:
    """Return what stands where the options stood."""
    return _line(
        reader.say(
            "I will tell {who}, in their own hours, that their pair would be glad to hear from them; not that you"
            " asked.",
            who=mention(card.silent),
        )
    )


def contact(reader: Reader, card: PartnerSilent) -> Message:
    """Return whom one can talk to; nothing was sent to them."""
    people = reader.listed([f"<@{user_id}>" for user_id in card.contacts])
    return _line(
        reader.say("{people} answers for your programme. Nothing was sent; write when you like.", people=people)
        if len(card.contacts) == 1
        else reader.say("{people} answer for your programme. Nothing was sent; write when you like.", people=people)
    )


def wished(reader: Reader) -> Message:
    """Return what stands there once a new partner was wished for."""
    return _line(
        reader.say(
            "Noted: your programme’s owner sees that your pair needs attention, and not why. `/mentor-pulse` · My"
            " history · What could help takes it back."
        )
    )


def left_alone(reader: Reader) -> Message:
    """Return what stands there when nothing was chosen."""
    return _line(reader.say("All right. Nothing was told to anybody, and I will not ask again."))


def glad_to_hear(reader: Reader, card: GladToHear) -> Message:
    """Return the one friendly line; it holds nothing of who asked, or of what was missed."""
    text = reader.say("Your pair would be glad to hear from you.")
    check_in = button(reader.say("Check in"), checkins.OPEN, card.pair_id.hex, style="primary")
    return Message(text, [section(text), actions([check_in], block_id="glad")])


def read_pair(body: Payload) -> InPair:
    """Return the pair whose options somebody looks at."""
    return InPair(actor(body), UUID(body["actions"][0]["value"]))


def read_wish(body: Payload) -> AskFor:
    """Return what somebody wishes for."""
    pair_id, remedy = body["actions"][0]["value"].split(":")
    return AskFor(actor(body), UUID(pair_id), Remedy(remedy), click_receipt(body))


def read_new_partner(body: Payload) -> AskFor:
    """Return the wish for another partner, of somebody who was told that theirs is silent."""
    about = read_about(body)
    return AskFor(about.actor, about.pair_id, Remedy.SWAP, click_receipt(body))


def read_take_back(body: Payload) -> TakeBackWish:
    """Return the taking back of a wish."""
    return TakeBackWish(actor(body), UUID(body["actions"][0]["value"]), click_receipt(body))


def read_about(body: Payload) -> AboutPartner:
    """Return about whom somebody chooses."""
    pair_id, silent_id = body["actions"][0]["value"].split(":")
    return AboutPartner(actor(body), UUID(pair_id), UUID(silent_id))


def _page(reader: Reader, blocks: list[Block]) -> Modal:
    return modal(reader.say("What could help"), blocks, close=reader.say("Close"))


def _options(reader: Reader, card: PrivateOptions) -> list[Block]:
    value = card.pair_id.hex
    others = mentions(reader, card.others)
    words = [
        reader.say("“Something held me back last time. May I say what it was, without our solving it now?”"),
        reader.say("“Could you ask me first before you advise me? It helps me think aloud.”"),
        reader.say("“I would like us to read our page on confidentiality once more, together.”"),
    ]
    leave = button(
        reader.say("End, without fault"),
        pairs.LEAVE,
        value,
        confirm=pairs.leave_question(reader, card.others),
    )
    return [
        section(reader.say("*Only for you.* Nothing of this is told to anybody unless you choose it.")),
        section("\n• ".join([reader.say("*Words you could use* with {others}", others=others), *words])),
        actions([button(reader.say("Read our charter again"), pairs.OPEN_CHARTER, value)], block_id="charter"),
        *(_with_others(reader, card) if card.contacts else []),
        actions([leave], block_id="leave"),
        *([context(_whose_choice(reader))] if card.is_set_by_owner else []),
    ]


def _whose_choice(reader: Reader) -> str:
    return reader.say(
        "Your programme’s owner chose after which taps this opens by itself. They see no tap, and not that it opened."
    )


def _opens_by_itself(reader: Reader, card: OwnTaps) -> str:
    below = pulses.labels(reader)[card.opens_below]
    if card.is_set_by_owner:
        return reader.say(
            "It opens by itself after a tap below “{answer}”, as your programme’s owner chose. They see no tap.",
            answer=below,
        )
    return reader.say("It opens by itself after a tap below “{answer}”.", answer=below)


def _with_others(reader: Reader, card: PrivateOptions) -> list[Block]:
    value = card.pair_id.hex
    people = reader.listed([f"<@{user_id}>" for user_id in card.contacts])
    shown = context(reader.say("Somebody to talk to: {people}. Nothing is sent to them from here.", people=people))
    if card.wish is not None:
        asked = (
            reader.say("You asked for a third person. Your programme’s owner sees that your pair needs attention.")
            if card.wish is Remedy.TRIAD
            else reader.say(
                "You asked for another partner. Your programme’s owner sees that your pair needs attention."
            )
        )
        back = actions([button(reader.say("Take it back"), TAKE_BACK, value)], block_id="wish")
        return [section(asked), back, shown]
    told = reader.say("Your programme’s owner sees that this pair needs attention: not whose wish it is, nor why.")
    wishes = [(Remedy.SWAP, reader.say("Ask for a swap"))]
    if card.may_be_triad:
        wishes.insert(0, (Remedy.TRIAD, reader.say("Ask for a third person")))
    buttons = [
        button(label, f"{ASK_FOR}.{remedy}", f"{value}:{remedy}", confirm=_confirm(reader, told))
        for remedy, label in wishes
    ]
    return [actions(buttons, block_id="wish"), shown]


def _confirm(reader: Reader, told: str) -> Block:
    return confirm_quiet(reader.say("Ask for it?"), told, reader.say("Ask"), reader.say("Not now"))


def _about(card: PartnerSilent) -> str:
    return f"{card.pair_id.hex}:{card.silent.membership_id.hex}"


def _line(text: str) -> Message:
    return Message(text, [section(text)])
