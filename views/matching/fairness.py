"""How groups of people fare in a draft; what could tell of single people is hidden before it comes here."""

from datetime import datetime

from mentoring.matching import Parity, Served
from mentoring.rounds.cards import AuditPage
from views.kit import Block, Modal, context, divider, modal, section
from views.matching import acts, words
from views.matching.acts import Carried
from views.one_line import clipped
from views.reader import Reader

HUNDRED = 100
LINES_A_SECTION = 6
"""Groups in one section: with the longest names of all they stay below Slack's 3000 characters."""
MOST_GROUPS = 60
MOST_COMPARED = 10


def page(reader: Reader, card: AuditPage, carried: Carried) -> Modal:
    """Return how the draft serves groups of people."""
    blocks: list[Block] = [
        section(
            reader.say(
                "*Does the draft serve all groups alike?*\nNothing here counts in a score. A group is shown from five"
                " people in three pairs on, so that no figure tells of anybody."
            )
        )
    ]
    for parity in card.compared[:MOST_COMPARED]:
        blocks += [divider(), *_compared(reader, parity, card.told_on.get(parity.attribute))]
    if not any(each.groups for each in card.compared):
        blocks.append(section(reader.say("There is nothing to compare yet: too few people told a team or a place.")))
    else:
        blocks += [
            context(reader.say("A score is of 100. A small difference is chance; a great one is worth asking why.")),
            context(
                reader.say(
                    "Figures stay as they are, whatever you edit, until at least five of their people are others: what"
                    " changes between two drafts would tell of single people."
                )
            ),
        ]
    return modal(reader.say("Fairness"), blocks, close=reader.say("Back"), private_metadata=acts.carry(carried))


def _compared(reader: Reader, parity: Parity, told_on: datetime | None) -> list[Block]:
    names = {"team": reader.say("By team"), "location": reader.say("By place")}
    heading = names.get(parity.attribute) or clipped(parity.attribute)
    lines = [_group(reader, name, served) for name, served in list(parity.groups.items())[:MOST_GROUPS]]
    blocks = [section(f"*{heading}*")]
    blocks += [
        section("\n".join(lines[start : start + LINES_A_SECTION])) for start in range(0, len(lines), LINES_A_SECTION)
    ]
    about = []
    if parity.gap is not None:
        about.append(reader.say("Greatest difference: {number} of 100.", number=words.of_hundred(reader, parity.gap)))
    if parity.hidden:
        about.append(
            reader.say("1 group is too small to be shown.")
            if parity.hidden == 1
            else reader.say("{number} groups are too small to be shown.", number=parity.hidden)
        )
    if told_on is not None and parity.groups:
        about.append(reader.say("Figures of {day}.", day=reader.day(told_on)))
    return [*blocks, context(" ".join(about))] if about else blocks


def _group(reader: Reader, name: str, served: Served) -> str:
    said = [
        reader.say("{number} people", number=served.people),
        reader.say("score {number}", number=words.of_hundred(reader, served.mean)),
        reader.say("{number} % both learn", number=round(served.two_way * HUNDRED)),
    ]
    if served.unmatched is not None:
        said.append(reader.say("{number} % have nobody", number=round(served.unmatched * HUNDRED)))
    return f"• *{clipped(name)}*: {' · '.join(said)}"
