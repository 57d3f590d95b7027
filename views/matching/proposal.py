"""One proposal looked at closely: its reasons in full, who else there was, and how to change it."""

from uuid import UUID

from slack_sdk.models.blocks import ExternalDataSelectElement, PlainTextObject

from mentoring.matching import Side
from mentoring.rounds.cards import Desk, Person, ProposalLine, ProposalPage
from mentoring.rounds.rules import Edit, EditDraft, FindPeople, LookAtProposal
from mentoring.states import ProposalState
from views.kit import (
    Block,
    Modal,
    actions,
    button,
    confirm_danger,
    context,
    divider,
    field,
    modal,
    option,
    prose,
    section,
)
from views.matching import acts, joining, words
from views.matching.acts import Carried
from views.payloads import Payload, Typed, actor, click_receipt, submission_receipt
from views.reader import Reader

EDITS = {
    acts.APPROVE: Edit.APPROVE,
    acts.TAKE_BACK: Edit.TAKE_BACK,
    acts.PIN: Edit.PIN,
    acts.UNPIN: Edit.UNPIN,
    acts.FORBID: Edit.FORBID,
}
SIDES = {acts.SENIOR: Side.SENIOR, acts.JUNIOR: Side.JUNIOR}


def page(reader: Reader, card: ProposalPage, carried: Carried) -> Modal:
    """Return a proposal with all its reasons, and what can be done about it."""
    line = card.line
    senior, junior = words.called(line.senior, line.junior), words.called(line.junior, line.senior)
    blocks = [section(f"*{words.who(reader, line)}*")]
    flagged = words.flags(reader, line)
    if flagged:
        blocks.append(section(reader.say("*Look:* {flags}", flags="; ".join(flagged))))
    blocks += _teaches(reader, senior, junior, line.senior_teaches, line.sought_by_junior)
    blocks += _teaches(reader, junior, senior, line.junior_teaches, line.sought_by_senior)
    about = [words.hours(reader, line)]
    if line.languages:
        about.append(reader.say("in {languages}", languages=words.languages(reader, line.languages)))
    blocks.append(section(" · ".join(about)))
    blocks.append(section("\n".join([reader.say("*Who else?*"), *_others(reader, line)])))
    if card.is_open:
        blocks += [divider(), *_edits(reader, card)]
    else:
        blocks.append(context(reader.say("This round is not open for changes any more.")))
    return _modal(reader, blocks, carried)


def about(carried: Carried, proposal_id: UUID) -> Carried:
    """Return what a modal about one proposal carries, on top of its desk."""
    return Carried(carried.programme_id, carried.round_id, carried.page, proposal_id)


def swap_form(reader: Reader, card: ProposalPage, carried: Carried) -> Modal:
    """Return the question who shall be together instead."""
    return modal(
        reader.say("Swap"),
        [
            section(
                reader.say("Whom do you want together? The others are paired anew around them, as few as possible.")
            ),
            _person(reader, acts.SENIOR, reader.say("Senior"), card.line.senior),
            _person(reader, acts.JUNIOR, reader.say("Junior"), card.line.junior),
        ],
        callback_id=acts.SWAPPED,
        submit=reader.say("Pair these two"),
        close=reader.say("Cancel"),
        private_metadata=acts.carry(carried),
    )


def reckoning(reader: Reader, carried: Carried) -> Modal:
    """Return what stands there while an edit is reckoned; it is replaced by what changed."""
    return _modal(
        reader,
        [
            section(
                reader.say(
                    "*Pairing anew …*\nThat takes some seconds. Then this page says what has changed, and for whom."
                )
            )
        ],
        carried,
    )


def changed(reader: Reader, desk: Desk) -> Modal:
    """Return what an edit changed, for whom."""
    told = words.changed(reader, desk.moved, desk.moved_in_all)
    blocks = [
        section(told or reader.say("*Done.* Nobody is with somebody else for it.")),
        section(words.figures(reader, desk)),
        context(reader.say("“Back” leads to the new draft. Nobody is asked before you send.")),
    ]
    return modal(
        reader.say("What changed"),
        blocks,
        close=reader.say("Back"),
        private_metadata=acts.carry(Carried(desk.programme_id, desk.round_id)),
    )


