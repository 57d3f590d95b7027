"""What a draft would be like under other rules, beside the one that stands."""

from collections.abc import Sequence
from uuid import UUID

from mentoring.rounds.cards import Person, WhatIf
from views.kit import Block, Modal, context, modal, section
from views.matching import acts, words
from views.matching.acts import Carried
from views.reader import Reader


def page(reader: Reader, card: WhatIf, programme_id: UUID) -> Modal:
    """Return who would gain and who would lose; nothing of it is kept."""
    blocks: list[Block] = [
        section(f"*{_outcome(reader, card)}*"),
    ]
    if card.gain:
        blocks.append(_people(reader, reader.say("Would have somebody"), card.gain, card.gain_in_all))
    if card.lose:
        blocks.append(_people(reader, reader.say("Would have nobody"), card.lose, card.lose_in_all))
    if card.gave_way:
        blocks.append(
            section(reader.say("*Could not stay together:* {pairs}", pairs=words.pairs(reader, card.gave_way)))
        )
    blocks += [
        section(
            "\n".join(
                [
                    _score(reader, reader.say("*A pair on the whole*"), card.figures.mean, card.figures_then.mean),
                    _score(reader, reader.say("*The weakest pair*"), card.figures.worst, card.figures_then.worst),
                ]
            )
        ),
        context(
            reader.say(
                "Nothing has changed. Scores are of 100. To go by these rules, save them, then press “Draft anew” on"
                " the desk."
            )
        ),
    ]
    return modal(
        reader.say("What if"),
        blocks,
        close=reader.say("Back"),
        private_metadata=acts.carry(Carried(programme_id, card.round_id)),
    )


def nothing_to_compare(reader: Reader) -> Modal:
    """Return what an owner reads who wonders before there is a draft."""
    text = reader.say("There is no draft yet to compare with. Draft once; then you can try other rules here.")
    return modal(reader.say("What if"), [section(text)], close=reader.say("Back"))


def _outcome(reader: Reader, card: WhatIf) -> str:
    then, now = card.matched_then, card.matched
    if then == now:
        return reader.say("Under these rules as many people as now would have somebody: {now}.", now=now)
    if now == 0:
        return reader.say("Under these rules {then} people would have somebody; now nobody has.", then=then)
    if then == 0:
        return reader.say("Under these rules nobody would have somebody; now {now} have.", now=now)
    return reader.say("Under these rules {then} people would have somebody; now {now} have.", then=then, now=now)


def _people(reader: Reader, heading: str, people: Sequence[Person], in_all: int) -> Block:
    named = words.mentions(reader, people)
    if in_all > len(people):
        named = reader.say("{people} and {number} more", people=named, number=in_all - len(people))
    return section(f"*{heading}:* {named}")


def _score(reader: Reader, what: str, now: int | None, then: int | None) -> str:
    return reader.say(
        "{what}: {now} now, {then} then",
        what=what,
        now=words.of_hundred(reader, now),
        then=words.of_hundred(reader, then),
    )
