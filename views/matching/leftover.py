"""Who is left over, why, and what would help."""

from mentoring.matching import Rule
from mentoring.rounds.cards import Leftover, LeftoverPage, WouldHelp
from mentoring.rounds.rules import InRound
from mentoring.states import RoleWish
from views import enrolment_words, roster
from views.kit import Block, Modal, actions, button, context, divider, modal, section
from views.matching import acts, rules, turning, words
from views.matching.acts import Carried
from views.matching.turning import Turn
from views.one_line import clipped
from views.payloads import Payload, actor
from views.reader import Reader


def page(reader: Reader, card: LeftoverPage, carried: Carried) -> Modal:
    """Return one page of those whom a draft leaves over, with the reasons of each."""
    blocks = _what_would_help(reader, card, carried)
    blocks += [section(_person(reader, each)) for each in card.people]
    if not card.people:
        blocks.append(section(reader.say("Nobody is left over.")))
    turn = Turn(acts.LEFT_EARLIER, acts.LEFT_LATER, card.round_id.hex, card.page, card.pages)
    blocks += turning.blocks(reader, turn)
    if card.people:
        blocks.append(context("\n".join(_below(reader, card))))
    return modal(
        reader.say("Left over"),
        blocks,
        close=reader.say("Back to the draft"),
        private_metadata=acts.carry(_on(carried, card.page)),
    )


def read_page(body: Payload, step: int | None) -> InRound:
    """Return which page somebody wants: so many on, or the first, for those who come from the desk."""
    carried = acts.read_carried(body["view"])
    return InRound(actor(body), acts.round_of(carried), 0 if step is None else carried.page + step)


def _what_would_help(reader: Reader, card: LeftoverPage, carried: Carried) -> list[Block]:
    """Return what would help, each with the way there."""
    lines, ways = [], []
    if card.in_the_way:
        lines.append(_in_the_way(reader, card.in_the_way))
        ways.append(rules.open_button(reader, carried.programme_id))
    if card.would_help:
        lines += [_help(reader, each) for each in card.would_help]
        ways.append(button(reader.say("Bring people in"), roster.OPEN, carried.programme_id.hex))
    if card.may_join:
        lines.append(
            reader.say("Three instead of two: “Look closer” at a pair, and ask somebody to join who agreed to three.")
        )
    if not lines:
        return []
    told = "\n".join([reader.say("*What would help*"), *(f"• {each}" for each in lines)])
    return [section(told), *([actions(ways, block_id="help")] if ways else []), divider()]


def _below(reader: Reader, card: LeftoverPage) -> list[str]:
    """Return what the page's words mean, as far as they are on it, and what comes next."""
    lines = []
    if any(each.removed.get(Rule.NOT_AVAILABLE) for each in card.people):
        lines.append(
            reader.say(
                "“Not available” is one number for pauses, earlier answers and private wishes; nobody can tell them"
                " apart."
            )
        )
    return [*lines, reader.say("Whoever has nobody is told when you send, and comes first next time.")]


def _on(carried: Carried, page_number: int) -> Carried:
    return Carried(carried.programme_id, carried.round_id, page_number)


def _person(reader: Reader, person: Leftover) -> str:
    title = f"*{words.mention(person.person)}* · {enrolment_words.wish_name(reader, person.wish)}"
    why = [words.removed(reader, rule, number) for rule, number in person.removed.items() if number]
    lines = [title]
    if why:
        lines.append(reader.say("Of those on the other side: {reasons}", reasons=", ".join(why)))
    if person.competing:
        lines.append(
            reader.say(
                "{remaining} would have fitted, but {people} people stood for one place.",
                remaining=person.remaining,
                people=person.competing,
            )
            if person.places == 1
            else reader.say(
                "{remaining} would have fitted, but {people} people stood for {places} places.",
                remaining=person.remaining,
                people=person.competing,
                places=person.places,
            )
        )
    elif not why:
        lines.append(reader.say("There was nobody on the other side."))
    return "\n".join(lines)


def _in_the_way(reader: Reader, rule: Rule) -> str:
    most = {
        Rule.TEAM: reader.say("One rule less: most of those who might suit are of the same team."),
        Rule.HOURS: reader.say("One rule less: most of those who might suit have too few hours in common."),
        Rule.LANGUAGE: reader.say("One rule less: most of those who might suit share no language."),
        Rule.PAST_PAIR: reader.say("One rule less: most of those who might suit were a pair not long ago."),
    }[rule]
    return f"{most} {reader.say('“Rules of matching” shows what would change.')}"


def _help(reader: Reader, wanted: WouldHelp) -> str:
    one = wanted.number == 1
    if wanted.wish is RoleWish.SENIOR:
        who = reader.say("1 more senior") if one else reader.say("{number} more seniors", number=wanted.number)
    elif wanted.wish is RoleWish.JUNIOR:
        who = reader.say("1 more junior") if one else reader.say("{number} more juniors", number=wanted.number)
    else:
        who = reader.say("1 more person") if one else reader.say("{number} more people", number=wanted.number)
    if wanted.skill:
        skill = clipped(words.skill(wanted.skill))
        who = (
            reader.say("{who} who offers {skill}", who=who, skill=skill)
            if one
            else reader.say("{who} who offer {skill}", who=who, skill=skill)
        )
    if wanted.languages:
        return reader.say("{who}, in {languages}", who=who, languages=words.languages(reader, wanted.languages))
    return who
