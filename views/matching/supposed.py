"""What a draft would be like under other rules, beside the one that stands."""

import json
from collections.abc import Sequence
from uuid import UUID

from msgspec import Struct

from mentoring.rounds.cards import Person, WhatIf
from mentoring.rounds.rules import MatchingRules
from mentoring.rounds.settings import ChangeMatchingRules
from views.kit import Block, Modal, actions, button, context, modal, section
from views.matching import acts, words
from views.matching.acts import Carried
from views.payloads import Payload, actor, click_receipt
from views.reader import Reader


class Tried(Struct, frozen=True):
    """
    Rules that an owner tries.

    Attributes:
        are_set: they are what is set already.
        over_desk: their form lies on top of the desk.
    """

    programme_id: UUID
    rules: MatchingRules
    are_set: bool
    over_desk: bool


def page(reader: Reader, card: WhatIf, tried: Tried) -> Modal:
    """Return who would gain and who would lose; nothing of it is kept, unless its owner says so here."""
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
                    _score(reader, reader.say("*An average pair*"), card.figures.mean, card.figures_then.mean),
                    _score(reader, reader.say("*The weakest pair*"), card.figures.worst, card.figures_then.worst),
                ]
            )
        ),
        *_keeping(reader, tried),
    ]
    return modal(
        reader.say("What if"),
        blocks,
        close=reader.say("Back"),
        private_metadata=acts.carry(Carried(tried.programme_id, card.round_id)),
    )


def kept(reader: Reader) -> Modal:
    """Return what an owner reads who keeps them, on top of the form, which lies on the desk or on the settings."""
    return modal(
        reader.say("Kept"),
        [
            section(reader.say("*Kept.* The next draft goes by these rules; the one that stands is as it was.")),
            context(reader.say("“Back” leads to the rules. On the desk, “Draft anew” takes them in.")),
        ],
        close=reader.say("Back"),
    )


def was_over_desk(body: Payload) -> bool:
    """Tell whether the form below, from which an owner keeps what they tried, lies on top of the desk."""
    return bool(json.loads(body["actions"][0]["value"])["over_desk"])


def read_kept(body: Payload) -> ChangeMatchingRules:
    """Return which of the rules that they tried an owner keeps; the domain checks them like those of the form."""
    told = json.loads(body["actions"][0]["value"])
    least_shared, lifted, repeat_days = told["hours"], tuple(told["lifted"]), told["repeat"]
    programme_id = acts.read_carried(body["view"]).programme_id
    return ChangeMatchingRules(actor(body), programme_id, least_shared, lifted, repeat_days, click_receipt(body))


def nothing_to_compare(reader: Reader) -> Modal:
    """Return what an owner reads who wonders before there is a draft."""
    text = reader.say("There is no draft yet to compare with. Draft once; then you can try other rules here.")
    return modal(reader.say("What if"), [section(text)], close=reader.say("Back"))


def _keeping(reader: Reader, tried: Tried) -> list[Block]:
    scores = reader.say(
        "A score is of 100: the more two could teach each other of what they want to learn, the higher."
    )
    if tried.are_set:
        said = reader.say("These rules are set already: “Draft anew” on the desk goes by them.")
        return [context(said), context(scores)]
    told = {
        "hours": tried.rules.least_shared,
        "lifted": sorted(rule.value for rule in tried.rules.lifted),
        "repeat": tried.rules.repeat_days,
        "over_desk": tried.over_desk,
    }
    keep = button(
        reader.say("Keep these rules"), acts.KEEP_SUPPOSED, json.dumps(told, separators=(",", ":")), style="primary"
    )
    return [
        actions([keep], block_id="keep"),
        context(
            reader.say("Nothing has changed yet. Kept, they count for the next draft: press “Draft anew” on the desk.")
        ),
        context(scores),
    ]


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
