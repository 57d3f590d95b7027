"""The desk while no draft lies on it: before one, while one is made or goes out, and the ways to it from elsewhere."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from mentoring.matching import PinRefused
from mentoring.programmes.queries import OwnProgramme
from mentoring.rounds.cards import Desk
from mentoring.rounds.notices import DraftNotMade, DraftReady
from mentoring.rounds.rules import NotDrafted
from views.choosing import which_programme
from views.kit import Block, Message, Modal, actions, button, context, escape, modal, section
from views.matching import acts, apart, rules, words
from views.matching.acts import Carried
from views.reader import Reader

SMALLEST_POOL = 2


def open_button(
    reader: Reader, programme_id: UUID | None, *, style: str | None = None, spoken: str | None = None
) -> Block:
    """Return the button that leads to the desk from elsewhere; without a programme, to the only one or a choice."""
    value = programme_id.hex if programme_id else acts.ANY
    return button(reader.say("Match people"), acts.OPEN, value, style=style, spoken=spoken)


def choose(reader: Reader, programmes: Sequence[OwnProgramme]) -> Modal:
    """Return the question which programme, for owners of several."""
    label = reader.say("Match its people")
    return which_programme(
        reader,
        [
            (
                each.name,
                button(
                    label,
                    acts.OPEN,
                    each.programme_id.hex,
                    spoken=reader.say("Match the people of {programme}", programme=each.name),
                ),
            )
            for each in programmes
        ],
    )


def drafting(reader: Reader, programme_id: UUID, to_pair: int) -> Modal:
    """Return what an owner reads while a draft is being made; it is replaced by the draft."""
    told = reader.say(
        "*Drafting …*\n{people} That takes some seconds; then this page shows the draft by itself.",
        people=_being_paired(reader, to_pair),
    )
    return shown(reader, _meanwhile(reader, told, programme_id), Carried(programme_id))


def not_drafted(reader: Reader, programme_id: UUID, text: str) -> Modal:
    """Return why there is no new draft, and that nothing else has changed."""
    blocks = [
        section(text),
        section(_stands(reader)),
        actions([button(reader.say("Back to the desk"), acts.OPEN, programme_id.hex, style="primary")]),
    ]
    return shown(reader, blocks, Carried(programme_id))


def not_changed(reader: Reader, text: str) -> Modal:
    """Return why nothing came of what was wanted, on top of the desk, which is there again when this is closed."""
    return modal(reader.say("Nothing changed"), [section(text)], close=reader.say("Back to the desk"))


def _stands(reader: Reader) -> str:
    """Return that nothing came of it but what was told."""
    return reader.say("Nothing else has changed: if there was a draft before, it stands.")


def pin_refused(reader: Reader, refusal: PinRefused) -> str:
    """Return why two whom an owner wanted together cannot be, with who they are."""
    two = reader.listed([f"<@{each}>" for each in refused_people(refusal)])
    said = reader.refusal(refusal)
    return reader.say("*{people}*: {why}", people=two, why=said) if two else said


def refused_people(error: BaseException) -> tuple[str, ...]:
    """Return the two who may not be together, by Slack user id, where that is what went wrong."""
    if not isinstance(error, PinRefused):
        return ()
    return tuple(str(error.facts[place]) for place in ("senior", "junior") if place in error.facts)


def broke_off(reader: Reader) -> str:
    """Return what an owner reads whose draft was not made for a reason of ours."""
    return reader.say(
        "*The draft was not made.* The server broke off while it was pairing; it is short of memory, perhaps. Please"
        " try again. If it happens twice, tell whoever runs Bothways."
    )


def sent(reader: Reader, programme_id: UUID, first: datetime | None) -> Modal:
    """Return what an owner reads who has sent the invitations, with the day the first arrive, where that is known."""
    headline = reader.say("*The invitations are on their way.*")
    if first is not None:
        arrives = reader.say("The first arrive: {day}.", day=reader.day(first))
        headline = f"{headline}\n{arrives}"
    blocks = [
        section(headline),
        section(
            reader.say(
                "*What happens next*\nEach person gets a private message in their own working hours: at night, or on a"
                " weekend, it waits for their next working morning. It says why this pair, and each accepts or declines"
                " alone. Once all of a pair accept, their own conversation opens."
            )
        ),
        section(
            reader.say(
                "Whoever has nobody this time is told so, kindly, and comes first in the next round. `/mentor"
                " programme` shows which pairs have formed. Who said no is not told, nor why; but whom you brought in"
                " from a sheet is enrolled by their yes, and who is enrolled you see."
            )
        ),
    ]
    return shown(reader, blocks, Carried(programme_id))


def ready(reader: Reader, card: DraftReady) -> Message:
    """Return what an owner reads who waited long for a draft."""
    said = [words.number_of_pairs(reader, card.pairs), words.nobody(reader, card.nobody)]
    if card.flagged:
        said.append(words.to_look_at(reader, card.flagged))
    figures = " · ".join(said)
    headline = reader.say("The draft of {programme} is ready.", programme=escape(card.programme))
    return Message(
        reader.say("The draft you asked for is ready: {figures}.", figures=figures),
        [
            section(f"*{headline}*\n{figures}"),
            actions([button(reader.say("Look at it"), acts.OPEN, card.programme_id.hex, style="primary")]),
            context(reader.say("Nobody is asked or told anything before you send it.")),
        ],
    )


def not_ready(reader: Reader, card: DraftNotMade) -> Message:
    """Return what an owner reads who waited long for a draft of which nothing came."""
    why = {
        NotDrafted.REFUSED: reader.say("What you asked for cannot be. Ask for it once more: the page says why."),
        NotDrafted.SHEET_GOES_IN: reader.say(
            "People from a sheet were going in all the while, and half a sheet is not drafted from. Please try again."
        ),
        NotDrafted.BROKE_OFF: reader.say(
            "The server broke off while it was pairing; it is short of memory, perhaps. Please try again. If it happens"
            " twice, tell whoever runs Bothways."
        ),
    }[card.why]
    headline = reader.say("The draft of {programme} was not made.", programme=escape(card.programme))
    return Message(
        reader.say("The draft you asked for was not made. Nothing else has changed; you can try again."),
        [
            section(f"*{headline}*\n{why}"),
            actions([button(reader.say("Back to the desk"), acts.OPEN, card.programme_id.hex, style="primary")]),
            context(_stands(reader)),
        ],
    )


def shown(reader: Reader, blocks: list[Block], carried: Carried) -> Modal:
    """Return the desk's modal."""
    return modal(reader.say("Match people"), blocks, close=reader.say("Close"), private_metadata=acts.carry(carried))


