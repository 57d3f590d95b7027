"""How groups of people fare in a draft; what could tell of single people is hidden before it comes here."""

from datetime import datetime

from mentoring.matching import SCALE, Parity, Served
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
    blocks: list[Block] = [section(reader.say("*Does the draft serve all groups alike?*"))]
    if any(each.groups for each in card.compared):
        ask = reader.say("Where one group is far below the others, ask why before you send. A few points are chance.")
        blocks += [section(_what_the_figures_say(reader, card)), section(ask)]
    for parity in card.compared[:MOST_COMPARED]:
        blocks += [divider(), *_compared(reader, parity, card.told_on.get(parity.attribute))]
    if not any(each.groups for each in card.compared):
        blocks.append(section(reader.say("There is nothing to compare yet: too few people told a team or a place.")))
    else:
        blocks += [
            context(
                reader.say(
                    "Team, place and what people told for this raise or lower no score. A group is shown from five"
                    " people in three pairs on, so that no figure tells of one person."
                )
            ),
            context(
                reader.say(
                    "The figures stay as they are, whatever you edit, until at least five of the people behind them are"
                    " others: by what changes between two drafts you would learn of one person."
                )
            ),
        ]
    return modal(reader.say("Fairness"), blocks, close=reader.say("Back"), private_metadata=acts.carry(carried))


def _what_the_figures_say(reader: Reader, card: AuditPage) -> str:
    """Return what each kind of figure on the page means, in a line."""
    lines = [
        reader.say("*What the figures say*"),
        reader.say(
            "• *Score*, from 0 to 100: how good the group’s pairs are; mostly, how much two can teach each other."
        ),
        reader.say("• *Both learn*: of those in a pair, how many are in one in which each can learn something."),
    ]
    if any(served.unmatched is not None for each in card.compared for served in each.groups.values()):
        lines.append(reader.say("• *Have nobody*: how many of the group the draft leaves over."))
    return "\n".join(lines)


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
        about.append(_gap(reader, round(parity.gap * HUNDRED / SCALE)))
    if parity.hidden:
        about.append(
            reader.say("1 group is too small to be shown.")
            if parity.hidden == 1
            else reader.say("{number} groups are too small to be shown.", number=parity.hidden)
        )
    if told_on is not None and parity.groups:
        about.append(reader.say("Figures of {day}.", day=reader.day(told_on)))
    return [*blocks, context(" ".join(about))] if about else blocks


def _gap(reader: Reader, points: int) -> str:
    """Return how far apart the groups are."""
    if not points:
        return reader.say("All groups shown have the same score.")
    if points == 1:
        return reader.say("The highest and the lowest score are 1 point apart.")
    return reader.say("The highest and the lowest score are {number} points apart.", number=points)


def _group(reader: Reader, name: str, served: Served) -> str:
    said = [
        reader.say("{number} people", number=served.people),
        reader.say("score {number}", number=words.of_hundred(reader, served.mean)),
        reader.say("{number} % both learn", number=round(served.two_way * HUNDRED)),
    ]
    if served.unmatched is not None:
        said.append(reader.say("{number} % have nobody", number=round(served.unmatched * HUNDRED)))
    return f"• *{clipped(name)}*: {' · '.join(said)}"
