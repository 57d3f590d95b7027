"""What an owner fills in who proposes one pair by hand: whom, and who takes which place."""

import json
from collections.abc import Sequence
from uuid import UUID

from slack_sdk.models.blocks import PlainTextObject, StaticSelectElement, UserMultiSelectElement

from mentoring.pairs.by_owner import ConsiderPair, PairByOwner, Pairing
from mentoring.states import Role
from views import enrolment_words
from views.kit import Block, Modal, field, modal, option, section
from views.payloads import Payload, Typed, actor, submission_receipt
from views.reader import Reader

PAIR = "programme.pair"
NAME_PEOPLE = "programme.name_people"
PAIR_THEM = "programme.pair_them"
LARGEST = 3
NAME_SHOWN = 40
"""Characters of a name beside a field, so that it stays on one line."""


def name_people(reader: Reader) -> Modal:
    """Return the question whom to pair, for owners who have not named them."""
    return modal(
        reader.say("Propose a pair"),
        [
            field(
                "people",
                reader.say("Who could teach each other?"),
                UserMultiSelectElement(
                    action_id="people",
                    max_selected_items=LARGEST,
                    placeholder=PlainTextObject(text=reader.say("Pick two people, or three")),
                ),
                hint=reader.say("All of them enrolled in one programme of yours."),
            )
        ],
        callback_id=NAME_PEOPLE,
        submit=reader.say("Next"),
        close=reader.say("Cancel"),
    )


def pair_form(reader: Reader, pairings: Sequence[Pairing]) -> Modal:
    """Return the question who takes which place, filled in by people's own wishes."""
    first = pairings[0]
    senior, junior = option(reader.say("Senior"), Role.SENIOR), option(reader.say("Junior"), Role.JUNIOR)
    blocks: list[Block] = [
        section(
            reader.say(
                "{people} each get one private message, and accept or decline alone. Nobody is asked why.",
                people=reader.listed([f"<@{each.user_id}>" for each in first.candidates]),
            )
        )
    ]
    if len(pairings) > 1:
        choices = [option(each.programme, each.programme_id.hex) for each in pairings[:100]]
        blocks.append(
            field(
                "programme",
                reader.say("In which programme?"),
                StaticSelectElement(action_id="programme", options=choices, initial_option=choices[0]),
            )
        )
    blocks += [
        field(
            _place(each.user_id),
            each.name if len(each.name) <= NAME_SHOWN else f"{each.name[: NAME_SHOWN - 1]}…",
            StaticSelectElement(
                action_id=_place(each.user_id),
                options=[senior, junior],
                initial_option=senior if each.role is Role.SENIOR else junior,
            ),
            hint=reader.say("Would take: {wish}", wish=enrolment_words.wish_name(reader, each.wish)),
        )
        for each in first.candidates
    ]
    kept = {"programme": first.programme_id.hex, "people": [each.user_id for each in first.candidates]}
    return modal(
        reader.say("Propose a pair"),
        blocks,
        callback_id=PAIR_THEM,
        submit=reader.say("Ask them"),
        close=reader.say("Cancel"),
        private_metadata=json.dumps(kept, separators=(",", ":")),
    )


def asked(reader: Reader, command: PairByOwner) -> Modal:
    """Return what an owner reads; it is the same whoever will answer what."""
    people = reader.listed([f"<@{user_id}>" for user_id, _ in command.places])
    return modal(
        reader.say("Proposed"),
        [
            section(reader.say("{people}: proposed as a pair.", people=people)),
            section(
                reader.say(
                    "*What happens next*\nOnce each of them accepts, their own conversation opens. `/mentor programme`"
                    " shows whether it has. People who do not answer are reminded once."
                )
            ),
        ],
        close=reader.say("Done"),
    )


def read_people(body: Payload) -> ConsiderPair:
    """Return the people an owner picked."""
    return ConsiderPair(actor(body), Typed(body["view"]).users("people"))


def read_pair(body: Payload) -> PairByOwner:
    """Return the pair an owner proposes; what is kept in the view is checked again by the domain."""
    view = body["view"]
    typed, kept = Typed(view), json.loads(view["private_metadata"])
    places = tuple((user_id, Role(typed.choice(_place(user_id)) or Role.JUNIOR)) for user_id in kept["people"])
    chosen = typed.choice("programme") or kept["programme"]
    return PairByOwner(actor(body), UUID(chosen), places, submission_receipt(body))


def _place(user_id: str) -> str:
    return f"place-{user_id}"
