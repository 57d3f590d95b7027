"""A draft in words: who shows whom what, what should be looked at, what an edit changed."""

from collections.abc import Sequence

from mentoring.matching import SCALE, Flag, Rule
from mentoring.rounds.cards import Desk, Instead, Moved, Person, ProposalLine
from views.kit import escape
from views.one_line import clipped
from views.reader import Reader

SHORT_NAME = 16
LONG_NAME = 40
SKILLS_IN_A_LINE = 3
HOUR = 60
HUNDRED = 100
NEARLY, SOMEWHAT = 500, 2_000
"""Of 10 000, by how much the next best may score less to be called nearly, and somewhat, as good."""


def mention(person: Person) -> str:
    """Return somebody's name as a mention."""
    return f"<@{person.user_id}>"


def mentions(reader: Reader, people: Sequence[Person]) -> str:
    """Return several people's mentions, as a sentence holds them."""
    return reader.listed([mention(each) for each in people])


def people_of(line: ProposalLine) -> tuple[Person, ...]:
    """Return the two of a proposal, or the three."""
    return (line.senior, line.junior, line.third) if line.third else (line.senior, line.junior)


def who(reader: Reader, line: ProposalLine) -> str:
    """Return a proposal's people, the senior first."""
    if line.third:
        return reader.say(
            "{senior} with {junior} and {third}",
            senior=mention(line.senior),
            junior=mention(line.junior),
            third=mention(line.third),
        )
    return reader.say("{senior} with {junior}", senior=mention(line.senior), junior=mention(line.junior))


def plainly(reader: Reader, line: ProposalLine) -> str:
    """Return a proposal's people by name, for what a screen reader says."""
    return reader.listed([each.name for each in people_of(line)])


def called(person: Person, other: Person) -> str:
    """Return what one of two is called beside the other: the first name, unless both have the same."""
    first, theirs = _first(person), _first(other)
    return escape(first) if first and first != theirs else clipped(person.name, LONG_NAME)


def _first(person: Person) -> str:
    words = person.name.split()
    return words[0] if words and len(words[0]) <= SHORT_NAME else ""


def shows(reader: Reader, line: ProposalLine) -> tuple[str, str]:
    """Return who can show whom what, in both directions, one short line each."""
    senior, junior = called(line.senior, line.junior), called(line.junior, line.senior)
    return (
        _shows(reader, senior, junior, line.senior_teaches, line.sought_by_junior),
        _shows(reader, junior, senior, line.junior_teaches, line.sought_by_senior),
    )


def _shows(reader: Reader, one: str, other: str, skills: Sequence[str], sought: int) -> str:
    if not skills:
        return reader.say(
            "{one} shows {other}: nothing on the list (0 of {sought})", one=one, other=other, sought=sought
        )
    what = ", ".join(clipped(skill(each), LONG_NAME) for each in skills[:SKILLS_IN_A_LINE])
    if len(skills) > SKILLS_IN_A_LINE:
        what = reader.say("{skills} and {number} more", skills=what, number=len(skills) - SKILLS_IN_A_LINE)
    return reader.say(
        "{one} shows {other}: {skills} ({number} of {sought})",
        one=one,
        other=other,
        skills=what,
        number=len(skills),
        sought=sought,
    )


def skill(name: str) -> str:
    """Return a skill as it stands in a list: a word that people brought themselves is kept in small letters."""
    return f"{name[:1].upper()}{name[1:]}"


def hours(reader: Reader, line: ProposalLine) -> str:
    """Return how much of their working days two people share."""
    whole, rest = divmod(line.shared_minutes, HOUR)
    if rest:
        return reader.say("{hours} h {minutes} min of the day in common", hours=whole, minutes=rest)
    return reader.say("{hours} h of the day in common", hours=whole)


def languages(reader: Reader, codes: Sequence[str]) -> str:
    """Return languages by their names."""
    known = reader.conventions.languages
    return reader.listed([escape(str(known.get(each, each))) for each in codes])


def everybodys(lines: Sequence[ProposalLine]) -> frozenset[str]:
    """Return the languages that all of these have in common, of which nobody needs to be told at each."""
    spoken = [frozenset(each.languages) for each in lines]
    return frozenset.intersection(*spoken) if spoken else frozenset()


def flags(reader: Reader, line: ProposalLine) -> list[str]:
    """Return what an owner should look at, most telling first."""
    said = {
        Flag.NOTHING_TO_TEACH: reader.say("neither would learn what they seek"),
        Flag.ONE_WAY: reader.say("only one learns what they seek"),
        Flag.NO_LANGUAGE: reader.say("no language in common"),
        Flag.FEW_HOURS: reader.say("few hours in common"),
        Flag.WEAK: reader.say("a weak match altogether"),
        Flag.WEAKEST: reader.say("the weakest of this draft"),
    }
    return [words for flag, words in said.items() if flag in line.flags]


