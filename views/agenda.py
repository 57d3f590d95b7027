"""The three points of an agenda, as the pair's card and a member's own prep show them."""

from mentoring.prep.points import Points, SharedPoints
from views.kit import PROSE_LIMIT, Block, escape, mention, section
from views.reader import Reader


def joint(reader: Reader, agenda: tuple[SharedPoints, ...]) -> list[Block]:
    """Return what members shared, one after the other; nothing when nobody did."""
    return [
        block
        for each in agenda
        for block in own(reader, each.points, reader.say("*{who} brings*", who=mention(each.member)))
    ]


def own(reader: Reader, points: Points, heading: str | None = None) -> list[Block]:
    """Return the points that were written, in as few paragraphs as Slack's limit allows."""
    named = (
        (points.changed, reader.say("_Changed:_ {text}", text=escape(points.changed))),
        (points.blocked, reader.say("_Blocked:_ {text}", text=escape(points.blocked))),
        (points.next_step, reader.say("_Next:_ {text}", text=escape(points.next_step))),
    )
    paragraphs = [heading] if heading else []
    for typed, line in named:
        if not typed:
            continue
        if paragraphs and len(paragraphs[-1]) + 1 + len(line) <= PROSE_LIMIT:
            paragraphs[-1] = f"{paragraphs[-1]}\n{line}"
        else:
            paragraphs.append(line)
    return [section(each) for each in paragraphs]
