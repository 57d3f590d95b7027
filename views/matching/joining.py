"""Asking somebody of those left over to join two: who it is, and what that makes."""

from uuid import UUID

from mentoring.rounds.cards import Joiner, ProposalPage
from mentoring.rounds.rules import Edit, EditDraft
from views.kit import Block, Modal, actions, button, context, modal, option, plain_text, section
from views.matching import acts, words
from views.matching.acts import Carried
from views.payloads import Payload, actor, click_receipt
from views.reader import Reader


def menu(reader: Reader, joiners: tuple[Joiner, ...]) -> list[Block]:
    """Return the choice who joins; what is picked is asked about by name before it counts."""
    options = [_choice(reader, each) for each in joiners]
    return [
        section(reader.say("*Ask somebody to join*\nOf those left over; then they are three.")),
        {
            "type": "actions",
            "block_id": "join",
            "elements": [
                {
                    "type": "static_select",
                    "action_id": acts.JOIN,
                    "placeholder": plain_text(reader.say("Pick a person")),
                    "options": options,
                }
            ],
        },
    ]


def question(reader: Reader, card: ProposalPage, joiner: Joiner, carried: Carried) -> Modal:
    """Return whether these three are meant, in the place of the page about the two."""
    senior, junior, third = (words.mention(each) for each in (card.line.senior, card.line.junior, joiner.person))
    told = [
        reader.say("*Make them three?*"),
        reader.say("{third} joins {senior} and {junior}, in this draft.", third=third, senior=senior, junior=junior),
    ]
    if not joiner.has_agreed:
        told.append(
            reader.say(
                "{third} has not agreed to be one of three. You may ask all the same: they answer for themselves.",
                third=third,
            )
        )
    return modal(
        reader.say("Look closer"),
        [
            section("\n".join(told)),
            actions(
                [
                    button(reader.say("Make them three"), acts.THREE, joiner.person.user_id, style="primary"),
                    button(reader.say("Somebody else"), acts.LOOK, card.line.proposal_id.hex),
                ],
                block_id="three",
            ),
            context(reader.say("Nobody is asked yet.")),
        ],
        close=reader.say("Back"),
        private_metadata=acts.carry(carried),
    )


def read_picked(body: Payload) -> str:
    """Return who was picked, by Slack user id."""
    return str(body["actions"][0]["selected_option"]["value"])


def read_three(body: Payload) -> EditDraft:
    """Return the owner's wish that somebody joins the two of a page."""
    carried = acts.read_carried(body["view"])
    people = (str(body["actions"][0]["value"]),)
    proposal_id = carried.proposal_id or UUID(int=0)
    return EditDraft(actor(body), acts.round_of(carried), proposal_id, Edit.TRIAD, click_receipt(body), people)


def _choice(reader: Reader, joiner: Joiner) -> dict[str, object]:
    note = None if joiner.has_agreed else reader.say("Has not agreed to be one of three")
    return option(joiner.person.name, joiner.person.user_id, note).to_dict()