def instead(reader: Reader, person: Person, found: Instead | None) -> str:
    """Return whom somebody could have had instead, and how much worse that would have been."""
    if found is None:
        return reader.say("For {person} there was nobody else.", person=mention(person))
    one, other = mention(person), mention(found.person)
    if found.behind < 0:
        return reader.say(
            "For {person}, {other} would have been better, but not for the draft as a whole.", person=one, other=other
        )
    if found.behind <= NEARLY:
        return reader.say("For {person}, {other} would have been nearly as good.", person=one, other=other)
    if found.behind <= SOMEWHAT:
        return reader.say("For {person}, {other} would have been somewhat less good.", person=one, other=other)
    return reader.say("For {person}, {other} would have been clearly less good.", person=one, other=other)


def changed(reader: Reader, moved: Sequence[Moved], in_all: int) -> str:
    """Return for whom a draft changed something, a line each; each new pair is told of once."""
    told: set[frozenset[str]] = set()
    sentences = []
    for each in moved:
        groups = {frozenset({each.person.user_id, *(other.user_id for other in others)}) for others in each.now}
        if groups and groups <= told:
            continue
        told |= groups
        if each.now:
            whom = reader.listed([reader.say("with {others}", others=mentions(reader, others)) for others in each.now])
            sentences.append(reader.say("{person} is {whom} now.", person=mention(each.person), whom=whom))
        else:
            sentences.append(reader.say("{person} has nobody now.", person=mention(each.person)))
    if in_all > len(moved):
        sentences.append(reader.say("So it is for {number} more.", number=in_all - len(moved)))
    return "\n".join(sentences)


def pairs(reader: Reader, found: Sequence[tuple[Person, Person]]) -> str:
    """Return several pairs, as a sentence holds them."""
    return reader.listed(
        [reader.say("{one} and {other}", one=mention(one), other=mention(other)) for one, other in found]
    )


def of_hundred(reader: Reader, score: int | None) -> str:
    """Return a score as people read it, of 100."""
    return reader.say("none") if score is None else str(round(score * HUNDRED / SCALE))


def figures(reader: Reader, card: Desk) -> str:
    """Return a draft in figures, in two lines: whom it is about, and what came of it."""
    counts = card.counts
    pairs = counts.flagged + counts.unflagged + counts.approved
    said = [_new_pairs(reader, pairs), nobody(reader, counts.nobody)]
    if counts.flagged:
        said.append(to_look_at(reader, counts.flagged))
    if counts.approved:
        said.append(reader.say("{number} approved", number=counts.approved))
    return "\n".join([headcount(reader, card), " · ".join(said)])


def headcount(reader: Reader, card: Desk) -> str:
    """Return how many people there are, and, where some have somebody already, how many are to be paired."""
    if not card.in_pairs:
        return (
            reader.say("1 person to pair")
            if card.people == 1
            else reader.say("{number} people to pair", number=card.people)
        )
    if not card.to_pair:
        return (
            reader.say("1 person, paired or invited already")
            if card.people == 1
            else reader.say("{number} people, all paired or invited already", number=card.people)
        )
    return reader.say(
        "{number} people: {to_pair} to pair, {in_pairs} paired or invited",
        number=card.people,
        to_pair=card.to_pair,
        in_pairs=card.in_pairs,
    )


def number_of_pairs(reader: Reader, number: int) -> str:
    """Return a number of pairs."""
    return reader.say("1 pair") if number == 1 else reader.say("{number} pairs", number=number)


def _new_pairs(reader: Reader, number: int) -> str:
    return reader.say("1 new pair") if number == 1 else reader.say("{number} new pairs", number=number)


def nobody(reader: Reader, number: int) -> str:
    """Return how many a draft leaves over."""
    if number == 0:
        return reader.say("nobody left over")
    return reader.say("1 has nobody") if number == 1 else reader.say("{number} have nobody", number=number)


def to_look_at(reader: Reader, number: int) -> str:
    """Return how many proposals have a flag."""
    return reader.say("1 needs a look") if number == 1 else reader.say("{number} need a look", number=number)


def removed(reader: Reader, rule: Rule, number: int) -> str:
    """Return how many possible partners a rule took away from somebody."""
    return {
        Rule.REPORTING_LINE: reader.say("{number} in their reporting line", number=number),
        Rule.TEAM: reader.say("{number} in their team", number=number),
        Rule.FORBIDDEN: reader.say("{number} you said no to", number=number),
        Rule.PAST_PAIR: reader.say("{number} they were paired with lately", number=number),
        Rule.LANGUAGE: reader.say("{number} without a language in common", number=number),
        Rule.HOURS: reader.say("{number} with too few hours in common", number=number),
        Rule.NOTHING_TO_TEACH: reader.say("{number} with nothing to teach each other", number=number),
        Rule.NO_PLACE: reader.say("{number} without a place left", number=number),
        Rule.NOT_AVAILABLE: reader.say("{number} not available", number=number),
    }[rule]
