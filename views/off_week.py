"""The DM half-way between two sessions: a check-in, what the others wrote, what is open, and the pulse."""

from mentoring.checkins import WrittenCheckIn
from mentoring.off_week import OffWeekCard
from mentoring.states import PulseState
from views import checkins, pulses
from views.kit import Block, Message, actions, button, divider, escape, mention, mentions, section
from views.reader import Reader

LINE = 100
"""Characters of each line; the whole is one tap away."""
COMMITMENTS = 5


def message(reader: Reader, card: OffWeekCard) -> Message:
    """Return the DM as it stands now; its notification names the pair and nothing that anybody wrote."""
    asks_pulse = card.pulse is not None and card.pulse.state is PulseState.ASKED
    others = mentions(reader, card.others)
    if card.is_half_way:
        spoken = reader.say("Half-way to your next session with {others}.", others=others)
    else:
        spoken = reader.say("A check-in with {others}: how is it going?", others=others)
    blocks = [section(f"*{spoken}*"), *_checkin(reader, card)]
    for each in card.theirs:
        blocks += _theirs(reader, each)
    if card.commitments:
        blocks.append(section(_commitments(reader, card)))
    if card.pulse is not None:
        blocks += [divider(), *pulses.on_card(reader, card.pulse)]
    if asks_pulse:
        spoken = reader.say("{half_way} One private question is in it.", half_way=spoken)
    return Message(spoken, blocks)


def _checkin(reader: Reader, card: OffWeekCard) -> list[Block]:
    if card.mine is not None:
        read = button(
            reader.say("Read"), checkins.READ, card.mine.checkin_id.hex, spoken=reader.say("Read my own check-in")
        )
        return [{**section(reader.say("You checked in. Thank you; that is all for this week.")), "accessory": read}]
    return [
        section(reader.say("What moved, what is stuck, what comes next? One line is enough; late is fine.")),
        actions(
            [button(reader.say("Check in"), checkins.OPEN, card.pair_id.hex, style="primary")], block_id="check-in"
        ),
    ]


def _theirs(reader: Reader, card: WrittenCheckIn) -> list[Block]:
    line = card.draft.moved.splitlines()[0]
    shown = line if len(line) <= LINE else f"{line[: LINE - 1]}…"
    read = button(
        reader.say("Read"), checkins.READ, card.checkin_id.hex, spoken=reader.say("Read this check-in in full")
    )
    text = reader.say("{who} wrote: {line}", who=mention(card.author), line=escape(shown))
    return [{**section(text), "accessory": read}]


def _commitments(reader: Reader, card: OffWeekCard) -> str:
    lines = [reader.say("*You have open:*")]
    for each in card.commitments[:COMMITMENTS]:
        what = escape(each.what if len(each.what) <= LINE else f"{each.what[: LINE - 1]}…")
        if each.due_on is None:
            lines.append(f"• {what}")
        else:
            lines.append(reader.say("• {what}, by {day}", what=what, day=reader.calendar_day(each.due_on)))
    return "\n".join(lines)
