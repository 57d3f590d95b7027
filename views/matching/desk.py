"""The desk itself: where a round stands, its proposals page by page, and what can be done with all of them."""

from collections.abc import Iterator
from uuid import UUID

from mentoring.rounds.cards import Desk, ProposalLine
from mentoring.rounds.rules import (
    ApproveThese,
    ApproveUnflagged,
    BeginDraft,
    DropRound,
    OpenDesk,
    SendInvitations,
)
from mentoring.states import ProposalState, RoundState
from views.kit import (
    Block,
    Modal,
    actions,
    button,
    confirm_danger,
    confirm_quiet,
    context,
    divider,
    escape,
    section,
)
from views.matching import acts, apart, rules, turning, waiting, words
from views.matching.acts import Carried
from views.matching.turning import Turn
from views.payloads import Payload, actor, click_receipt
from views.reader import Reader

WORTH_ONE_CLICK = 2
"""Undecided proposals on a page from which on one button approves them together."""


def page(reader: Reader, card: Desk) -> Modal:
    """Return the desk of a programme, whatever its round has come to."""
    if card.state is RoundState.DRAFTED:
        blocks = _drafted(reader, card)
    elif card.state is RoundState.SENDING:
        blocks = waiting.going_out(reader, card)
    elif card.state is RoundState.DRAFTING:
        blocks = (
            waiting.lost(reader, card) if card.is_lost else waiting.under_way(reader, card.programme_id, card.to_pair)
        )
    else:
        blocks = waiting.nothing_yet(reader, card)
    return waiting.shown(reader, blocks, Carried(card.programme_id, card.round_id, card.page))


def _drafted(reader: Reader, card: Desk) -> list[Block]:
    blocks = [
        section(
            reader.say(
                "*{programme}*, round {number}\n{figures}",
                programme=escape(card.name),
                number=card.number,
                figures=words.figures(reader, card),
            )
        ),
        *waiting.notes(reader, card),
    ]
    if card.brought_since:
        blocks.append(section(_brought(reader, card.brought_since)))
    if card.moved:
        told = words.changed(reader, card.moved, card.moved_in_all)
        blocks.append(section(reader.say("*Since the draft before:*\n{changes}", changes=told)))
    if card.gave_way:
        pairs = words.pairs(reader, card.gave_way)
        blocks.append(section(reader.say("*Not kept together:* {pairs}. A rule has come between since.", pairs=pairs)))
    first = list(_for_all(reader, card))
    if first:
        blocks.append(actions(first, block_id="do"))
    if card.proposals:
        blocks.append(
            context(
                reader.say(
                    "The senior comes first. “2 of 3” means two of the three things that somebody wants to learn."
                    " Nobody is asked before you send."
                )
            )
        )
    elif card.counts.nobody:
        blocks.append(section(reader.say("No pair came of it. “Left over” says why, and what would help.")))
    else:
        blocks.append(section(reader.say("There was nobody to pair when this was drafted.")))
    blocks += _proposals(reader, card)
    blocks += _turning(reader, card)
    return [*blocks, divider(), actions(list(_more(reader, card)), block_id="more")]


def _brought(reader: Reader, number: int) -> str:
    first = (
        reader.say("*Since this draft, 1 person was brought in, or brought up to date, by a sheet.*")
        if number == 1
        else reader.say(
            "*Since this draft, {number} people were brought in, or brought up to date, by a sheet.*", number=number
        )
    )
    then = reader.say(
        "The pairs below know nothing of that. “Draft anew” takes it in; what you approved or wanted stays, as far as"
        " the rules allow."
    )
    return f"{first}\n{then}"


def _for_all(reader: Reader, card: Desk) -> Iterator[Block]:
    counts = card.counts
    if counts.unflagged:
        yield button(
            reader.say("Approve {number} unflagged", number=counts.unflagged),
            acts.APPROVE_UNFLAGGED,
            card.programme_id.hex,
            style="primary",
        )
    if counts.approved:
        yield button(
            reader.say("Send the invitations"),
            acts.SEND,
            card.programme_id.hex,
            style=None if counts.unflagged else "primary",
            confirm=_send_question(reader, card),
        )
    if counts.nobody:
        yield button(reader.say("Left over ({number})", number=counts.nobody), acts.LEFT_OVER, card.programme_id.hex)


def _more(reader: Reader, card: Desk) -> Iterator[Block]:
    """What is wanted now and then; last, so that the pairs come first."""
    yield button(reader.say("Fairness"), acts.FAIRNESS, card.programme_id.hex)
    yield rules.open_button(reader, card.programme_id)
    if card.apart:
        yield apart.open_button(reader, card.programme_id, card.apart)
    yield button(reader.say("Draft anew"), acts.DRAFT, card.programme_id.hex)
    yield button(
        reader.say("Throw it away …"),
        acts.DROP,
        card.programme_id.hex,
        confirm=confirm_danger(
            reader.say("Throw this draft away?"),
            reader.say("Nobody was asked yet, and nobody learns of it. Whom you said no to stays remembered."),
            reader.say("Throw it away"),
            reader.say("Keep it"),
        ),
    )