def choices(people: tuple[Person, ...]) -> list[dict[str, object]]:
    """Return people as the choices of a menu that is searched."""
    return [option(each.name, each.user_id).to_dict() for each in people]


def _modal(reader: Reader, blocks: list[Block], carried: Carried) -> Modal:
    return modal(reader.say("Look closer"), blocks, close=reader.say("Back"), private_metadata=acts.carry(carried))


def _teaches(reader: Reader, one: str, other: str, skills: tuple[str, ...], sought: int) -> list[Block]:
    heading = reader.say(
        "{one} could show {other} {number} of {sought}", one=one, other=other, number=len(skills), sought=sought
    )
    if not skills:
        return [section(f"*{heading}*")]
    return prose(heading, ", ".join(words.skill(each) for each in skills))


def _others(reader: Reader, line: ProposalLine) -> list[str]:
    """Return whom each could have had, which is not known of a pair that was wanted before."""
    if line.is_settled:
        return [reader.say("You wanted them before this draft was made, so it looked for nobody else.")]
    return [
        words.instead(reader, line.senior, line.senior_instead),
        words.instead(reader, line.junior, line.junior_instead),
    ]


def _edits(reader: Reader, card: ProposalPage) -> list[Block]:
    line, value = card.line, card.line.proposal_id.hex
    if line.state is ProposalState.PROPOSED:
        decide = button(reader.say("Approve"), acts.APPROVE, value, style="primary")
    else:
        decide = button(reader.say("Take back"), acts.TAKE_BACK, value)
    buttons = [
        decide,
        button(reader.say("Not pinned any more"), acts.UNPIN, value)
        if line.is_pinned
        else button(reader.say("Pin"), acts.PIN, value),
        button(reader.say("Swap …"), acts.SWAP, value),
        button(
            reader.say("Not these two …"),
            acts.FORBID,
            value,
            confirm=confirm_danger(
                reader.say("Not these two?"),
                reader.say("This programme never drafts them together again. Nobody learns of it."),
                reader.say("Not these two"),
                reader.say("Cancel"),
            ),
        ),
    ]
    blocks = [
        actions(buttons, block_id="edit"),
        context(
            reader.say(
                "Pinned, they stay together in every draft of this round. Each change is reckoned at once, and you see"
                " whom it moves."
            )
        ),
    ]
    if card.joiners and not line.third:
        blocks += joining.menu(reader, card.joiners)
    return blocks


def _person(reader: Reader, name: str, label: str, now: Person) -> Block:
    return field(
        name,
        label,
        ExternalDataSelectElement(
            action_id=name,
            min_query_length=0,
            initial_option=option(now.name, now.user_id),
            placeholder=PlainTextObject(text=reader.say("Type a name")),
        ),
    )


def read_look(body: Payload) -> LookAtProposal:
    """Return which proposal a click looks at."""
    return LookAtProposal(actor(body), UUID(body["actions"][0]["value"]))


def read_again(body: Payload) -> LookAtProposal:
    """Return the proposal that a modal is about."""
    carried = acts.read_carried(body["view"])
    return LookAtProposal(actor(body), carried.proposal_id or UUID(int=0))


def read_edit(body: Payload) -> EditDraft:
    """Return what an owner decides about a proposal by a button."""
    carried, action = acts.read_carried(body["view"]), body["actions"][0]
    if action["action_id"] == acts.THREE:
        return joining.read_three(body)
    edit = EDITS[action["action_id"]]
    return EditDraft(actor(body), acts.round_of(carried), UUID(action["value"]), edit, click_receipt(body))


def read_swap(body: Payload) -> EditDraft:
    """Return whom an owner wants together."""
    view = body["view"]
    carried, typed = acts.read_carried(view), Typed(view)
    people = tuple(typed.choice(name) or "" for name in (acts.SENIOR, acts.JUNIOR))
    proposal_id = carried.proposal_id or UUID(int=0)
    return EditDraft(actor(body), acts.round_of(carried), proposal_id, Edit.SWAP, submission_receipt(body), people)


def read_find(body: Payload) -> FindPeople:
    """Return which people somebody looks for."""
    carried = acts.read_carried(body["view"])
    return FindPeople(actor(body), acts.round_of(carried), SIDES[body["action_id"]], str(body["value"]))
