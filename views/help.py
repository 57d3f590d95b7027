"""`/mentor help`: every command that makes sense for this person now, one short line each."""

from collections.abc import Collection

from mentoring.home import HomeCard
from views.kit import Block, Message, context, header, section
from views.reader import Reader


def message(reader: Reader, card: HomeCard, offered: Collection[str], *, is_admin: bool) -> Message:
    """
    Return what applies to this person, in groups.

    Args:
        offered: the subcommands of `/mentor` that there are; what is not built is not told of.
        is_admin: whether the person administers the workspace.
    """
    title = reader.say("What you can do now")
    blocks: list[Block] = [header(title)]
    groups = (
        (reader.say("Begin"), _begin(reader, card)),
        (reader.say("Your pair"), _pair(reader, card)),
        (reader.say("Your programme"), _programme(reader, card, is_admin=is_admin)),
        (reader.say("For yourself"), _yourself(reader, card)),
    )
    for name, lines in groups:
        told = [f"`{command}` {line}" for command, line in lines if _is_offered(command, offered)]
        if told:
            blocks.append(section("\n".join([f"*{name}*", *told])))
    blocks.append(
        context(reader.say("`/mentor` alone is the short menu. The same is a tap away on Bothways’ Home tab."))
    )
    return Message(title, blocks)


Lines = list[tuple[str, str]]


def _begin(reader: Reader, card: HomeCard) -> Lines:
    lines = [("/mentor with @colleague", reader.say("ask somebody to be a pair"))]
    if card.programmes:
        lines.append(("/mentor join", reader.say("your enrolment in a programme")))
    return lines


def _pair(reader: Reader, card: HomeCard) -> Lines:
    if not card.pairs:
        return []
    lines = [("/mentor-charter", reader.say("your charter: read, write, sign"))]
    if any(pair.charter.number_in_force for pair in card.pairs):
        lines += [
            ("/mentor session", reader.say("your next session, and another time for it")),
            ("/mentor prep", reader.say("what helps before it")),
            ("/mentor-checkin", reader.say("ten minutes in writing, in between")),
            ("/mentor-pulse", reader.say("one private tap, and your own history")),
            ("/mentor-log", reader.say("what you made and measured")),
            ("/mentor calendar", reader.say("your sessions in your own calendar")),
        ]
    if any(pair.programme for pair in card.pairs):
        lines.append(("/mentor show-and-tell", reader.say("show what you made")))
    return lines


def _programme(reader: Reader, card: HomeCard, *, is_admin: bool) -> Lines:
    lines = []
    if any(each.is_owner for each in card.programmes):
        lines += [
            ("/mentor programme", reader.say("who is enrolled, and which pairs there are")),
            ("/mentor import", reader.say("bring people in from a sheet; or post it to me in our direct messages")),
            ("/mentor match", reader.say("draft pairings, look, approve, send")),
            ("/mentor pair @one @other", reader.say("propose a pair; each answers alone")),
            ("/mentor library", reader.say("what its pairs are given to read")),
        ]
        if not any(pair.programme for pair in card.pairs):
            lines.append(("/mentor show-and-tell", reader.say("call one for its pairs")))
    if is_admin:
        lines.append(("/mentor programme new", reader.say("open one, and say who owns it")))
    return lines


def _yourself(reader: Reader, card: HomeCard) -> Lines:
    lines = []
    if card.pairs:
        lines += [
            ("/mentor pause", reader.say("a break until a day you pick")),
            ("/mentor snooze", reader.say("nothing unprompted for some days")),
        ]
    return [*lines, ("/mentor privacy", reader.say("who sees what"))]


def _is_offered(command: str, offered: Collection[str]) -> bool:
    words = command.split()
    return len(words) == 1 or words[1] in offered