def _send_question(reader: Reader, card: Desk) -> Block:
    counts = card.counts
    said = [
        reader.say(
            "{number} people get a private message for each pair of theirs, and accept or decline alone.",
            number=counts.asked,
        )
    ]
    if card.brought_since:
        said.append(
            reader.say("1 person came in or changed by a sheet since: “Draft anew” takes that in.")
            if card.brought_since == 1
            else reader.say(
                "{number} people came in or changed by a sheet since: “Draft anew” takes that in.",
                number=card.brought_since,
            )
        )
    undecided = counts.flagged + counts.unflagged
    if undecided:
        said.append(
            reader.say("1 pair is not approved, and is not sent.")
            if undecided == 1
            else reader.say("{number} pairs are not approved, and are not sent.", number=undecided)
        )
    if counts.told:
        said.append(
            reader.say("1 person is told that there is nobody this time.")
            if counts.told == 1
            else reader.say("{number} people are told that there is nobody this time.", number=counts.told)
        )
    return confirm_quiet(
        reader.say("Send {pairs}?", pairs=words.number_of_pairs(reader, counts.approved)),
        " ".join(said),
        reader.say("Send them"),
        reader.say("Not yet"),
    )


def _proposals(reader: Reader, card: Desk) -> list[Block]:
    blocks: list[Block] = []
    common = words.everybodys(card.proposals)
    before = ""
    for line in card.proposals:
        heading = _group(reader, line)
        if heading != before:
            blocks += [divider(), section(f"*{heading}*")]
            before = heading
        blocks += _proposal(reader, line, common)
    return blocks


def _group(reader: Reader, line: ProposalLine) -> str:
    if line.state is not ProposalState.PROPOSED:
        return reader.say("Approved")
    return reader.say("To look at") if line.is_flagged else reader.say("Without a flag")


def _proposal(reader: Reader, line: ProposalLine, common: frozenset[str]) -> list[Block]:
    about = [words.hours(reader, line)]
    if line.languages and not common & set(line.languages):
        about.append(reader.say("in {languages}", languages=words.languages(reader, line.languages)))
    if line.is_pinned:
        about.append(reader.say("wanted by you"))
    text = [f"*{words.who(reader, line)}*", *words.shows(reader, line), " · ".join(about)]
    flagged = words.flags(reader, line)
    if flagged:
        text.append(reader.say("*Look:* {flags}", flags="; ".join(flagged)))
    names = words.plainly(reader, line)
    if line.state is ProposalState.PROPOSED:
        decide = button(
            reader.say("Approve"), acts.APPROVE, line.proposal_id.hex, spoken=reader.say("Approve {names}", names=names)
        )
    else:
        decide = button(
            reader.say("Take back"),
            acts.TAKE_BACK,
            line.proposal_id.hex,
            spoken=reader.say("Take back {names}", names=names),
        )
    closer = button(
        reader.say("Look closer"),
        acts.LOOK,
        line.proposal_id.hex,
        spoken=reader.say("Look closer at {names}", names=names),
    )
    return [section("\n".join(text)), actions([decide, closer], block_id=f"proposal-{line.proposal_id.hex}")]


def _turning(reader: Reader, card: Desk) -> list[Block]:
    """Return the buttons under a page's proposals: all of them together, and the pages before and after."""
    undecided = [each for each in card.proposals if each.state is ProposalState.PROPOSED]
    buttons = []
    if len(undecided) >= WORTH_ONE_CLICK and any(each.is_flagged for each in undecided):
        these = ",".join(each.proposal_id.hex for each in undecided)
        buttons.append(button(reader.say("Approve these {number}", number=len(undecided)), acts.APPROVE_PAGE, these))
    turn = Turn(acts.EARLIER, acts.LATER, card.programme_id.hex, card.page, card.pages)
    blocks = turning.blocks(reader, turn, buttons)
    return [divider(), *blocks] if blocks else []


def read_open(body: Payload) -> OpenDesk:
    """Return whose desk a button opens."""
    value = body["actions"][0]["value"]
    return OpenDesk(actor(body), None if value == acts.ANY else UUID(value))


def read_again(body: Payload, step: int = 0) -> OpenDesk:
    """Return the desk that a click came from; `step` is by how many pages it turns."""
    carried = acts.read_carried(body["view"])
    return OpenDesk(actor(body), carried.programme_id, carried.page + step)


def read_begin(body: Payload) -> BeginDraft:
    """
    Return an owner's wish for a draft.

    Raises:
        ValueError: the button is of another desk than its modal.
    """
    programme_id = UUID(body["actions"][0]["value"])
    if acts.read_carried(body["view"]).programme_id != programme_id:
        msg = "a button of another desk"
        raise ValueError(msg)
    return BeginDraft(actor(body), programme_id, click_receipt(body))


def read_approve_unflagged(body: Payload) -> ApproveUnflagged:
    """Return an owner's yes to all that nothing is the matter with."""
    return ApproveUnflagged(actor(body), acts.round_of(acts.read_carried(body["view"])))


def read_approve_page(body: Payload) -> ApproveThese:
    """Return an owner's yes to the proposals of a page."""
    these = tuple(UUID(each) for each in body["actions"][0]["value"].split(","))
    return ApproveThese(actor(body), acts.round_of(acts.read_carried(body["view"])), these)


def read_send(body: Payload) -> SendInvitations:
    """Return an owner's wish to let it go out."""
    return SendInvitations(actor(body), acts.round_of(acts.read_carried(body["view"])))


def read_drop(body: Payload) -> DropRound:
    """Return an owner's wish to throw it away."""
    return DropRound(actor(body), acts.round_of(acts.read_carried(body["view"])))