def nothing_yet(reader: Reader, card: Desk) -> list[Block]:
    """Return the desk before a draft."""
    if card.people < SMALLEST_POOL:
        return [
            section(
                reader.say(
                    "*{programme}*\nThere is nobody to pair yet: it takes two people. They join from the channel, or"
                    " with `/mentor join`.",
                    programme=escape(card.name),
                )
            )
        ]
    return [
        section(f"*{escape(card.name)}*\n{words.headcount(reader, card)}"),
        *notes(reader, card),
        section(_what_a_draft_does(reader) if card.to_pair else _nobody_left(reader)),
        actions(
            [
                *([_draft_button(reader, card)] if card.to_pair else []),
                rules.open_button(reader, card.programme_id),
                *([apart.open_button(reader, card.programme_id, card.apart)] if card.apart else []),
            ],
            block_id="do",
        ),
    ]


def _draft_button(reader: Reader, card: Desk) -> Block:
    return button(reader.say("Draft pairings"), acts.DRAFT, card.programme_id.hex, style="primary")


def _what_a_draft_does(reader: Reader) -> str:
    return reader.say(
        "A draft pairs as many as it can, never within a reporting line, and says why for each pair. Then you look,"
        " change what you want, and approve. Nobody is asked before you send."
    )


def _nobody_left(reader: Reader) -> str:
    return reader.say(
        "There is nobody to pair now. Whoever joins, or has nobody any more, can be paired from here; `/mentor"
        " programme` shows the pairs."
    )


def notes(reader: Reader, card: Desk) -> list[Block]:
    """Return what an owner should know of the people: who has not agreed yet, and that they are not among them."""
    told = []
    if card.imported:
        told.append(
            reader.say("1 of them was imported: they have not said yes, and are asked by their invitation.")
            if card.imported == 1
            else reader.say(
                "{number} of them were imported: they have not said yes, and are asked by their invitation.",
                number=card.imported,
            )
        )
    if card.leaves_you_out:
        told.append(
            reader.say("You are not among them: you see this page. To ask a colleague yourself, use `/mentor with`.")
        )
    return [context("\n".join(told))] if told else []


def under_way(reader: Reader, programme_id: UUID, to_pair: int) -> list[Block]:
    """Return the desk when it is opened while a draft is being made: the draft comes to the page where it was begun."""
    told = reader.say(
        "*Drafting …*\n{people} That takes some seconds: look again in a moment.",
        people=_being_paired(reader, to_pair),
    )
    return _meanwhile(reader, told, programme_id)


def _being_paired(reader: Reader, number: int) -> str:
    return (
        reader.say("1 person is being paired.")
        if number == 1
        else reader.say("{number} people are being paired.", number=number)
    )


def _meanwhile(reader: Reader, told: str, programme_id: UUID) -> list[Block]:
    return [
        section(told),
        section(
            reader.say(
                "*What happens next*\nYou look at the pairs, those with a flag first, change what you want, and"
                " approve. Nobody is asked or told anything before you send."
            )
        ),
        actions([button(reader.say("Look again"), acts.OPEN, programme_id.hex)], block_id="do"),
        context(reader.say("You may close this. If it takes long, a message tells you what came of it.")),
    ]


def lost(reader: Reader, card: Desk) -> list[Block]:
    """Return the desk when a draft did not come back."""
    return [
        section(
            reader.say(
                "*{programme}*\nThe last draft did not come back: the server was stopped meanwhile, perhaps. Nothing"
                " was sent.",
                programme=escape(card.name),
            )
        ),
        actions([button(reader.say("Draft again"), acts.DRAFT, card.programme_id.hex, style="primary")], block_id="do"),
    ]


def going_out(reader: Reader, card: Desk) -> list[Block]:
    """Return the desk while a round goes out."""
    return [
        section(
            reader.say(
                "*{programme}: going out …*\nThe invitations are being sent, some at a time. Once all are out, whoever"
                " has nobody is told; then the round is over.",
                programme=escape(card.name),
            )
        ),
        actions([button(reader.say("Look again"), acts.OPEN, card.programme_id.hex)], block_id="do"),
    ]
