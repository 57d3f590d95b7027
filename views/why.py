"""What speaks for a pair of a round, as one of its people reads it."""

from mentoring.pairs.rules import Member
from mentoring.rounds.why import Why
from views.kit import Block, both_or_all, escape, mentions, section
from views.reader import Reader

AN_HOUR = 60
MOST_NAMED = 4
"""Skills named for either way."""


def shown(reader: Reader, why: Why, others: tuple[Member, ...]) -> list[Block]:
    """Return what speaks for it, and what does not; it is the reader's own, and nobody else reads the same."""
    lines = []
    if why.they_show:
        lines.append(reader.say("You could learn: {skills}", skills=_named(reader, why.they_show)))
    lines += _what_i_show(reader, why, others)
    if why.minutes:
        lines.append(reader.say("Of your working days you share {hours}.", hours=_hours(reader, why.minutes)))
    if lines:
        headline = both_or_all(len(others) + 1, reader.say("*Why you two*"), reader.say("*Why you three*"))
        lines[0] = f"{headline}\n{lines[0]}"
    if not why.is_both_ways:
        lines.append(_one_way(reader, why))
    if not why.speak_alike:
        lines.append(reader.say("You have named no language in common: can you talk in one?"))
    # Of three it is more than one paragraph holds, were all words long.
    return [section(each) for each in lines] if len(others) > 1 else [section("\n".join(lines))]


def _one_way(reader: Reader, why: Why) -> str:
    """Return what the reader would miss: nobody is to find out in the first session."""
    if why.i_show:
        return reader.say("This time you would mostly teach: nothing they named is what you want to learn.")
    if why.they_show:
        return reader.say("This time you would mostly learn: nothing you named is what they want to learn.")
    return reader.say("Nothing you named meets what they named: what you could teach each other is yours to find out.")


def _what_i_show(reader: Reader, why: Why, others: tuple[Member, ...]) -> list[str]:
    """Return a line for each of the others who seeks some of it; one for both where it is the same."""
    alike: dict[tuple[str, ...], tuple[Member, ...]] = {}
    for each in why.i_show:
        to = tuple(other for other in others if other.membership_id == each.membership_id)
        alike[each.skills] = alike.get(each.skills, ()) + to
    return [
        reader.say("You could show {others}: {skills}", others=mentions(reader, to), skills=_named(reader, skills))
        for skills, to in alike.items()
    ]


def _named(reader: Reader, skills: tuple[str, ...]) -> str:
    """Return the first few skills; who shares more has more than enough to begin with."""
    return f"*{reader.listed([escape(each) for each in skills[:MOST_NAMED]])}*"


def _hours(reader: Reader, minutes: int) -> str:
    if minutes < 2 * AN_HOUR:
        return reader.say("{number} minutes", number=minutes)
    return reader.say("{number} hours", number=minutes // AN_HOUR)
